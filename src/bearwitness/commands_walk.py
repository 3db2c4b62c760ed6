"""`bearwitness review` without a command: the queue in a plain terminal, one key a judgement."""

from __future__ import annotations

from pathlib import Path

import typer

from bearwitness.commands import say_error, show_on_screen
from bearwitness.commands_desk import By, Desk, finish
from bearwitness.commands_review import correction_of, queue_of
from bearwitness.errors import BearwitnessError, UsageError
from bearwitness.review import making
from bearwitness.share.review import render_item

KEYS = "a accept   r reject   c correct the count   n note   s skip   q quit"
ENDS = ("", "q", "\x03", "\x04", "\x1b")


def walk(*, casebook: Path | None, reviewer: str | None) -> None:
    """Show each thing that waits, ask for a key and a reason, and keep the Decision at once. Quitting loses nothing."""
    desk = Desk(casebook, reviewer=reviewer)
    if not desk.name:
        raise UsageError("A Decision needs its reviewer's name.", remedy="Give --as NAME or set $BEARWITNESS_REVIEWER.")
    made = 0
    judged: set[str] = set()
    waiting = [one for one in queue_of(desk) if one.words]
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
                made += _decide(desk, name, key)
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


def _decide(desk: Desk, name: str, key: str) -> int:
    """Keep what the key says of a claim; how many Decisions that were."""
    try:
        correction = None
        if key == "c":
            low = typer.prompt("The least", type=int)
            high = typer.prompt("The most (empty: open)", default="", show_default=False)
            correction = correction_of(
                low=low, high=int(high) if str(high).strip().isdigit() else None, qualifier=None, outcome=None,
                group=None, scope=None, scope_kind=None, speaker=None, role=None, organisation=None, about=None,
                modality=None,
            )  # fmt: skip
        reason = typer.prompt("The note" if key == "n" else "Why")
        who = desk.who(By(reason=reason))
        claim = desk.claim(name)
        if key == "n":
            decision = making.note(who, desk.target(name), desk.judged([name]))
        else:
            kind = {"a": "accept", "r": "reject", "c": "correct"}[key]
            report = desk.whole.reports[claim.report]
            decision = making.on_claim(who, kind, claim, report, correction=correction)  # type: ignore[arg-type]
        finish(desk, decision, json=False, again=False)
    except typer.Abort:
        return 0
    except BearwitnessError as error:
        say_error(error)
        return 0
    return 1
