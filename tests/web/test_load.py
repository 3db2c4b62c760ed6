"""Many people at once, a little of it: nothing fails, no Decision is lost. `benchmarks/speed/serve.py` is the whole."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark, which is no package."""
    about = importlib.util.spec_from_file_location("serve_bench", ROOT / "benchmarks" / "speed" / "serve.py")
    assert about
    assert about.loader
    module = importlib.util.module_from_spec(about)
    sys.modules[about.name] = module
    about.loader.exec_module(module)
    return module


def test_many_at_once_and_no_decision_is_lost(bench: ModuleType, demo_casebook: Path) -> None:
    outcome, lost = bench.load(demo_casebook, readers=20, reviewers=3, seconds=10, pause=0.5)
    assert not outcome.errors, outcome.errors
    assert outcome.signed
    assert lost == set()
