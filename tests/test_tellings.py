"""The tellings hold their floors: what reconciling makes of reports read rightly, and of reports as they are read."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

FOLDER = ROOT / "benchmarks" / "accuracy" / "tellings"
FLOOR = tomllib.loads((FOLDER / "floor.toml").read_text(encoding="utf-8"))
AT_MOST = {"invented"}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measured(half: str, *options: str) -> dict[str, float]:
    command = [sys.executable, str(FOLDER / "score.py"), half, "--json", *options]
    done = subprocess.run(command, capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("half", ["open", "closed"])
@pytest.mark.parametrize("options", [["--given"], []], ids=["given", "read"])
def test_the_tellings_hold_their_floor(half: str, options: list[str]) -> None:
    floor = FLOOR["given" if options else "read"][half]
    found = measured(half, *options)
    fallen = {
        name: (found[name], least)
        for name, least in floor.items()
        if (found[name] > least if name in AT_MOST else found[name] < least)
    }
    assert fallen == {}


@pytest.mark.parametrize("half", ["open", "closed"])
def test_labels_name_what_is_there(half: str) -> None:
    reports = {row["id"] for row in lines(FOLDER / half / "reports.jsonl")}
    for case in lines(FOLDER / half / "labels.jsonl"):
        scopes = {one["id"] for one in case["scopes"]}
        origins = {one["id"] for one in case["origins"]}
        incidents = {one["id"] for one in case["incidents"]}
        assert {name for one in case["incidents"] for name in one["reports"]} <= reports
        assert {one["part_of"] for one in case["incidents"]} <= incidents | {None}
        assert {one["incident"] for one in case["scopes"]} <= incidents | {None}
        for one in case["readings"]:
            assert one["scope"] in scopes
            assert one["origin"] in origins
            assert set(one["carriers"]) <= reports
            assert one["state"] in ("live", "superseded", "either")
        assert {one["scope"] for one in case["figures"]} <= scopes
        for one in case["conflicts"]:
            assert all(side and set(side) <= reports for side in one["sides"])


def test_another_system_is_scored_by_its_file(tmp_path: Path) -> None:
    """The labels themselves, written as an answer, are right in everything that a file can say."""
    rows = []
    for case in lines(FOLDER / "closed" / "labels.jsonl"):
        names = {one["id"]: one["names"][0] for one in case["scopes"]}
        tops = {one["incident"]: one for one in case["scopes"] if one["incident"]}
        shown = {one["id"]: one["names"][0] for one in case["origins"]}
        figures: dict[tuple[str, str, str], dict[str, Any]] = {}
        for one in [*case["readings"], *case["figures"]]:
            own = next((name for name, scope in tops.items() if scope["id"] == one["scope"]), None)
            scope = {"text": names[one["scope"]], "incident": own}
            key = (one["scope"], one["outcome"], one["group"])
            blank = {"outcome": one["outcome"], "group": one["group"], "scope": scope, "readings": []}
            figure = figures.setdefault(key, blank)
            if "carriers" not in one:
                figure |= {"low": one["low"], "high": one["high"], "headline": one["headline"]}
                continue
            told = {"low": one["low"], "high": one["high"], "origin": shown[one["origin"]]}
            figure["readings"].append({**told, "carriers": one["carriers"], "live": one["state"] == "live"})
        for at, incident in enumerate(case["incidents"]):
            title = names[tops[incident["id"]]["id"]] if incident["id"] in tops else incident["title"]
            row = {"id": incident["id"], "title": title, "part_of": incident["part_of"], "reports": incident["reports"]}
            if at == 0:
                sides = [(one["kinds"][0], [one["sides"][0][0], one["sides"][1][0]]) for one in case["conflicts"]]
                row["conflicts"] = [{"kind": kind, "reports": reports, "state": "resolved"} for kind, reports in sides]
                row["figures"] = list(figures.values())
            rows.append(row)
    path = tmp_path / "answer.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = measured("closed", "--answer", str(path))
    assert {name: found[name] for name in ("incidents", "parts", "readings", "scopes", "origins", "states")} == {
        "incidents": 1.0, "parts": 1.0, "readings": 1.0, "scopes": 1.0, "origins": 1.0, "states": 1.0,
    }  # fmt: skip
    assert (found["conflicts"], found["invented"], found["ranges"], found["headlines"]) == (1.0, 0.0, 1.0, 1.0)
