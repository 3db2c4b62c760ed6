"""Tables, maps and JSON as readers that are not ours see them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from share_builders import edition

from bearwitness.identity import read_back
from bearwitness.model import Claim, Record, Report
from bearwitness.share import FORMATS
from bearwitness.share.table import COLUMNS, guard


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_table_has_one_row_a_reading_and_the_documented_columns() -> None:
    given = edition()
    text = FORMATS["csv"].write(*given.given)
    assert text.startswith("\ufeff")
    found = rows(text)
    assert list(found[0]) == list(COLUMNS)
    assert len(found) == sum(len(f.readings) for one in (given.record, *given.others) for f in one.figures)
    mayor = next(row for row in found if row["origin"] == "the mayor" and row["scope"] == "Kyiv")
    assert mayor["superseded_by"] == "c4"
    assert mayor["copies"] == "gamma"
    assert mayor["words"].split(" | ")[0] == "7 people were killed"


def test_an_unknown_count_is_an_empty_cell() -> None:
    unknown = next(row for row in rows(FORMATS["csv"].write(*edition().given)) if row["qualifier"] == "unknown")
    assert (unknown["reading_low"], unknown["reading_high"], unknown["as_of"]) == ("", "", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_no_text_cell_begins_like_a_formula(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("cell", [-33.9, -1, None, "7", "a=b", ""])
def test_numbers_and_plain_text_stay_as_they_are(cell: Any) -> None:
    assert guard(cell) == cell


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_comes_back_from_the_table_in_one_cell(text: str) -> None:
    good = edition()
    record = msgspec.structs.replace(good.record, title=text)
    found = rows(FORMATS["csv"].write(record, good.others, good.reports, good.claims))
    assert {row["title"] for row in found} == {guard(text)}


def check_geometry(geometry: Any) -> None:
    """RFC 7946 section 3.1.2: a point is a position of longitude and latitude."""
    if geometry is None:
        return
    assert set(geometry) == {"type", "coordinates"}
    assert geometry["type"] == "Point"
    longitude, latitude = geometry["coordinates"]
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90


def test_the_map_is_rfc_7946() -> None:
    found = json.loads(FORMATS["geojson"].write(*edition().given))
    assert set(found) == {"type", "features"}
    assert found["type"] == "FeatureCollection"
    for feature in found["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        check_geometry(feature["geometry"])
    assert [one["properties"]["role"] for one in found["features"]] == ["incident", "target", "wider"]
    assert found["features"][0]["geometry"]["coordinates"] == [30.5238, 50.45466]
    assert found["features"][0]["properties"]["precision_radius_m"] == 15_000
    assert len({one["id"] for one in found["features"]}) == len(found["features"])


def test_an_unknown_place_has_no_geometry_and_no_radius() -> None:
    good = edition()
    record = msgspec.structs.replace(good.record, where=None, target=None)
    first = json.loads(FORMATS["geojson"].write(record, (), {}, {}))["features"][0]
    assert first["geometry"] is None
    assert first["properties"]["precision_radius_m"] is None


def test_the_json_carries_every_word_and_reads_back() -> None:
    good = edition()
    found = json.loads(FORMATS["json"].write(*good.given))
    assert found["format"] == "bearwitness/record/1"
    assert read_back(found["record"], Record) == good.record
    assert [read_back(one, Record) for one in found["others"]] == list(good.others)
    assert {one["id"]: read_back(one, Report) for one in found["reports"]} == good.reports
    assert {one["id"]: read_back(one, Claim) for one in found["claims"]} == good.claims


def test_half_a_surrogate_pair_does_not_break_a_format() -> None:
    good = edition()
    record = msgspec.structs.replace(good.record, title="a\ud800b")
    for name in ("html", "csv", "geojson"):
        FORMATS[name].write(record, good.others, good.reports, good.claims).encode("utf-8")
