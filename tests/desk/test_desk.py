"""What the web application and the command line stand on: a casebook in, plain values in, Decisions out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bearwitness.casebook import Casebook
from bearwitness.desk import By, Desk, Said
from bearwitness.errors import NotFound, UsageError
from bearwitness.model import Decision
from bearwitness.record.keys import Keys, KeySigner

REPORTS = [
    {
        "id": "a",
        "source": "Lisove Daily",
        "published": "2026-03-09",
        "text": "A missile hit the bus station in Kharkiv on Monday, killing five, Governor Oleh Syniehubov said.",
    },
    {
        "id": "b",
        "source": "Wire",
        "published": "2026-03-10",
        "text": "A missile struck the bus station in Kharkiv on Monday. Forty people were killed, the Interior "
        "Ministry said on Tuesday.",
    },
    {
        "id": "c",
        "source": "Other",
        "published": "2026-03-12",
        "text": "Gunmen opened fire at a market in Mardan on Wednesday, killing thirty people, police said.",
    },
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from typer.testing import CliRunner

    from bearwitness.cli import app

    folder = tmp_path_factory.mktemp("desk")
    (folder / "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in REPORTS), encoding="utf-8")
    done = CliRunner().invoke(app, ["add", str(folder / "in.jsonl"), "--casebook", str(folder / "c")])
    assert done.exit_code == 0, done.output
    return folder / "c"


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(made, tmp_path / "c")
    with Casebook.open(tmp_path / "c", create=False) as book, Desk(book, reviewers=2) as desk:
        yield desk


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys")


def by(keys: Keys, name: str = "Ana", reason: str = "checked", *supersedes: str) -> By:
    def signer() -> KeySigner:
        held = [one for one in keys.cards() if one.holder == name]
        return keys.open(held[0].key) if held else keys.make(holder=name)

    return By(name=name, reason=reason, signer=signer, supersedes=supersedes)


def killed(desk: Desk, low: int) -> str:
    return next(
        one.claim.id
        for report in ("a", "b", "c")
        for one in desk.claims(report)
        if one.claim.casualty is not None and one.claim.casualty.figure.low == low
    )


def headline(desk: Desk, report: str) -> int | None:
    record = desk.incidents.record(desk.incident(report))
    return next((one.headline for one in record.figures if one.outcome == "killed"), None)


def test_every_kind_of_decision_is_put_into_the_log_and_followed(desk: Desk, keys: Keys) -> None:
    ana = by(keys)
    forty, five, thirty = killed(desk, 40), killed(desk, 5), killed(desk, 30)
    made = [
        desk.accept(ana, five[:8]),
        desk.reject(ana, forty),
        desk.correct(ana, thirty, Said(low=4, high=4)),
        desk.add(ana, "c", "Gunmen", Said(outcome="injured", low=2)),
        desk.note(ana, forty),
        desk.note(ana, "c"),
        desk.protect(ana, "Olena  K."),
        desk.grade(ana, "c", "weak"),
        desk.merge(ana, "a", "c"),
        desk.split(ana, "a", ["c"]),
        desk.move(ana, "b", to="c"),
        desk.publish(ana, "a"),
        desk.withdraw(ana, "a"),
    ]
    assert [one.kind for one in made] == [
        "accept", "reject", "correct", "add", "note", "note", "protect", "grade", "merge", "split", "move", "publish",
        "withdraw",
    ]  # fmt: skip
    stated = list(desk.book.stated("decisions", Decision))
    assert [one.value for one in stated] == made
    assert {one.key for one in stated} == {keys.cards()[0].key}
    assert desk.incident("b") == desk.incident("c") != desk.incident("a")
    assert headline(desk, "c") == 4
    assert [one.decision for one in desk.history()] == made
    assert {one.decision.kind for one in desk.history("Ana")} == {one.kind for one in made}
    assert desk.book.verify().holds


def test_a_decision_is_part_of_what_the_next_one_is_made_on(desk: Desk, keys: Keys) -> None:
    forty, thirty = killed(desk, 40), killed(desk, 30)
    (item,) = desk.queue()
    assert (item.sort, item.words[0].claim) == ("single_origin", thirty)
    desk.accept(by(keys), thirty)
    assert desk.queue() == []
    assert headline(desk, "b") == 40
    first = desk.reject(by(keys), forty)
    assert headline(desk, "b") == 5
    second = desk.accept(by(keys, "Ben"), forty)
    assert [(one.decision, one.against) for one in desk.met(second)] == [(first, True)]
    assert headline(desk, "b") == 40
    item = desk.queue()[0]
    assert (item.sort, item.incident, item.decisions) == ("disagreement", desk.incident("b"), (first.id, second.id))
    with pytest.raises(UsageError, match="disagree"):
        desk.publish(by(keys), "b")
    settled = desk.reject(by(keys, "Cleo", "a misprint", first.id, second.id[:8]), forty)
    assert settled.supersedes == tuple(sorted((first.id, second.id)))
    assert headline(desk, "b") == 5
    (seen,) = desk.claims(forty)
    assert seen.judgement is not None
    assert (seen.judgement.state, seen.words.quote, seen.decisions) == (
        "rejected", "Forty people were killed", (settled,)
    )  # fmt: skip


def test_a_claim_added_by_hand_can_be_judged(desk: Desk, keys: Keys) -> None:
    added = desk.add(by(keys), "c", "thirty people", Said(outcome="missing", low=30, high=30, speaker="the mayor"))
    assert added.added is not None
    assert added.added.attribution is not None
    claim, report = desk.claim(added.added.id[:7])
    assert (claim, report.id) == (added.added, "c")
    desk.reject(by(keys, "Ben"), claim.id)
    (seen,) = desk.claims(claim.id)
    assert seen.judgement is not None
    assert seen.judgement.state == "disagreement"
    assert len(seen.decisions) == 2


def test_a_dispute_about_a_grade_waits_in_the_queue(desk: Desk, keys: Keys) -> None:
    desk.grade(by(keys), "c", "weak")
    desk.grade(by(keys, "Ben"), "c", "discounted")
    item = desk.queue()[0]
    assert (item.sort, item.incident) == ("disagreement", desk.incident("c"))
    assert "weak by Ana" in item.why


def test_a_publication_waits_for_the_second_reviewer(desk: Desk, keys: Keys) -> None:
    assert desk.waits(desk.publish(by(keys), "c"))
    assert not desk.waits(desk.publish(by(keys, "Ben"), "c"))
    assert desk.incidents.record(desk.incident("c")).reviewed.published


def test_what_is_wrong_is_said_and_nothing_is_put_in(desk: Desk, keys: Keys) -> None:
    ana, claim = by(keys), killed(desk, 30)
    for wrong, error, told in (
        (lambda: desk.accept(ana, "zzz"), NotFound, "no claim"),
        (lambda: desk.accept(ana, ""), NotFound, "no claim"),
        (lambda: desk.accept(ana, "c"), NotFound, "begins the ids of"),
        (lambda: desk.accept(by(keys, " "), claim), UsageError, "name"),
        (lambda: desk.accept(by(keys, "Ana", " "), claim), UsageError, "reason"),
        (lambda: desk.accept(by(keys, "Ana", "x", "dnone"), claim), NotFound, "no Decision"),
        (lambda: desk.correct(ana, claim, Said()), UsageError, "says nothing"),
        (lambda: desk.correct(ana, claim, {"deaths": 3}), UsageError, "deaths"),  # type: ignore[typeddict-unknown-key]
        (lambda: desk.correct(ana, claim, Said(low=3, high=2)), UsageError, "above"),
        (lambda: desk.correct(ana, claim, Said(outcome="sad")), UsageError, "no correction"),
        (lambda: desk.add(ana, "c", "no such words", Said(outcome="killed", low=1)), UsageError, "nowhere"),
        (lambda: desk.add(ana, "c", "Gunmen", Said(low=1)), UsageError, "outcome"),
        (lambda: desk.add(ana, "c", "Gunmen", Said(), kind="weapon"), UsageError, "own object"),
        (lambda: desk.add(ana, "c", "Gunmen", Said(), kind="rumour"), UsageError, "no kind of claim"),
        (lambda: desk.merge(ana, "a", "b"), UsageError, "one incident already"),
        (lambda: desk.split(ana, "a", ["c"]), UsageError, "nothing to split"),
        (lambda: desk.move(ana, "a", to="b"), UsageError, "already"),
        (lambda: desk.grade(ana, "c", "superb"), UsageError, "no grade"),
        (lambda: desk.publish(ana, "nothing"), UsageError, "holds no incident"),
        (lambda: desk.publish(ana, "c", profile="all"), UsageError, "no profile"),
        (lambda: desk.withdraw(ana, "c"), UsageError, "not published"),
        (lambda: desk.protect(ana, "x"), UsageError, "two characters"),
    ):  # fmt: skip
        with pytest.raises(error, match=told):
            wrong()
    assert desk.history() == []
    assert not keys.cards()
