"""Rules beside the constructions: each with its own texts, and no rule without an entry that a linguist can read."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from telling import claims_of, shown

from bearwitness.extract.casualties_lexicon import lexicon
from bearwitness.languages import load

GOLDEN = Path(__file__).parents[1] / "golden" / "casualties.jsonl"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    says: str
    example: str
    figures: tuple[str, ...]
    unless: str


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[Rule, ...]


RULES = load("en", "casualty_rules", Subject).rule


def found_by(name: str, text: str) -> set[str]:
    return {
        f"{one.casualty.outcome} {shown(one.casualty.figure)}"
        for one in claims_of(text)
        if one.casualty is not None and one.rule == name
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_matches_its_text_and_not_the_other(rule: Rule) -> None:
    assert set(rule.figures) <= found_by(rule.name, rule.example)
    assert found_by(rule.name, rule.unless) == set()


def test_every_rule_in_use_is_listed() -> None:
    listed = {one.name for one in RULES} | {one.name for one in lexicon("en").listed.construction}
    rows = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    used = {one.rule for row in rows for one in claims_of(row["text"]) if one.casualty and one.casualty.figure.low}
    assert used <= listed


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("A man was shot dead outside the bar. The victim, John Reed, 24, died at the scene.", 1),
        ("The fatal shooting of an unarmed 13-year-old shook the town. Cole died at the scene.", 1),
        ("Ann Reed was shot and killed in the park. Tom Reed was shot and killed at home.", 2),
        ("A man, 24, was killed in the shooting. A 40-year-old man died in the same shooting.", 2),
        ("A boy was shot dead at the fair. A police officer was also killed.", 2),
        ("The gunman killed Ann Reed before killing himself.", 2),
        ("Police chief Cole said 500 body cameras were bought after the shooting. Reed, 32, died at the scene.", 1),
    ],
)
def test_as_many_die_as_the_words_force(text: str, killed: int) -> None:
    totals = [
        one.casualty.figure.low
        for one in claims_of(text)
        if one.casualty and one.casualty.outcome == "killed" and one.casualty.change == "total"
    ]
    assert max((one or 0 for one in totals), default=0) == killed
