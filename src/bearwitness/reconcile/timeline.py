"""What was known when: every first telling of a value, in order of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bearwitness.model import Claim, Moment, Report
from bearwitness.reconcile.origins import Origins, is_comment
from bearwitness.reconcile.readings import Said
from bearwitness.reconcile.sites import Site, is_dated
from bearwitness.reconcile.tally import Count

SAYING = {
    "accused": "holds {who} responsible",
    "claimed": "{who} claims responsibility",
    "denied": "{who} denies responsibility",
    "conceded": "{who} concedes responsibility",
}


def timeline(
    site: Site, own: Sequence[Count], claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report]
) -> tuple[Moment, ...]:
    """The steps of one incident; those without a time come first."""
    found: list[Moment] = []
    if is_dated(site.when):
        listed = tuple(sorted(one.id for one in site.occurrences))
        carried = tuple(sorted({one.report for one in site.occurrences}))
        found.append(Moment(at=site.when.start, text="The attack", reports=carried, claims=listed))
    for count in own:
        for run in count.runs:
            if run.said.part_of is None and not count.derived:
                words = figure_words(run.said, count)
                found.append(
                    Moment(
                        at=run.said.as_of,
                        text=f"{run.said.origin.name}: {words}",
                        reports=run.reports,
                        claims=run.claims,
                    )
                )
    found.extend(_held(claims, origins, reports))
    return tuple(sorted(found, key=lambda one: (one.at or "", one.text != "The attack", one.text, one.claims)))


def _held(claims: Sequence[Claim], origins: Origins, reports: Mapping[str, Report]) -> list[Moment]:
    """The first time that each origin held a stance on responsibility or an explanation."""
    first: dict[tuple[str, str], tuple[str, list[Claim]]] = {}
    for claim in sorted(claims, key=lambda one: one.id):
        text = _holds(claim)
        if text is None or is_comment(claim):
            continue
        at = (reports[claim.report].published if claim.report in reports else None) or ""
        key = (origins.of(claim).name, text)
        known = first.get(key)
        if known is None or at < known[0]:
            first[key] = (at, [claim])
        elif at == known[0]:
            known[1].append(claim)
    return [
        Moment(
            at=at or None,
            text=f"{who}: {text}",
            reports=tuple(sorted({one.report for one in group})),
            claims=tuple(sorted(one.id for one in group)),
        )
        for (who, text), (at, group) in sorted(first.items())
    ]


def _holds(claim: Claim) -> str | None:
    if claim.responsibility is not None:
        return SAYING[claim.responsibility.stance].format(who=claim.responsibility.actor.name)
    if claim.explanation is not None:
        verb = {"asserted": "says it was", "reported": "reports that it was", "denied": "denies that it was"}
        return f"{verb[claim.explanation.stance]} {claim.explanation.explanation.replace('_', ' ')}"
    return None


def figure_words(said: Said, count: Count) -> str:
    """A reading in words ("at least 5 killed in Kyiv"), as the origin told it."""
    number = number_words(said)
    group = count.key.words or count.key.group.replace("_", " ")
    who = "" if count.key.group == "people" else f" {group}"
    where = f" ({count.scope.text})" if count.scope.text else ""
    outcome = count.key.outcome.replace("_", " ")
    mood = {"possible": "possibly ", "denied": "not ", "hypothetical": "supposedly "}.get(said.modality, "")
    return f"{mood}{number}{who} {outcome}{where}"


def number_words(said: Said) -> str:
    """A number with its hedge in words."""
    if said.low is None and said.high is None:
        return "an unknown number"
    if said.low is None:
        return f"up to {said.high}"
    hedge = {"at_least": "at least ", "more_than": "more than ", "about": "about ", "nearly": "nearly "}
    if said.high is not None and said.high != said.low:
        return f"{said.low} to {said.high}"
    if said.high is None and said.qualifier not in hedge:
        return f"at least {said.low}"
    return f"{hedge.get(said.qualifier, '')}{said.low}"
