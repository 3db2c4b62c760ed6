"""Two strikes on one place, one soon after the other: the attack is both, and each is a part of it.

Reads "a second shell fell on the same spot 25 minutes later", "the second missile hit as firefighters arrived", "two
died in the first strike and five in the second". A count is the part's only where its own verb or noun leads to the
words of that strike; every other count is of the attack as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from bearwitness.extract.attack import Attack, told_at
from bearwitness.extract.attack_ways import FROM_AFAR
from bearwitness.extract.background import any_of
from bearwitness.extract.context import Context
from bearwitness.extract.syntax import Tree, trees
from bearwitness.languages import load
from bearwitness.languages.sieve import Sieved
from bearwitness.model import Sentence, When

BLASTS = 1
"""Which of `attack_ways.WAYS` bombs are of."""


class Twin(msgspec.Struct, frozen=True):
    """What is told of as the second of its kind on a day, and the words for that day."""

    nouns: tuple[str, ...]
    same_day: tuple[str, ...]


class Words(msgspec.Struct, frozen=True):
    """The shape of `languages/<code>/series.toml`."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    nouns: tuple[str, ...]
    goes_on: tuple[str, ...]
    same: tuple[str, ...]
    between: tuple[str, ...]
    spans: tuple[str, ...]
    helpers: tuple[str, ...]
    counted: tuple[str, ...]
    twin: Twin


@dataclass(frozen=True)
class Turn:
    """Words that name one strike of two ("the second shell")."""

    sentence: int
    start: int
    end: int
    number: int
    """1 or 2."""
    full: bool
    """It names what fell; "the second" alone does not."""


@dataclass(frozen=True)
class _Patterns:
    first: re.Pattern[str]
    second: re.Pattern[str]
    signs: tuple[Sieved, ...]
    counted: Sieved


@cache
def _patterns(code: str) -> _Patterns:
    words = load(code, "series", Words)
    nouns, goes_on = "|".join(words.nouns), "|".join(words.goes_on)
    spans, between = "|".join(words.spans), "|".join(words.between)

    def ordinal(listed: tuple[str, ...]) -> re.Pattern[str]:
        one = "|".join(listed)
        full = rf"\b(?:{one})(?: [\w-]+){{0,2}}? (?P<full>{nouns})\b"
        alone = rf"\b(?:the|a) (?:{one})(?=\s*(?:[.,;)]|$)| (?:{goes_on})\b)"
        return re.compile(f"{full}|{alone}", re.IGNORECASE)

    apart = re.compile(rf"\b(?:{spans}) (?:{between})\b|\bwithin (?:[\w-]+ ){{0,3}}(?:{spans})\b", re.IGNORECASE)
    return _Patterns(
        ordinal(words.first),
        ordinal(words.second),
        (any_of(words.same), any_of(words.helpers), Sieved(apart)),
        any_of(words.counted),
    )


def turns(context: Context) -> tuple[Turn, ...]:
    """The words that name the first or the second of two strikes on one place; none if the report tells of none."""
    found = [turn for one in context.sentences if one.tokens for turn in _of_sentence(one, _patterns(context.language))]
    seconds = [one for one in found if one.number == 2]
    if not seconds or not any(one.full for one in found):
        return ()
    if any(_follows(context, one) for one in seconds) or _side_by_side(found):
        return tuple(found)
    return ()


def _of_sentence(sentence: Sentence, patterns: _Patterns) -> list[Turn]:
    if patterns.counted.search(sentence.text) is not None:
        return []
    return [
        Turn(
            sentence.index,
            sentence.start + match.start(),
            sentence.start + match.end(),
            number,
            match["full"] is not None,
        )
        for number, pattern in ((1, patterns.first), (2, patterns.second))
        for match in pattern.finditer(sentence.text)
    ]


def _follows(context: Context, turn: Turn) -> bool:
    """Its sentence, or one beside it in the paragraph, says that it was on the same place or soon after."""
    here = context.sentences[turn.sentence]
    near = context.sentences[max(0, turn.sentence - 1) : turn.sentence + 2]
    texts = [one.text for one in near if one.passage == here.passage]
    return any(sign.search(text) is not None for sign in _patterns(context.language).signs for text in texts)


def _side_by_side(found: Sequence[Turn]) -> bool:
    """Both are told in one sentence."""
    return any(one.number != other.number and one.sentence == other.sentence for one in found for other in found)


def parts(context: Context, attacks: Sequence[Attack]) -> list[Attack]:
    """A part for each of the two strikes that the report names, of the attack that they are told of."""
    named = context.once(turns)
    told = {one.sentence for one in named}
    mains = [one for one in attacks if one.about == "main" and (not one.ways or one.ways & {BLASTS, FROM_AFAR})]
    whole = next((one for one in mains if any(event.sentence in told for event in one.events)), None)
    if whole is None and told:
        # "A second blast followed": of the attack told just before.
        before = {one.events[-1].sentence: one for one in mains if one.events[-1].sentence == min(told) - 1}
        whole = before.get(min(told) - 1)
    if whole is None:
        return []
    found = []
    for number in (1, 2):
        told_by = [
            told_at(context, whole.events[0], context.sentences[one.sentence].passage, one.start, one.end)
            for one in named
            if one.number == number
        ]
        events = [one for one in told_by if one is not None]
        if events:
            found.append(
                Attack(
                    f"occurrence{len(attacks)}s{number}",
                    "main",
                    events,
                    whole.place,
                    whole.time if number == 1 else _day(whole.time),
                    whole.target,
                    whole,
                    set(whole.ways),
                    number,
                )
            )
    return found


def _day(when: When | None) -> When | None:
    """The day alone: the hour that a report gives is most often that of the first strike."""
    if when is None or when.granularity != "time" or when.start is None or when.end is None:
        return when
    return msgspec.structs.replace(when, start=when.start[:10], end=when.end[:10], granularity="day")


def turn_of(context: Context, sentence: int, start: int, end: int) -> int | None:
    """Which of the two strikes the words at `start..end` of the sentence's passage are told of; None for neither."""
    near = [one for one in context.once(turns) if one.sentence == sentence]
    tree = context.once(trees)[sentence]
    if not near or not tree.tokens:
        return None
    counted = [one.index for one in tree.within(start, end)]
    for one in sorted(near, key=lambda turn: (abs(turn.start - start), turn.start)):
        at = tree.position(one.end - 1)
        anchor = None if at is None else _anchor(tree, at)
        if anchor is not None and any(_reaches(tree, word, anchor) for word in counted):
            return one.number
    return None


UP = frozenset({"nsubj", "nsubjpass", "agent", "pobj", "prep", "compound", "amod", "pcomp"})
LINKS = frozenset({"in", "by", "from", "during", "of"})
CROSSES = frozenset({"relcl", "advcl", "ccomp", "acl", "xcomp", "parataxis"})


def _anchor(tree: Tree, at: int) -> int | None:
    """The verb or noun that the words of a strike hang on: "killed" in "were killed by the second shell"."""
    while tree.tokens[at].dep in UP and tree.tokens[at].head != at:
        one, above = tree.tokens[at], tree.tokens[at].head
        if one.dep in {"prep", "agent"} and one.text.lower() not in LINKS:
            return None
        if one.dep in {"nsubj", "nsubjpass", "prep", "agent"}:
            return above
        at = above
    return None


def _reaches(tree: Tree, word: int, anchor: int) -> bool:
    """The word hangs on the anchor, or on a verb that goes on with its subject, without another clause between."""
    for at in (word, *tree.ancestors(word)):
        if at == anchor or (tree.tokens[at].dep == "conj" and _goes_on(tree, at, anchor)):
            return True
        if tree.tokens[at].dep in CROSSES and tree.tokens[at].pos in {"VERB", "AUX"}:
            return False
    return False


def _goes_on(tree: Tree, verb: int, anchor: int) -> bool:
    return tree.tokens[verb].head == anchor and tree.child(verb, "nsubj", "nsubjpass") is None
