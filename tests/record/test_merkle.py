"""RFC 6962: the known vectors, proofs that hold, and proofs that must not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.identity import merkle_root
from bearwitness.record.merkle import (
    EMPTY,
    Levels,
    Tree,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    root,
)

# The eight leaves, roots and paths that implementations of Certificate Transparency are tested with.
LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
HASHES = [leaf_hash(one) for one in LEAVES]

hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def test_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert root([]) == EMPTY
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle_root([]) == EMPTY.hex()


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size: int) -> None:
    assert root(HASHES[:size]).hex() == ROOTS[size - 1]
    assert merkle_root(LEAVES[:size]) == ROOTS[size - 1]


def test_known_inclusion_path() -> None:
    assert [one.hex() for one in inclusion(HASHES, 0)] == [A, B, C]
    assert [one.hex() for one in inclusion(HASHES, 5)] == [F, E, ROOTS[3]]


@pytest.mark.parametrize(("old", "size", "path"), [(1, 8, [A, B, C]), (6, 8, [D, E, ROOTS[3]]), (2, 5, [B, F])])
def test_known_consistency_paths(old: int, size: int, path: list[str]) -> None:
    assert [one.hex() for one in consistency(HASHES[:size], old)] == path


def test_a_leaf_is_never_taken_for_a_node() -> None:
    two = [leaf_hash(b"a"), leaf_hash(b"b")]
    assert root([leaf_hash(two[0] + two[1])]) != root(two)


@settings(max_examples=40, deadline=None)
@given(hashes)
def test_every_leaf_is_shown_to_be_in_the_tree(leaves: list[bytes]) -> None:
    expected = root(leaves)
    for index, leaf in enumerate(leaves):
        path = inclusion(leaves, index)
        assert is_included(leaf=leaf, index=index, size=len(leaves), path=path, expected=expected)
        assert len(path) <= (len(leaves) - 1).bit_length()


@settings(max_examples=40, deadline=None)
@given(hashes, st.data())
def test_inclusion_fails_for_another_leaf_place_size_root_or_path(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion(leaves, index)
    good = {"leaf": leaves[index], "index": index, "size": len(leaves), "path": path, "expected": root(leaves)}
    flipped = bytes([leaves[index][0] ^ 1]) + leaves[index][1:]
    assert not is_included(**(good | {"leaf": flipped}))
    assert not is_included(**(good | {"index": len(leaves)}))
    assert not is_included(**(good | {"index": -1}))
    assert not is_included(**(good | {"path": (*path, flipped)}))
    assert not is_included(**(good | {"expected": EMPTY}))
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        broken = (*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :])
        assert not is_included(**(good | {"path": broken}))
        assert not is_included(**(good | {"path": path[:-1]}))


@settings(max_examples=40, deadline=None)
@given(hashes, st.data())
def test_every_older_tree_is_shown_to_be_continued(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    path = consistency(leaves, old)
    good = {"old": old, "old_root": root(leaves[:old]), "size": len(leaves), "root": root(leaves), "path": path}
    assert is_consistent(**good)
    assert not is_consistent(**(good | {"old_root": EMPTY}))
    assert not is_consistent(**(good | {"root": EMPTY}))
    assert not is_consistent(**(good | {"old": 0}))
    assert not is_consistent(**(good | {"path": (*path, EMPTY)}))
    if path:
        assert not is_consistent(**(good | {"path": path[:-1]}))


@settings(max_examples=40, deadline=None)
@given(hashes, st.data())
def test_a_rewritten_past_has_no_proof(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    at = data.draw(st.integers(0, old - 1))
    other = [*leaves[:at], bytes(32 * [leaves[at][0] ^ 0xFF]), *leaves[at + 1 :]]
    path = consistency(other, old)
    assert not is_consistent(old=old, old_root=root(leaves[:old]), size=len(other), root=root(other), path=path)


@settings(max_examples=40, deadline=None)
@given(hashes, st.integers(0, 40))
def test_a_tree_goes_on_from_its_peaks(leaves: list[bytes], at: int) -> None:
    first = Tree()
    for one in leaves[:at]:
        first.append(one)
    then = Tree(size=first.size, peaks=first.peaks)
    for one in leaves[at:]:
        then.append(one)
    assert then.root() == root(leaves)
    assert len(then.peaks) <= then.size.bit_length()


def split_of(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def path_by_the_book(leaves: list[bytes], index: int) -> list[bytes]:
    """PATH(m, D[n]) as RFC 6962, section 2.1.1, writes it."""
    if len(leaves) == 1:
        return []
    split = split_of(len(leaves))
    if index < split:
        return [*path_by_the_book(leaves[:split], index), root(leaves[split:])]
    return [*path_by_the_book(leaves[split:], index - split), root(leaves[:split])]


def proof_by_the_book(leaves: list[bytes], old: int, *, whole: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[n], b) as RFC 6962, section 2.1.2, writes it."""
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    split = split_of(len(leaves))
    if old <= split:
        return [*proof_by_the_book(leaves[:split], old, whole=whole), root(leaves[split:])]
    return [*proof_by_the_book(leaves[split:], old - split, whole=False), root(leaves[:split])]


@pytest.mark.parametrize("size", range(1, 70))
def test_proofs_are_those_of_the_definition(size: int) -> None:
    leaves = [leaf_hash(bytes([at])) for at in range(size)]
    tree = Levels(leaves)
    assert tree.root() == root(leaves)
    for at in range(size):
        assert list(tree.inclusion(at)) == path_by_the_book(leaves, at)
        assert list(tree.consistency(at + 1)) == proof_by_the_book(leaves, at + 1)


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="complete subtrees"):
        Tree(size=3, peaks=[bytes(32)])


@pytest.mark.parametrize("index", [-1, 8])
def test_there_is_no_path_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion(HASHES, index)


@pytest.mark.parametrize("old", [0, 9])
def test_there_is_no_proof_from_a_tree_that_never_was(old: int) -> None:
    with pytest.raises(ValueError, match="no proof"):
        consistency(HASHES, old)
