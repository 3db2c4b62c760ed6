"""Writes quote and attribution claims of any reports, the attack filter off, for the scorer of quotes.

    quotes.py polnear.dev.input.jsonl --sample 200 --read read.jsonl > claims.jsonl
    score.py quotes polnear.dev.jsonl claims.jsonl --read read.jsonl      # gold cut to the same sample: --gold, --cut

With --sample about that many reports, evenly spread; --gold FILE --cut FILE writes the gold lines of the same reports.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from bearwitness import entities
from bearwitness.extract import extract
from bearwitness.extract.parser import EnglishParser
from bearwitness.identity import jsonable
from bearwitness.model import Passage, Report

Line = dict[str, Any]


def lines(path: Path, sample: int | None) -> list[Line]:
    """The rows of a JSON Lines file, or a sample of them."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    return rows[:: 1 if sample is None else max(1, len(rows) // sample)]


def report_of(row: Line) -> Report:
    """A report with a passage a paragraph."""
    texts = [one for one in re.split(r"\n\s*\n", row["text"]) if one.strip()]
    return Report(
        id=row["id"],
        capture="",
        source=row.get("source"),
        published=row.get("published"),
        language="en",
        passages=tuple(Passage(id=f"p{at}", kind="body", text=text) for at, text in enumerate(texts, start=1)),
    )


def main() -> int:
    """Extract and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--read", type=Path, help="where to write the passages, for score.py --read")
    parser.add_argument("--gold", type=Path, help="labelled lines to cut to the same reports")
    parser.add_argument("--cut", type=Path, help="where to write the cut gold")
    options = parser.parse_args()
    rows = lines(options.reports, options.sample)
    kept = []
    english = EnglishParser()
    for row in rows:
        report = report_of(row)
        for claim in extract(report, entities.mentions(report), parser=english, every_report=True):
            print(json.dumps(jsonable(claim), ensure_ascii=False))
        kept.append({"id": report.id, "passages": [jsonable(one) for one in report.passages]})
    if options.read is not None:
        options.read.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in kept), encoding="utf-8")
    if options.gold is not None and options.cut is not None:
        wanted = {row["id"] for row in rows}
        text = "".join(
            json.dumps(row, ensure_ascii=False) + "\n" for row in lines(options.gold, None) if row["id"] in wanted
        )
        options.cut.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
