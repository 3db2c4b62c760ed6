"""Images and videos as a person adds, lists, compares and hands them over."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from bearwitness.casebook import Casebook
from bearwitness.cli import app
from bearwitness.vocabulary import SHARE_FORMATS
from media.pictures import encoded, notes, scene
from share.byte_search import leaks

LINES = [
    {"id": "older", "published": "2023-03-03", "source": "Wire", "title": "Missile hits a market in Kupiansk",
     "text": "Three people were killed by a missile strike on a market in Kupiansk on 3 March 2023, the mayor said."},
    {"id": "newer", "published": "2024-07-08", "source": "Wire", "title": "Drone hits a hospital in Kherson",
     "text": "Five people were killed by a drone attack on a hospital in Kherson on 8 July 2024, the governor said."},
]  # fmt: skip
SECRETS = ["50.4504167", "50.45041", "Glasswerk", "secretmodel", "2024:07:08 10:42:00", "holiday-of-olena"]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in words])


def told(*words: object) -> list[Any]:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a casebook of two incidents, a key, and pictures: two of one scene, one of another."""
    folder = tmp_path_factory.mktemp("media")
    (folder / "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in LINES))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BEARWITNESS_KEYS", str(folder / "keys"))
        patch.setenv("BEARWITNESS_CASEBOOK", str(folder / "book"))
        assert run("key", "make", "--holder", "A. Recorder").exit_code == 0
        assert run("add", folder / "in.jsonl", "--jobs", "1").exit_code == 0
    (folder / "holiday-of-olena.jpg").write_bytes(encoded(scene(1), exif=notes()))
    (folder / "again.jpg").write_bytes(encoded(scene(1).resize((240, 180)), quality=50))
    (folder / "other.png").write_bytes(encoded(scene(2), "PNG"))
    return folder


@pytest.fixture
def book(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A casebook of its own for each test."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("BEARWITNESS_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("BEARWITNESS_CASEBOOK", str(tmp_path / "book"))
    return tmp_path / "book"


def incident(number: int) -> str:
    """The id of an incident, by its place in time."""
    return str(sorted(told("incidents"), key=lambda one: str(one["when"]["start"]))[number]["id"])


def test_adding_keeps_bytes_statement_and_signature_and_verifies(book: Path, tmp_path: Path) -> None:
    picture = tmp_path / "holiday-of-olena.jpg"
    (first,) = told("media", "add", "older", picture)
    sha256 = hashlib.sha256(picture.read_bytes()).hexdigest()
    assert (first["result"], first["sha256"]) == ("added", sha256)
    assert first["target"] == {"kind": "report", "id": "older", "report": None}
    before = {one: one.read_bytes() for one in book.glob("captures/*/*")}
    assert [one["result"] for one in told("media", "add", "older", picture)] == ["known"]
    assert {one: one.read_bytes() for one in book.glob("captures/*/*")} == before
    with Casebook.open(book, create=False) as casebook:
        (item,) = casebook.media()
        captures, data = casebook.capture(sha256)
        report = casebook.verify()
    assert data == picture.read_bytes()
    assert [one.address for one in captures] == [picture.name]
    assert (item.by, item.facts.latitude) == ("A. Recorder", 50.4504167)
    assert report.holds
    assert report.valid["media"] == 1
    proof = json.loads(run("prove", first["id"]).stdout)
    assert [json.loads(one["entry"])["kind"] for one in proof["entries"]].count("media") == 1


def test_the_same_picture_in_an_older_incident_is_a_warning(book: Path, tmp_path: Path) -> None:
    old, new = incident(0), incident(1)
    (first,) = told("media", "add", "older", tmp_path / "holiday-of-olena.jpg")
    done = run("media", "add", new[:8], tmp_path / "again.jpg", tmp_path / "other.png")
    assert done.exit_code == 0
    assert f"looks like {first['id']} of the older incident {old}" in done.stderr
    shown = told("show", new)[0]["media"]
    warned = {one["address"]: one["warnings"] for one in shown}
    assert warned == {"again.jpg": [first["id"]], "other.png": []}
    (alike,) = next(one for one in shown if one["address"] == "again.jpg")["alike"]
    assert (alike["incident"], alike["first"], alike["older"], alike["same"]) == (old, "2023-03-03", True, False)
    assert "WARNING" in run("show", new).stdout
    assert "WARNING" not in run("show", old).stdout  # the older one has nothing to be warned of
    listed = {one["id"]: one for one in told("incidents")}
    assert [one["address"] for one in listed[new]["media"] if one["warnings"]] == ["again.jpg"]
    assert len(listed[old]["media"]) == 1
    assert {one["address"] for one in told("media", "list", new)} == {"other.png", "again.jpg"}


def test_like_finds_what_looks_alike_and_adds_nothing(book: Path, tmp_path: Path) -> None:
    told("media", "add", "older", tmp_path / "holiday-of-olena.jpg")
    told("media", "add", "newer", tmp_path / "other.png")
    found = told("media", "like", tmp_path / "again.jpg")
    assert [(one["address"], one["same"]) for one in found] == [("holiday-of-olena.jpg", False)]
    sha256 = found[0]["item"]["sha256"]
    assert [(one["bits"], one["same"]) for one in told("media", "like", sha256[:12])] == [(0, True)]
    assert len(told("media", "list")) == 2
    assert run("media", "like", "nothing-here").exit_code == 2
    assert run("media", "like", tmp_path / "in.jsonl").exit_code == 1


def test_hostile_files_are_named_and_the_rest_goes_on(book: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "page.jpg").write_bytes(b"<html><body>no picture</body></html>")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "again.jpg").read_bytes()[:900])
    named = [tmp_path / one for one in ("empty.jpg", "page.jpg", "gone.jpg", "cut.jpg", "other.png")]
    done = run("media", "add", "older", *named, tmp_path)
    assert done.exit_code == 1
    for words in ("empty.jpg: the file is empty", "page.jpg: this is neither", "gone.jpg: it cannot be read",
                  "no plain file", "kept, but it cannot be decoded"):  # fmt: skip
        assert words in done.stderr
    assert sorted(one["address"] for one in told("media", "list", "older")) == ["cut.jpg", "other.png"]
    assert run("verify").exit_code == 0
    assert run("media", "add", "no-such-report", tmp_path / "other.png").exit_code == 2


def test_reports_added_later_change_nothing_about_it(book: Path, tmp_path: Path) -> None:
    new = incident(1)
    told("media", "add", new, tmp_path / "other.png")
    more = dict(LINES[1], id="another", published="2024-07-09", source="Daily",
                text="A drone attack on a hospital in Kherson on 8 July 2024 killed five, officials said.")  # fmt: skip
    (tmp_path / "more.jsonl").write_text(json.dumps(more) + "\n")
    assert run("add", tmp_path / "more.jsonl", "--jobs", "1").exit_code == 0
    (shown,) = told("media", "list")
    assert shown["incident"] == incident(1)


def test_a_thumbnail_can_be_written(book: Path, tmp_path: Path) -> None:
    (added,) = told("media", "add", "older", tmp_path / "holiday-of-olena.jpg")
    assert run("media", "thumbnail", added["id"], "-o", tmp_path / "small.jpg").exit_code == 0
    small = (tmp_path / "small.jpg").read_bytes()
    assert leaks(small, SECRETS) == []
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (320, 240)


def test_what_was_changed_is_named(book: Path, tmp_path: Path) -> None:
    (added,) = told("media", "add", "older", tmp_path / "other.png")
    path = book / "captures" / added["sha256"][:2] / added["sha256"][2:]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert "capture file" in run("verify").stdout
    path.write_bytes((tmp_path / "other.png").read_bytes())
    assert run("verify").exit_code == 0
    connection = sqlite3.connect(book / "casebook.sqlite")
    connection.execute("UPDATE media SET body = replace(body, 'older', 'newer')")
    connection.commit()
    connection.close()
    assert f"broken: media media {added['id']}" in run("verify").stdout


@pytest.mark.parametrize("profile", ["partner", "public", "ssa"])
def test_no_byte_of_it_leaves_in_a_profile(book: Path, tmp_path: Path, profile: str) -> None:
    picture = tmp_path / "holiday-of-olena.jpg"
    (added,) = told("media", "add", incident(0), picture)
    hashes = [added["sha256"], added["id"], added["facts"]["look"]]
    for form in SHARE_FORMATS:
        path = tmp_path / f"out.{'zip' if form == 'bag' else form}"
        done = run("export", incident(0), "--format", form, "--profile", profile, "-o", path)
        assert done.exit_code == 0, done.output
        assert "1 images and videos" in done.stderr
        data = path.read_bytes()
        assert leaks(data, [*SECRETS, *hashes]) == []
        for layer in (data, *_members(data)):
            assert picture.read_bytes()[200:400] not in layer


def _members(data: bytes) -> list[bytes]:
    if data[:2] != b"PK":
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        held = [package.read(one) for one in package.namelist()]
    return held + [deeper for one in held for deeper in _members(one)]


def test_the_full_bag_and_archive_hold_it_and_the_bag_verifies(book: Path, tmp_path: Path) -> None:
    picture = tmp_path / "holiday-of-olena.jpg"
    (added,) = told("media", "add", incident(0), picture)
    bag, archive = tmp_path / "bag.zip", tmp_path / "all.wacz"
    assert run("export", incident(0), "--format", "bag", "--profile", "full", "-o", bag).exit_code == 0
    assert run("export", incident(0), "--format", "wacz", "--profile", "full", "-o", archive).exit_code == 0
    assert leaks(bag.read_bytes(), ["Glasswerk", added["sha256"], "50.4504167"]) != []
    assert leaks(archive.read_bytes(), ["secretmodel"]) != []
    assert run("verify", bag).exit_code == 0
    with zipfile.ZipFile(bag) as package:
        package.extractall(tmp_path / "bag")
    script = next((tmp_path / "bag").glob("*/data/verify.py"))
    done = subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert _entry(script.parent, added["id"]) > 0
    assert added["sha256"] in (script.parent / "README.txt").read_text()


def _entry(folder: Path, name: str) -> int:
    entries = [json.loads(one["entry"]) for one in json.loads((folder / "proofs.json").read_text())["entries"]]
    return next(int(one["index"]) for one in entries if one["kind"] == "media" and one["subject"] == name)
