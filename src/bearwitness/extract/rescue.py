"""The state of search and rescue, with the workers at it."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from bearwitness.extract import quantities, told
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.languages import load
from bearwitness.languages.sieve import Sieve
from bearwitness.model import Claim, Figure, Rescue
from bearwitness.vocabulary import RescueState

LONGEST = 600
"""Code points of a sentence that are looked at."""


class WordList(msgspec.Struct, frozen=True):
    """Words of one kind."""

    words: tuple[str, ...]


class RescueWords(msgspec.Struct, frozen=True, rename={"excluded": "not"}):
    """`languages/<code>/rescue.toml`."""

    states: dict[RescueState, tuple[str, ...]]
    workers: WordList
    excluded: WordList


@cache
def _words(code: str) -> RescueWords:
    words: RescueWords = load(code, "rescue", RescueWords)
    return words


@cache
def _patterns(code: str) -> tuple[tuple[RescueState, re.Pattern[str]], ...]:
    return tuple(
        (state, re.compile(pattern, re.IGNORECASE))
        for state, listed in _words(code).states.items()
        for pattern in listed
    )


@cache
def _sieve(code: str) -> Sieve:
    return Sieve([pattern for _, pattern in _patterns(code)])


def find(context: Context) -> list[Claim]:
    """Rescue claims, one a sentence at most, of a report that tells an attack."""
    if not context.once(attacks_of):
        return []
    claims: list[Claim] = []
    patterns, sieve = _patterns(context.language), _sieve(context.language)
    for sentence in context.sentences:
        text = sentence.text[:LONGEST]
        passing = sieve.passing(text)
        if not passing:
            continue
        lower = text.lower()
        if any(one in lower for one in _words(context.language).excluded.words):
            continue
        for state, pattern in (patterns[at] for at in passing):
            match = pattern.search(text)
            if match is None:
                continue
            start, end = sentence.start, min(sentence.end, sentence.start + LONGEST)
            about, modality = told.how(context, sentence.passage, start, end)
            if modality in {"hypothetical", "denied"}:
                break
            claims.append(
                Claim(
                    id=f"rescue{len(claims)}",
                    kind="rescue",
                    report=context.report.id,
                    about=about,
                    modality=modality,
                    evidence=(context.evidence(sentence.passage, start, end),),
                    rescue=Rescue(state=state, text=text, workers=_workers(text, context.language)),
                    rule=f"rescue.{state}",
                )
            )
            break
    return claims


def _workers(text: str, code: str) -> Figure | None:
    """How many are at it: "hundreds of workers", "some 70 ambulance crews"."""
    for one in quantities.find(text, code):
        clause = re.split(r"[;:.]", text[one.end : one.end + 45].lower())[0]  # "killed 20; 150 rescuers"
        following = re.findall(r"[\w-]+", clause)[:4]
        if any(word in _words(code).workers.words[:10] for word in following):
            return one.figure
    return None
