"""Web archives: the pages in a WARC file, and in the WARC files of a WACZ package.

Of a WARC those records are pages that answered 200 with a page, a text or a PDF. A WACZ names its pages
(`pages/pages.jsonl`); where it does, only they are taken, because the rest is what the pages are made of. A page that
was archived several times with the same bytes is one capture.

Bounds: a record is unpacked up to the size limit and no further; one record is held at a time. A WACZ may have at most
`MEMBERS` members; those that are not archives or page lists are not opened.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import urldefrag

import msgspec
from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from bearwitness.acquire.fields import moment
from bearwitness.acquire.files import capture, printable, too_large, unreadable
from bearwitness.acquire.forms import HEAD, form_of
from bearwitness.acquire.web import shown
from bearwitness.errors import BadField, InputError, UnreadableFile
from bearwitness.model import Acquired, Given

MEMBERS = 10_000
LIST_LIMIT = 64 * 2**20
"""Bytes of a WACZ's list of pages that are read."""
HEADER_LIMIT = 32 << 10
OK = 200
READABLE = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")
CUT = "What came before it was read. Copy the archive again."


def read_warc(path: Path, address: str, *, given: Given, limit: int) -> Iterator[Acquired | InputError]:
    """The pages of a WARC file, packed or not; an error for each that cannot be read and one where the file breaks."""
    try:
        with path.open("rb") as file:
            yield from _settled(_records(file, address, given, limit, frozenset()), address)
    except OSError as error:
        yield unreadable(path, error)


def read_wacz(path: Path, address: str, *, given: Given, limit: int) -> Iterator[Acquired | InputError]:
    """The pages of a WACZ package."""
    try:
        with zipfile.ZipFile(path) as package:
            yield from _settled(_package(package, address, given, limit), address)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError):
        yield UnreadableFile(
            f"{printable(str(path))}: this is no WACZ package, or it is damaged.", remedy="Copy it again."
        )
    except OSError as error:
        yield unreadable(path, error)


def _package(package: zipfile.ZipFile, address: str, given: Given, limit: int) -> Iterator[Acquired | InputError]:
    members = package.infolist()
    if len(members) > MEMBERS:
        yield UnreadableFile(f"{address}: the package has more than {MEMBERS:,} members.")
        return
    wanted = _pages(package, [one for one in members if one.filename.startswith("pages/")])
    archives = [one for one in members if one.filename.startswith("archive/") and ".warc" in one.filename]
    for one in sorted(archives, key=lambda each: each.filename):
        name = f"{address}/{printable(one.filename)}"
        if one.flag_bits & 1:
            yield UnreadableFile(f"{name}: it is encrypted.", remedy="Unpack it with its password.")
            continue
        with package.open(one) as file:
            yield from _records(file, name, given, limit, wanted)


def _pages(package: zipfile.ZipFile, lists: list[zipfile.ZipInfo]) -> frozenset[str]:
    """The addresses that the package calls pages; empty where it says nothing usable."""
    found = set()
    for one in lists:
        if not one.filename.endswith(".jsonl"):
            continue
        with package.open(one) as file:
            for line in io.BytesIO(file.read(LIST_LIMIT)):
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(row, dict) and isinstance(row.get("url"), str):
                    found.add(urldefrag(row["url"]).url)
    return frozenset(found)


def _settled(found: Iterator[Acquired | InputError], address: str) -> Iterator[Acquired | InputError]:
    """Each page once; an error if there is none at all."""
    seen: set[tuple[str, str]] = set()
    nothing = True
    for one in found:
        nothing = False
        if isinstance(one, Acquired):
            key = (one.capture.address, one.capture.sha256)
            if key in seen:
                continue
            seen.add(key)
        yield one
    if nothing:
        yield UnreadableFile(
            f"{address}: the archive holds no page.",
            remedy="A page is an answer with status 200 and HTML, text or PDF.",
        )


def _records(
    file: IO[bytes], address: str, given: Given, limit: int, wanted: frozenset[str]
) -> Iterator[Acquired | InputError]:
    """The pages among the records of one archive."""
    kinds = WarcRecordType.response | WarcRecordType.resource
    try:
        for record in ArchiveIterator(
            file, record_types=kinds, parse_http=False, strict_mode=False, max_header_len=HEADER_LIMIT
        ):
            target = (record.headers.get("WARC-Target-URI") or "").strip("<>")
            if not target.lower().startswith(("http://", "https://")):
                continue
            if wanted and urldefrag(target).url not in wanted:
                continue
            block = record.reader.read(limit + HEADER_LIMIT)
            if len(block) < min(record.content_length, limit + HEADER_LIMIT):
                # The library ends quietly where a record is cut short; half a page must not pass for a page.
                yield UnreadableFile(f"{address}, {shown(target)}: the record is cut short.", remedy=CUT)
                continue
            found = _page(record, block, target, f"{address}, {shown(target)}", given, limit)
            if found is not None:
                yield found
    except Exception as error:  # noqa: BLE001 - a damaged archive may raise anything; what was read before it stands
        yield UnreadableFile(
            f"{address}: the archive is damaged ({shown(str(error)) or type(error).__name__}).", remedy=CUT
        )


def _page(
    record: WarcRecord, block: bytes, target: str, where: str, given: Given, limit: int
) -> Acquired | InputError | None:
    """The page in a record's block; None if it is something else."""
    answer = record
    if record.is_http:
        answer = WarcRecord()
        answer.init_headers(WarcRecordType.response, content_length=len(block))
        answer.headers["Content-Type"] = record.headers.get("Content-Type") or ""
        answer.set_bytes_content(block)
        answer.is_http = True
        answer.parse_http(auto_decode="all", strict_mode=False, max_header_len=HEADER_LIMIT)
    status = answer.http_headers.status_code if record.is_http else None
    declared = (answer.http_content_type if record.is_http else record.headers.get("Content-Type")) or ""
    kind = declared.partition(";")[0].strip().lower()
    if (record.is_http and status != OK) or kind not in READABLE:
        return None
    data = answer.reader.read(limit + 1) if record.is_http else block
    if len(data) > limit:
        return too_large(where, limit)
    form = form_of("", data[:HEAD], declared)
    if not data or form not in ("html", "text", "pdf"):
        return None
    retrieved = _retrieved(record.headers.get("WARC-Date"), where) or given.retrieved
    headers = tuple((key.lower(), value) for key, value in answer.http_headers.to_tuples()) if record.is_http else ()
    return Acquired(
        capture=msgspec.structs.replace(capture(data, kind, target, retrieved), status=status, headers=headers),
        data=data,
        form=form,
        given=msgspec.structs.replace(given, id=None, url=target, retrieved=retrieved),
    )


def _retrieved(written: str | None, where: str) -> str | None:
    try:
        return moment(written, where, "WARC-Date") if written else None
    except BadField:
        return None
