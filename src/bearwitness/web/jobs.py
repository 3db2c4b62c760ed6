"""Adding reports in a process of its own, so that pages stay quick: what it does is told as it happens."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from bearwitness.acquire import Given, Manners, Web
from bearwitness.casebook import Casebook
from bearwitness.errors import BearwitnessError, InputError
from bearwitness.pipeline import gather
from bearwitness.settings import casebook_settings
from bearwitness.signing import user_signer
from bearwitness.workers.local import understand_all

KEPT = 100
"""Jobs that are remembered; older ones are forgotten, their reports are in the casebook."""
MOST_FAULTS = 200
"""Errors that a job lists; the rest is counted."""
State = Literal["reading", "linking", "done", "failed"]


@dataclass
class Job:
    """What became of one request to add reports."""

    id: str
    places: tuple[str, ...]
    """As people know them: addresses and file names."""
    by: str | None
    state: State = "reading"
    added: list[str] = field(default_factory=list)
    """Ids of new reports."""
    known: int = 0
    failed: int = 0
    faults: list[str] = field(default_factory=list)
    linked: tuple[int, int | None] = (0, None)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "failed")


class Jobs:
    """Runs jobs one after the other, for a casebook has one writer."""

    def __init__(self, folder: Path) -> None:
        """`folder`: of the casebook."""
        self._folder = folder
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def start(
        self, places: Sequence[str], *, files: Path | None, by: str | None, published: str | None, source: str | None
    ) -> Job:
        """Begin to add what stands at addresses and, if given, in a folder of files, which is removed afterwards."""
        shown = (*places, *(sorted(one.name for one in files.iterdir()) if files else ()))
        job = Job(id=secrets.token_urlsafe(12), places=shown, by=by)
        with self._lock:
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT and next(iter(self._jobs.values())).over:
                self._jobs.popitem(last=False)
        given = Given(published=published or None, source=source or None)
        threading.Thread(target=self._run, args=(job, list(places), files, given), daemon=True).start()
        return job

    def get(self, name: str) -> Job | None:
        """A job of this process that is remembered."""
        with self._lock:
            return self._jobs.get(name)

    def _run(self, job: Job, places: list[str], files: Path | None, given: Given) -> None:
        asked = [*places, *([str(files)] if files else [])]
        try:
            with self._turn:
                self._follow(job, asked, given)
        finally:
            if files is not None:
                shutil.rmtree(files, ignore_errors=True)

    def _follow(self, job: Job, places: list[str], given: Given) -> None:
        status = follow(lambda told: take(job, told), work, self._folder, places, given)
        if not job.over:
            job.state = "failed"
            job.faults.append(f"The process that read the reports ended (status {status}).")


def follow(take: Callable[[tuple[str, Any]], None], work: Callable[..., None], *args: Any) -> int | None:
    """Does `work(connection, *args)` in a new process and hands on what it tells; the status with which that ends."""
    spawn = get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    worker = spawn.Process(target=work, args=(there, *args), daemon=False)
    worker.start()
    there.close()
    with contextlib.suppress(EOFError, OSError):
        while True:
            take(here.recv())
    worker.join()
    return worker.exitcode


def take(job: Job, told: tuple[str, object]) -> None:
    """One thing that the worker tells."""
    what, value = told
    if what == "added":
        job.added.append(str(value))
    elif what == "known":
        job.known += 1
    elif what == "fault":
        job.failed += 1
        if len(job.faults) < MOST_FAULTS:
            job.faults.append(str(value))
    elif what == "linking" and isinstance(value, tuple):
        job.state, job.linked = "linking", value
    elif what == "end":
        job.state = "done" if value is None else "failed"
        if value is not None:
            job.faults.append(str(value))


def work(tell: Connection, folder: Path, places: list[str], given: Given) -> None:
    """Reads, extracts, stores, links and reconciles; tells every step."""
    try:
        with Web(Manners()) as web, Casebook.open(folder, create=True, signer=user_signer()) as book:
            for one in understand_all(gather(places, given, web=web), depth="all"):
                if isinstance(one, InputError):
                    tell.send(("fault", str(one)))
                    continue
                item = (one.acquired.capture, one.acquired.data, one.report, one.mentions, one.claims)
                for _, result in book.add_many([item]):
                    told = ("fault", str(result)) if isinstance(result, InputError) else (result, one.report.id)
                    tell.send(told)
            tell.send(("linking", (0, None)))
            reviewers = casebook_settings(folder).publication.reviewers
            with book.incidents(
                progress=lambda done, total: tell.send(("linking", (done, total))), reviewers=reviewers
            ):
                pass
    except BearwitnessError as error:
        tell.send(("end", str(error)))
    else:
        tell.send(("end", None))


def folder_for_files() -> Path:
    """A new folder for files that somebody sends."""
    return Path(tempfile.mkdtemp(prefix="bearwitness-"))
