"""Claims, Decisions and the queue for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bearwitness.model import Claim, Decision, Item, Judgement, Shown
from bearwitness.share.words import plain, shorten, spell

AROUND = 60
"""Characters that are shown before and after the words of a claim."""


def render_queue(items: Sequence[Item]) -> RenderableType:
    """What to judge next, the first thing first."""
    if not items:
        return Text("Nothing waits for a judgement.")
    return Group(*(render_item(one, number) for number, one in enumerate(items, start=1)))


def render_item(item: Item, number: int) -> RenderableType:
    """One judgement that is asked for, with its words."""
    head = Text(f"{number}. {spell(item.sort)}", style="bold")
    if item.title:
        head.append(f"  {shorten(item.title)} ({item.incident})", style="")
    return Group(head, Padding(Text(plain(item.why)), (0, 3)), *(_words(one) for one in item.words))


def _words(one: Shown) -> RenderableType:
    text = Text()
    text.append(f"{one.claim}  ", style="dim")
    text.append(last_words(plain(one.before)) + (" " if one.before[-1:].isspace() else ""))
    text.append(plain(one.quote), style="bold underline")
    text.append((" " if one.after[:1].isspace() else "") + first_words(plain(one.after)))
    text.append(f"  [{plain(one.report)} {one.passage}]", style="dim")
    return Padding(text, (0, 5))


def last_words(text: str) -> str:
    """The end of a text in whole words, as far as `AROUND` reaches."""
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def first_words(text: str) -> str:
    """The beginning of a text in whole words, as far as `AROUND` reaches."""
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " …"


def render_claim(
    claim: Claim, words: Shown, judgement: Judgement | None, decisions: Sequence[Decision]
) -> RenderableType:
    """A claim with its words, and what was decided on it."""
    head = Text(f"{claim.id}  {spell(claim.kind)}", style="bold")
    lines: list[RenderableType] = [head, _words(words)]
    if judgement is None:
        lines.append(Padding(Text("Nobody has judged it."), (0, 5)))
    else:
        told = f"{spell(judgement.state)}: {judgement.before or 'not extracted'} → {judgement.after or 'left out'}"
        lines.append(Padding(Text(plain(told)), (0, 5)))
    lines.extend(Padding(_decision(one), (0, 5)) for one in decisions)
    return Group(*lines)


def render_decisions(
    decisions: Sequence[Decision], gone: Mapping[str, str], words: Mapping[str, str] | None = None
) -> RenderableType:
    """Decisions by time; superseded ones say by what."""
    if not decisions:
        return Text("No Decisions.")
    lines: list[RenderableType] = []
    for one in decisions:
        text = _decision(one)
        if one.id in gone:
            text.append(f"  superseded by {gone[one.id]}", style="dim")
        if words and one.id in words:
            text.append(f"  its words: {words[one.id]}", style="bold")
        lines.append(text)
    return Group(*lines)


def _decision(one: Decision) -> Text:
    text = Text(f"{one.id}  {one.at[:16].replace('T', ' ')}  ")
    text.append(f"{one.kind} {one.target.kind} {shorten(one.target.id, 40)}", style="bold")
    text.append(f"  {plain(one.reviewer)}: {plain(one.reason)}")
    return text
