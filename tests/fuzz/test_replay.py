"""The corpus of `benchmarks/fuzz/read.py`, as it is and simply damaged: an error has a name, and nothing hangs."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bearwitness.acquire import captures
from bearwitness.documents import read
from bearwitness.errors import InputError

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
ROUNDS = 12
SECONDS = 10


def reports(path: Path) -> int:
    """How many reports are read from the file; any error but an InputError is raised."""
    good = 0
    for one in captures([path]):
        if isinstance(one, InputError):
            continue
        try:
            read(one)
        except InputError:
            continue
        good += 1
    return good


def damaged(data: bytes, seed: str) -> Iterator[bytes]:
    """The bytes cut short, with bytes changed, with a piece taken out, and with a piece that stands twice."""
    chance = random.Random(seed)
    for _ in range(ROUNDS // 4):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        changed = bytearray(data)
        for _ in range(1 + len(data) // 100):
            changed[chance.randrange(len(data))] = chance.choice((0, 0x0A, 0x22, 0x3C, 0x7B, 0x80, 0xD8, 0xFF))
        yield from (data[:at], bytes(changed), data[:at] + data[end:], data[:end] + data[at:])


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_each_seed_holds_a_report(path: Path) -> None:
    assert reports(path)


@pytest.mark.parametrize("path", [one for one in CORPUS if one.suffix != ".pdf"], ids=lambda path: path.name)
def test_damaged_input_is_read_or_named(path: Path, tmp_path: Path) -> None:
    target = tmp_path / path.name
    for data in damaged(path.read_bytes(), path.name):
        target.write_bytes(data)
        start = time.monotonic()
        reports(target)
        assert time.monotonic() - start < SECONDS
