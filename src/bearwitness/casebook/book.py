"""A casebook as the rest of Bearwitness sees it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from bearwitness import __version__
from bearwitness.casebook.adding import Adding, Result
from bearwitness.casebook.incidents import Incidents
from bearwitness.casebook.loading import Kept, current_of, kept_of, last_head, load
from bearwitness.errors import InputError, NotFound
from bearwitness.model import Capture, Claim, Constraint, Mention, Report, TreeHead, Verification
from bearwitness.ports import Clock, SystemClock
from bearwitness.record.parcel import Parcel, pack
from bearwitness.record.verify import verify
from bearwitness.storage import Store

log = logging.getLogger(__name__)
Item = tuple[Capture, bytes, Report, Sequence[Mention], Sequence[Claim]]
"""A capture, its bytes, the report read from it, and what was found in the report."""
BATCH = 100
BATCH_BYTES = 32 << 20
"""A batch is written when it has so many reports, or reports read from so many bytes."""


class Casebook:
    """A folder that holds captures, reports, claims and the log. Use it in a `with` block, or close it."""

    def __init__(self, store: Store, *, clock: Clock, extractor: str) -> None:
        """Use `Casebook.open`."""
        self._store = store
        self._clock = clock
        self._extractor = extractor

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool,
        clock: Clock | None = None,
        extractor: str = f"bearwitness {__version__}",
        patience: float = 30.0,
        on_wait: Callable[[str], None] = log.warning,
    ) -> Casebook:
        """The casebook in a folder; if `create`, one is made where there is none (else NotFound).

        `extractor` stands for claim sets whose claims do not name theirs. `patience`: seconds to wait for another
        process that is writing; `on_wait` is told when that begins. CasebookError if the folder cannot be used.
        """
        store = Store.open(Path(path), create=create, patience=patience, on_wait=on_wait)
        return cls(store, clock=clock or SystemClock(), extractor=extractor)

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(
        self,
        capture: Capture,
        data: bytes,
        report: Report,
        mentions: Sequence[Mention] = (),
        claims: Sequence[Claim] = (),
        *,
        reread: bool = False,
    ) -> Result:
        """Add one report. `known`: it was there already and nothing changed. IdTaken if another report has its id;
        BadField if it cannot be kept; `reread` as in `add_many`.
        """
        (_, result) = next(iter(self.add_many([(capture, data, report, mentions, claims)], reread=reread)))
        if isinstance(result, InputError):
            raise result
        return result

    def add_many(
        self, items: Iterable[Item], *, batch: int = BATCH, reread: bool = False
    ) -> Iterator[tuple[Item, Result | InputError]]:
        """Add reports, many in one transaction; each comes back with what became of it, once that is on the disk.

        What cannot be kept comes back with its error and the rest goes on. `reread`: a report that the same version
        read otherwise from the same bytes is taken as the better reading (the older one stays) and not as IdTaken.
        """
        waiting: list[Item] = []
        size = 0
        for item in items:
            waiting.append(item)
            size += len(item[1])
            if len(waiting) >= batch or size >= BATCH_BYTES:
                yield from self._add_batch(waiting, reread=reread)
                waiting, size = [], 0
        yield from self._add_batch(waiting, reread=reread)

    def _add_batch(self, items: Sequence[Item], *, reread: bool) -> Iterator[tuple[Item, Result | InputError]]:
        parcels = [self._pack(item) for item in items]
        results: list[Result | InputError] = []
        if not any(isinstance(one, Parcel) for one in parcels):
            results = [one for one in parcels if isinstance(one, InputError)]
        else:
            with self._store.writing() as writer:
                adding = Adding(writer, self._clock, reread=reread)
                for parcel in parcels:
                    results.append(adding.admit(parcel) if isinstance(parcel, Parcel) else parcel)
                adding.finish()
        yield from zip(items, results, strict=True)

    def _pack(self, item: Item) -> Parcel | InputError:
        try:
            return pack(*item, extractor=self._extractor)
        except InputError as error:
            return error

    def reports(self) -> Iterator[Report]:
        """Every report as last read, sorted by id."""
        with self._store.reading() as reader:
            current = {one.reading for one in current_of(reader.sets())}
            for row in reader.rows("reports", order="id"):
                if row.key[0] in current:
                    yield load(row, Report)

    def claims(self) -> Iterator[Claim]:
        """Every claim of the current claim sets, sorted by id."""
        with self._store.reading() as reader:
            current = {one.entry for one in current_of(reader.sets())}
            for row in reader.rows("claims", order="id"):
                if row.key[0] in current:
                    yield load(row, Claim)

    def mentions(self) -> Iterator[tuple[str, Mention]]:
        """Every mention of the current claim sets with the id of its report, sorted by that id, then as they stand."""
        for kept in self.kept():
            for one in kept.mentions:
                yield kept.report.id, one

    def kept(self) -> Iterator[Kept]:
        """Every report with its mentions and claims, sorted by id; one report in memory at a time."""
        with self._store.reading() as reader:
            for line in sorted(current_of(reader.sets()), key=lambda one: one.report):
                yield kept_of(reader, line)

    def report(self, name: str) -> Kept:
        """One report with its mentions and claims; NotFound if there is none."""
        with self._store.reading() as reader:
            lines = current_of(reader.sets(name))
            if not lines:
                raise NotFound(f"{self._store.folder} holds no report {name!r}.", remedy="Check the id.")
            return kept_of(reader, lines[0])

    def history(self, name: str) -> tuple[Kept, ...]:
        """All readings and claim sets of a report, oldest first; empty if there is none."""
        with self._store.reading() as reader:
            return tuple(kept_of(reader, line) for line in list(reader.sets(name)))

    def incidents(
        self,
        *,
        constraints: Iterable[Constraint] = (),
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
        keep: bool = False,
        patience: float = 30.0,
    ) -> Incidents:
        """What the reports add up to, brought up to date; close it, or use it in a `with` block.

        `constraints`: what reviewers decided on which occurrences belong together. `progress` takes (done, total).
        `keep`: remember the records that are replaced (`Incidents.moved`). `patience`: seconds to wait for another
        process that does the same.
        """
        return Incidents(self._store, constraints=constraints, progress=progress, keep=keep, patience=patience)

    def capture(self, sha256: str) -> tuple[tuple[Capture, ...], bytes]:
        """Where the bytes with this hash were taken from (every time, in order), and the bytes.

        NotFound if there is no such capture; CasebookBroken if its file is gone or changed.
        """
        with self._store.reading() as reader:
            found = tuple(load(row, Capture) for row in reader.matching("captures", "sha256", sha256))
            if not found:
                raise NotFound(f"{self._store.folder} holds no capture {sha256!r}.", remedy="Check the hash.")
            return found, reader.files.read(sha256)

    def head(self) -> TreeHead | None:
        """The latest head of the log; None for a casebook that holds nothing yet."""
        with self._store.reading() as reader:
            return last_head(reader)

    def verify(
        self,
        *,
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
        trusted: Sequence[TreeHead] = (),
    ) -> Verification:
        """Check captures, rows and log against each other; nothing is changed. `progress` takes (done, total).

        `trusted`: heads of this casebook that were kept elsewhere; with them a log that was shortened or wholly
        rewritten is found too.
        """
        with self._store.reading() as reader:
            return verify(reader, progress=progress, trusted=trusted)
