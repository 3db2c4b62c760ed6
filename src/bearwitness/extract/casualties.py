"""Claims about who was killed, wounded, is missing, trapped, in hospital, rescued, displaced, detained or abducted.

A sentence is cut into units (`casualties_cut`), the constructions of `languages/<code>/casualties.toml` are matched
over them (`casualties_grammar`), lists are summed (`casualties_counts`) and parts tied to their whole
(`casualties_parts`), persons told one by one are counted once each (`casualties_individuals`), and totals that no
sentence states are derived with all their words as evidence (`casualties_totals`). Every claim names its rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from bearwitness.extract import as_of, background, follow_ups, modality, scope
from bearwitness.extract import casualties_uncounted as uncounted
from bearwitness.extract.casualties_counts import Found, Single, counts, plurals, several
from bearwitness.extract.casualties_cut import cut
from bearwitness.extract.casualties_grammar import find as find_matches
from bearwitness.extract.casualties_individuals import Antecedents, Cast
from bearwitness.extract.casualties_parts import parts
from bearwitness.extract.casualties_totals import complete, members_of, of_persons, with_further, without_dead
from bearwitness.extract.casualties_units import Line
from bearwitness.extract.context import Context
from bearwitness.model import Casualty, Claim, Figure, Sentence
from bearwitness.vocabulary import Modality, Outcome

HELD = frozenset({"civilians", "children", "women", "medical_workers", "journalists", "rescuers"})
"""Groups whose detention is harm; arrests of suspects are none."""
TOLD = frozenset({"asserted", "reported"})
LEFT_OPEN = "tally_unknown"
"""Rule of a toll whose number the words call unknown."""
MANY = 10
"""From this many on, "casualties" of about the number of the dead are the dead."""
ABOUT = (0.8, 1.25)


def find(context: Context) -> list[Claim]:
    """Claims of this kind, with keys for ids, attribution None where not yet known."""
    story = context.once(follow_ups.story)
    if not story.attack:
        return []
    reading = _Reading(context, story)
    for sentence in context.sentences:
        if sentence.tokens and story.attack_at(sentence):
            reading.read(sentence)
    kept = _within_totals([one for one in reading.found if _is_harm(one)])
    kept = _late_deaths(_mentioned_again(kept))
    kept = _dead_among_casualties(_increments(kept))
    main = [one for one in kept if story.about(one.line.sentence, one.start) == "main" and _mode(one) in TOLD]
    persons = of_persons(reading.cast)
    derived = complete(main, persons)
    kept = with_further(without_dead(kept, derived), derived)
    rows = (*kept, *members_of(persons, main, derived), *derived)
    counted = [_claim(context, story, one) for one in (*rows, *reading.several)]
    return [_dated(context, one) for one in scope.shared(context, [*counted, *_without_number(context, story)])]


@dataclass
class _Reading:
    """A report being read: what is counted so far, and who has been told of."""

    context: Context
    story: background.Told
    found: list[Found] = field(default_factory=list)
    several: list[Found] = field(default_factory=list)
    """Plurals without a number."""
    cast: Cast = field(init=False)
    antecedents: Antecedents = field(default_factory=Antecedents)
    before: Sequence[Found] = ()
    """The counts of the sentence read last that had any."""

    def __post_init__(self) -> None:
        self.cast = Cast(self.context.language)

    def read(self, sentence: Sentence) -> None:
        """Take in one sentence."""
        line = cut(self.context, sentence)
        matches = find_matches(line, self.context.language)
        prefix = f"k{sentence.index}"
        rows, singles = counts(line, matches, prefix)
        rows = [self._left_open(one) for one in rows]
        near = [one for one in self.before if one.sentence == sentence.index - 1]
        rows += parts(line, rows, prefix, near)
        rows += [one for one in map(self.antecedents.resolve, plurals(line, matches)) if one is not None]
        self.several += several(line, matches, prefix)
        self.antecedents.read(line, rows)
        self.before = rows or self.before
        self.found += rows
        self.cast.read(line, [one for one in singles if self._is_news(line, one)])

    def _left_open(self, one: Found) -> Found:
        """A toll that the words call unknown has no number, though one is set down for it."""
        if not one.rule.startswith("tally"):
            return one
        passage = self.context.passages[one.line.sentence.passage].text
        if not uncounted.left_open(passage[: one.start], self.context.language):
            return one
        number = Figure(low=None, high=None, qualifier="unknown", text=one.figure.text)
        return replace(one, rule=LEFT_OPEN, figure=number)

    def _is_news(self, line: Line, single: Single) -> bool:
        """The person's harm belongs to the report's own event and is no supposition."""
        start = line.start(line.units[single.match.first])
        harm = line.units[single.match.harm] if single.match.harm >= 0 else line.units[single.unit]
        news = self.story.about(line.sentence, start) == "main"
        mode = modality.of(line.sentence, harm.first, harm.last, self.context.language, apart=_in_ranges(line))
        return news and mode in TOLD


def _is_harm(one: Found) -> bool:
    """Arrests of suspects are no harm; a detention counts where those held are named as civilians or the like."""
    return one.outcome != "detained" or one.group in HELD


def _mode(one: Found, code: str = "en") -> Modality:
    if one.rule == LEFT_OPEN:
        return "unknown"
    unit = one.line.units[one.harm] if one.harm >= 0 else one.line.units[one.who[0]]
    return modality.of(one.line.sentence, unit.first, unit.last, code, apart=_in_ranges(one.line))


def _in_ranges(line: Line) -> frozenset[int]:
    """Tokens of ranges: "at least one but possibly up to 12 were killed" tells as a fact that some were killed."""
    ranges = [one for one in line.units if one.figure is not None and one.figure.qualifier == "range"]
    return frozenset(token for one in ranges for token in range(one.first, one.last))


def _mentioned_again(found: list[Found]) -> list[Found]:
    """The counts; "two dead people" beside a higher count of the dead tells of some of them, not of all."""
    most: dict[Outcome, int] = {}
    for one in found:
        if one.change == "total" and one.rule != "harm_people":
            most[one.outcome] = max(most.get(one.outcome, 0), one.size)
    return [
        replace(one, change="part") if one.rule == "harm_people" and one.size <= most.get(one.outcome, -1) else one
        for one in found
    ]


def _within_totals(found: list[Found]) -> list[Found]:
    """The counts; a family told one by one after a higher total of the report is a part of it, not another total."""
    rows: list[Found] = []
    for one in found:
        wholes = [
            two
            for two in found
            if two.outcome == one.outcome and two.change == "total" and not two.named and two.size > one.size
            if (one.named and (two.sentence < one.sentence or one.figure.high is None)) or _in_all(one, two)
        ]
        whole = max(wholes, key=lambda two: (two.size, two.key), default=None)
        rows.append(one if whole is None else replace(one, change="part", part_of=whole.key))
    return rows


def _in_all(one: Found, two: Found) -> bool:
    """Reads "42 people were injured by gunfire; 85 were hurt in all": the second count says that it holds the first."""
    if one.sentence != two.sentence or not one.end <= two.start or one.group != two.group:
        return False
    sentence = two.line.sentence
    around = sentence.text[max(0, two.start - sentence.start - 12) : two.end - sentence.start + 24]
    return IN_ALL.search(around) is not None


IN_ALL = re.compile(r"\b(?:in all|in total|altogether)\b")


def _increments(found: list[Found]) -> list[Found]:
    """The counts; "three more" is on top of a toll of the same outcome that the report gives as well."""
    tallied = {one.outcome for one in found if one.rule.startswith("tally") or one.rule == "state_number"}
    rows: list[Found] = []
    for one in found:
        other = any(
            two.outcome == one.outcome and not two.more and (two.sentence, two.start) != (one.sentence, one.start)
            for two in found
        )
        further = one.figure.text.lower().startswith(("another", "a further", "an additional"))
        grows = one.more and one.change == "total" and one.outcome == "killed" and not one.derived
        rows.append(
            replace(one, change="increment") if grows and other and (further or one.outcome in tallied) else one
        )
    return rows


def _late_deaths(found: list[Found]) -> list[Found]:
    """The counts; of "four people who were wounded in the attack have died" the four are no wounded any more.

    They come on top of a toll, so they are an increment where the report gives another number of the dead. Of "three
    people who were shot died" they are the toll: shooting does not say that they had lived.
    """
    hurt = {(one.sentence, one.who): one for one in found if one.outcome == "injured" and not one.open_end}
    late = {one.key: hurt[one.sentence, one.who] for one in found if _died_of_wounds(one, hurt)}
    wounded = {one.key for one in late.values()}
    rows: list[Found] = []
    for one in found:
        others = [two for two in found if two.outcome == "killed" and two.key not in late and two.size > one.size]
        if one.key in late and others:
            rows.append(replace(one, change="increment"))
        elif one.key not in wounded:
            rows.append(one)
    return rows


def _died_of_wounds(one: Found, hurt: Mapping[tuple[int, tuple[int, ...]], Found]) -> bool:
    """Whether a relative clause between people and their death says that they had been wounded."""
    before = hurt.get((one.sentence, one.who))
    if one.outcome != "killed" or before is None or one.harm <= before.harm or before.harm <= max(one.who):
        return False
    between = [one.line.symbol(at) for at in range(max(one.who) + 1, before.harm)]
    return "REL" in between or not between


def _dead_among_casualties(found: list[Found]) -> list[Found]:
    """The counts; "casualties" of about the number of the dead told in the same report, and their parts, are dead."""
    dead = [one.size for one in found if one.outcome == "killed" and one.change == "total" and one.figure.low]
    low, high = ABOUT
    turned = {
        one.key
        for one in found
        if one.outcome == "killed_or_injured" and one.rule == "counted_toll" and one.size >= MANY
        if any(low * one.size <= other <= high * one.size for other in dead)
    }
    return [replace(one, outcome="killed") if {one.key, one.part_of} & turned else one for one in found]


def _dated(context: Context, claim: Claim) -> Claim:
    """The claim with the moment that it is given for."""
    moment = as_of.of(context, claim)
    if moment is None or claim.casualty is None:
        return claim
    return msgspec.structs.replace(claim, casualty=msgspec.structs.replace(claim.casualty, as_of=moment))


def _without_number(context: Context, story: background.Told) -> list[Claim]:
    """Harm whose number nobody gives; none in a sentence that tells no harm of the report's own event."""
    claims: list[Claim] = []
    for sentence in context.sentences:
        if not sentence.tokens or not story.attack_at(sentence):
            continue
        found = uncounted.find(sentence.text, context.language)
        if not found:
            continue
        line = cut(context, sentence)
        for one in found:
            start, end = sentence.start + one.start, sentence.start + one.end
            claims.append(
                Claim(
                    id=f"u{sentence.index}.{one.start}.{one.outcome}.{one.group}",
                    kind="casualty",
                    report=context.report.id,
                    about=story.about(sentence, start),
                    modality=one.modality,
                    evidence=(context.evidence(sentence.passage, start, end),),
                    casualty=Casualty(
                        outcome=one.outcome,
                        figure=one.figure,
                        group=one.group,
                        group_text=one.words,
                        scope=scope.of(context, line, start, end),
                    ),
                    rule=one.rule,
                )
            )
    return claims


def _claim(context: Context, story: background.Told, one: Found) -> Claim:
    line = one.line
    evidence = [context.evidence(line.sentence.passage, one.start, one.end)]
    evidence += [context.evidence(other.sentence.passage, start, end) for other, start, end in one.also]
    return Claim(
        id=one.key,
        kind="casualty",
        report=context.report.id,
        about=story.about(line.sentence, one.start),
        modality=_mode(one, context.language),
        evidence=tuple(evidence),
        casualty=Casualty(
            outcome=one.outcome,
            figure=one.figure,
            group=one.group,
            group_text=one.words,
            part_of=one.part_of,
            change=one.change,
            scope=scope.of(context, line, one.start, one.end),
        ),
        rule=one.rule,
    )
