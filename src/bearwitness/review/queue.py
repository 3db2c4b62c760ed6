"""What to judge next: the judgement that matters most comes first, with its words and the reason for its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bearwitness.model import Claim, Conflict, FigureFinding, Incident, Item, Judgement, Record, Report, Shown
from bearwitness.review.overlay import Overlay
from bearwitness.vocabulary import QueueSort, words

SORTS = words(QueueSort)
"""In the order in which they are asked for."""
CONFLICTS = ("figure", "toll_fell", "responsibility", "scope", "place", "time", "weapon", "quote")
"""Kinds of conflict, those first that change what is published most."""
HIGH = 10
"""A figure from which on a single origin is asked about."""
WEAK = 2.0
"""Log-odds of the best link of a report to its incident under which the link is asked about (0.88)."""
DOUBTS = 2
"""How many reasons to doubt a claim put it into the queue."""
AROUND = 80
OPEN = frozenset({"disagreement"})


def queue(
    records: Sequence[Record],
    incidents: Sequence[Incident],
    reports: Mapping[str, Report],
    over: Overlay,
) -> tuple[Item, ...]:
    """Everything that waits for a judgement. What reviewers of one mind have judged is not asked again."""
    settled = {one.claim for one in over.judgements if one.state not in OPEN}
    titles = {one.id: one.title for one in records}
    make = _Maker(reports, over, settled, titles)
    found: list[Item] = []
    found.extend(make.disagreements(records))
    found.extend(make.unfound())
    seen: set[tuple[str, ...]] = set()
    for record in records:
        for conflict in record.conflicts:
            if conflict.claims not in seen:  # the same contradiction is listed with the whole and with its part
                seen.add(conflict.claims)
                found.extend(make.conflict(record, conflict))
    told: set[tuple[str, ...]] = set()
    for record in records:
        for figure in record.figures:
            claims = tuple(sorted(name for one in figure.readings for name in one.claims))
            if figure.scope.incident in (None, record.id) and claims not in told:
                told.add(claims)
                found.extend(make.single_origin(record, figure))
    for incident in incidents:
        found.extend(make.weak_link(incident))
    asked = {one.claim for item in found for one in item.words}
    found.extend(make.doubtful(records, asked))
    return tuple(sorted(found, key=lambda one: (SORTS.index(one.sort), -one.weight, one.incident or "", one.why)))


class _Maker:
    def __init__(
        self, reports: Mapping[str, Report], over: Overlay, settled: set[str], titles: Mapping[str, str]
    ) -> None:
        self._reports = reports
        self._over = over
        self._settled = settled
        self._titles = titles

    def words(self, names: Iterable[str]) -> tuple[Shown, ...]:
        """The words of claims, in their order."""
        return tuple(
            shown(self._over.before[name], self._reports) for name in dict.fromkeys(names) if name in self._over.before
        )

    def disagreements(self, records: Sequence[Record]) -> Iterator[Item]:
        """What reviewers are not of one mind about."""
        home = {line.id: one for one in reversed(records) for line in one.reports}
        for one in self._over.judgements:
            if one.state == "disagreement":
                record = home.get(one.report)
                yield Item(
                    sort="disagreement",
                    incident=record.id if record else None,
                    title=record.title if record else None,
                    why=_sides(one, self._over),
                    weight=1.0,
                    words=self.words([one.claim]),
                    decisions=one.decisions,
                )
        for record in records:
            for told in record.reviewed.disagreements:
                yield Item(sort="disagreement", incident=record.id, title=record.title, why=told, weight=2.0)

    def unfound(self) -> Iterator[Item]:
        """Decisions whose words a later extraction reads otherwise, or has not."""
        for one in self._over.unfound:
            decision = self._over.standing.by_id[one.decision]
            now = "nothing is found there now" if one.now is None else f"now it is taken to say: {one.now}"
            first = one.was.evidence
            words = Shown(
                claim=one.was.claim, report=one.was.report, passage=first.passage.id, kind=first.passage.kind,
                before="", quote=first.quote, after="",
            )  # fmt: skip
            yield Item(
                sort="unfound",
                incident=None,
                title=None,
                why=f"{decision.kind} by {decision.reviewer} no longer applies: it judged “{one.was.says}”, {now}.",
                weight=1.0,
                words=(words,),
                decisions=(one.decision,),
            )

    def conflict(self, record: Record, conflict: Conflict) -> Iterator[Item]:
        """A contradiction that no later count settles and that nobody has judged on both sides."""
        if conflict.resolved_by is None and not set(conflict.claims) <= self._settled:
            size = max((_size(self._over.claims.get(name)) for name in conflict.claims), default=0)
            yield Item(
                sort="conflict",
                incident=record.id,
                title=record.title,
                why=f"Open conflict ({conflict.kind.replace('_', ' ')}): {conflict.why}",
                weight=(len(CONFLICTS) - CONFLICTS.index(conflict.kind)) * 1_000_000.0 + size,
                words=self.words(conflict.claims),
            )

    def single_origin(self, record: Record, figure: FigureFinding) -> Iterator[Item]:
        """A high count that rests on one voice."""
        high = figure.headline or figure.high or figure.low or 0
        claims = [name for one in figure.readings if one.live for name in one.claims]
        if figure.status == "single_origin" and high >= HIGH and claims and not set(claims) <= self._settled:
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

    def weak_link(self, incident: Incident) -> Iterator[Item]:
        """Reports that hang in their incident by a thread; what a reviewer placed is not asked again."""
        placed = {name for one in self._over.constraints for name in (one.one, one.other)}
        report_of = {name: one.report for name in incident.occurrences if (one := self._over.before.get(name))}
        best: dict[str, tuple[float, str, str]] = {}
        for link in incident.links:
            for mine, theirs in ((link.one, link.other), (link.other, link.one)):
                here, there = report_of.get(mine), report_of.get(theirs)
                if here is not None and here != there and (here not in best or link.score > best[here][0]):
                    best[here] = (link.score, mine, theirs)
        asked: set[frozenset[str]] = set()
        for report, (score, mine, theirs) in sorted(best.items()):
            pair = frozenset((mine, theirs))
            if score < WEAK and pair not in asked and not {mine, theirs} <= (placed | self._settled):
                asked.add(pair)
                yield Item(
                    sort="weak_link",
                    incident=incident.id,
                    title=self._titles.get(incident.id),
                    why=f"Report {report} is in this incident by one weak link (score {score:.1f}, 0 is undecided).",
                    weight=-score,
                    words=self.words([mine, theirs]),
                )

    def doubtful(self, records: Sequence[Record], asked: set[str]) -> Iterator[Item]:
        """Claims of figures that several things speak against."""
        home: dict[str, Record] = {}
        for record in records:
            for figure in record.figures:
                for one in figure.readings:
                    for name in one.claims:
                        home.setdefault(name, record)
        for name in sorted(home):
            claim = self._over.claims.get(name)
            if claim is None or name in self._settled or name in asked:
                continue
            reasons = doubts(claim)
            if len(reasons) >= DOUBTS:
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
    first = claim.evidence[0]
    before = after = ""
    report = reports.get(claim.report)
    text = next((one.text for one in report.passages if one.id == first.passage.id), "") if report else ""
    if text[first.start : first.end] == first.quote:
        before = text[max(0, first.start - AROUND) : first.start]
        after = text[first.end : first.end + AROUND]
    return Shown(
        claim=claim.id,
        report=claim.report,
        passage=first.passage.id,
        kind=claim.kind,
        before=before,
        quote=first.quote,
        after=after,
    )


def _sides(one: Judgement, over: Overlay) -> str:
    told = []
    for name in one.decisions:
        decision = over.standing.by_id[name]
        told.append(f"{decision.reviewer}: {decision.kind} ({decision.reason})")
    return "Reviewers disagree: " + " / ".join(told)


def _size(claim: Claim | None) -> int:
    if claim is None or claim.casualty is None:
        return 0
    figure = claim.casualty.figure
    return figure.high or figure.low or 0
