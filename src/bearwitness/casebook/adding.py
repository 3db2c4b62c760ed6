"""One transaction of adding: what is there already, what is refused, and what is new and goes into the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bearwitness.casebook.batch import Batch
from bearwitness.casebook.loading import VERIFY, load, version_of
from bearwitness.errors import CasebookBroken, IdTaken
from bearwitness.model import Capture, Report
from bearwitness.record.parcel import Parcel, seal_set, shown

Result = Literal["added", "known"]
INCIDENTAL = frozenset({"retrieved", "published_from", "updated_from"})
"""Fields of a report that say how it was come by, not what it is."""


class Adding:
    """Reports that are added in one transaction."""

    def __init__(self, batch: Batch, *, reread: bool) -> None:
        self._batch = batch
        self._writer = batch.writer
        self._reread = reread
        self._fresh: set[str] = set()  # ids and captures of this batch, which the database does not know yet

    def admit(self, parcel: Parcel) -> Result | IdTaken:
        """Add what of the parcel is not there yet."""
        before = self._batch.size
        names = {f"report {parcel.report.id}", f"capture {parcel.capture.sha256}"}
        if self._fresh & names:
            self._writer.flush()
            self._fresh.clear()
        self._fresh |= names
        try:
            reading, read_as = self._reading(parcel)
        except IdTaken as error:
            return error
        self._restore(parcel)
        self._claims(parcel, reading, read_as)
        return "added" if self._batch.size > before else "known"

    def _reading(self, parcel: Parcel) -> tuple[int, str]:
        """Entry and digest of the reading to which the parcel's claims belong: one that is there, or a new one."""
        held = {int(str(row.key[0])): row for row in self._writer.matching("reports", "id", parcel.report.id)}
        for entry, row in held.items():
            if row.columns["capture"] != parcel.report.capture:
                raise self._taken(parcel, str(row.columns["capture"]))
            if row.digest == parcel.sealed_report.digest:
                return entry, parcel.sealed_report.digest
        version = version_of(parcel.claim_set.extractor)
        same_version = sorted(
            {one.reading for one in self._writer.sets(parcel.report.id) if version_of(one.extractor) == version}
        )
        for entry in reversed(same_version):
            if entry not in held:
                raise CasebookBroken(f"The report {parcel.report.id!r} is gone.", remedy=VERIFY)
            older = load(held[entry], Report)
            if not _differences(parcel.report, older):  # nothing that the older reading does not know
                return entry, str(held[entry].digest)
            if not self._reread and (differ := _contradictions(parcel.report, older)):
                raise self._read_otherwise(parcel, differ)
        return self._new_reading(parcel), parcel.sealed_report.digest

    def _new_reading(self, parcel: Parcel) -> int:
        self._batch.capture(parcel.capture, parcel.sealed_capture, parcel.data)
        report, sealed = parcel.report, parcel.sealed_report
        entry = self._batch.log("report", report.id, sealed.digest).index
        row = {"entry": entry, "id": report.id, "capture": report.capture}
        self._writer.insert("reports", [row | {"body": sealed.body, "digest": sealed.digest}])
        return entry

    def _restore(self, parcel: Parcel) -> None:
        """A capture whose file is gone is put back when its bytes come again; its rows never left."""
        if not self._writer.files.path(parcel.capture.sha256).exists():
            self._writer.files.put(parcel.capture.sha256, parcel.data)

    def _claims(self, parcel: Parcel, reading: int, read_as: str) -> None:
        sealed = seal_set(parcel, reading=read_as)
        extractor = parcel.claim_set.extractor
        held = list(self._writer.sets(parcel.report.id))
        if any(one.digest == sealed.digest for one in held):
            return
        if read_as != parcel.sealed_report.digest and any(
            one.reading == reading and one.extractor == extractor for one in held
        ):
            return  # read with less known than before: what was found with more stays
        entry = self._batch.log("claims", parcel.report.id, sealed.digest).index
        row = {"entry": entry, "report": parcel.report.id, "reading": reading, "extractor": extractor}
        self._writer.insert("claim_sets", [row | {"body": sealed.body, "digest": sealed.digest}])
        self._writer.insert(
            "claims",
            [
                {
                    "claim_set": entry,
                    "position": at,
                    "id": one.id,
                    "kind": one.kind,
                    "body": row.body,
                    "digest": row.digest,
                }
                for at, (one, row) in enumerate(zip(parcel.claims, parcel.sealed_claims, strict=True))
            ],
        )
        self._writer.insert(
            "mentions",
            [
                {"claim_set": entry, "position": at, "kind": one.kind, "body": row.body, "digest": row.digest}
                for at, (one, row) in enumerate(zip(parcel.mentions, parcel.sealed_mentions, strict=True))
            ],
        )

    def _taken(self, parcel: Parcel, other: str) -> IdTaken:
        row = next(self._writer.matching("captures", "sha256", other), None)
        address = "" if row is None else f" ({shown(load(row, Capture).address)})"
        return IdTaken(
            f"{parcel.where}: the id is taken by a report with other content: it was "
            f"read from the capture {other}{address}, this one from {parcel.capture.sha256}.",
            remedy="Give one of the two another id.",
        )

    def _read_otherwise(self, parcel: Parcel, differ: Sequence[str]) -> IdTaken:
        return IdTaken(
            f"{parcel.where}: it is in the casebook, read from the same capture "
            f"({parcel.capture.sha256}) but with other content ({', '.join(differ)}).",
            remedy="Add it as it was added first, give it another id, or begin a new casebook.",
        )


def _differences(new: Report, old: Report) -> list[str]:
    """Fields in which `new` says something that `old` does not say."""
    return [
        name
        for name in Report.__struct_fields__
        if name not in INCIDENTAL and getattr(new, name) not in (None, getattr(old, name))
    ]


def _contradictions(new: Report, old: Report) -> list[str]:
    """Fields in which `new` does not only fill in what `old` leaves open."""
    return [name for name in _differences(new, old) if getattr(old, name) is not None]
