"""`bearwitness review` without a command: the queue in a plain terminal, one key a judgement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from bearwitness.commands_desk import Asked, desk_at, finish, reviewer_of
from bearwitness.console import say_error, show_on_screen
from bearwitness.desk import By, Desk, Said
from bearwitness.errors import BearwitnessError
from bearwitness.model import Decision, Item
from bearwitness.share.review import render_item

KEYS = "a accept   r reject   c correct the count   n note   s skip   q quit"
ENDS = ("", "q", "\x03", "\x04", "\x1b")


def walk(*, casebook: Path | None, reviewer: str | None) -> None:
    """Show each thing that waits, ask for a key and a reason, and keep the Decision at once. Quitting loses nothing."""
    name = reviewer_of(reviewer)
    with desk_at(casebook) as desk:
        _walk_through([one for one in desk.queue() if one.words], desk, name)


def _walk_through(waiting: Sequence[Item], desk: Desk, reviewer: str) -> None:
    made = 0
    judged: set[str] = set()
    for number, item in enumerate(waiting, start=1):
        left = [word.claim for word in item.words if word.claim not in judged]
        if not left:
            continue
        show_on_screen(render_item(item, number))
        for name in left:
            key = _ask(name)
            if key in ENDS:
                typer.echo(f"{made} Decisions made.")
                return
            judged.add(name)
            if key != "s":
                made += _decide(desk, reviewer, name, key)
    typer.echo(f"Nothing more waits. {made} Decisions made.")


def _ask(claim: str) -> str:
    """A key that means something; an empty text where the input ends."""
    typer.echo(f"{claim}   {KEYS}")
    while True:
        try:
            key = typer.getchar()
        except (EOFError, KeyboardInterrupt, OSError):  # the input ended, or nobody is there
            return ""
        if key in ENDS or (key and key in "arcns"):
            return key


def _decide(desk: Desk, reviewer: str, name: str, key: str) -> int:
    """Keep what the key says of a claim; how many Decisions that were."""
    try:
        said = Said()
        if key == "c":
            low = typer.prompt("The least", type=int)
            high = typer.prompt("The most (empty: open)", default="", show_default=False)
            said = Said(low=low, high=int(high) if str(high).strip().isdigit() else None)
        by = Asked(reviewer=reviewer, reason=typer.prompt("The note" if key == "n" else "Why")).by()
        finish(desk, _made(desk, by, name, key, said), json=False)
    except typer.Abort:
        return 0
    except BearwitnessError as error:
        say_error(error)
        return 0
    return 1


def _made(desk: Desk, by: By, name: str, key: str, said: Said) -> Decision:
    if key == "a":
        return desk.accept(by, name)
    if key == "r":
        return desk.reject(by, name)
    return desk.note(by, name) if key == "n" else desk.correct(by, name, said)
