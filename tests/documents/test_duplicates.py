"""Near duplicates in a whole casebook: candidates by fingerprints, and what is then judged of them."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.documents.duplicates import Index
from bearwitness.languages.likeness import containment, covered, fingerprints, shingles
from bearwitness.model import Passage, Report
from bearwitness.pipeline import copied
from bearwitness.reconcile.copies import EXCERPT, judge

WORDS = [f"{first}{second}" for first in "bdfgklmnprst" for second in ("ado", "ema", "ilo", "ona", "ura", "yte", "ous")]


def report(name: str, text: str, **fields: str) -> Report:
    made = Report(id=name, capture="0" * 64, passages=(Passage(id="p1", kind="body", text=text),))
    return msgspec.structs.replace(made, **fields)


def text(seed: int, length: int = 200) -> list[str]:
    chance = random.Random(seed)
    return [chance.choice(WORDS) for _ in range(length)]


def told(*reports: Report, names: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
    held = {one.id: one for one in reports}
    found = copied(names or tuple(held), held.values(), held.__getitem__)
    return {name: (copy.of, copy.way) for name, copy in found.copies.items()}


def test_each_way_of_copying_is_told() -> None:
    listed = text(1)
    whole = " ".join(listed)
    changed = " ".join("another" if at % 20 == 10 else word for at, word in enumerate(listed))
    found = told(
        report("a", whole, title="One", published="2024-07-08"),
        report("b", whole, title="One", published="2024-07-09"),
        report("c", whole, title="Two", published="2024-07-09"),
        report("d", " ".join(listed[60:110]), title="Two", published="2024-07-09"),
        report("e", changed, title="One", published="2024-07-09"),
        report("f", " ".join(text(2)), title="One", published="2024-07-09"),
    )
    assert found == {
        "b": ("a", "exact"),
        "c": ("a", "headline"),
        "d": ("a", "excerpt"),
        "e": ("a", "edited"),
    }


def test_a_report_brought_up_to_date_is_no_copy() -> None:
    listed = text(3)
    early = report("a", " ".join(listed), published="2024-07-08")
    later = report("b", " ".join([*text(4, 120), *listed[:130]]), published="2024-07-09")
    assert told(early, later) == {}


def test_a_sentence_at_the_foot_of_every_report_makes_no_candidates() -> None:
    foot = text(5, 20)
    index = Index()
    for at in range(10):
        index.add(report(f"r{at}", " ".join([*text(10 + at), *foot])))
    assert index.near(["r0", "r3"]) == ()


def test_what_is_old_is_told_only_where_it_meets_what_is_new() -> None:
    listed, other = text(6), text(7)
    reports = (
        report("a", " ".join(listed), published="2024-07-08"),
        report("b", " ".join(listed), published="2024-07-09"),
        report("c", " ".join(other), published="2024-07-10"),
        report("d", " ".join(other), published="2024-07-07"),
    )
    assert told(*reports, names=("d",)) == {"c": ("d", "exact")}


def test_copies_are_looked_for_in_the_same_weeks_or_where_the_day_is_unknown() -> None:
    whole = " ".join(text(20))
    old, undated = report("a", whole, published="2020-01-01"), report("c", whole)
    new = report("b", whole, published="2024-07-09")
    assert told(old, new, names=("b",)) == {}
    assert told(report("a", whole, published="2024-06-01"), new, names=("b",)) == {"b": ("a", "exact")}
    assert told(undated, new, names=("b",)) == {"c": ("b", "exact")}
    assert told(old, undated, names=("c",)) == {"c": ("a", "exact")}


def test_a_copy_of_an_excerpt_names_the_original() -> None:
    listed = text(8)
    reports = (
        report("a", " ".join(listed), published="2024-07-08"),
        report("b", " ".join(listed[:150]), published="2024-07-09"),
        report("c", " ".join(listed[100:150]), published="2024-07-10"),
    )
    assert told(*reports, names=("c",)) == {"c": ("a", "excerpt")}


def test_of_reports_in_another_language_it_is_unknown() -> None:
    held = {
        name: report(name, " ".join(text(at)), language=code)
        for at, (name, code) in enumerate((("a", "en"), ("b", "en"), ("c", "uk")))
    }
    assert copied(held, held.values(), held.__getitem__).unknown == ("c",)
    assert copied(("a",), held.values(), held.__getitem__).unknown == ()


@pytest.mark.parametrize("length", [0, 1, 4, 5, 12])
def test_short_texts_have_few_fingerprints_or_none(length: int) -> None:
    found = fingerprints(text(9, length))
    assert len(found) == (0 if length < 5 else 1 if length == 5 else len(found))
    assert fingerprints(text(9, length)).tolist() == found.tolist()


def test_words_are_covered_by_runs_of_three() -> None:
    listed = text(11, 60)
    assert covered(listed, listed) == 1
    assert covered(listed, text(12, 60)) < 0.3
    assert covered([], listed) == 0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), start=st.integers(0, 150), length=st.integers(12, 50), before=st.integers(0, 40))
def test_twelve_words_in_a_row_share_a_fingerprint(seed: int, start: int, length: int, before: int) -> None:
    listed = text(seed)
    part = [*text(seed + 1, before), *listed[start : start + length], *text(seed + 2, 40)]
    if start + length <= len(listed):
        assert set(fingerprints(part).tolist()) & set(fingerprints(listed).tolist())


@settings(max_examples=40, deadline=None)
@given(seeds=st.lists(st.integers(0, 3), min_size=2, max_size=8), data=st.data())
def test_the_order_of_the_reports_does_not_matter(seeds: list[int], data: st.DataObject) -> None:
    reports = []
    for at, seed in enumerate(seeds):
        listed = text(seed)
        cut = data.draw(st.integers(0, 120))
        reports.append(report(f"r{at}", " ".join(listed[cut:]), published=f"2024-07-{1 + seed:02}"))
    shuffled = data.draw(st.permutations(reports))
    assert told(*reports) == told(*shuffled)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), start=st.integers(0, 160), length=st.integers(25, 80), every=st.integers(12, 60))
def test_excerpts_are_candidates(seed: int, start: int, length: int, every: int) -> None:
    listed = text(seed)
    part = ["changed" if at % every == every - 1 else word for at, word in enumerate(listed[start : start + length])]
    one, other = report("a", " ".join(listed)), report("b", " ".join(part))
    index = Index()
    index.add(one)
    index.add(other)
    if containment(shingles(part), shingles(listed)) >= EXCERPT:  # what is certain; see `reconcile.copies`
        assert judge(other, one) is not None
        assert index.candidates("a", "b")
