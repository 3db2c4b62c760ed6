"""Writes place mentions for a file of reports, or scores the town of the attack.

    python benchmarks/accuracy/places.py spans lgl.dev.input.jsonl --read read.jsonl > mentions.jsonl
    python benchmarks/accuracy/places.py gva gva.dev.jsonl [--sample 600] [--show 20]

`score.py places GOLD mentions.jsonl --read read.jsonl` of the evaluation folder scores the first.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bearwitness.entities import places
from bearwitness.entities.gazetteer import fold, gazetteer
from bearwitness.entities.main_place import main_place
from bearwitness.entities.places_setting import kilometres
from bearwitness.identity import jsonable
from bearwitness.model import Passage, Report

Line = dict[str, Any]
NEAR_KM = 15.0


def lines(path: Path, sample: int | None) -> Iterator[Line]:
    """The rows of a JSON Lines file; with `sample` about that many, evenly spread."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    step = 1 if sample is None else max(1, len(rows) // sample)
    yield from rows[::step]


def report_of(row: Line) -> Report:
    """A report with the title and the text as its only passages."""
    passages = [Passage(id="p1", kind="title", text=row["title"])] if row.get("title") else []
    passages.append(Passage(id=f"p{len(passages) + 1}", kind="body", text=row["text"]))
    return Report(
        id=row["id"],
        capture="",
        source=row.get("source"),
        url=row.get("url"),
        title=row.get("title"),
        published=row.get("published"),
        language="en",
        passages=tuple(passages),
    )


def spans(rows: Iterator[Line], read: Path | None) -> None:
    """Print one line of mentions a report."""
    kept = []
    for row in rows:
        report = report_of(row)
        print(
            json.dumps(
                {"report": report.id, "mentions": [jsonable(one) for one in places.find(report)]}, ensure_ascii=False
            )
        )
        kept.append({"id": report.id, "passages": [jsonable(one) for one in report.passages]})
    if read is not None:
        read.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in kept), encoding="utf-8")


def town_right(row: Line, errors: list[str]) -> bool:
    """The report's main place is the coded city: its name and state, or within `NEAR_KM` of the coded point."""
    gold = row["gold"]
    report = report_of(row)
    place = main_place(report, places.find(report))
    names = {fold(part) for part in re.split(r"[()]", gold["city"] or "") if part.strip()}
    state = gazetteer().named(fold(gold["state"])) if gold["state"] else ()
    codes = {one.region for one in state if one.kind == "region" and one.country == "US"}
    if place is not None and "county" in names:
        names.add(f"{min(names - {'county'}, default='')} county")
    right = place is not None and fold(place.name or "") in names and place.region in codes
    if (
        not right
        and place is not None
        and gold["coordinates"]
        and place.latitude is not None
        and place.precision == "city"
    ):
        right = kilometres(tuple(gold["coordinates"]), (place.latitude, place.longitude or 0.0)) <= NEAR_KM
    if not right:
        got = None if place is None else (place.name, place.region, place.precision)
        errors.append(f"{row['id']} {row['source']} gold {gold['city']}, {gold['state']} got {got} | {row['title']}")
    return right


def towns(rows: Iterator[Line], show: int) -> None:
    """Print the share of reports whose town is right, and some that are not."""
    errors: list[str] = []
    every = [(bool(row["gold"].get("strict")), town_right(row, errors)) for row in rows if row["gold"].get("city")]
    for name, some in (
        ("all", [right for _, right in every]),
        ("strict", [right for strict, right in every if strict]),
    ):
        print(f"town right, {name}: {sum(some) / max(1, len(some)):.3f} of {len(some)} reports")
    for error in errors[:show]:
        print(error)


def main() -> int:
    """Run one of the two tasks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("spans", "gva"))
    parser.add_argument("reports", type=Path)
    parser.add_argument("--read", type=Path, help="where to write the passages, for score.py --read")
    parser.add_argument("--sample", type=int, help="about so many reports, evenly spread")
    parser.add_argument("--show", type=int, default=0, help="so many of the wrong ones")
    options = parser.parse_args()
    rows = lines(options.reports, options.sample)
    if options.task == "gva":
        towns(rows, options.show)
    else:
        spans(rows, options.read)
    return 0


if __name__ == "__main__":
    sys.exit(main())
