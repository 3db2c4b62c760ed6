"""Which pictures look alike: perceptual hashes that differ in few bits.

A hash of 64 bits is cut into nine bands of seven bits and one. Two hashes that differ in at most eight bits agree in at
least one of nine bands (Manku, Jain, Das Sarma 2007), so only those are compared that share a band.
"""

from __future__ import annotations

from collections.abc import Iterable

CLOSE = 8
"""Bits in which two pictures may differ and still be called alike."""
FEW = 20
"""Questions up to which every hash is compared."""
BANDS = tuple((at * 64 // (CLOSE + 1), (at + 1) * 64 // (CLOSE + 1)) for at in range(CLOSE + 1))


class Looks:
    """The pictures of a casebook by their perceptual hashes."""

    def __init__(self, looks: Iterable[tuple[str, str]]) -> None:
        """Names and hashes of 16 hexadecimal digits."""
        self._names: dict[int, list[str]] = {}
        for name, look in looks:
            self._names.setdefault(int(look, 16), []).append(name)
        self._bands: dict[tuple[int, int], list[int]] = {}
        self._asked = 0

    def near(self, look: str) -> list[tuple[int, str]]:
        """Bits of difference and name of every picture that looks like this one, the nearest first."""
        value = int(look, 16)
        found = [(bits, one) for one in self._met(value) if (bits := (one ^ value).bit_count()) <= CLOSE]
        return sorted((bits, name) for bits, one in found for name in self._names[one])

    def _met(self, value: int) -> Iterable[int]:
        """Hashes worth comparing; putting them into bands costs more than comparing all a few times."""
        self._asked += 1
        if self._asked < FEW:
            return self._names
        if not self._bands:
            for one in self._names:
                for band in _bands(one):
                    self._bands.setdefault(band, []).append(one)
        return {one for band in _bands(value) for one in self._bands.get(band, ())}


def _bands(value: int) -> list[tuple[int, int]]:
    return [(at, value >> low & (1 << high - low) - 1) for at, (low, high) in enumerate(BANDS)]
