"""Own golden sentences, each construction and each trap: at least 97 in 100 right, and no figure invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from telling import figures_of

GOLDEN = Path(__file__).parents[1] / "golden" / "casualties.jsonl"
ROWS = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
BAR = 0.97


@pytest.fixture(scope="module")
def told() -> list[tuple[dict[str, object], set[str]]]:
    return [(row, figures_of(row["text"])) for row in ROWS]


def test_there_are_sentences_enough_and_each_is_told_once() -> None:
    texts = [row["text"] for row in ROWS]
    assert len(texts) >= 300
    assert len(set(texts)) == len(texts)


def test_no_figure_is_invented(told: list[tuple[dict[str, object], set[str]]]) -> None:
    invented = [
        (row["text"], sorted(found - set(row["figures"]))) for row, found in told if found - set(row["figures"])
    ]  # type: ignore[call-overload]
    assert invented == []


def test_nearly_every_sentence_is_read_right(told: list[tuple[dict[str, object], set[str]]]) -> None:
    wrong = [(row["text"], sorted(set(row["figures"]) ^ found)) for row, found in told if set(row["figures"]) != found]  # type: ignore[call-overload]
    assert 1 - len(wrong) / len(ROWS) >= BAR, wrong
