"""`bearwitness review`, `agreement` and `evaluate` from the command line, over one casebook of own sentences."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bearwitness.cli import app

RUNNER = CliRunner()
REPORTS = [
    {
        "id": "a",
        "source": "Lisove Daily",
        "published": "2026-03-09",
        "text": "A missile hit the bus station in Kharkiv on Monday, killing five people and "
        "wounding at least 12, Governor Oleh Syniehubov said.",
    },
    {
        "id": "b",
        "source": "Wire",
        "published": "2026-03-10",
        "text": "A missile struck the bus station in Kharkiv on Monday. Forty people were killed, the "
        "Interior Ministry said on Tuesday. Dozens more may have been wounded.",
    },
    {
        "id": "c",
        "source": "Other",
        "published": "2026-03-12",
        "text": "Gunmen opened fire at a market in Mardan on Wednesday, killing three shopkeepers, police said.",
    },
]


def run(*arguments: str, code: int = 0, given: str | None = None) -> str:
    done = RUNNER.invoke(app, list(arguments), input=given)
    assert done.exit_code == code, done.output
    return done.stdout if code == 0 else done.output


def rows(*arguments: str) -> list[Any]:
    return [json.loads(line) for line in run(*arguments, "--json").splitlines()]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Path) -> Path:
    """A fresh copy of the casebook."""
    import shutil

    shutil.copytree(made, tmp_path / "c")
    monkeypatch.setenv("BEARWITNESS_CASEBOOK", str(tmp_path / "c"))
    monkeypatch.delenv("BEARWITNESS_REVIEWER", raising=False)
    return tmp_path / "c"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reviewed")
    (folder / "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in REPORTS), encoding="utf-8")
    run("add", str(folder / "in.jsonl"), "--casebook", str(folder / "c"))
    return folder / "c"


def claim(outcome: str, low: int | None, report: str) -> str:
    for row in rows("review", "show", report):
        told = row["claim"].get("casualty")
        if told and told["outcome"] == outcome and told["figure"]["low"] == low:
            return str(row["claim"]["id"])
    raise AssertionError("no such claim")


def killed_of(name: str) -> int:
    record = rows("show", name)[0]
    return int(next(one["headline"] for one in record["figures"] if one["outcome"] == "killed"))


def test_the_queue_shows_words_and_reasons(book: Path) -> None:
    found = rows("review", "queue")
    assert [one["sort"] for one in found] == sorted(
        (one["sort"] for one in found),
        key=["disagreement", "unfound", "conflict", "single_origin", "weak_link", "low_confidence"].index,
    )
    single = [one for one in found if one["sort"] == "single_origin"]
    assert [one["weight"] for one in single] == sorted((one["weight"] for one in single), reverse=True)
    assert all(one["why"] and all(word["quote"] for word in one["words"]) for one in found)


def test_what_is_judged_moves_the_record_and_leaves_the_queue(book: Path) -> None:
    forty = claim("killed", 40, "b")
    assert killed_of("b") == 40
    run("review", "reject", forty, "--as", "Ana", "-m", "a misprint for four")
    assert killed_of("b") == 5
    record = rows("show", "b")[0]
    (told,) = record["reviewed"]["claims"]
    assert (told["state"], told["quote"], told["reviewers"]) == ("rejected", "Forty people were killed", ["Ana"])
    assert not any(word["claim"] == forty for one in rows("review", "queue") for word in one["words"])
    assert "a misprint for four" in run("show", "b")
    run("review", "correct", forty, "--low", "4", "--high", "4", "--as", "Ana", "-m", "four")
    assert killed_of("b") in (4, 5)
    told = rows("show", "b")[0]["reviewed"]["claims"][0]
    assert "killed 40" in told["before"]
    assert "killed 4 " in told["after"]
    assert rows("verify")[0]["holds"]


def test_the_second_reviewer_is_told_what_the_first_decided(book: Path) -> None:
    forty = claim("killed", 40, "b")
    run("review", "reject", forty, "--as", "Ana", "-m", "misprint")
    done = RUNNER.invoke(app, ["review", "accept", forty, "--as", "Ben", "-m", "as read"])
    assert done.exit_code == 0
    assert "Ana decided" in done.stderr
    assert "disagreement" in done.stderr
    assert rows("review", "queue")[0]["sort"] == "disagreement"
    assert killed_of("b") == 40
    both = [row["decision"] for row in rows("review", "history", forty)]
    assert [(one["reviewer"], one["kind"]) for one in both] == [("Ana", "reject"), ("Ben", "accept")]
    assert "Reviewers disagree" in run("review", "publish", "b", "--as", "Ana", "-m", "x", code=2)
    run("review", "reject", forty, "--as", "Cleo", "-m", "it is a misprint", "--supersedes", both[0]["id"],
        "--supersedes", both[1]["id"])  # fmt: skip
    assert killed_of("b") == 5
    assert len(rows("review", "history", forty)) == 3


def test_merge_split_and_move(book: Path) -> None:
    before = {one["id"]: [line["id"] for line in one["reports"]] for one in rows("incidents")}
    assert sorted(before.values()) == [["a", "b"], ["c"]]
    run("review", "merge", "a", "c", "--as", "Ana", "-m", "one campaign")
    assert [[line["id"] for line in one["reports"]] for one in rows("incidents")] == [["a", "b", "c"]]
    run("review", "split", "a", "c", "--as", "Ana", "-m", "no, two")
    assert sorted([line["id"] for line in one["reports"]] for one in rows("incidents")) == [["a", "b"], ["c"]]
    run("review", "move", "b", "--to", "c", "--as", "Ana", "-m", "the market")
    assert sorted(sorted(line["id"] for line in one["reports"]) for one in rows("incidents")) == [["a"], ["b", "c"]]
    assert "decided" in run("why", "a", "b").lower() or "reviewer" in run("why", "a", "b").lower()
    assert "one incident already" in run("review", "merge", "b", "c", "--as", "Ana", "-m", "again", code=2)


def test_add_by_hand(book: Path) -> None:
    run("review", "add", "c", "--words", "killing three shopkeepers", "--outcome", "injured", "--low", "2",
        "--as", "Ana", "-m", "said in the video")  # fmt: skip
    record = rows("show", "c")[0]
    assert next(one for one in record["figures"] if one["outcome"] == "injured")["low"] == 2
    assert record["reviewed"]["claims"][0]["state"] == "added"
    assert "nowhere" in run("review", "add", "c", "--words", "No such words", "--outcome", "killed", "--low", "1",
                            "--as", "Ana", "-m", "x", code=2)  # fmt: skip
    run("review", "add", "c", "--words", "Gunmen", "--kind", "responsibility", "--as", "Ana", "-m", "named in court",
        "--value", '{"actor": {"text": "Gunmen", "name": "Red Hand", "kind": "armed_group"},'
        ' "stance": "accused"}')  # fmt: skip
    assert [one["actor"] for one in rows("show", "c")[0]["responsibility"]] == ["Red Hand"]


def test_a_grade_set_by_hand_keeps_the_one_by_the_rules_beside(book: Path) -> None:
    by_rule = rows("show", "c")[0]["grade"]["grade"]
    run("review", "grade", "c", "discounted", "--as", "Ana", "-m", "it was a film")
    record = rows("show", "c")[0]
    assert (record["grade"]["grade"], record["reviewed"]["grade"]) == ("discounted", by_rule)
    assert record["grade"]["reasons"][0] == "Set by Ana: it was a film"
    run("review", "grade", "c", "weak", "--as", "Ben", "-m", "not a film")
    record = rows("show", "c")[0]
    assert record["grade"]["grade"] == by_rule
    assert "discounted by Ana" in record["reviewed"]["disagreements"][0]


def test_two_reviewers_with_two_keys_have_to_publish_where_the_casebook_asks_for_it(book: Path) -> None:
    (book / "settings.toml").write_text("[publication]\nreviewers = 2\n", encoding="utf-8")
    done = RUNNER.invoke(app, ["review", "publish", "c", "--as", "Ana", "-m", "checked"])
    assert "another reviewer" in done.stderr
    assert rows("show", "c")[0]["reviewed"] | {"claims": []} == {
        "decisions": 1, "published": False, "profiles": [], "waiting": ["public", "ssa"], "claims": [], "grade": None,
        "notes": [], "disagreements": [],
    }  # fmt: skip
    run("review", "publish", "c", "--as", "Ana", "-m", "checked again")
    assert rows("show", "c")[0]["reviewed"]["published"] is False
    run("review", "publish", "c", "--as", "Ben", "-m", "checked too")
    assert rows("show", "c")[0]["reviewed"]["profiles"] == ["public", "ssa"]
    (book / "settings.toml").write_text("[publication]\nreviewer = 2\n", encoding="utf-8")
    assert "settings.toml" in run("incidents", code=2)


def test_what_changes_after_publication_is_not_published(book: Path) -> None:
    run("review", "publish", "b", "--as", "Ana", "-m", "checked", "--profile", "partner")
    assert rows("show", "b")[0]["reviewed"]["profiles"] == ["partner"]
    run("review", "reject", claim("killed", 40, "b"), "--as", "Ana", "-m", "misprint")
    assert rows("show", "b")[0]["reviewed"]["published"] is False
    assert "cannot be published" in run("review", "publish", "b", "--profile", "full", "--as", "A", "-m", "x", code=2)


def test_notes_and_withdrawal(book: Path) -> None:
    run("review", "note", "c", "--text", "ask the court", "--as", "Ana")
    assert rows("show", "c")[0]["reviewed"]["notes"] == ["Ana: ask the court"]
    name = rows("review", "history")[0]["decision"]["id"]
    assert "only its reviewer" in run("review", "withdraw", name, "--as", "Ben", "-m", "no", code=2)
    run("review", "withdraw", name, "--as", "Ana", "-m", "asked")
    assert rows("show", "c")[0]["reviewed"]["notes"] == []
    assert [row["superseded_by"] is None for row in rows("review", "history")] == [False, True]


def test_a_decision_is_signed_with_the_key_of_its_reviewer(book: Path) -> None:
    from bearwitness.casebook import Casebook
    from bearwitness.model import Decision

    for name in ("Ana", "Ben"):
        run("review", "note", "c", "--text", "x", "--as", name)
    with Casebook.open(book, create=False) as kept:
        stated = list(kept.stated("decisions", Decision))
        holders = {one.key: one.holder for one in kept.key_changes()}
    assert [(one.value.reviewer, holders[one.key or ""]) for one in stated] == [("Ana", "Ana"), ("Ben", "Ben")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["review", "accept", "{claim}", "-m", "x"], "reviewer's name"),
        (["review", "accept", "zzz", "--as", "A", "-m", "x"], "no claim"),
        (["review", "reject", "{claim}", "--as", "A"], "reason"),
        (["review", "correct", "{claim}", "--as", "A", "-m", "x"], "says nothing"),
        (["review", "correct", "{claim}", "--low", "9", "--high", "2", "--as", "A", "-m", "x"], "above the high end"),
        (["review", "correct", "{claim}", "--outcome", "sad", "--as", "A", "-m", "x"], "no correction"),
        (["review", "grade", "c", "superb", "--as", "A", "-m", "x"], "no grade"),
        (["review", "withdraw", "c", "--as", "A", "-m", "x"], "not published"),
        (["review", "protect", "x", "--as", "A", "-m", "x"], "two characters"),
        (["review", "gold"], "judged"),
    ],
)
def test_wrong_usage_is_said(book: Path, arguments: list[str], told: str) -> None:
    name = claim("killed", 3, "c")
    assert told in " ".join(run(*(one.format(claim=name) for one in arguments), code=2).split())


def test_the_environment_and_the_users_settings_name_the_reviewer(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config" / "bearwitness").mkdir(parents=True)
    (tmp_path / "config" / "bearwitness" / "settings.toml").write_text('reviewer = "Dina"\n', encoding="utf-8")
    run("review", "note", "c", "--text", "one")
    monkeypatch.setenv("BEARWITNESS_REVIEWER", "Ella")
    run("review", "note", "c", "--text", "two")
    assert [row["decision"]["reviewer"] for row in rows("review", "history")] == ["Dina", "Ella"]


# --- agreement and gold ---


def test_agreement_gold_and_evaluation(book: Path, tmp_path: Path) -> None:
    forty, five, three = claim("killed", 40, "b"), claim("killed", 5, "a"), claim("killed", 3, "c")
    for name in ("Ana", "Ben"):
        run("review", "accept", five, "--as", name, "-m", "as read")
    run("review", "correct", forty, "--low", "4", "--high", "4", "--as", "Ana", "-m", "four")
    run("review", "reject", three, "--as", "Ana", "-m", "another attack")
    run("review", "accept", three, "--as", "Ben", "-m", "as read")
    found = {(tuple(one["between"]), one["of"], one["field"]): one for one in rows("agreement")}
    assert found[("Ana", "Ben"), "all", "verdict"]["units"] == 2
    assert found[("Ana", "Ben"), "all", "verdict"]["agree"] == 0.5
    assert "Ana – extractor" in run("agreement")
    gold = tmp_path / "gold.jsonl"
    run("review", "gold", "-o", str(gold))
    labelled = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    assert [one["report"]["id"] for one in labelled] == ["a", "b"]  # on c they are not of one mind
    told = rows("evaluate", str(gold), "--errors", "9")[0]
    (casualty,) = told["scores"]
    assert (casualty["labelled"], casualty["found"], casualty["missed"], casualty["invented"]) == (2, 1, 1, 1)
    assert casualty["precision"] == casualty["recall"] == 0.5
    assert {one["error"] for one in told["errors"]} == {"missed", "invented"}


def test_evaluation_of_texts(tmp_path: Path) -> None:
    killed = {
        "kind": "casualty",
        "outcome": "killed",
        "low": 5,
        "high": 5,
        "scope": "facility",
        "speaker": "Oleh Syniehubov",
    }
    injured = {
        "kind": "casualty",
        "outcome": "injured",
        "low": 12,
        "qualifier": "at_least",
        "quote": "wounding at least 12",
    }
    wrong = {"kind": "casualty", "outcome": "killed", "low": 3, "high": 3, "holds": False}
    lines = [
        REPORTS[0] | {"gold": {"claims": [killed, injured], "complete": ["casualty"]}},
        REPORTS[2] | {"gold": {"claims": [wrong]}},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    score = rows("evaluate", str(path))[0]["scores"][0]
    assert (score["labelled"], score["found"], score["missed"], score["invented"]) == (2, 2, 0, 1)
    assert score["scope"] == score["speaker"] == 1.0
    assert "precision" in run("evaluate", str(path))
    path.write_text('{"text": "x"}\n', encoding="utf-8")
    assert "line 1" in run("evaluate", str(path), code=2)


# --- walking through the queue ---


def test_the_walk_judges_with_single_keys(book: Path) -> None:
    done = RUNNER.invoke(app, ["review", "--as", "Ana"], input="rit is a misprint\nq")
    assert done.exit_code == 0, done.output
    assert "1 Decisions made" in done.output
    (row,) = rows("review", "history")
    assert (row["decision"]["kind"], row["decision"]["reason"]) == ("reject", "it is a misprint")


def test_the_walk_ends_where_the_input_ends(book: Path) -> None:
    done = RUNNER.invoke(app, ["review", "--as", "Ana"], input="s")
    assert done.exit_code == 0
    assert "0 Decisions made" in done.output
    assert "reviewer's name" in " ".join(run("review", code=2).split())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
def test_the_walk_works_in_a_real_terminal(book: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bearwitness.cli", "review", "--as", "Ana"],
        stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    try:
        for wanted, answer in ((b"q quit", b"a"), (b"Why", b"as read\n"), (b"q quit", b"q")):
            end = time.monotonic() + 60
            start = len(seen)
            while wanted not in seen[start:]:
                ready, _, _ = select.select([ours], [], [], max(0.0, end - time.monotonic()))
                assert ready, seen
                seen += os.read(ours, 4096)
            time.sleep(1)  # a terminal drops what is typed before the program waits for a single key
            os.write(ours, answer)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        os.close(ours)
    assert [row["decision"]["kind"] for row in rows("review", "history")] == ["accept"]
