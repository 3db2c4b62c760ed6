"""Number phrases: digits, spelled numbers, ranges, hedges, vague words and nobody, as intervals with a qualifier.

`find` works on plain text in one left-to-right pass over words, so it depends on no tokeniser and is linear in the
length of the text. A number that counts no people by its neighbours (an age, a date, a clock time, money, a distance)
is left out. Words and the one table of vague words are in `languages/<code>/quantities.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bearwitness.extract.quantity_neighbours import counts_people
from bearwitness.extract.quantity_numbers import Numbers
from bearwitness.extract.quantity_words import Lexicon, Number, Word, lexicon, phrase, vague_table, words_of
from bearwitness.model import Figure
from bearwitness.vocabulary import Qualifier

__all__ = ["Quantity", "find", "vague_table"]

LONGEST_HEDGE = 4
"""Words."""
LONGEST_QUOTED = 4
"""Words of a number in quotation marks."""
QUOTES = frozenset("\"“”„‘’'")
ON_TOP = frozenset({("another",), ("a", "further"), ("an", "additional")})


@dataclass(frozen=True)
class Quantity:
    """A number phrase at `start..end` of the text; the number itself, without its hedge, begins at `number`."""

    start: int
    end: int
    number: int
    figure: Figure
    more: bool = False
    """It comes on top of others: "another three"."""


def find(text: str, code: str = "en") -> list[Quantity]:
    """Number phrases of `text` that can count people, in order, not overlapping; offsets are into `text`."""
    known = lexicon(code)
    words = _unquoted(words_of(text), known)
    numbers = Numbers(words, known, text)
    found: list[Quantity] = []
    at = 0
    while at < len(words):
        word = words[at].text
        if word not in known.starts and not word[0].isdecimal():
            at += 1
            continue
        number = numbers.range_at(at)
        if number is None or not counts_people(words, number, known, text):
            number = numbers.number_at(at)
        if number is None:
            at += 1
            continue
        if counts_people(words, number, known, text):
            found.append(_hedged(words, number, known, text, found[-1].end if found else 0))
        at = number.last
    return found


def _unquoted(words: Sequence[Word], known: Lexicon) -> list[Word]:
    """The words without quotation marks around a number alone: “dozens” of wounded, “more than 20”."""
    kept: list[Word] = []
    opened = -1
    for at, word in enumerate(words):
        if word.text not in QUOTES:
            kept.append(word)
            continue
        inside = words[opened + 1 : at]
        if opened >= 0 and 0 < len(inside) <= LONGEST_QUOTED and all(_of_number(one.text, known) for one in inside):
            del kept[-len(inside) - 1]
            opened = -1
            continue
        kept.append(word)
        opened = at
    return kept


def _of_number(word: str, known: Lexicon) -> bool:
    return word[0].isdecimal() or word in known.parts


def _hedged(words: Sequence[Word], number: Number, known: Lexicon, text: str, floor: int) -> Quantity:
    """The number with the hedges before and after it; nothing before `floor` is taken."""
    first, hedge, more = _hedges_before(words, number.first, known, floor)
    last = number.last
    if hedge == "exact" and words[last - 1].text.endswith("+"):
        hedge = "at_least"
    size = phrase(words, last, known.after)
    if size and number.kind == "value" and hedge == "exact":
        hedge = known.after[tuple(one.text for one in words[last : last + size])]
        last += size
    more = more or (last < len(words) and words[last].text in ("more", "additional", "further"))
    start, end = words[first].start, words[last - 1].end
    figure = _figure(number, hedge, text[start:end])
    return Quantity(start=start, end=end, number=words[number.first].start, figure=figure, more=more)


def _hedges_before(words: Sequence[Word], first: int, known: Lexicon, floor: int) -> tuple[int, str, bool]:
    """The first word of the hedges before word `first`, the hedge nearest to the number, and whether it is on top."""
    hedge, more = "exact", False
    while True:
        size = next((size for size in range(LONGEST_HEDGE, 0, -1) if _is_hedge(words, first, size, known, floor)), 0)
        if not size:
            return first, hedge, more
        key = tuple(one.text for one in words[first - size : first])
        more = more or key in ON_TOP
        if hedge == "exact":
            hedge = known.hedges[key]
        first -= size


def _is_hedge(words: Sequence[Word], first: int, size: int, known: Lexicon, floor: int) -> bool:
    if first < size or words[first - size].start < floor:
        return False
    key = tuple(one.text for one in words[first - size : first])
    moved = key == ("up", "to") and first > size and words[first - size - 1].text in known.moved
    return key in known.hedges and not moved


def _figure(number: Number, hedge: str, text: str) -> Figure:
    low, high = number.low, number.high
    kinds: dict[str, tuple[int | None, int | None, Qualifier]] = {
        "none": (0, 0, "none"),
        "unknown": (None, None, "unknown"),
        "vague": (low, high, "vague"),
        "range": (low, high, "range"),
    }
    hedges: dict[str, tuple[int | None, int | None, Qualifier]] = {
        "exact": (low, low, "exact"),
        "at_least": (low, None, "at_least"),
        "more_than": (low, None, "more_than"),
        "about": (low, low, "about"),
        "nearly": (low, low, "nearly"),
        "up_to": (None, low, "up_to"),
        "below": (None, max(low - 1, 0), "up_to"),
    }
    first, last, qualifier = kinds.get(number.kind) or hedges[hedge]
    return Figure(low=first, high=last, qualifier=qualifier, text=text)
