"""WARC, WACZ and MHTML: the pages in them, with address and time, and what happens where they are broken."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from fastwarc import WarcRecord, WarcRecordType

from bearwitness.acquire import captures
from bearwitness.errors import InputError, UnreadableFile
from bearwitness.model import Acquired, Capture
from bearwitness.record.wacz import wacz

PAGE = b"<!doctype html><title>Two hurt</title><p>Two people were hurt in the strike on the depot.</p>"


def good(found: object) -> Acquired:
    assert isinstance(found, Acquired), found
    return found


def record(body: bytes, target: str, *, status: str = "200 OK", head: str = "content-type: text/html\r\n") -> bytes:
    one = WarcRecord()
    content = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    one.init_headers(WarcRecordType.response, content_length=len(content))
    one.headers["WARC-Date"] = "2024-07-08T12:00:00Z"
    one.headers["WARC-Target-URI"] = target
    one.headers["Content-Type"] = "application/http; msgtype=response"
    one.set_bytes_content(content)
    out = io.BytesIO()
    one.write(out)
    return out.getvalue()


def test_the_pages_of_an_archive_are_taken_with_their_address_and_time(tmp_path: Path) -> None:
    parts = [
        record(PAGE, "https://news.example/a"),
        record(b"not here", "https://news.example/gone", status="404 Not Found"),
        record(b"body { }", "https://news.example/style.css", head="content-type: text/css\r\n"),
        record(
            gzip.compress(PAGE), "https://news.example/b", head="content-type: text/html\r\ncontent-encoding: gzip\r\n"
        ),
    ]
    for name, data in (
        ("a.warc", b"".join(parts)),
        ("b.warc.gz", b"".join(gzip.compress(one, mtime=0) for one in parts)),
    ):
        (tmp_path / name).write_bytes(data)
        found = [good(one) for one in captures([tmp_path / name])]
        assert [one.capture.address for one in found] == ["https://news.example/a", "https://news.example/b"]
        assert [one.data for one in found] == [PAGE, PAGE]
        assert {one.capture.retrieved for one in found} == {"2024-07-08T12:00:00Z"}
        assert {one.given.url for one in found} == {"https://news.example/a", "https://news.example/b"}
        assert found[0].capture.status == 200


def test_a_page_that_was_archived_twice_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(PAGE, "https://news.example/a") * 2)
    assert len(list(captures([tmp_path]))) == 1


@pytest.mark.parametrize("packed", [False, True])
def test_what_comes_before_a_break_is_kept_and_the_break_is_named(tmp_path: Path, packed: bool) -> None:
    parts = [record(PAGE + bytes([65 + n]) * 2000, f"https://news.example/{n}") for n in range(3)]
    data = b"".join(gzip.compress(one) if packed else one for one in parts)
    (tmp_path / "a.warc").write_bytes(data[: len(data) - (40 if packed else 1500)])
    (tmp_path / "b.txt").write_text("Two people were hurt.")
    found = list(captures([tmp_path]))
    whole = [one.capture.address for one in found if isinstance(one, Acquired)]
    assert whole[:2] == ["https://news.example/0", "https://news.example/1"]
    assert whole[-1] == "b.txt"
    assert "https://news.example/2" not in whole
    assert any(isinstance(one, UnreadableFile) and "a.warc" in str(one) for one in found)


def test_a_packed_page_that_swells_is_stopped_at_the_limit(tmp_path: Path) -> None:
    bomb = record(
        gzip.compress(b"a" * 30_000_000),
        "https://news.example/bomb",
        head="content-type: text/html\r\ncontent-encoding: gzip\r\n",
    )
    (tmp_path / "a.warc").write_bytes(bomb + record(PAGE, "https://news.example/a"))
    found = list(captures([tmp_path], limit=1_000_000))
    assert isinstance(found[0], InputError)
    assert "1,000,000" in str(found[0])
    assert good(found[1]).data == PAGE


def test_an_archive_without_a_page_and_a_file_that_is_none_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(b"x", "https://news.example/x", status="500 No"))
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(b"something else"))
    (tmp_path / "c.wacz").write_bytes(b"PK\x03\x04 and then nothing")
    found = list(captures([tmp_path]))
    assert len(found) == 3
    assert all(isinstance(one, UnreadableFile) for one in found)


def page(address: str, data: bytes = PAGE, **said: object) -> tuple[Capture, bytes]:
    import hashlib

    fields: dict[str, object] = {"media_type": "text/html", "retrieved": "2024-07-08T12:00:00Z", **said}
    return Capture(sha256=hashlib.sha256(data).hexdigest(), size=len(data), address=address, **fields), data  # type: ignore[arg-type]


def test_captures_written_as_wacz_come_back_from_it(tmp_path: Path) -> None:
    packed = ("content-encoding", "gzip")
    rows = [
        page("https://news.example/b", status=200, headers=(("content-type", "text/html"), packed)),
        page("https://news.example/a", PAGE + b"!", status=200, headers=(("content-type", "text/html"),)),
        page("saved/c.html", PAGE + b"?"),
    ]
    data = wacz(rows, title="Two hurt")
    assert data == wacz(reversed(rows), title="Two hurt")
    (tmp_path / "x.wacz").write_bytes(data)
    found = [good(one) for one in captures([tmp_path / "x.wacz"])]
    assert {one.capture.address: one.data for one in found} == {
        "https://news.example/a": PAGE + b"!",
        "https://news.example/b": PAGE,
    }
    assert {one.capture.retrieved for one in found} == {"2024-07-08T12:00:00Z"}


def test_the_index_of_a_wacz_points_at_its_records() -> None:
    rows = [page(f"https://www.news.example/{n}", PAGE + bytes([n]), status=200) for n in range(5)]
    with zipfile.ZipFile(io.BytesIO(wacz(rows, title="x"))) as package:
        archive = package.read("archive/data.warc.gz")
        lines = package.read("indexes/index.cdxj").decode().splitlines()
    import json

    assert lines == sorted(lines)
    for line in lines:
        key, stamp, rest = line.split(" ", 2)
        row = json.loads(rest)
        text = gzip.decompress(archive[row["offset"] : row["offset"] + row["length"]])
        assert key.startswith("example,news)/")
        assert stamp == "20240708120000"
        assert row["url"].encode() in text


def test_only_the_pages_of_a_wacz_are_taken_where_it_names_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.wacz", "w") as package:
        package.writestr(
            "archive/data.warc",
            record(PAGE, "https://news.example/a") + record(PAGE + b"!", "https://frame.example/ad"),
        )
        package.writestr(
            "pages/pages.jsonl", '{"format":"json-pages-1.0"}\n{"url":"https://news.example/a#top"}\n{bad\n'
        )
    assert [good(one).capture.address for one in captures([tmp_path / "x.wacz"])] == ["https://news.example/a"]


MHTML = """From: <Saved by a browser>
Snapshot-Content-Location: https://news.example/a
Subject: Two hurt
Date: Mon, 8 Jul 2024 12:00:00 +0300
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----Bound"

------Bound
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://news.example/a

<!doctype html><title>Two hurt</title><p>Two people were hurt in the caf=C3=A9.</p>
------Bound
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://news.example/p.png

iVBORw0KGgo=
------Bound--
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_page_saved_whole_is_read_with_its_address_and_time(tmp_path: Path, end: str) -> None:
    data = MHTML.replace("\n", end).encode()
    (tmp_path / "a.mhtml").write_bytes(data)
    one = good(next(iter(captures([tmp_path]))))
    assert one.data == data
    assert one.content is not None
    assert "café" in one.content
    assert one.given.url == "https://news.example/a"
    assert one.capture.retrieved == "2024-07-08T12:00:00+03:00"


@pytest.mark.parametrize(
    "text",
    [
        MHTML.partition("------Bound\n")[0],
        MHTML.replace("text/html\n", "text/css\n"),
        MHTML.replace("quoted-printable", "base64")[:560],
    ],
)
def test_a_saved_page_without_a_page_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.mhtml").write_text(text)
    found = list(captures([tmp_path]))
    assert isinstance(found[0], UnreadableFile) or not (good(found[0]).content or "").strip().endswith("</p>")
