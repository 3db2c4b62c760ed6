"""RFC 6962 Merkle trees: growing a tree, roots, inclusion and consistency proofs, and checking them.

Hashes are 32 bytes. A leaf is hashed with the prefix 0, an inner node with the prefix 1, so that neither can be passed
off as the other. The algorithms for checking are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from bearwitness.identity import leaf_hash, node_hash

__all__ = [
    "EMPTY",
    "Levels",
    "Tree",
    "consistency",
    "inclusion",
    "is_consistent",
    "is_included",
    "leaf_hash",
    "node_hash",
    "root",
]

EMPTY = hashlib.sha256(b"").digest()
"""Root of the tree without leaves."""
WIDTH = 32
"""Bytes of a hash."""


class Tree:
    """A tree that grows by leaves and keeps only the roots of its complete subtrees: memory is logarithmic."""

    def __init__(self, *, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """`peaks`: roots of the complete subtrees of a tree of `size` leaves, largest first; ValueError if their
        number does not fit the size.
        """
        self.size = size
        self._peaks = list(peaks)
        if len(self._peaks) != size.bit_count():
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(self._peaks)}"
            )

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Roots of the complete subtrees, largest first."""
        return tuple(self._peaks)

    def append(self, hashed: bytes) -> None:
        """One more leaf, given as its leaf hash."""
        merges = (~self.size & (self.size + 1)).bit_length() - 1  # how many peaks the new leaf completes
        for _ in range(merges):
            hashed = node_hash(self._peaks.pop(), hashed)
        self._peaks.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """The Merkle tree hash."""
        if not self._peaks:
            return EMPTY
        hashed = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            hashed = node_hash(peak, hashed)
        return hashed


class Levels:
    """A tree that keeps the root of every complete subtree, so that proofs cost a few hashes each. 64 bytes a leaf."""

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        """`hashes`: leaf hashes."""
        self._levels = [bytearray()]
        for one in hashes:
            self.append(one)

    @property
    def size(self) -> int:
        """Leaves."""
        return len(self._levels[0]) // WIDTH

    def append(self, hashed: bytes) -> None:
        """One more leaf, given as its leaf hash."""
        self._levels[0] += hashed
        for above, level in enumerate(self._levels, start=1):
            if len(level) // WIDTH % 2:
                return
            if above == len(self._levels):
                self._levels.append(bytearray())
            self._levels[above] += node_hash(bytes(level[-2 * WIDTH : -WIDTH]), bytes(level[-WIDTH:]))

    def root(self, start: int = 0, end: int | None = None) -> bytes:
        """The Merkle tree hash over the leaves from `start` to `end`, where the tree has such a subtree."""
        end = self.size if end is None else end
        width = end - start
        if width == 0:
            return EMPTY
        if width & (width - 1) == 0:
            at = start // width * WIDTH
            return bytes(self._levels[width.bit_length() - 1][at : at + WIDTH])
        split = start + _split(width)
        return node_hash(self.root(start, split), self.root(split, end))

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """Audit path that shows that leaf `index` is in the tree; IndexError if it is not."""
        if not 0 <= index < self.size:
            raise IndexError(f"no leaf {index} in a tree of {self.size}")
        start, end = 0, self.size
        path: list[bytes] = []
        while end - start > 1:
            split = start + _split(end - start)
            if index < split:
                path.append(self.root(split, end))
                end = split
            else:
                path.append(self.root(start, split))
                start = split
        return tuple(reversed(path))

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """Proof that the tree only continues the one over its first `old` leaves; ValueError if there was none."""
        if not 0 < old <= self.size:
            raise ValueError(f"no proof from {old} leaves to {self.size}")
        start, end, whole = 0, self.size, True
        path: list[bytes] = []
        while old != end:
            split = start + _split(end - start)
            if old <= split:
                path.append(self.root(split, end))
                end = split
            else:
                path.append(self.root(start, split))
                start, whole = split, False
        if not whole:
            path.append(self.root(start, end))
        return tuple(reversed(path))


def root(hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes."""
    tree = Tree()
    for one in hashes:
        tree.append(one)
    return tree.root()


def inclusion(hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Audit path that shows that leaf `index` is in the tree over these leaf hashes; IndexError if it is not."""
    return Levels(hashes).inclusion(index)


def is_included(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Whether `path` shows that the leaf hash `leaf` stands at `index` in the tree of `size` leaves and root
    `expected`.
    """
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    hashed = leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(sibling, hashed)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            hashed = node_hash(hashed, sibling)
        place >>= 1
        last >>= 1
    return last == 0 and hashed == expected


def consistency(hashes: Sequence[bytes], old: int) -> tuple[bytes, ...]:
    """Proof that the tree over these leaf hashes only continues the one over its first `old`; ValueError if there
    was no such tree.
    """
    return Levels(hashes).consistency(old)


def is_consistent(*, old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the tree of `size` leaves and this root continues the older one unchanged."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    steps = list(path)
    if old & (old - 1) == 0:  # a complete subtree: its root is the first step, and both sides know it
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before = node_hash(step, before)
            after = node_hash(step, after)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            after = node_hash(after, step)
        place >>= 1
        last >>= 1
    return last == 0 and before == old_root and after == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
