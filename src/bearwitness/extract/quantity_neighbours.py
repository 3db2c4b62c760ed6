"""Whether a number counts people, by its neighbours: an age, a date, a clock time, money or a distance does not."""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.extract.quantity_words import Lexicon, NotPeople, Number, Word

DASHES = frozenset("-–—")
OLDEST = 110
LATEST_DAY = 31
YEARS = range(1900, 2101)


def counts_people(words: Sequence[Word], number: Number, lexicon: Lexicon, text: str) -> bool:
    """Its neighbours do not make it something else, or a part of a word or of a name."""
    known = lexicon.not_people
    before, after = _before(words, number), words[number.last] if number.last < len(words) else None
    if number.kind in ("none", "unknown"):
        return True
    if number.kind == "vague":
        graded = words[number.first].text in known.gradable and before is not None and before.text in known.degree
        return not graded and not _unit_follows(words, number.last, known)
    if _is_attached(words, number, text) or (before is not None and _spoilt_before(before, words, number, known)):
        return False
    if after is None:
        return not _is_year(number)
    return not _spoilt_after(after, words, number, known) and not _is_age(words, number, known, text)


def _before(words: Sequence[Word], number: Number) -> Word | None:
    """The word before; the one before an abbreviation's full stop ("Apr. 8", "No. 5")."""
    if not number.first:
        return None
    before = words[number.first - 1]
    if before.text == "." and number.first > 1 and words[number.first - 2].end == before.start:
        return words[number.first - 2]
    return before


def _is_attached(words: Sequence[Word], number: Number, text: str) -> bool:
    """Something without a space before or after makes it a part of a longer expression."""
    first, last = words[number.first], words[number.last - 1]
    if number.first and words[number.first - 1].end == first.start and words[number.first - 1].text in "$€£₴₹¥#/:.-":
        return True
    if first.start and (text[first.start - 1].isalnum() or text[first.start - 1] in "_@#"):
        return True
    if number.last >= len(words) or words[number.last].start != last.end:
        return False
    after = words[number.last].text
    return after in ("-", "/", ":") or after[0].isalpha()  # "20-storey", "11:40", "9th"


def _spoilt_before(before: Word, words: Sequence[Word], number: Number, known: NotPeople) -> bool:
    if not words[number.first].text[0].isdecimal():
        return False
    if before.text in known.months and number.low <= LATEST_DAY:
        return True
    return before.text in known.before or (before.text in known.before_year and _is_year(number))


def _spoilt_after(after: Word, words: Sequence[Word], number: Number, known: NotPeople) -> bool:
    if after.text in known.months and number.low <= LATEST_DAY:
        following = words[number.last + 1].text if number.last + 1 < len(words) else ""
        return after.text != "may" or following not in known.may
    if _unit_follows(words, number.last, known):
        return True
    written = words[number.first].text
    bare_year = _is_year(number) and written.isdecimal() and len(written) == 4
    return bare_year and (not after.text.isalpha() or after.text in known.after_year)


def _unit_follows(words: Sequence[Word], at: int, known: NotPeople) -> bool:
    """A unit of time, distance or money stands next, with at most one adjective or "of" between."""
    if at >= len(words):
        return False
    if words[at].text.rstrip(".") in known.units:
        return True
    return words[at].text in known.between and at + 1 < len(words) and words[at + 1].text.rstrip(".") in known.units


def _is_year(number: Number) -> bool:
    return number.low == number.high and number.low in YEARS


def _is_age(words: Sequence[Word], number: Number, known: NotPeople, text: str) -> bool:
    """Whether it is the 35 of "Antonio Mason, 35, died": between commas after a name or a word for a person."""
    bare = number.kind == "value" and words[number.first].text.isdecimal() and 0 < number.low <= OLDEST
    if not bare or number.first < 2 or words[number.first - 1].text not in (",", "("):
        return False
    name = words[number.first - 2]
    person = text[name.start].isupper() or name.text in known.aged
    return person and words[number.last].text in known.after_age
