"""What a user can set from outside: environment variables, read once at the edge (the command line)."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec
from platformdirs import user_config_path

from bearwitness.errors import UsageError

CASEBOOK_VARIABLE = "BEARWITNESS_CASEBOOK"
DEFAULT_CASEBOOK = "casebook"
CONTACT_VARIABLE = "BEARWITNESS_CONTACT"
KEYS_VARIABLE = "BEARWITNESS_KEYS"
REVIEWER_VARIABLE = "BEARWITNESS_REVIEWER"
SETTINGS = "settings.toml"
"""Name of the settings file: the user's own beside the keys, a casebook's in its folder."""
TEAM = "team.sqlite"
"""Name of the file with the accounts of the people who work in a casebook, in its folder."""
PASSPHRASE_VARIABLE = "BEARWITNESS_PASSPHRASE"  # noqa: S105  (the name of it, not it)
T = TypeVar("T", bound=msgspec.Struct)


class UserSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a user's own settings file may hold."""

    reviewer: str | None = None
    """The name under which this user decides."""


class Publication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of a casebook for publishing."""

    reviewers: int = 1
    """How many reviewers, with names and keys of their own, have to publish an incident before it is published."""

    def __post_init__(self) -> None:
        if not 1 <= self.reviewers <= 9:
            raise ValueError("reviewers must be 1 to 9")


class CasebookSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a casebook's settings file may hold."""

    publication: Publication = Publication()


def read_settings(path: Path, shape: type[T]) -> T:
    """The settings in a TOML file, the defaults where there is none; UsageError names what is wrong in it."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), shape)
    except FileNotFoundError:
        return shape()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{path} cannot be used: {error}.", remedy="Mend it or take it away.") from error


def casebook_settings(folder: Path) -> CasebookSettings:
    """The settings of the casebook in a folder."""
    return read_settings(folder / SETTINGS, CasebookSettings)


def default_reviewer() -> str | None:
    """Who decides: `$BEARWITNESS_REVIEWER`, else `reviewer` in the user's own settings, else nobody knows."""
    named = os.environ.get(REVIEWER_VARIABLE)
    if named:
        return named
    return read_settings(user_config_path("bearwitness", appauthor=False) / SETTINGS, UserSettings).reviewer


def default_casebook() -> Path:
    """The casebook meant when none is named: `$BEARWITNESS_CASEBOOK`, else `./casebook`."""
    return Path(os.environ.get(CASEBOOK_VARIABLE) or DEFAULT_CASEBOOK)


def default_contact() -> str | None:
    """What hosts on the web are told about who asks: `$BEARWITNESS_CONTACT`, else nothing."""
    return os.environ.get(CONTACT_VARIABLE) or None


def default_keys() -> Path:
    """Where this user's signing keys lie: `$BEARWITNESS_KEYS`, else the user's own folder for settings."""
    named = os.environ.get(KEYS_VARIABLE)
    return Path(named) if named else user_config_path("bearwitness", appauthor=False) / "keys"


def default_passphrase() -> str | None:
    """The passphrase of the signing key: `$BEARWITNESS_PASSPHRASE`, else nothing is known of one."""
    return os.environ.get(PASSPHRASE_VARIABLE) or None
