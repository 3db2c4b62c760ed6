"""Finding protected words in text, whatever way they are written, and cutting them out without losing the spans."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

NAME_WITHHELD = "[name withheld]"
PLACE_WITHHELD = "[place withheld]"
POINT_WITHHELD = "[coordinates withheld]"
LEFT_OUT = " […] "
LONGEST = 120
"""Code points of a protected name that are looked for: a longer "name" is a text, known by its beginning."""
SURE = 8
"""Letters from which on a full name is found inside a longer word too."""
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
BETWEEN = rf"[\s\W_{UNSEEN}]{{0,3}}"
NOT_BEFORE, NOT_AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
APOSTROPHES = "'’ʼ‘`´′"
COORDINATES = re.compile(
    r"(?<![\d.])[-+−]?\d{1,3}[.,]\d{3,15}°?\s?[NSns]?[\s,;/|+]{1,4}[-+−]?\d{1,3}[.,]\d{3,15}°?(?:\s?[EWOew](?!\w))?(?![\d.]\d)"
    r"|\d{1,3}\s?°\s?\d{1,2}\s?['’′](?:\s?\d{1,2}(?:[.,]\d{1,4})?\s?(?:[\"”″]|''))?\s?[NSEWnsew]?"
)
"""Two decimal degrees with three places or more (a hundred metres), or degrees with minutes."""


@dataclass(frozen=True)
class Secret:
    """Words that must not leave, and what stands in their place."""

    text: str
    marker: str = NAME_WITHHELD
    parts: tuple[str, ...] = ()
    """Single words of it that show the person too, where they are written with a capital."""


class Blade:
    """Finds the secrets in texts and addresses."""

    def __init__(self, secrets: Iterable[Secret], *, points: bool) -> None:
        """`points`: coordinates in the text are secrets too."""
        listed = sorted(set(secrets), key=lambda one: (-len(one.text), one.text, one.marker))
        self._markers: dict[str, str] = {}
        wholes = [self._group(_whole(one.text), one.marker) for one in listed if one.text.strip()]
        parts = {(part, one.marker) for one in listed for part in one.parts}
        singles = [
            self._group(_part(part), marker) for part, marker in sorted(parts, key=lambda one: (-len(one[0]), one))
        ]
        patterns = [*wholes, *singles]
        self._pattern = re.compile("|".join(patterns)) if patterns else None
        self._points = points
        loose = [one.text for one in listed] + [part for part, _ in parts]
        folded = sorted({found for one in loose if (found := bare(one))}, key=lambda one: (-len(one), one))
        bounded = [
            re.escape(one) if len(one) >= SURE else rf"{NOT_BEFORE}{re.escape(one)}{NOT_AFTER}" for one in folded
        ]
        self._loose = re.compile("|".join(bounded)) if bounded else None

    def _group(self, pattern: str, marker: str) -> str:
        name = f"g{len(self._markers)}"
        self._markers[name] = marker
        return f"(?P<{name}>{pattern})"

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where secrets stand in the text: start, end (code points), marker; sorted, without overlap."""
        found = []
        if self._pattern is not None:
            found = [
                (one.start(), one.end(), self._markers[one.lastgroup or ""])
                for one in self._pattern.finditer(text)
                if one.end() > one.start()
            ]
        if self._points:
            found.extend((one.start(), one.end(), POINT_WITHHELD) for one in COORDINATES.finditer(text))
        return _merged(sorted(found))

    def clean(self, text: str) -> str:
        """The text with a marker for each secret."""
        return cut(text, self.find(text)).text if text else text

    def shows(self, address: str) -> bool:
        """Whether an address, file name or id shows a secret: in any letter case, without marks, percent-encoded, with
        hyphens for spaces.
        """
        plain = unquote(html.unescape(address))
        if self.find(address) or self.find(plain):
            return True
        return self._loose is not None and any(self._loose.search(one) for one in (bare(plain), bare(plain, keep=True)))


def bare(text: str, *, keep: bool = False) -> str:
    """Letters and digits in lower case without marks; with one space for what stood between words, if `keep`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(
        r"[\W_]+", " " if keep else "", "".join(one for one in plain if not unicodedata.combining(one))
    ).strip()


def _whole(text: str) -> str:
    words = re.findall(rf"[\w{APOSTROPHES}]+", unicodedata.normalize("NFC", text[:LONGEST]))
    if not words:
        return re.escape(text[:LONGEST])
    if len(words) == 1 and words[0].isalpha():  # "Will" is a name, "will" is not
        return _part(words[0])
    pattern = "(?i:" + BETWEEN.join(_letters(one) for one in words) + ")"
    if sum(len(one) for one in words) >= SURE and len(words) > 1:
        return pattern
    return rf"{NOT_BEFORE}{pattern}{NOT_AFTER}"


def _part(word: str) -> str:
    """The word with a capital, or in capitals."""
    forms = sorted({word[:1].upper() + word[1:], word.upper()})
    return NOT_BEFORE + "(?:" + "|".join(_letters(one) for one in forms) + ")" + NOT_AFTER


def _letters(word: str) -> str:
    """The word with or without its marks, composed or not, with unseen characters between the letters."""
    found = []
    for letter in unicodedata.normalize("NFC", word):
        if letter in APOSTROPHES:
            found.append(f"[{APOSTROPHES}]?")
            continue
        base = unicodedata.normalize("NFD", letter)[0]
        same = re.escape(letter) if base == letter else f"(?:{re.escape(letter)}|{re.escape(base)})"
        found.append(rf"{same}[\u0300-\u036f{UNSEEN}]*")
    return "".join(found)


def _merged(found: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for start, end, marker in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end), merged[-1][2])
        else:
            merged.append((start, end, marker))
    return merged


@dataclass(frozen=True)
class Cut:
    """A text after cutting, and where each place of the old text is in it."""

    text: str
    _old: tuple[int, ...]
    _pieces: tuple[tuple[int, int, int, int, bool], ...]
    """Old start and end, new start and end, whether it was replaced."""

    def start(self, at: int) -> int:
        """Where what began at `at` begins now: at the beginning of the marker if it was inside what was cut."""
        old, end, new, stop, replaced = self._piece(at)
        return new if replaced and at < end else min(new + at - old, stop)

    def end(self, at: int) -> int:
        """Where what ended at `at` ends now: behind the marker if it was inside what was cut."""
        old, _, new, stop, replaced = self._piece(max(at - 1, 0))
        return stop if replaced else min(new + at - old, stop)

    def _piece(self, at: int) -> tuple[int, int, int, int, bool]:
        return self._pieces[max(bisect_right(self._old, at) - 1, 0)]


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the words that it touches: half a word could be a name that the whole one is not."""
    while start > 0 and (
        text[start - 1].isalnum() or text[start - 1] in UNSEEN or unicodedata.combining(text[start - 1])
    ):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in UNSEEN or unicodedata.combining(text[end])):
        end += 1
    return start, end


def cut(text: str, found: Sequence[tuple[int, int, str]], keep: Sequence[tuple[int, int]] | None = None) -> Cut:
    """The text with each find replaced; if `keep` is given, what lies outside these spans and the words that they
    touch is left out.
    """
    edits = list(found)
    if keep is not None:
        kept = _merged(sorted((*_words(text, start, end), "") for start, end in keep if start < end))
        edits = [
            (max(start, first), min(end, last), marker)
            for start, end, marker in found
            for first, last, _ in kept
            if max(start, first) < min(end, last)
        ]
        edges = [0, *(at for first, last, _ in kept for at in (first, last)), len(text)]
        gaps = [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]
        edits.extend(
            (start, end, "" if start == 0 or end == len(text) else LEFT_OUT) for start, end in gaps if start < end
        )
    pieces: list[tuple[int, int, int, int, bool]] = []
    out: list[str] = []
    at = size = 0

    def put(start: int, end: int, piece: str, *, replaced: bool) -> None:
        nonlocal size
        pieces.append((start, end, size, size + len(piece), replaced))
        out.append(piece)
        size += len(piece)

    for start, end, marker in sorted(edits):
        if start > at:
            put(at, start, text[at:start], replaced=False)
        put(start, end, marker, replaced=True)
        at = end
    if at < len(text) or not pieces:
        put(at, len(text), text[at:], replaced=False)
    return Cut("".join(out), tuple(one[0] for one in pieces), tuple(pieces))
