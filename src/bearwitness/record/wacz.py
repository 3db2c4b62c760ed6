"""Captures as a WACZ package (specs.webrecorder.net/wacz/1.1.1), which archives and replay programs read.

What is in it: the captures as WARC 1.1 records (`response` with its status and header fields where they came by HTTP,
`resource` where they came as files), an index (CDXJ), the list of pages, and `datapackage.json` with the SHA-256 of
each member. The same captures give the same bytes. A body is stored after unpacking, so the fields that spoke of its
packing and length on the wire are kept under `x-bearwitness-`.

What came from a file has no address on the web; it is listed under `urn:sha256:` with its hash.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Iterable
from urllib.parse import urlsplit

from fastwarc import WarcRecord, WarcRecordType

from bearwitness import __version__
from bearwitness.identity import jsonable
from bearwitness.model import Capture, Withheld

SOFTWARE = f"bearwitness {__version__}"
UNKNOWN_TIME = "1970-01-01T00:00:00Z"
"""Where nobody said when a capture was retrieved; WARC wants a date, and `retrieved` in the page list says null."""
ON_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
EPOCH = (1980, 1, 1, 0, 0, 0)
ARCHIVE = "archive/data.warc.gz"
SPACE = uuid.UUID("6f1c6a0e-8c4b-5d57-9a51-2b7f5f0d5c11")
"""Name space of record ids, so that they follow from what is recorded."""


def wacz(captures: Iterable[tuple[Capture, bytes]], *, title: str, withheld: Withheld | None = None) -> bytes:
    """The package. Captures are sorted by address, time and hash; the same capture twice is one record.

    `withheld`: what a profile did not let through, told in `datapackage.json`.
    """
    rows = sorted(
        {(one.address, one.retrieved or "", one.sha256): (one, data) for one, data in captures}.items(),
        key=lambda row: row[0],
    )
    warc, index, pages = io.BytesIO(), [], []
    warc.write(_member(_about()))
    for _, (capture, data) in rows:
        offset = warc.tell()
        packed = _member(_record(capture, data))
        warc.write(packed)
        index.append(_index_line(capture, offset, len(packed)))
        pages.append(
            {
                "id": capture.sha256[:22],
                "url": _address(capture),
                "title": capture.address,
                "ts": _moment(capture),
                "retrieved": capture.retrieved,
                "sha256": capture.sha256,
            }
        )
    page_head = {"format": "json-pages-1.0", "id": "pages", "title": "All captures"}
    members = {
        ARCHIVE: warc.getvalue(),
        "indexes/index.cdxj": "".join(line + "\n" for line in sorted(index)).encode(),
        "pages/pages.jsonl": "".join(_json(one) + "\n" for one in (page_head, *pages)).encode(),
    }
    package = _json(
        {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "software": SOFTWARE,
            **({} if withheld is None else {"withheld": jsonable(withheld)}),
            "resources": [
                {
                    "name": name.rpartition("/")[2],
                    "path": name,
                    "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                    "bytes": len(data),
                }
                for name, data in members.items()
            ],
        }
    ).encode()
    members["datapackage.json"] = package
    members["datapackage-digest.json"] = _json(
        {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
    ).encode()
    return _zipped(members)


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            # The archive must be stored, so that a reader can jump to a record.
            info.compress_type = zipfile.ZIP_STORED if name == ARCHIVE else zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    return out.getvalue()


def _member(record: bytes) -> bytes:
    return gzip.compress(record, mtime=0)


def _about() -> bytes:
    body = f"software: {SOFTWARE}\r\nformat: WARC File Format 1.1\r\n".encode()
    return _written(WarcRecordType.warcinfo, UNKNOWN_TIME, body, "application/warc-fields", None)


def _record(capture: Capture, data: bytes) -> bytes:
    """The capture as one WARC record."""
    address, at = _address(capture), _moment(capture)
    if capture.status is None:
        return _written(WarcRecordType.resource, at, data, capture.media_type, address)
    lines = [f"HTTP/1.1 {capture.status} OK" if capture.status == 200 else f"HTTP/1.1 {capture.status}"]
    for name, value in capture.headers:
        shown = f"x-bearwitness-{name}" if name in ON_THE_WIRE else name
        lines.append(f"{_one_line(shown)}: {_one_line(value)}")
    lines.append(f"content-length: {len(data)}")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", errors="replace")
    return _written(WarcRecordType.response, at, head + data, "application/http; msgtype=response", address)


def _written(kind: WarcRecordType, at: str, body: bytes, media_type: str, address: str | None) -> bytes:
    record = WarcRecord()
    name = uuid.uuid5(SPACE, f"{int(kind)} {address} {at} {hashlib.sha256(body).hexdigest()}")
    record.init_headers(kind, f"<urn:uuid:{name}>".encode(), content_length=len(body))
    record.headers["WARC-Date"] = at
    record.headers["Content-Type"] = _one_line(media_type)
    if address is not None:
        record.headers["WARC-Target-URI"] = _one_line(address)
    record.set_bytes_content(body)
    out = io.BytesIO()
    record.write(out, checksum_data=True)
    return out.getvalue()


def _index_line(capture: Capture, offset: int, length: int) -> str:
    stamp = "".join(each for each in _moment(capture) if each.isdigit())[:14].ljust(14, "0")
    row = {
        "url": _address(capture),
        "digest": f"sha256:{capture.sha256}",
        "mime": capture.media_type,
        "offset": offset,
        "length": length,
        "status": capture.status or 200,
        "filename": ARCHIVE.rpartition("/")[2],
    }
    return f"{_sorted_name(_address(capture))} {stamp} {_json(row)}"


def _sorted_name(address: str) -> str:
    """The key by which an index is sorted: the host's labels from the end, then the path, in lower case."""
    parts = urlsplit(address)
    if not parts.hostname:
        return address
    labels = parts.hostname.lower().removeprefix("www.").split(".")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{','.join(reversed(labels))}{port}){parts.path or '/'}{query}".lower().replace(" ", "%20")


def _address(capture: Capture) -> str:
    if capture.address.startswith(("http://", "https://")):
        return capture.address
    return f"urn:sha256:{capture.sha256}"


def _moment(capture: Capture) -> str:
    """The time of retrieval in UTC to the second, as WARC wants it."""
    if capture.retrieved is None:
        return UNKNOWN_TIME
    moment = datetime.datetime.fromisoformat(capture.retrieved)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
