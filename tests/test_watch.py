"""`bearwitness watch`: what is new in a feed goes into the casebook once, and what it moved is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent / "acquire"))
from servers import Answer, Site, serving

from bearwitness.casebook import Casebook
from bearwitness.cli import app
from bearwitness.errors import UsageError
from bearwitness.workers.watch import read_plan

FIRST = (
    "Ten days later nobody had forgotten.",
    "Two people were killed and four injured when a missile hit the bus depot in Kharkiv on 8 July, the governor said.",
)
LATER = (
    "Rescuers found more bodies.",
    "Five people were killed and four hurt when a missile hit the bus depot in Kharkiv on 8 July, the governor said.",
)


def page(title: str, paragraphs: tuple[str, ...], day: int) -> Answer:
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    head = f'<title>{title}</title><meta property="article:published_time" content="2024-07-0{day}T12:00:00Z">'
    return Answer(
        f"<!doctype html><html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body>".encode()
    )


def feed(site: Site, *names: str) -> Answer:
    items = "".join(
        f"<item><title>{name}</title><link>{site.root}/{name}</link><guid>{name}</guid></item>" for name in names
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Dispatch</title>{items}</channel></rss>'
    return Answer(body.encode(), media_type="application/rss+xml", headers={"etag": f'"{len(names)}"'})


def plan(folder: Path, *addresses: str) -> Path:
    path = folder / "feeds.toml"
    feeds = "".join(f'[[feeds]]\nurl = "{one}"\nevery = "30s"\n' for one in addresses)
    path.write_text(f'allow_hosts = ["127.0.0.1"]\nignore_robots = true\n{feeds}')
    return path


def test_a_feed_is_followed_and_what_it_moved_is_told(tmp_path: Path) -> None:
    book = tmp_path / "book"
    arguments = ["watch", "--once", "--casebook", str(book)]
    with serving(
        {"/one": page("Two killed in Kharkiv", FIRST, 8), "/two": page("Five killed in Kharkiv", LATER, 9)}
    ) as site:
        site.routes["/feed"] = feed(site, "one")
        path = str(plan(tmp_path, f"{site.root}/feed", f"{site.root}/dead"))
        first = CliRunner().invoke(app, [*arguments, path])
        assert first.exit_code == 0, first.output
        assert "new: " in first.output
        assert "/dead" in first.output  # the dead feed is named, and the other went on

        again = CliRunner().invoke(app, [*arguments, path])
        assert site.paths().count("/feed") == 1  # it is not due yet
        assert "new: " not in again.output

        (book / "watch.json").unlink()  # a lost memory costs a second look and doubles nothing
        site.routes["/feed"] = feed(site, "two", "one")
        second = CliRunner().invoke(app, [*arguments, path])
        assert second.exit_code == 0, second.output
        assert "killed: 2 -> 5" in second.output
    with Casebook.open(book, create=False) as kept:
        assert sorted(one.title or "" for one in kept.reports()) == ["Five killed in Kharkiv", "Two killed in Kharkiv"]


@pytest.mark.parametrize(
    "text",
    ["", "feeds = []", '[[feeds]]\nuri = "x"', "[[feeds", '[[feeds]]\nurl = "https://a.example"\nevery = "often"'],
)
def test_a_plan_that_cannot_work_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "feeds.toml").write_text(text)
    with pytest.raises(UsageError, match=r"feeds\.toml|every"):
        read_plan(tmp_path / "feeds.toml")
