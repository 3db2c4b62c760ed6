"""`add` takes the images and videos that reports carry: kept, looked at, linked to their report, compared."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from fastwarc import WarcRecord, WarcRecordType
from typer.testing import CliRunner

from bearwitness.casebook import Casebook
from bearwitness.cli import app
from bearwitness.workers import carry
from media.pictures import encoded, notes, scene

OLD = "Three people were killed by a missile strike on a market in Kupiansk on 3 March 2023, the mayor said."
NEW = "Five people were killed by a drone attack on a hospital in Kherson on 8 July 2024, the governor said."
PHOTO = encoded(scene(1), exif=notes())
AGAIN = encoded(scene(1).resize((240, 180)), quality=50)
OTHER = encoded(scene(2), "PNG")
ICON = encoded(scene(3, (32, 32)), "PNG")
MOVIE = b"\0\0\0\x18ftypisom" + b"m" * 400


def record(body: bytes, target: str, kind: str = "text/html; charset=utf-8") -> bytes:
    one = WarcRecord()
    content = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\n\r\n".encode() + body
    one.init_headers(WarcRecordType.response, content_length=len(content))
    one.headers["WARC-Date"] = "2024-07-08T12:00:00Z"
    one.headers["WARC-Target-URI"] = target
    one.headers["Content-Type"] = "application/http; msgtype=response"
    one.set_bytes_content(content)
    out = io.BytesIO()
    one.write(out)
    return out.getvalue()


def page(text: str, published: str, *pictures: str) -> bytes:
    images = "".join(f'<figure><img src="{one}"></figure>' for one in pictures)
    head = f'<meta property="article:published_time" content="{published}T09:00:00Z">'
    return f"<!doctype html><title>News</title>{head}<article><p>{text}</p>{images}</article>".encode()


ARCHIVE = b"".join((
    record(page(OLD, "2023-03-03", "/photo.jpg"), "https://news.example/old"),
    record(page(NEW, "2024-07-08", "/again.jpg", "/other.png", "/icon.png", "/x.mp4", "/wrong.png", "/photo.jpg"),
           "https://news.example/new"),
    record(PHOTO, "https://news.example/photo.jpg", "image/jpeg"),
    record(AGAIN, "https://news.example/again.jpg", "image/jpeg"),
    record(OTHER, "https://news.example/other.png", "image/png"),
    record(ICON, "https://news.example/icon.png", "image/png"),
    record(b"no picture", "https://news.example/wrong.png", "image/png"),
    record(MOVIE, "https://news.example/x.mp4", "video/mp4"),
))  # fmt: skip


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in words])


def told(*words: object, code: int = 0) -> list[Any]:
    done = run(*words, "--json")
    assert done.exit_code == code, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BEARWITNESS_CASEBOOK", str(tmp_path / "book"))
    path = tmp_path / "news.warc"
    path.write_bytes(ARCHIVE)
    return path


def test_add_takes_what_the_pages_show_and_says_how_many(place: Path, tmp_path: Path) -> None:
    (done,) = told("add", place, "--jobs", "1", code=1)  # one of the pictures is none
    assert done["added"] == 2
    assert {name: done["media"][name] for name in ("added", "known", "decoration", "refused", "missing")} == {
        "added": 5, "known": 0, "decoration": 1, "refused": 1, "missing": [],
    }  # fmt: skip
    assert {one["bits"] for one in done["warnings"]} <= set(range(9))
    assert done["warnings"]
    listed = {(one["address"], one["item"]["target"]["id"]): one for one in told("media", "list")}
    reports = {one["url"]: one["id"] for each in told("incidents") for one in each["reports"]}
    assert sorted(listed) == sorted(
        (f"https://news.example/{name}", reports[f"https://news.example/{page}"])
        for page, name in (
            ("old", "photo.jpg"), ("new", "again.jpg"), ("new", "other.png"), ("new", "x.mp4"), ("new", "photo.jpg")
        )
    )  # fmt: skip
    one = listed["https://news.example/photo.jpg", reports["https://news.example/old"]]
    assert one["item"]["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    facts = one["item"]["facts"]
    assert (facts["latitude"], facts["camera"], facts["credentials"]) == (
        50.4504167,
        "Glasswerk G7 secretmodel",
        "absent",
    )
    assert facts["look"]
    with Casebook.open(tmp_path / "book", create=False) as book:
        captures, data = book.capture(one["item"]["sha256"])
        brought = book.report(reports["https://news.example/old"]).report.capture
        assert book.verify().holds
    assert (data, captures[0].retrieved, one["item"]["brought"]) == (PHOTO, "2024-07-08T12:00:00Z", brought)
    shown = told("show", reports["https://news.example/new"])[0]["media"]
    assert len(shown) == 4
    assert sum(bool(each["warnings"]) for each in shown) == 2


def test_adding_again_changes_nothing_and_looks_at_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", place, "--jobs", "1")
    before = told("media", "list")
    monkeypatch.setattr(carry, "look_at", None)
    (done,) = told("add", place, "--jobs", "1", code=1)
    assert (done["media"]["added"], done["media"]["known"]) == (0, 5)
    assert told("media", "list") == before


def test_they_can_be_left(place: Path) -> None:
    (done,) = told("add", place, "--jobs", "1", "--no-media")
    assert (done["added"], done["media"]["added"], done["failed"]) == (2, 0, 0)
    assert told("media", "list") == []
    assert "taken" not in run("add", place, "--no-media").stderr
    assert "5 images and videos taken, 0 already there" in run("add", place).stderr


def test_without_the_parts_that_look_the_bytes_are_kept_and_it_is_said(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bearwitness.media import look_at, looking

    source = Path(looking.reader.__file__).read_text(encoding="utf-8")
    bare = tmp_path / "reader.py"
    bare.write_text(source.replace("import PIL\n", "import nothing_of_this_name\n", 1), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(looking.reader, "__file__", str(bare))
        assert "is not installed" in (look_at(PHOTO, name="x").look_why or "")
        done = run("add", place, "--jobs", "1")
    assert "4 were kept and not looked at" in done.stderr
    assert "bearwitness[media]" in done.stderr
    assert len(told("media", "list")) == 5
    assert "5 images and videos taken" not in run("add", place, "--jobs", "1").stderr
    assert {
        one["item"]["facts"]["look"] is None for one in told("media", "list") if one["item"]["facts"]["kind"] == "image"
    } == {False}


def test_a_telegram_export_with_files_missing_and_hostile_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEARWITNESS_CASEBOOK", str(tmp_path / "book"))
    folder = tmp_path / "export"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "a.jpg").write_bytes(PHOTO)
    rows = [
        {"id": number, "type": "message", "date_unixtime": str(1720423860 + 100 * number), "from": "Council",
         "text": text, "photo": photo}
        for number, text, photo in ((1, NEW, "photos/a.jpg"), (2, OLD, "photos/b.jpg"), (3, "Stay home.", "../x.jpg"))
    ]  # fmt: skip
    chat = {"name": "Council", "type": "public_channel", "id": 7, "messages": rows}
    (folder / "result.json").write_text(json.dumps(chat))
    done = run("add", folder, "--jobs", "1")
    assert done.exit_code == 1  # a hostile name is an error; a missing file is not
    assert "3 added" in done.stderr
    assert "1 images and videos taken" in done.stderr
    assert "missing: telegram-7-2: photos/b.jpg: it is not there." in done.stderr
    assert "error: telegram-7-3: ../x.jpg: the name leads out of its folder" in done.stderr
    (one,) = told("media", "list")
    assert one["item"]["target"]["id"] == "telegram-7-1"
