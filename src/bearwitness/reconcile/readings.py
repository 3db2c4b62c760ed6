"""What each origin said of one figure, in order of time: runs of one value, and which of them still stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise

import msgspec

from bearwitness.errors import DataError
from bearwitness.languages.likeness import words
from bearwitness.model import Casualty, Claim, Reading, Report
from bearwitness.reconcile.moments import Moment, moment
from bearwitness.reconcile.origins import Origin
from bearwitness.vocabulary import Modality, Qualifier

COUNTED: tuple[Modality, ...] = ("asserted", "reported")
INFERRED = ("the place of the attack", "the target of the attack")
"""How extraction says that a scope is not in the words of the count but follows from the attack."""
PIECED = "counted_persons"
"""The rule by which extraction counts the persons whom a report tells one by one."""
AROUND = 140
"""Code points on either side of a figure in which a correction is looked for."""
RISE = 40
"""Code points before a figure in which a rise is looked for."""
FROM = 30
"""Code points before a figure in which it is told to be a former one."""
FORMER = re.compile(r"\b(?:from|not)\s+(?:about|at least|nearly|some)?\s*$")
INDEFINITE = re.compile(r"(?:an?|another)\b", re.IGNORECASE)
PARAGRAPH = 600
"""Code points on either side of a correction in which it names the number that it replaces."""
DIGITS = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d{1,7})(?![\w%])")
ROUGH = 0.1
"""How far a figure told with "about" may be off, as a share of it."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `figures.toml`."""

    corrections: frozenset[str]
    against: frozenset[str]
    formerly: frozenset[str]
    rises: frozenset[str]
    settled: frozenset[str]
    attacks: frozenset[str]
    harmed: frozenset[str]


@cache
def figure_lists() -> Words:
    """The words of `figures.toml`; DataError if it is damaged."""
    try:
        text = (resources.files(__package__) / "data" / "figures.toml").read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), Words)
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file reconcile/data/figures.toml is missing or damaged: {error}.") from error


@dataclass(frozen=True, slots=True)
class Said:
    """One claim of a figure with its origin and moment; increments and copies are already worked out."""

    claims: tuple[str, ...]
    report: str
    origin: Origin
    low: int | None
    high: int | None
    qualifier: Qualifier
    modality: Modality
    as_of: str | None
    moment: Moment | None
    timed: bool
    """Whether the words themselves say for when it holds."""
    correction: bool
    """Whether the words say that it replaces what the same voice said before."""
    corrects: frozenset[int] = frozenset()
    """Where they say so outright ("revised down to 253"): the other numbers of the paragraph, which it may replace."""
    against: bool = False
    """Whether the words before it set it against the count of another voice ("while the governor spoke of 20")."""
    rises: bool = False
    """Whether the words say that the number has grown to this ("raising the toll to")."""
    former: bool = False
    """Whether the words give it as what was said before ("from 86 to 68")."""
    pieced: bool = False
    """Whether no words give the number: it was worked out from persons told one by one."""
    lone: bool = False
    """Whether it is one person of a group told by herself ("a nurse was among the dead"): there may be more."""
    place: tuple[int, int] = (0, 0)
    """Number of the passage and offset in it, to tell what a report says first."""
    stated: bool = True
    """Whether the words give the scope, and not only the attack that they are about."""
    part_of: str | None = None
    floor: int = 0
    """The largest of its parts."""
    own: bool = False
    """Whether the report says it in its own voice."""
    outweighed: bool = False
    """Whether the report that passes it on gives a count of its own that rules it out."""

    @property
    def counted(self) -> bool:
        """Whether it gives a number that is told as a fact and as a total."""
        return self.modality in COUNTED and self.part_of is None and (self.low is not None or self.high is not None)

    @property
    def capped(self) -> bool:
        """Whether a voice that the report quotes names an upper end: an estimate, which no count outgrows."""
        return self.qualifier in ("range", "up_to") and self.high is not None and not self.own and not self.rises

    @property
    def size(self) -> int:
        """The number to sort by."""
        return self.low if self.low is not None else self.high if self.high is not None else -1


def said(claim: Claim, origin: Origin, report: Report | None) -> Said:
    """A casualty claim made ready; the moment is the one in its words, else the publication."""
    assert claim.casualty is not None
    one = claim.casualty
    as_of = one.as_of or (report.published if report is not None else None)
    lone = _lone(one)
    return Said(
        claims=(claim.id,),
        report=claim.report,
        origin=origin,
        low=one.figure.low,
        high=None if lone else one.figure.high,
        qualifier="at_least" if lone else one.figure.qualifier,
        modality=claim.modality,
        as_of=as_of,
        moment=moment(as_of),
        pieced=claim.rule == PIECED,
        lone=lone,
        timed=one.as_of is not None,
        stated=one.scope.why not in INFERRED,
        correction=_corrects(claim, report) or _formerly(claim, report),
        corrects=corrected_numbers(claim, report),
        against=bool(figure_lists().against & set(words(_around(claim, report, before=AROUND, after=0)))),
        rises=bool(figure_lists().rises & set(words(_around(claim, report, before=RISE, after=0))))
        or _settled(claim, report),
        former=FORMER.search(_around(claim, report, before=FROM, after=0).lower()[: -len(claim.evidence[0].quote)])
        is not None,
        place=position(claim),
        own=claim.attribution is None,
    )


def _lone(one: Casualty) -> bool:
    """Whether it is one person of a group told with an article, where nobody says that there was no other."""
    figure = one.figure
    inside = one.change == "part" and one.group not in ("people", "attackers")
    return inside and (figure.low, figure.high) == (1, 1) and INDEFINITE.match(figure.text) is not None


def position(claim: Claim) -> tuple[int, int]:
    """Number of the passage of the first evidence, and the offset in it."""
    number = claim.evidence[0].passage.id.lstrip("p")
    return (int(number) if number.isdigit() else 0, claim.evidence[0].start)


def _around(claim: Claim, report: Report | None, *, before: int, after: int) -> str:
    """The words of a figure with so many code points on either side."""
    first = claim.evidence[0]
    passages = report.passages if report is not None else ()
    text = next((one.text for one in passages if one.id == first.passage.id), "")
    return text[max(0, first.start - before) : first.end + after]


def _settled(claim: Claim, report: Report | None) -> bool:
    """Whether the word right after a figure says that the report settles on it ("2 fatalities coded")."""
    after = _around(claim, report, before=0, after=RISE)[len(claim.evidence[0].quote) :]
    return any(word in figure_lists().settled for word in words(after)[:1])


def _corrects(claim: Claim, report: Report | None) -> bool:
    """Whether the words around a figure say that it replaces a wrong one ("33, not 34", "revised down to")."""
    around = _around(claim, report, before=AROUND, after=AROUND)
    if figure_lists().corrections & set(words(around)):
        return True
    return re.search(r"\bnot\s+(?:\w+\s+)?\d", around) is not None


def _named(claim: Claim, report: Report | None) -> frozenset[int]:
    """The numbers written as figures in the paragraph of a claim."""
    paragraph = _around(claim, report, before=PARAGRAPH, after=PARAGRAPH)
    return frozenset(int(one.replace(",", "")) for one in DIGITS.findall(paragraph))


def corrected_numbers(claim: Claim, report: Report | None) -> frozenset[int]:
    """The numbers that a claim may take back in so many words; none where it corrects nothing."""
    return _named(claim, report) if _corrects(claim, report) else frozenset()


def _formerly(claim: Claim, report: Report | None) -> bool:
    """Whether the words around a figure speak of an earlier one ("39, where he had earlier said 45")."""
    return bool(figure_lists().formerly & set(words(_around(claim, report, before=AROUND, after=AROUND))))


def weighed(listed: Sequence[Said]) -> list[Said]:
    """The sayings; of those that a report passes on, the ones that its own count, told first, rules out are marked.

    A report that opens with "at least nine were killed" and then tells that an agency first spoke of six has weighed
    the six and left it behind. A higher number stays: the opening does not rule it out unless it gives an upper end.
    """
    first: dict[str, Said] = {}
    for one in listed:
        if one.counted and (one.report not in first or one.place < first[one.report].place):
            first[one.report] = one
    return [_outweighed(one, first.get(one.report)) for one in listed]


def _outweighed(one: Said, opening: Said | None) -> Said:
    if opening is None or not opening.own or one is opening or opening.qualifier == "vague":
        return one
    if one.own and one.origin.key == opening.origin.key:
        return one
    least = opening.low if opening.low is not None else opening.floor
    below = one.high is not None and one.high < least
    capped = opening.qualifier in ("range", "up_to") and opening.high is not None
    above = capped and one.low is not None and one.low > (opening.high or 0)
    return replace(one, outweighed=True) if below or above else one


def in_order(listed: Sequence[Said]) -> list[Said]:
    """By time; within a day by the hour where every one has it, else by number, because a toll mostly rises."""
    by_day: dict[int, list[Said]] = {}
    for one in listed:
        by_day.setdefault(one.moment.day if one.moment is not None else 0, []).append(one)
    ordered: list[Said] = []
    for day in sorted(by_day):
        clocked = all(one.moment is not None and one.moment.hour is not None for one in by_day[day])
        ordered.extend(
            sorted(
                by_day[day],
                key=lambda one, clocked=clocked: (  # type: ignore[misc]
                    (one.moment.hour if one.moment is not None else 0.0) if clocked else 0.0,
                    one.size,
                    one.high is not None and one.high == one.low,
                    one.claims,
                ),
            )
        )
    return ordered


def bounds(one: Said) -> tuple[float, float]:
    """The interval in which the true number lies if this is right.

    "More than 100" and "100" are one telling, rounded twice: the number itself is inside.
    """
    low = float(one.low) if one.low is not None else 0.0
    high = float(one.high) if one.high is not None else float("inf")
    if one.qualifier in ("about", "nearly"):
        slack = max(1.0, ROUGH * one.size)
        low = max(0.0, low - slack)
        high = (float(one.high) if one.high is not None else float(one.size)) + (
            slack if one.qualifier == "about" else 0
        )
    return low, high


def agree(one: Said, other: Said) -> bool:
    """Whether both can be right at once."""
    a, b = bounds(one), bounds(other)
    return max(a[0], b[0]) <= min(a[1], b[1])


@dataclass(frozen=True, slots=True)
class Run:
    """One value of one origin, with everything that carries it."""

    said: Said
    """The earliest that says so."""
    reports: tuple[str, ...]
    claims: tuple[str, ...]
    superseded_by: str | None = None
    overtaken_by: str | None = None
    """Id of a claim of another origin, or of a part of the count, that left it behind."""
    corrected: str | None = None
    """Id of the claim that took it back in so many words."""
    told: tuple[tuple[str, Moment | None], ...] = ()
    """Report and moment of every telling."""
    last: Moment | None = None
    """The last moment at which the origin itself is known to have given the value."""

    @property
    def live(self) -> bool:
        """Whether it counts now."""
        return self.said.counted and self.superseded_by is None and not self.overtaken and not self.said.outweighed

    @property
    def overtaken(self) -> bool:
        """Whether another origin, or a part of the count, has left it behind."""
        return self.overtaken_by is not None

    def reading(self) -> Reading:
        """As the record shows it."""
        one = self.said
        return Reading(
            low=one.low,
            high=one.high,
            qualifier=one.qualifier,
            as_of=one.as_of,
            origin=one.origin.name,
            carriers=self.reports,
            claims=self.claims,
            modality=one.modality,
            superseded_by=self.superseded_by,
            part_of=one.part_of,
            live=self.live,
        )


def runs(listed: Iterable[Said]) -> list[Run]:
    """The runs of every origin, superseded by the origin's own next value; sorted by time, value and origin.

    What other origins have left behind is marked in `standing`.
    """
    by_origin: dict[str, list[Said]] = {}
    rest: list[Said] = []
    for one in listed:
        if one.counted:
            by_origin.setdefault(one.origin.key, []).append(one)
        else:
            rest.append(one)
    found = [run for key in sorted(by_origin) for run in _of_origin(by_origin[key])]
    found.extend(_same_value(rest))
    return sorted(found, key=_order)


def _order(run: Run) -> tuple[object, ...]:
    at = run.said.moment
    return (
        at.day if at is not None else 0,
        at.hour if at is not None and at.hour is not None else 12.0,
        run.said.size,
        run.said.origin.key,
        run.claims,
    )


def _of_origin(listed: Sequence[Said]) -> list[Run]:
    """An origin's runs. What one report gives for one moment is weighed first, then the reports are put in order."""
    chosen: list[Said] = []
    beside: list[tuple[Said, Said]] = []
    by_report: dict[tuple[str, str], list[Said]] = {}
    for one in listed:
        by_report.setdefault((one.report, one.as_of or ""), []).append(one)
    for key in sorted(by_report):
        best = _best_told(by_report[key])
        other = _other_bound(best, by_report[key])
        for one in by_report[key]:
            if (one.low, one.high) == (best.low, best.high):
                chosen.append(one if other is None else _between(one, other))
            elif one is not other:
                beside.append((one, best))
    found = _in_time(in_order(chosen))
    whole = {name for run in found for name in run.claims}
    values: dict[tuple[object, ...], list[tuple[Said, Said]]] = {}
    for one, best in beside:
        same = [run for run in found if (run.said.low, run.said.high) == (one.low, one.high)]
        if same and not whole & set(one.claims):
            at = found.index(same[0])
            found[at] = _with(same[0], one)
        else:
            values.setdefault((best.claims, one.low, one.high), []).append((one, best))
    for value in sorted(values, key=str):
        best = values[value][0][1]
        found.append(replace(_run([one for one, _ in values[value]]), superseded_by=best.claims[0]))
    return found


def _other_bound(best: Said, listed: Sequence[Said]) -> Said | None:
    """The "up to 13" beside "at least nine", or the other way round: one voice gives both ends of one range."""
    if best.low is not None and best.high is not None:
        return None
    fitting = [
        one
        for one in listed
        if (one.low is None) != (best.low is None)
        and (one.high is None) != (best.high is None)
        and (one.low or best.low or 0) < (one.high or best.high or 0)
    ]
    return min(fitting, key=lambda one: (one.place, one.claims), default=None)


def _between(one: Said, other: Said) -> Said:
    low, high = (other.low, one.high) if one.low is None else (one.low, other.high)
    claims = tuple(sorted({*one.claims, *other.claims}))
    return replace(one, claims=claims, low=low, high=high, qualifier="range")


def _with(run: Run, one: Said) -> Run:
    return replace(
        run,
        reports=tuple(sorted({*run.reports, one.report})),
        claims=tuple(sorted({*run.claims, *one.claims})),
        told=(*run.told, (one.report, one.moment)),
    )


def _best_told(listed: Sequence[Said]) -> Said:
    """Of the totals that one report gives in one voice for one moment: no former one, not the one person told by
    herself, and not "nobody"; the one to which it says the toll has risen, else a range told before all else, else the
    one told most often, else the one told first (the headline's).
    """
    first = min(one.place for one in listed)
    times: dict[tuple[int | None, int | None], int] = {}
    for one in listed:
        times[one.low, one.high] = times.get((one.low, one.high), 0) + 1
    return min(
        listed,
        key=lambda one: (
            one.outweighed,
            one.former,
            one.lone,
            one.high == 0,
            not one.rises,
            -one.size if one.rises else 0,
            one.qualifier == "vague",
            not (one.qualifier == "range" and one.place == first),
            -times[one.low, one.high],
            one.place,
            -one.size,
            one.claims,
        ),
    )


def _in_time(ordered: Sequence[Said]) -> list[Run]:
    """Runs of equal values; one that comes back without a new moment is an old figure still being carried."""
    groups: list[list[Said]] = []
    for one in ordered:
        same = [group for group in groups if (group[0].low, group[0].high) == (one.low, one.high)]
        back = same and same[-1] is not groups[-1] and (one.timed or one.correction)
        if same and not back:
            same[-1].append(one)
        else:
            groups.append([one])
    found = [_run(group) for group in groups]
    for at, (run, after) in enumerate(pairwise(list(found))):
        fell = after.said.size < run.said.size
        corrected = after.said.claims[0] if fell and after.said.correction else None
        found[at] = replace(run, superseded_by=after.said.claims[0], corrected=corrected)
    return found


def _run(group: Sequence[Said]) -> Run:
    return Run(
        said=group[0],
        reports=tuple(sorted({one.report for one in group})),
        claims=tuple(sorted({name for one in group for name in one.claims})),
        told=tuple((one.report, one.moment) for one in group),
    )


def _same_value(rest: Iterable[Said]) -> list[Run]:
    """Those that count for nothing (possible, denied, unknown, parts), one run a value and origin."""
    grouped: dict[tuple[object, ...], list[Said]] = {}
    for one in rest:
        key = (one.origin.key, one.low, one.high, one.qualifier, one.modality, one.part_of)
        grouped.setdefault(tuple(str(part) for part in key), []).append(one)
    return [_run(in_order(grouped[key])) for key in sorted(grouped)]


def by_claim(found: Iterable[Run]) -> Mapping[str, Run]:
    """The run that each claim is in."""
    return {name: run for run in found for name in run.claims}
