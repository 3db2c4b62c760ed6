"""What several folders of tests share: the parser, the way from text to record, and where the project's cases are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bearwitness.acquire import Given
from bearwitness.extract.parser import EnglishParser
from bearwitness.model import Claim, Record, Report
from bearwitness.pipeline import Understood, editions, gather, step

# How fast a machine is says nothing about whether the program is right.
settings.register_profile("bearwitness", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bearwitness")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "seeds"
CASES = SHARED / "cases" / "dev"
EXAMPLES = ROOT / "examples" / "okhmatdyt"


@pytest.fixture(scope="session", autouse=True)
def keys_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test signs with a key of the person who runs it."""
    folder = tmp_path_factory.mktemp("keys-of-the-tests") / "keys"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BEARWITNESS_KEYS", str(folder))
        patched.delenv("BEARWITNESS_PASSPHRASE", raising=False)
        yield folder


@pytest.fixture(scope="session")
def parser() -> EnglishParser:
    """The real parser, loaded once."""
    return EnglishParser()


def understood_files(paths: Iterable[Path], *, published: str | None = None) -> list[Understood]:
    """Files all the way to claims; an unreadable one fails the test."""
    found = []
    for one in gather([str(path) for path in paths], Given(published=published)):
        done = step(one, "all") if not isinstance(one, Exception) else one
        assert isinstance(done, Understood), done
        found.append(done)
    return found


def records_of(found: Iterable[Understood]) -> tuple[Record, ...]:
    """The records that the reports add up to."""
    listed = list(found)
    claims: list[Claim] = [claim for one in listed for claim in one.claims]
    reports: list[Report] = [one.report for one in listed]
    return editions(reports, claims)


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows as a JSON Lines file."""

    def write(*rows: dict[str, Any], name: str = "reports.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return write
