"""A static site holds what is published, in the profile in which it is, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from bs4 import BeautifulSoup
from byte_search import leaks
from share_builders import edition
from typer.testing import CliRunner

from bearwitness.cli import app
from bearwitness.errors import BearwitnessError
from bearwitness.share.site import INDEX, MANIFEST, PLACES, entry, files_of, in_order, index, places, profile_on

RUNNER = CliRunner()
MARKET = """A missile struck the central market in Kharkiv on Monday, killing seven people, Governor Oleh \
Syniehubov said.

Zoryana Kovalchuk, 34, was killed. "I saw the roof fall in," said Halyna Romanenko, who lives across the street. The \
Blue Lantern Shelter stood beside it."""
PORT = """A drone hit the port of Odesa on Friday, killing three people and wounding nine, the mayor, \
Hennadii Trukhanov, said."""
DEPOT = """A bomb hit a bus depot in Sumy on Sunday, wounding four people, the regional police said."""
LINES = [
    {"id": "k1", "source": "Dispatch", "published": "2024-05-20", "title": "Strike on Kharkiv market", "text": MARKET},
    {"id": "o1", "source": "Wire", "published": "2024-08-16", "title": "Port of Odesa hit", "text": PORT},
    {"id": "s1", "source": "Gazette", "published": "2024-11-10", "title": "Depot in Sumy hit", "text": DEPOT},
]
PRIVATE = ["Kovalchuk", "Romanenko", "Blue Lantern"]
UNPUBLISHED = ["Odesa", "Trukhanov", "Sumy", "depot"]


def run(*words: str | Path, code: int = 0) -> str:
    done = RUNNER.invoke(app, [str(one) for one in words])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three incidents: one published for everybody, one for partners, one for nobody."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in LINES), encoding="utf-8")
    run("add", folder / "in.jsonl", "--casebook", folder / "c")
    by = ("--as", "Ana", "-m", "checked", "--casebook", folder / "c")
    run("review", "protect", "Blue Lantern Shelter", *by)
    run("review", "publish", "k1", "--profile", "public", *by)
    run("review", "publish", "o1", "--profile", "partner", *by)
    return folder / "c"


def contents(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def make(book: Path, out: Path, *more: str) -> dict[str, bytes]:
    run("export", "--format", "site", "-o", out, "--casebook", book, *more)
    return contents(out)


def test_it_holds_what_is_published_for_everybody_and_nothing_of_the_rest(book: Path, tmp_path: Path) -> None:
    files = make(book, tmp_path / "out")
    pages = [one for one in files if one.startswith("incidents/") and one.endswith(".html")]
    assert len(pages) == 1
    assert set(files) == {
        INDEX,
        PLACES,
        MANIFEST,
        *(pages[0].removesuffix("html") + ending for ending in ("html", "json", "geojson")),
    }
    assert "Kharkiv" in files[INDEX].decode()
    assert "victims' names" in BeautifulSoup(files[INDEX], "lxml").text
    assert {path: leaks(data, [*PRIVATE, *UNPUBLISHED]) for path, data in files.items()} == {one: [] for one in files}
    assert leaks(repr(sorted(files)).encode(), [*PRIVATE, *UNPUBLISHED]) == []


def test_a_site_for_partners_holds_more(book: Path, tmp_path: Path) -> None:
    files = make(book, tmp_path / "out", "--profile", "partner")
    listed = json.loads(files[MANIFEST])
    assert sorted(one["profile"] for one in listed["incidents"]) == ["partner", "public"]
    whole = b"".join(files.values())
    assert b"Trukhanov" in whole
    assert b"Sumy" not in whole
    assert leaks(whole, ["Romanenko", "Blue Lantern"]) == []


def test_what_is_published_for_everybody_is_in_a_list_of_counts_as_well(book: Path, tmp_path: Path) -> None:
    files = make(book, tmp_path / "out", "--profile", "ssa")
    assert [one["profile"] for one in json.loads(files[MANIFEST])["incidents"]] == ["ssa"]
    assert leaks(b"".join(files.values()), [*PRIVATE, *UNPUBLISHED, "Kharkiv", "Syniehubov"]) == []


def test_every_page_forbids_scripts_and_leads_nowhere_but_into_the_folder(book: Path, tmp_path: Path) -> None:
    files = make(book, tmp_path / "out", "--profile", "partner")
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        page = BeautifulSoup(data, "lxml")
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert policy is not None
        assert str(policy["content"]).startswith("default-src 'none'; style-src 'sha256-")
        assert page.find_all(["script", "link", "img", "iframe", "form"]) == []
        assert not re.search(rb"\sstyle=|\son\w+=", data)
        here = (tmp_path / "out" / path).parent
        for one in page.find_all("a"):
            address, _, anchor = str(one["href"]).partition("#")
            target = page if not address else BeautifulSoup((here / address).read_bytes(), "lxml")
            assert not address.startswith(("http", "/"))
            assert not anchor or target.find(id=anchor) is not None


def test_the_same_casebook_gives_the_same_bytes_and_replaces_a_site(book: Path, tmp_path: Path) -> None:
    first = make(book, tmp_path / "out", "--profile", "partner")
    less = make(book, tmp_path / "out")
    assert len(less) < len(first)
    assert make(book, tmp_path / "out", "--profile", "partner") == first
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_a_withdrawn_incident_is_gone_from_the_next_site(tmp_path: Path) -> None:
    book = tmp_path / "c"
    (tmp_path / "in.jsonl").write_text(json.dumps(LINES[2]) + "\n", encoding="utf-8")
    by = ("--as", "Ana", "-m", "checked", "--casebook", book)
    run("add", tmp_path / "in.jsonl", "--casebook", book)
    run("review", "publish", "s1", *by)
    assert b"Sumy" in make(book, tmp_path / "out")[INDEX]
    run("review", "withdraw", "s1", *by)
    files = make(book, tmp_path / "out")
    assert set(files) == {INDEX, PLACES, MANIFEST}
    assert "No incident is published." in files[INDEX].decode()


@pytest.mark.parametrize(
    "held",
    [
        {"thesis.txt": "mine"},
        {MANIFEST: "{}"},
        {MANIFEST: "not json"},
        {MANIFEST: '{"format": "bearwitness/site/1", "files": {}}', "photo.jpg": "mine"},
    ],
)
def test_a_folder_that_is_not_a_site_is_left_alone(book: Path, tmp_path: Path, held: dict[str, str]) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name, text in held.items():
        (out / name).write_text(text, encoding="utf-8")
    before = contents(out)
    told = run("export", "--format", "site", "-o", out, "--casebook", book, code=2)
    assert "not of a site" in told
    assert contents(out) == before


def test_a_file_a_site_does_not_list_keeps_it_from_being_replaced(book: Path, tmp_path: Path) -> None:
    make(book, tmp_path / "out")
    (tmp_path / "out" / "incidents" / "notes.txt").write_text("mine", encoding="utf-8")
    assert "notes.txt" in run("export", "--format", "site", "-o", tmp_path / "out", "--casebook", book, code=2)
    assert (tmp_path / "out" / "incidents" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_where_one_page_fails(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = make(book, tmp_path / "out")

    def broken(*_: object) -> str:
        raise BearwitnessError("The export would still show something.")

    monkeypatch.setattr("bearwitness.commands_site.index", broken)
    run("export", "--format", "site", "-o", tmp_path / "out", "--casebook", book, code=1)
    run("export", "--format", "site", "-o", tmp_path / "new", "--casebook", book, code=1)
    assert contents(tmp_path / "out") == before
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_wrong_usage_is_told(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = ("--casebook", book)
    assert "Name no incident" in run("export", "k1", "--format", "site", *there, code=2)
    assert "No incident is named" in run("export", "--format", "json", *there, code=2)
    assert "folder" in run("export", "--format", "site", "-o", "-", *there, code=2)
    assert "full" in run("export", "--format", "site", "--profile", "full", *there, code=2)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "no folder" in run("export", "--format", "site", "-o", tmp_path / "file", *there, code=2)
    monkeypatch.chdir(tmp_path)
    assert "where you are" in run("export", "--format", "site", "-o", ".", *there, code=2)


def test_pages_of_one_tree_lead_to_each_other() -> None:
    given = edition()
    (wider,) = given.others
    files = files_of(*given.given, pages={wider.id: f"{wider.id}.html"})
    page = BeautifulSoup(files[f"incidents/{given.record.id}.html"], "lxml")
    assert page.find("a", href=f"{wider.id}.html") is not None
    assert page.find("a", href="../index.html") is not None
    alone = files_of(*given.given, pages={})
    assert f'href="{wider.id}.html"' not in alone[f"incidents/{given.record.id}.html"]


def test_hostile_titles_are_inert_on_the_list_and_the_latest_comes_first() -> None:
    record = edition().record
    hostile = msgspec.structs.replace(record, title='<script>alert(1)</script>"\u202e')
    assert record.when is not None
    older = msgspec.structs.replace(
        record, id="older", when=msgspec.structs.replace(record.when, start="2001-01-01", end="2001-01-01")
    )
    undated = msgspec.structs.replace(record, id="undated", when=None)
    entries = in_order([entry(one, "public") for one in (undated, older, hostile)])
    assert [one.summary.id for one in entries] == [hostile.id, "older", "undated"]
    page = index(entries)
    assert "<script" not in page
    assert "\u202e" not in page
    assert len(json.loads(places(entries))["features"]) == 3


def test_an_id_that_is_no_file_name_is_refused() -> None:
    given = edition()
    with pytest.raises(BearwitnessError):
        files_of(msgspec.structs.replace(given.record, id="../out"), *given.given[1:], pages={})


def test_readers_see_only_what_is_published_for_them() -> None:
    record = edition().record
    seen = msgspec.structs.replace(
        record, reviewed=msgspec.structs.replace(record.reviewed, profiles=("partner", "ssa"))
    )
    assert (profile_on(seen, "public"), profile_on(seen, "partner")) == ("ssa", "partner")
    assert profile_on(record, "partner") is None
