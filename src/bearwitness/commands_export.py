"""What leaves the casebook: one incident in a profile, and the captures that may go with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from bearwitness.casebook import Casebook
from bearwitness.errors import UsageError
from bearwitness.model import Capture, Record, Withheld, WithheldKind
from bearwitness.pipeline import Edition
from bearwitness.record.bag import Redaction
from bearwitness.share import family
from bearwitness.share.profiles import Leaving, leaving
from bearwitness.share.profiles_bytes import holds_none, shows_none
from bearwitness.vocabulary import Profile, words

STRICTEST: tuple[Profile, ...] = ("public", "partner", "ssa")
"""In which of the profiles that an incident is published it leaves by default."""


def profile_of(record: Record, asked: str | None) -> Profile:
    """The profile asked for; else `public` for what is published (or the one it is published in), and `full`, a working
    copy, for what is not. UsageError if there is no such profile.
    """
    for one in words(Profile):
        if one == asked:
            return one  # type: ignore[return-value]
    if asked is not None:
        raise UsageError(f"There is no profile {asked!r}.", remedy=f"Choose one of: {', '.join(words(Profile))}.")
    return next((one for one in STRICTEST if one in record.reviewed.profiles), "full")


def prepared(folder: Path, whole: Edition, record: Record, profile: Profile) -> Leaving:
    """The incident with its tree as the profile lets it through, marked as published only if it is, in this profile."""
    tree = (record, *family(record, whole.records))
    names = {line.id for one in tree for line in one.reports}
    mentions = {}
    if profile != "full":
        with Casebook.open(folder, create=False) as book:
            mentions = {name: book.report(name).mentions for name in sorted(names)}
    found = leaving(
        profile,
        record,
        tree[1:],
        {name: whole.reports[name] for name in sorted(names) if name in whole.reports},
        {name: one for name, one in whole.claims.items() if one.report in names},
        mentions=mentions,
        protections=[one.protection for one in whole.over.standing.now if one.protection is not None],
    )
    marked = [_marked(one, profile) for one in (found.record, *found.others)]
    return replace(found, record=marked[0], others=tuple(marked[1:]))


def _marked(record: Record, profile: Profile) -> Record:
    review = msgspec.structs.replace(record.reviewed, published=profile in record.reviewed.profiles)
    return msgspec.structs.replace(record, reviewed=review)


def captures_of(
    folder: Path, whole: Edition, record: Record, found: Leaving
) -> tuple[list[tuple[Capture, bytes]], Withheld | None]:
    """The captures of the incident's reports, its tree's included, that hold nothing of what is withheld; and the list
    of what is withheld with the captures that were left out.
    """
    taken: list[tuple[Capture, bytes]] = []
    left = 0
    reports_may_go = bool(found.reports)
    lines = {line.id: line for one in (record, *family(record, whole.records)) for line in one.reports}
    with Casebook.open(folder, create=False) as book:
        for name in sorted({line.capture for line in lines.values()}):
            captures, data = book.capture(name)
            reports = [whole.reports[line.id] for line in lines.values() if line.capture == name]
            if found.record.withheld is None or (
                reports_may_go
                and all(holds_none(found.blade, one, data, report) for one in captures for report in reports)
            ):
                taken.extend((one, data) for one in captures)
            else:
                left += 1
    return taken, _with_captures(found.record.withheld, left)


def redaction_of(profile: Profile, found: Leaving, captures: Iterable[tuple[Capture, bytes]]) -> Redaction | None:
    """What a bag may hold in a profile; None for the full record."""
    if profile == "full":
        return None
    return Redaction(
        profile=profile,
        reports=found.reports,
        claims=found.claims,
        captures=frozenset(one.sha256 for one, _ in captures),
        harmless=lambda data: shows_none(found.blade, data),
    )


def _with_captures(withheld: Withheld | None, left: int) -> Withheld | None:
    if withheld is None or not left:
        return withheld
    more = WithheldKind("captures", left, "their bytes hold something that is withheld, or cannot be searched for it")
    return msgspec.structs.replace(withheld, kinds=(*withheld.kinds, more))


def in_words(withheld: Withheld) -> str:
    """What was withheld, on one line."""
    return counted(withheld.kinds) or "nothing"


def counted(kinds: Iterable[WithheldKind]) -> str:
    """Counts of kinds on one line."""
    return ", ".join(f"{one.count} {one.what}" for one in kinds)
