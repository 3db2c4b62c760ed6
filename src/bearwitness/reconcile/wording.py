"""A conflict of counts in words: what is counted, who says so, and what settled it."""

from __future__ import annotations

from bearwitness.model import Conflict
from bearwitness.reconcile.history import Clash
from bearwitness.reconcile.readings import Run, agree, bounds
from bearwitness.reconcile.tally import Count
from bearwitness.reconcile.timeline import number_words
from bearwitness.vocabulary import ConflictKind

CORRECTED = "The words say that it is a correction."
Found = tuple[Conflict, frozenset[str]]
"""A conflict and the incidents that it is about."""


def about(*counts: Count) -> frozenset[str]:
    """The incidents that the counts are of."""
    return frozenset(one.key.scope.incident for one in counts if one.key.scope.incident is not None)


def what(count: Count) -> str:
    """What is counted, in words: "children killed (the market)"."""
    group = "" if count.key.group == "people" else f" {count.key.words or count.key.group.replace('_', ' ')}"
    where = f" ({count.scope.text})" if count.scope.text else ""
    return f"{group} {count.key.outcome.replace('_', ' ')}{where}".strip()


def who(run: Run) -> str:
    """Whose reading it is, and for when."""
    when = f" ({run.said.as_of})" if run.said.as_of else ""
    return f"{run.said.origin.name}{when}"


def conflict(
    kind: ConflictKind, why: str, *about: Run, resolved_by: str | None = None, resolution: str | None = None
) -> Conflict:
    """A conflict of those claims that were the first to give each number."""
    claims = tuple(sorted({name for run in about for name in run.said.claims}))
    return Conflict(
        kind=kind,
        claims=claims,
        why=why,
        state="stands" if resolved_by is None else "resolved",
        resolved_by=resolved_by,
        resolution=resolution if resolved_by is not None else None,
    )


def between(kind: ConflictKind, why: str, clash: Clash) -> Conflict:
    """The conflict of two readings, with what settled it."""
    low, high, by = clash.low, clash.high, clash.settled
    if by is None:
        return conflict(kind, why, low, high)
    number = number_words(by.said)
    text = f"Later {who(by)} says {number}"
    if agree(by.said, low.said) != agree(by.said, high.said):
        other = low if agree(by.said, low.said) else high
        text += "" if other.said.origin.key == by.said.origin.key else f", as {other.said.origin.name} does"
    elif bounds(by.said)[0] > max(bounds(low.said)[1], bounds(high.said)[0]):
        text += ", which leaves both numbers behind"
    elif bounds(by.said)[0] > bounds(low.said)[1]:
        text += f", which leaves {number_words(low.said)} behind"
    correction = f" {CORRECTED}" if by.said.correction and by.said.size < high.said.size else ""
    return conflict(kind, why, low, high, resolved_by=by.said.claims[0], resolution=f"{text}.{correction}")


def fell(high: Run, low: Run) -> bool:
    """Whether the first was surely told before the second."""
    a, b = high.said.moment, low.said.moment
    return a is not None and b is not None and a.before(b)
