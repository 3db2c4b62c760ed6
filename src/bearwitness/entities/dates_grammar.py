"""Finds the forms of the language file in a run of words.

Every distinct set of classes becomes one letter, a form becomes a regular expression over these letters, and the
longest form that begins at a word wins (of equal ones, the first listed).
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from functools import cache
from typing import Any

from bearwitness.entities.dates_lexer import Word, seen_together, words

PIECE = re.compile(r"\{(\w+)\}|([()|?*])|([^\s(){}|?*]+)")
MARKS = frozenset("()|?*")
LEXICAL = frozenset(
    {"iso", "numeric", "yearspan", "clock", "nth", "decade", "year", "quartername", "comma", "hyphen", "slash", "stop"}
)
"""Classes that come from the shape of a word and not from a table."""
FIRST_LETTER = 0xE000
KEPT = 20_000
"""Runs of words whose forms are remembered."""
REACH = 16
"""Words that a form may span."""


@dataclass(frozen=True)
class Match:
    """A form found: the reader, the words [first, last), and the words by class in order."""

    read: str
    first: int
    last: int
    roles: tuple[tuple[str, Word], ...]

    def all(self, name: str) -> list[Any]:
        """Values of the words that stand in this class."""
        return [word.classes[role] for role, word in self.roles if role == name]

    def one(self, name: str) -> Any:
        """The first of them, None without any."""
        return next(iter(self.all(name)), None)

    def lows(self) -> list[str]:
        """The words in small letters."""
        return [word.low for _, word in self.roles]


class Grammar:
    """The forms of a language."""

    def __init__(self, code: str) -> None:
        known = words(code)
        self._macros = known.macros
        self._names = frozenset({*known.classes, *LEXICAL})
        self._letters: dict[frozenset[str], str] = {}
        self._sources = [(form.read, text) for form in known.forms for text in form.words]
        self._expanded = [(read, self._expand(text)) for read, text in self._sources]
        self._vocabulary = frozenset(name for _, pieces in self._expanded for name in pieces if name not in MARKS)
        self._compiled: list[tuple[str, re.Pattern[str], tuple[str, ...]]] = []
        self._size = -1
        self._starts: dict[str, list[int]] = {}
        self._seen: dict[str, tuple[int, ...]] = {}
        # Most sets of classes are known beforehand, so that the forms are compiled once.
        for classes in sorted(seen_together(code), key=sorted):
            self._letter(classes & self._vocabulary)

    def _expand(self, text: str) -> list[str]:
        pieces: list[str] = []
        for macro, mark, name in PIECE.findall(text):
            if macro:
                pieces += ["(", *self._expand(self._macros[macro]), ")"]
            else:
                pieces.append(mark or (name if name in self._names else "=" + name))
        return pieces

    def letters(self, found: list[Word]) -> str:
        """One letter a word; a space for words that no form knows."""
        return "".join(
            self._letter(self._vocabulary.intersection(word.classes)) if word.classes else " " for word in found
        )

    def _letter(self, known: frozenset[str]) -> str:
        if not known:
            return " "
        letter = self._letters.get(known)
        if letter is None:
            letter = self._letters[known] = chr(FIRST_LETTER + len(self._letters))
        return letter

    def _ready(self) -> None:
        """Compile the forms for the sets of classes seen so far (there are few, and soon no new ones)."""
        if self._size == len(self._letters):
            return
        self._size = len(self._letters)
        self._seen.clear()
        by_class: dict[str, str] = {}
        for classes, letter in self._letters.items():
            for name in classes:
                by_class[name] = by_class.get(name, "") + letter
        self._compiled = []
        for read, pieces in self._expanded:
            source, names = "", []
            for piece in pieces:
                if piece == "(":
                    source += "(?:"
                elif piece in MARKS:
                    source += piece
                else:
                    names.append(piece)
                    source += f"(?P<g{len(names)}>[{by_class.get(piece, '') or chr(0)}])"
            self._compiled.append((read, re.compile(source), tuple(names)))
        for letter in self._letters.values():
            self._starts[letter] = [
                at for at, (_, pattern, _) in enumerate(self._compiled) if letter in pattern.pattern
            ]

    def find(self, found: list[Word]) -> Generator[list[Match], int | None, None]:
        """At each word where a form begins, its matches, the longest first; goes on after the caller's choice.

        The caller sends the number of words used (0 for none) or None to go on at the next word.
        """
        line = self.letters(found)
        self._ready()
        at = 0
        while at < len(line):
            if line[at] == " ":
                at += 1
                continue
            stop = line.find(" ", at, at + REACH)
            run = line[at : stop if stop >= 0 else at + REACH]
            matches = [self._match(found, at, run, number) for number in self._hits(run)]
            used = (yield matches) if matches else None
            at += used if used else 1

    def _hits(self, run: str) -> tuple[int, ...]:
        """The forms that match the beginning of a run of known words, the longest first.

        The same few runs ("the", "in the") make up most of a text, so that what was found once is kept.
        """
        hits = self._seen.get(run)
        if hits is None:
            ends = []
            for number in self._starts.get(run[0], ()):
                hit = self._compiled[number][1].match(run)
                if hit is not None and hit.end():
                    ends.append((-hit.end(), number))
            hits = tuple(number for _, number in sorted(ends))
            if len(self._seen) >= KEPT:
                self._seen.clear()
            self._seen[run] = hits
        return hits

    def _match(self, found: list[Word], at: int, run: str, number: int) -> Match:
        read, pattern, names = self._compiled[number]
        hit = pattern.match(run)
        if hit is None:
            raise AssertionError("a form that matched does so again")
        places = sorted((hit.start(index + 1), name) for index, name in enumerate(names) if hit.start(index + 1) >= 0)
        return Match(read, at, at + hit.end(), tuple((name, found[at + place]) for place, name in places))


@cache
def grammar(code: str = "en") -> Grammar:
    """The grammar of a language."""
    return Grammar(code)
