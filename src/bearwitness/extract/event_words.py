"""The words that tell attacks, as look-up tables: `languages/<code>/occurrences.toml`."""

from __future__ import annotations

from functools import cache

import msgspec

from bearwitness.languages import load
from bearwitness.vocabulary import OccurrenceKind

Head = tuple[OccurrenceKind, int]


class WordList(msgspec.Struct, frozen=True):
    """Words of one kind."""

    words: tuple[str, ...]


class Wider(msgspec.Struct, frozen=True):
    """Heads, words and phrases of several attacks at once."""

    heads: tuple[str, ...]
    words: tuple[str, ...]
    phrases: tuple[str, ...]


class Not(msgspec.Struct, frozen=True):
    """What makes a head no attack."""

    near: tuple[str, ...]
    irrealis: tuple[str, ...]
    prevented: tuple[str, ...]


class Frame(msgspec.Struct, frozen=True):
    """What makes a whole report one about something else."""

    past: tuple[str, ...]
    drill: tuple[str, ...]
    other: tuple[str, ...]


class OccurrenceWords(msgspec.Struct, frozen=True, rename={"exclude": "not"}):
    """`languages/<code>/occurrences.toml`."""

    threshold: int
    nouns: dict[str, Head]
    verbs: dict[str, Head]
    harm: WordList
    phrases: dict[str, Head]
    forms: dict[str, str]
    """Irregular form of a head -> the head."""
    weapons: dict[OccurrenceKind, tuple[str, ...]]
    attackers: WordList
    victims: WordList
    severe: WordList
    exclude: Not
    other: WordList
    wider: Wider
    frame: Frame


class Lexicon:
    """The same as sets, ready for look-up by token."""

    def __init__(self, words: OccurrenceWords) -> None:
        self.words = words
        self.weapons: dict[str, OccurrenceKind] = {
            word: kind for kind, listed in words.weapons.items() for word in listed
        }
        self.attackers = frozenset(words.attackers.words)
        self.victims = frozenset(words.victims.words)
        self.severe = frozenset(words.severe.words)
        self.harm = frozenset(words.harm.words)
        self.near = frozenset(one for one in words.exclude.near if " " not in one)
        self.near_phrases = tuple(one for one in words.exclude.near if " " in one)
        self.irrealis = frozenset(words.exclude.irrealis)
        self.prevented = frozenset(words.exclude.prevented)
        self.other = frozenset(words.other.words)
        self.phrases = {tuple(key.split()): head for key, head in words.phrases.items()}
        self.nouns = {tuple(key.split()): head for key, head in words.nouns.items()}
        self.openers = frozenset(key[0] for key in (*self.phrases, *self.nouns) if len(key) > 1)
        """First words of the heads of several words."""


@cache
def lexicon(code: str) -> Lexicon:
    """The words of a language that tell attacks."""
    return Lexicon(load(code, "occurrences", OccurrenceWords))
