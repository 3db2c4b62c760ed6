"""How often the date of publication is found, on pages that state it in their metadata, with that metadata held out.

    python benchmarks/accuracy/published.py INPUT.jsonl [--every N] [--errors]

INPUT holds `id` and `html`. The date that JSON-LD states is the gold. Each page is then read twice more: without the
JSON-LD, as pages are that state the date in `meta` elements or attributes alone; and without any metadata, as a person
sees it (the visible date lines and `time` elements are left). A date is right when its day is, or the next or the one
before where the page gives the time in another zone.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from collections import Counter
from pathlib import Path

import msgspec

from bearwitness.acquire import captures
from bearwitness.documents import read
from bearwitness.errors import InputError
from bearwitness.model import Acquired

JSON_LD = re.compile(r"<script[^>]{0,200}application/ld\+json.{0,400000}?</script>", re.IGNORECASE | re.DOTALL)
META = re.compile(r"<meta\b[^>]{0,1000}>", re.IGNORECASE)
PROPERTY = re.compile(r"\b(?:itemprop|pubdate|datetime|data-[\w-]{1,30})\s*=\s*(?:\"[^\"]{0,200}\"|'[^']{0,200}')")
WAYS = ("without JSON-LD", "without metadata")
SCRIPT = re.compile(r"<script\b.{0,400000}?</script>", re.IGNORECASE | re.DOTALL)


def main() -> int:
    """Prints, for each way of reading, how many dates were found and how many of those found were right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", type=Path)
    parser.add_argument("--every", type=int, default=1, help="read each Nth page only")
    parser.add_argument("--errors", action="store_true", help="list the wrong ones")
    chosen = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    for at, found in enumerate(captures([chosen.input])):
        if at % chosen.every or isinstance(found, InputError) or found.content is None:
            continue
        gold, how = _date(found, found.content)
        if gold is None or how != "JSON-LD datePublished":
            continue
        without = JSON_LD.sub("", found.content)
        bare = PROPERTY.sub("", META.sub("", SCRIPT.sub("", without)))
        for name, markup in zip(WAYS, (without, bare), strict=True):
            day, place = _date(found, markup)
            verdict = "missed" if day is None else "right" if abs((day - gold).days) <= 1 else "wrong"
            counts[name, verdict] += 1
            if chosen.errors and verdict == "wrong":
                print(f"{name}: {found.given.id}: {day} ({place}), gold {gold}", file=sys.stderr)
    for name in WAYS:
        right, wrong, missed = (counts[name, one] for one in ("right", "wrong", "missed"))
        told, whole = max(right + wrong, 1), max(right + wrong + missed, 1)
        share = f"right of found {right / told:.3f}, of all {right / whole:.3f}"
        print(f"{name}: {whole} pages, found {told / whole:.3f}, {share}")
    return 0


def _date(page: Acquired, markup: str) -> tuple[datetime.date | None, str | None]:
    """The day that reading this markup gives, and where it was found."""
    given = msgspec.structs.replace(page.given, published=None, url=None)
    try:
        report = read(msgspec.structs.replace(page, content=markup, given=given))
    except InputError:
        return None, None
    day = datetime.date.fromisoformat(report.published[:10]) if report.published else None
    return day, report.published_from


if __name__ == "__main__":
    sys.exit(main())
