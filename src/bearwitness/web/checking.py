"""Verifying the casebook while pages are read: what the last check said, and how far the running one is."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from bearwitness.casebook import Casebook
from bearwitness.errors import BearwitnessError
from bearwitness.model import Verification
from bearwitness.ports import Clock
from bearwitness.web.jobs import follow


@dataclass(frozen=True)
class Checked:
    """A check that has ended."""

    at: str
    """ISO 8601, UTC."""
    found: Verification | None
    fault: str | None
    """Why there is no result."""


class Checking:
    """At most one check of a casebook at a time."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Nothing was checked yet."""
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self.last: Checked | None = None
        self.progress: tuple[int, int | None] | None = None
        """How far the running check is; None while none runs."""

    def start(self) -> None:
        """Begin a check; nothing if one runs already."""
        with self._lock:
            if self.progress is not None:
                return
            self.progress = (0, None)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        ended: list[tuple[str, Any]] = []

        def take(told: tuple[str, Any]) -> None:
            if told[0] == "progress":
                self.progress = told[1]
            else:
                ended.append(told)

        status = follow(take, check, self._folder)
        value: Any
        what, value = ended[0] if ended else ("fault", f"The process that checked ended (status {status}).")
        found = msgspec.msgpack.decode(value, type=Verification) if what == "found" else None
        self.last = Checked(self._clock.now().isoformat(), found, None if found is not None else str(value))
        self.progress = None


def check(tell: Connection, folder: Path) -> None:
    """Verifies in a process of its own, and tells how far it is."""
    try:
        with Casebook.open(folder, create=False) as book:
            found = book.verify(progress=lambda done, total: tell.send(("progress", (done, total))))
    except BearwitnessError as error:
        tell.send(("fault", str(error)))
    else:
        tell.send(("found", msgspec.msgpack.encode(found)))
