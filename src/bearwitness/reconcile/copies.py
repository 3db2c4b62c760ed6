"""Which reports copy another: nearly the same words, a wire text under a new headline, or an excerpt.

The measure is exact: shared runs of five words. The earlier report is the original; of two of one time the one that is
the credited agency, then the longer one (an excerpt copies the whole), then the smaller id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bearwitness.languages.likeness import containment, jaccard, shingles, words
from bearwitness.model import Report

BODY = ("lead", "body")
SHORTEST = 25
"""Words; a shorter text is no sign of copying."""
SAME = 0.6
"""Share of all runs that two texts have in common when one is a copy of the other."""
EXCERPT = 0.75
"""Share of the runs of the shorter text that the longer one holds when it is an excerpt."""


@dataclass(frozen=True, slots=True)
class Copy:
    """That a report copies another one, and why this is thought."""

    of: str
    why: str


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    published: str
    agency: bool
    length: int
    runs: frozenset[str]


def copies(reports: Sequence[Report], *, agencies: Mapping[str, str] | None = None) -> dict[str, Copy]:
    """For each report that copies another one: which (never itself a copy) and why.

    `agencies` names, by report id, the agency that the report credits or is.
    """
    texts = [_text(one, agencies or {}) for one in reports]
    texts = sorted((one for one in texts if one.length >= SHORTEST), key=_originality)
    found: dict[str, Copy] = {}
    for at, one in enumerate(texts):
        best: tuple[float, str, str] | None = None
        for original in texts[:at]:
            if original.id in found:
                continue
            alike = _alike(one, original)
            if alike is not None and (best is None or (-alike[0], original.id) < (-best[0], best[1])):
                best = (alike[0], original.id, alike[1])
        if best is not None:
            found[one.id] = Copy(best[1], best[2])
    return found


def _text(report: Report, agencies: Mapping[str, str]) -> _Text:
    listed = words("\n".join(one.text for one in report.passages if one.kind in BODY))
    source = (report.source or "").lower()
    own = report.id in agencies and agencies[report.id].lower() in source
    return _Text(report.id, report.published or "9999", own, len(listed), shingles(listed))


def _originality(one: _Text) -> tuple[str, bool, str, int, str]:
    """Sorts originals before their copies; the hour counts only where both give it, so days come first."""
    return one.published[:10], not one.agency, one.published, -one.length, one.id


def _alike(copy: _Text, original: _Text) -> tuple[float, str] | None:
    same = jaccard(copy.runs, original.runs)
    if same >= SAME:
        return same, f"{same:.0%} of the five-word runs of both texts are the same"
    part = containment(copy.runs, original.runs)
    if part >= EXCERPT:
        return part, f"{part:.0%} of its five-word runs stand in the other text, word for word"
    return None
