"""The compiled gazetteer: what it knows, and that its file is only a cache."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bearwitness.entities import gazetteer as module
from bearwitness.entities import gazetteer_build
from bearwitness.entities.gazetteer import Gazetteer, fold, gazetteer, opened


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Kyiv", "kyiv"),
        ("Deir al-Balah", "deir al balah"),
        ("St. Louis", "saint louis"),
        ("Nangarhār", "nangarhar"),
        ("Kramators'k", "kramatorsk"),
        ("Łódź", "lodz"),
        ("MT. PLEASANT", "mount pleasant"),
    ],
)
def test_names_are_compared_without_marks_and_abbreviations(written: str, key: str) -> None:
    assert fold(written) == key


@pytest.mark.parametrize(
    ("name", "number", "kind"),
    [
        ("Kyiv", 703448, "city"),
        ("Kiev", 703448, "city"),
        ("Kryvyi Rih", 703845, "city"),
        ("Ukraine", 690791, "country"),
        ("Nangarhar", 1132366, "region"),
        ("Donetsk Oblast", 709716, "region"),
        ("Clarke County", 4188191, "county"),
        ("Gaza Strip", 281132, "region"),
    ],
)
def test_towns_areas_and_countries_are_known_by_their_names(name: str, number: int, kind: str) -> None:
    assert (number, kind) in {(one.id, one.kind) for one in gazetteer().named(fold(name))}


def test_an_area_has_a_point_in_its_middle() -> None:
    ohio = gazetteer().area("US", "OH")
    assert ohio is not None
    assert ohio.latitude == pytest.approx(40.25, abs=0.5)
    assert ohio.longitude == pytest.approx(-83.0, abs=0.5)


def test_a_word_says_how_long_the_names_are_that_begin_with_it() -> None:
    assert gazetteer().longest("kryvyi") >= 2
    assert gazetteer().longest("zzyzzx") == 0


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def _few(connection: sqlite3.Connection, _fold: object) -> None:
    connection.executescript(
        "CREATE TABLE place (id INTEGER PRIMARY KEY, name, kind, latitude, longitude, country, region, population);"
        "CREATE TABLE name (key, place, how); CREATE TABLE first (word, longest);"
        "INSERT INTO place VALUES (7, 'Here', 3, 1.0, 2.0, 'UA', '05', 9); INSERT INTO name VALUES ('here', 7, 0);"
    )
    connection.commit()


def test_the_file_is_written_once_and_then_only_read(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer_build, "fill", _few)
    assert [one.name for one in opened(small).named("here")] == ["Here"]
    monkeypatch.setattr(gazetteer_build, "fill", lambda *_: pytest.fail("compiled twice"))
    assert [one.id for one in opened(small).named("here")] == [7]
    assert [one.name for one in small.iterdir()] == [f"places-{gazetteer_build.version()}.sqlite"]


def test_nothing_is_left_behind_when_compiling_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(gazetteer_build, "fill", broken)
    with pytest.raises(ValueError, match="broken"):
        opened(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_works_in_memory_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer_build, "fill", _few)
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    found = opened(blocked)
    assert isinstance(found, Gazetteer)
    assert [one.name for one in found.named("here")] == ["Here"]


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BEARWITNESS_CACHE", str(tmp_path))
    assert module.folder() == tmp_path


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Clarke County", "Clarke"),
        ("Nangarhar Province", "Nangarhar"),
        ("Province of Bari", "Bari"),
        ("Dagestan, Respublika", "Dagestan"),
        ("Kyiv", None),
        ("County", None),
    ],
)
def test_an_area_is_also_called_without_the_word_for_its_type(name: str, bare: str | None) -> None:
    assert gazetteer_build.untyped(name) == bare


@pytest.mark.parametrize(
    ("name", "usable"), [("Kiev", True), ("IEV", False), ("ji fu", False), ("Киев", False), ("A1", False)]
)
def test_codes_and_other_scripts_are_no_names_in_an_english_report(name: str, usable: bool) -> None:
    assert gazetteer_build.usable(name) is usable
