"""The answer of another system: incidents as JSON Lines, as README.md documents ("Scoring another system").

Only what is scored has to be given; the rest of a record is filled in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
from answers import Answer

from bearwitness.model import Record

Line = dict[str, Any]
FIGURE: Line = {
    "low": None, "high": None, "headline": None, "policy": "latest_official", "rule": "", "status": "single_origin",
    "origins": 0, "readings": [], "open": False,
}  # fmt: skip
READING: Line = {"qualifier": "exact", "as_of": None, "claims": [], "carriers": []}
REPORT: Line = {"source": None, "title": None, "url": None, "published": None, "capture": ""}


def answer(path: Path) -> Answer:
    """The incidents of a file, one a line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    claims: dict[str, Any] = {}
    records = {}
    for row in rows:
        made = record(row, claims)
        records[made.id] = made
    return Answer(records, claims)


def record(row: Line, claims: dict[str, Any]) -> Record:
    """A record with what the line gives; a conflict's sides become claims of the reports they name."""
    conflicts = []
    for at, one in enumerate(row.get("conflicts", [])):
        names = [f"{row['id']} {at} {report}" for report in one["reports"]]
        claims.update(
            {name: SimpleNamespace(report=report) for name, report in zip(names, one["reports"], strict=True)}
        )
        state = one.get("state", "stands")
        conflicts.append({"kind": one["kind"], "claims": sorted(names), "why": one.get("why", ""), "state": state})
    filled: Mapping[str, Any] = {
        "id": row["id"],
        "title": row.get("title", ""),
        "kind": "attack",
        "when": None,
        "where": None,
        "part_of": row.get("part_of"),
        "reports": [{**REPORT, "id": name} for name in row.get("reports", [])],
        "figures": [_figure(one) for one in row.get("figures", [])],
        "conflicts": conflicts,
        "grade": {"grade": "weak", "reasons": []},
    }
    return msgspec.convert(filled, Record)


def _figure(one: Line) -> Line:
    readings = [{**READING, **reading} for reading in one.get("readings", [])]
    scope = {"incident": None, "text": None, "kind": "unspecified", **one["scope"]}
    return {**FIGURE, **one, "group": one.get("group", "people"), "scope": scope, "readings": readings}
