"""Spellings of one person's name: a key that transliterations share, and whether two names can be one person.

The Latin forms of Cyrillic and Arabic names differ in a few regular ways (y, i, iy and yy; o and u, e and a; doubled
consonants; a written or dropped article). `fold_name` undoes those, so that equal keys mean "the same name, as far as
spelling can tell". It is a key to compare, never a name to show. Given names that are one name in two languages
(Mykola, Nikolai) are listed in `names.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources

import msgspec

from bearwitness.errors import DataError

WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`´-][^\W\d_]+)*")
APOSTROPHES = re.compile(r"['’ʼ`´]")
POSSESSIVE = re.compile(r"['’]s?$")
# What NFKD does not take apart.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
# In order; each undoes one habit of transliteration.
HABITS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"sch", "sh"),
        (r"tch", "ch"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"dj", "j"),
        (r"w", "v"),
        (r"q", "k"),
        (r"c(?!h)", "k"),
        (r"x", "ks"),
        (r"off$", "ov"),
        (r"eff$", "ev"),
        (r"^[yij]e", "e"),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"[yj]", "i"),
        (r"ai|ei", "ai"),
        (r"e", "a"),
        (r"o", "u"),
        (r"(.)\1+", r"\1"),
    )
)


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `names.toml`."""

    given: tuple[tuple[str, ...], ...]
    particles: tuple[str, ...]
    suffixes: tuple[str, ...]


@cache
def _names() -> Names:
    try:
        return msgspec.convert(
            tomllib.loads((resources.files(__package__) / "names.toml").read_text(encoding="utf-8")), Names
        )
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file languages/names.toml is missing or damaged: {error}.") from error


@cache
def _one_given() -> dict[str, str]:
    """Key of each listed given name -> key of the first of its row."""
    return {_fold_word(name): _fold_word(row[0]) for row in _names().given for name in row}


@lru_cache(maxsize=16_384)
def _fold_word(word: str) -> str:
    plain = unicodedata.normalize("NFKD", APOSTROPHES.sub("", word).casefold().translate(LETTERS))
    plain = "".join(letter for letter in plain if letter.isalpha())
    for pattern, replacement in HABITS:
        plain = pattern.sub(replacement, plain)
    return plain


@lru_cache(maxsize=16_384)
def _parts(name: str) -> tuple[str, ...]:
    """Keys of the words of a name without particles and suffixes; hyphens divide only after a particle."""
    known = _names()
    words: list[str] = []
    for word in WORD.findall(POSSESSIVE.sub("", name.strip())):
        pieces = word.split("-")
        if pieces[0].casefold() in known.particles and len(pieces) > 1:
            pieces = pieces[1:]
        words.append("".join(pieces))
    bare = [word for word in words if word.casefold() not in known.particles] or words
    while len(bare) > 1 and bare[-1].casefold() in known.suffixes:
        bare.pop()
    given = _one_given()
    keys = [_fold_word(word) for word in bare]
    if len(keys) > 1:
        keys = [given.get(key, key) for key in keys[:-1]] + keys[-1:]
    return tuple(key for key in keys if key)


def fold_name(name: str) -> str:
    """A key that the usual spellings of one full name share; words in the order of the name, joined by a space."""
    return " ".join(_parts(name))


def same_person(one: str, other: str) -> bool:
    """Whether two names can name one person: equal last words, and given names that do not contradict each other.

    A missing given name and an initial contradict nothing.
    """
    first, second = _parts(one), _parts(other)
    if not first or not second:
        return False
    if first[-1] != second[-1]:
        return _turned(first, second)
    if len(first) == 1 or len(second) == 1:
        return True
    return _same_given(first[0], second[0])


def _turned(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Surname first in one of them (KLYMENKO Ihor)."""
    return len(first) == len(second) == 2 and first[0] == second[1] and _same_given(first[1], second[0])


def _same_given(one: str, other: str) -> bool:
    given = _one_given()
    if given.get(one, one) == given.get(other, other):
        return True
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]
