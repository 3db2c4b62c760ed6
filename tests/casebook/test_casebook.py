"""What goes in comes out: idempotence, ids, versions, order, and refusals that leave the casebook as it was."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.casebook import Casebook
from bearwitness.errors import BadField, CasebookBroken, CasebookError, IdTaken, NotFound
from bearwitness.model import Claim, Figure, Passage
from bearwitness.record.verify import Trust
from casebook.items import Still, claims, contents, database, dump, evidence, fill, holds, item, tree_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "book"


def test_what_was_added_comes_back(folder: Path) -> None:
    items = [item(number) for number in range(3)]
    assert fill(folder, items) == ["added"] * 3
    with Casebook.open(folder, create=False) as book:
        assert list(book.reports()) == [one[2] for one in items]
        assert list(book.claims()) == sorted((c for one in items for c in one[4]), key=lambda one: one.id)
        assert list(book.mentions()) == [(one[2].id, mention) for one in items for mention in one[3]]
        kept = book.report("r001")
        assert (kept.report, kept.mentions, kept.claims) == items[1][2:]
        assert book.capture(items[1][0].sha256) == ((items[1][0],), items[1][1])
        head = book.head()
        assert head is not None
        assert head.size == 10
        found = book.verify()
    assert found.holds
    assert found.root == head.root
    assert found.checks == ()
    assert found.valid == {
        "captures": 3, "capture files": 3, "reports": 3, "claim sets": 3, "claims": 6, "mentions": 3, "entries": 10,
        "heads": 1, "keys": 1, "signatures": 1,
    }  # fmt: skip


def test_adding_again_changes_no_byte_of_any_file(folder: Path) -> None:
    items = [item(number) for number in range(5)]
    fill(folder, items)
    before = tree_of(folder)
    assert fill(folder, items[::-1] + items) == ["known"] * 10
    assert tree_of(folder) == before


def test_a_report_twice_in_one_batch_is_added_once(folder: Path) -> None:
    assert fill(folder, [item(1), item(1), item(2)]) == ["added", "known", "added"]
    assert holds(folder)


def test_another_report_with_the_same_id_is_refused_and_both_captures_are_named(folder: Path) -> None:
    first, other = item(1), item(1, text="Shell fire on Lisove killed nobody, the mayor said.", address="b.jsonl#7")
    fill(folder, [first])
    before = tree_of(folder)
    with Casebook.open(folder, create=False) as book, pytest.raises(IdTaken) as caught:
        book.add(*other)
    for named in (first[0].sha256, other[0].sha256, "r001.txt", "b.jsonl#7", "another id"):
        assert named in str(caught.value)
    assert tree_of(folder) == before


def test_a_refused_report_does_not_hinder_the_rest_of_its_batch(folder: Path) -> None:
    taken = item(1, text="Shell fire on Lisove killed nobody, the mayor said.")
    results = fill(folder, [item(1), taken, item(2)])
    assert [type(one) for one in results] == [str, IdTaken, str]
    assert holds(folder)
    with Casebook.open(folder, create=False) as book:
        assert [one.id for one in book.reports()] == ["r001", "r002"]
        assert book.report("r001").report == item(1)[2]


def test_a_newer_extractor_adds_a_claim_set_and_the_older_one_stays(folder: Path) -> None:
    old, new = item(1), item(1, version="bearwitness 0.10.0")
    assert fill(folder, [old, new]) == ["added", "added"]
    with Casebook.open(folder, create=False) as book:
        assert list(book.claims()) == sorted(new[4], key=lambda one: one.id)
        assert [one.extractor for one in book.history("r001")] == ["bearwitness 0.1.0", "bearwitness 0.10.0"]
        assert book.history("r001")[0].claims == old[4]
        assert book.verify().valid["claims"] == 4
    assert fill(folder, [old, new]) == ["known", "known"]


def test_the_newest_extractor_counts_whichever_came_last(folder: Path, tmp_path: Path) -> None:
    versions = ["bearwitness 0.9.0", "bearwitness 0.10.0", "bearwitness 0.2.0"]
    made = [item(1, version=one) for one in versions]
    fill(folder, made)
    fill(tmp_path / "other", made[::-1])
    assert contents(folder) == contents(tmp_path / "other")
    with Casebook.open(folder, create=False) as book:
        assert book.report("r001").extractor == "bearwitness 0.10.0"


def test_a_newer_extractor_that_finds_nothing_takes_back_what_the_older_one_found(folder: Path) -> None:
    fill(folder, [item(1)])
    capture, data, report, _, _ = item(1)
    with Casebook.open(folder, create=False, extractor="bearwitness 0.2.0") as book:
        assert book.add(capture, data, report, (), ()) == "added"
        assert list(book.claims()) == []
        assert len(book.history("r001")[0].claims) == 2


def test_a_newer_version_may_read_the_same_capture_otherwise(folder: Path) -> None:
    old = item(1)
    parts = (
        Passage(id="p1", kind="title", text="Shell fire"),
        Passage(id="p2", kind="body", text=old[2].passages[0].text),
    )
    again = msgspec.structs.replace(old[2], passages=parts)
    fill(folder, [old])
    with Casebook.open(folder, create=False, extractor="bearwitness 0.2.0") as book:
        assert book.add(old[0], old[1], again, (), ()) == "added"
        assert list(book.reports()) == [again]
        assert [one.report for one in book.history("r001")] == [old[2], again]
        assert book.verify().holds


def test_the_same_version_that_reads_the_same_capture_otherwise_is_refused_unless_asked_for(folder: Path) -> None:
    fill(folder, [item(1, published="2026-02-01")])
    other = item(1, published="2026-02-02")
    before = tree_of(folder)
    with Casebook.open(folder, create=False) as book:
        with pytest.raises(IdTaken, match="published"):
            book.add(*other)
        assert tree_of(folder).keys() - before.keys() <= {"casebook.sqlite-wal", "casebook.sqlite-shm"}
        assert book.add(*other, reread=True) == "added"
        assert book.report("r001").report.published == "2026-02-02"
        assert len(book.history("r001")) == 2


@pytest.mark.parametrize("turned", [False, True])
def test_what_one_telling_leaves_open_another_fills_in_either_order(folder: Path, turned: bool) -> None:
    bare, dated = item(1), item(1, published="2026-02-01", published_from="given")
    fill(folder, [dated, bare] if turned else [bare, dated])
    assert fill(folder, [bare, dated]) == ["known", "known"]
    with Casebook.open(folder, create=False) as book:
        assert book.report("r001").report == dated[2]
        assert book.verify().holds


def test_fetching_the_same_bytes_later_adds_nothing(folder: Path) -> None:
    first, later = item(1, retrieved="2026-02-01T10:00:00Z"), item(1, retrieved="2026-02-02T10:00:00Z")
    assert fill(folder, [first, later]) == ["added", "known"]


def test_one_capture_may_hold_two_reports_and_be_found_at_two_addresses(folder: Path) -> None:
    text = item(1)[2].passages[0].text
    fill(folder, [item(1), item(1, text=text, id="copy", address="copy.txt")])
    with Casebook.open(folder, create=False) as book:
        found, _ = book.capture(item(1)[0].sha256)
        assert [one.address for one in found] == ["r001.txt", "copy.txt"]
        assert book.verify().valid["capture files"] == 2
    assert sum(1 for one in tree_of(folder) if one.startswith("captures/")) == 1


@given(order=st.permutations(range(6)), again=st.lists(st.integers(0, 5), max_size=6), batch=st.integers(1, 7))
@settings(max_examples=8, deadline=None)
def test_order_repetition_and_batches_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], again: list[int], batch: int
) -> None:
    made = [item(number, version=f"bearwitness 0.{number % 3}.0") for number in range(4)]
    made += [item(2, version="bearwitness 0.9.0"), item(3, version="bearwitness 0.0.1")]
    plain, mixed = (tmp_path_factory.mktemp("books") / one for one in ("plain", "mixed"))
    fill(plain, made)
    fill(mixed, [made[at] for at in [*order, *again]], batch=batch)
    assert contents(plain) == contents(mixed)


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("surrogate in the title", {"title": "half \ud83d"}, r"report\.title holds half a surrogate pair"),
    ("surrogate in a passage", {"passages": (Passage(id="p1", kind="body", text="\udfff"),)}, r"passages\[0\]\.text"),
    ("surrogate in the id", {"id": "r\ud800"}, "surrogate"),
    ("empty id", {"id": " "}, "no id"),
    ("control character in the id", {"id": "a\0b"}, "no id"),
    ("endless id", {"id": "x" * 5000}, "no id"),
    ("another capture", {"capture": "0" * 64}, "another capture"),
    ("two passages of one id", {"passages": (Passage(id="p1", kind="body", text="a"),) * 2}, "same id"),
]


@pytest.mark.parametrize(("report", "match"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_reports_that_cannot_be_kept(folder: Path, report: dict[str, Any], match: str) -> None:
    fill(folder, [item(1)])
    before = tree_of(folder)
    capture, data, told, _, _ = item(2)
    with Casebook.open(folder, create=False) as book, pytest.raises(BadField, match=match) as caught:
        book.add(capture, data, msgspec.structs.replace(told, **report))
    assert str(caught.value).isprintable()
    assert tree_of(folder) == before


def test_words_that_do_not_stand_there_are_refused(folder: Path) -> None:
    capture, data, report, mentions, (first, second) = item(1)
    moved = msgspec.structs.replace(first.evidence[0], start=0, end=6)
    speaker = msgspec.structs.replace(evidence(report, "the mayor"), quote="the Mayor")
    wrong: dict[str, Claim] = {
        "its quote is not what stands at p1": msgspec.structs.replace(first, evidence=(moved,)),
        "shows no words": msgspec.structs.replace(first, evidence=()),
        "of report other": msgspec.structs.replace(first, report="other"),
        "p1 has no span": msgspec.structs.replace(
            first, evidence=(msgspec.structs.replace(moved, start=-3, end=-1, quote="𐍈"),)
        ),
        "its quote is not": msgspec.structs.replace(
            first,
            attribution=msgspec.structs.replace(first.attribution, evidence=speaker),  # type: ignore[type-var]
        ),
        "two of its claims have the same id": second,
        "more than one version": msgspec.structs.replace(first, id="x", extractor="bearwitness 7"),
        r"claims\[1\]\.casualty\.figure\.low is a number too large": msgspec.structs.replace(
            first,
            id="big",
            casualty=msgspec.structs.replace(
                first.casualty,
                figure=Figure(low=10**30, high=None, qualifier="exact", text="1"),  # type: ignore[type-var]
            ),
        ),
    }
    with Casebook.open(folder, create=True) as book:
        for match, claim in wrong.items():
            with pytest.raises(BadField, match=match):
                book.add(capture, data, report, mentions, (second, claim))
        shifted = msgspec.structs.replace(mentions[0], start=mentions[0].start + 1, end=mentions[0].end + 1)
        with pytest.raises(BadField, match="mention of a place"):
            book.add(capture, data, report, (shifted,), ())
        assert book.head() is None
        assert book.verify().holds


def test_bytes_that_are_not_the_captures_are_refused(folder: Path) -> None:
    capture, data, report, mentions, claims = item(1)
    with Casebook.open(folder, create=True) as book, pytest.raises(BadField, match="SHA-256"):
        book.add(capture, data + b"x", report, mentions, claims)


HOSTILE = [
    "../../etc/passwd",
    "/etc/passwd",
    "a/b",
    "..",
    "con",
    "~root",
    "'; DROP TABLE reports; --",
    "x" * 300,
    "𐍈?%#*",
]


def test_no_id_and_no_address_ever_becomes_a_file_name(folder: Path, tmp_path: Path) -> None:
    made = [item(at, id=name, address=name) for at, name in enumerate(HOSTILE)]
    assert fill(folder, made) == ["added"] * len(made)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["book"]
    names = [one for one in tree_of(folder) if one.startswith("captures/")]
    assert names == sorted(f"captures/{one[0].sha256[:2]}/{one[0].sha256[2:]}" for one in made)
    with Casebook.open(folder, create=False) as book:
        assert [one.id for one in book.reports()] == sorted(HOSTILE)
        assert book.report(HOSTILE[0]).report == made[0][2]
        for wrong in ("../book", "0" * 63, "A" * 64, "\ud800"):
            with pytest.raises(NotFound):
                book.capture(wrong)
            with pytest.raises(NotFound):
                book.report(wrong)


def test_there_is_no_casebook_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="makes one"):
        Casebook.open(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(CasebookError, match=r"letter\.txt"):
        Casebook.open(tmp_path, create=True)
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


def test_an_empty_casebook_holds(folder: Path) -> None:
    assert fill(folder, []) == []
    with Casebook.open(folder, create=False) as book:
        assert list(book.reports()) == []
        assert book.head() is None
        assert book.verify().holds
        with pytest.raises(NotFound):
            book.report("r1")


def test_no_full_path_of_this_machine_is_stored(folder: Path) -> None:
    fill(folder, [item(1)])
    assert str(folder).encode() not in b"".join(tree_of(folder).values())


def test_a_missing_capture_is_named_and_comes_back_when_its_bytes_do(folder: Path) -> None:
    fill(folder, [item(1), item(2)])
    lost = folder / "captures" / item(1)[0].sha256[:2] / item(1)[0].sha256[2:]
    before, rows = tree_of(folder), dump(folder)
    lost.unlink()
    with Casebook.open(folder, create=False) as book:
        assert [one.what for one in book.verify().broken] == ["capture file"]
        with pytest.raises(CasebookBroken, match="cannot be read"):
            book.capture(item(1)[0].sha256)
        assert book.add(*item(1)) == "known"
        assert book.verify().holds
    assert dump(folder) == rows
    assert (
        tree_of(folder)["captures/" + lost.relative_to(folder / "captures").as_posix()]
        == before[lost.relative_to(folder).as_posix()]
    )


def test_a_damaged_row_is_not_given_out(folder: Path) -> None:
    fill(folder, [item(1)])
    connection = database(folder)
    connection.execute("UPDATE reports SET body = replace(body, 'Lisove', 'Lisowe')")
    connection.close()
    with Casebook.open(folder, create=False) as book, pytest.raises(CasebookBroken, match="reports"):
        list(book.reports())


def test_a_trusted_head_finds_a_log_that_was_shortened_or_rewritten(folder: Path, tmp_path: Path) -> None:
    fill(folder, [item(1)])
    fill(folder, [item(2)])
    with Casebook.open(folder, create=False) as book:
        kept = book.head()
        assert kept is not None
        assert book.verify(trust=Trust(heads=[kept])).holds
    fill(tmp_path / "short", [item(1)])
    fill(tmp_path / "rewritten", [item(1)])
    fill(tmp_path / "rewritten", [item(3)])
    for name, why in (("short", "shortened"), ("rewritten", "another one")):
        with Casebook.open(tmp_path / name, create=False) as book:
            assert book.verify().holds
            found = book.verify(trust=Trust(heads=[kept]))
            assert not found.holds
            assert why in found.text()


def test_many_small_reports_are_added_and_checked_in_time(folder: Path) -> None:
    made = [item(number) for number in range(150)]
    random.Random(1).shuffle(made)
    steps: list[tuple[int, int | None]] = []
    with Casebook.open(folder, create=True, clock=Still()) as book:
        assert [result for _, result in book.add_many(iter(made))] == ["added"] * 150
        assert [one.id for one in book.reports()] == sorted(one[2].id for one in made)
        assert book.verify(progress=lambda done, total: steps.append((done, total))).holds
    assert steps == [(at, 450) for at in range(1, 451)]


def test_claims_of_one_version_are_those_found_last(folder: Path) -> None:
    capture, data, report, mentions, found = item(1)
    fill(folder, [item(1)])
    with Casebook.open(folder, create=False) as book:
        assert book.add(capture, data, report, mentions, found[:1]) == "added"
        assert list(book.claims()) == [found[0]]
        assert claims(report, 1) == found
