"""Accuracy cannot fall unseen: what `quality_floor.toml` states is measured again."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import CASES, ROOT, SHARED

SCORER = SHARED / "eval" / "score_told.py"
FLOOR = tomllib.loads((ROOT / "quality_floor.toml").read_text(encoding="utf-8"))
AT_MOST = {"background_leaked"}


@pytest.mark.skipif(
    not SCORER.is_file(), reason="the told cases are not beside the project (../shared/eval, ../shared/cases)"
)
def test_told_cases_hold_their_floor(tmp_path: Path) -> None:
    shim = tmp_path / "bearwitness"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bearwitness.cli "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    done = subprocess.run(
        [sys.executable, str(SCORER), "--bearwitness", str(shim), "--cases", str(CASES), "--json"],
        capture_output=True,
        check=True,
    )
    measured = json.loads(done.stdout)
    fallen = {
        name: (measured[name], floor)
        for name, floor in FLOOR["told"].items()
        if (measured[name] > floor if name in AT_MOST else measured[name] < floor)
    }
    assert fallen == {}


def test_the_golden_floor_is_what_the_golden_test_asks() -> None:
    source = (ROOT / "tests" / "extract" / "test_casualties_golden.py").read_text(encoding="utf-8")
    assert f"BAR = {FLOOR['golden']['right']}" in source
