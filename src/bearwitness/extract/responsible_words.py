"""The words that say who did it, claims it, denies it: `languages/<code>/responsibility.toml`."""

from __future__ import annotations

from functools import cache

import msgspec

from bearwitness.languages import load


class ResponsibilityWords(msgspec.Struct, frozen=True):
    """`languages/<code>/responsibility.toml`; lemmas unless the file says otherwise."""

    accuse: tuple[str, ...]
    claim: tuple[str, ...]
    claim_objects: tuple[str, ...]
    deny: tuple[str, ...]
    deny_objects: tuple[str, ...]
    concede: tuple[str, ...]
    say: tuple[str, ...]
    did: tuple[str, ...]
    own_forces: tuple[str, ...]
    means: tuple[str, ...]
    not_involved: tuple[str, ...]
    claimed_by: tuple[str, ...]
    blame_on: tuple[str, ...]
    involvement_of: tuple[str, ...]
    hallmarks_of: tuple[str, ...]
    had_a_hand: tuple[str, ...]
    evidence: tuple[str, ...]
    nobody: tuple[str, ...]
    unnamed: tuple[str, ...]
    factions: frozenset[str]
    faction_voices: frozenset[str]
    suspected: tuple[str, ...]
    habitual: tuple[str, ...]


@cache
def responsibility_words(code: str) -> ResponsibilityWords:
    """The words of a language."""
    words: ResponsibilityWords = load(code, "responsibility", ResponsibilityWords)
    return words
