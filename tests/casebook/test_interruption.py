"""Killed, crowded, out of space, not allowed to write: the casebook is whole, and adding again completes."""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import resource
import signal
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bearwitness.casebook import Casebook
from bearwitness.errors import CasebookBusy, CasebookError
from bearwitness.storage.captures import CaptureFiles
from casebook.items import Still, contents, dump, fill, holds, item, tree_of

FORK = multiprocessing.get_context("fork")
"""Forked processes have everything imported, so that a kill hits the adding and not the start of Python."""
ITEMS = [item(number) for number in range(9)]


def forked(work: Callable[[], None]) -> multiprocessing.process.BaseProcess:
    process = FORK.Process(target=work)
    process.start()
    return process


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A casebook filled without a disturbance, and how many seconds a process takes for that."""
    folder = tmp_path_factory.mktemp("undisturbed") / "book"
    began = time.perf_counter()
    process = forked(lambda: fill(folder, ITEMS, batch=2) and None)
    process.join()
    return folder, time.perf_counter() - began


@pytest.mark.parametrize("group", range(4))
def test_killed_at_any_moment_it_holds_and_adding_again_completes(
    tmp_path: Path, undisturbed: tuple[Path, float], group: int
) -> None:
    whole, seconds = undisturbed
    chosen = random.Random(group)
    kills = 0
    for attempt in range(8):
        folder = tmp_path / f"book{attempt}"
        for _ in range(1 + attempt % 2):  # some are killed again while they complete
            process = forked(lambda where=folder, batch=1 + attempt % 4: fill(where, ITEMS, batch=batch) and None)  # type: ignore[misc]
            time.sleep(chosen.uniform(0, seconds))
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            kills += process.exitcode == -signal.SIGKILL
            seconds *= 1 if process.exitcode else 0.8  # it was measured on a busy machine: kill earlier
            assert_whole(folder)
        fill(folder, ITEMS, batch=2)
        assert_the_same(folder, whole)
    assert kills >= 3, "hardly any kill came before the end; the test shows nothing"


def assert_whole(folder: Path) -> None:
    """What a killed process left behind holds, and no report is there without its claims."""
    if (folder / "casebook.sqlite").is_file() and (folder / "casebook.sqlite").stat().st_size:
        with Casebook.open(folder, create=True) as book:
            found = book.verify()
        assert found.holds, found.text()
        assert found.valid.get("reports", 0) == found.valid.get("claim sets", 0)


def assert_the_same(folder: Path, whole: Path) -> None:
    """The very same log, contents and captures."""
    with Casebook.open(folder, create=False) as book, Casebook.open(whole, create=False) as other:
        found, expected = book.verify(), other.verify()
    assert found.checks == ()
    assert (found.root, found.size) == (expected.root, expected.size)
    assert contents(folder) == contents(whole)
    names = [{one for one in tree_of(place) if one.startswith("captures/")} for place in (folder, whole)]
    assert names[0] == names[1]


def test_a_capture_half_written_by_a_killed_process_is_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    fill(folder, [item(1)])
    sha256 = item(2)[0].sha256
    half = folder / "captures" / f".adding-{sha256}"
    half.write_bytes(b"ha")
    whole = item(3)[0].sha256
    (folder / "captures" / whole[:2]).mkdir(exist_ok=True)
    (folder / "captures" / whole[:2] / whole[2:]).write_bytes(item(3)[1])
    with Casebook.open(folder, create=False) as book:
        found = book.verify()
        assert found.holds
        assert len(found.unchecked) == 2
        assert all("interrupted" in one.why for one in found.unchecked)
    assert fill(folder, [item(2), item(3)]) == ["added", "added"]
    assert not half.exists()
    with Casebook.open(folder, create=False) as book:
        assert book.verify().checks == ()


def test_two_processes_adding_at_once_both_succeed(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    mine, yours = ITEMS[:6], ITEMS[3:][::-1]
    processes = [
        forked(lambda part=part: fill(folder, part, batch=1) and None)  # type: ignore[misc]
        for part in (mine, yours)
    ]
    for one in processes:
        one.join(60)
    assert [one.exitcode for one in processes] == [0, 0]
    with Casebook.open(folder, create=False) as book:
        found = book.verify()
        assert found.checks == ()
        assert found.valid["reports"] == len(ITEMS)
    fill(tmp_path / "plain", ITEMS)
    assert contents(folder) == contents(tmp_path / "plain")


class Busy:
    """Another program that holds the casebook's write lock."""

    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "casebook.sqlite", isolation_level=None, check_same_thread=False)
        self.connection.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self.connection.rollback()
        self.connection.close()


def test_whoever_comes_second_waits_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    fill(folder, [item(1)])
    said: list[str] = []
    other = Busy(folder)

    def hear(message: str) -> None:
        said.append(message)
        threading.Timer(0.2, other.let_go).start()

    with Casebook.open(folder, create=False, on_wait=hear) as book:
        assert book.add(*item(2)) == "added"
        assert book.verify().holds
    assert len(said) == 1
    assert "Another process" in said[0]


def test_whoever_waits_in_vain_gets_an_error_and_readers_are_not_hindered(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    fill(folder, [item(1)])
    before = dump(folder)
    other = Busy(folder)
    with Casebook.open(folder, create=False, patience=0.4, on_wait=lambda _: None) as book:
        with pytest.raises(CasebookBusy, match="Another process"):
            book.add(*item(2))
        assert [one.id for one in book.reports()] == ["r001"]
        assert book.verify().holds
        other.let_go()
        assert dump(folder) == before
        assert book.add(*item(2)) == "added"


def test_reading_does_not_see_what_is_added_meanwhile(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    fill(folder, [item(1), item(3)])
    with Casebook.open(folder, create=False) as book:
        reading = book.reports()
        first = next(reading)
        assert book.add(*item(2)) == "added"
        assert [one.id for one in (first, *reading)] == ["r001", "r003"]
        assert [one.id for one in book.reports()] == ["r001", "r002", "r003"]


LIMITS = [0, 10, 2_000, 20_000, 40_000, 70_000, 100_000, 150_000]


@pytest.mark.parametrize("limit", LIMITS)
def test_no_room_is_a_clear_error_and_the_casebook_is_as_it_was(tmp_path: Path, limit: int) -> None:
    """No file may grow beyond `limit` bytes: it strikes the capture, the write-ahead log or the database."""
    folder, said = tmp_path / "book", tmp_path / "said"
    fill(folder, ITEMS[:2])
    before = contents(folder)
    large = item(90, text=f"Lisove, the mayor said: nobody was killed. Shell fire{' and words' * 9_000}.")

    def work() -> None:
        with Casebook.open(folder, create=False, clock=Still()) as book:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            try:
                results = [result for _, result in book.add_many([large, *ITEMS[2:6]])]
            except CasebookError as error:
                message = f"error: {error}"
            else:
                message = f"done: {results}"
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            said.write_text(message)

    process = forked(work)
    process.join()
    assert process.exitcode == 0
    message = said.read_text()
    assert holds(folder)
    if message.startswith("done"):
        assert limit >= 100_000
    else:
        assert "as it was" in message, message
        assert contents(folder) == before
    assert fill(folder, [large, *ITEMS[2:6]]).count("added") == (0 if message.startswith("done") else 5)
    with Casebook.open(folder, create=False) as book:
        assert book.verify().checks == ()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_what_the_system_refuses_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, call: str
) -> None:
    folder = tmp_path / "book"
    fill(folder, [item(1)])
    before, rows = contents(folder), dump(folder)

    def refuse(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    with Casebook.open(folder, create=False) as book:
        with monkeypatch.context() as patched:
            if call == "fsync":
                patched.setattr(os, "fsync", refuse)
            else:
                patched.setattr(CaptureFiles, "_write", refuse)
            with pytest.raises(CasebookError, match=os.strerror(number)) as caught:
                book.add(*item(2))
        assert "as it was" in str(caught.value)
        assert dump(folder) == rows
        assert contents(folder) == before
        assert book.add(*item(2)) == "added"


def nobody() -> None:
    """From here on this process is a user without rights (root may write everywhere)."""
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


@pytest.fixture
def common() -> Iterator[Path]:
    """A folder that every user may look into, with a file `said` that every user may write."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        (place / "said").touch()
        (place / "said").chmod(0o666)
        yield place


def allow(folder: Path, *, writing: bool) -> None:
    for one in [*sorted(folder.rglob("*")), folder]:
        one.chmod((0o755 if one.is_dir() else 0o644) if writing else (0o555 if one.is_dir() else 0o444))


@pytest.mark.parametrize("unfinished", [False, True])
def test_where_nothing_may_be_written_it_can_be_read_and_verified(common: Path, unfinished: bool) -> None:
    folder, said = common / "book", common / "said"
    fill(folder, [item(1)])
    before = contents(folder)
    if unfinished:
        (folder / "casebook.sqlite-wal").write_bytes(b"x" * 100)
    allow(folder, writing=False)

    def work() -> None:
        nobody()
        lines = []
        try:
            with Casebook.open(folder, create=False) as book:
                lines.append(f"{book.verify().holds} {[one.id for one in book.reports()]}")
                book.add(*item(2))
        except CasebookError as error:
            lines.append(str(error))
        said.write_text("\n".join(lines))

    process = forked(work)
    process.join()
    allow(folder, writing=True)
    assert process.exitcode == 0
    message = said.read_text()
    if unfinished:
        assert "not closed properly" in message
        (folder / "casebook.sqlite-wal").unlink()
    else:
        assert message.startswith("True ['r001']\n"), message
        assert "cannot be written" in message
    assert contents(folder) == before


@pytest.mark.parametrize("mode", [0o555, 0o700])
def test_a_casebook_cannot_be_made_where_nothing_may_be_written(common: Path, mode: int) -> None:
    place, said = common / "locked", common / "said"
    place.mkdir()
    place.chmod(mode if os.getuid() == 0 or mode == 0o555 else 0)

    def work() -> None:
        nobody()
        try:
            Casebook.open(place / "book", create=True)
        except CasebookError as error:
            said.write_text(str(error))

    process = forked(work)
    process.join()
    place.chmod(0o755)
    assert process.exitcode == 0
    assert "cannot be" in said.read_text()
    assert list(place.iterdir()) == []
