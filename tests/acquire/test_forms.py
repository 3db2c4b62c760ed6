"""What a file is, its first bytes say; standard input, PDF and social posts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bearwitness.acquire import Given, captures
from bearwitness.acquire.forms import form_of
from bearwitness.documents import read
from bearwitness.errors import BadField, InputError, UnreadableFile
from bearwitness.model import Acquired


def good(found: object) -> Acquired:
    assert isinstance(found, Acquired), found
    return found


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines."""
    text = "BT /F1 11 Tf 60 760 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\n"
    return out + f"{head}startxref\n{len(out)}\n%%EOF\n".encode()


@pytest.mark.parametrize(
    ("name", "start", "form"),
    [
        ("a.txt", b"Two people were hurt.", "text"),
        ("a.txt", b"%PDF-1.7 ...", "pdf"),
        ("a", b"<!DOCTYPE html><p>x", "html"),
        ("a.html", b"<p>x", "html"),
        ("a.xml", b"<?xml version='1.0'?><rss version='2.0'>", "feed"),
        ("a.xml", b"<?xml version='1.0'?><map>", "other"),
        ("a.jsonl", b'{"text":"x"}', "lines"),
        ("a.json", b'{"name":"C","type":"public_channel","id":7,"messages":[', "telegram"),
        ("a.json", b'{"a":1}', "other"),
        ("a.warc", b"WARC/1.0\r\n", "warc"),
        ("a.wacz", b"PK\x03\x04", "wacz"),
        ("", b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "mhtml"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(name: str, start: bytes, form: str) -> None:
    assert form_of(name, start) == form


@pytest.mark.parametrize(
    "start", [b"a: " * 3000, b"{" * 8192, b"A: b\n" * 1600, b"<" * 8192, b'{"name":' + b"x" * 8000]
)
def test_hostile_beginnings_are_judged_at_once(start: bytes) -> None:
    assert form_of("", start) in ("text", "html")


def test_the_text_layer_of_a_pdf_is_read(tmp_path: Path) -> None:
    data = pdf(
        "Two hurt in depot strike", "", "A missile hit the depot on Monday.", "Two people were hurt, the council said."
    )
    (tmp_path / "a.pdf").write_bytes(data)
    one = good(next(iter(captures([tmp_path]))))
    assert (one.form, one.data, one.capture.media_type) == ("pdf", data, "application/pdf")
    words = "\n".join(line.text for line in read(one).passages)
    assert "Two people were hurt, the council said." in words


@pytest.mark.parametrize(
    ("data", "fault"),
    [(pdf(""), "no text layer"), (pdf("x")[:60], "damaged"), (b"%PDF-1.4\n" + b"\x00" * 500, "damaged")],
)
def test_a_pdf_without_text_or_broken_is_named(tmp_path: Path, data: bytes, fault: str) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(UnreadableFile, match=fault):
        read(good(next(iter(captures([tmp_path])))))


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"Two people were hurt.", ["Two people were hurt."]),
        (b'{"text":"One was hurt."}\n{"text":"Two were hurt."}\n', ["One was hurt.", "Two were hurt."]),
        (b"<!doctype html><body><p>Two people were hurt in the strike.</p>", ["Two people were hurt in the strike."]),
    ],
)
def test_standard_input_is_one_document_or_json_lines(data: bytes, texts: list[str]) -> None:
    found = [read(good(one)) for one in captures(["-"], standard_input=io.BytesIO(data), given=Given(source="S"))]
    assert [one.passages[-1].text for one in found] == texts
    assert {one.source for one in found} == {"S"}


def test_nothing_on_standard_input_is_an_error() -> None:
    (found,) = captures(["-"], standard_input=io.BytesIO(b""))
    assert isinstance(found, InputError)


def test_a_line_with_a_platform_is_a_post(tmp_path: Path) -> None:
    row = {
        "platform": "X",
        "id": "p1",
        "source": "@council",
        "author": "Ann Bo",
        "text": "Two people were hurt.",
        "published": "2024-07-08T09:00:00Z",
        "answers": {"text": "How many?", "author": "@desk"},
        "replies": [{"id": "1", "text": "Terrible.", "author": "Ben"}, {"id": "2", "parent": "1", "text": "Yes."}],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    report = read(good(next(iter(captures([tmp_path])))))
    assert (report.id, report.source, report.byline) == ("p1", "@council", "Ann Bo")
    assert [(line.kind, line.text, line.author) for line in report.passages] == [
        ("embed", "How many?", "@desk"),
        ("body", "Two people were hurt.", None),
        ("comment", "Terrible.", "Ben"),
        ("comment", "Yes.", None),
    ]
    assert report.passages[3].parent == report.passages[2].id


@pytest.mark.parametrize(
    "row", [{"platform": "X"}, {"platform": "X", "text": 7}, {"platform": "X", "text": "a", "replies": {"text": "b"}}]
)
def test_a_post_of_the_wrong_shape_is_named(tmp_path: Path, row: dict[str, object]) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    (found,) = captures([tmp_path])
    assert isinstance(found, BadField)
    assert "line 1" in str(found)
