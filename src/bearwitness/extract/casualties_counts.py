"""From matched constructions to counts: lists are split and summed.

"Two farmers and four gunmen were killed" is three counts: six people, of them two farmers and four gunmen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bearwitness.extract.casualties_grammar import Match
from bearwitness.extract.casualties_units import PERSONS, Line, Unit
from bearwitness.extract.casualties_voice import BARE_STATES, KIN_OF, helped
from bearwitness.model import Figure
from bearwitness.vocabulary import Change, Group, Outcome

UNADDED = frozenset({"vague", "none", "up_to"})
DEFINITE = frozenset({"police", "troops", "security forces", "crew", "personnel"})
"""Plurals without an article that name a body, not some of its people."""
LEAST = 2
"""The least that a plural says."""
COUNTED = frozenset({"PEOPLE", "COUNT", "VICTIMS", "TOLLED", "HURT"})


@dataclass(frozen=True, kw_only=True)
class Found:
    """One count on its way to a claim. `start`, `end` are offsets into the passage of the line's sentence."""

    key: str
    line: Line
    rule: str
    outcome: Outcome
    figure: Figure
    start: int
    end: int
    group: Group = "people"
    words: str | None = None
    part_of: str | None = None
    change: Change = "total"
    more: bool = False
    open_end: bool = False
    """Shot or stabbed: the ones who died may be among them."""
    derived: bool = False
    who: tuple[int, ...] = ()
    harm: int = -1
    also: tuple[tuple[Line, int, int], ...] = ()
    """Further evidence: lines with offsets into their passages."""
    named: bool = False
    """A sum of a family or the like, told by name or one by one."""

    @property
    def sentence(self) -> int:
        """Index of its sentence."""
        return self.line.sentence.index

    @property
    def size(self) -> int:
        """The number to compare by: the low end, else the high end, else 0."""
        return self.figure.low or self.figure.high or 0


@dataclass(frozen=True)
class Plural:
    """Several persons without a number ("the hostages") to whom harm is told."""

    line: Line
    unit: int
    match: Match
    open_end: bool
    definite: bool = True


@dataclass(frozen=True)
class Single:
    """One person, named or not, to whom harm is told; whether it is somebody told before is decided later."""

    line: Line
    unit: int
    match: Match
    open_end: bool


def plurals(line: Line, matches: Sequence[Match]) -> list[Plural]:
    """The definite plurals of a sentence to whom harm is told and no number is given."""
    return [
        one
        for one in _plurals(line, matches)
        if one.definite and (len(one.match.who) == 1 or line.symbol(one.unit - 1) == "BESIDE")
    ]


def several(line: Line, matches: Sequence[Match], prefix: str) -> list[Found]:
    """Harm told of people in the plural, with no number and no article: "injuring civilians", "others were killed"."""
    found: list[Found] = []
    for one in _plurals(line, matches):
        unit = line.units[one.unit]
        if one.definite or unit.words.lower() in DEFINITE or _acts(line, one):
            continue
        found += [
            Found(
                key=f"{prefix}.several.{one.unit}.{one.match.harm}.{outcome}",
                line=line,
                rule="several",
                outcome=outcome,
                figure=Figure(low=None, high=None, qualifier="unknown", text=unit.words),
                start=line.start(line.units[one.match.first]),
                end=line.end(line.units[one.match.last - 1]),
                group=unit.group,
                words=unit.words or None,
                who=(one.unit,),
                harm=one.match.harm,
            )
            for outcome in _both_outcomes(line, one.match)
        ]
    return found


def _acts(line: Line, one: Plural) -> bool:
    """The plural does the harm: "assailants shot and killed him"; nothing of the passive stands between."""
    match = one.match
    done = match.harm > one.unit and line.symbol(match.harm) == "DONE"
    return done and not helped(line, one.unit, match.harm)


def _both_outcomes(line: Line, match: Match) -> tuple[Outcome, ...]:
    """The outcomes that a plural without a number has: "civilians were killed and wounded" is some of each."""
    if match.outcome in ("killed", "injured"):
        return (match.outcome,)
    unit = line.units[match.harm]
    joined = match.harm >= 0 and "and" in line.words[unit.first : unit.last]
    return ("killed", "injured") if match.outcome == "killed_or_injured" and joined else ()


def _plurals(line: Line, matches: Sequence[Match]) -> list[Plural]:
    found: list[Plural] = []
    for match in matches:
        for at in match.who:
            unit = line.units[at]
            vague = unit.figure is not None and unit.figure.qualifier in ("vague", "unknown")
            both = vague and match.outcome == "killed_or_injured"
            told = unit.symbol == "THEY" or (unit.symbol in COUNTED and both)
            if told and not unit.singular and not _negated(line, match):
                found.append(Plural(line, at, match, _open_end(line, match), unit.definite))
    return found


def counts(line: Line, matches: Sequence[Match], prefix: str) -> tuple[list[Found], list[Single]]:
    """The counts and the single persons of one sentence, in order; keys begin with `prefix`."""
    found: list[Found] = []
    singles: list[Single] = []
    for match in matches:
        if not _negated(line, match):
            built, persons = _of_match(line, match, f"{prefix}.{match.first}.{match.harm}")
            found += built
            singles += persons
    return found, singles


def _of_match(line: Line, match: Match, key: str) -> tuple[list[Found], list[Single]]:
    open_end = _open_end(line, match)
    members, beside = _beside(line, _without_appositions(line, match.who))
    singles = [
        Single(line, one, replace(match, outcome="killed", rule="besides_attacker"), open_end=False)
        for one in beside
        if line.units[one].group == "attackers"
    ]
    lone = [one for one in members if line.units[one].singular]
    if not any(_counted(line.units[one]) for one in members) or (len(members) == 1 and _alone(line.units[members[0]])):
        kin = _with_kin(line, match, members, key)
        if kin is not None:
            return [kin], [*(Single(line, one, match, open_end) for one in lone), *singles]
        return [], [*(Single(line, one, match, open_end) for one in lone), *singles]
    found = [_one(line, match, one, members, key) for one in members if _countable(line, match, one)]
    named = [one for one in lone if not _counted(line.units[one])]
    whole = _sum(line, match, found, named, members, key)
    if whole is not None:
        return [whole, *(replace(one, part_of=whole.key, change="part") for one in found)], singles
    return found, [*singles, *(Single(line, one, match, open_end) for one in named)]


def _open_end(line: Line, match: Match) -> bool:
    harm = line.units[match.harm].harm if match.harm >= 0 else line.units[match.who[0]].harm
    last = line.units[match.who[-1]].last
    return bool(harm and harm.open_end) or line.words[last - 2 : last] in (
        ("gunshot", "victims"),
        ("shooting", "victims"),
    )


def _parts(line: Line, match: Match) -> bool:
    """What the word of harm counts is a part of another count."""
    harm = line.units[match.harm].harm if match.harm >= 0 else None
    return bool(harm and harm.parts)


def _countable(line: Line, match: Match, at: int) -> bool:
    """The member has a figure that says something: "many of them are critical", "none fatally" do not."""
    unit = line.units[at]
    if not _counted(unit) or unit.figure is None:
        return False
    part = unit.partitive or _parts(line, match)
    bare = match.harm >= 0 and line.word(match.harm) in BARE_STATES
    return not (unit.figure.qualifier == "vague" and part) and not (unit.figure.qualifier == "none" and (part or bare))


def _one(line: Line, match: Match, at: int, members: Sequence[int], key: str) -> Found:
    unit = line.units[at]
    assert unit.figure is not None
    shared = sum(_counted(line.units[one]) for one in members) > 1
    return Found(
        key=f"{key}.{at}",
        line=line,
        rule=match.rule,
        outcome=match.outcome,
        figure=unit.figure,
        start=line.start(unit) if shared else line.start(line.units[match.first]),
        end=line.end(unit) if shared else line.end(line.units[match.last - 1]),
        group=unit.group,
        words=unit.words or None,
        more=unit.more or unit.words == "others",
        open_end=_open_end(line, match),
        change="part" if unit.partitive or _parts(line, match) else "total",
        who=(at,),
        harm=match.harm,
    )


def _sum(
    line: Line, match: Match, found: Sequence[Found], named: Sequence[int], members: Sequence[int], key: str
) -> Found | None:
    """The whole of a list, with the words of the list as evidence; None for a single count or parts of another."""
    if len(found) + len(named) < 2 or not found or found[0].change == "part":
        return None
    total = add([one.figure for one in found], len(named))
    if total is None:
        return None
    return replace(
        found[0],
        key=f"{key}.sum",
        figure=total,
        start=line.start(line.units[match.first]),
        end=line.end(line.units[match.last - 1]),
        group="people",
        words=None,
        derived=True,
        named=bool(named),
        who=tuple(members),
        more=any(one.more for one in found),
    )


def add(figures: Sequence[Figure], ones: int = 0) -> Figure | None:
    """The sum of figures and of `ones` single persons; None where a vague word or nobody is among them."""
    if any(one.qualifier in UNADDED for one in figures):
        return None
    low = ones + sum(one.low or 0 for one in figures)
    text = " + ".join([one.text for one in figures] + ["1"] * ones)
    if any(one.high is None for one in figures):
        return Figure(low=low, high=None, qualifier="at_least", text=text)
    high = ones + sum(one.high or 0 for one in figures)
    kinds = {one.qualifier for one in figures}
    if kinds <= {"exact"}:
        return Figure(low=low, high=high, qualifier="exact", text=text)
    return Figure(low=low, high=high, qualifier="range" if "range" in kinds else "about", text=text)


def _beside(line: Line, members: list[int]) -> tuple[list[int], list[int]]:
    """The members without a single person who stands after "in addition to", and those."""
    if len(members) < 2:
        return members, []
    beside = [
        one
        for one in members
        if line.symbol(one - 1) == "BESIDE"
        and line.units[one].singular
        and (one == members[0] or line.units[one].group == "attackers")
    ]
    return [one for one in members if one not in beside], beside


def _with_kin(line: Line, match: Match, members: Sequence[int], key: str) -> Found | None:
    """A family whose children are not counted: "Omar Shah, his wife and their children" are at least four."""
    several = [one for one in members if _kin(line, one)]
    lone = [one for one in members if line.units[one].singular]
    if not several or not lone or len(several) + len(lone) < len(members):
        return None
    low = len(lone) + LEAST * len(several)
    words = " + ".join(line.text(line.units[one]) for one in members)
    return Found(
        key=f"{key}.kin",
        line=line,
        rule=match.rule,
        outcome=match.outcome,
        figure=Figure(low=low, high=None, qualifier="at_least", text=words),
        start=line.start(line.units[match.first]),
        end=line.end(line.units[match.last - 1]),
        open_end=_open_end(line, match),
        derived=True,
        who=tuple(members),
        harm=match.harm,
        named=True,
    )


def _kin(line: Line, at: int) -> bool:
    """Several of a family without a number: "his children"."""
    unit = line.units[at]
    return (
        unit.symbol == "THEY" and not unit.singular and line.words[unit.first] in KIN_OF and unit.group != "attackers"
    )


def _alone(unit: Unit) -> bool:
    """One person told with an article ("a man"), to be counted by whom, not by number."""
    if unit.symbol not in ("PEOPLE", "COUNT") or not unit.singular or unit.figure is None or unit.partitive:
        return False
    text = unit.figure.text.lower()
    return text in ("a", "an", "another") or (unit.words != "" and text == unit.words.lower())


def _counted(unit: Unit) -> bool:
    return unit.figure is not None and unit.symbol in COUNTED


def _negated(line: Line, match: Match) -> bool:
    """Nothing is told where a negation stands before the word of harm: "were not hurt"."""
    first = line.units[match.who[0]]
    if match.harm < 0 or "no" in line.words[first.first : first.last]:
        return False
    begin = match.who[-1] + 1 if match.who[-1] < match.harm else match.harm - 2
    return any(line.symbol(one) == "NOT" for one in range(max(0, begin), match.harm))


def _without_appositions(line: Line, who: Sequence[int]) -> list[int]:
    """The members of a list with "Jan Mohammad, a civilian," counted once, by the name."""
    kept: list[int] = []
    if _named_after(line, who):
        return [who[0]]
    listed = any(line.symbol(one) in ("AND", "OR") for one in range(min(who), max(who)))
    for one in who:
        if not kept or not _apposed(line, kept[-1], one, listed=listed):
            kept.append(one)
        elif line.symbol(kept[-1]) != "NAME" and line.symbol(one) == "NAME":
            kept[-1] = one
    return kept


def _named_after(line: Line, who: Sequence[int]) -> bool:
    """The list says who the counted are: "two people, an elder and his guard, were killed"."""
    first, rest = line.units[who[0]], [line.units[one] for one in who[1:]]
    if first.figure is None or first.singular or len(rest) < 2 or line.symbol(who[-1] + 1) != "COMMA":
        return False
    links = [line.symbol(one) for one in range(who[0] + 1, who[1])]
    last = [line.symbol(one) for one in range(who[-2] + 1, who[-1])]
    told = [1 if one.singular else (one.figure.low or 0) if one.figure is not None else 0 for one in rest]
    return links == ["COMMA"] and "AND" in last and all(told) and sum(told) == first.figure.low


def _apposed(line: Line, left: int, right: int, *, listed: bool) -> bool:
    first, second = line.units[left], line.units[right]
    if listed and line.words[second.first] in ("his", "her"):
        return False  # "Omar Shah, his wife and three children" are five
    links = {line.symbol(one) for one in range(left + 1, right)}
    if second.symbol == "NAME" and first.singular and (not links or line.word(right - 1) == "("):
        return first.symbol in ("THEY", "PEOPLE", "NAME")  # "her husband Omar Shah", "Yasmin Dale (Yasmeen Dale)"
    alone = first.singular or (first.figure is not None and first.figure.low == 1)  # "at least one man, a guard,"
    if first.symbol not in PERSONS or not (alone and second.singular) or "AND" in links or not links:
        return False
    return (first.symbol == "NAME") != (second.symbol == "NAME") or (not listed and second.symbol != "NAME")
