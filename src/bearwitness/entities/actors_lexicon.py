"""What actors are called: the English words (`languages/en/actors.toml`) and the listed actors (`data/*.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Generic, TypeVar

import msgspec

from bearwitness.errors import DataError
from bearwitness.languages import load
from bearwitness.languages.names import fold_name
from bearwitness.languages.states import State, states
from bearwitness.vocabulary import ActorKind

T = TypeVar("T")


class Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of offices and of family."""

    heads: frozenset[str]
    private: frozenset[str]
    modifiers: frozenset[str]
    weak_alone: frozenset[str]
    courtesy: frozenset[str]
    fields: frozenset[str]
    determiners: frozenset[str]
    closers: frozenset[str]
    places: frozenset[str]
    joins: frozenset[str]


class CommonBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bodies and people called by a common noun."""

    kind: ActorKind
    name: str
    forms: tuple[str, ...]
    needs: bool = False
    """Only with a state, a town or an adjective before it."""
    speaking: bool = False
    """Only beside a verb of saying."""
    definite: bool = False
    """Only after an article and beside a verb of saying; it is the one body of this kind that the report names."""


class Bodies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name bodies."""

    heads: frozenset[str]
    forces: frozenset[str]
    groups: frozenset[str]
    attributive: frozenset[str]
    articles: frozenset[str]
    never: tuple[str, ...]
    districts: frozenset[str]
    common: tuple[CommonBody, ...]


class Qualifiers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words before a common noun."""

    words: frozenset[str]
    ministries: tuple[str, ...]


class Speech(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that show that what stands beside them says or does something."""

    verbs: frozenset[str]
    acts: frozenset[str]
    blames: frozenset[str]
    helps: frozenset[str]
    before: frozenset[str]
    prepositions: frozenset[str]
    between: frozenset[str]
    deeds: frozenset[str]


class Stop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Capitalised words that belong to no person's name."""

    words: frozenset[str]
    things: frozenset[str]
    particles: frozenset[str]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `languages/<code>/actors.toml`."""

    address: frozenset[str]
    short: dict[str, str]
    roles: Roles
    bodies: Bodies
    qualifiers: Qualifiers
    speech: Speech
    stop: Stop


class _Band(msgspec.Struct, frozen=True):
    share: float
    words: str


class _Common(msgspec.Struct, frozen=True):
    bands: tuple[_Band, ...]


class _Office(msgspec.Struct, frozen=True, array_like=True):
    role: str
    body: str
    first: str
    last: str


class _Person(msgspec.Struct, frozen=True, array_like=True):
    name: str
    spellings: tuple[str, ...]
    country: str
    offices: tuple[_Office, ...]


class _Listed(msgspec.Struct, frozen=True, array_like=True):
    name: str
    spellings: tuple[str, ...]
    side: str


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    forces: tuple[_Listed, ...]
    groups: tuple[_Listed, ...]
    bodies: tuple[_Listed, ...]
    persons: tuple[_Person, ...]


class _Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: str


@dataclass(frozen=True)
class ListedBody:
    """A body, force or group of the list."""

    name: str
    kind: ActorKind
    side: str | None


@dataclass(frozen=True)
class ListedPerson:
    """A public person of the list."""

    name: str
    country: str | None
    offices: tuple[tuple[str, str | None, str, str], ...]
    """Role, body, first and last day (empty is open)."""

    def office(self, day: str | None) -> tuple[str, str | None] | None:
        """The office held on that day (ISO 8601): role and body; None without a day or an office."""
        if day is None:
            return None
        for role, body, first, last in self.offices:
            if (not first or first <= day[:10]) and (not last or day[:10] <= last):
                return role, body
        return None


class Phrases(Generic[T]):
    """Looks up runs of words: the longest listed phrase that begins at a word."""

    def __init__(self, rows: Iterable[tuple[tuple[str, ...], T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for words, value in rows:
            if words:
                self._by_first.setdefault(words[0], []).append((words, value))
        for found in self._by_first.values():
            found.sort(key=lambda row: -len(row[0]))

    def at(self, words: list[str], index: int) -> tuple[int, T] | None:
        """Number of words and value of the longest phrase at the index."""
        for phrase, value in self._by_first.get(words[index], ()):
            if len(phrase) == 1 or tuple(words[index : index + len(phrase)]) == phrase:
                return len(phrase), value
        return None


@dataclass(frozen=True)
class Lexicon:
    """Everything that is known beforehand, ready to look up. Phrases are of `tokens.words_of`."""

    words: Words
    listed: Phrases[ListedBody]
    states: Phrases[State]
    """Names of states."""
    governments: Phrases[State]
    """Words that stand for governments."""
    adjectives: dict[str, State]
    """Adjectives and words for people (with s) of one word; those of two are in `double_adjectives`."""
    double_adjectives: Phrases[State]
    common: Phrases[CommonBody]
    ministries: Phrases[str]
    given: frozenset[str]
    persons: dict[str, ListedPerson]
    """By `fold_name` of every spelling."""
    by_code: dict[str, State]
    bodies: dict[str, ListedBody]
    """By lower-case spelling."""
    usual: frozenset[str]
    """Words so common that a capital at the beginning of a sentence makes no name of them."""


def _data(name: str, shape: type[T]) -> T:
    try:
        text = (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), shape)
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file entities/data/{name} is missing or damaged: {error}.") from error


USUAL = 0.002
"""Share of reports that hold a usual word."""
FIELDS = {
    "foreign": "Foreign Affairs",
    "interior": "Internal Affairs",
    "home affairs": "Internal Affairs",
    "defense": "Defence",
    "national defense": "Defence",
    "national defence": "Defence",
    "emergencies": "Emergency Situations",
    "public health": "Health",
    "labor": "Labour",
}
"""Fields of ministries that have two names."""


@cache
def lexicon(code: str = "en") -> Lexicon:
    """The lexicon of a language; DataError if a file is damaged."""
    from bearwitness.entities.tokens import words_of

    words = load(code, "actors", Words)
    data = _data("actors.toml", _Data)
    countries = states(code)
    kinds: tuple[tuple[ActorKind, tuple[_Listed, ...]], ...] = (
        ("armed_force", data.forces),
        ("armed_group", data.groups),
        ("organisation", data.bodies),
    )
    listed = [
        (spelling, ListedBody(row.name, kind, row.side or (row.name if kind == "armed_group" else None)))
        for kind, rows in kinds
        for row in rows
        for spelling in (row.name, *row.spellings)
    ]
    adjectives = {
        word: state
        for state in countries
        for adjective in (*state.adjectives, *state.people)
        for word in (adjective, adjective + "s")
    }
    persons: dict[str, ListedPerson] = {}
    for row in data.persons:
        offices = tuple((one.role, one.body or None, one.first, one.last) for one in row.offices)
        person = ListedPerson(row.name, row.country or None, offices)
        for spelling in (row.name, *row.spellings):
            persons.setdefault(fold_name(spelling), person)
    return Lexicon(
        words=words,
        listed=Phrases((words_of(spelling), body) for spelling, body in listed),
        states=Phrases((words_of(name), state) for state in countries for name in (state.name, *state.names)),
        governments=Phrases((words_of(name), state) for state in countries for name in state.government),
        adjectives={word: state for word, state in adjectives.items() if " " not in word},
        double_adjectives=Phrases((words_of(word), state) for word, state in adjectives.items() if " " in word),
        common=Phrases((words_of(form), body) for body in words.bodies.common for form in body.forms),
        ministries=Phrases(
            (words_of(form), FIELDS.get(field, field.title()))
            for field in words.qualifiers.ministries
            for form in (f"{field} ministry", f"ministry of {field}", f"ministry of the {field}")
        ),
        given=frozenset(_data("actors_given.toml", _Given).names.split()),
        persons=persons,
        by_code={state.code: state for state in countries},
        bodies={spelling.lower(): body for spelling, body in listed},
        usual=frozenset(
            word for band in load(code, "common", _Common).bands if band.share >= USUAL for word in band.words.split()
        ),
    )
