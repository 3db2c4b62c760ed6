"""What the words right before and after a spot are: one word for each side, the same for every place they stand in."""

from __future__ import annotations

from bearwitness.entities.places_spot import Spot
from bearwitness.entities.places_words import Words, persons

MARKS_BEFORE = frozenset({" (", "(", " — ", " – ", " -- ", "-", "/", " - ", "; ", ": "})
DASHES = frozenset({" — ", " – ", " -- ", " - ", " (", " -", "--", "—"})
QUOTES = "\"“”'‘’"


def left_of(spot: Spot, known: Words) -> str:
    """The kind of the capitalised word right before."""
    word = spot.left
    if word is None:
        return "nothing"
    if word[0].isdigit():
        return "date"
    for name, some in (
        ("title", known.titles),
        ("article", known.articles),
        ("date", known.months),
        ("direction", known.directions),
    ):
        if word in some:
            return name
    if len(word) == 1:
        return "initial"
    given, surnames = persons()
    if word.lower() in given:
        return "given name"
    for name, some in (("body", known.bodies), ("body", known.houses), ("head", frozenset(known.heads))):
        if word in some:
            return name
    return "surname" if word.lower() in surnames else "capital"


def right_of(spot: Spot, known: Words) -> str:
    """The kind of the capitalised word right after."""
    word = spot.right
    if word is None:
        return "nothing"
    for name, some in (
        ("body", known.bodies),
        ("house", known.houses),
        ("civic", known.civic),
        ("date", known.months),
        ("direction", known.directions),
        ("initial", known.suffixes),
    ):
        if word in some:
            return name
    if word[0].isdigit():
        return "date"
    if len(word) == 1:
        return "initial"
    return _ordinary(word, spot, known)


def _ordinary(word: str, spot: Spot, known: Words) -> str:
    if word in known.heads:
        return "head"
    if word.lower() in known.common:
        return "common word"
    if spot.long_run:
        return "long run"
    given, surnames = persons()
    return "surname" if word.lower() in surnames or word.lower() in given else "capital"


def before(spot: Spot, known: Words) -> str:
    """The kind of the word or mark before, where no capitalised word of the same run stands there."""
    word, gap = spot.before.lower(), spot.gap_before
    if not word or "\n" in gap or gap[:1] in (".", "!", "?"):
        return "start"
    if gap == " ":
        if word in known.strong:
            return "strong preposition"
        if word in known.own_before:
            return word
        if word in known.small_before:
            return "small word"
        return "preposition" if word in known.prepositions else "word"
    if gap == ", ":
        return "comma"
    quoted = gap not in MARKS_BEFORE and any(one in gap for one in QUOTES)
    return "quote" if quoted else "mark"


def after(spot: Spot, known: Words) -> str:
    """The kind of the word or mark after, where no capitalised word of the same run stands there."""
    word, gap = spot.after.lower(), spot.gap_after
    if gap in ("'", "’") and word == "s":
        return "possessive"
    if gap == " ":
        return _word_after(word, known)
    if gap == ", ":
        return "comma and number" if word[:1].isdigit() else "comma"
    if gap[:1] in (".", "!", "?") or not gap:
        return "stop"
    if gap in DASHES:
        return "dash"
    return "quote" if any(one in gap for one in QUOTES) else "mark"


def _word_after(word: str, known: Words) -> str:
    for name, some in (("said", known.said), ("who", known.whose), ("civic word", known.civic_after)):
        if word in some:
            return name
    if word[:1].isdigit():
        return "number"
    return word if word in known.own_after else "word"
