"""Promise 5: the same set of reports gives the same record, byte for byte, in any order and however often."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bearwitness.casebook import Casebook
from bearwitness.identity import canonical
from bearwitness.pipeline import Understood, editions
from conftest import EXAMPLES, records_of, understood_files


@pytest.fixture(scope="module")
def examples() -> list[Understood]:
    """The demo's reports, all the way to claims."""
    return understood_files([EXAMPLES])


def bytes_of(found: Sequence[Understood]) -> bytes:
    return canonical(list(records_of(found)))


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_repetition_of_any_subset(examples: list[Understood], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(range(len(examples))), min_size=1, unique=True))
    again = data.draw(st.lists(st.sampled_from(chosen)))
    shuffled = data.draw(st.permutations(chosen + again))
    assert bytes_of([examples[at] for at in shuffled]) == bytes_of([examples[at] for at in sorted(chosen)])


def fill(folder: Path, found: Sequence[Understood]) -> bytes:
    """A casebook made by adding reports in this order, and its records."""
    with Casebook.open(folder, create=True) as book:
        rows = ((one.acquired.capture, one.acquired.data, one.report, one.mentions, one.claims) for one in found)
        for _, result in book.add_many(rows):
            assert result in ("added", "known"), result
        return canonical(list(editions(book.reports(), book.claims())))


@pytest.mark.parametrize("seed", range(6))
def test_casebooks_filled_in_any_order_hold_the_same_record(
    examples: list[Understood], tmp_path: Path, seed: int
) -> None:
    shuffled = examples * 2
    random.Random(seed).shuffle(shuffled)
    assert fill(tmp_path / "shuffled", shuffled) == fill(tmp_path / "plain", examples)


def test_adding_the_same_reports_again_changes_no_byte_of_the_log(examples: list[Understood], tmp_path: Path) -> None:
    fill(tmp_path / "book", examples)
    with Casebook.open(tmp_path / "book", create=False) as book:
        before = book.head()
    fill(tmp_path / "book", list(reversed(examples)))
    with Casebook.open(tmp_path / "book", create=False) as book:
        assert book.head() == before
        assert book.verify().holds
