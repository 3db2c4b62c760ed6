"""What somebody types to search -> a query that SQLite cannot misread. Any text is one.

Words are all to be found, in any order. `"words in quotes"` stand together, `word*` begins a word, `-word` is not to be
found. Everything else (`AND`, brackets, colons) is words or nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bearwitness.errors import BadFilter

QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\0": " "})
PIECE = re.compile(r'(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))(\*?)')
MOST = 16
"""Words and phrases of one search."""


@dataclass(frozen=True)
class Term:
    """Words that stand together; `prefix`: the last one only begins a word."""

    words: str
    prefix: bool = False

    @property
    def quoted(self) -> str:
        """As FTS5 reads it."""
        return f'"{self.words}"{"*" if self.prefix else ""}'


@dataclass(frozen=True)
class Asked:
    """A search: all of `wanted` and none of `unwanted`. Without anything wanted, nothing is found."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def query(self) -> str:
        """As FTS5 reads it."""
        found = " AND ".join(one.quoted for one in self.wanted)
        none = " OR ".join(one.quoted for one in self.unwanted)
        return f"({found}) NOT ({none})" if none else found

    @property
    def shows(self) -> str:
        """A query for the words to be marked in what is found."""
        return " OR ".join(one.quoted for one in self.wanted)


def asked(text: str) -> Asked:
    """The search that a text asks for; BadFilter if it has more than `MOST` words and phrases."""
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    for piece in PIECE.finditer(text.translate(QUOTES)):
        minus, phrase, word, star = piece.groups()
        words = " ".join((phrase if word is None else word).split())
        told = "".join(one if _counts(one) else " " for one in words).split()
        if told:
            prefix = bool(star or words.endswith("*")) and len(told[-1]) > 1
            (unwanted if minus else wanted)[Term(" ".join(told), prefix)] = None
    if len(wanted) + len(unwanted) > MOST:
        raise BadFilter(f"The search has more than {MOST} words.", remedy="Leave some out, or put them into quotes.")
    return Asked(tuple(wanted), tuple(unwanted))


def _counts(one: str) -> bool:
    """Whether a code point is part of a word: letters, numbers and the marks on them."""
    return unicodedata.category(one)[0] in "LNM"
