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
