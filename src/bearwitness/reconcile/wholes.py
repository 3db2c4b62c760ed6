"""Counts whose words are about more than the one target: "the dead in Kyiv", "killed in Monday's strikes".

Extraction gives a count without a place of its own to the target of the attack that its report tells. Where that attack
is a part of a wider one, the words around the count can say that it is the wider one's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from bearwitness.languages.likeness import words
from bearwitness.model import Claim, Report
from bearwitness.reconcile.readings import INFERRED, figure_lists, position
from bearwitness.reconcile.scopes import ScopeKey, own_scope
from bearwitness.reconcile.sites import Site, Tree

NOT_OWN = frozenset((*INFERRED, "the scope of the same figure in the text"))
"""Why a scope is what it is, where the count's own words do not say."""
AFTER = 60
"""Code points after a count in which a place or attacks in the plural belong to it."""
END = re.compile(r"[.;:!?](?:\s|$)|\n|,\s+(?:and|while|but)\s|\s+(?:while|but)\s")


def meant_whole(
    told: Sequence[Claim], reports: Mapping[str, Report], home: Mapping[str, str], tree: Tree
) -> dict[str, ScopeKey]:
    """The counts whose words mean a wider incident than their own, with its scope.

    What goes on counting after one of them in its paragraph, its parts, and the same number elsewhere in the report
    have its scope.
    """
    found: dict[str, ScopeKey] = {}
    numbers: dict[tuple[object, ...], ScopeKey] = {}
    paragraphs: dict[tuple[str, str, str], ScopeKey] = {}
    open_ = [one for one in told if one.casualty is not None and one.casualty.scope.why in NOT_OWN]
    for one in sorted(open_, key=lambda each: (each.report, position(each), each.id)):
        where = (one.report, one.evidence[0].passage.id, home[one.id])
        key = _whole_meant(one, reports.get(one.report), home[one.id], tree) or paragraphs.get(where)
        if key is not None:
            found[one.id] = paragraphs[where] = key
            numbers[_number(one)] = key
    for one in open_:
        if one.id not in found and _number(one) in numbers:
            found[one.id] = numbers[_number(one)]
    return found


def _number(claim: Claim) -> tuple[object, ...]:
    assert claim.casualty is not None
    return claim.report, claim.casualty.outcome, claim.casualty.group, claim.casualty.figure.low


def _whole_meant(claim: Claim, report: Report | None, home: str, tree: Tree) -> ScopeKey | None:
    """The scope of the wider incident that the words of a count mean; None where they do not say."""
    above = [tree.sites[name] for name in tree.above(home)]
    if not above or claim.casualty is None or claim.casualty.scope.kind not in ("facility", "building"):
        return None
    clause = _clause(claim, report)
    for site in (tree.sites[home], *above):
        if any(_harmed_in(name).search(clause) for name in _names(site)):
            return own_scope(site)
    return own_scope(above[-1]) if figure_lists().attacks & set(words(clause)) else None


def _names(site: Site) -> list[str]:
    if site.where is None or site.level in ("facility", "unknown"):
        return []
    return sorted({one for one in (site.where.name, site.where.text) if one})


@cache
def _harmed_in(place: str) -> re.Pattern[str]:
    """A word of harm right before "in" and the place."""
    harmed = "|".join(sorted(figure_lists().harmed))
    return re.compile(rf"\b(?:{harmed})\s+(?:people\s+)?(?:in|across)\s+{re.escape(place)}\b", re.IGNORECASE)


def _clause(claim: Claim, report: Report | None) -> str:
    """The words of a count to the end of their clause."""
    first = claim.evidence[0]
    passages = report.passages if report is not None else ()
    text = next((one.text for one in passages if one.id == first.passage.id), "")
    rest = text[first.end : first.end + AFTER]
    end = END.search(rest)
    return text[first.start : first.end] + (rest if end is None else rest[: end.start()])
