"""Agreement against published worked examples, and over Decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bearwitness.model import Correction, Figure
from bearwitness.review import overlay
from bearwitness.review.agreement import agreements, cohen, interval, krippendorff
from bearwitness.review.making import on_claim
from review.builders import by, killed, report

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units.
FOUR = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[one for one in unit if one is not None] for unit in zip(*FOUR, strict=True)]


def test_krippendorffs_own_examples() -> None:
    assert krippendorff(UNITS) == pytest.approx(0.743, abs=0.0005)
    assert krippendorff(UNITS, interval) == pytest.approx(0.849, abs=0.0005)
    binary = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))
    assert krippendorff(binary) == pytest.approx(0.095, abs=0.0005)
    names = list(zip("aabbdcccedda", "babbbcccedd" + "d", strict=True))
    assert krippendorff(names) == pytest.approx(0.692, abs=0.0005)


def test_cohens_kappa_of_the_usual_two_by_two_table() -> None:
    """20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.70, by chance 0.50."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohen(pairs) == pytest.approx(0.4)


def test_cohens_kappa_of_two_tables_with_the_same_observed_agreement() -> None:
    """Both agree in 60 of 100; what chance would give differs (Smeeton 1985)."""
    first = [(1, 1)] * 45 + [(1, 0)] * 15 + [(0, 1)] * 25 + [(0, 0)] * 15
    second = [(1, 1)] * 25 + [(1, 0)] * 35 + [(0, 1)] * 5 + [(0, 0)] * 35
    assert cohen(first) == pytest.approx(0.1304, abs=0.0001)
    assert cohen(second) == pytest.approx(0.2593, abs=0.0001)


def test_where_nothing_varies_there_is_no_coefficient() -> None:
    assert cohen([]) is None
    assert cohen([("a", "a")] * 5) is None
    assert krippendorff([["a", "a"], ["a", "a"]]) is None
    assert krippendorff([["a"], ["b"]]) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_coefficients_are_at_most_one_and_the_same_with_the_raters_turned_round(pairs) -> None:
    turned = [(b, a) for a, b in pairs]
    for found, other in (
        (cohen(pairs), cohen(turned)),
        (krippendorff(pairs), krippendorff(turned)),
        (krippendorff(pairs, interval), krippendorff(turned, interval)),
    ):
        assert found == pytest.approx(other)
        assert found is None or found <= 1.0 + 1e-9
        if found is not None and all(a == b for a, b in pairs):
            assert found == pytest.approx(1.0)


def test_reviewers_are_compared_with_each_other_and_with_the_extractor() -> None:
    told = report()
    one, other = killed(told), killed(told, "Nine were hurt", 9, rule="active")
    eight = Figure(low=8, high=8, qualifier="exact", text="8")
    ana = on_claim(by("Ana"), "correct", one, told, correction=Correction(figure=eight))
    ben = on_claim(by("Ben", ana), "correct", one, told, correction=Correction(figure=eight))
    ana2 = on_claim(by("Ana", ana, ben), "reject", other, told)
    ben2 = on_claim(by("Ben", ana, ben, ana2), "accept", other, told)
    over = overlay({told.id: told}, {one.id: one, other.id: other}, [ana, ben, ana2, ben2])
    rows = {(row.between, row.by, row.of, row.field): row for row in agreements(over)}
    pair = ("Ana", "Ben"), "all", "all", "verdict"
    assert rows[pair].units == 2
    assert rows[pair].agree == 0.5
    numbers = rows[("Ana", "Ben"), "all", "all", "number"]
    assert (numbers.units, numbers.agree) == (1, 1.0)
    assert rows[("Ana", "extractor"), "all", "all", "value"].agree == 0.0
    assert rows[("Ben", "extractor"), "construction", "active", "value"].agree == 1.0
    assert rows[("Ben", "extractor"), "kind", "casualty", "value"].units == 2
    assert not any(row.by == "construction" and row.of == "passive" and row.units != 1 for row in agreements(over))
