"""Puts the records of a tree together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bearwitness.identity import canonical, merkle_root
from bearwitness.model import Claim, Conflict, Head, Incident, Record, Report, ReportLine
from bearwitness.reconcile import findings, quotes
from bearwitness.reconcile.conflicts import figure_conflicts
from bearwitness.reconcile.copies import Copy, copies
from bearwitness.reconcile.disputes import disputes
from bearwitness.reconcile.figures import counts, finding
from bearwitness.reconcile.grade import grade
from bearwitness.reconcile.origins import Origins, agencies_of, is_comment
from bearwitness.reconcile.sites import Site, Tree, day_in
from bearwitness.reconcile.tally import Count, order
from bearwitness.reconcile.timeline import timeline
from bearwitness.reconcile.titles import title
from bearwitness.reconcile.wording import Found
from bearwitness.vocabulary import Policy


@dataclass(frozen=True)
class Told:
    """Everything that the records of one tree are made from."""

    tree: Tree
    reports: Mapping[str, Report]
    claims: tuple[Claim, ...]
    home: Mapping[str, str]
    """Incident of each claim."""
    copied: Mapping[str, Copy]
    origins: Origins
    counts: tuple[Count, ...]
    conflicts: tuple[Found, ...]


def tell(tree: Tree, reports: Mapping[str, Report], claims: Sequence[Claim], home: Mapping[str, str]) -> Told:
    """Reconciles a tree: origins and counts over all of it, so that its records agree with each other."""
    here = tuple(sorted((one for one in claims if home.get(one.id) in tree.sites), key=lambda one: one.id))
    names = sorted({name for site in tree.sites.values() for name in site.incident.reports} & set(reports))
    agencies = agencies_of([reports[name] for name in names])
    copy_of = copies([reports[name] for name in names], agencies=agencies)
    origins = Origins(here, reports, copy_of, agencies)
    found = counts(tree, home, here, origins, reports)
    return Told(
        tree=tree,
        reports=reports,
        claims=here,
        home=home,
        copied=copy_of,
        origins=origins,
        counts=tuple(found),
        conflicts=tuple(figure_conflicts(found, tree)),
    )


def copied(reports: Sequence[Report]) -> dict[str, Copy]:
    """For each of the reports that copies another one of them, whatever incident they tell: which, and why."""
    return copies(reports, agencies=agencies_of(reports))


def record(told: Told, site: Site, *, policy: Policy) -> Record:
    """The record of one incident of the tree."""
    name = site.incident.id
    own = [one for one in told.claims if told.home[one.id] == name]
    mine = [one for one in told.counts if one.key.scope.incident == name]
    said = quotes.quotes(own, told.origins, told.reports)
    conflicts = _conflicts(told, site, own, quotes.conflicts(said, told.reports))
    main = [one for one in own if one.about == "main" or one.kind in ("casualty", "occurrence")]
    # What is disputed of a part is disputed of the whole.
    within = {name, *told.tree.below(name)}
    whole = [one for one in told.claims if told.home[one.id] in within]
    disputed = sorted({*conflicts, *disputes(site, False, whole, told.origins)}, key=lambda one: (one.kind, one.claims))
    return Record(
        id=name,
        title=title(site),
        kind=site.kind,
        when=site.when,
        where=site.where,
        target=site.target,
        part_of=site.incident.part_of,
        parts=tuple(told.tree.children.get(name, ())),
        reports=_lines(site, told),
        figures=tuple(finding(one, policy) for one in _figures(told, name, own)),
        weapons=findings.weapons(main, told.origins),
        responsibility=findings.responsibility(main, told.origins),
        explanations=findings.explanations(main, told.origins),
        damage=findings.damage(main, told.origins),
        rescue=findings.rescue(main, told.origins, told.reports),
        quotes=said,
        timeline=timeline(site, mine, main, told.origins, told.reports),
        conflicts=tuple(conflicts),
        grade=grade(whole, mine, disputed, told.origins),
        head=head(site.incident, own),
    )


def _figures(told: Told, name: str, own: Sequence[Claim]) -> list[Count]:
    """The incident's own figures first; then other scopes that its reports tell; then those of wholes and parts."""
    near = {one: at + 1 for at, one in enumerate(told.tree.above(name))}
    near.update({one: len(near) + at + 1 for at, one in enumerate(told.tree.below(name))})
    near[name] = 0
    mine = {one.id for one in own}
    found: list[tuple[int, Count]] = []
    for count in told.counts:
        incident = count.key.scope.incident
        if incident is not None and incident in near:
            found.append((near[incident], count))
        elif incident is None and any(claim in mine for run in count.runs for claim in run.claims):
            found.append((len(near), count))
        elif any(claim in mine for run in count.runs for claim in run.claims):
            found.append((len(near) + 1, count))
    return [count for _, count in sorted(found, key=lambda pair: (pair[0], order(pair[1].key)))]


def _conflicts(told: Told, site: Site, own: Sequence[Claim], more: Sequence[Conflict]) -> list[Conflict]:
    here = {site.incident.id, *told.tree.below(site.incident.id)}
    found = [conflict for conflict, about in told.conflicts if about & here]
    leaf = site.incident.id not in told.tree.children
    found.extend(disputes(site, leaf, own, told.origins))
    found.extend(more)
    return sorted(set(found), key=lambda one: (one.state != "stands", one.kind, one.claims, one.why))


def _lines(site: Site, told: Told) -> tuple[ReportLine, ...]:
    lines = []
    for name in site.incident.reports:
        report = told.reports.get(name)
        if report is None:
            continue
        copy = told.copied.get(name)
        lines.append(
            ReportLine(
                id=name,
                source=report.source,
                title=report.title,
                url=report.url,
                published=report.published,
                capture=report.capture,
                copies=copy.of if copy is not None else None,
                copies_why=copy.why if copy is not None else None,
                when=day_in(site, name),
            )
        )
    return tuple(sorted(lines, key=lambda one: (one.published or "9999", one.id)))


def head(incident: Incident, own: Sequence[Claim]) -> Head:
    """Merkle root over the incident's claims and report ids, sorted by their canonical bytes."""
    leaves = sorted([*(canonical(one) for one in own), *(canonical({"report": name}) for name in incident.reports)])
    return Head(algorithm="sha256 rfc6962 rfc8785", root=merkle_root(leaves), leaves=len(leaves))


def support(record_: Record, claims: Sequence[Claim]) -> tuple[int, int]:
    """How many main claims and how many reports an incident has, by which records are listed."""
    return sum(one.about == "main" and not is_comment(one) for one in claims), len(record_.reports)
