"""Who speaks and who is accused, over many shapes: the golden sentences as a whole must reach their bars."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from said import claims, of_kind, report

from bearwitness.model import Attribution

GOLDEN = Path(__file__).parents[1] / "golden"
SPEAKERS = tomllib.loads((GOLDEN / "speakers.toml").read_text(encoding="utf-8"))["case"]
ACCUSATIONS = tomllib.loads((GOLDEN / "accusations.toml").read_text(encoding="utf-8"))["case"]
FIELDS = ("speaker", "role", "organisation", "channel", "chain")


def words(text: str) -> set[str]:
    return {one.lower() for one in re.findall(r"[^\W\d_]{2,}", text)}


@cache
def speaker_of(text: str, title: str | None, figure: int) -> tuple[bool, Attribution | None]:
    """Whether the figure was found, and who says it."""
    for one in of_kind(claims(report(text, title=title)), "casualty"):
        if one.casualty is not None and figure in (one.casualty.figure.low, one.casualty.figure.high):
            return True, one.attribution
    return False, None


def answer(case: dict[str, Any]) -> tuple[bool, Attribution | None]:
    return speaker_of(case["text"], case.get("title"), case["figure"])


def named(by: Attribution | None) -> set[str]:
    return set() if by is None else words(" ".join(filter(None, (by.speaker, by.role, by.organisation))))


def test_the_speaker_is_right() -> None:
    """Of the figures that are found, the share with the right speaker; all of `who` must be named."""
    found = [(case, by) for case in SPEAKERS for given, by in [answer(case)] if given]
    wrong = [case["shape"] for case, by in found if not (words(case["who"]) <= named(by) and (case["who"] or not by))]
    assert len(found) >= 0.89 * len(SPEAKERS)
    assert len(wrong) <= 0.03 * len(found), wrong


def test_no_figure_of_the_outlet_is_given_to_a_speaker() -> None:
    outlet = [case for case in SPEAKERS if not case["who"]]
    assert [case["shape"] for case in outlet if answer(case)[1] is not None] == []


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_says_what_the_sentence_says(field: str) -> None:
    for case in SPEAKERS:
        given, by = answer(case)
        if field not in case or not given:
            continue
        assert by is not None, case["shape"]
        if field == "chain":
            assert all(any(one in link for link in by.chain) for one in case["chain"]), case["shape"]
        else:
            assert getattr(by, field) == case[field], case["shape"]


def stands(text: str) -> list[tuple[str, set[str]]]:
    """Stance, and the words of the actor's name with those that the text has for it."""
    found = [
        (one.responsibility.stance, words(f"{one.responsibility.actor.name} {one.responsibility.actor.text}"))
        for one in of_kind(claims(report(text)), "responsibility")
        if one.responsibility is not None
    ]
    return [one for at, one in enumerate(found) if one not in found[:at]]


def test_who_did_it_claims_it_concedes_or_denies_it() -> None:
    """Precision first: nothing is said of anybody that the text does not say; few stances are missed."""
    missed, invented, wanted_all = [], [], 0
    for case in ACCUSATIONS:
        have = stands(case["text"])
        wanted = [(stance, words(actor)) for stance, actor in (one.split(": ", 1) for one in case["says"])]
        wanted_all += len(wanted)
        missed += [case["shape"] for stance, actor in wanted if not any(s == stance and a & actor for s, a in have)]
        invented += [case["shape"] for s, a in have if not any(s == stance and a & actor for stance, actor in wanted)]
    assert invented == []
    assert len(missed) <= 0.05 * wanted_all, missed
