"""Which reports of a whole casebook may be near duplicates of some: candidates for the exact comparison.

A report is kept as its fingerprints (about a fifth of its runs of five words, four bytes each), so that a hundred
thousand reports fit into some tens of megabytes. Whether one copies the other is judged by their words; see
`reconcile.copies`, which the pipeline asks with the candidates.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

import numpy as np

from bearwitness.languages.likeness import SHARED, Fingerprints, fingerprints, words
from bearwitness.model import Report
from bearwitness.vocabulary import COMPARED_PASSAGES

DAYS = 60
"""Days between two reports within which a copy is looked for; a text is passed on within days."""


class Span:
    """The days around some reports in which they may have been copied or copy; always, if one of them has no date."""

    def __init__(self, reports: Iterable[Report]) -> None:
        days = [_day(one) for one in reports]
        known = [day for day in days if day is not None]
        self._always = len(known) < len(days) or not known
        self._first, self._last = min(known, default=0) - DAYS, max(known, default=0) + DAYS

    def holds(self, report: Report) -> bool:
        """Whether the report was published in them, or may have been."""
        day = _day(report)
        return self._always or day is None or self._first <= day <= self._last


def _day(report: Report) -> int | None:
    try:
        return datetime.date.fromisoformat((report.published or "")[:10]).toordinal()
    except ValueError:
        return None


class Index:
    """Fingerprints of reports. What `near` answers depends on which reports were added, not on their order."""

    def __init__(self) -> None:
        self._prints: dict[str, Fingerprints] = {}
        self._languages: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._prints)

    def add(self, report: Report) -> None:
        """Take a report in; one of the same id is replaced."""
        text = "\n".join(one.text for one in report.passages if one.kind in COMPARED_PASSAGES)
        self._prints[report.id] = fingerprints(words(text))
        self._languages.pop(report.id, None)
        if report.language is not None:
            self._languages[report.id] = report.language

    def near(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of `names` that are candidates for being copied or copies, with their candidates and those of these in
        turn; sorted. A copy of a copy copies the original, so the original has to be among them.
        """
        order = sorted(self._prints)
        if not order:
            return ()
        sizes = np.array([len(self._prints[name]) for name in order])
        prints = np.concatenate([self._prints[name] for name in order])
        rank = np.argsort(prints, kind="stable")
        prints, holders = prints[rank], np.repeat(np.arange(len(order)), sizes)[rank]
        place = {name: at for at, name in enumerate(order)}
        found: set[int] = set()
        todo = sorted({place[name] for name in names if name in place})
        while todo:
            linked: set[int] = set()
            for at in todo:
                own = self._prints[order[at]]
                spans = zip(np.searchsorted(prints, own), np.searchsorted(prints, own, side="right"), strict=True)
                shared = np.bincount(np.concatenate([holders[:0], *(holders[left:right] for left, right in spans)]))
                shared[at : at + 1] = 0
                enough = (shared > 0) & (shared >= SHARED * np.minimum(sizes[: len(shared)], len(own)))
                linked.update([at, *np.flatnonzero(enough).tolist()] if enough.any() else [])
            found, todo = found | linked, sorted(linked - found - set(todo))
        return tuple(order[at] for at in sorted(found))

    def foreign(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of `names` in another language than most reports; sorted. Whether they translate one is unknown."""
        counts = Counter(self._languages.values())
        most = min(counts, key=lambda code: (-counts[code], code), default=None)
        return tuple(sorted(name for name in set(names) if self._languages.get(name, most) != most))

    def candidates(self, one: str, other: str) -> bool:
        """Whether two of the reports share enough to be compared word for word."""
        left, right = self._prints[one], self._prints[other]
        least = SHARED * min(len(left), len(right))
        return least > 0 and len(np.intersect1d(left, right, assume_unique=True)) >= least
