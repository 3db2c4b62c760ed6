"""Who speaks for a state: its name, its capital, its seat of government, and the bodies that speak for it abroad.

The rule is in docs/methodology.md ("Independence").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bearwitness.languages.likeness import words
from bearwitness.languages.states import State, states
from bearwitness.reconcile.origin_lists import lists

Words = tuple[str, ...]
SMALL = frozenset({"the", "of", "for", "and", "s"})
PLURAL = frozenset({"spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokesmen"})
LONGEST = 5
"""Words of the longest name of a state."""


@dataclass(frozen=True, slots=True)
class StateVoice:
    """A state that speaks, and by which of its bodies."""

    code: str | None
    """None: a body of a state that the words do not name ("the Foreign Ministry")."""
    body: bool
    """Whether a body of the state speaks; else the state itself, by its name, its capital or its seat."""


@cache
def _named() -> dict[Words, str]:
    """Names and adjectives of states -> code."""
    found: dict[Words, str] = {}
    for one in states("en"):
        for text in (one.name, *one.names, *one.adjectives):
            found.setdefault(_words(text), one.code)
    return found


@cache
def _selves() -> dict[Words, str]:
    """Words by which a state itself speaks -> code."""
    found = {_words(seat): code for seat, code in lists().seats.items()}
    for one in states("en"):
        for text in (one.name, *one.names, *one.government):
            found.setdefault(_words(text), one.code)
    return found


@cache
def _bodies() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(_words(one)) for one in lists().voices)


@cache
def _by_code() -> dict[str, State]:
    return {one.code: one for one in states("en")}


def state_name(code: str) -> str:
    """The name of a state."""
    return _by_code()[code].name if code in _by_code() else code


def _words(text: str) -> Words:
    bare = (word.removesuffix("'s").removesuffix("'") for word in words(text))
    return tuple(word for word in bare if word not in SMALL)


@cache
def state_voice(text: str) -> StateVoice | None:
    """The state for which a speaker of this name speaks; None where it is somebody else ("Kyiv's mayor")."""
    said = tuple(word for word in _words(text) if word not in PLURAL)
    if said in _selves():
        return StateVoice(_selves()[said], body=len(said) != len(_words(text)))
    nameless = lists().nameless.get(" ".join(said))
    if nameless is not None:
        return StateVoice(nameless, body=True)
    if frozenset(said) in _bodies():
        return StateVoice(None, body=True)
    for size in range(min(LONGEST, len(said) - 1), 0, -1):
        for at in range(len(said) - size + 1):
            code = _named().get(said[at : at + size])
            if code is not None and frozenset(said[:at] + said[at + size :]) in _bodies():
                return StateVoice(code, body=True)
    return None
