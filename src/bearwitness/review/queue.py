"""What to judge next: the judgement that matters most comes first, with its words and the reason for its place.

What a tree of incidents asks for follows from its record and is kept with it; what is left of that once reviewers have
judged, and what their Decisions ask for themselves, is worked out when somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path

import msgspec

from bearwitness.model import Claim, Conflict, Decision, FigureFinding, Incident, Item, Judgement, Record, Report, Shown
from bearwitness.review.overlay import Overlay
from bearwitness.vocabulary import ConflictKind, QueueSort, words

SORTS = words(QueueSort)
"""In the order in which they are asked for."""
Home = Callable[[str], tuple[str, str] | None]
"""The id and the title of the first incident that a report tells; None if it tells none."""


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From where on something is asked about; the file says why."""

    high_figure: int
    weak_link: float
    doubts: int
    words_around: int
    conflicts: tuple[ConflictKind, ...]


@cache
def thresholds() -> Thresholds:
    """Those of `data/queue.toml`."""
    text = (Path(__file__).parent / "data" / "queue.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=Thresholds)


def asks(
    records: Sequence[Record],
    incidents: Sequence[Incident],
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
) -> tuple[Item, ...]:
    """What the records of one tree ask for, whoever has judged any of it; `claims` are those that count."""
    make = _Maker(reports, claims, {one.id: one.title for one in records})
    found: list[Item] = []
    seen: set[tuple[str, ...]] = set()
    for record in records:
        for conflict in record.conflicts:
            if conflict.claims not in seen:  # the same contradiction is listed with the whole and with its part
                seen.add(conflict.claims)
                found.extend(make.conflict(record, conflict))
    told: set[tuple[str, ...]] = set()
    for record in records:
        for figure in record.figures:
            names = tuple(sorted(name for one in figure.readings for name in one.claims))
            if figure.scope.incident in (None, record.id) and names not in told:
                told.add(names)
                found.extend(make.single_origin(record, figure))
    for incident in incidents:
        found.extend(make.weak_links(incident))
    asked = {one.claim for item in found for one in item.words}
    found.extend(make.doubtful(records, asked))
    return tuple(sorted(found, key=place))


def place(item: Item) -> tuple[int, float, str, str]:
    """By which items are put into order."""
    return SORTS.index(item.sort), -item.weight, item.incident or "", item.why


def waiting(items: Iterable[Item], over: Overlay) -> Iterator[Item]:
    """Those that reviewers of one mind have not judged yet: of a link, that they have not placed either."""
    settled = {one.claim for one in over.judgements if one.state != "disagreement"}
    placed = {name for one in over.constraints for name in (one.one, one.other)}
    for item in items:
        done = settled | placed if item.sort == "weak_link" else settled
        if not item.words or not {one.claim for one in item.words} <= done:
            yield item


def about_decisions(
    over: Overlay,
    reports: Mapping[str, Report],
    home: Home,
    disputed: Iterable[Record] = (),
    gone: Iterable[Decision] = (),
) -> list[Item]:
    """What reviewers are not of one mind about (`disputed`: records with such a thing), and Decisions whose words a
    later extraction reads otherwise, or has not, or whose incident is not there any more (`gone`).
    """
    found = [_disagreement(one, over, reports, home) for one in over.judgements if one.state == "disagreement"]
    found.extend(
        Item(sort="disagreement", incident=record.id, title=record.title, why=told, weight=2.0)
        for record in disputed
        for told in record.reviewed.disagreements
    )
    for one in over.unfound:
        decision = over.standing.by_id[one.decision]
        now = "nothing is found there now" if one.now is None else f"now it is taken to say: {one.now}"
        first = one.was.evidence
        shown_as = Shown(
            claim=one.was.claim, report=one.was.report, passage=first.passage.id, kind=first.passage.kind,
            before="", quote=first.quote, after="",
        )  # fmt: skip
        why = f"{decision.kind} by {decision.reviewer} no longer applies: it judged “{one.was.says}”, {now}."
        found.append(
            Item(
                sort="unfound", incident=None, title=None, why=why, weight=1.0, words=(shown_as,),
                decisions=(one.decision,),
            )
        )  # fmt: skip
    found.extend(
        Item(
            sort="unfound",
            incident=None,
            title=None,
            why=f"{one.kind} by {one.reviewer} ({one.reason}) no longer applies: nothing of its incident is found now.",
            weight=2.0,
            decisions=(one.id,),
        )
        for one in gone
    )
    return sorted(found, key=place)


def _disagreement(one: Judgement, over: Overlay, reports: Mapping[str, Report], home: Home) -> Item:
    where = home(one.report)
    told = (over.standing.by_id[name] for name in one.decisions)
    sides = " / ".join(f"{each.reviewer}: {each.kind} ({each.reason})" for each in told)
    return Item(
        sort="disagreement",
        incident=where[0] if where else None,
        title=where[1] if where else None,
        why=f"Reviewers disagree: {sides}",
        weight=1.0,
        words=(shown(over.before[one.claim], reports),),
        decisions=one.decisions,
    )


class _Maker:
    def __init__(self, reports: Mapping[str, Report], claims: Mapping[str, Claim], titles: Mapping[str, str]) -> None:
        self._reports = reports
        self._claims = claims
        self._titles = titles

    def words(self, names: Iterable[str]) -> tuple[Shown, ...]:
        """The words of claims, in their order."""
        return tuple(shown(self._claims[name], self._reports) for name in dict.fromkeys(names) if name in self._claims)

    def conflict(self, record: Record, conflict: Conflict) -> Iterator[Item]:
        """A contradiction that no later count settles."""
        order = thresholds().conflicts
        if conflict.resolved_by is None:
            size = max((_size(self._claims.get(name)) for name in conflict.claims), default=0)
            yield Item(
                sort="conflict",
                incident=record.id,
                title=record.title,
                why=f"Open conflict ({conflict.kind.replace('_', ' ')}): {conflict.why}",
                weight=(len(order) - order.index(conflict.kind)) * 1_000_000.0 + size,
                words=self.words(conflict.claims),
            )

    def single_origin(self, record: Record, figure: FigureFinding) -> Iterator[Item]:
        """A high count that rests on one voice."""
        high = figure.headline or figure.high or figure.low or 0
        claims = [name for one in figure.readings if one.live for name in one.claims]
        if figure.status == "single_origin" and high >= thresholds().high_figure and claims:
            who = next((one.origin for one in figure.readings if one.live), "one voice")
            scope = f", {figure.scope.text}" if figure.scope.text else ""
            yield Item(
                sort="single_origin",
                incident=record.id,
                title=record.title,
                why=f"{high} {figure.outcome.replace('_', ' ')} ({figure.group}{scope}) rests on {who} alone.",
                weight=float(high),
                words=self.words(claims),
            )

    def weak_links(self, incident: Incident) -> Iterator[Item]:
        """Reports that hang in their incident by a thread."""
        report_of = {name: one.report for name in incident.occurrences if (one := self._claims.get(name))}
        best: dict[str, tuple[float, str, str]] = {}
        for link in incident.links:
            for mine, theirs in ((link.one, link.other), (link.other, link.one)):
                here, there = report_of.get(mine), report_of.get(theirs)
                if here is not None and here != there and (here not in best or link.score > best[here][0]):
                    best[here] = (link.score, mine, theirs)
        asked: set[frozenset[str]] = set()
        for report, (score, mine, theirs) in sorted(best.items()):
            pair = frozenset((mine, theirs))
            if score < thresholds().weak_link and pair not in asked:
                asked.add(pair)
                yield Item(
                    sort="weak_link",
                    incident=incident.id,
                    title=self._titles.get(incident.id),
                    why=f"Report {report} is in this incident by one weak link (score {score:.1f}, 0 is undecided).",
                    weight=-score,
                    words=self.words([mine, theirs]),
                )

    def doubtful(self, records: Sequence[Record], asked: Set[str]) -> Iterator[Item]:
        """Claims of figures that several things speak against."""
        home: dict[str, Record] = {}
        for record in records:
            for figure in record.figures:
                for one in figure.readings:
                    for name in one.claims:
                        home.setdefault(name, record)
        for name in sorted(home):
            claim = self._claims.get(name)
            if claim is None or name in asked:
                continue
            reasons = doubts(claim)
            if len(reasons) >= thresholds().doubts:
                yield Item(
                    sort="low_confidence",
                    incident=home[name].id,
                    title=home[name].title,
                    why=f"Doubtful: {'; '.join(reasons)}.",
                    weight=len(reasons) * 1000.0 + min(_size(claim), 999),
                    words=self.words([name]),
                )


def doubts(claim: Claim) -> list[str]:
    """What speaks against having read a claim rightly, in words."""
    found = []
    if claim.casualty is not None:
        figure = claim.casualty.figure
        if figure.qualifier in ("vague", "unknown"):
            found.append("the words give no number")
        if claim.casualty.change == "increment":
            found.append("it is told as more than before, and it is not said than what")
        if claim.casualty.scope.kind == "unspecified":
            found.append("the words do not say over what it is counted")
        if claim.casualty.outcome in ("killed_or_injured", "killed_or_missing"):
            found.append("the words do not say which of two outcomes")
    if claim.modality in ("possible", "unknown", "hypothetical"):
        found.append(f"it is told as {claim.modality}")
    if claim.evidence[0].passage.kind in ("caption", "embed"):
        found.append(f"it stands in a {claim.evidence[0].passage.kind}")
    if claim.place is not None and claim.place.matched == "misspelt":
        found.append(f"the place “{claim.place.text}” is taken for {claim.place.name}")
    held = claim.attribution
    if held is not None and held.chain:
        found.append(f"it came through {', '.join(held.chain)}")
    return found


def shown(claim: Claim, reports: Mapping[str, Report]) -> Shown:
    """The words of a claim with what stands around them."""
    first, around = claim.evidence[0], thresholds().words_around
    before = after = ""
    report = reports.get(claim.report)
    text = next((one.text for one in report.passages if one.id == first.passage.id), "") if report else ""
    if text[first.start : first.end] == first.quote:
        before = text[max(0, first.start - around) : first.start]
        after = text[first.end : first.end + around]
    return Shown(
        claim=claim.id,
        report=claim.report,
        passage=first.passage.id,
        kind=claim.kind,
        before=before,
        quote=first.quote,
        after=after,
    )


def _size(claim: Claim | None) -> int:
    if claim is None or claim.casualty is None:
        return 0
    figure = claim.casualty.figure
    return figure.high or figure.low or 0
