"""The order in which judgements are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from bearwitness.model import (
    Conflict,
    FigureFinding,
    FigureScope,
    Graded,
    Incident,
    Link,
    Reading,
    Record,
    ReportLine,
)
from bearwitness.review import overlay, queue
from bearwitness.review.making import grade, on_claim, on_links
from bearwitness.review.queue import Thresholds, about_decisions, asks, doubts, thresholds, waiting
from bearwitness.review.words import judged
from bearwitness.vocabulary import ConflictKind, words
from review.builders import TEXT, attack, by, killed, report

REPORTS = {name: report(name) for name in ("r1", "r2")}
SIX = {name: killed(told) for name, told in REPORTS.items()}
NINE = killed(REPORTS["r2"], "Nine were hurt", 9)
ATTACKS = {name: attack(told) for name, told in REPORTS.items()}
VAGUE = killed(REPORTS["r1"], "Six people", 6, rule="vague", modality="possible")
CLAIMS = {one.id: one for one in (*SIX.values(), NINE, *ATTACKS.values())}
INCIDENT = Incident(
    id="i1",
    occurrences=tuple(sorted(one.id for one in ATTACKS.values())),
    reports=("r1", "r2"),
    links=(
        Link(one=min(a.id for a in ATTACKS.values()), other=max(a.id for a in ATTACKS.values()), judgement="same",
             score=0.5, features=()),
    ),
)  # fmt: skip


def figure(value: int, claim: str, status: str = "single_origin") -> FigureFinding:
    reading = Reading(
        low=value, high=value, qualifier="exact", as_of=None, origin="the mayor", carriers=("r1",), claims=(claim,)
    )
    return FigureFinding(
        outcome="killed", group="people", scope=FigureScope(incident="i1", text="Lisove"), low=value, high=value,
        headline=value, policy="latest_official", rule="", status=status, origins=1, readings=(reading,),  # type: ignore[arg-type]
    )  # fmt: skip


def record(**changes: Any) -> Record:
    line = {"source": None, "title": None, "url": None, "published": None, "capture": "0" * 64}
    given: dict[str, Any] = {
        "id": "i1", "title": "Shelling of Lisove", "kind": "shelling", "when": None, "where": None,
        "reports": tuple(ReportLine(id=name, **line) for name in REPORTS), "grade": Graded(grade="weak", reasons=()),
    }  # fmt: skip
    return Record(**(given | changes))


def asked(made: Record, *decisions, incidents=(INCIDENT,), claims=None):
    over = overlay(REPORTS, claims or CLAIMS, decisions)
    first = about_decisions(over, REPORTS, lambda _: (made.id, made.title), [made])
    return (*first, *waiting(asks([made], incidents, REPORTS, over.claims), over))


FULL = record(
    conflicts=(
        Conflict(kind="quote", claims=(ATTACKS["r1"].id,), why="a word differs"),
        Conflict(kind="figure", claims=tuple(sorted((SIX["r1"].id, NINE.id))), why="six or nine"),
        Conflict(kind="figure", claims=(NINE.id,), why="settled later", resolved_by="c1"),
    ),
    figures=(figure(40, SIX["r2"].id), figure(9, NINE.id), figure(400, SIX["r1"].id)),
)


def test_conflicts_then_single_origins_by_size_then_weak_links() -> None:
    found = asked(FULL)
    assert [one.sort for one in found] == ["conflict", "conflict", "single_origin", "single_origin", "weak_link"]
    assert "six or nine" in found[0].why
    assert "400 killed" in found[2].why
    assert "the mayor alone" in found[2].why
    assert found[0].words[0].quote in TEXT
    assert found[0].words[0].before or found[0].words[0].after
    assert "score 0.5" in found[-1].why


def test_what_was_judged_is_not_asked_again_and_a_disagreement_comes_first() -> None:
    told = REPORTS["r1"]
    ana = on_claim(by("Ana"), "accept", SIX["r1"], told)
    found = asked(FULL, ana)
    assert not any("400" in one.why for one in found)
    both = on_claim(by("Ana", ana), "accept", NINE, REPORTS["r2"])
    assert not any("six or nine" in one.why for one in asked(FULL, ana, both))
    ben = on_claim(by("Ben", ana), "reject", SIX["r1"], told)
    found = asked(FULL, ana, ben)
    assert found[0].sort == "disagreement"
    assert "Ana: accept" in found[0].why
    assert "Ben: reject" in found[0].why
    assert found[0].decisions == (ana.id, ben.id)


def test_a_weak_link_that_a_reviewer_confirmed_is_not_asked_again() -> None:
    from bearwitness.model import Target

    side = {name: judged(one, REPORTS[name]) for name, one in ATTACKS.items()}
    merge = on_links(by("Ana"), "merge", Target("incident", "i1"), ours=[side["r1"]], theirs=[side["r2"]])
    assert not any(one.sort == "weak_link" for one in asked(FULL, merge))


def test_decisions_that_lost_their_words_are_asked_about() -> None:
    ana = on_claim(by("Ana"), "accept", SIX["r1"], REPORTS["r1"])
    left = {name: one for name, one in CLAIMS.items() if one.report != "r1"}
    found = asked(record(), ana, claims=left)
    assert found[0].sort == "unfound"
    assert "nothing is found there now" in found[0].why
    assert found[0].words[0].quote == "Six people were killed"


def test_a_claim_is_doubtful_for_two_reasons_at_least() -> None:
    assert doubts(SIX["r1"]) == []
    assert len(doubts(VAGUE)) == 1
    made = record(figures=(figure(6, VAGUE.id, "agreed"),))
    assert not any(one.sort == "low_confidence" for one in asked(made, claims={VAGUE.id: VAGUE}, incidents=()))
    told = VAGUE.casualty
    assert told is not None
    bare = msgspec.structs.replace(
        VAGUE, casualty=msgspec.structs.replace(told, scope=msgspec.structs.replace(told.scope, kind="unspecified"))
    )
    (one,) = asked(made, claims={bare.id: bare}, incidents=())
    assert one.sort == "low_confidence"
    assert "possible" in one.why


def test_the_order_does_not_depend_on_the_order_of_records() -> None:
    assert asked(FULL) == asked(FULL)
    assert asked(record()) == tuple(one for one in asked(record()) if one.sort == "weak_link")


def test_a_decision_on_an_incident_that_is_gone_is_asked_about() -> None:
    made = grade(by("Ana"), "i9", (), "weak")
    (one,) = about_decisions(overlay(REPORTS, CLAIMS, [made]), REPORTS, lambda _: None, gone=[made])
    assert (one.sort, one.decisions) == ("unfound", (made.id,))
    assert "grade by Ana" in one.why


def test_every_threshold_has_its_reason_beside_it() -> None:
    text = (Path(queue.__file__).parent / "data" / "queue.toml").read_text(encoding="utf-8")
    blocks = [one for one in text.strip().split("\n\n") if "=" in one]
    assert len(blocks) == len(msgspec.structs.fields(Thresholds))
    assert all(one.startswith("# ") for one in blocks)
    assert sorted(thresholds().conflicts) == sorted(words(ConflictKind))
