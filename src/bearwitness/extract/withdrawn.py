"""Tolls that the same report takes back: it says that the toll was lowered, and tells the higher one as past.

"Police lowered the number of dead to 84. By Wednesday the toll had gone up to 101." The past perfect is what English
puts before the moment that it tells of; beside a toll that was lowered, a higher one told so no longer holds. It stays
a claim, and is denied.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from bearwitness.extract.context import Context
from bearwitness.extract.told import sentence_at
from bearwitness.languages import load
from bearwitness.model import Claim


class Words(msgspec.Struct, frozen=True):
    """Verbs by which a toll is lowered, and what tells a toll as past."""

    lowered: tuple[str, ...]
    past: tuple[str, ...]


class Subject(msgspec.Struct, frozen=True):
    """The shape of `withdrawn.toml`."""

    withdrawn: Words


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = load(code, "withdrawn", Subject).withdrawn
    lowered, past = (
        re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
        for words in (listed.lowered, listed.past)
    )
    return lowered, past


def withdraw(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """The claims; a total above one that was lowered, told as past, with the modality `denied`."""
    lowered, past = _patterns(context.language)
    # outcome -> what it was lowered to
    now: dict[str, int] = {}
    for claim in claims:
        number = _total(claim)
        if number is not None and claim.casualty is not None and lowered.search(_before(context, claim)):
            now[claim.casualty.outcome] = min(number, now.get(claim.casualty.outcome, number))
    if not now:
        return list(claims)
    found: list[Claim] = []
    for claim in claims:
        number = _total(claim)
        if (
            number is not None
            and claim.casualty is not None
            and number > now.get(claim.casualty.outcome, number)
            and past.search(claim.evidence[0].quote)
        ):
            found.append(msgspec.structs.replace(claim, modality="denied"))
        else:
            found.append(claim)
    return found


def _total(claim: Claim) -> int | None:
    """The number of people that a claim gives as all of them; None for any other claim."""
    casualty = claim.casualty
    if (
        casualty is None
        or claim.about != "main"
        or casualty.group != "people"
        or casualty.change != "total"
        or casualty.figure.qualifier != "exact"
        or not claim.evidence
    ):
        return None
    return casualty.figure.high


def _before(context: Context, claim: Claim) -> str:
    """The words of the sentence up to the end of the claim's."""
    words = claim.evidence[0]
    sentence = sentence_at(context, words.passage.id, words.start)
    return words.quote if sentence is None else sentence.text[: words.end - sentence.start]
