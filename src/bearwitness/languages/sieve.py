"""Finds out cheaply which expressions cannot match a text, so that only the others are tried.

Every match of "shot (?:and )?(?:killed|wounded)" holds one of "killed", "wounded": a text that holds neither needs no
further look. Which pieces of text an expression needs is read off its parsed form; all pieces of many expressions are
looked for at once (Aho-Corasick). An expression that needs none in particular is always tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

ODD = frozenset("ıİſ")
"""What `re.IGNORECASE` takes for an i or an s and `str.lower` does not."""


class Sieve:
    """Expressions, and the pieces of text of which each needs one."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        owners: dict[str, list[int]] = {}
        self._always: list[int] = []
        self._all = list(range(len(patterns)))
        for at, pattern in enumerate(patterns):
            needed = pieces(pattern)
            if needed is None:
                self._always.append(at)
            else:
                for piece in needed:
                    owners.setdefault(piece, []).append(at)
        self._machine = AhoCorasick(sorted(owners), matchkind=MatchKind.Standard)
        self._owners = [owners[piece] for piece in sorted(owners)]

    def passing(self, text: str) -> list[int]:
        """The places of the expressions that could match, in order."""
        if not text.isascii() and not ODD.isdisjoint(text):
            return self._all
        found = {hit[0] for hit in self._machine.find_matches_as_indexes(text.lower(), overlapping=True)}
        if not found:
            return self._always
        return sorted({*self._always, *(owner for piece in found for owner in self._owners[piece])})


class Sieved:
    """One expression behind a sieve of its own; for one that is long and seldom matches."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        needed = pieces(pattern)
        self._machine = None if needed is None else AhoCorasick(sorted(needed), matchkind=MatchKind.Standard)

    def may_match(self, text: str) -> bool:
        """False if the expression matches nowhere in the text."""
        if self._machine is None or self._machine.find_matches_as_indexes(text.lower()):
            return True
        return not text.isascii() and not ODD.isdisjoint(text)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self.pattern.search(text) if self.may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning."""
        return self.pattern.match(text) if self.may_match(text) else None

    def findall(self, text: str) -> list[Any]:
        """The words of all matches."""
        return self.pattern.findall(text) if self.may_match(text) else []

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """All matches, one after another."""
        return self.pattern.finditer(text) if self.may_match(text) else ()

    def sub(self, replacement: str, text: str) -> str:
        """The text with all matches replaced."""
        return self.pattern.sub(replacement, text) if self.may_match(text) else text


def pieces(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Pieces of text in lower case one of which is in the lower case of whatever matches; None if none is needed."""
    return _needed(parser.parse(pattern.pattern, pattern.flags))


def _needed(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The best of what the steps of a sequence need: the longest pieces, then the fewest."""
    found: list[frozenset[str]] = []
    run = ""
    for code, value in sequence:
        if code is codes.LITERAL and _has_one_form(chr(value)):
            run += chr(value).lower()
            continue
        if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            continue  # takes up no text: what stands on both sides of it touches
        found.append(frozenset({run}))
        run = ""
        inner = _inside(code, value)
        if inner is not None:
            found.append(inner)
    found.append(frozenset({run}))
    useful = [one for one in found if "" not in one]
    return max(useful, key=lambda one: (min(map(len, one)), -len(one), sorted(one)), default=None)


def _inside(code: Any, value: Any) -> frozenset[str] | None:
    """What a group, a choice or a repetition needs."""
    if code is codes.SUBPATTERN:
        return _needed(value[3])
    if code is codes.ATOMIC_GROUP:
        return _needed(value)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _needed(value[2]) if value[0] > 0 else None
    if code is codes.BRANCH:
        each = [_needed(one) for one in value[1]]
        return None if any(one is None for one in each) else frozenset().union(*(one for one in each if one))
    return None


def _has_one_form(letter: str) -> bool:
    """The letter has no case or is one of ASCII, so that `str.lower` makes one of all its forms (but `ODD`)."""
    return letter.isascii() or letter.lower() == letter.upper()
