"""A figure over time, in the form that the chart's script reads (`web/src/chart.ts`); the table says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bearwitness.model import Claim, Conflict, FigureFinding
from bearwitness.share import words
from bearwitness.share.view import Disputes
from bearwitness.web import links


def figures_over_time(
    figure: FigureFinding, claims: Mapping[str, Claim], conflicts: Sequence[Conflict], disputes: Disputes, *, title: str
) -> dict[str, Any]:
    """`{"title", "series", "range", "conflicts"}`: origins with readings, what stands, conflicts."""
    series: dict[str, dict[str, Any]] = {}
    numbers: set[int] = set()
    for one in words.by_time(figure.readings):
        if one.part_of is not None:
            continue
        told = series.setdefault(one.origin, {"origin": words.plain(one.origin), "carriers": 0, "points": []})
        told["carriers"] = max(told["carriers"], len(one.carriers))
        claim = next((claims[name] for name in one.claims if name in claims), None)
        disputed = disputes.of(one.claims)
        numbers.update(disputed)
        told["points"].append(
            {
                "at": one.as_of,
                "low": one.low,
                "high": one.high,
                "superseded": words.state(one) != "stands",
                "disputed": bool(disputed),
                "claim": claim.id if claim else None,
                "href": links.report(claim.report, claim=claim.id) if claim else None,
                "quote": words.shorten(claim.evidence[0].quote) if claim else None,
            }
        )
    standing = [one.as_of for one in words.by_time(figure.readings) if words.state(one) == "stands" and one.as_of]
    held = {"low": figure.low, "high": None if figure.open else figure.high, "headline": figure.headline}
    return {
        "title": title,
        "series": list(series.values()),
        "range": [{"at": standing[0], **held}] if standing else [],
        "conflicts": [
            {
                "at": _moment(conflicts[at - 1], figure),
                "why": words.sentence(conflicts[at - 1].why),
                "href": f"#conflict-{at}",
            }
            for at in sorted(numbers)
        ],
    }


def _moment(conflict: Conflict, figure: FigureFinding) -> str | None:
    """When the last of the readings was told that contradict each other."""
    told = [one for one in words.by_time(figure.readings) if set(one.claims) & set(conflict.claims) and one.as_of]
    return told[-1].as_of if told else None
