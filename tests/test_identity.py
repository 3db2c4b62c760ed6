"""Names that follow from content."""

from __future__ import annotations

import hashlib
import json

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bearwitness.identity import canonical, canonical_json, digest, jsonable, merkle_root, read_back, settle
from bearwitness.model import (
    Casualty,
    Claim,
    Evidence,
    Figure,
    Mention,
    Occurrence,
    PassageRef,
    Place,
)


def claim(key: str, *, start: int = 0, quote: str = "five dead", **more: object) -> Claim:
    evidence = (Evidence(PassageRef("p1", "body"), start, start + len(quote), quote),)
    body: dict[str, object] = {"kind": "occurrence", "occurrence": Occurrence(kind="attack", text="attack")}
    return Claim(id=key, report="r", about="main", modality="asserted", evidence=evidence, **(body | more))  # type: ignore[arg-type]


def casualty(key: str, *, part_of: str | None = None, start: int = 0, low: int = 5) -> Claim:
    figure = Figure(low=low, high=low, qualifier="exact", text=str(low))
    return claim(
        key,
        start=start,
        kind="casualty",
        occurrence=None,
        casualty=Casualty(outcome="killed", figure=figure, part_of=part_of),
    )


def test_claim_json_holds_its_own_kind_alone() -> None:
    row = jsonable(casualty("a"))
    assert "casualty" in row
    assert "weapon" not in row
    assert row["attribution"] is None
    assert read_back(row, Claim) == casualty("a")


def test_mention_json_says_resolved_and_reads_back() -> None:
    mention = Mention(
        kind="place", passage="p1", start=0, end=4, quote="Kyiv", place=Place(text="Kyiv", geonames=703448)
    )
    row = jsonable(mention)
    assert row["resolved"]["geonames"] == 703448
    assert read_back(row, Mention) == mention


def test_reading_back_names_the_field_that_does_not_fit() -> None:
    row = jsonable(casualty("a"))
    row["casualty"]["outcome"] = "vaporised"
    with pytest.raises(msgspec.ValidationError, match=r"casualty\.outcome"):
        read_back(row, Claim)


@given(
    st.permutations(
        [
            casualty("total"),
            casualty("part", part_of="total", start=20, low=2),
            casualty("deeper", part_of="part", start=40, low=1),
        ]
    )
)
def test_settled_ids_do_not_depend_on_the_order_of_rules(claims: list[Claim]) -> None:
    total, part, deeper = settle(claims)
    assert part.casualty is not None
    assert deeper.casualty is not None
    assert part.casualty.part_of == total.id
    assert deeper.casualty.part_of == part.id
    assert [one.id for one in settle(claims)] == [total.id, part.id, deeper.id]


def test_keys_of_the_extractor_leave_no_trace_in_ids() -> None:
    assert settle([casualty("k1")]) == settle([casualty("another key")])


def test_a_circle_of_parts_is_cut_and_a_missing_total_is_nothing() -> None:
    circle = settle([casualty("a", part_of="b"), casualty("b", part_of="a", start=20)])
    assert len(circle) == 2
    (lone,) = settle([casualty("a", part_of="not there")])
    assert lone.casualty is not None
    assert lone.casualty.part_of is None


def test_same_claim_found_by_two_rules_with_one_name_is_one() -> None:
    assert len(settle([casualty("a"), casualty("b")])) == 1


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text(max_size=20)),
    )
)
def test_canonical_bytes_are_json_and_ignore_the_order_of_keys(value: dict[str, object]) -> None:
    backwards = dict(reversed(list(value.items())))
    assert canonical(value) == canonical(backwards)
    assert json.loads(canonical(value)) == value


def test_framing_keeps_domains_and_lengths_apart() -> None:
    assert digest("claim/1", b"ab") != digest("claim/1a", b"b")
    assert digest("claim/1", b"x") != digest("report/1", b"x")
    assert digest("claim/1", b"x") == hashlib.sha256(b"bearwitness/claim/1\x001\x00x").hexdigest()


RFC_6962_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
RFC_6962_ROOTS = {  # reference values of the Certificate Transparency test suites
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", sorted(RFC_6962_ROOTS))
def test_merkle_root_matches_the_reference(size: int) -> None:
    assert merkle_root(bytes.fromhex(one) for one in RFC_6962_LEAVES[:size]) == RFC_6962_ROOTS[size]


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.floats(-200, 200)
    | st.sampled_from([0.0, -0.0, 1.0, 1e-4, 9.9e-5, 1e15, 1e16, 1e21, 1e22, 50.45])
    | TEXT
    | st.text('"\\/\b\f\n\r\t\x00\x1f\x7f\u2028é\U0001f600'),
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=12,
)


@given(JSON)
def test_canonical_bytes_are_those_of_rfc_8785(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [2**53, float("nan"), float("inf"), "\ud800", {"a": [-(2**60)]}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises((rfc8785.CanonicalizationError, ValueError)):
        canonical_json(value)
