"""The documentation is true: commands and words are documented, links lead somewhere, examples run."""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from bearwitness import vocabulary
from bearwitness.cli import app
from bearwitness.share import FORMATS
from bearwitness.share.geojson import RADIUS
from bearwitness.share.table import COLUMNS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("examples/*.md"), *ROOT.glob("docs/**/*.md")])
REFERENCE = ROOT / "docs" / "reference"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND: Any = typer.main.get_command(app)


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """Anchors of the headings, as code hosts make them."""
    titles = re.findall(r"^#{1,6} (.+)$", FENCE.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(FENCE.sub("", read(page))):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        found = page if not path else page.parent / path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("command", sorted(COMMAND.commands))
def test_every_command_is_documented_with_its_options(command: str) -> None:
    page = read(REFERENCE / "commands.md")
    assert f"`bearwitness {command}" in page
    assert f"`bearwitness {command}" in read(ROOT / "README.md")
    options = [one for param in COMMAND.commands[command].params for one in param.opts if one.startswith("--")]
    assert [one for one in options if f"`{one}" not in page] == []


def test_no_command_is_documented_that_is_not_there() -> None:
    documented = set(re.findall(r"`bearwitness (\w+)", read(REFERENCE / "commands.md")))
    assert documented == set(COMMAND.commands)


@pytest.mark.parametrize("kind", [one for one in vars(vocabulary) if vocabulary.words(getattr(vocabulary, one))])
def test_every_word_of_the_vocabulary_is_explained(kind: str) -> None:
    page = read(REFERENCE / "vocabulary.md")
    assert [word for word in vocabulary.words(getattr(vocabulary, kind)) if f"`{word}`" not in page] == []


def test_formats_columns_and_radii_are_documented() -> None:
    page = read(REFERENCE / "formats.md")
    assert [one for one in (*FORMATS, *COLUMNS, *RADIUS) if f"`{one}`" not in page] == []
    radii = page[page.index("| precision | radius") :].splitlines()
    for precision, radius in RADIUS.items():
        row = next(line for line in radii if f"`{precision}`" in line)
        assert f"| {radius or 'none'}" in row


def test_the_rules_page_says_what_the_data_says() -> None:
    page = read(REFERENCE / "rules.md")
    package = resources.files("bearwitness")
    grades = tomllib.loads((package / "reconcile" / "data" / "grades.toml").read_text(encoding="utf-8"))["rules"]
    printed = page[page.index("## Grades") :]
    told = re.findall(r"^\| `(confirmed|fair|weak|contested|discounted)` \| (.+?) \|$", printed, re.MULTILINE)
    assert told == [(one["grade"], one["reason"]) for one in grades]
    table = tomllib.loads((package / "languages" / "en" / "quantities.toml").read_text(encoding="utf-8"))["vague"]
    vague = re.findall(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    assert vague
    assert [row for row in vague if table.get(row[0]) != [int(row[1]), int(row[2])]] == []


def console_commands(page: Path) -> list[list[str]]:
    lines = [line for block in CONSOLE.findall(read(page)) for line in block.splitlines() if line.startswith("$ ")]
    return [shlex.split(line.removeprefix("$ ")) for line in lines]


WITH_COMMANDS = [page for page in PAGES if console_commands(page)]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name)
def test_the_commands_on_the_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BEARWITNESS_CASEBOOK", raising=False)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for words in console_commands(page):
        assert words[0] == "bearwitness"
        done = CliRunner().invoke(app, words[1:])
        assert done.exit_code == 0, f"{shlex.join(words)}\n{done.output}"
        assert done.output.strip()


def test_the_readme_and_the_tutorial_have_commands_that_run() -> None:
    names = {name(page) for page in WITH_COMMANDS}
    assert {"README.md", "docs/tutorial/first-casebook.md", "docs/how-to/add-reports.md"} <= names


def test_the_licence_and_the_credits_are_there() -> None:
    licence = read(ROOT / "LICENSE")
    assert "Apache License" in licence
    assert len(licence) > 11_000
    notice = read(ROOT / "NOTICE")
    for credit in (
        "GeoNames",
        "CC BY 4.0" if "CC BY 4.0" in notice else "Attribution 4.0",
        "pycountry",
        "en_core_web_sm",
    ):
        assert credit in notice


def test_no_page_names_a_machine_or_its_paths() -> None:
    pattern = re.compile(r"/(?:home|root|work|tmp|Users)/|localhost|127\.0\.0\.1")
    assert [name(page) for page in PAGES if pattern.search(read(page))] == []
