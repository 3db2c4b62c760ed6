"""Splits passages into sentences with a fast rule, so that only sentences that can matter are parsed.

The rule breaks after a full stop, question or exclamation mark (with closing quotes and brackets) before white space
and something that can begin a sentence, unless the word before is an abbreviation, an initial or a numeral of a
list; and always at a blank line. Abbreviations are in `languages/<code>/sentences.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from bearwitness.languages import load
from bearwitness.model import Report, Sentence
from bearwitness.vocabulary import PassageKind

END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n\s*\n|\n(?=\s*[-•*–]\s)")
WORD_BEFORE = re.compile(r"[\w.'’-]+$")
WORD_AFTER = re.compile(r"[ \t\n]{1,3}([^\W\d_]+)")
BEGINS = re.compile(r"\s*[\"'“‘«(\[–—-]*\s*(.)", re.DOTALL)
NEXT = re.compile(r" ([A-Z]\w*)")
MAXIMUM = 1500
"""Code points; a longer run without an end (a table, a wall of text) is cut at white space."""


class Abbreviations(msgspec.Struct, frozen=True):
    """Words after which a full stop does not end a sentence; `never` even before a capital."""

    never: tuple[str, ...]
    unless_capital: tuple[str, ...]
    clock: tuple[str, ...]
    """Short forms of a time of day: the words of `clock_goes_on` after them belong to the same date."""
    clock_goes_on: tuple[str, ...]
    goes_on: tuple[str, ...]
    """Capitalised words that do not begin a sentence after one of the second kind."""


@cache
def _known(code: str) -> tuple[frozenset[str], ...]:
    """The five lists, in their order."""
    listed = load(code, "sentences", Abbreviations)
    return tuple(
        frozenset(one)
        for one in (listed.never, listed.unless_capital, listed.clock, listed.clock_goes_on, listed.goes_on)
    )


def _ends(text: str, match: re.Match[str], code: str) -> bool:
    mark = match[0]
    if mark.isspace() or "\n" in mark:
        return True
    following = BEGINS.match(text, match.end())
    first = following[1] if following else ""
    if first.islower():
        return False
    if mark[0] == "." and not mark.startswith(".."):
        before = WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
        word = before[0] if before else ""
        never, unless_capital, clock, clock_goes_on, goes_on = _known(code)
        bare = word.lower().lstrip("(\"'“‘")
        if bare in never or (len(word) == 1 and word.isalpha() and word.isupper() and word != "I"):
            return False
        if bare in clock:
            following_word = WORD_AFTER.match(text, match.end())
            return first.isupper() and (following_word is None or following_word[1].lower() not in clock_goes_on)
        if bare in unless_capital:
            after = NEXT.match(text, match.end())
            return first.isupper() and not (after is not None and after[1] in goes_on)
    return True


def spans(text: str, code: str = "en") -> Iterator[tuple[int, int]]:
    """Half-open intervals of the sentences of `text`, without white space at their edges."""
    start = 0
    for match in END.finditer(text):
        if match.start() < start or not _ends(text, match, code):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAXIMUM:
        cut = text.rfind(" ", start + 1, start + MAXIMUM)
        cut = start + MAXIMUM if cut <= start else cut
        yield from _trimmed(text, start, cut)
        start = cut
    piece = text[start:end]
    left, right = len(piece) - len(piece.lstrip()), len(piece) - len(piece.rstrip())
    if left < len(piece):
        yield start + left, end - right


def split(report: Report, kinds: frozenset[PassageKind]) -> tuple[Sentence, ...]:
    """The sentences of the report's passages of these kinds, in reading order, unparsed."""
    found: list[Sentence] = []
    for passage in report.passages:
        if passage.kind in kinds:
            for start, end in spans(passage.text, report.language or "en"):
                found.append(
                    Sentence(
                        index=len(found),
                        passage=passage.id,
                        kind=passage.kind,
                        start=start,
                        end=end,
                        text=passage.text[start:end],
                    )
                )
    return tuple(found)
