"""Killed at any instant while adding, deciding, stamping and exporting; and disks that are full or may not be written.

The number of kills is that of the environment variable BEARWITNESS_KILLS, by default what fits into half a minute:

    BEARWITNESS_KILLS=500 python -m pytest tests/casebook/test_killed.py -k killed
"""

from __future__ import annotations

import datetime
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bearwitness.casebook import Casebook
from bearwitness.commands_export import write_bag
from bearwitness.errors import BearwitnessError, CasebookError, KeyUnusable
from bearwitness.model import Capture, Decision, Graded, MediaFacts, MediaTarget, Record, ReportLine, Target, Timestamp
from bearwitness.record.keys import Keys, KeySigner
from bearwitness.record.unbag import files_of, verify_bag
from bearwitness.review.decisions import settled
from casebook.items import SIGNER, Still, contents, database, dump, fill, holds, item, tree_of
from casebook.test_interruption import forked

KILLS = int(os.environ.get("BEARWITNESS_KILLS", "30"))
ITEMS = [item(number) for number in range(6)]
VERDICTS = [
    settled(
        Decision(id="", kind="note", target=Target("report", f"r{number:03}"), reason="seen", reviewer="B. Reader",
                 at=f"2026-03-09T12:00:0{number}.000000Z")
    )
    for number in range(6)
]  # fmt: skip
REVIEWER = KeySigner.from_seed(b"\7" * 32, holder="B. Reader")
RECORD = Record(
    id="i0123456789abcdef", title="Shelling of Lisove", kind="shelling", when=None, where=None,
    reports=tuple(
        ReportLine(id=one[2].id, source=None, title=None, url=None, published=None, capture=one[0].sha256)
        for one in ITEMS
    ),
    grade=Graded(grade="weak", reasons=()),
)  # fmt: skip


def photo(number: int) -> tuple[Capture, bytes, MediaFacts]:
    """Something that calls itself a picture."""
    data = b"\xff\xd8\xff" + bytes([number]) * 3000
    sha256 = hashlib.sha256(data).hexdigest()
    capture = Capture(sha256=sha256, size=len(data), media_type="image/jpeg", address=f"photos/{number}.jpg")
    return capture, data, MediaFacts(kind="image", form="jpeg", media_type="image/jpeg")


def everything(folder: Path, *, batch: int) -> None:
    """Add reports and pictures, decide, reconcile, export, all of which may have been done in part before."""
    fill(folder / "book", ITEMS, batch=batch)
    with Casebook.open(folder / "book", create=False, clock=Still(), signer=SIGNER) as book:
        for number, one in enumerate(ITEMS[:3]):
            target = MediaTarget(kind="report", id=one[2].id)
            book.add_media_many([photo(2 * number), photo(2 * number + 1)], target, brought=one[0].sha256)
        for verdict in VERDICTS:
            book.state("decisions", [verdict], signer=REVIEWER)
        with book.incidents() as found:
            assert found.check() == len(found.summaries())
        files = book.bag([RECORD])
    write_bag(files, folder / "bag.zip", RECORD.id)
    if not (folder / "bag").exists():
        write_bag(files, folder / "bag", RECORD.id)


def assert_whole(folder: Path) -> None:
    """What a killed process left behind holds: the casebook, and each bag that has its name."""
    database_file = folder / "book" / "casebook.sqlite"
    if database_file.is_file() and database_file.stat().st_size:
        with Casebook.open(folder / "book", create=True) as book:
            found = book.verify()
        assert found.holds, found.text()
        assert {one.what for one in found.unchecked} <= {"capture file"}, found.text()
    for name in ("bag.zip", "bag"):
        if (folder / name).exists():
            assert verify_bag(files_of(folder / name)).holds, name


def test_killed_at_any_instant_all_holds_and_doing_it_again_completes(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    began = time.perf_counter()
    process = forked(lambda: everything(whole, batch=2))
    process.join()
    seconds = time.perf_counter() - began
    assert process.exitcode == 0
    with Casebook.open(whole / "book", create=False) as book:
        expected = book.verify()
    assert (expected.valid["decisions"], expected.valid["media"]) == (len(VERDICTS), 6)
    rows, told = dump(whole / "book"), contents(whole / "book")
    chosen = random.Random(5)
    done = kills = 0
    while done < KILLS:
        folder = tmp_path / "again"
        for _ in range(min(6, KILLS - done)):  # killed again and again while it completes
            process = forked(lambda: everything(folder, batch=2))  # noqa: B023
            time.sleep(chosen.uniform(0, seconds))
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            done += 1
            kills += process.exitcode == -signal.SIGKILL
            seconds *= 1 if process.exitcode else 0.8  # it was measured on a busy machine: kill earlier
            assert_whole(folder)
        everything(folder, batch=2)
        with Casebook.open(folder / "book", create=False) as book:
            found = book.verify()
        assert found.checks == ()
        assert (found.size, found.root, found.valid) == (expected.size, expected.root, expected.valid)
        assert dump(folder / "book") == rows  # nothing doubled, nothing lost, the very same rows
        assert contents(folder / "book") == told
        assert verify_bag(files_of(folder / "bag")).checks == ()
        assert (folder / "bag.zip").read_bytes() == (whole / "bag.zip").read_bytes()
        shutil.rmtree(folder)
    assert kills >= KILLS / 4, "hardly any kill came before the end; the test shows nothing"


@pytest.mark.parametrize("step", range(5))
def test_a_key_that_was_half_made_is_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    keys, calls = Keys(tmp_path / "keys"), 0

    def killed(*_: object, **__: object) -> None:
        nonlocal calls
        calls += 1
        if calls > step:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        for name in ("replace", "unlink"):
            original = getattr(Path, name)

            def call(self: Path, *rest: object, _original: Callable[..., object] = original, **more: object) -> object:
                killed()
                return _original(self, *rest, **more)

            patched.setattr(Path, name, call)
        with pytest.raises(KeyboardInterrupt):
            keys.make()
    if keys.current() is None:
        keys.make()
    assert keys.open(keys.current() or "").sign(b"x")


# --- no room ---


def limited(work: Callable[[], object], limit: int, said: Path) -> str:
    """What the work says in a process in which no file may grow beyond `limit` bytes."""

    def run() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            work()
        except BearwitnessError as error:
            message = f"error: {error}"
        else:
            message = "done"
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        said.write_text(message)

    process = forked(run)
    process.join()
    assert process.exitcode == 0
    return said.read_text()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    fill(tmp_path / "book", ITEMS[:3])
    return tmp_path / "book"


def opened(folder: Path) -> Casebook:
    return Casebook.open(folder, create=False, clock=Still(), signer=SIGNER)


@pytest.mark.parametrize("limit", [0, 100, 5_000, 30_000, 60_000])
def test_no_room_for_a_decision_is_a_clear_error_and_the_casebook_is_as_it_was(
    tmp_path: Path, book: Path, limit: int
) -> None:
    before = dump(book)
    reason = "Seen. " * 20_000

    def decide() -> None:
        with opened(book) as kept:
            kept.state("decisions", [{"id": "d1", "kind": "note", "reason": reason}], signer=REVIEWER)

    message = limited(decide, limit, tmp_path / "said")
    assert message.startswith("error"), message
    assert "as it was" in message
    assert dump(book) == before
    assert holds(book)
    decide()
    assert holds(book)


@pytest.mark.parametrize("limit", [0, 1_000, 4_000])
def test_no_room_for_a_bag_leaves_no_half_of_one(tmp_path: Path, book: Path, limit: int) -> None:
    with opened(book) as kept:
        files = kept.bag([RECORD])
    for name in ("bag.zip", "bag"):
        message = limited(lambda name=name: write_bag(files, tmp_path / name, "i"), limit, tmp_path / "said")  # type: ignore[misc]
        assert "could not be written" in message
        assert sorted(one.name for one in tmp_path.iterdir()) == ["book", "said"]
    with pytest.raises(BearwitnessError, match="there already"):
        write_bag(files, book, "i")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, where one can be had."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.getuid() != 0 or shutil.which("mount") is None or subprocess.run(command, check=False).returncode != 0:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_a_clear_error_and_goes_on_when_there_is_room(disk: Path) -> None:
    folder = disk / "book"
    fill(folder, ITEMS[:3])
    before = contents(folder)
    size = os.statvfs(disk)
    for left in (0, 4_096, 20_000, 60_000):
        (disk / "ballast").unlink(missing_ok=True)
        free = os.statvfs(disk).f_bavail * size.f_bsize
        (disk / "ballast").write_bytes(b"\0" * max(0, free - left))
        with pytest.raises(CasebookError, match=r"room|free space"), opened(folder) as kept:
            kept.add(*item(50, text=f"Lisove, the mayor said: nobody was killed. Shell fire{' and' * 20_000}."))
        with pytest.raises(CasebookError, match=r"room|free space"), opened(folder) as kept:
            kept.state("decisions", [{"id": "d1", "reason": "Seen. " * 20_000}])
        (disk / "ballast").unlink()
        assert contents(folder) == before
        (disk / "ballast").write_bytes(b"")
    (disk / "ballast").unlink()
    assert fill(folder, ITEMS) == ["known"] * 3 + ["added"] * 3
    with opened(folder) as kept:
        assert kept.verify().checks == ()


def test_a_disk_that_may_not_be_written_can_be_read_verified_and_bagged(disk: Path, tmp_path: Path) -> None:
    folder = disk / "book"
    fill(folder, ITEMS[:3])
    before = tree_of(folder)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        with opened(folder) as kept:
            assert kept.verify().checks == ()
            for act in (lambda: kept.add(*ITEMS[3]), lambda: kept.state("decisions", [{"id": "d1"}])):
                with pytest.raises(CasebookError, match="cannot be written"):
                    act()
            found = verify_bag(kept.bag([RECORD]))
            assert found.holds
            assert [one.what for one in found.unchecked] == ["record"]
        with pytest.raises(BearwitnessError, match="could not be written"):
            write_bag({"bagit.txt": b""}, disk / "bag", "i")
        with pytest.raises(KeyUnusable, match="BEARWITNESS_KEYS"):
            Keys(disk / "keys").make()
        assert tree_of(folder) == before
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def test_an_older_casebook_that_may_not_be_written_says_so(disk: Path) -> None:
    folder = disk / "book"
    fill(folder, ITEMS[:1])
    connection = database(folder)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        with pytest.raises(CasebookError, match="older Bearwitness"):
            opened(folder)
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


# --- two at once ---


class Slow:
    """An authority that answers at length; the casebook is not locked meanwhile."""

    address = "http://clock.example"

    def __init__(self, then: Callable[[], object]) -> None:
        self._then = then

    def answer(self, request: bytes) -> bytes:
        self._then()
        return b""


def test_whoever_waits_for_an_authority_holds_nobody_up(book: Path) -> None:
    with opened(book) as kept, opened(book) as other:
        with pytest.raises(BearwitnessError, match="no timestamp"):
            kept.timestamp(Slow(lambda: other.add(*ITEMS[3])))
        assert kept.verify().checks == ()
        assert kept.verify().valid["reports"] == 4


def test_a_reviewer_and_an_adder_at_once_both_succeed(book: Path) -> None:
    def decide() -> None:
        with opened(book) as kept:
            for verdict in VERDICTS:
                kept.state("decisions", [verdict], signer=REVIEWER)

    processes = [forked(decide), forked(lambda: fill(book, ITEMS, batch=1) and None)]
    for one in processes:
        one.join(60)
    assert [one.exitcode for one in processes] == [0, 0]
    with opened(book) as kept:
        found = kept.verify()
    assert found.checks == ()
    assert (found.valid["reports"], found.valid["decisions"]) == (len(ITEMS), len(VERDICTS))
    assert found.valid["keys"] == 2


def test_a_timestamp_of_a_head_that_is_not_the_latest_any_more_is_kept_all_the_same(book: Path) -> None:
    with opened(book) as kept:
        head = kept.head()
        assert head is not None
        kept.add(*ITEMS[3])
        found = Timestamp(
            size=head.size, root=head.root, authority="http://clock.example",
            at=datetime.datetime.now(datetime.UTC).isoformat(), request="", response="",
        )  # fmt: skip
        from bearwitness.casebook.batch import Batch

        with kept._store.writing() as writer:
            batch = Batch(writer, Still(), SIGNER)
            batch.stamp(found)
            batch.finish()
        assert [one.why for one in kept.verify().broken] == ["its answer is no timestamp"]
