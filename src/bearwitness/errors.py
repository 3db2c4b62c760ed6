"""Everything that can go wrong, as one tree; each error names the thing, what is wrong with it and the remedy.

BearwitnessError
  InputError            something given could not be read (exit status 1; the rest of the batch goes on)
    UnreadableFile      a file that is empty, binary, too large, missing or in no known encoding
      LeadsOut          a file's name in an export or page that leads out of its folder
    BadLine             a line of a JSON Lines file that is no report
    BadField            a field of a report that cannot be used
    Unreachable         a page or feed on the web that did not come: no answer, an error status, too slow, too large
    Refused             a page or feed that is not asked for: a private address, robots.txt
    IdTaken             another report already has this id in the casebook
  UsageError            a command was called in a way that cannot work (exit status 2)
    NotFound            an incident, report or casebook that is not there
    Contradiction       reviewers' decisions that cannot all hold
    BadFilter           a filter or search that cannot be understood, or that takes too long
    BadAccount          a name, password, role or link of an account that cannot be used
    NeedsAccounts       the casebook was to be served to others, and has no accounts
  CasebookError         the casebook itself
    CasebookBroken      something stored does not match what the log says of it
    CasebookBusy        another process is writing and did not finish in time
    TeamFileUnusable    the file of accounts is missing, damaged or open to others
  KeyUnusable           a signing key that is missing, open to others, locked, rotated or revoked
  NotInstalled          a package that is needed for this and is not there
  NoRule                a page of the web application for which nobody said who may see it
  DataError             a file that ships with Bearwitness is damaged
"""

from __future__ import annotations


class BearwitnessError(Exception):
    """What every error of Bearwitness is; `str` of it is what a user reads."""

    def __init__(self, what: str, *, remedy: str | None = None) -> None:
        """`what` names the thing and the fault in one sentence; `remedy` says what the user can do."""
        super().__init__(what if remedy is None else f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


class InputError(BearwitnessError):
    """Something that was given cannot be read. The rest of a batch goes on."""


class UnreadableFile(InputError):
    """A file that cannot be turned into text."""


class LeadsOut(UnreadableFile):
    """A file's name in an export or page that leads out of its folder."""


class BadLine(InputError):
    """A line of a JSON Lines file that is no report."""


class BadField(InputError):
    """A field of a report that cannot be used."""


class Unreachable(InputError):
    """A page or feed on the web that did not come."""


class Refused(InputError):
    """A page or feed on the web that is not asked for, because its address or its host forbids it."""


class IdTaken(InputError):
    """Another report, with other words, already has this id in the casebook."""


class UsageError(BearwitnessError):
    """A command was called in a way that cannot work."""


class NotFound(UsageError):
    """An incident, report or casebook that is not there."""


class Contradiction(UsageError):
    """Reviewers' decisions ask that two occurrences be together and apart."""


class BadFilter(UsageError):
    """A filter or search cannot be understood, or takes too long."""


class BadAccount(UsageError):
    """A name, password, role or link of an account cannot be used."""


class NeedsAccounts(UsageError):
    """The casebook was to be served to others than the person at this machine, and has no accounts."""


class CasebookError(BearwitnessError):
    """The casebook cannot be used as it is."""


class CasebookBroken(CasebookError):
    """Something stored does not match what the log says of it."""


class CasebookBusy(CasebookError):
    """Another process is writing to the casebook."""


class TeamFileUnusable(CasebookError):
    """The file of accounts is missing, damaged or open to others."""


class KeyUnusable(BearwitnessError):
    """A signing key cannot be used."""


class NotInstalled(BearwitnessError):
    """A package that comes with an extra of this one is needed and not there."""


class NoRule(BearwitnessError):
    """A page of the web application for which nobody said who may see it."""


class DataError(BearwitnessError):
    """A data file that ships with Bearwitness is damaged or missing."""
