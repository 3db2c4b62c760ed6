"""Scores the dates of labelled reports (TimeBank in the form of `prepare.py`) with the evaluation's own scorer.

    python benchmarks/accuracy/dates.py GOLD.jsonl --scorer score.py [--out FOLDER] [--errors N]

Each report is one body passage, so that only the dates are measured. GOLD and the scorer are no part of this project.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bearwitness.entities import dates
from bearwitness.identity import jsonable
from bearwitness.model import Passage, Report

Row = dict[str, Any]


def main() -> int:
    """Print the scorer's table, the speed, and the first errors if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="keep the output of this run here")
    parser.add_argument("--errors", type=int, default=0, help="how many errors to print")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        out = options.out or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        mentions, read = out / "dates.mentions.jsonl", out / "dates.read.jsonl"
        words = sum(len(row["text"].split()) for row in rows)
        started = time.perf_counter()
        found = {row["id"]: list(dates.find(report(row))) for row in rows}
        seconds = time.perf_counter() - started
        write(mentions, ({"report": name, "mentions": [jsonable(one) for one in ones]} for name, ones in found.items()))
        write(read, (jsonable(report(row)) for row in rows))
        command = [sys.executable, str(options.scorer), "dates", str(options.gold), str(mentions), "--read", str(read)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"{words / seconds:,.0f} words a second")
    for line in list(errors(rows, {name: [jsonable(one) for one in ones] for name, ones in found.items()}))[
        : options.errors
    ]:
        print(line)
    return 0


def report(row: Row) -> Report:
    """The labelled report as one body passage."""
    body = Passage(id="p1", kind="body", text=row["text"])
    return Report(id=row["id"], capture="", published=row["published"], language="en", passages=(body,))


def write(path: Path, rows: Iterator[Row]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def differs(value: str, got: Row) -> bool:
    """Whether a TIMEX3 value that names days, weeks, months or years begins on another day."""
    start = got["start"] or ""
    if re.match(r"\d{4}-W\d\d", value):
        week = datetime.date.fromisocalendar(int(value[:4]), int(value[6:8]), 6 if value.endswith("WE") else 1)
        return start != week.isoformat()
    if match := re.match(r"(\d{4})-Q([1-4])$", value):
        return start != f"{match[1]}-{3 * int(match[2]) - 2:02d}-01" or got["granularity"] != "quarter"
    if re.match(r"\d{4}-\d\d-\d\d", value):
        return start[:10] != value[:10] or got["end"][:10] != value[:10]
    if re.match(r"\d{4}(-\d\d)?$", value):
        return start[: len(value)] != value or got["granularity"] != ("month" if len(value) == 7 else "year")
    return False


def errors(rows: list[Row], found: dict[str, list[Row]]) -> Iterator[str]:
    """Gold dates that were missed or read otherwise, and dates that gold does not have, with their words around."""
    for row in rows:
        mine = found[row["id"]]
        for one in row["gold"]["dates"]:
            if one["type"] not in ("DATE", "TIME"):
                continue
            partner = next((m for m in mine if m["start"] < one["end"] and one["start"] < m["end"]), None)
            around = row["text"][max(0, one["start"] - 70) : one["start"]], row["text"][one["end"] : one["end"] + 50]
            words = " ".join(f"{around[0]}[{one['quote']}]{around[1]}".split())
            if partner is None:
                yield f"MISSED {row['published']} {one['value']}: {words}"
            elif differs(one["value"] or "", partner["resolved"]):
                got = partner["resolved"]
                reading = f"{got['start']}..{got['end']} {partner['quote']!r}"
                yield f"OTHER {row['published']} {one['value']} got {reading}: {words}"
        for m in mine:
            if not any(m["start"] < one["end"] and one["start"] < m["end"] for one in row["gold"]["dates"]):
                around = row["text"][max(0, m["start"] - 60) : m["start"]], row["text"][m["end"] : m["end"] + 50]
                yield f"EXTRA {row['published']} {m['resolved']['start']}: " + " ".join(
                    f"{around[0]}[{m['quote']}]{around[1]}".split()
                )


if __name__ == "__main__":
    raise SystemExit(main())
