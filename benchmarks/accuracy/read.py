"""How well pages are read: runs `read` over labelled pages and scores the passages.

    python benchmarks/accuracy/read.py INPUT.jsonl GOLD.jsonl --scorer score.py [--output READ.jsonl] [--every N]

INPUT holds `id` and `html` or `text` (what `bearwitness read` takes), GOLD the same ids with `gold`. `--scorer` is the
scoring program of the evaluation folder, called as `score.py text GOLD READ`. Prints the pages a second and the scores.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bearwitness.acquire import captures
from bearwitness.documents import read
from bearwitness.errors import InputError


def main() -> int:
    """Exit status 0, or 1 where a page could not be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, help="score.py of the evaluation folder")
    parser.add_argument("--output", type=Path, help="where the reports are written; a temporary file if left out")
    parser.add_argument("--every", type=int, default=1, help="read each Nth page only")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        output = chosen.output or Path(folder) / "read.jsonl"
        names, refused = reports(chosen.input, output, chosen.every)
        if chosen.scorer:
            gold = Path(folder) / "gold.jsonl"
            keep(chosen.gold, gold, names)
            subprocess.run([sys.executable, chosen.scorer, "text", gold, output], check=True)
    return 1 if refused else 0


def reports(source: Path, output: Path, every: int) -> tuple[set[str], int]:
    """Writes the reports; the ids that were tried and how many could not be read."""
    names: set[str] = set()
    refused, taken = 0, 0.0
    with output.open("wb") as file:
        for at, found in enumerate(captures([source])):
            if at % every:
                continue
            if isinstance(found, InputError):
                print(found, file=sys.stderr)
                refused += 1
                continue
            names.add(found.given.id or "")
            start = time.perf_counter()
            try:
                report = read(found)
            except InputError as error:
                print(error, file=sys.stderr)
                refused += 1
                continue
            finally:
                taken += time.perf_counter() - start
            file.write(msgspec.json.encode(report) + b"\n")
    print(f"{len(names)} pages read in {taken:.1f} s: {len(names) / max(taken, 1e-9):.1f} a second; {refused} refused")
    return names, refused


def keep(source: Path, output: Path, names: set[str]) -> None:
    """The gold lines of these ids."""
    with source.open(encoding="utf-8") as lines, output.open("w", encoding="utf-8") as file:
        file.writelines(line for line in lines if json.loads(line)["id"] in names)


if __name__ == "__main__":
    sys.exit(main())
