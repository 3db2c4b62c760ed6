"""Reports that go on counting the victims of an attack without a word of what it was.

Reads "the death toll at the market rose to eight", "two more bodies were found under the rubble": whoever writes so
takes it for known what happened. Such a report tells an occurrence of unknown modality, which linking puts with what
others tell and which is no incident alone. It tells none where a word gives, or may give, a cause of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import msgspec

from bearwitness.extract import background, quantities
from bearwitness.extract.attack_ways import STRONG
from bearwitness.extract.context import Context
from bearwitness.extract.events import Event, event_at
from bearwitness.extract.speech import speeches
from bearwitness.extract.syntax import trees
from bearwitness.languages import load
from bearwitness.languages.sieve import Sieved
from bearwitness.model import Sentence

MOST = 40
"""Sentences; a longer report is a study or a list and says what it is about."""


class Words(msgspec.Struct, frozen=True):
    """The shape of `languages/<code>/follow_ups.toml`."""

    toll: tuple[str, ...]
    moves: tuple[str, ...]
    remains: tuple[str, ...]
    found: tuple[str, ...]
    ruins: tuple[str, ...]
    search: tuple[str, ...]
    plain: tuple[str, ...]


@dataclass(frozen=True)
class _Patterns:
    toll: Sieved
    moves: Sieved
    remains: Sieved
    found: Sieved
    ruins: Sieved
    search: Sieved
    plain: Sieved


@cache
def _patterns(code: str) -> _Patterns:
    words = load(code, "follow_ups", Words)
    return _Patterns(*(background.any_of(getattr(words, name)) for name in Words.__struct_fields__))


def may_tell(sentences: Sequence[Sentence], code: str) -> bool:
    """The report may be such a follow-up, by its bare words."""
    if len(sentences) > MOST or not any(_words_of_it(one.text, code) for one in sentences):
        return False
    plain = _patterns(code).plain
    return not any(plain.search(one.text) or background.other_cause(one.text, code) for one in sentences)


def _words_of_it(text: str, code: str) -> re.Match[str] | None:
    """The words that count on: of a toll that moves, of bodies found in ruins, of the search in them."""
    known = _patterns(code)
    if known.ruins.search(text) is not None:
        remains = known.remains.search(text) if known.found.search(text) is not None else None
        return remains or known.search.search(text)
    return known.toll.search(text) if known.moves.search(text) is not None and quantities.find(text, code) else None


def events(context: Context) -> tuple[Event, ...]:
    """The tellings of such a report, in reading order; none where no place or building is named."""
    if not may_tell(context.sentences, context.language):
        return ()
    if not any(one.kind in ("place", "facility") for one in context.mentions):
        return ()
    found = []
    for tree in context.once(trees):
        words = _words_of_it(tree.sentence.text, context.language) if tree.tokens else None
        at = None if words is None else tree.position(tree.sentence.start + words.end() - 1)
        if at is not None:
            said = [one for one in context.once(speeches) if one.sentence == tree.sentence.index]
            told = event_at(context, tree, tree.tokens[at], said, size=1, kind="attack", weight=STRONG, noun=True)
            if told.about == "main":
                found.append(replace(told, modality="unknown", dates=(), loose_dates=()))
    return tuple(found)


def story(context: Context) -> background.Told:
    """What the report is about; one that counts on is about an attack, though it does not say so."""
    read = context.once(background.read)
    return read if read.attack or not context.once(events) else replace(read, attack=True)
