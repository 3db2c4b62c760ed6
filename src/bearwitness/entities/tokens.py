"""Words of a passage, and the runs of capitalised words in it that may be names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bearwitness.model import Passage

TOKEN = re.compile(r"(?:[^\W\d_a-z]\.){2,}|[^\W_]+(?:(?:['’](?!s\b)|-)[^\W_]+)*|['’]s\b|[^\w\s]")
BLANK_LINE = re.compile(r"\n\s*\n")
LONG_LINE = 12
"""Long words from which a line of capitals that ends like a sentence is still no sentence."""
TITLED = 0.7
"""Share of long words with a capital from which a line counts as written in title case or in capitals."""


@dataclass(frozen=True)
class Tokens:
    """The words and marks of a passage: `text` with straight apostrophes, `low` in small letters."""

    passage: Passage
    text: list[str]
    low: list[str]
    start: list[int]
    end: list[int]
    titled: list[bool]
    """Whether the word stands in a line where capitals say little, for most words have one."""

    def __len__(self) -> int:
        return len(self.text)

    def capital(self, index: int) -> bool:
        """Whether the word there begins with a capital letter."""
        return self.text[index][0].isupper()

    def between(self, index: int) -> str:
        """What stands between the word before and the one there."""
        return self.passage.text[self.end[index - 1] : self.start[index]]

    def words(self, first: int, last: int) -> str:
        """The text of the words [first, last) with single spaces."""
        return " ".join(self.passage.text[self.start[first] : self.end[last - 1]].split())

    def word(self, index: int) -> str:
        """The small-letter word there, empty outside the passage."""
        return self.low[index] if 0 <= index < len(self.low) else ""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a phrase as `Tokens.text` has them."""
    return tuple(match[0].replace("’", "'") for match in TOKEN.finditer(text))


def tokens(passage: Passage) -> Tokens:
    """The words of a passage."""
    matches = list(TOKEN.finditer(passage.text))
    text = [match[0].replace("’", "'") for match in matches]
    return Tokens(
        passage=passage,
        text=text,
        low=[word.lower() for word in text],
        start=[match.start() for match in matches],
        end=[match.end() for match in matches],
        titled=_titled(passage, matches),
    )


def _titled(passage: Passage, matches: list[re.Match[str]]) -> list[bool]:
    """Of each word whether its line is written in title case or capitals."""
    flags: list[bool] = []
    at, edge = 0, 0
    text = passage.text
    while at < len(matches):
        newline = text.find("\n", edge)
        edge = len(text) if newline < 0 else newline + 1
        last = at
        long = capitals = 0
        while last < len(matches) and matches[last].start() < edge:
            word = matches[last][0]
            if len(word) > 3 and word[0].isalpha():
                long += 1
                capitals += word[0].isupper()
            last += 1
        sentence = last > at and matches[last - 1][0] in (".", ",", ";") and long < LONG_LINE
        flags.extend([long > 2 and capitals >= TITLED * long and not sentence] * (last - at))
        at = last
    return flags


def runs(
    found: Tokens, *, stop: frozenset[str], short: frozenset[str], particles: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Half-open intervals of capitalised words that stand together; stop words at their start are left out.

    A particle (de, bin), the point of an initial or of a short title, and a line break do not end a run.
    """
    at = 0
    while at < len(found):
        if not found.capital(at) or found.low[at] in stop:
            at += 1
            continue
        end = at + 1
        while end < len(found):
            following = _continues(found, end, stop, short, particles)
            if following is None:
                break
            end = following
        yield at, end
        at = end


def _continues(
    found: Tokens, end: int, stop: frozenset[str], short: frozenset[str], particles: frozenset[str]
) -> int | None:
    """The end of the run if it goes on at `end`."""
    if BLANK_LINE.search(found.between(end)):
        return None
    word = found.text[end]
    if word == ".":
        before = found.text[end - 1]
        initial = len(before) == 1 and before.isupper()
        nearby = found.start[end] == found.end[end - 1] and end + 1 < len(found) and found.capital(end + 1)
        if nearby and (initial or found.low[end - 1] in short) and found.low[end + 1] not in stop:
            return end + 2
        return None
    if found.between(end).strip():
        return None
    if word[0].isupper():
        within = end > 1 and found.low[end - 1] in particles and found.capital(end - 2)  # "Anna De Block"
        return None if found.low[end] in stop and len(word) > 1 and not within else end + 1
    if found.low[end] in particles:
        after = end + 1
        while after < len(found) and found.low[after] in particles and after - end < 3:
            after += 1
        if after < len(found) and found.capital(after) and found.low[after] not in stop:
            return after + 1
    return None
