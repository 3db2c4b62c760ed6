"""`bearwitness incidents` and `search`: every filter has an option, and what is printed is what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bearwitness.casebook import Casebook
from bearwitness.cli import app
from bearwitness.cli_lists import OPTIONS
from bearwitness.model import Filters
from bearwitness.model.filters import PARAMETERS
from casebook.test_incidents import put, wave
from casebook.test_search import fill, item


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists") / "book"
    put(folder, wave())
    hostile = "A [bold]kiln[/] \x1b[31m\u202eburned in Lisove."
    fill(folder, [item("r90", ("body", hostile), ("comment", "My kiln too"), title="The kiln", published="2024-08-01")])
    return folder


def run(book: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words, "--casebook", str(book)])
    assert done.exit_code == code, done.output
    return done.output


def rows(book: Path, *words: str) -> list[Any]:
    return [json.loads(line) for line in run(book, *words, "--json").splitlines() if line.startswith("{")]


def test_every_filter_has_an_option() -> None:
    said = {"text": "q"}
    given = {said.get(name, name) for name in OPTIONS} | {"killed_min", "killed_max", "injured_min", "injured_max"}
    assert given - {"killed", "injured"} == set(PARAMETERS) - {"comments"}


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ([], Filters()),
        (["--since", "2024-07-09"], Filters(since="2024-07-09")),
        (["--country", "ua", "--country", "SD"], Filters(country=("SD", "UA"))),
        (["--place", "dnip", "--kind", "missile_strike"], Filters(place="dnip", kind=("missile_strike",))),
        (["--near=30,50,31,51"], Filters(near=None, place="kyiv")),
        (["--killed", "7"], Filters(killed_min=7, killed_max=7)),
        (["--killed", "5.."], Filters(killed_min=5)),
        (["--killed", "..5", "--injured", "1..9"], Filters(killed_max=5, injured_min=1, injured_max=9)),
        (["--conflicts"], Filters(open_conflicts=True)),
        (["--no-conflicts"], Filters(open_conflicts=False)),
        (["--not-reviewed", "--not-published"], Filters(reviewed=False, published=False)),
        (["--text", '"shelter 3"', "--order", "killed"], Filters(text='"shelter 3"', order="killed")),
        (["--grade", "discounted"], Filters(grade=("discounted",))),
    ],
)
def test_the_list_is_narrowed_by_options(book: Path, words: list[str], filters: Filters) -> None:
    with Casebook.open(book, create=False) as opened, opened.incidents() as found:
        expected = [one.id for one in found.page(filters, most=100).summaries]
    assert [one["id"] for one in rows(book, "incidents", *words)] == expected
    told = run(book, "incidents", *words)
    assert all(one[:10] in told for one in expected)
    assert expected or "No incident is like that." in told


@pytest.mark.parametrize("words", [["--kind", "storm"], ["--since", "May"], ["--killed", "few"], ["--near", "here"]])
def test_a_filter_that_cannot_be_understood_is_wrong_usage(book: Path, words: list[str]) -> None:
    assert words[1] in run(book, "incidents", *words, code=2)
    run(book, "search", "kiln", *words, code=2)


def test_hits_are_printed_for_people_and_for_programs(book: Path) -> None:
    (one,) = rows(book, "search", "kiln")
    assert (one["report"], one["passage"], one["kind"]) == ("r90", "p1", "body")
    assert [run["text"] for run in one["runs"] if run["hit"]] == ["kiln"]
    told = run(book, "search", "kiln")
    assert "[bold]kiln[/]" in told, "a report's words are no markup"
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "1 report found." in told
    assert "tells no incident" in told
    comments = rows(book, "search", "kiln", "--comments")
    assert [one["kind"] for one in comments] == ["body", "comment"]
    assert "a reader's comment" in run(book, "search", "kiln", "--comments")


def test_words_that_are_not_wanted_come_after_two_dashes(book: Path) -> None:
    every = {one["report"] for one in rows(book, "search", "street")}
    assert len(every) == 8
    done = CliRunner().invoke(app, ["search", "--json", "--casebook", str(book), "--", "street", "-3"])
    assert {json.loads(line)["report"] for line in done.stdout.splitlines()} == every - {"r1", "r3", "r7"}


def test_a_search_is_narrowed_like_the_list(book: Path) -> None:
    assert {one["report"] for one in rows(book, "search", "shelter", "--place", "dnipro")} < {f"r{n}" for n in range(8)}
    assert "0 reports found." in run(book, "search", "shelter", "--country", "SD")
    assert "6 more than shown" in run(book, "search", "shelter", "--most", "2")
    assert "more than 16 words" in run(book, "search", *(f"w{n}" for n in range(17)), code=2)
