"""Incidents kept beside the casebook are those made from its claims from scratch, whatever happens to their file."""

from __future__ import annotations

import hashlib
import logging
import os
import random
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.casebook import Casebook, Incidents, Item, deriving
from bearwitness.casebook.deriving import code
from bearwitness.errors import NotFound
from bearwitness.identity import canonical
from bearwitness.link import assemble, why
from bearwitness.model import Capture, Claim, Constraint, Correction, Decision, Figure, Filters, Target
from bearwitness.pipeline import edition as whole_edition
from bearwitness.pipeline import editions
from bearwitness.reconcile import changes, edition
from bearwitness.review.making import Reviewer, grade, on_claim, on_links
from bearwitness.review.words import judged
from bearwitness.share.summaries import summary
from bearwitness.storage.derived import DERIVED, Damaged
from casebook.items import SIGNER, Still
from casebook.test_interruption import forked
from link.test_assemble import stories
from link.test_linker import batched
from reconcile.builders import COUNTRY, DNIPRO, KYIV, Told, day, report
from review.builders import by


def item(told: Told, *, version: str = "bearwitness 0.1.0") -> Item:
    data = f"{told.id} {told.report.passages}".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    capture = Capture(sha256=sha256, size=len(data), media_type="text/plain", address=f"{told.id}.txt")
    claims = [msgspec.structs.replace(one, extractor=version) for one in told.claims]
    return capture, data, msgspec.structs.replace(told.report, capture=sha256), (), claims


def put(folder: Path, told: Sequence[Told], **more: str) -> None:
    with Casebook.open(folder, create=True, clock=Still()) as book:
        for _, result in book.add_many([item(one, **more) for one in told]):
            assert result in ("added", "known"), result


def derived(folder: Path, decided: Sequence[Constraint] = ()) -> bytes:
    """What is kept beside the casebook, brought up to date; the list agrees with the records."""
    with Casebook.open(folder, create=False) as book, book.incidents(constraints=decided) as found:
        records = list(found.records())
        assert found.summaries() == [summary(one) for one in records]
        assert found.check() == len(records)
        return canonical(records)


def scratch(folder: Path, decided: Sequence[Constraint] = ()) -> bytes:
    with Casebook.open(folder, create=False) as book:
        reports, claims = list(book.reports()), list(book.claims())
    incidents = assemble(reports, claims, decided)
    return canonical(list(edition({one.id: one for one in reports}, {one.id: one for one in claims}, incidents)))


def wave() -> list[Told]:
    """Eight reports of six attacks, some of them parts of one wave; the reports tell of more than one tree."""
    made = []
    for number in range(8):
        one = report(
            f"r{number}",
            published=f"2024-07-{8 + number % 3:02}",
            title=f"Strike {number}",
            text=f"Shelter {number % 4} in the street of the millers was hit, and {number + 2} people died.",
        )
        whole = one.attack(place=COUNTRY, when=day("2024-07-08")) if number in (1, 5) else None
        name = one.attack(place=(KYIV, DNIPRO)[number % 2], when=day(f"2024-07-{8 + number // 4:02}"), part_of=whole)
        one.toll("killed", str(number + 2), of=name)
        one.toll("injured", "7")
        if number == 6:
            one.attack(place=DNIPRO, when=day("2024-07-08"), about="background")
        made.append(one)
    return made


@given(case=batched(), data=st.data())
@settings(max_examples=25, deadline=None)
def test_any_order_and_batching_gives_the_records_made_from_scratch(
    case: tuple[list[Told], list[list[Told]], tuple[Constraint, ...]], data: st.DataObject
) -> None:
    made, batches, decided = case
    for one in made:
        mains = [claim.id for claim in one.claims]
        if mains:
            one.toll(
                "killed", data.draw(st.sampled_from(["3", ">=4", "?"])), of=data.draw(st.sampled_from([*mains, None]))
            )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "book"
        for batch in batches:
            if batch:
                put(folder, batch)
                if data.draw(st.booleans()):
                    derived(folder, data.draw(st.sampled_from([(), decided])))
        assert derived(folder, decided) == scratch(folder, decided)


@given(made=stories())
@settings(max_examples=10, deadline=None)
def test_reading_one_incident_gives_what_all_of_them_give(made: list[Told]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "book"
        put(folder, made)
        with Casebook.open(folder, create=False) as book, book.incidents() as found:
            reports, claims = list(book.reports()), list(book.claims())
            records = editions(reports, claims)
            assert_each(found, records, reports, claims)


def assert_each(found: Incidents, records: Sequence[object], reports: list, claims: list[Claim]) -> None:  # type: ignore[type-arg]
    by_id, claims_by_id = {one.id: one for one in reports}, {one.id: one for one in claims}
    for one in editions(reports, claims):
        assert found.find(one.id) == [one.id]
        assert found.record(one.id) == one
        assert found.body(one.id) == msgspec.json.encode(one)
        assert found.changes(one.id) == changes(one.id, by_id, claims_by_id, assemble(reports, claims))
    for one in reports:
        mine = [each.id for each in editions(reports, claims) if any(line.id == one.id for line in each.reports)]
        assert found.find(one.id) == mine[:1]
        if mine:
            first = records[0].id  # type: ignore[attr-defined]
            assert found.why(one.id, first) == why(one.id, first, reports, claims)


def test_what_was_not_touched_is_not_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    put(folder, wave())
    derived(folder)
    late = report("late", published="2025-01-02", title="Mill", text="A mill is gone; 2 died.")
    late.attack("bombing", when=day("2025-01-02"), place=DNIPRO)
    put(folder, [late])
    with Casebook.open(folder, create=False) as book, book.incidents(keep=True) as found:
        before, after = found.moved()
        assert before == ()
        assert [[line.id for line in one.reports] for one in after] == [["late"]]
    assert derived(folder) == scratch(folder)


def test_a_report_that_moves_an_incident_shows_it_before_and_after(tmp_path: Path) -> None:
    folder, made = tmp_path / "book", wave()
    put(folder, made[:-1])
    derived(folder)
    put(folder, made[-1:])
    with Casebook.open(folder, create=False) as book, book.incidents(keep=True) as found:
        before, after = found.moved()
        assert before
        assert {line.id for one in after for line in one.reports} >= {"r7"}
        assert not any(line.id == "r7" for one in before for line in one.reports)


def test_names_that_mean_nothing_or_too_much(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    put(folder, wave())
    with Casebook.open(folder, create=False) as book, book.incidents() as found:
        every = [one.id for one in found.summaries()]
        assert found.find("") == found.find("nothing") == []
        assert sorted(found.find("i")) == sorted(every)
        with pytest.raises(NotFound):
            found.family("i")
        with pytest.raises(NotFound):
            found.why("r0", "nothing")
        page = found.page(Filters(since="2024-07-08", country=("UA",)), most=1)
        assert page.count == sum((one.when.start or "") >= "2024-07-08" for one in found.summaries() if one.when)
        assert len(page.summaries) == 1


def test_a_report_read_anew_replaces_what_was_linked(tmp_path: Path) -> None:
    folder, made = tmp_path / "book", wave()
    put(folder, made)
    derived(folder)
    moved = report("r3", published="2024-07-08", title="Strike 3", text=made[3].report.passages[-1].text)
    moved.attack(place=COUNTRY, when=day("2024-09-01"))
    put(folder, [moved], version="bearwitness 9.0.0")
    assert derived(folder) == scratch(folder)
    with Casebook.open(folder, create=False) as book, book.incidents() as found:
        assert found.record(found.find("r3")[0]).when == day("2024-09-01")


def test_what_reviewers_decide_is_followed(tmp_path: Path) -> None:
    """A rejected attack, a corrected count, a merge and a grade: the same as made from all claims and Decisions."""
    folder, told = tmp_path / "book", wave()
    put(folder, told)
    derived(folder)
    with Casebook.open(folder, create=False) as book:
        reports = {one.id: one for one in book.reports()}
        claims = {one.id: one for one in book.claims()}
        first = next(iter(book.incidents().summaries()))
    merged = [judged(claims[one.claims[0].id], reports[one.id]) for one in (told[0], told[3])]
    figure = Figure(low=40, high=40, qualifier="exact", text="40")
    toll = next(one for one in told[2].claims if one.casualty is not None)
    wrong = [claims[toll.id], claims[told[4].claims[-2].id]]
    steps: list[Callable[[Reviewer], Decision]] = [
        lambda who: on_claim(who, "correct", wrong[0], reports["r2"], correction=Correction(figure=figure)),
        lambda who: on_claim(who, "reject", wrong[1], reports["r4"]),
        lambda who: on_links(who, "merge", Target("incident", first.id), ours=merged[:1], theirs=merged[1:]),
        lambda who: on_claim(who, "reject", claims[told[6].claims[0].id], reports["r6"]),
        lambda who: grade(who, first.id, [judged(claims[told[1].claims[1].id], reports["r1"])], "discounted"),
    ]
    made: list[Decision] = []
    for step in steps:
        made.append(step(by("A. Reader", *made)))
        with Casebook.open(folder, create=False, clock=Still(), signer=SIGNER) as book:
            book.state("decisions", made[-1:])
        with Casebook.open(folder, create=False) as book, book.incidents() as found:
            expected = whole_edition(reports.values(), claims.values(), made).records
            assert canonical(list(found.records())) == canonical(list(expected))
            assert sorted(found.summaries(), key=lambda one: one.id) == sorted(
                map(summary, expected), key=lambda one: one.id
            )
            judged_claims = whole_edition(reports.values(), claims.values(), made).claims
            assert found.material(expected) == (reports, dict(judged_claims))
    assert any(one.grade.grade == "discounted" for one in expected)


def test_decisions_that_change_are_followed(tmp_path: Path) -> None:
    folder, made = tmp_path / "book", wave()
    put(folder, made)
    apart = tuple(Constraint(kind="together", one=a.claims[0].id, other=b.claims[0].id) for a, b in [made[:2]])
    for decided in ((), apart, ()):
        assert derived(folder, decided) == scratch(folder, decided)


def test_a_file_made_by_other_code_or_for_another_log_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, other = tmp_path / "book", tmp_path / "other"
    put(folder, wave())
    put(other, wave()[2:5])
    expected = derived(folder)
    derived(other)
    (folder / DERIVED).write_bytes((other / DERIVED).read_bytes())
    assert derived(folder) == expected
    monkeypatch.setattr(deriving, "code", lambda: "other")
    with Casebook.open(folder, create=False) as book, book.incidents(keep=True) as found:
        assert len(found.moved()[1]) == len(found.summaries()), "every record is made again"
    monkeypatch.undo()
    assert code() == code()
    assert derived(folder) == expected


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_made_again_and_never_believed(
    tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Bytes flipped anywhere: what comes out is right, or the whole list is found to be damaged and made again."""
    caplog.set_level(logging.CRITICAL)
    folder, made, chosen = tmp_path / "book", wave(), random.Random(seed)
    put(folder, made[:6])
    derived(folder)
    path = folder / DERIVED
    data = bytearray(path.read_bytes())
    used = [at for at in range(0, len(data), 4096) if any(data[at : at + 4096])]
    for _ in range(chosen.choice([1, 4, 40])):
        data[chosen.choice(used) + chosen.randrange(4096)] ^= 1 << chosen.randrange(8)
    path.write_bytes(data)
    with Casebook.open(folder, create=False) as book, book.incidents() as found:
        assert canonical(list(found.records())) == scratch(folder)
    put(folder, made[6:])
    with Casebook.open(folder, create=False) as book:
        try:
            with book.incidents() as found:
                found.check()
        except Damaged:  # damage where nothing looked yet: checking finds it, and whoever checks clears the file
            path.unlink()
    assert derived(folder) == scratch(folder)


@pytest.mark.parametrize("how", ["gone", "empty", "text", "short", "a row gone"])
def test_a_file_that_is_lost_or_cut_is_made_again(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "book"
    put(folder, wave())
    expected = derived(folder)
    path = folder / DERIVED
    if how == "gone":
        path.unlink()
    elif how == "a row gone":
        connection = sqlite3.connect(path)
        connection.execute("DELETE FROM summaries WHERE id = (SELECT max(id) FROM summaries)")
        connection.commit()
        connection.close()
    else:
        path.write_bytes({"empty": b"", "text": b"no database" * 1000, "short": path.read_bytes()[:9000]}[how])
    assert derived(folder) == expected


def test_killed_at_any_moment_it_goes_on_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deriving, "CHUNK", 2)
    monkeypatch.setattr(deriving, "TREES", 1)
    folder, chosen = tmp_path / "book", random.Random(3)
    put(folder, wave())
    expected = scratch(folder)
    began = time.perf_counter()
    derived(folder)
    seconds = time.perf_counter() - began
    kills = 0
    for _ in range(12):
        for name in (DERIVED, f"{DERIVED}-wal", f"{DERIVED}-shm"):
            (folder / name).unlink(missing_ok=True)
        process = forked(lambda: derived(folder) and None)
        time.sleep(chosen.uniform(0, seconds))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        kills += process.exitcode == -signal.SIGKILL
        seconds *= 1 if process.exitcode else 0.8  # it was measured on a busy machine: kill earlier
        assert derived(folder) == expected
    assert kills >= 4, "hardly any kill came before the end; the test shows nothing"


def test_two_processes_that_add_and_look_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deriving, "CHUNK", 1)
    monkeypatch.setattr(deriving, "TREES", 1)
    folder, made = tmp_path / "book", wave()
    put(folder, made[:1])

    def work(part: list[Told]) -> None:
        for one in part:
            put(folder, [one])
            with Casebook.open(folder, create=False) as book, book.incidents() as found:
                assert len(found.summaries()) > 0
                assert found.find(one.id)

    processes = [forked(lambda part=part: work(part)) for part in (made[1:5], made[4:])]  # type: ignore[misc]
    for one in processes:
        one.join(120)
    assert [one.exitcode for one in processes] == [0, 0]
    assert derived(folder) == scratch(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_may_be_written_it_is_made_in_memory(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    put(folder, wave())
    expected = scratch(folder)
    folder.chmod(0o555)
    try:
        assert derived(folder) == expected
    finally:
        folder.chmod(0o755)
    assert not (folder / DERIVED).exists()


def test_a_file_that_cannot_be_written_is_made_in_memory(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    put(folder, wave())
    (folder / DERIVED).mkdir()
    assert derived(folder) == scratch(folder)
