"""A casebook as the rest of Bearwitness sees it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from bearwitness import __version__
from bearwitness.casebook.adding import Adding, Result
from bearwitness.casebook.bagging import collect, statements
from bearwitness.casebook.batch import Batch
from bearwitness.casebook.deciding import decided, over_reports
from bearwitness.casebook.exhibiting import item_of, items, put_in
from bearwitness.casebook.incidents import Incidents
from bearwitness.casebook.loading import (
    Kept,
    Stated,
    current_of,
    kept_of,
    key_changes,
    last_head,
    load,
    stated,
)
from bearwitness.casebook.proving import entries_of, prove
from bearwitness.errors import BadField, CasebookBroken, CasebookError, InputError, KeyUnusable, NotFound
from bearwitness.model import (
    Capture,
    Claim,
    Constraint,
    Incident,
    KeyChange,
    Mark,
    MediaFacts,
    MediaItem,
    MediaTarget,
    Mention,
    Record,
    Report,
    Timestamp,
    TreeHead,
    Verification,
)
from bearwitness.ports import Authority, Clock, Signer, SystemClock
from bearwitness.record.bag import Redaction
from bearwitness.record.bag import pack as pack_bag
from bearwitness.record.parcel import Parcel, pack
from bearwitness.record.proof import Proof
from bearwitness.record.statements import SIGNED
from bearwitness.record.timestamp import ask
from bearwitness.record.verify import NOTHING, Trust, verify
from bearwitness.review import Overlay
from bearwitness.storage import Store
from bearwitness.storage.secret import secret_of

log = logging.getLogger(__name__)
T = TypeVar("T")
Item = tuple[Capture, bytes, Report, Sequence[Mention], Sequence[Claim]]
"""A capture, its bytes, the report read from it, and what was found in the report."""
READER = f"bearwitness {__version__}"
"""Who reads what images and videos say of themselves."""
BATCH = 100
BATCH_BYTES = 32 << 20
"""A batch is written when it has so many reports, or reports read from so many bytes."""


class Casebook:
    """A folder that holds captures, reports, claims and the log. Use it in a `with` block, or close it."""

    def __init__(self, store: Store, *, clock: Clock, extractor: str, signer: Signer | None) -> None:
        """Use `Casebook.open`."""
        self._signer = signer
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
        signer: Signer | None = None,
        extractor: str = f"bearwitness {__version__}",
        patience: float = 30.0,
        on_wait: Callable[[str], None] = log.warning,
    ) -> Casebook:
        """The casebook in a folder; if `create`, one is made where there is none (else NotFound).

        `signer` signs every head (None: heads stay unsigned, and `verify` says so). `extractor` stands for claim sets
        whose claims do not name theirs. `patience`: seconds to wait for another process that is writing; `on_wait` is
        told when that begins. CasebookError if the folder cannot be used.
        """
        store = Store.open(Path(path), create=create, patience=patience, on_wait=on_wait)
        return cls(store, clock=clock or SystemClock(), extractor=extractor, signer=signer)

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._store.folder

    def export_key(self) -> bytes:
        """The secret with which ids are made that leave in place of others; made when it is asked for first."""
        return secret_of(self._store.folder)

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
                batch = Batch(writer, self._clock, self._signer)
                adding = Adding(batch, reread=reread)
                for parcel in parcels:
                    results.append(adding.admit(parcel) if isinstance(parcel, Parcel) else parcel)
                batch.finish()
        yield from zip(items, results, strict=True)

    def _pack(self, item: Item) -> Parcel | InputError:
        try:
            return pack(*item, extractor=self._extractor)
        except InputError as error:
            return error

    def state(self, table: str, values: Iterable[Any], *, signer: Signer | None = None) -> tuple[int | None, ...]:
        """Put decisions, publications, findings or links (the table's name) into the log, all of them or none.

        The entry of each comes back, None for one that was there already.

        Each is any value with a JSON form that has an `id`; see `record.statements`. Decisions and publications are
        signed, by `signer` or else by the casebook's own; KeyUnusable if there is neither, or its key was revoked.
        BadField if one cannot be kept or its id is taken by another.
        """
        by = signer or self._signer
        if by is None and table in SIGNED:
            raise KeyUnusable(f"The {table} need a signature.", remedy="Open the casebook with a key.")
        with self._store.writing() as writer:
            batch = Batch(writer, self._clock, by)
            found = tuple(batch.state(table, one, signer=by) for one in values)
            batch.finish()
        return found

    def add_media(self, capture: Capture, data: bytes, target: MediaTarget, facts: MediaFacts) -> tuple[str, Result]:
        """Keep an image or video and put into the log what it belongs to, signed if there is a signer; its id.

        `known`: that was said before, with the same facts. BadField if the bytes are not the capture's.
        """
        return self.add_media_many([(capture, data, facts)], target)[0]

    def add_media_many(
        self, items: Sequence[tuple[Capture, bytes, MediaFacts]], target: MediaTarget, *, brought: str | None = None
    ) -> list[tuple[str, Result]]:
        """As `add_media`, all of them or none; `brought`: SHA-256 of the capture in which they came."""
        for capture, data, _ in items:
            if capture.sha256 != hashlib.sha256(data).hexdigest() or capture.size != len(data):
                raise BadField(f"{capture.address}: its bytes are not those that the capture names.")
        holder = None if self._signer is None else self._signer.holder
        made: list[tuple[str, Result]] = []
        with self._store.writing() as writer:
            batch = Batch(writer, self._clock, self._signer)
            for capture, data, facts in items:
                item = item_of(capture.sha256, target, facts, by=holder, reader=READER, brought=brought)
                made.append((item.id, "added" if put_in(batch, capture, data, item) else "known"))
            batch.finish()
        return made

    def media_of(self, sha256: str) -> tuple[MediaItem, ...]:
        """What is stated of these bytes as an image or video, oldest first."""
        with self._store.reading() as reader:
            return tuple(load(row, MediaItem) for row in reader.matching("media", "sha256", sha256))

    def media(self) -> tuple[MediaItem, ...]:
        """Every image and video with its latest statement, sorted by id."""
        with self._store.reading() as reader:
            return tuple(items(reader))

    def rotate_key(self, old: Signer, new: Signer, *, reason: str | None = None) -> None:
        """Log, signed by the old key, that the new one takes its place.

        KeyUnusable if the log does not know the old key or it was ended before.
        """
        change = KeyChange(
            key=old.key, action="rotated", public=old.public.hex(), holder=old.holder, successor=new.key, reason=reason
        )
        self._change_key(change, old, new)

    def revoke_key(self, key: str, signer: Signer, *, reason: str | None = None) -> None:
        """Log that a key is not to be relied on from here on, signed by itself or by any other key.

        KeyUnusable if the log does not know it or it was ended before.
        """
        with self._store.reading() as reader:
            told = key_changes(reader, key)
        public, holder = (told[0].public, told[0].holder) if told else ("", None)
        change = KeyChange(key=key, action="revoked", public=public, holder=holder, reason=reason)
        self._change_key(change, signer, signer)

    def _change_key(self, change: KeyChange, by: Signer, then: Signer) -> None:
        with self._store.writing() as writer:
            batch = Batch(writer, self._clock, then)
            batch.end_key(change, by)
            batch.finish()

    def timestamp(
        self, authority: Authority, *, certificates: str | None = None, known: Iterable[str] = ()
    ) -> Timestamp:
        """Have an authority state that it saw the latest head, and keep request and answer.

        `certificates`: PEM against which the answer is checked now and later; where none is given, the first of `known`
        with which it holds is kept.

        NotFound if the casebook holds nothing yet; InputError if no answer comes or it does not hold.
        """
        head = self.head()
        if head is None:
            raise NotFound(f"{self._store.folder} holds nothing yet.", remedy="`bearwitness add PLACE` adds to it.")
        found = ask(head, authority, certificates=certificates, known=known)
        with self._store.writing() as writer:
            batch = Batch(writer, self._clock, self._signer)
            batch.stamp(found)
            batch.finish()
        return found

    def prove(self, names: Iterable[str], *, earlier: Sequence[Mark] = (), bare: bool = False) -> Proof:
        """The proof that what is named (`proving.entries_of`) is in the log, and that it went on from `earlier` heads.

        `bare`: without what the entries speak of. NotFound if there is nothing of a name.
        """
        with self._store.reading() as reader:
            positions: set[int] = set()
            for name in names:
                found = entries_of(reader, name)
                if not found:
                    raise NotFound(f"{self._store.folder} holds nothing of the name {name!r}.", remedy="Check the id.")
                positions.update(found)
            return prove(reader, positions, earlier=earlier, shows=lambda entry, _: not bare or entry.kind == "key")

    def bag(
        self,
        records: Sequence[Record],
        *,
        incidents: Iterable[Incident] = (),
        redaction: Redaction | None = None,
        media: Iterable[str] = (),
    ) -> dict[str, bytes]:
        """A bag of the records of an incident and its parts, the incident first: files by name.

        The records, the links that `incidents` stand on and that they left are put into the log first; where that
        cannot be, the bag says so. `redaction`: what a publication profile lets through. `media`: ids of images and
        videos, which go along only where there is no redaction. CasebookError if something protected would go out;
        CasebookBroken if something that belongs into the bag is damaged or gone.
        """
        told = statements(records, incidents, made_by=self._extractor, redaction=redaction)
        try:
            self._state_all(told)
        except CasebookBroken:
            raise
        except CasebookError as error:
            log.warning("The record could not be put into the log: %s", error)
            told = {}
        with self._store.reading() as reader:
            contents = collect(reader, records, stated=told, redaction=redaction, media=media)
        return pack_bag(contents) if redaction is None else pack_bag(contents, harmless=redaction.harmless)

    def _state_all(self, told: Mapping[str, Sequence[Any]]) -> None:
        """Put statements of several tables into the log together; those that need a signature only if there is one."""
        with self._store.writing() as writer:
            batch = Batch(writer, self._clock, self._signer)
            for table, values in told.items():
                for value in values if self._signer is not None or table not in SIGNED else ():
                    batch.state(table, value, signer=self._signer)
            batch.finish()

    def key_changes(self) -> tuple[KeyChange, ...]:
        """What the log tells of keys, in order."""
        with self._store.reading() as reader:
            return key_changes(reader)

    def stated(self, table: str, kind: type[T], **columns: str) -> Iterator[Stated[T]]:
        """Decisions, publications, findings or links in the order of the log, read back as `kind`; only those in which
        one column (`target="..."`) has a value, if one is named. CasebookBroken if one is not what was stored.
        """
        with self._store.reading() as reader:
            yield from stated(reader, table, kind, columns)

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

    def begun(self, table: str, name: str, *, most: int = 100) -> dict[str, str]:
        """Of the `claims` or `reports` (the table) that were ever kept, those whose ids begin so: the id of each and
        the report's. At most so many rows are looked at.
        """
        with self._store.reading() as reader:
            found = reader.beginning(table, "id", name, most=most) if name else ()
            if table == "reports":
                return {str(row.columns["id"]): str(row.columns["id"]) for row in found}
            return {one.id: one.report for one in (load(row, Claim) for row in found)}

    def over(self, reports: Collection[str] | None = None) -> Overlay:
        """What reviewers decided, with the claims of the reports that they speak of; or of these reports alone, and
        then without what was decided on links.
        """
        with self._store.reading() as reader:
            return decided(reader, ()).over if reports is None else over_reports(reader, reports)

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
        reviewers: int = 1,
        patience: float = 30.0,
    ) -> Incidents:
        """What the reports add up to, brought up to date; close it, or use it in a `with` block.

        `constraints` on which occurrences belong together hold beside those that reviewers decided. `progress` takes
        (done, total). `keep`: remember the records that are replaced (`Incidents.moved`). `reviewers`: how many have to
        publish an incident before it is published. `patience`: seconds to wait for another
        process that does the same.
        """
        return Incidents(
            self._store, constraints=constraints, progress=progress, keep=keep, reviewers=reviewers, patience=patience
        )

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
        trust: Trust = NOTHING,
    ) -> Verification:
        """Check captures, rows, log, signatures and timestamps against each other; nothing is changed.

        `progress` takes (done, total). `trust` is what you bring along: heads that were kept elsewhere (with them a log
        that was shortened or wholly rewritten is found too), keys, certificates, the head to go on from.
        """
        with self._store.reading() as reader:
            return verify(reader, progress=progress, trust=trust)
