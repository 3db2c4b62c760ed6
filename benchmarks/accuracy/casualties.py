"""Casualty claims of labelled reports, the way the product reads them; for the scorers in the shared folder.

    python benchmarks/accuracy/casualties.py REPORTS.jsonl CLAIMS.jsonl [--sample N]

REPORTS are input lines (`{"id", "text", "title", "published", ...}`; told cases are their `excerpt`). CLAIMS gets one
claim a line. `bearwitness record REPORTS.jsonl --json` is the way to scores of figures; this command shows the claims
below them, without attribution, and how long each step took.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bearwitness.entities import mentions
from bearwitness.extract import casualties, prepare
from bearwitness.extract.parser import EnglishParser
from bearwitness.identity import jsonable, settle
from bearwitness.model import Passage, Report

NO_CAPTURE = "0" * 64


def report_of(row: dict[str, Any]) -> Report:
    """A report with one body passage a paragraph."""
    text = row.get("text") or row.get("excerpt") or ""
    parts = [("title", row["title"])] if row.get("title") else []
    parts += [("body", part.strip()) for part in text.split("\n") if part.strip()]
    return Report(
        id=row.get("id") or row["report_id"],
        capture=NO_CAPTURE,
        published=row.get("published") or row.get("date"),
        language="en",
        passages=tuple(Passage(id=f"p{at}", kind=kind, text=part) for at, (kind, part) in enumerate(parts)),  # type: ignore[arg-type]
    )


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Input lines, or the English reports of a told case."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return [row for row in json.loads(text)["reports"] if row.get("lang", "en") == "en"]
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def main() -> int:
    """Write the claims and print counts and times."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("reports", type=Path)
    options.add_argument("claims", type=Path)
    options.add_argument("--sample", type=int)
    given = options.parse_args()
    rows = rows_of(given.reports)
    if given.sample and given.sample < len(rows):
        rows = random.Random(7).sample(rows, given.sample)
    parser, spent, rules = EnglishParser(), Counter[str](), Counter[str]()
    with given.claims.open("w", encoding="utf-8") as out:
        for row in rows:
            report = report_of(row)
            begun = time.perf_counter()
            named = mentions(report)
            spent["mentions"] += time.perf_counter() - begun
            begun = time.perf_counter()
            context = prepare(report, named, parser=parser)
            spent["parse"] += time.perf_counter() - begun
            begun = time.perf_counter()
            found = settle(casualties.find(context)) if context is not None else ()
            spent["casualties"] += time.perf_counter() - begun
            rules.update(one.rule for one in found)
            out.writelines(json.dumps(jsonable(one), ensure_ascii=False) + "\n" for one in found)
    print(f"{len(rows)} reports, {sum(rules.values())} claims", file=sys.stderr)
    print("seconds: " + ", ".join(f"{name} {value:.1f}" for name, value in spent.items()), file=sys.stderr)
    print("claims by rule: " + ", ".join(f"{name} {count}" for name, count in rules.most_common()), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
