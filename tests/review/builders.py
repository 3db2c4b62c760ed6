"""Reports, claims and reviewers made by hand for the tests of `review`."""

from __future__ import annotations

import datetime
from typing import Any

from bearwitness.identity import settle
from bearwitness.model import (
    Attribution,
    Casualty,
    Claim,
    Decision,
    Evidence,
    Figure,
    Occurrence,
    Passage,
    PassageRef,
    Report,
    Scope,
)
from bearwitness.review.decisions import Standing, standing
from bearwitness.review.making import Reviewer

TEXT = "Shells hit Lisove on Friday. Six people were killed, the mayor said. Nine were hurt. Six people were killed."
START = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def report(name: str = "r1", text: str = TEXT, *, passage: str = "p1") -> Report:
    return Report(id=name, capture="0" * 64, passages=(Passage(id=passage, kind="body", text=text),))


def evidence(told: Report, quote: str, *, nth: int = 0) -> Evidence:
    at = -1
    for _ in range(nth + 1):
        at = told.passages[0].text.index(quote, at + 1)
    first = told.passages[0]
    return Evidence(PassageRef(first.id, first.kind), at, at + len(quote), quote)


def killed(
    told: Report,
    quote: str = "Six people were killed",
    low: int = 6,
    *,
    extractor: str = "1",
    nth: int = 0,
    **more: Any,
) -> Claim:
    figure = Figure(low=low, high=low, qualifier="exact", text=str(low))
    casualty = Casualty(outcome="killed", figure=figure, scope=Scope(text="Lisove", kind="city"))
    held = Attribution(speaker="Iryna Hnatiuk", role="mayor", verb="said", name="Iryna Hnatiuk")
    row: dict[str, Any] = {"about": "main", "modality": "asserted", "attribution": held, "rule": "passive"} | more
    claim = Claim(
        id="k", kind="casualty", report=told.id, evidence=(evidence(told, quote, nth=nth),), casualty=casualty,
        extractor=extractor, **row,
    )  # fmt: skip
    return settle([claim])[0]


def attack(told: Report, quote: str = "Shells hit Lisove", **more: Any) -> Claim:
    claim = Claim(
        id="o", kind="occurrence", report=told.id, about="main", modality="asserted",
        evidence=(evidence(told, quote),), occurrence=Occurrence(kind="shelling", text=quote), extractor="1", **more,
    )  # fmt: skip
    return settle([claim])[0]


def by(
    name: str,
    *decisions: Decision,
    minute: int | None = None,
    reason: str = "as read",
    supersedes: tuple[str, ...] = (),
) -> Reviewer:
    """A reviewer who knows these Decisions; each later one is a minute later."""
    known: Standing = standing(decisions)
    at = START + datetime.timedelta(minutes=len(decisions) if minute is None else minute)
    return Reviewer(name=name, at=at, reason=reason, known=known, supersedes=supersedes)
