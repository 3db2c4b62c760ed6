"""Compiles the constructions of `casualties.toml` into regular expressions over rows of unit symbols.

Each symbol is one character, so a pattern over symbols is a regular expression over a short string. Repetitions are
bounded, so a hostile sentence costs no more than its length allows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bearwitness.errors import DataError
from bearwitness.extract.casualties_lexicon import lexicon
from bearwitness.extract.casualties_units import SYMBOLS, Line

LETTER = {name: chr(0x100 + number) for number, name in enumerate(SYMBOLS)}
ITEM = re.compile(r"(\(|\||\)|[A-Z_]+)(?:@(\w+))?([?*+]|\{\d+,\d+\}\??)?(\?)?$")
DEEPEST = 6
"""Macros inside macros."""


@dataclass(frozen=True)
class Pattern:
    """A compiled construction with groups `who` and (where it has a word of harm) `harm`."""

    name: str
    regex: re.Pattern[str]


@cache
def patterns(code: str) -> tuple[Pattern, ...]:
    """The constructions of the language, in the order of its file; DataError names a pattern that does not compile."""
    listed = lexicon(code).listed
    return tuple(Pattern(one.name, re.compile(_compiled(one.pattern, listed.macros))) for one in listed.construction)


def coded(line: Line) -> str:
    """The symbols of a line, one character each."""
    return "".join(LETTER[unit.symbol] for unit in line.units)


def _compiled(text: str, macros: dict[str, str], depth: int = 0) -> str:
    """The regular expression of a pattern, macros replaced."""
    if depth > DEEPEST:
        raise DataError("A macro of casualties.toml refers to itself.")
    pieces: list[str] = []
    for item in text.split():
        match = ITEM.match(item)
        if match is None:
            raise DataError(f"casualties.toml: {item!r} is no symbol.")
        word, capture, repeat, lazy = match.groups()
        repeat = (repeat or "") + (lazy or "")
        if word == "(":
            pieces.append("(?:")
        elif word == "|":
            pieces.append("|")
        elif word == ")":
            if capture:
                pieces[_opening(pieces)] = f"(?P<{capture}>(?:"
            pieces.append(")" + repeat + (")" if capture else ""))
        else:
            inner = _compiled(macros[word], macros, depth + 1) if word in macros else LETTER.get(word)
            if inner is None:
                raise DataError(f"casualties.toml: {word!r} is no symbol.")
            body = f"(?:{inner}){repeat}"
            pieces.append(f"(?P<{capture}>{body})" if capture else body)
    return "".join(pieces)


def _opening(pieces: Sequence[str]) -> int:
    """The index of the bracket that is open at the end of the pieces."""
    depth = 0
    for at in range(len(pieces) - 1, -1, -1):
        if pieces[at].startswith(")"):
            depth += 1
        elif pieces[at] == "(?:" or (pieces[at].startswith("(?P<") and pieces[at].endswith("(?:")):
            if depth == 0:
                return at
            depth -= 1
    raise DataError("casualties.toml: a bracket is not opened.")
