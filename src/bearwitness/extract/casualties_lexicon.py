"""The words of harm and of persons, compiled for look-up by tokens (`casualties.toml`, `persons.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from bearwitness.languages import load
from bearwitness.model import Token
from bearwitness.vocabulary import Group, Outcome

PIECE = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")


class Verb(msgspec.Struct, frozen=True):
    """A verb whose object is harmed."""

    outcome: Outcome
    does: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    open_end: bool = False
    """Harmed, and what became of them is not said by the word ("shot")."""
    needs_shot: bool = False
    """Only in a sentence that tells of shots or fragments ("struck")."""


class Forms(msgspec.Struct, frozen=True):
    """Words that stand for one outcome."""

    outcome: Outcome
    forms: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    parts: bool = False
    """What they count is a part of another count ("in critical condition")."""
    open_end: bool = False
    """Harmed, and what became of them is not said ("with a gunshot wound")."""


class Helpers(msgspec.Struct, frozen=True):
    """Words without an outcome that the grammar needs."""

    leave: tuple[str, ...]
    rise: tuple[str, ...]
    including: tuple[str, ...]
    of_them: tuple[str, ...]
    beside: tuple[str, ...]
    not_body: frozenset[str]
    not_toll: frozenset[str]
    not_toll_with_article: frozenset[str]
    not_nobody: frozenset[str]
    victims: frozenset[str]
    bodies: frozenset[str]
    saved: frozenset[str]
    noun_in_headline: frozenset[str]
    carried: frozenset[str]
    hospital: frozenset[str]
    place_words: frozenset[str]
    manifold: dict[str, int]
    manifold_tolls: dict[str, Outcome]
    shot: frozenset[str]
    adverbs: tuple[str, ...]
    things: frozenset[str]


class Construction(msgspec.Struct, frozen=True):
    """A named pattern, a sentence that it matches with its figures, and one that it must not match."""

    name: str
    says: str
    pattern: str
    example: str
    figures: tuple[str, ...]
    unless: str


class Words(msgspec.Struct, frozen=True):
    """The shape of `casualties.toml`."""

    verb: tuple[Verb, ...]
    happening: tuple[Forms, ...]
    state: tuple[Forms, ...]
    toll: tuple[Forms, ...]
    tally: tuple[Forms, ...]
    harm_of: tuple[Forms, ...]
    toll_word: tuple[Forms, ...]
    words: Helpers
    plain: dict[str, tuple[str, ...]]
    groups: dict[Group, tuple[str, ...]]
    macros: dict[str, str]
    construction: tuple[Construction, ...]


class Persons(msgspec.Struct, frozen=True):
    """The shape of `persons.toml`."""

    articles: frozenset[str]
    definite: frozenset[str]
    possessive: frozenset[str]
    pronouns: frozenset[str]
    singular_pronouns: frozenset[str]
    object_pronouns: frozenset[str]
    of_them: frozenset[str]
    more: frozenset[str]
    temporal: frozenset[str]
    age_units: frozenset[str]
    ordinals: frozenset[str]
    titles: frozenset[str]
    person_endings: tuple[str, ...]
    people_endings: tuple[str, ...]
    countryman_endings: tuple[str, ...]
    plurals: frozenset[str]
    some: frozenset[str]
    collective: frozenset[str]
    adjectival: frozenset[str]
    particles: frozenset[str]
    quotes: frozenset[str]
    closing_quotes: frozenset[str]
    not_names: frozenset[str]
    identified: frozenset[str]
    saying: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    vague: frozenset[str]
    attackers: frozenset[str]
    meeting: tuple[frozenset[str], ...]
    classes: dict[str, frozenset[str]]

    def gender(self, words: Iterable[str]) -> str | None:
        """`male`, `female`, or None where the words do not say."""
        listed = list(words)
        if any(one in self.male for one in listed):
            return "male"
        return "female" if any(one in self.female for one in listed) else None

    def class_of(self, head: str) -> str:
        """A coarse class of the words for a person; empty for none."""
        return next((name for name, words in self.classes.items() if head in words), "")


@dataclass(frozen=True)
class Harm:
    """What a word of harm says."""

    symbol: str
    outcome: Outcome | None = None
    open_end: bool = False
    needs_shot: bool = False
    parts: bool = False


class Phrases:
    """Phrases of words, found by longest match."""

    def __init__(self) -> None:
        self.first: dict[str, list[tuple[tuple[str, ...], Harm]]] = {}
        """First word -> the phrases that begin with it, longest first."""

    def add(self, texts: Iterable[str], value: Harm) -> None:
        """The first entry of a phrase wins."""
        for text in texts:
            key = tuple(PIECE.findall(text.lower()))
            rows = self.first.setdefault(key[0], [])
            if all(known != key for known, _ in rows):
                rows.append((key, value))
                rows.sort(key=lambda row: -len(row[0]))

    def at(self, words: Sequence[str], position: int) -> tuple[int, Harm] | None:
        """Length in words and value of the longest phrase that begins at `position`; None beyond the end."""
        if position >= len(words):
            return None
        for key, value in self.first.get(words[position], ()):
            if tuple(words[position : position + len(key)]) == key:
                return len(key), value
        return None


@dataclass(frozen=True)
class Lexicon:
    """Compiled words of a language."""

    phrases: Phrases
    counted: dict[tuple[str, ...], Outcome]
    groups: dict[str, Group]
    """Person noun (one or two words) -> its group."""
    plain: dict[str, str]
    """Word -> symbol."""
    words: Helpers
    persons: Persons
    listed: Words

    def group_of(self, word: str) -> Group | None:
        """The group of a person noun; None if it is none."""
        return self.groups.get(word)


@cache
def lexicon(code: str) -> Lexicon:
    """The words of the language."""
    listed = load(code, "casualties", Words)
    groups: dict[str, Group] = {}
    for group, nouns in listed.groups.items():
        for noun in nouns:
            groups.setdefault(noun, group)
    return Lexicon(
        phrases=_phrases(listed),
        counted={tuple(noun.split()): row.outcome for row in listed.toll for noun in row.counted},
        groups=groups,
        plain={word: symbol for symbol, words in listed.plain.items() for word in words},
        words=listed.words,
        persons=load(code, "persons", Persons),
        listed=listed,
    )


def _phrases(listed: Words) -> Phrases:
    phrases = Phrases()
    for verb in listed.verb:
        for symbol, forms in (("DONE", verb.done), ("DOING", verb.doing), ("DOES", verb.does)):
            phrases.add(forms, Harm(symbol, verb.outcome, verb.open_end, verb.needs_shot))
    for symbol, rows in (
        ("DIED", listed.happening),
        ("STATE", listed.state),
        ("TALLY", listed.tally),
        ("HARMOF", listed.harm_of),
        ("TOLLWORD", listed.toll_word),
    ):
        for row in rows:
            phrases.add(row.forms, Harm(symbol, row.outcome, open_end=row.open_end, parts=row.parts))
    helpers = listed.words
    for symbol, forms in (
        ("OFTHEM", helpers.of_them),
        ("INCL", helpers.including),
        ("BESIDE", helpers.beside),
        ("RISE", helpers.rise),
        ("LEAVE", helpers.leave),
        ("ADV", helpers.adverbs),
    ):
        phrases.add(forms, Harm(symbol))
    return phrases


def words_of(tokens: Sequence[Token]) -> list[str]:
    """Lower-case words of the tokens, apostrophes made plain."""
    return [one.text.lower().replace("’", "'") for one in tokens]
