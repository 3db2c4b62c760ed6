"""Ids that leave in place of such as follow from content: with one of those, whoever knows the rest of what is withheld
could confirm a guess of it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from bearwitness.identity import ID_DIGITS
from bearwitness.model import Claim, Record, Report

T = TypeVar("T")
DERIVED = re.compile(rf"(?<![0-9A-Za-z])[a-z][0-9a-f]{{{ID_DIGITS}}}(?![0-9A-Za-z])")
"""Ids of claims, incidents, Decisions and the like: they are digests of content."""
DIGEST = re.compile(r"[0-9a-f]{12}")
"""What in a report's id may be a digest of its capture."""


class Pseudonyms:
    """Ids of the export's own: the same for the same thing in every export of one casebook in one profile, and without
    the casebook's secret nobody can tell from which id one was made.
    """

    def __init__(self, key: bytes, profile: str) -> None:
        """`key`: the casebook's secret."""
        self._key = key
        self._profile = profile
        self.was: dict[str, str] = {}
        """What was made -> in place of what."""

    def of(self, name: str) -> str:
        """What stands for an id: `x`, the first letter of the id (what kind of thing it is), 16 hexadecimal digits."""
        mark = hmac.new(self._key, f"{self._profile}\0{name}".encode("utf-8", "surrogatepass"), hashlib.sha256)
        made = f"x{name[:1] if DERIVED.fullmatch(name) else 'r'}{mark.hexdigest()[:ID_DIGITS]}"
        self.was[made] = name
        return made

    def in_text(self, text: str, kept: Iterable[str]) -> str:
        """The text with every derived id in it replaced, but for those that may be kept."""
        return DERIVED.sub(lambda found: found[0] if found[0] in kept else self.of(found[0]), text)

    def everywhere(self, value: Any, kept: Iterable[str]) -> Any:
        """The value with this done to every text in it."""
        if isinstance(value, str):
            return self.in_text(value, kept)
        made: Any
        if isinstance(value, tuple):
            made = tuple(self.everywhere(one, kept) for one in value)
            # Where a list of ids was sorted, its order would tell of the ids that were there.
            ids = made != value and all(isinstance(one, str) and DERIVED.fullmatch(one) for one in value)
            return tuple(sorted(made)) if ids and list(value) == sorted(value) else made
        if isinstance(value, msgspec.Struct):
            changes = {
                name: made
                for name in value.__struct_fields__
                if (made := self.everywhere(old := getattr(value, name), kept)) != old
            }
            return msgspec.structs.replace(value, **changes) if changes else value
        return value


def may_be_digest(name: str) -> bool:
    """Whether a report's id may follow from its capture."""
    return bool(DIGEST.search(name))


def untouched(before: Mapping[str, Claim], after: Mapping[str, Claim]) -> frozenset[str]:
    """Claims that leave as they are, and so do all that they name: their ids tell nothing that does not leave."""
    kept = {name for name, one in after.items() if before.get(name) == one}
    while lost := {name for name in kept if not references(after[name]) <= kept}:
        kept -= lost
    return frozenset(kept)


def references(claim: Claim) -> set[str]:
    """Other claims that a claim names."""
    named = {claim.occurrence_of}
    if claim.casualty is not None:
        named.add(claim.casualty.part_of)
    if claim.occurrence is not None:
        named.add(claim.occurrence.part_of)
    return {one for one in named if one is not None}


def renamed(
    pseudonyms: Pseudonyms,
    tree: Iterable[Record],
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    *,
    before: Mapping[str, Claim],
    touched: bool,
) -> tuple[list[Record], dict[str, Report], dict[str, Claim]]:
    """Records, reports and claims of which nothing tells what was withheld. `touched`: anything was, outside of claims.

    A claim keeps its id if it and all that it names leave as they are; incidents and heads, which follow from all of
    the claims, only if everything does.
    """
    kept = untouched(before, claims)
    whole = not touched and len(kept) == len(before)
    records = list(tree)
    stay = kept | {one.id for one in records} if whole else kept
    made = [pseudonyms.everywhere(one, stay) for one in records]
    if not whole:
        made = [msgspec.structs.replace(one, head=None) for one in made]
    changed = {one.id: one for one in (pseudonyms.everywhere(each, stay) for each in claims.values())}
    return made, {name: pseudonyms.everywhere(one, stay) for name, one in reports.items()}, changed
