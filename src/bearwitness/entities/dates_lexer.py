"""Turns text into words with the classes that a date can be made of (month, weekday, number, clock, ...).

Only words of the language file, numbers and a few marks get classes; everything else is a word without any, and ends
every form of the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec

from bearwitness.languages import load


class Tense(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that tell whether something is past or to come."""

    future: frozenset[str]
    past: frozenset[str]
    not_past: frozenset[str]
    planning: frozenset[str]
    foregone: frozenset[str]
    nouns: frozenset[str]
    before_nouns: frozenset[str]


class Surroundings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words beside a date that decide what it is; the file says what each list means."""

    counted: frozenset[str]
    plural_units: frozenset[str]
    quarters: frozenset[str]
    months: frozenset[str]
    before_clock: frozenset[str]
    owners: frozenset[str]
    between_clock_and_day: frozenset[str]
    event_begins: frozenset[str]
    not_year_before: frozenset[str]
    year_before: frozenset[str]
    streets: frozenset[str]


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sequences of word classes and the reader that makes a time of them."""

    read: str
    words: tuple[str, ...]


class DateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `languages/<code>/dates.toml`."""

    capital_needed: frozenset[str]
    ambiguous: frozenset[str]
    names: frozenset[str]
    abbreviations: frozenset[str]
    negators: frozenset[str]
    classes: dict[str, dict[str, int]]
    tense: Tense
    context: Surroundings
    macros: dict[str, str]
    forms: tuple[Form, ...]


class Word(NamedTuple):
    """A word, number or mark with its classes and their values; a word itself is the class `=word`."""

    start: int
    end: int
    low: str
    classes: dict[str, Any]


TOKEN = re.compile(
    r"""
    (?P<quartername>\bQ[1-4]\b)
  | (?P<word>[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*)
  | (?P<iso>\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))
  | (?P<numeric>(?<![\d./-])\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)(?:\d{4}|\d{2})(?![\w/-])(?!\.\d))
  | (?P<yearspan>\b(?:19|20)\d\d[-–/](?:(?:19|20)\d\d|\d\d)(?![\w/-]))
  | (?P<clock>\b\d{1,2}(?:[:.]\d{2}(?::\d{2})?)?\s?(?:[ap]\.\s?m\b\.?|[AaPp][Mm]\b))
  | (?P<military>\b[0-2]\d[0-5]\d(?=\s?(?:hrs\b|hours\b|GMT\b|UTC\b|h\b|local\b)))
  | (?P<colon>(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:]))
  | (?P<nth>\b\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<decade>\b1?\d{3}['’]?s\b|['’]\d0s\b)
  | (?P<short>['’]\d\d\b)
  | (?P<quarterbehind>\b[1-4]Q\b)
  | (?P<number>\d+(?:[.,]\d+)*)
  | (?P<owner>['’]s\b)
  | (?P<other>[^\w\s])
    """,
    re.VERBOSE,
)
LITERAL = re.compile(r"(?<![{\w])[a-z'-]+(?![}\w])")
SPOKEN = frozenset({"two", "eighteen", "nineteen", "twenty"})
NO_CLASSES: dict[str, Any] = {}
NUMBERS = re.compile(r"\d+")
MARKS = {",": "comma", "-": "hyphen", "–": "hyphen", "—": "hyphen", "‑": "hyphen", "/": "slash", ".": "stop"}
GUARDS = frozenset("$€£#¥")


@cache
def words(code: str = "en") -> DateWords:
    """The date words of a language; DataError if its file is damaged."""
    found: DateWords = load(code, "dates", DateWords)
    return found


@cache
def _classes(code: str) -> dict[str, dict[str, Any]]:
    """Small-letter word -> its classes and values, `=word` for itself. Names of holidays are looked up apart."""
    known = words(code)
    found: dict[str, dict[str, Any]] = {}
    for name, rows in known.classes.items():
        if name != "holiday":
            for word, value in rows.items():
                found.setdefault(word, {"=" + word: True})[name] = value
    for text in (*known.macros.values(), *(text for form in known.forms for text in form.words)):
        for word in LITERAL.findall(text):
            found.setdefault(word, {"=" + word: True})
    return found


def seen_together(code: str) -> Iterator[frozenset[str]]:
    """The sets of classes that words of the language and numbers can have (nearly all of them)."""
    for classes in _classes(code).values():
        yield frozenset(classes)
    for kinds in (
        "iso",
        "numeric",
        "yearspan",
        "clock",
        "decade",
        "year",
        "quartername",
        "number",
        "ordinal",
        "holiday",
    ):
        yield frozenset({kinds})
    for mark in {*MARKS.values(), "='s"}:
        yield frozenset({mark})
    yield from (frozenset({"nth", "ordinal"}), frozenset({"number", "nth"}), frozenset({"number", "year"}))


@cache
def _holidays(code: str) -> dict[str, list[tuple[list[str], int]]]:
    """First word -> the words of each holiday's name, longest first."""
    found: dict[str, list[tuple[list[str], int]]] = {}
    for name, value in words(code).classes.get("holiday", {}).items():
        parts = [match[0].lower() for match in TOKEN.finditer(name) if match[0] != "."]
        found.setdefault(parts[0], []).append((parts, value))
    for rows in found.values():
        rows.sort(key=lambda row: -len(row[0]))
    return found


def lex(text: str, code: str = "en") -> list[Word]:
    """The words of a text."""
    known, listed, holidays = words(code), _classes(code), _holidays(code)
    found: list[Word] = []
    spoken = named = False
    for match in TOKEN.finditer(text):
        kind, piece = match.lastgroup or "", match[0]
        start, end = match.span()
        if kind == "mark":
            kind = "numeric"
        if kind == "word":
            low = piece.lower()
            if "’" in low:
                low = low.replace("’", "'")
            classes = listed.get(low, NO_CLASSES)
            named = named or low in holidays
            if classes:
                spoken = spoken or low in SPOKEN
                classes, end = _in_context(text, (start, end), low, classes, known)
            found.append(Word(start, end, low, classes))
        elif kind == "owner":
            found.append(Word(start, end, "'s", {"='s": True}))
        elif kind == "other":
            # A point after an abbreviation is part of it.
            if not (found and piece == "." and found[-1].end == end):
                found.append(Word(start, end, piece, {MARKS.get(piece, "mark"): True}))
        else:
            found.append(Word(start, end, piece.lower(), _numeral(kind, piece, text, start)))
    if spoken:
        found = _spoken_years(found)
    return _named_days(found, code) if named else found


def _in_context(
    text: str, span: tuple[int, int], low: str, classes: dict[str, Any], known: DateWords
) -> tuple[dict[str, Any], int]:
    """The classes that a word has where it stands, and where it ends (a short form takes its full stop)."""
    start, end = span
    if "month" not in classes and "weekday" not in classes:
        if low in known.abbreviations and text[end : end + 1] == ".":
            end += 1
        return classes, end
    capital = text[start].isupper()
    short = low in known.abbreviations
    if (
        (low in known.capital_needed and not capital)
        or (low in known.ambiguous and not _month_here(text, start, end))
        or (short and not _short_here(text, start, end, low in known.names))
    ):
        return {name: value for name, value in classes.items() if name not in ("month", "weekday")}, end
    if short and text[end : end + 1] == ".":
        end += 1
    return classes, end


AFTER_MONTH = re.compile(
    r"\s+(?:\d|of\b|this\b|last\b|next\b)|\s*[-–]\s*\d|,?\s+(?:\d{4}|and|to|or|through)\b|\s*[.,;)]|$", re.IGNORECASE
)
# After these a capitalised "May" or "March" is a month whatever follows.
SURE_BEFORE = re.compile(
    r"\b(?:in|since|until|by|last|next|early|late|mid|during|of|between|through|the|its|his|her|their|a|this|from|before|after)[\s-]+$|\b\d{1,2}(?:st|nd|rd|th)?\s+$",
    re.IGNORECASE,
)
MAYBE_BEFORE = re.compile(r"(?:\b(?:to|and|end|for|or|for)|-)\s*$", re.IGNORECASE)
NUMBER_NEXT = re.compile(r"\s+\d{1,4}\b")
SHORT_NEXT = re.compile(r"\.?,?\s+(?:\d|[A-Z][a-z]{2,8}\.?\s+\d)")
NUMBER_BEFORE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?[ -]$")


def _month_here(text: str, start: int, end: int) -> bool:
    """Whether "May" or "March" has a date's company; as a verb, a name or a walk it has none."""
    before = text[max(0, start - 12) : start]
    if SURE_BEFORE.search(before) or NUMBER_NEXT.match(text, end):
        return True
    return bool(MAYBE_BEFORE.search(before) and AFTER_MONTH.match(text, end))


def _short_here(text: str, start: int, end: int, name: bool) -> bool:
    """Whether a short form is one: a number beside it or a full stop; those that are names too need the number."""
    if SHORT_NEXT.match(text, end) or NUMBER_BEFORE.search(text[max(0, start - 5) : start]):
        return True
    return not name and text[end : end + 1] == "."


def _numeral(kind: str, piece: str, text: str, start: int) -> dict[str, Any]:
    """Classes of a run that begins with a digit (or an apostrophe)."""
    numbers = [int(one) for one in NUMBERS.findall(piece)[:4]]
    if kind in ("iso", "numeric", "yearspan"):
        return {kind: piece}
    if kind in ("clock", "colon", "military"):
        return {"clock": (kind, piece)}
    if kind == "nth":
        return {"nth": numbers[0], "ordinal": numbers[0]} if 0 < numbers[0] < 32 else {"ordinal": numbers[0]}
    if kind == "decade":
        value = numbers[0] if numbers[0] > 99 else 1900 + numbers[0]
        return {"decade": value} if value % 10 == 0 else {}
    if kind == "short":
        return {"year": numbers[0] + (2000 if numbers[0] < 50 else 1900)}
    if kind in ("quartername", "quarterbehind"):
        return {"quartername": numbers[0]}
    if not piece.isdigit() or (text[start - 1 : start] in GUARDS and start):
        return {}
    value = int(piece) if len(piece) < 5 else 0
    classes: dict[str, Any] = {"number": value} if value else {}
    if 0 < value < 32 and len(piece) < 3:
        classes["nth"] = value
    if len(piece) == 4 and 1000 <= value < 2100:
        classes["year"] = value
    return classes


def _spoken_years(found: list[Word]) -> list[Word]:
    """Such as "nineteen ninety-seven" and "two thousand" as years."""
    kept: list[Word] = []
    at = 0
    while at < len(found):
        word = found[at]
        value = word.classes.get("number")
        if word.low in SPOKEN and value in (2, 18, 19, 20) and at + 1 < len(found):
            merged = _spoken(found, at)
            if merged is not None:
                kept.append(merged[0])
                at = merged[1]
                continue
        kept.append(word)
        at += 1
    return kept


def _spoken(found: list[Word], at: int) -> tuple[Word, int] | None:
    first, second = found[at], found[at + 1]
    if first.classes["number"] == 2:
        if second.low != "thousand":
            return None
        before = found[at - 1].low if at else ""
        return (
            (Word(first.start, second.end, "year", {"year": 2000}), at + 2)
            if before in ("year", "of", "in", "since")
            else None
        )
    tens = second.classes.get("number")
    if not second.low.isalpha() or not isinstance(tens, int) or tens < 10:
        return None
    end, value, following = second.end, 100 * first.classes["number"] + tens, at + 2
    if tens % 10 == 0 and following + 1 < len(found) and "hyphen" in found[following].classes:
        ones = found[following + 1].classes.get("number")
        if isinstance(ones, int) and ones < 10 and found[following + 1].low.isalpha():
            value, end, following = value + ones, found[following + 1].end, following + 2
    return Word(first.start, end, "year", {"year": value}), following


def _named_days(found: list[Word], code: str) -> list[Word]:
    """Names of holidays as one word each."""
    holidays = _holidays(code)
    kept: list[Word] = []
    at = 0
    while at < len(found):
        for parts, value in holidays.get(found[at].low, ()):
            if [word.low for word in found[at : at + len(parts)]] == parts:
                kept.append(Word(found[at].start, found[at + len(parts) - 1].end, " ".join(parts), {"holiday": value}))
                at += len(parts)
                break
        else:
            kept.append(found[at])
            at += 1
    return kept
