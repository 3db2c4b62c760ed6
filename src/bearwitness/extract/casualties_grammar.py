"""Matches the constructions of harm against a sentence cut into units.

Where no pattern reaches a word of harm from its people (a subject far away), the parser's arcs are followed; that is
the rule `remote_subject`, and `same_subject` for a second predicate that shares the people of the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bearwitness.extract import casualties_voice as voice
from bearwitness.extract.casualties_lexicon import Helpers, lexicon
from bearwitness.extract.casualties_patterns import coded, patterns
from bearwitness.extract.casualties_units import HARMS, PERSONS, Line
from bearwitness.model import Token
from bearwitness.vocabulary import Outcome

TELLING = HARMS | {"TALLY", "TOLLED", "VICTIMS", "HARMOF", "HURT", "TOLLWORD"}
WITHOUT_HARM_WORD = frozenset({"counted_toll", "harm_people"})
FARTHEST = 400
"""Code points between people and their word of harm."""
CLIMB = 4
"""Arcs followed upwards."""
IDENTIFIED = 5
"""Tokens after "bodies" in which "identified" says that they are counted among the dead already."""


@dataclass(frozen=True)
class Match:
    """Who is harmed and how, as one construction found it. Indices are of units; `harm` is -1 for none."""

    rule: str
    who: tuple[int, ...]
    harm: int
    outcome: Outcome
    first: int
    last: int
    """Half-open run of units that is the evidence."""


@dataclass
class _Found:
    matches: list[Match] = field(default_factory=list)
    by_harm: dict[int, Match] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)

    def add(self, match: Match) -> None:
        self.matches.append(match)
        self.people.update(match.who)
        if match.harm >= 0:
            self.by_harm[match.harm] = match


def find(line: Line, code: str) -> list[Match]:
    """Every harm told in the sentence, in reading order; a word of harm belongs to one match."""
    if not any(one.symbol in TELLING for one in line.units):
        return []
    symbols = coded(line)
    helpers = lexicon(code).words
    found = _Found()
    arcs_followed = False
    for pattern in patterns(code):
        grouped = pattern.name in WITHOUT_HARM_WORD
        if grouped and not arcs_followed:
            _follow_arcs(line, found)
            arcs_followed = True
        for match in _overlapping(pattern.regex, symbols):
            built = _grouped(pattern.name, match, line, helpers) if grouped else _built(pattern.name, match, line)
            if built is None or built.harm in found.by_harm or (grouped and found.people & set(built.who)):
                continue
            found.add(built)
    people = [one for one in found.matches if not voice.of_things(line, one.who[0])]
    return sorted(people, key=lambda one: (one.first, one.last, one.rule))


def _overlapping(regex: re.Pattern[str], symbols: str) -> Iterator[re.Match[str]]:
    """Matches from left to right; the next begins after the word of harm or after the people, whichever is last."""
    at = 0
    while at < len(symbols):
        match = regex.search(symbols, at)
        if match is None:
            return
        yield match
        last = match.end("who")
        if "harm" in regex.groupindex:
            last = max(last if match.start("harm") < match.start("who") else 0, match.end("harm"))
        at = max(match.start() + 1, last)


def _built(rule: str, match: re.Match[str], line: Line) -> Match | None:
    """The match of a construction with a word of harm, before or after its people."""
    who = [one for one in range(*match.span("who")) if line.symbol(one) in PERSONS | {"TOLLED", "HURT"}]
    who = [one for one in who if one == who[0] or line.symbol(one - 1) != "OF"]  # the family of "members of a family"
    harm = match.start("harm")
    who = voice.one_list(line, who, nearest_last=bool(who) and who[-1] < harm)
    if not who or line.units[harm].outcome is None:
        return None
    if harm < who[0]:
        return _object(rule, line, who, harm)
    return _subject(rule, line, who, harm)


def _grouped(rule: str, match: re.Match[str], line: Line, helpers: Helpers) -> Match | None:
    """A counted toll noun, or people with a word of harm before them."""
    at = match.start("who")
    unit = line.units[at]
    if unit.outcome is None:
        return None
    noun = line.words[unit.last - 1]
    if noun in helpers.bodies and "identified" in line.words[unit.last : unit.last + IDENTIFIED]:
        return None
    if noun == "lives" and unit.first and line.words[unit.first - 1] in helpers.saved:
        return None
    return Match(rule, (at,), -1, unit.outcome, at, at + 1)


def _object(rule: str, line: Line, who: list[int], harm: int) -> Match | None:
    """The people stand after the word of harm."""
    unit = line.units[harm]
    assert unit.outcome is not None
    if unit.symbol in HARMS and rule != "named_dead":
        if unit.symbol == "DONE" and voice.passive(line, harm):
            return None
        to = line.symbol(who[-1] + 1) == "TO" and unit.first and line.words[unit.first].startswith("sen")
        if unit.outcome == "hospitalised" and unit.last - unit.first < 2 and not to:
            return None  # but "sent two women to hospital"
        if unit.symbol != "DONE" and voice.compound(line, who[0]):
            return None
        if unit.symbol == "DONE" and line.symbol(who[0]) == "THEY" and voice.opens_clause(line, who[0]):
            return None
    who = voice.without_foreign_tail(line, who)
    return Match(rule, tuple(who), harm, unit.outcome, harm, who[-1] + 1)


def _subject(rule: str, line: Line, who: list[int], harm: int) -> Match | None:
    """The people stand before the word of harm."""
    unit = line.units[harm]
    assert unit.outcome is not None
    if rule == "harmed_self":
        if unit.outcome not in ("killed", "injured"):
            return None
    elif unit.symbol == "DONE" and not voice.helped(line, who[-1], harm):
        perfect = any(line.symbol(one) == "HAVE" for one in range(who[-1] + 1, harm))
        if perfect or voice.has_object(line, harm) or voice.active(line, who[-1], harm):
            return None
    called = unit.symbol == "STATE" and who[-1] + 1 == harm  # "medics pronounced the victim dead"
    if voice.modifies_what_follows(line, harm) or (voice.governed(line, who[0]) and not called):
        return None
    who = voice.without_foreign_head(line, voice.before_including(line, who))
    who = voice.of_outer(line, voice.agreeing(line, who, harm))
    if voice.in_phrase(line, who[0]):
        return None
    if unit.outcome in ("killed", "injured"):
        who = voice.with_companions(line, who, harm)
    return Match(rule, tuple(who), harm, unit.outcome, who[0], max(harm, who[-1]) + 1)


# --- people that no pattern reaches --------------------------------------------------------------------------------


def _follow_arcs(line: Line, found: _Found) -> None:
    for at, unit in enumerate(line.units):
        if at in found.by_harm:
            continue
        remote = None
        if line.symbol(at + 1) == "SELF" and unit.symbol in ("DONE", "DOES", "DOING"):
            remote = _self(line, at)
        elif unit.symbol in ("DONE", "DIED", "STATE"):
            remote = _shared(line, at, found.by_harm) or _remote(line, at)
        if remote is not None:
            found.add(remote)


def _self(line: Line, harm: int) -> Match | None:
    """The subject of "... before killing himself", by the parser's arcs."""
    unit, tokens = line.units[harm], line.sentence.tokens
    current = unit.head
    for _ in range(CLIMB):
        subject = next((one.index for one in tokens if one.head == current and one.dep == "nsubj"), None)
        who = None if subject is None else line.at_token.get(subject)
        if who is not None and line.symbol(who) in PERSONS and line.units[who].singular:
            if unit.outcome not in ("killed", "injured") or who > harm:
                return None
            return Match("harmed_self", (who,), harm, unit.outcome, who, harm + 1)
        if tokens[current].dep not in ("conj", "advcl", "pcomp", "prep", "xcomp"):
            return None
        current = tokens[current].head
    return None


def _shared(line: Line, harm: int, by_harm: dict[int, Match]) -> Match | None:
    """A second predicate with the people of the first: "was shot and later died"."""
    at = harm - 1
    while line.symbol(at) in ("ADV", "BE", "HAVE", "GET", "NOT"):
        at -= 1
    if line.symbol(at) not in ("AND", "COMMA", "SCONJ", "OR"):
        return None
    before = next((one for one in range(at - 1, max(-1, at - 25), -1) if one in by_harm), None)
    outcome = line.units[harm].outcome
    if before is None or outcome is None or by_harm[before].harm < max(by_harm[before].who):
        return None
    linked = by_harm[before]
    between = {line.symbol(one) for one in range(before + 1, at)}
    token = line.sentence.tokens[line.units[harm].head]
    joined = token.head == line.units[before].head or token.dep == "conj" or not between
    if not joined or between & (PERSONS - {"NAME"}):
        return None
    return Match("same_subject", linked.who, harm, outcome, linked.first, harm + 1)


def _remote(line: Line, harm: int) -> Match | None:
    """The people by the parser's arcs."""
    unit = line.units[harm]
    if unit.outcome is None:
        return None
    for at in _subjects(line.sentence.tokens, unit.head, unit.symbol):
        who = line.at_token.get(at)
        if who is None or line.symbol(who) not in PERSONS:
            continue
        if unit.symbol == "DONE" and not voice.passive(line, harm) and voice.has_object(line, harm):
            return None
        first, last = min(who, harm), max(who, harm) + 1
        if line.end(line.units[last - 1]) - line.start(line.units[first]) <= FARTHEST:
            return Match("remote_subject", (who,), harm, unit.outcome, first, last)
    return None


def _subjects(tokens: Sequence[Token], at: int, symbol: str) -> list[int]:
    """Token indices that the arcs give as harmed, the nearest first."""
    seen: set[int] = set()
    current = at
    for _ in range(CLIMB):
        if current in seen:
            break
        seen.add(current)
        token = tokens[current]
        wanted = ("nsubjpass",) if symbol == "DONE" else ("nsubj", "nsubjpass")
        direct = [one for one in tokens if one.head == current and one.index != current and one.dep in wanted]
        relative = [one for one in direct if one.text.lower() in ("who", "that", "which", "whom")]
        if direct and not relative:
            return [one.index for one in direct]
        if token.dep == "acl" or (token.dep == "relcl" and relative):
            return [token.head]
        if token.dep in ("acomp", "oprd", "xcomp", "attr"):
            symbol = "STATE"
        elif token.dep != "conj" and (token.dep not in ("advcl", "ccomp") or symbol == "DONE"):
            break
        current = token.head
    return []
