"""Which sentences could tell an attack, judged by their bare words: only these are parsed to see if a report tells one.

A sentence that holds no form of a head, or whose words cannot weigh enough together, tells none, however it parses. So
the test may say yes too often, and never no too often; `events` decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from bearwitness.extract.context import Context
from bearwitness.extract.event_words import Lexicon, lexicon
from bearwitness.languages.sieve import Sieved
from bearwitness.model import Sentence
from bearwitness.vocabulary import MentionKind

GAP = r"[\W_]*"
HAPPENED = re.compile(r"happen|occur")
DONE = re.compile(r"kill|wound|injur|maim|lea?v|left|die|dying|hear|report")
"""Forms of the verbs that weigh beside a noun that is their subject or agent (`events`)."""


@dataclass(frozen=True)
class _Heads:
    """Expressions for the forms of the heads of each weight, heaviest first: nouns (with phrases) and verbs."""

    nouns: tuple[tuple[int, Sieved], ...]
    verbs: tuple[tuple[int, Sieved], ...]


def _forms(word: str, forms: dict[str, str]) -> str:
    """Any form of a word: what begins like it, and its irregular forms."""
    stem = word[:-1] if word[-1] in "ey" and len(word) > 2 else word
    listed = [re.escape(one) for one in (stem, *sorted(form for form, base in forms.items() if base == word))]
    return f"(?:{'|'.join(listed)})" + r"\w*"


def _expression(key: Sequence[str], forms: dict[str, str]) -> str:
    """The words of a head one after another, any form of each."""
    return GAP.join(_forms(word, forms) for word in key)


@cache
def _heads(code: str) -> _Heads:
    words = lexicon(code)
    forms = words.words.forms

    def by_weight(heads: dict[tuple[str, ...], int]) -> tuple[tuple[int, Sieved], ...]:
        found = []
        for weight in sorted(set(heads.values()), reverse=True):
            pieces = [_expression(key, forms) for key in sorted(heads) if heads[key] == weight]
            found.append((weight, Sieved(re.compile(r"(?<![^\W_])(?:" + "|".join(pieces) + ")"))))
        return tuple(found)

    listed = {**words.nouns, **words.phrases}
    return _Heads(
        nouns=by_weight({key: weight for key, (_, weight) in listed.items()}),
        verbs=by_weight(
            # A verb of harm weighs nothing but with a weapon for its subject, which `_around` weighs.
            {**{(key,): 0 for key in words.harm}, **{(key,): weight for key, (_, weight) in words.words.verbs.items()}}
        ),
    )


def may_name(text: str, code: str) -> bool:
    """The text holds what may be a form of a head, or of "it happened": nothing else names an attack."""
    heads, lower = _heads(code), text.lower()
    return (
        any(pattern.search(lower) for _, pattern in (*heads.nouns, *heads.verbs)) or HAPPENED.search(lower) is not None
    )


ANY: frozenset[MentionKind] = frozenset({"weapon", "place", "facility", "actor"})


def may_tell(context: Context, sentence: Sentence) -> bool:
    """The sentence could tell an attack with the weight that makes a report one about an attack."""
    kinds = {one.kind for one in context.mentions_in(sentence.passage, sentence.start, sentence.end)}
    return _could_weigh_enough(sentence.text, kinds, context.language)


def could_tell(text: str, code: str) -> bool:
    """The same, whatever the sentence names: for when nobody has looked yet."""
    return _could_weigh_enough(text, ANY, code)


def _could_weigh_enough(text: str, kinds: AbstractSet[MentionKind], code: str) -> bool:
    heads, words = _heads(code), lexicon(code)
    text = text.lower()
    noun = _heaviest(heads.nouns, text)
    verb = _heaviest(heads.verbs, text)
    if noun is None and verb is None:
        return False
    threshold = words.words.threshold
    if max(noun or 0, verb or 0) >= threshold:
        return True
    around = _around(text, kinds, words)
    if verb is not None and verb + around >= threshold:
        return True
    return noun is not None and noun + around + _beside_noun(text, kinds, words) >= threshold


def _heaviest(heads: tuple[tuple[int, Sieved], ...], text: str) -> int | None:
    return next((weight for weight, pattern in heads if pattern.search(text)), None)


def _around(text: str, kinds: AbstractSet[MentionKind], words: Lexicon) -> int:
    """What may stand beside any head: a weapon or attacker 2, a victim or a target 1."""
    weight = 2 * ("weapon" in kinds or any(one in text for one in words.weapons))
    weight += 2 * any(one in text for one in words.attackers)
    weight += any(one in text for one in words.victims)
    return weight + bool(kinds & {"place", "facility"})


def _beside_noun(text: str, kinds: AbstractSet[MentionKind], words: Lexicon) -> int:
    """What may stand beside a noun only: a severe word 1, a verb of killing or hearing 1, a side 2."""
    weight = any(one in text for one in words.severe) + (DONE.search(text) is not None)
    return weight + 2 * bool(kinds & {"actor", "place"})
