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
        figure = _count(context, one)
        claims.append(
            Claim(
                id=f"weapon{number}.{sentence.index}.{at}",
                kind="weapon",
                report=context.report.id,
                about=about,
                modality=modality,
                evidence=(context.evidence(one.passage, one.start, one.end),),
                weapon=WeaponClaim(weapon=one.weapon, count=figure),
                rule="weapon.told" if told_here else "weapon.found",
            )
        )
    return claims


def _is_defence(text: str, mention: Mention, offset: int, words: ArmamentWords) -> bool:
    near = text[max(0, mention.start - offset - 25) : mention.end - offset + 25]
    return any(one in near for one in words.defences)


def _count(context: Context, mention: Mention) -> Figure | None:
    """The number right before the weapon: "two missiles", "more than 40 Shahed drones"."""
    if mention.weapon is None:
        return None
    text = context.passages[mention.passage].text
    start = max(0, mention.start - BEFORE)
    before = text[start : mention.start]
    found = [
        one for one in quantities.find(text[start : mention.end], context.language) if start + one.end <= mention.start
    ]
    if not found:
        return None
    last = found[-1]
    gap = before[last.end :].strip().split()
    if (
        len(gap) > 2
        or any(not one[0].isalpha() for one in gap)
        or (last.figure.low is None and last.figure.high is None)
    ):
        return None
    if re.search(r"\b(?:people|persons|others|killed|dead|injured|and|in|on|at|of|by|from|with)\b", " ".join(gap)):
        return None
    return last.figure


__all__ = ["Weapon", "find"]
