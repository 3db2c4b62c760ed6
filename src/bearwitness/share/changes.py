"""Changes -> what a terminal shows: one block a report, what it moved from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from bearwitness.model import Change, Record
from bearwitness.share import words
from bearwitness.share.words import plain, spell


def render_changes(record: Record, found: Sequence[Change], *, since: str | None) -> RenderableType:
    """What moved in one incident, in the order of publication; reports that moved nothing are counted at the end."""
    parts: list[RenderableType] = [Rule(Text(plain(record.title), style="bold"), align="left")]
    for _, group in groupby(found, key=lambda one: one.report):
        listed = list(group)
        first = listed[0]
        who = plain(first.source or first.report)
        parts.append(Text(f"{words.moment_words(first.at)}  {who}  [{first.report}]", style="bold"))
        parts.append(Text("\n".join(f"   {change_line(one)}" for one in listed)))
    moving = len({one.report for one in found})
    after = f" since {since}" if since is not None else ""
    parts.append(Text(f"{moving} of {len(record.reports)} reports moved something{after}."))
    return Group(*parts)


def change_line(one: Change) -> str:
    """One thing that a report moved, in words."""
    subject = plain(one.subject)
    if one.kind == "conflict":
        text = plain(words.sentence(one.after or one.before or ""))
        return f"{'conflict' if one.after else 'conflict no longer stands'} ({spell(one.subject)}): {text}"
    if one.kind == "weapon":
        return f"weapon: {spell(subject)}"
    if one.kind in ("responsibility", "explanation"):
        return f"{one.kind}, {spell(subject)}: {plain(one.after or '')}"
    if one.kind in ("grade", "time", "place"):
        return f"{one.kind}: {_arrow(one)}"
    return f"{subject}: {_arrow(one)}"


def _arrow(one: Change) -> str:
    after = "no longer counted here" if one.after is None else spell(plain(one.after))
    return after if one.before is None else f"{spell(plain(one.before))} -> {after}"
