"""Images and videos in a web archive: where which lies, and the bytes of one."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from fastwarc import ArchiveIterator, WarcRecordType

from bearwitness.acquire.references import FILMED, key_of, path_of
from bearwitness.errors import UnreadableFile
from bearwitness.model import Carried

HEADER_LIMIT = 32 << 10
MOST = 200_000
"""Addresses of images and videos that are kept in mind of one archive."""
OK = 200
UNSAID = ("", "application/octet-stream", "binary/octet-stream")
"""Media types that say nothing: then the ending of the address counts."""
ASKED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit


class Archive:
    """A WARC file, or a WACZ package with such files in it, open."""

    def __init__(self, path: Path) -> None:
        """UnreadableFile if it cannot be opened."""
        self.path = path
        self._index: dict[str, Carried] | None = None
        try:
            self._package = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise UnreadableFile(f"{path.name}: it cannot be opened ({error}).") from error

    def close(self) -> None:
        """Let go of the file."""
        if self._package is not None:
            self._package.close()

    def find(self, address: str) -> Carried | None:
        """The image or video that was archived from this address."""
        if self._index is None:
            self._index = self._indexed()
        return self._index.get(key_of(address))

    def read(self, one: Carried, limit: int) -> bytes:
        """Its bytes, after unpacking, at most one more than the limit; UnreadableFile if they cannot be had."""
        try:
            with self._open(one.member) as file:
                file.seek(one.offset)
                for record in ArchiveIterator(
                    file, record_types=ASKED, strict_mode=False, max_header_len=HEADER_LIMIT, auto_decode="all"
                ):
                    data = bytes(record.reader.read(limit + 1))
                    if len(data) <= limit and not record.is_http and len(data) < record.content_length:
                        break
                    declared = record.http_headers.get("Content-Length") if record.is_http else None
                    plain = record.is_http and not record.http_headers.get("Content-Encoding")
                    if plain and declared and declared.isdigit() and len(data) < min(int(declared), limit):
                        break
                    return data
        except Exception as error:  # a damaged archive may raise anything
            raise UnreadableFile(f"{one.address}: the archive is damaged ({type(error).__name__}).") from error
        raise UnreadableFile(f"{one.address}: the record is cut short.", remedy="Copy the archive again.")

    def _open(self, member: str | None) -> IO[bytes]:
        return self.path.open("rb") if self._package is None else self._package.open(member or "")

    def _indexed(self) -> dict[str, Carried]:
        """The first of each address; what a damaged archive holds before the damage."""
        found: dict[str, Carried] = {}
        again: dict[str, str] = {}
        for member in self._members():
            try:
                with self._open(member) as file:
                    self._read_into(found, again, file, member)
            except Exception:  # noqa: BLE001, S112 - the damage is named where the pages are read
                continue
        for address, first in again.items():
            if first in found:
                found.setdefault(address, found[first])
        return found

    def _members(self) -> Sequence[str | None]:
        if self._package is None:
            return [None]
        return sorted(
            one.filename
            for one in self._package.infolist()
            if one.filename.startswith("archive/") and ".warc" in one.filename and not one.flag_bits & 1
        )

    def _read_into(self, found: dict[str, Carried], again: dict[str, str], file: IO[bytes], member: str | None) -> None:
        for record in ArchiveIterator(
            file, record_types=ASKED, parse_http=True, strict_mode=False, max_header_len=HEADER_LIMIT
        ):
            address = (record.headers.get("WARC-Target-URI") or "").strip("<>")
            if len(found) >= MOST or not address.lower().startswith(("http://", "https://")):
                continue
            if record.record_type == WarcRecordType.revisit:
                first = (record.headers.get("WARC-Refers-To-Target-URI") or "").strip("<>")
                if first:
                    again.setdefault(key_of(address), key_of(first))
            elif _filmed(record, address):
                one = Carried(
                    address=address,
                    place="record",
                    path=str(self.path),
                    member=member,
                    offset=record.stream_pos,
                    retrieved=record.headers.get("WARC-Date"),
                )
                found.setdefault(key_of(address), one)


def _filmed(record: Any, address: str) -> bool:
    """Whether a record is an image or video that was answered whole."""
    if record.is_http and record.http_headers.status_code != OK:
        return False
    declared = (record.http_content_type if record.is_http else record.headers.get("Content-Type")) or ""
    kind = declared.partition(";")[0].strip().lower()
    return kind.startswith(("image/", "video/")) or (kind in UNSAID and bool(FILMED.search(path_of(address))))
