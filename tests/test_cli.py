"""The command line: shapes, exit statuses, and that one bad input never stops the rest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES

STRIKE = (
    "A missile struck the central market in Kharkiv on Monday, killing seven people and wounding at least 12, "
    "the regional governor, Oleh Syniehubov, said."
)


def run(*words: str, stdin: bytes | None = None, where: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command as a user runs it."""
    environment = {**os.environ, "COLUMNS": "120"}
    environment.pop("BEARWITNESS_CASEBOOK", None)
    return subprocess.run(
        [sys.executable, "-m", "bearwitness.cli", *words],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=where,
        env=environment,
    )


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def strike(jsonl: Callable[..., Path]) -> Path:
    """One report as a JSON line."""
    return jsonl(
        {"id": "k1", "source": "Dispatch", "published": "2024-05-20", "title": "Strike on market", "text": STRIKE}
    )


def test_help_is_for_newcomers_and_lists_every_command() -> None:
    done = run("--help")
    text = done.stdout.decode()
    assert done.returncode == 0
    for command in (
        "read",
        "mentions",
        "extract",
        "record",
        "add",
        "incidents",
        "show",
        "why",
        "export",
        "verify",
        "demo",
    ):
        assert command in text


def test_read_prints_passages(strike: Path) -> None:
    (report,) = rows(run("read", str(strike), "--json"))
    assert report["id"] == "k1"
    assert next(one["kind"] for one in report["passages"]) == "title"
    assert {"id", "kind", "text"} <= set(report["passages"][0])


def test_mentions_have_the_documented_shape(strike: Path) -> None:
    (line,) = rows(run("mentions", str(strike), "--json"))
    assert line["report"] == "k1"
    kharkiv = next(one for one in line["mentions"] if one["quote"] == "Kharkiv")
    assert set(kharkiv) == {"kind", "passage", "start", "end", "quote", "resolved"}
    assert kharkiv["resolved"]["country"] == "UA"
    monday = next(one for one in line["mentions"] if one["kind"] == "date")
    assert (monday["resolved"]["start"], monday["resolved"]["anchor"]) == ("2024-05-20", "published")


def test_extract_prints_claims_with_their_words(strike: Path) -> None:
    claims = rows(run("extract", str(strike), "--json"))
    killed = next(one for one in claims if one["kind"] == "casualty" and one["casualty"]["outcome"] == "killed")
    assert killed["casualty"]["figure"]["low"] == killed["casualty"]["figure"]["high"] == 7
    assert killed["report"] == "k1"
    assert killed["about"] == "main"
    assert "Syniehubov" in killed["attribution"]["speaker"]
    piece = killed["evidence"][0]
    assert STRIKE[piece["start"] : piece["end"]] == piece["quote"]
    assert "occurrence" not in killed


def test_record_gives_the_main_incident_first(strike: Path) -> None:
    (line,) = rows(run("record", str(strike), "--json"))
    first = line["incidents"][0]
    people = {one["outcome"]: one["headline"] for one in first["figures"] if one["group"] == "people"}
    assert people["killed"] == 7
    assert people["injured"] == 12
    assert first["where"]["name"] == "Kharkiv"
    assert first["grade"]["reasons"]


def test_published_anchors_a_text_file_that_states_no_date(tmp_path: Path) -> None:
    path = tmp_path / "strike.txt"
    path.write_text(STRIKE, encoding="utf-8")
    (undated,) = rows(run("mentions", str(path), "--json"))
    date = next(one for one in undated["mentions"] if one["kind"] == "date")
    assert date["resolved"]["start"] is None
    assert date["resolved"]["reason"]
    (dated,) = rows(run("mentions", str(path), "--published", "2024-05-20", "--json"))
    assert next(one for one in dated["mentions"] if one["kind"] == "date")["resolved"]["start"] == "2024-05-20"


def test_add_tells_which_reports_copy_another(tmp_path: Path) -> None:
    book, path = str(tmp_path / "book"), tmp_path / "reports.jsonl"
    row = {"source": "Dispatch", "published": "2024-05-20", "title": "Strike on market"}
    row["text"] = (
        STRIKE + " Crews worked until the evening, and the stalls on the eastern side of the square burned down."
    )
    added = []
    for name, change in (("k1", {}), ("k2", {"title": "Another headline", "published": "2024-05-21"})):
        path.write_text(json.dumps(row | {"id": name} | change) + "\n", encoding="utf-8")
        added.append(rows(run("add", str(path), "--casebook", book, "--json"))[0])
    assert added[0]["copies"] == []
    (told,) = added[1]["copies"]
    assert (told["report"], told["of"], told["way"]) == ("k2", "k1", "headline")
    path.write_text(json.dumps(row | {"id": "k3", "published": "2024-05-22"}) + "\n", encoding="utf-8")
    said = run("add", str(path), "--casebook", book).stderr.decode()
    assert "k3 copies k1 (word for word: 100% of the five-word runs of both texts are the same)" in said


def test_add_show_export_verify(strike: Path, tmp_path: Path) -> None:
    book = str(tmp_path / "book")
    assert rows(run("add", str(strike), "--casebook", book, "--json"))[0]["added"] == 1
    again = rows(run("add", str(strike), "--casebook", book, "--json"))[0]
    assert (again["added"], again["known"]) == (0, 1)
    (incident,) = [one for one in rows(run("incidents", "--casebook", book, "--json")) if one["part_of"] is None]
    shown = rows(run("show", incident["id"][:6], "--casebook", book, "--json"))[0]
    assert shown == incident
    assert rows(run("show", "k1", "--casebook", book, "--json"))[0]["id"] == incident["id"]
    for form in ("html", "json", "csv", "geojson"):
        out = tmp_path / f"out.{form}"
        assert run("export", incident["id"], "--format", form, "-o", str(out), "--casebook", book).returncode == 0
        assert out.stat().st_size > 0
    assert run("verify", "--casebook", book).returncode == 0
    capture = next((tmp_path / "book" / "captures").rglob("*" * 1 + "[0-9a-f]*"))
    while capture.is_dir():
        capture = next(capture.iterdir())
    capture.chmod(0o644)
    capture.write_bytes(capture.read_bytes()[:-1] + b"X")
    broken = run("verify", "--casebook", book)
    assert broken.returncode == 1
    assert capture.name[:8] in broken.stdout.decode()


BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "program.txt": b"\x7fELF" + bytes(range(256)) * 20,
    "lines.jsonl": b'[1, 2]\n{"id": "x"}\n{"text": 5}\n{"text": "Words.", "published": "yesterday-ish"}\n{"text": \n',
}


def test_why_tells_the_reasons(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    rows_in = [
        {"id": "k1", "published": "2024-05-20", "title": "Strike on market", "text": STRIKE},
        {"id": "k2", "published": "2024-05-20", "title": "Market hit in Kharkiv", "text": STRIKE},
        {
            "id": "k3",
            "published": "2023-01-05",
            "title": "Shots",
            "text": "Two men were shot dead in Denver, Colorado.",
        },
    ]
    book = str(tmp_path / "book")
    assert run("add", str(jsonl(*rows_in)), "--casebook", book).returncode == 0
    (same,) = rows(run("why", "k1", "k2", "--casebook", book, "--json"))
    assert same["judgement"] == "same"
    assert {one["name"] for one in same["link"]["features"]} >= {"time", "place", "wording"}
    (other,) = rows(run("why", "k1", "k3", "--casebook", book, "--json"))
    assert (other["judgement"], other["shared"]) == ("different", [])
    shown = run("why", "k1", "k3", "--casebook", book).stdout.decode()
    assert "two attacks" in shown
    assert "not compared" in shown
    assert run("why", "k1", "nobody", "--casebook", book).returncode == 2


def test_bad_inputs_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    for name, data in BAD.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(STRIKE, encoding="utf-8")
    done = run("add", str(tmp_path), "--casebook", str(tmp_path / "book"), "--json")
    assert done.returncode == 1
    said = done.stderr.decode()
    for name in BAD.keys() - {"picture.png"}:  # a folder is searched for reports alone
        assert name in said, said
    for line in (1, 2, 3, 4, 5):
        assert f"lines.jsonl:{line}" in said or f"lines.jsonl#{line}" in said or f"line {line}" in said, said
    assert "Traceback" not in said
    assert json.loads(done.stdout)["added"] == 1  # the casebook lies in the folder and is no report
    assert run("verify", "--casebook", str(tmp_path / "book")).returncode == 0


def test_a_picture_named_by_hand_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(BAD["picture.png"])
    done = run("read", str(tmp_path / "picture.png"), "--json")
    assert done.returncode == 1
    assert b"picture.png" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("show", "i0", "--casebook", "nowhere"), 2),
        (("verify", "--casebook", "nowhere"), 2),
        (("export", "i0", "--format", "docx"), 2),
        (("read", "no/such/file.txt"), 1),
        (("fly",), 2),
    ],
)
def test_exit_status_and_no_traceback(tmp_path: Path, words: tuple[str, ...], status: int) -> None:
    done = run(*words, where=tmp_path)
    assert done.returncode == status, done.stderr.decode()
    assert done.stderr
    assert b"Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_demo_prints_the_record_and_writes_the_dossier_and_runs_twice(tmp_path: Path) -> None:
    first = run("demo", "--into", str(tmp_path / "demo"))
    assert first.returncode == 0, first.stderr.decode()
    assert "Okhmatdyt" in first.stdout.decode()
    dossier = (tmp_path / "demo" / "dossier.html").read_bytes()
    second = run("demo", "--into", str(tmp_path / "demo"))
    assert second.stdout == first.stdout
    assert (tmp_path / "demo" / "dossier.html").read_bytes() == dossier
    assert EXAMPLES.is_dir()
