"""The index over perceptual hashes finds what a plain scan finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bearwitness.media import CLOSE, Looks

HASHES = st.integers(0, 2**64 - 1)


@given(HASHES, st.sets(st.integers(0, 63), max_size=14))
def test_a_hash_is_found_if_and_only_if_few_bits_differ(value: int, changed: set[int]) -> None:
    other = value
    for bit in changed:
        other ^= 1 << bit
    found = Looks([("it", f"{value:016x}")]).near(f"{other:016x}")
    assert found == ([(len(changed), "it")] if len(changed) <= CLOSE else [])


@given(st.lists(HASHES, max_size=30), HASHES)
def test_the_index_gives_what_a_scan_gives(values: list[int], asked: int) -> None:
    near = [asked ^ (1 << at) ^ (1 << 2 * at) for at in range(3)]
    named = [(str(at), one) for at, one in enumerate([*values, *near, asked, asked])]
    scanned = sorted((bits, name) for name, one in named if (bits := (one ^ asked).bit_count()) <= CLOSE)
    assert Looks((name, f"{one:016x}") for name, one in named).near(f"{asked:016x}") == scanned
