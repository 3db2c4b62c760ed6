"""The two seed reports, kept beside the project and never in it: only counts and kinds stand here, no sentence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bearwitness.acquire import captures
from bearwitness.documents import read
from bearwitness.model import Acquired, Report

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed reports are not beside the project")


def report(name: str) -> Report:
    (found,) = captures([SEEDS / name])
    assert isinstance(found, Acquired)
    return read(found)


def test_a_page_saved_as_text_is_split_into_body_note_furniture_and_thread() -> None:
    hospital = report("000_38b647d896ad4efc.txt")
    count = Counter(one.kind for one in hospital.passages)
    assert count == {"lead": 1, "body": 8, "author_note": 1, "boilerplate": 4, "comment": 19}
    order = [one.kind for one in hospital.passages]
    assert order.index("comment") > max(at for at, kind in enumerate(order) if kind in ("body", "author_note"))
    note = next(one for one in hospital.passages if one.kind == "author_note")
    assert "degree" in note.text
    assert "@" in note.text
    assert hospital.language == "en"


def test_its_thread_has_authors_ages_parents_and_marks_of_truncation() -> None:
    hospital = report("000_38b647d896ad4efc.txt")
    thread = [one for one in hospital.passages if one.kind == "comment"]
    by_id = {one.id: one for one in thread}
    assert all(one.author and one.time == "2 months ago" for one in thread)
    assert len({one.author for one in thread}) == 11
    answers = [one for one in thread if one.parent]
    assert len(answers) == 9
    assert all(by_id[one.parent or ""].author for one in answers)
    assert all(int((one.parent or "p0")[1:]) < int(one.id[1:]) for one in answers)
    assert sum(one.truncated for one in thread) == 2
    assert not any("@guest" in one.text or "Reply to" in one.text or "Read more" in one.text for one in thread)
    assert [one.parent for one in thread if one.author == "Andrew D"] == [
        next(one.id for one in thread if one.author == "Quentin D63")
    ]


def test_a_report_without_anything_else_is_body_only() -> None:
    cities = report("003_4a3c28ab3074691d.txt")
    assert Counter(one.kind for one in cities.passages) == {"lead": 1, "body": 7}
    assert cities.title is None
    assert cities.published is None


@pytest.mark.parametrize("name", ["000_38b647d896ad4efc.txt", "003_4a3c28ab3074691d.txt"])
def test_the_outlets_own_words_are_all_there_in_their_order(name: str) -> None:
    text = " ".join((SEEDS / name).read_text(encoding="utf-8").split())
    cursor = 0
    for one in report(name).own():
        at = text.find(" ".join(one.text.split()), cursor)
        assert at >= cursor, one.id
        cursor = at + len(one.text)
