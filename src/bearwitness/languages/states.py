"""States in a language: their names, adjectives, people, and the words that stand for their governments."""

from __future__ import annotations

import msgspec

from bearwitness.languages import load


class State(msgspec.Struct, frozen=True, array_like=True):
    """A state: ISO code, name, other names, adjectives, other words for its people, words for its government."""

    code: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    government: tuple[str, ...]


class _States(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    states: tuple[State, ...]


def states(code: str) -> tuple[State, ...]:
    """The states that a language knows; DataError if the file is damaged."""
    listed: tuple[State, ...] = load(code, "states", _States).states
    return listed
