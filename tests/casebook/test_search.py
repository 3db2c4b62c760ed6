"""Searching finds what a reader of the reports would find, whatever is typed and whatever happens to its file."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.casebook import Casebook, Item, searching
from bearwitness.casebook.asking import Asked, Term, asked
from bearwitness.errors import BadFilter
from bearwitness.model import Decision, Filters, Hits, Passage, Release, Report
from bearwitness.model import Target as On
from bearwitness.review.making import grade
from bearwitness.review.publish import state
from bearwitness.review.words import judged
from bearwitness.storage import search
from bearwitness.storage.derived import SEARCH, Damaged
from bearwitness.storage.search import marked
from casebook.items import SIGNER, Still, tree_of
from casebook.items import item as bare_item
from casebook.test_incidents import derived, put, wave
from casebook.test_interruption import forked
from reconcile.builders import DNIPRO, KYIV, day, report
from review.builders import by

# --- what is typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("hospital Kyiv", ["hospital", "Kyiv"], []),
        ('"five dead" Kyiv', ["five dead", "Kyiv"], []),
        ("“five dead”", ["five dead"], []),
        ("hospital -school", ["hospital"], ["school"]),
        ('hospital -"primary school"', ["hospital"], ["primary school"]),
        ("Kh-101", ["Kh 101"], []),
        ("shell*", ["shell*"], []),
        ('"air str"*', ["air str*"], []),
        ("a*", ["a"], []),
        ('"not closed', ["not closed"], []),
        ("five AND (dead OR", ["five", "AND", "dead", "OR"], []),
        ('title:x NEAR/3 ^y {z} "', ["title x", "NEAR 3", "y", "z"], []),
        ("twice twice", ["twice"], []),
        ("* - ** \"\" '' ☂ \ue000", [], []),
        ("-only", [], ["only"]),
        ("", [], []),
    ],
)
def test_what_is_typed_is_words_phrases_beginnings_and_what_is_not_wanted(
    text: str, wanted: list[str], unwanted: list[str]
) -> None:
    def term(one: str) -> Term:
        return Term(one.removesuffix("*"), one.endswith("*"))

    assert asked(text) == Asked(tuple(map(term, wanted)), tuple(map(term, unwanted)))


PIECES = st.sampled_from(
    ['"', "-", "*", "AND", "NOT", "OR", "NEAR(", ")", "(", "{", "}", ":", "^", "+", "title", "\\", "'", ";", "--", "\0"]
)
TYPED = st.text(max_size=30) | st.lists(PIECES | st.text(max_size=4), max_size=14).map(" ".join)
TEXTS = ["Five dead in Lisove, said the mayor.", "Télling \0 ☂ 𐍈 title AND NOT near", "", '"x" OR y-z']


@given(text=TYPED)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_search(text: str) -> None:
    try:
        made = asked(text)
    except BadFilter:
        return
    assert all(one.words.strip() for one in (*made.wanted, *made.unwanted))
    assert len(marked(TEXTS, made.shows)) == len(TEXTS)
    for part in {*made.wanted, *made.unwanted}:
        marked(TEXTS, part.quoted)


def test_too_many_words_are_named() -> None:
    asked(" ".join(f"w{number}" for number in range(16)))
    with pytest.raises(BadFilter, match="more than 16 words"):
        asked(" ".join(f"w{number}" for number in range(17)))


@pytest.mark.parametrize("text", ['"' * 200_000, "-" * 200_000, '-"' * 100_000, "a*" * 100_000, " \t" * 100_000])
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    began = time.process_time()
    with contextlib.suppress(BadFilter):
        asked(text)
    assert time.process_time() - began < 2


@given(texts=st.lists(st.text(max_size=40) | st.sampled_from(TEXTS), max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_is_marked_stands_there(texts: list[str]) -> None:
    for text, spans in zip(texts, marked(texts, '"dead" OR "telling"*'), strict=True):
        last = 0
        for start, end in spans:
            assert last <= start < end <= len(text)
            assert text[start:end].casefold()[:1] in "dt"
            last = end


# --- a casebook to search --------------------------------------------------------------------------------------------


def item(name: str, *passages: tuple[Any, str], version: str = "bearwitness 0.1.0", **more: Any) -> Item:
    made = bare_item(int(name[1:]), id=name, version=version, **more)
    report = msgspec.structs.replace(
        made[2],
        passages=tuple(Passage(id=f"p{at}", kind=kind, text=text) for at, (kind, text) in enumerate(passages, 1)),
    )
    return made[0], made[1], report, (), ()


REPORTS = (
    item("r1", ("title", "Market of Lisove shelled"), ("lead", "Five dead, said the mayor."),
         ("body", "The grain market burned. Nobody slept."), ("comment", "My uncle saw the drones from Ivanivka"),
         title="Market of Lisove shelled", published="2024-07-08", source="Lisove Herald"),
    item("r2", ("title", "Quiet night"), ("body", "The mayor spoke of grain."), ("body", "A market opens on Monday."),
         title="Quiet night", published="2024-07-10", source="The Plain"),
    item("r3", ("body", "Zaporižžia: the märket was hit by a Kh-101. The mayors met."), ("byline", "By Ann Zett"),
         ("boilerplate", "Subscribe to our marketletter"), ("comment", "Lies! No drones, no market")),
    item("r4", ("caption", "A grain silo"), ("comment", "drones"), ("comment", "drones and the uncle"), title="Silo"),
)  # fmt: skip


def fill(folder: Path, items: Sequence[Item]) -> None:
    with Casebook.open(folder, create=True, clock=Still()) as book:
        for _, result in book.add_many(items, reread=True):
            assert result in ("added", "known"), result


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Path]:
    fill(tmp_path / "book", REPORTS)
    return tmp_path / "book"


def hits(folder: Path, text: str, *, most: int = 20, skip: int = 0, **filters: Any) -> Hits:
    with Casebook.open(folder, create=False) as opened, opened.incidents() as found:
        return found.search(text, Filters(**filters), most=most, skip=skip)


def names(found: Hits) -> list[str]:
    return [one.report for one in found.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("market", ["r1", "r2", "r3"]),
        ("MÄRKET", ["r1", "r2", "r3"]),
        ("market grain", ["r1", "r2"]),
        ('"grain market"', ["r1"]),
        ('"grain a market"', []),  # the end of one passage and the beginning of another
        ("market -grain", ["r3"]),
        ("mayor*", ["r1", "r2", "r3"]),
        ("mayor", ["r1", "r2"]),
        ("kh-101", ["r3"]),
        ("zaporizzia", ["r3"]),
        ("silo", ["r4"]),
        ("marketletter", []),
        ("zett", []),
        ("drones", []),
        ("uncle", []),
        ("", []),
        ("-market", []),
    ],
)
def test_words_are_found_where_the_outlet_speaks(book: Path, text: str, expected: list[str]) -> None:
    found = hits(book, text)
    assert sorted(names(found)) == expected
    assert (found.count, found.comments) == (len(expected), 0)
    assert all(one.kind != "comment" for one in found.hits)


def test_titles_weigh_more_and_then_the_newest_comes_first(book: Path) -> None:
    assert names(hits(book, "market"))[0] == "r1"
    fill(book, [item(f"r{number}", ("body", "A kiln."), published=f"2024-08-{number}") for number in range(10, 16)])
    assert names(hits(book, "kiln")) == [f"r{number}" for number in range(15, 9, -1)]
    assert names(hits(book, "kiln", most=2, skip=1)) == ["r14", "r13"]
    assert hits(book, "kiln", most=0).count == 6


def test_what_is_found_too_often_is_counted_so_far(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(book, [item(f"r{number}", ("body", "A kiln."), published=f"2024-08-{number}") for number in range(10, 16)])
    monkeypatch.setattr(searching, "COUNTED", 4)
    monkeypatch.setattr(searching, "RANKED", 2)
    found = hits(book, "kiln")
    assert (found.count, found.more, found.ranked, names(found)) == (4, True, 2, ["r15", "r14", "r13", "r12"])
    monkeypatch.setattr(searching, "RANKED", 3)
    monkeypatch.setattr(searching, "COUNTED", 6)
    found = hits(book, "kiln")
    assert (found.count, found.more, names(found)[-1]) == (6, False, "r10")


def test_comments_are_found_only_if_asked_for_and_said_to_be_comments(book: Path) -> None:
    found = hits(book, "drones", comments=True)
    assert (found.count, found.comments) == (0, 4)
    assert sorted((one.report, one.passage, one.kind) for one in found.hits) == [
        ("r1", "p4", "comment"), ("r3", "p4", "comment"), ("r4", "p2", "comment"), ("r4", "p3", "comment"),
    ]  # fmt: skip
    both = hits(book, "market", comments=True)
    assert [one.kind == "comment" for one in both.hits] == [False, False, False, True]
    apart = hits(book, "uncle drones", comments=True)  # in one comment, not in several
    assert sorted((one.report, one.passage) for one in apart.hits) == [("r1", "p4"), ("r4", "p3")]


def test_every_run_stands_in_its_passage_and_the_words_are_marked(book: Path) -> None:
    with Casebook.open(book, create=False) as opened:
        reports = {one.id: one for one in opened.reports()}
    for text in ("market", "mayor* grain", '"the mayor"', "kh-101"):
        for one in hits(book, text).hits:
            passage = reports[one.report].passage(one.passage or "")
            assert one.kind == passage.kind
            assert_runs(one.runs, passage.text, begins=one.begins, ends=one.ends)
            assert any(run.hit for run in one.runs)
            assert_runs(one.title_runs, one.title or "", begins=True, ends=True)
    told = hits(book, "market").hits[0]
    assert [run.text for run in told.title_runs if run.hit] == ["Market"]


def assert_runs(runs: Sequence[Any], text: str, *, begins: bool, ends: bool) -> None:
    for one in runs:
        assert text[one.start : one.end] == one.text
    for one, other in itertools.pairwise(runs):
        assert one.end == other.start
    if runs:
        assert (begins, ends) == (runs[0].start == 0, runs[-1].end == len(text))


def test_a_long_passage_is_cut_around_the_words(tmp_path: Path) -> None:
    filler = "Nothing of note was told for hours. " * 400
    text = f"{filler}Then the kiln and the granary burned. {filler}The kiln is gone. {filler}"
    fill(tmp_path / "book", [item("r1", ("body", "kiln"), ("body", text))])
    (one,) = hits(tmp_path / "book", "kiln granary").hits
    assert one.passage == "p2"
    assert [run.text for run in one.runs if run.hit] == ["kiln", "granary"]
    assert not one.begins
    assert not one.ends
    assert sum(len(run.text) for run in one.runs) < 400
    assert_runs(one.runs, text, begins=False, ends=False)


def test_a_passage_of_five_megabytes_is_searched_in_time(tmp_path: Path) -> None:
    text = "kiln " * 1_000_000
    fill(tmp_path / "book", [item("r1", ("body", text), ("body", "x" * 1_000_000)), item("r2", ("body", "kiln"))])
    hits(tmp_path / "book", "granary")
    began = time.process_time()
    found = hits(tmp_path / "book", "kiln*")
    assert time.process_time() - began < 5
    assert sum(len(run.text) for one in found.hits for run in one.runs) < 800


def test_a_search_that_takes_too_long_is_named(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hits(book, "market")
    monkeypatch.setattr(search, "PATIENCE", -1.0)
    monkeypatch.setattr(search, "STEPS", 1)
    with pytest.raises(BadFilter, match="fewer or rarer words"):
        hits(book, "market")
    monkeypatch.undo()
    assert names(hits(book, "market"))[0] == "r1"


# --- incidents and reports -------------------------------------------------------------------------------------------


def test_a_list_is_narrowed_by_words_and_a_search_by_the_list(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    put(folder, wave())
    fill(folder, [item("r90", ("body", "A shelter for cats."))])
    with Casebook.open(folder, create=False) as opened, opened.incidents() as found:
        every = found.page(Filters(), most=100)
        shelters = found.page(Filters(text='"shelter 3"'), most=100)
        telling = {one.id for one in every.summaries if told(found.record(one.id).reports) & {"r3", "r7"}}
        assert {one.id for one in shelters.summaries} == telling
        assert found.facets(Filters(text='"shelter 3"')).count == shelters.count == len(telling)
        assert found.points(Filters(text="cats"), most=9).count == 0
        assert {one.report for one in found.search("shelter", most=50).hits} == {f"r{n}" for n in range(8)} | {"r90"}
        for one in every.summaries:
            grades = Filters(grade=(one.grade,), kind=(one.kind,))
            for hit in found.search("shelter", grades, most=50).hits:
                allowed = {each.id for each in found.page(grades, most=100).summaries}
                assert hit.incidents[0].id in allowed
                assert {each.id for each in hit.incidents} == {
                    each.id for each in every.summaries if hit.report in told(found.record(each.id).reports)
                }
        assert found.search("cats", Filters(kind=("missile_strike",)), most=9).count == 0


def told(lines: Sequence[Any]) -> set[str]:
    return {one.id for one in lines}


def test_a_grade_and_a_publication_filter_as_decided(tmp_path: Path) -> None:
    folder, made = tmp_path / "book", wave()
    put(folder, made)
    derived(folder)
    with Casebook.open(folder, create=False) as opened, opened.incidents() as open_all_the_time:
        reports, claims = {one.id: one for one in opened.reports()}, {one.id: one for one in opened.claims()}
        first, *others = open_all_the_time.summaries()
        at = judged(claims[made[1].claims[1].id], reports["r1"])
        decided = grade(by("A. Reader"), first.id, [at], "discounted")
        put_decision(folder, decided)
        for options in ({}, {"reviewers": 2}):
            with opened.incidents(**options) as found:
                page = found.page(Filters(grade=("discounted",)), most=9)
                graded = [one.id for one in found.records() if one.grade.grade == "discounted"]
                assert [one.id for one in page.summaries] == graded
                assert [one.grade for one in page.summaries] == ["discounted"]
                assert found.page(Filters(reviewed=True), most=9).count == found.facets(Filters()).reviewed >= 1
                assert found.facets(Filters()).published == 0
        record = open_all_the_time.record(first.id)
        tree = open_all_the_time.family(first.id)[1:]
        release = Release(profile="public", state=state(record, tree))
        publish = Decision(
            id="", kind="publish", target=On("incident", first.id), reason="Checked.", reviewer="A. Reader",
            at="2026-03-02T00:00:00Z", release=release,
        )  # fmt: skip
        put_decision(folder, msgspec.structs.replace(publish, id="d1"))
        assert [one.id for one in open_all_the_time.page(Filters(published=True), most=9).summaries] == [first.id]
        with opened.incidents(reviewers=2) as found:
            assert found.page(Filters(published=True), most=9).count == 0
        late = report("late", published="2024-07-09", title="Late", text="More was told of the street of the millers.")
        late.attack(place=KYIV, when=day("2024-07-08"))
        put(folder, [late])
        now = {one.id: one.grade for one in open_all_the_time.summaries()}
        listed = open_all_the_time.page(Filters(published=True), most=9).summaries
        assert [one.id for one in listed] == [one for one in now if open_all_the_time.record(one).reviewed.published]
        put_decision(folder, msgspec.structs.replace(decided, id="d2", kind="withdraw", supersedes=("d1", decided.id)))
        other = report("other", published="2025-01-02", title="Mill", text="A mill is gone; 2 died.")
        other.attack("bombing", when=day("2025-01-02"), place=DNIPRO)
        put(folder, [other])
        assert open_all_the_time.page(Filters(grade=("discounted",)), most=9).count == 0
        assert others


def put_decision(folder: Path, one: Decision) -> None:
    with Casebook.open(folder, create=False, clock=Still(), signer=SIGNER) as book:
        book.state("decisions", [one])


def test_a_report_read_anew_is_found_by_its_new_words(book: Path) -> None:
    hits(book, "market")
    anew = item("r1", ("body", "The granary burned."), published="2024-07-08", version="bearwitness 9.0.0")
    fill(book, [anew])
    assert names(hits(book, "granary")) == ["r1"]
    assert names(hits(book, "lisove")) == []
    assert hits(book, "uncle", comments=True).comments == 1
    with Casebook.open(book, create=False) as opened, opened.incidents() as found:
        found.search("x", most=1)
        found.check()


def test_what_others_add_is_found_by_who_keeps_it_open(book: Path) -> None:
    with Casebook.open(book, create=False) as opened, opened.incidents() as found:
        assert found.search("granary", most=9).count == 0
        fill(book, [item("r50", ("body", "The granary burned."))])
        assert names(found.search("granary", most=9)) == ["r50"]
        for number in range(51, 54):
            fill(book, [item(f"r{number}", ("body", "The granary burned."))])
            assert names(hits(book, "granary")) == names(found.search("granary", most=9))


# --- the file --------------------------------------------------------------------------------------------------------

QUESTIONS = ("market", "mayor* -grain", '"grain market"', "drones", "burned OR slept", "nobody")


def answers(folder: Path) -> list[Hits]:
    return [hits(folder, one, comments=True) for one in QUESTIONS]


@given(order=st.permutations(REPORTS), cuts=st.sets(st.integers(1, 3)))
@settings(max_examples=10, deadline=None)
def test_order_and_batches_do_not_matter(order: list[Item], cuts: set[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        first, second = Path(name) / "first", Path(name) / "second"
        fill(first, REPORTS)
        marks = [0, *sorted(cuts), len(order)]
        for start, end in itertools.pairwise(marks):
            fill(second, order[start:end])
            hits(second, "market")
        assert answers(first) == answers(second)


@pytest.mark.parametrize("how", ["gone", "empty", "text", "short", "other code", "a folder"])
def test_a_file_that_is_lost_or_cut_is_made_again(book: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, path = answers(book), book / SEARCH
    if how == "gone":
        path.unlink()
    elif how == "other code":
        monkeypatch.setattr(searching, "code", lambda: "other")
    elif how == "a folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes({"empty": b"", "text": b"no database" * 1000, "short": path.read_bytes()[:9000]}[how])
    assert answers(book) == expected


def test_a_file_of_another_casebook_is_not_believed(book: Path, tmp_path: Path) -> None:
    expected = answers(book)
    fill(tmp_path / "other", [item("r7", ("body", "market granary"))])
    hits(tmp_path / "other", "market")
    (book / SEARCH).write_bytes((tmp_path / "other" / SEARCH).read_bytes())
    assert answers(book) == expected


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_are_never_a_crash_and_checking_finds_them(
    book: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    expected, chosen, path = answers(book), random.Random(seed), book / SEARCH
    data = bytearray(path.read_bytes())
    used = [at for at in range(0, len(data), 512) if any(data[at : at + 512])]
    for _ in range(chosen.choice([1, 4, 40])):
        data[chosen.choice(used) + chosen.randrange(512)] ^= 1 << chosen.randrange(8)
    path.write_bytes(data)
    with Casebook.open(book, create=False) as opened:
        try:
            with opened.incidents() as found:
                for one in QUESTIONS:
                    found.search(one, Filters(comments=True), most=9)
                found.check()
        except Damaged:  # damage where no question looked: checking finds it, and whoever checks clears the file
            path.unlink()
    assert answers(book) == expected


def test_killed_at_any_moment_it_goes_on_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "CHUNK", 1)
    folder, chosen = tmp_path / "book", random.Random(5)
    fill(folder, [item(f"r{number}", ("body", f"kiln {number} burned " * 50)) for number in range(40)])
    expected = hits(folder, "kiln", most=50)
    (folder / SEARCH).unlink()
    began = time.perf_counter()
    hits(folder, "kiln")
    seconds = time.perf_counter() - began
    kills = 0
    for _ in range(8):
        for name in (SEARCH, f"{SEARCH}-wal", f"{SEARCH}-shm"):
            (folder / name).unlink(missing_ok=True)
        process = forked(lambda: hits(folder, "kiln") and None)
        time.sleep(chosen.uniform(0, seconds))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        kills += process.exitcode == -signal.SIGKILL
        seconds *= 1 if process.exitcode else 0.8
        assert hits(folder, "kiln", most=50) == expected
    assert kills >= 3, "hardly any kill came before the end; the test shows nothing"


def test_two_processes_that_add_and_search_at_once(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "CHUNK", 1)

    def work(numbers: Sequence[int]) -> None:
        for number in numbers:
            fill(book, [item(f"r{number}", ("body", f"kiln {number}"))])
            assert f"r{number}" in names(hits(book, "kiln", most=50))

    processes = [forked(lambda part=part: work(part)) for part in (range(20, 26), range(23, 30))]  # type: ignore[misc]
    for one in processes:
        one.join(120)
    assert [one.exitcode for one in processes] == [0, 0]
    assert sorted(names(hits(book, "kiln", most=50))) == [f"r{number}" for number in range(20, 30)]


def test_where_nothing_can_be_written_it_is_made_in_memory_and_said(
    book: Path, caplog: pytest.LogCaptureFixture
) -> None:
    expected = answers(book)
    for name in (SEARCH, f"{SEARCH}-wal", f"{SEARCH}-shm"):
        (book / name).unlink(missing_ok=True)
    (book / SEARCH).mkdir()
    caplog.clear()
    assert answers(book) == expected
    assert "made in memory" in caplog.text


def test_the_casebook_itself_is_not_touched(book: Path) -> None:
    before = {name: data for name, data in tree_of(book).items() if name.startswith(("captures", "casebook.sqlite"))}
    answers(book)
    assert {name: data for name, data in tree_of(book).items() if name in before} == before
    (book / SEARCH).unlink()
    with Casebook.open(book, create=False) as opened:
        assert opened.verify().holds
        assert isinstance(opened.report("r1").report, Report)
