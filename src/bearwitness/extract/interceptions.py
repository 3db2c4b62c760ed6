"""How many were shot down, and of how many: "30 of 38 drones", "20 rockets, of which 15 were intercepted"."""

from __future__ import annotations

import re

from bearwitness.extract import quantities, told
from bearwitness.extract.context import Context
from bearwitness.extract.quantities import Quantity
from bearwitness.extract.syntax import Tree
from bearwitness.model import Claim, Interception, Mention

DOWN = re.compile(
    r"\b(?:shot|shoot|shooting|shoots|brought|bring|took|take) (?:them |it |all |\d+ (?:of them )?)?down\b|"
    r"\bdowned\b|\bintercept(?:ed|ing|s|ions?)?\b|\bneutrali[sz]ed\b|\brepelled\b",
    re.IGNORECASE,
)
DESTROYED = re.compile(r"\bdestroyed\b", re.IGNORECASE)
"""Says that something was shot down where air defences do it, or missiles and drones suffer it."""
DEFENDERS = re.compile(r"\bair[ -](?:force|defen[cs]es?)\b|\banti-aircraft\b|\bdefenders\b", re.IGNORECASE)
AIRBORNE = frozenset({"missile", "drone", "rocket"})
OF = re.compile(r"\s*\b(?:out )?of (?:the |all |a total of |some |about )?", re.IGNORECASE)
WERE = re.compile(r"(?: of (?:which|them|those|these))? (?:\w+ )?(?:was|were|been)(?: \w+)?? $", re.IGNORECASE)
REACH = 120
"""Code points between a count and the words of shooting down."""


def find(context: Context, tree: Tree, number: int, launched: tuple[str, ...]) -> list[Claim]:
    """Interception claims of one sentence; `launched` are verbs whose count is of what was sent, not of what fell."""
    sentence = tree.sentence
    text = sentence.text
    rows = context.mentions_in(sentence.passage, sentence.start, sentence.end, "weapon")
    rows = [one for one in rows if one.weapon is not None]
    match = DOWN.search(text) or _destroyed(text, rows)
    if match is None:
        return []
    counts = [one for one in quantities.find(text, context.language) if one.figure.low is not None]
    claims = []
    for at, mention in enumerate(rows):
        start = mention.start - sentence.start
        near = [one for one in counts if 0 <= start - one.end <= 30]
        if not near or mention.weapon is None:
            continue
        downed, sent = _read(text, near, counts, match)
        if abs(match.start() - downed.start) > REACH:
            continue
        if sent is None and _was_sent(text, downed, launched):
            continue
        about, modality = told.how(context, mention.passage, mention.start, mention.end)
        first = sentence.start + min(match.start(), downed.start, start)
        last = max(sentence.start + match.end(), mention.end)
        figure = Interception(
            figure=downed.figure, weapon=mention.weapon, launched=None if sent is None else sent.figure
        )
        claims.append(
            Claim(
                id=f"interception{number}.{sentence.index}.{at}",
                kind="interception",
                report=context.report.id,
                about=about,
                modality=modality,
                evidence=(context.evidence(mention.passage, first, last),),
                interception=figure,
                rule="interception.shot_down" if sent is None else "interception.of_launched",
            )
        )
    return claims


def _destroyed(text: str, rows: list[Mention]) -> re.Match[str] | None:
    """Reads "the air force destroyed 17 drones", "80 of which were destroyed, the air force said"."""
    airborne = any(one.weapon is not None and one.weapon.weapon_class in AIRBORNE for one in rows)
    return DESTROYED.search(text) if airborne and DEFENDERS.search(text) else None


def _read(
    text: str, near: list[Quantity], counts: list[Quantity], down: re.Match[str]
) -> tuple[Quantity, Quantity | None]:
    """What was shot down and of how many, from the counts right before a weapon and those elsewhere."""
    last = near[-1]
    for one in counts:
        if one.end <= last.start and OF.fullmatch(text[one.end : last.start]):
            return one, last  # "30 of the 38 drones"
    for one in counts:
        between = text[one.end : down.start()]
        if one.start > last.end and one.end <= down.start() and WERE.fullmatch(f"{between}"):
            return one, last  # "45 missiles, of which 33 were intercepted"
    return last, None


def _was_sent(text: str, count: Quantity, launched: tuple[str, ...]) -> bool:
    """The number is of what was launched: after "fired", or "of the 20 rockets" whose part was not read."""
    before = text[max(0, count.start - 25) : count.start].lower()
    return OF.search(before[-8:]) is not None or any(re.search(rf"\b{verb}\w*\b", before) for verb in launched)
