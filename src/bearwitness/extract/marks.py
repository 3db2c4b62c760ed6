"""Quotation marks: which stretches of a passage are quoted, in every style, over several paragraphs, nested.

Pure text, one pass. A stretch never crosses a paragraph; a quote that is opened again in the next paragraph without
having been closed is the same quote (`goes_on`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*[“«„\"])|(?<=[.!?…”\"»])\n")
MARK = re.compile(r"``|''|,,|‘‘|’’|[“”„‟«»\"‘’‚‹›']")
PAIRS = {"“": "”", "„": "“”", "‟": "”", "«": "»", "‘": "’", "‚": "‘’", "‹": "›", "``": "''", "‘‘": "’’", ",,": "“”''"}
CLOSERS = frozenset("”»’›") | {"''", "’’"}
SINGLE = frozenset("‘‚‹'")


@dataclass(frozen=True)
class Quoted:
    """A quoted stretch of a passage: `start` and `end` leave the marks out, `outer` holds them in."""

    passage: str
    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool
    opens_paragraph: bool
    goes_on: bool
    """The paragraph begins with an opening mark although the quote before it was never closed."""
    single: bool = False

    @property
    def words(self) -> int:
        """A rough length: characters by six."""
        return (self.end - self.start) // 6


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Half-open intervals of the paragraphs of a text."""
    start = 0
    for match in PARAGRAPH.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def quoted(name: str, text: str, *, pending: bool = False) -> list[Quoted]:
    """The outermost quoted stretches of a passage, in order. `pending`: the passage before ended inside a quote."""
    found: list[Quoted] = []
    open_before = pending
    for start, end in paragraphs(text):
        mine = _paragraph(name, text, start, end, open_before)
        found.extend(mine)
        open_before = bool(mine) and not mine[-1].closed
    return found


def _paragraph(name: str, text: str, start: int, end: int, open_before: bool) -> list[Quoted]:
    found: list[Quoted] = []
    opened: tuple[int, int, str] | None = None
    if open_before and _still_open(text, start, end):
        begin = start + len(text[start:end]) - len(text[start:end].lstrip())
        opened = (begin, begin, "“")
    first = start + len(text[start:end]) - len(text[start:end].lstrip(" \t\n-–—*•"))
    for match in MARK.finditer(text, start, end):
        mark = match[0]
        if opened is None:
            if _opens(text, match, start, end):
                opened = (match.start(), match.end(), mark)
            continue
        if _closes(text, match, opened[2], end):
            found.append(
                _made(
                    name,
                    opened,
                    match.start(),
                    match.end(),
                    closed=True,
                    first=first,
                    pending=open_before and not found,
                )
            )
            opened = None
    if opened is not None and (opened[2] not in SINGLE or opened[0] == first):
        limit = start + len(text[start:end].rstrip())
        if limit > opened[1]:
            found.append(
                _made(name, opened, limit, limit, closed=False, first=first, pending=open_before and not found)
            )
    return found


def _still_open(text: str, start: int, end: int) -> bool:
    """The paragraph goes on with a quote without opening it again: its first double mark closes."""
    for match in MARK.finditer(text, start, end):
        if match[0] in SINGLE or match[0] == "’":
            continue
        return match[0] in {"”", "»"}
    return False


def _made(
    name: str, opened: tuple[int, int, str], end: int, outer: int, *, closed: bool, first: int, pending: bool
) -> Quoted:
    at_start = opened[0] <= first
    return Quoted(
        name,
        opened[1],
        end,
        opened[0],
        outer,
        closed,
        at_start,
        at_start and pending,
        opened[2] in SINGLE,
    )


def _opens(text: str, match: re.Match[str], start: int, end: int) -> bool:
    mark = match[0]
    if mark in CLOSERS and mark != "’":
        return False
    before = text[match.start() - 1] if match.start() > start else " "
    after = text[match.end()] if match.end() < end else " "
    if after.isspace():
        return False
    if mark == "’":  # an apostrophe, or a wrong opening mark; never taken for one
        return False
    if mark in {'"', "''"}:
        return before.isspace() or not before.isalnum()
    if mark in SINGLE:
        return (before.isspace() or before in '([—–-“"') and not after.isdigit()
    return True


def _closes(text: str, match: re.Match[str], opening: str, end: int) -> bool:
    mark = match[0]
    after = text[match.end()] if match.end() < end else " "
    before = text[match.start() - 1]
    if opening == '"':
        if mark == '"':
            return not before.isspace() or not after.isalnum()
        return mark == "”"
    if opening == "'":
        return mark == "'" and not after.isalnum() and not before.isspace()
    if opening in {"‘", "‚"}:
        return mark in "’‘" and not after.isalnum() and not before.isspace() and not _plural_owner(text, match, end)
    if opening == "“":
        return (mark in {"”", "“"} and not after.isalnum()) or (mark == '"' and not before.isspace())
    return mark in PAIRS.get(opening, "") and bool(mark)


def _plural_owner(text: str, match: re.Match[str], end: int) -> bool:
    """The apostrophe of "the officials’ words": after an s and before a lower-case word, with a better closer later."""
    if text[match.start() - 1] != "s" or match.end() + 1 >= end:
        return False
    follows = text[match.end() : match.end() + 2]
    if not (follows[0] == " " and follows[1:].islower()):
        return False
    later = text.find("’", match.end(), min(end, match.end() + 300))
    return later != -1 and (later + 1 >= end or not text[later + 1].isalnum())
