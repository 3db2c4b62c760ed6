"""Hand-made reports with claims and mentions, and ways to look at a casebook's files from outside."""

from __future__ import annotations

import datetime
import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from bearwitness.casebook import Casebook, Item
from bearwitness.model import (
    Attribution,
    Capture,
    Casualty,
    Claim,
    Evidence,
    Figure,
    Mention,
    Passage,
    PassageRef,
    Place,
    Report,
)
from bearwitness.record.keys import KeySigner

TABLES = (
    "captures",
    "reports",
    "claim_sets",
    "claims",
    "mentions",
    "links",
    "findings",
    "decisions",
    "publications",
    "media",
    "keys",
    "timestamps",
    "entries",
    "heads",
    "signatures",
)
KEYS = dict.fromkeys(TABLES, ("entry",)) | {
    "captures": ("entry",),
    "reports": ("entry",),
    "claim_sets": ("entry",),
    "claims": ("claim_set", "position"),
    "mentions": ("claim_set", "position"),
    "entries": ("position",),
    "heads": ("size",),
    "signatures": ("size", "key"),
}
SIGNER = KeySigner.from_seed(bytes(range(32)), holder="A. Recorder")


class Still:
    """A clock that stands still."""

    def now(self) -> datetime.datetime:
        return datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def words(number: int) -> str:
    return f"Shell fire on Lisove killed {number + 2} people, the mayor said. Télling {number} ☂ 𐍈."


def item(number: int, *, text: str | None = None, version: str = "bearwitness 0.1.0", **report: Any) -> Item:
    """A report with two claims and a mention; the same number is the same report."""
    text = words(number) if text is None else text
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    name = str(report.pop("id", f"r{number:03}"))
    capture = Capture(
        sha256=sha256,
        size=len(data),
        media_type="text/plain",
        address=str(report.pop("address", f"{name}.txt")),
        retrieved=report.get("retrieved"),
    )
    told = Report(id=name, capture=sha256, passages=(Passage(id="p1", kind="body", text=text),), **report)
    return capture, data, told, (mention(told, "Lisove"),), claims(told, number, version=version)


def evidence(report: Report, quote: str) -> Evidence:
    at = report.passages[0].text.index(quote)
    return Evidence(PassageRef("p1", "body"), at, at + len(quote), quote)


def mention(report: Report, name: str) -> Mention:
    found = evidence(report, name)
    place = Place(text=name, latitude=50.0, longitude=-0.125, country="UA")
    return Mention(kind="place", passage="p1", start=found.start, end=found.end, quote=name, place=place)


def claims(report: Report, number: int, *, version: str = "bearwitness 0.1.0") -> tuple[Claim, ...]:
    low = number + 2
    figure = Figure(low=low, high=low, qualifier="exact", text=str(low))
    said = Attribution(role="mayor", verb="said", evidence=evidence(report, "the mayor"))
    common: dict[str, Any] = {"report": report.id, "about": "main", "modality": "asserted", "extractor": version}
    casualty = Casualty(outcome="killed", figure=figure)
    return (
        Claim(id=f"c{report.id}a{version[-1]}", kind="casualty", evidence=(evidence(report, "killed"),),
              casualty=casualty, attribution=said, **common),
        Claim(id=f"c{report.id}b{version[-1]}", kind="reaction", evidence=(evidence(report, "Shell fire"),), **common),
    )  # fmt: skip


def fill(folder: Path, items: Sequence[Item], *, batch: int = 100) -> list[Any]:
    """Add the items to the casebook in the folder; what became of each."""
    with Casebook.open(folder, create=True, clock=Still(), signer=SIGNER) as book:
        return [result for _, result in book.add_many(items, batch=batch)]


def holds(folder: Path) -> bool:
    with Casebook.open(folder, create=False) as book:
        return book.verify().holds


def contents(folder: Path) -> bytes:
    """Everything that can be built upon, in the order in which it is given out."""
    with Casebook.open(folder, create=False) as book:
        kept = list(book.kept())
        told = [msgspec.to_builtins(one) for one in (*book.reports(), *book.claims(), *book.mentions())]
        bytes_of = [book.capture(one.report.capture)[1].hex() for one in kept]
    return msgspec.json.encode([told, bytes_of, [msgspec.to_builtins(one) for one in kept]])


def database(folder: Path) -> sqlite3.Connection:
    """The database itself, behind the casebook's back."""
    connection = sqlite3.connect(folder / "casebook.sqlite", isolation_level=None)
    connection.text_factory = bytes
    return connection


def dump(folder: Path) -> list[Any]:
    """All that the database holds, logically."""
    connection = database(folder)
    try:
        found: list[Any] = [
            connection.execute(f"PRAGMA {one}").fetchone() for one in ("user_version", "application_id")
        ]
        found.append(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall())
        for table in TABLES:
            found.append(connection.execute(f"SELECT * FROM {table} ORDER BY {', '.join(KEYS[table])}").fetchall())
        return found
    finally:
        connection.close()


def tree_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}
