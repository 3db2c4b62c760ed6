"""The words that hand a claim to a speaker, as sets: `languages/<code>/attribution.toml`."""

from __future__ import annotations

from functools import cache

import msgspec

from bearwitness.languages import load


class AttributionWords(msgspec.Struct, frozen=True):
    """`languages/<code>/attribution.toml`."""

    say: tuple[str, ...]
    weak: tuple[str, ...]
    counting: tuple[str, ...]
    toll: tuple[str, ...]
    citing: tuple[str, ...]
    heard: tuple[str, ...]
    announced: tuple[str, ...]
    inverted: tuple[str, ...]
    presupposing: tuple[str, ...]
    tellings: tuple[str, ...]
    phrases: tuple[str, ...]
    labels: tuple[str, ...]
    roles: tuple[str, ...]
    address: tuple[str, ...]
    bodies: tuple[str, ...]
    media: tuple[str, ...]
    agencies: dict[str, str]
    channels: dict[str, tuple[str, ...]]
    carried: dict[str, tuple[str, ...]]


class Lexicon:
    """The words of a language as sets."""

    def __init__(self, words: AttributionWords, code: str) -> None:
        self.words = words
        self.code = code
        self.say = frozenset(words.say)
        self.phrases: dict[str, list[list[str]]] = {}
        """First word -> the phrases that begin with it, as words, in the order of the list."""
        for one in words.phrases:
            self.phrases.setdefault(one.split()[0], []).append(one.split())
        self.weak = frozenset(words.weak)
        self.counting = frozenset(words.counting)
        self.toll = frozenset(words.toll)
        self.citing = frozenset(words.citing)
        self.heard = frozenset(words.heard)
        self.announced = frozenset(words.announced)
        self.inverted = frozenset(words.inverted)
        self.presupposing = frozenset(words.presupposing)
        self.tellings = frozenset(words.tellings)
        self.roles = frozenset(words.roles)
        self.address = frozenset(words.address)
        self.bodies = frozenset(words.bodies)
        self.media = frozenset(words.media)


@cache
def lexicon(code: str) -> Lexicon:
    """The attribution words of a language."""
    return Lexicon(load(code, "attribution", AttributionWords), code)
