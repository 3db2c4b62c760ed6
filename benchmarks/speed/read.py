"""How fast pages are read, against trafilatura with metadata and comments over the same pages in the same run.

    python benchmarks/speed/read.py INPUT.jsonl [--every N] [--offset K] [--rounds R]

INPUT holds `id` and `html`. Each page is read by both in turn, so that what else the machine does falls on both alike;
the time is the processor's. Of several rounds the fastest counts for each page. Prints pages a second and the ratio.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from bearwitness.acquire import captures
from bearwitness.documents import read
from bearwitness.errors import InputError
from bearwitness.model import Acquired


def main() -> int:
    """Exit status 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path)
    parser.add_argument("--every", type=int, default=14)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    pages = [
        one
        for at, one in enumerate(captures([chosen.input]))
        if at % chosen.every == chosen.offset % chosen.every and not isinstance(one, InputError)
    ]
    ours, theirs = measure(pages, chosen.rounds)
    print(f"{len(pages)} pages; ours {len(pages) / ours:.1f} a second, trafilatura {len(pages) / theirs:.1f}")
    print(f"ratio {theirs / ours:.2f}")
    return 0


def measure(pages: list[Acquired], rounds: int) -> tuple[float, float]:
    """Seconds of processor time over all pages: ours, trafilatura's."""
    _ours(pages[0])
    _theirs(pages[0])
    best = [[float("inf")] * 2 for _ in pages]
    for _ in range(rounds):
        for at, page in enumerate(pages):
            for which, reader in enumerate((_ours, _theirs)):
                best[at][which] = min(best[at][which], _timed(reader, page))
    return sum(one[0] for one in best), sum(one[1] for one in best)


def _timed(reader: Callable[[Acquired], object], page: Acquired) -> float:
    start = time.process_time()
    reader(page)
    return time.process_time() - start


def _ours(page: Acquired) -> object:
    try:
        return read(page)
    except InputError:
        return None


def _theirs(page: Acquired) -> object:
    return trafilatura.bare_extraction(page.content or "", with_metadata=True, include_comments=True)


if __name__ == "__main__":
    raise SystemExit(main())
