"""The words of a passage that a name may consist of, and the run of them that may name a place."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bearwitness.entities.gazetteer import Found

UPPER = "".join(
    chr(one)
    for one in range(min(sys.maxunicode, 0x1F00))
    if unicodedata.category(chr(one)) in ("Lu", "Lt") and (one < 0x250 or one >= 0x1E00)
)
WORD = re.compile(
    rf"[{UPPER}0-9](?<![\w@#&].)(?:"
    rf"(?<![0-9])(?:\.(?:[{UPPER}]\.)+|(?<=W)\. ?Va\.|\w*(?:['’ʼ‘][^\W\d_]+)*)"
    r"|(?<=[0-9])\d{0,2}(?:st|nd|rd|th)\b)"
)
"""A capitalised word, an abbreviation of initials, or an ordinal (a street's).

It begins with a set of letters so that the search skips to the next one; with the look-behind first it takes four times
as long.
"""
APOSTROPHES = "'’ʼ`"
LINKS = frozenset(
    (
        *("of", "of the", "and", "the", "for", "upon", "on", "on the", "under", "by the", "in the"),
        *(
            "de",
            "de la",
            "de los",
            "de las",
            "del",
            "la",
            "le",
            "les",
            "en",
            "du",
            "des",
            "sur",
            "sous",
            "di",
            "da",
            "do",
            "dos",
        ),
        *(
            "am",
            "an der",
            "na",
            "i",
            "e",
            "y",
            "ye",
            "el",
            "al",
            "as",
            "ash",
            "an",
            "ar",
            "at",
            "ad",
            "az",
            "bin",
            "ibn",
            "abu",
        ),
    )
)
"""Small words inside a name; with white space or hyphens at their edges."""
SHORTENED = frozenset({"St", "Mt", "Ft", "Ste", "ST", "MT", "FT", "N", "S", "E", "W", "Pt"})
ARTICLE = re.compile(r"\b(?:al|el|as|ash|an|ar|at|ad|az|esh|et|ed|er|es)-$")
"""An Arabic article in small letters before the hyphen of its name (`al-Bab`)."""
MARKS = " \t\n\r.,;:!?()[]{}<>\"'“”‘’«»—–-…/|•*&+=~\u00a0"
EDGE = re.compile(r"[\w'’-]*$")
FARTHEST = 10
"""Characters between two words of one name at most."""
NEARBY = 40
"""Characters of context looked at on either side."""
Form = Literal["name", "demonym", "abbreviation", "street", "nature", "area", "unknown", "misspelt"]
"""`area`: unknown words before a noun for an area. `unknown`: unknown words where a place may stand. `misspelt`: such
words that are one slip away from a place nearby."""
Span = tuple[int, int]


class Word(NamedTuple):
    """A capitalised word without a possessive ending."""

    start: int
    end: int
    text: str


@dataclass(eq=False, slots=True)
class Spot:
    """A run of words that may name a place."""

    passage: int
    start: int
    end: int
    key: str
    form: Form
    found: tuple[Found, ...]
    left: str | None
    """The capitalised word right before, in the same run."""
    right: str | None
    """The capitalised word right after, in the same run."""
    long_run: bool
    """One more follows that one."""
    before: str
    """The word before, and in `gap_before` the marks between; the same after."""
    gap_before: str
    after: str
    gap_after: str
    first: bool
    """Begins a sentence."""
    of_noun: bool = False
    """"town of", "province of" stands before."""
    in_list: bool = False
    """Beside it, after a comma or "and", stands a name of the same country."""
    listed: bool = False
    """The language's file has the name: its first place is the usual one."""
    capitals: bool = False
    """Written in capitals throughout."""
    head: str | None = None
    """The word for an area (`region`, `County`) that follows, as written."""
    direction: str | None = None
    """The direction before it ("eastern")."""
    parent: Spot | None = None
    """The area that follows after a comma and holds a place of this name."""
    beside: Spot | None = None
    """The place that follows after a comma, whatever it holds."""
    child: Spot | None = None
    """The place before, which this one may hold."""
    chosen: Found | None = None
    inside: Found | None = None
    """For a place without an entry: the area that holds it."""
    at_home: bool = False
    """Chosen only because the source is at home there."""
    decided: str = ""
    losers: tuple[tuple[Found, str], ...] = ()
    margin: float = 0.0
    """By how much the place chosen won."""


def capitals(text: str) -> list[Word]:
    """The capitalised words and ordinals of a text."""
    found: list[Word] = []
    add, new = found.append, tuple.__new__  # a text has a capital in every fifth word: this loop is what scanning costs
    for match in WORD.finditer(text):
        word = match[0]
        start, end = match.span()
        if word[-1] == "s" and len(word) > 2 and word[-2] in APOSTROPHES:
            word, end = word[:-2], end - 2
        add(new(Word, (start, end, word)))
    return found


def joined(text: str, one: Word, other: Word) -> bool:
    """The two words may belong to one name."""
    start, end = one[1], other[0]
    if end - start > FARTHEST:
        return False
    gap = text[start:end]
    if gap in (" ", "-"):
        return True
    if gap in (". ", "."):
        return one.text in SHORTENED
    return gap.strip(" -") in LINKS and gap[0] in " -" and gap[-1] in " -"


def word_before(text: str, start: int) -> tuple[str, str]:
    """The word before a position and the marks between; nothing further than `NEARBY` characters away."""
    piece = text[start - NEARBY if start > NEARBY else 0 : start]
    kept = piece.rstrip(MARKS)
    word = kept.rpartition(" ")[2]
    if not word.isalpha():
        edge = EDGE.search(word)
        word = edge[0] if edge else ""
    return word, piece[len(kept) :]
