"""How long verification takes in a casebook of many reports, whole and from a head on.

    python benchmarks/speed/verify.py [--reports 100000] [--claims 8] [--mentions 12] [--words 350] [--keep FOLDER]

A made-up casebook: reports of some hundred words, each from a capture of its own, with claims and mentions whose words
stand in them, added in batches of 100 and signed. Printed are wall-clock and processor seconds and peak memory.
With `--keep` the casebook stays in FOLDER, and is used again if it is there.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from bearwitness.casebook import Casebook, Item
from bearwitness.languages import load
from bearwitness.languages.likeness import Common
from bearwitness.model import (
    Attribution,
    Capture,
    Casualty,
    Claim,
    Evidence,
    Figure,
    Mark,
    Mention,
    Passage,
    PassageRef,
    Place,
    Report,
)
from bearwitness.record.keys import KeySigner
from bearwitness.record.verify import Trust

T = TypeVar("T")
PLAIN = [word for band in load("en", "common", Common).bands for word in band.words.split()]
SIGNER = KeySigner.from_seed(bytes(32), holder="A benchmark")


def items(count: int, options: argparse.Namespace, start: int = 0) -> Iterator[Item]:
    """Reports `start` to `start + count`."""
    for number in range(start, start + count):
        chosen = random.Random(number)
        words = chosen.choices(PLAIN, k=options.words)
        size = options.words // 5
        passages = tuple(
            Passage(id=f"p{at + 1}", kind="body", text=" ".join(words[at * size : (at + 1) * size])) for at in range(5)
        )
        data = "\n\n".join(one.text for one in passages).encode()
        name = f"r{number:07}"
        capture = Capture(
            sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type="text/plain", address=f"{name}.txt"
        )
        report = Report(id=name, capture=capture.sha256, passages=passages, published="2026-03-01", language="en")
        claims = tuple(claim(report, at, chosen) for at in range(options.claims))
        mentions = tuple(mention(report, chosen) for _ in range(options.mentions))
        yield capture, data, report, mentions, claims


def words_of(report: Report, chosen: random.Random) -> Evidence:
    passage = chosen.choice(report.passages)
    start = chosen.randrange(len(passage.text) - 30)
    return Evidence(PassageRef(passage.id, passage.kind), start, start + 25, passage.text[start : start + 25])


def claim(report: Report, at: int, chosen: random.Random) -> Claim:
    low = chosen.randrange(40)
    return Claim(
        id=f"c{report.id}{at}",
        kind="casualty",
        report=report.id,
        about="main",
        modality="reported",
        evidence=(words_of(report, chosen),),
        attribution=Attribution(speaker="Olena Koval", role="mayor", verb="said", evidence=words_of(report, chosen)),
        casualty=Casualty(
            outcome="killed", figure=Figure(low=low, high=low, qualifier="exact", text=str(low)), group="people"
        ),
        extractor="bearwitness 0.1.0",
    )


def mention(report: Report, chosen: random.Random) -> Mention:
    found = words_of(report, chosen)
    return Mention(
        kind="place",
        passage=found.passage.id,
        start=found.start,
        end=found.end,
        quote=found.quote,
        place=Place(text=found.quote, name="Kyiv", geonames=703448, latitude=50.45466, longitude=30.5238, country="UA"),
    )


def timed(what: str, action: Callable[[], T]) -> T:
    wall, cpu = time.perf_counter(), time.process_time()
    found = action()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<40} {wall:8.1f} s wall {cpu:8.1f} s processor, peak {peak:,.0f} MB", flush=True)
    return found


def fill(folder: Path, options: argparse.Namespace, count: int, start: int) -> Mark:
    with Casebook.open(folder, create=True, signer=SIGNER) as book:
        for _ in book.add_many(items(count, options, start)):
            pass
        head = book.head()
    assert head is not None
    return Mark(size=head.size, root=head.root)


def run(folder: Path, options: argparse.Namespace) -> None:
    if not (folder / "casebook.sqlite").is_file():
        timed(f"add {options.reports:,} reports", lambda: fill(folder, options, options.reports, 0))
    size = sum(one.stat().st_size for one in folder.iterdir() if one.is_file())
    print(f"database {size / 2**20:,.0f} MB")
    with Casebook.open(folder, create=False) as book:
        found = timed("verify all", book.verify)
        assert found.holds
        print(", ".join(f"{count:,} {what}" for what, count in found.valid.items()))
        kept = Mark(size=found.size, root=found.root)
        again = timed("verify --since the last head", lambda: book.verify(trust=Trust(since=kept)))
        assert again.holds
        proof = timed("prove one report", lambda: book.prove([f"r{options.reports // 2:07}"]))
        print(f"a path of {len(proof.entries[-1].path)} hashes")
    timed("add 1,000 more", lambda: fill(folder, options, 1000, options.reports + int(time.time()) % 10**6))
    with Casebook.open(folder, create=False) as book:
        later = timed("verify --since, 1,000 reports later", lambda: book.verify(trust=Trust(since=kept)))
    assert later.holds
    assert later.valid["reports"] == 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=8)
    parser.add_argument("--mentions", type=int, default=12)
    parser.add_argument("--words", type=int, default=350)
    parser.add_argument("--keep", type=Path, default=None)
    options = parser.parse_args()
    if options.keep is not None:
        run(options.keep, options)
        return
    with tempfile.TemporaryDirectory() as name:
        run(Path(name) / "book", options)


if __name__ == "__main__":
    main()
