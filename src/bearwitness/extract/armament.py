"""With what, and what was shot down: weapon and interception claims.

A weapon mention is a weapon claim when its sentence tells an attack or says that the weapon was fired, used, found or
identified; arms in aid, stocks, drills and defences are not. How many were launched comes from the number before it.
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from bearwitness.extract import interceptions, quantities, told
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.events import Event, events
from bearwitness.extract.syntax import Tree, trees
from bearwitness.languages import load
from bearwitness.model import Claim, Figure, Mention, Weapon, WeaponClaim

BEFORE = 60
"""Code points before a weapon in which its number stands."""
UNIT = re.compile(r"\b([A-Za-z]+) of\b")
"""A unit of weight and what is weighed; only words of the list are units."""
ADJECTIVES = 2
"""Words that may stand between a number and its weapon."""


class ArmamentWords(msgspec.Struct, frozen=True):
    """`languages/<code>/armament.toml`."""

    used: tuple[str, ...]
    found: tuple[str, ...]
    not_used: tuple[str, ...]
    defences: tuple[str, ...]
    intercept: tuple[str, ...]
    down: tuple[str, ...]
    alone: tuple[str, ...]
    launched: tuple[str, ...]
    came_down: frozenset[str]
    one: frozenset[str]
    parting: frozenset[str]
    kilograms: dict[str, int]


@cache
def _words(code: str) -> ArmamentWords:
    words: ArmamentWords = load(code, "armament", ArmamentWords)
    return words


def find(context: Context) -> list[Claim]:
    """Weapon and interception claims of a report that tells an attack."""
    if not context.once(attacks_of):
        return []
    by_sentence: dict[int, list[Event]] = {}
    for one in context.once(events):
        by_sentence.setdefault(one.sentence, []).append(one)
    claims: list[Claim] = []
    words = _words(context.language)
    for tree in context.once(trees):
        if not tree.tokens:
            continue
        shot_down = interceptions.find(context, tree, len(claims), words.launched)
        claims.extend(shot_down)
        if not shot_down:
            claims.extend(_weapons(context, tree, by_sentence.get(tree.sentence.index, []), len(claims)))
    return claims


def _weapons(context: Context, tree: Tree, told_here: list[Event], number: int) -> list[Claim]:
    words = _words(context.language)
    sentence = tree.sentence
    rows = context.mentions_in(sentence.passage, sentence.start, sentence.end, "weapon")
    if not rows:
        return []
    lemmas = {one.lemma.lower() for one in tree.tokens}
    lowers = {one.text.lower() for one in tree.tokens}
    text = sentence.text.lower()
    if not told_here and not (lemmas & set(words.used)) and not (lowers & set(words.found)):
        return []
    if lowers & set(words.not_used) and not told_here:
        return []
    claims = []
    for at, one in enumerate(rows):
        if one.weapon is None or _is_defence(text, one, sentence.start, words):
            continue
        about, modality = told.how(context, one.passage, one.start, one.end)
        if modality in {"hypothetical"}:
            continue
        figure = _count(context, one) or _single(tree, one, words)
        claims.append(
            Claim(
                id=f"weapon{number}.{sentence.index}.{at}",
                kind="weapon",
                report=context.report.id,
                about=about,
                modality=modality,
                evidence=(context.evidence(one.passage, one.start, one.end),),
                weapon=WeaponClaim(weapon=one.weapon, count=figure, kilograms=_weight(context, one)),
                rule="weapon.told" if told_here else "weapon.found",
            )
        )
    return claims


def _is_defence(text: str, mention: Mention, offset: int, words: ArmamentWords) -> bool:
    near = text[max(0, mention.start - offset - 25) : mention.end - offset + 25]
    return any(one in near for one in words.defences)


def _before(context: Context, mention: Mention) -> tuple[Figure, list[str]] | None:
    """The last number before the weapon, and the words between the two."""
    text = context.passages[mention.passage].text
    start = max(0, mention.start - BEFORE)
    numbers = [
        one for one in quantities.find(text[start : mention.end], context.language) if start + one.end <= mention.start
    ]
    if not numbers or (numbers[-1].figure.low is None and numbers[-1].figure.high is None):
        return None
    return numbers[-1].figure, text[start + numbers[-1].end : mention.start].lower().split()


def _count(context: Context, mention: Mention) -> Figure | None:
    """The number right before the weapon: "two missiles", "more than 40 Shahed drones"."""
    found = _before(context, mention)
    if found is None:
        return None
    figure, gap = found
    apart = any(not word[0].isalpha() or word in _words(context.language).parting for word in gap)
    return None if len(gap) > ADJECTIVES or apart else figure


def _single(tree: Tree, mention: Mention, words: ArmamentWords) -> Figure | None:
    """One, where a single weapon is told to have come down: "a missile hit the station", "was struck by a shell"."""
    inside = tree.within(mention.start, mention.end)
    if not inside or inside[-1].tag not in ("NN", "NNP"):
        return None
    weapon = inside[-1]
    article = next(
        (tree.tokens[at] for at in tree.children[weapon.index] if tree.tokens[at].text.lower() in words.one), None
    )
    head = tree.tokens[weapon.head]
    verb = tree.tokens[head.head] if weapon.dep == "pobj" and head.dep == "agent" else head
    if article is None or verb.lemma.lower() not in words.came_down or weapon.dep not in ("nsubj", "pobj"):
        return None
    return Figure(low=1, high=1, qualifier="exact", text=article.text)


def _weight(context: Context, mention: Mention) -> Figure | None:
    """How much of an explosive the words before it weigh: "2,750 tonnes of ammonium nitrate"."""
    units = _words(context.language).kilograms
    text = context.passages[mention.passage].text
    before = text[max(0, mention.start - BEFORE) : mention.start]
    found = next((one for one in UNIT.finditer(before) if one.group(1).lower() in units), None)
    if found is None or len(before[found.end() :].split()) > ADJECTIVES + 1:
        return None
    number = before[: found.start()].rstrip()
    # A number before a unit is no count, and so not found: it is read as one of people.
    read = [one for one in quantities.find(f"{number} people", context.language) if one.end == len(number)]
    if not read:
        return None
    unit, figure = units[found.group(1).lower()], read[-1].figure
    low, high = (None if end is None else end * unit for end in (figure.low, figure.high))
    return msgspec.structs.replace(figure, low=low, high=high, text=f"{figure.text} {found.group(1)}")


__all__ = ["Weapon", "find"]
