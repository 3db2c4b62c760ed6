"""Who is said to assert a figure: golden sentences, chains, channels, spellings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from said import claims, of_kind, report

GOLDEN = Path(__file__).parents[1] / "golden" / "claims_speakers.toml"
CASES = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[one["rule"] for one in CASES])
def test_a_figure_has_the_speaker_that_a_reader_gives_it(case: dict[str, Any]) -> None:
    found = claims(report(case["text"], title=case.get("title")))
    figures = [
        one
        for one in of_kind(found, "casualty")
        if one.casualty is not None and case["figure"] in (one.casualty.figure.low, one.casualty.figure.high)
    ]
    assert figures, [one.casualty for one in of_kind(found, "casualty")]
    by = figures[0].attribution
    named = "" if by is None else " ".join(filter(None, (by.speaker, by.role, by.organisation)))
    if not case["speaker"]:
        assert named == ""
    assert case["speaker"].lower() in named.lower()
    if "role" in case:
        assert by is not None
        assert by.role == case["role"]
    if "chain" in case:
        assert by is not None
        assert case["chain"] in by.chain


def test_the_words_that_name_the_speaker_are_evidence() -> None:
    one = report("Seven people died in the rocket attack, according to Governor Ivan Fedorov.")
    (claim, *_) = of_kind(claims(one), "casualty")
    assert claim.attribution is not None
    words = claim.attribution.evidence
    assert words is not None
    assert words.quote == "Governor Ivan Fedorov"
    assert one.passage(words.passage.id).text[words.start : words.end] == words.quote


def test_two_spellings_of_one_person_have_one_canonical_name() -> None:
    first = claims(report("The missile strike killed five people in Kyiv, said Volodymyr Zelenskiy."))
    second = claims(report("Five people were killed in the missile strike on Kyiv, Volodymyr Zelensky said."))
    names = {one.attribution.name for one in (*first, *second) if one.kind == "casualty" and one.attribution}
    assert len(names) == 1


@pytest.mark.parametrize(
    ("words", "channel"),
    [
        ("the mayor wrote on Telegram", "Telegram"),
        ("the mayor said in a post on X", "X"),
        ("the mayor said on Facebook", "Facebook"),
        ("the mayor said at a press conference", "press conference"),
    ],
)
def test_the_channel_is_kept(words: str, channel: str) -> None:
    (claim, *_) = of_kind(claims(report(f"Three people were killed in the shelling, {words}.")), "casualty")
    assert claim.attribution is not None
    assert claim.attribution.channel == channel


def test_a_body_that_publishes_speaks_for_itself_and_a_newspaper_does_not() -> None:
    text = "The airstrike on the market killed ten people."
    (body, *_) = of_kind(claims(report(text, source="Human Rights Watch")), "casualty")
    (paper, *_) = of_kind(claims(report(text, source="The Evening Post")), "casualty")
    assert body.attribution is not None
    assert body.attribution.name == "Human Rights Watch"
    assert paper.attribution is None
