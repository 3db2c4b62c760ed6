"""The number words of a language, compiled for look-up (see `quantities.toml`)."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from bearwitness.languages import load

WORD = re.compile(r"[$€£₴₹¥#]|\d+(?:[.,'’]\d+)*(?:\+|%)?|[^\W\d_]+(?:['’.][^\W\d_]+)*|[–—-]+|:|/|\S")
LONGEST = 5
"""Words of the longest listed phrase."""


class Hedges(msgspec.Struct, frozen=True):
    """Phrases before a number, by what they make of it."""

    at_least: tuple[str, ...]
    more_than: tuple[str, ...]
    about: tuple[str, ...]
    nearly: tuple[str, ...]
    up_to: tuple[str, ...]
    below: tuple[str, ...]
    exact: tuple[str, ...]


class After(msgspec.Struct, frozen=True):
    """Phrases after a number."""

    at_least: tuple[str, ...]
    about: tuple[str, ...]


class Listed(msgspec.Struct, frozen=True):
    """Phrases of one meaning."""

    words: tuple[str, ...]


class NotPeople(msgspec.Struct, frozen=True):
    """Neighbours that make a number an age, a date, a time, money, a distance, a name."""

    units: frozenset[str]
    before: frozenset[str]
    months: frozenset[str]
    before_year: frozenset[str]
    after_year: frozenset[str]
    between: frozenset[str]
    may: frozenset[str]
    gradable: tuple[str, ...]
    degree: frozenset[str]
    aged: frozenset[str]
    after_age: frozenset[str]


class Words(msgspec.Struct, frozen=True):
    """The shape of `quantities.toml`."""

    numbers: dict[str, int]
    multipliers: dict[str, int]
    phrases: dict[str, int]
    vague: dict[str, tuple[int, int]]
    unknown: Listed
    none: Listed
    hedges: Hedges
    moved: Listed
    reach: Listed
    after: After
    not_people: NotPeople


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word in lower case and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Number:
    """A bare number over words `first..last` (half-open); kind `value`, `range`, `vague`, `none` or `unknown`."""

    first: int
    last: int
    low: int
    high: int
    kind: str = "value"


@dataclass(frozen=True)
class Lexicon:
    """Compiled words; keys are the words of a phrase."""

    numbers: dict[str, int]
    multipliers: dict[str, int]
    phrases: dict[tuple[str, ...], tuple[str, int, int]]
    """Words -> (kind, low, high)."""
    hedges: dict[tuple[str, ...], str]
    moved: frozenset[str]
    reach: frozenset[tuple[str, ...]]
    """What stands between the two ends of "at least one but possibly up to 12"."""
    after: dict[tuple[str, ...], str]
    not_people: NotPeople
    starts: frozenset[str]
    """Words with which a number can begin, digits aside."""
    parts: frozenset[str]
    """Words of which numbers and their hedges consist, digits aside."""


@cache
def lexicon(code: str) -> Lexicon:
    """The number words of the language."""
    listed = load(code, "quantities", Words)
    phrases: dict[tuple[str, ...], tuple[str, int, int]] = {}
    phrases |= {_key(text): ("value", value, value) for text, value in listed.phrases.items()}
    phrases |= {_key(text): ("vague", *ends) for text, ends in listed.vague.items()}
    phrases |= {_key(text): ("none", 0, 0) for text in listed.none.words}
    phrases |= {_key(text): ("unknown", 0, 0) for text in listed.unknown.words}
    hedges = {_key(text): kind for kind in Hedges.__struct_fields__ for text in getattr(listed.hedges, kind)}
    return Lexicon(
        numbers=listed.numbers,
        multipliers=listed.multipliers,
        phrases=phrases,
        moved=frozenset(listed.moved.words),
        hedges=hedges,
        reach=frozenset(map(_key, listed.reach.words)),
        after={_key(text): kind for kind in After.__struct_fields__ for text in getattr(listed.after, kind)},
        not_people=listed.not_people,
        starts=frozenset({"a", "between", "from", *listed.numbers, *(key[0] for key in phrases)}),
        parts=frozenset({*listed.numbers, *listed.multipliers, *(word for key in (*phrases, *hedges) for word in key)}),
    )


def vague_table(code: str = "en") -> dict[str, tuple[int, int]]:
    """Vague word -> the interval it stands for."""
    return dict(load(code, "quantities", Words).vague)


def words_of(text: str) -> list[Word]:
    """The words of a text, punctuation marks among them."""
    return [Word(match[0].lower(), match.start(), match.end()) for match in WORD.finditer(text)]


def phrase(words: Sequence[Word], at: int, table: Container[tuple[str, ...]]) -> int:
    """How many words from `at` are the longest key of the table; 0 for none."""
    for size in range(min(LONGEST, len(words) - at), 0, -1):
        if tuple(one.text for one in words[at : at + size]) in table:
            return size
    return 0


def _key(text: str) -> tuple[str, ...]:
    return tuple(match[0] for match in WORD.finditer(text.lower()))
