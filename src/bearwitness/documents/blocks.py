"""Lines -> paragraphs: what a line end means in a text that has no markup.

Two habits are told apart. Where lines are wrapped at a margin, a line end is a blank, and a paragraph ends at an
empty line, an indented line, or a line that stops short of the margin at the end of a sentence. Where they are not,
each line is a paragraph. In both, a line that goes on in lower case after a line without final punctuation belongs to
it, so that no sentence is cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bearwitness.documents.clean import squeeze

NARROWEST, WIDEST = 30, 132
"""Margins of wrapped text, in characters."""
SHORTFALL = 0.82
"""A line may stop this far before the margin and still be full: letters differ in proportional type."""
WRAPPED = 0.65
"""The share of line ends inside a block that must be full lines."""
FEWEST = 3
"""Line ends inside blocks below which nothing can be told."""
ENDS = tuple('.!?…:;"”»’)]')
BULLET = re.compile(r"(?:[•◦▪‣●○■□➤➢►▶✔✅–—*-]|\d{1,2}[.)])\s")


@dataclass(frozen=True)
class Line:
    """A line with words in it."""

    text: str
    number: int
    """Position among all lines of the text, from 0."""
    gap: bool
    """An empty line, or the beginning of the text, stands before it."""
    indented: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A run of lines that belong together."""

    text: str
    first: int
    """Number of its first line."""
    gap: bool
    lines: int = 1


def lines_of(text: str) -> list[Line]:
    """The lines with words of a cleaned text, white space squeezed."""
    found: list[Line] = []
    gap = True
    for number, raw in enumerate(text.split("\n")):
        bare = squeeze(raw)
        if not bare:
            gap = True
            continue
        found.append(Line(bare, number, gap, raw[:1] in " \t\u3000" and raw[:2].isspace()))
        gap = False
    return found


def margin(lines: Sequence[Line]) -> int | None:
    """Where the lines are wrapped, in characters; None where a line end ends a paragraph."""
    ends = [(one, other) for one, other in pairwise(lines) if not other.gap]
    if not ends or (len(ends) < FEWEST and any(one.text.endswith(ENDS) for one, _ in ends)):
        return None
    lengths = sorted(len(one.text) for one in lines)
    width = lengths[int(len(lengths) * 0.9)] if len(lengths) >= 10 else lengths[-1]
    if width < NARROWEST or width > WIDEST or lengths[-1] > WIDEST * 1.5:
        return None
    full = sum(_full(one.text, other.text, width) for one, other in ends)
    return width if full >= WRAPPED * len(ends) else None


def _full(text: str, following: str, width: int) -> bool:
    """Whether the first word of the following line would not have fitted, give or take."""
    return len(text) + 1 + len(following.split(" ", 1)[0]) > width * SHORTFALL


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs of these lines, in order; every word is kept, in its order."""
    width = margin(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        Paragraph(joined([one.text for one in group]), group[0].number, group[0].gap, len(group)) for group in groups
    ]


def _begins(before: Line, line: Line, width: int | None) -> bool:
    """Whether a paragraph begins with this line."""
    if line.gap or BULLET.match(line.text):
        return True
    ended = before.text.endswith(ENDS)
    if width is None:
        return ended or not line.text[0].islower()
    if line.indented and not before.indented and ended:
        return True
    if _full(before.text, line.text, width):
        return False
    return ended or not line.text[0].islower()


def joined(texts: Sequence[str]) -> str:
    """Wrapped lines as one; a word that was broken at a hyphen is closed up and keeps the hyphen."""
    parts: list[str] = []
    for text in texts:
        if parts and not (
            len(parts[-1]) > 1 and parts[-1][-1] == "-" and parts[-1][-2].isalpha() and text[0].islower()
        ):
            parts.append(" ")
        parts.append(text)
    return "".join(parts)
