"""How alike two texts are: folded words, how rare each is, runs of words, and the share that two texts have in common.

Everything here is exact and follows from the two texts and one shipped list (`<code>/common.toml`), so that the same
two texts compare alike in every casebook.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from bearwitness.languages import load

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
RARE = 0.002
"""Share of documents that is taken for a word of no band."""
MAXIMUM = 20_000
"""Code points of a text that are compared; a longer text is compared by its beginning."""
RUN = 5
"""Words of a run by which texts are compared."""
WINDOW = 8
"""Runs next to each other of which one is a fingerprint: texts that share so many share a fingerprint."""
SHARED = 0.15
"""Share of the fingerprints of the shorter of two texts from which they are worth comparing: a sentence that stands at
the foot of every report of an outlet is less."""
MIXER, SPREAD = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
"""Odd numbers that spread hashes over 64 bits (those of splitmix64)."""

Fingerprints = npt.NDArray[np.uint32]


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that at least `share` of documents hold."""

    share: float
    words: str


class Common(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `common.toml`."""

    aged: tuple[str, ...]
    """Endings of words that give a person's age."""
    suffixes: tuple[str, ...]
    """Words after a name that are no part of it."""
    bands: tuple[Band, ...]


@cache
def _common(code: str) -> Common:
    found: Common = load(code, "common", Common)
    return found


@cache
def _weights(code: str) -> dict[str, float]:
    return {word: -math.log(band.share) for band in _common(code).bands for word in band.words.split()}


@cache
def _squares(code: str) -> tuple[dict[str, int], int]:
    """Squared weights in hundredths, so that sums are whole numbers and their order cannot show."""
    return {word: round(100 * one * one) for word, one in _weights(code).items()}, round(100 * math.log(RARE) ** 2)


def mass(listed: Iterable[str], code: str = "en") -> int:
    """The sum of the squared weights of folded words, in hundredths."""
    known, rare = _squares(code)
    return sum(known.get(word, rare) for word in listed)


def cosine(one: frozenset[str], other: frozenset[str], masses: tuple[int, int], *, short: float = 0.0) -> float:
    """Cosine of two sets of words by their weights, given the mass of each; `short` is a mass that damps short ones."""
    common = one & other
    return mass(common) / (short + math.sqrt(masses[0] * masses[1])) if common else 0.0


def weight(word: str, code: str = "en") -> float:
    """How much a folded word tells: minus the logarithm of the share of documents that hold it (about 0.5 to 6.2)."""
    return _weights(code).get(word, -math.log(RARE))


def words(text: str) -> list[str]:
    """Folded words in order: lower case, straight apostrophes."""
    return [word.lower() for word in WORD.findall(text[:MAXIMUM].replace("’", "'"))]


def names(text: str) -> list[str]:
    """Neighbouring capitalised words, folded, two and two ("kevin douglas"), in order; initials are passed over."""
    found: list[str] = []
    before, end, initial = "", 0, False
    cut = text[:MAXIMUM]
    for match in WORD.finditer(cut):
        word = match[0]
        if not word[0].isupper():
            before = ""
            continue
        gap = cut[end : match.start()]
        if gap.strip(" \t.") or "." in gap[1:] or (gap.startswith(".") and not initial):
            before = ""
        initial, end = len(word) == 1, match.end()
        folded = word.replace("’", "'").lower()
        if before and not initial:
            found.append(f"{before} {folded}")
        before = before if initial else folded
    return found


def people(text: str, code: str = "en") -> list[str]:
    """Persons named with their age ("Ida K. Brant, 43," or "43-year-old Ida Brant"), folded to first and last word.

    Those are victims and suspects; officials and spokespersons are named without it.
    """
    known = _common(code)
    found: list[str] = []
    run: list[str] = []
    end, told = 0, False
    cut = text[:MAXIMUM].replace("’", "'")
    for match in [*WORD.finditer(cut), None]:
        word = match[0] if match is not None else ""
        if not run and match is not None and not word[:1].isupper():  # most words
            told = word.endswith(known.aged)
            end = match.end()
            continue
        gap = cut[end : match.start()] if match is not None else ""
        beside = gap == " " or (bool(run) and gap == ". " and len(run[-1]) <= 2)
        named = word[:1].isupper() and not word.endswith(known.aged)
        if named and run and beside:
            run.append(word.lower())
        else:
            name = [one for one in run if one not in known.suffixes]
            age = word.isdigit() and len(word) < 3 and gap in (", ", " (", "., ")
            closed = match is not None and cut[match.end() : match.end() + 1] in (",", ".", ";", ")", "")
            if len(name) >= 2 and (told or (age and closed)):
                found.append(f"{name[0]} {name[-1]}")
            told = named and not run and beside and told
            run = [word.lower()] if named else []
        if match is not None:
            told = told or word.endswith(known.aged)
            end = match.end()
    return found


def fingerprints(listed: Sequence[str]) -> Fingerprints:
    """Numbers of some of the runs of five words, sorted: of each `WINDOW` neighbours the smallest (winnowing).

    Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003. Which are chosen depends on the words near them alone, so that
    two texts that share 12 words in a row share a number, wherever those stand in either.
    """
    if len(listed) < RUN:
        return np.empty(0, dtype=np.uint32)
    hashes = np.fromiter((crc32(word.encode()) for word in listed), dtype=np.uint64, count=len(listed))
    runs = np.zeros(len(listed) - RUN + 1, dtype=np.uint64)
    for at in range(RUN):
        runs = runs * np.uint64(MIXER) + hashes[at : at + len(runs)]
    runs = ((runs ^ (runs >> np.uint64(31))) * np.uint64(SPREAD)) >> np.uint64(32)
    least = np.lib.stride_tricks.sliding_window_view(runs, min(WINDOW, len(runs))).min(axis=1)
    return np.unique(least.astype(np.uint32))


def shingles(listed: Sequence[str], size: int = RUN) -> frozenset[str]:
    """Runs of `size` words; a shorter text is one run."""
    if len(listed) < size:
        return frozenset({" ".join(listed)}) if listed else frozenset()
    return frozenset(" ".join(listed[at : at + size]) for at in range(len(listed) - size + 1))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared runs over all runs, 0 to 1; 0 for two empty sets."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def containment(part: frozenset[str], whole: frozenset[str]) -> float:
    """The share of the runs of `part` that `whole` has, 0 to 1; 0 for an empty part."""
    return len(part & whole) / len(part) if part else 0.0


def covered(part: Sequence[str], whole: Sequence[str], size: int = 3) -> float:
    """The share of the words of `part` that stand in a run of `size` words that `whole` has, 0 to 1."""
    runs = shingles(whole, size)
    kept = [False] * len(part)
    for at in range(len(part) - size + 1):
        if " ".join(part[at : at + size]) in runs:
            kept[at : at + size] = [True] * size
    return sum(kept) / len(kept) if kept else 0.0


def shared_weight(one: Iterable[str], other: Iterable[str], code: str = "en") -> float:
    """The sum of the weights of the words in both."""
    return math.fsum(sorted(weight(word, code) for word in set(one) & set(other)))
