"""Which reports copy another: the same words, a wire text under a new headline, or an excerpt.

The measure is exact: shared runs of five words, or of three where words were changed. Only texts that share enough
fingerprints (`likeness.fingerprints`) are compared. One they do share for certain if three quarters of the runs of five
of the shorter are shared: each change costs at least four runs, so that somewhere eight shared ones follow each other.

The earlier report is the original; of two of one time the one that is the credited agency, then the longer one (an
excerpt copies the whole), then the smaller id.

A translation shares no words with its original: of two reports in different languages it is unknown whether one copies
the other, and nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bearwitness.languages.likeness import SHARED, containment, covered, fingerprints, jaccard, shingles, words
from bearwitness.model import Report
from bearwitness.vocabulary import COMPARED_PASSAGES

SHORTEST = 25
"""Words; a shorter text is no sign of copying."""
SAME = 0.6
"""Share of all runs that two texts have in common when one is a copy of the other."""
EXCERPT = 0.75
"""Share of the runs of the shorter text that the longer one holds when it is an excerpt."""

COVERED, BEGUN = 0.85, 0.4
"""Share of the words of a copy whose words were changed here and there that stand in runs of three which the original
has, where at least the second share of its runs of five is left. A text that was brought up to date has less: there
whole sentences are new."""

Way = Literal["exact", "headline", "edited", "excerpt"]
"""How a report copies another: word for word, the same under another headline, with changes, a part of it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """That a report copies another one, and why this is thought."""

    of: str
    why: str
    way: Way


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    published: str
    agency: bool
    title: tuple[str, ...]
    length: int
    words: tuple[str, ...]
    runs: frozenset[str]
    prints: tuple[int, ...]


def copies(reports: Sequence[Report], *, agencies: Mapping[str, str] | None = None) -> dict[str, Copy]:
    """For each report that copies another one: which (never itself a copy) and why.

    `agencies` names, by report id, the agency that the report credits or is. The order of `reports` does not matter.
    """
    if len(reports) < 2:
        return {}
    texts = [_text(one, agencies or {}) for one in reports]
    texts = sorted((one for one in texts if one.length >= SHORTEST), key=_originality)
    found: dict[str, Copy] = {}
    holders: dict[int, list[int]] = {}  # fingerprint -> places of the originals that have it
    for at, one in enumerate(texts):
        shared = Counter(place for number in one.prints for place in holders.get(number, ()))
        best: tuple[float, str, str, Way] | None = None
        for place in sorted(shared):
            original = texts[place]
            if shared[place] < SHARED * min(len(one.prints), len(original.prints)):
                continue
            alike = _alike(one, original)
            if alike is not None and (best is None or (-alike[0], original.id) < (-best[0], best[1])):
                best = (alike[0], original.id, alike[1], alike[2])
        if best is not None:
            found[one.id] = Copy(*best[1:])
            continue
        for number in one.prints:
            holders.setdefault(number, []).append(at)
    return found


def judge(copy: Report, original: Report) -> Copy | None:
    """Whether the one copies the other, candidates or not; None if it does not."""
    texts = _text(copy, {}), _text(original, {})
    alike = _alike(*texts) if min(one.length for one in texts) >= SHORTEST else None
    return Copy(original.id, *alike[1:]) if alike is not None else None


def _text(report: Report, agencies: Mapping[str, str]) -> _Text:
    listed = words("\n".join(one.text for one in report.passages if one.kind in COMPARED_PASSAGES))
    source = (report.source or "").lower()
    own = report.id in agencies and agencies[report.id].lower() in source
    prints = tuple(fingerprints(listed).tolist())
    title = tuple(words(report.title or ""))
    return _Text(
        report.id, report.published or "9999", own, title, len(listed), tuple(listed), shingles(listed), prints
    )


def _originality(one: _Text) -> tuple[str, bool, str, int, str]:
    """Sorts originals before their copies; the hour counts only where both give it, so days come first."""
    return one.published[:10], not one.agency, one.published, -one.length, one.id


def _alike(copy: _Text, original: _Text) -> tuple[float, str, Way] | None:
    same = jaccard(copy.runs, original.runs)
    if same >= SAME:
        return same, f"{same:.0%} of the five-word runs of both texts are the same", _way(copy, original)
    part = containment(copy.runs, original.runs)
    if part >= EXCERPT:
        return part, f"{part:.0%} of its five-word runs stand in the other text, word for word", "excerpt"
    if part >= BEGUN and (kept := covered(copy.words, original.words)) >= COVERED:
        why = f"{kept:.0%} of its words stand in the other text in the same runs of three"
        whole = covered(original.words, copy.words) >= COVERED
        return part, why, _way(copy, original) if whole else "excerpt"
    return None


def _way(copy: _Text, original: _Text) -> Way:
    if copy.title != original.title:
        return "headline"
    return "exact" if copy.words == original.words else "edited"
