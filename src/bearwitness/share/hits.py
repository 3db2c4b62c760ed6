"""What a search found -> what a terminal shows."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bearwitness.model import Hit, Hits
from bearwitness.share.terminal import SHORT_ID
from bearwitness.share.words import plain, shorten

LONGEST_TITLE = 80


def render_hits(found: Hits) -> RenderableType:
    """Each report with the passage in which most was found; its words in bold."""
    return Group(*(_hit(one) for one in found.hits))


def _hit(one: Hit) -> RenderableType:
    title = shorten(one.title or "without a title", LONGEST_TITLE)
    dated = (one.published or "no date")[:10]
    head = Text(f"{plain(one.report)}  {dated}  {plain(one.source or 'unknown source')}: {title}")
    told = Text("…" if not one.begins else "")
    if one.kind == "comment":
        told = Text("a reader's comment: ", style="dim") + told
    for run in one.runs:
        # Spaces at the ends of a run keep words apart; `plain` takes them off.
        gaps = (run.text[:1].isspace(), run.text[-1:].isspace())
        words = f"{' ' * gaps[0]}{plain(run.text)}{' ' * gaps[1]}" if run.text.strip() else " "
        told.append(words, style="bold" if run.hit else "")
    told.append("" if one.ends else "…")
    incidents = ", ".join(f"{each.id[:SHORT_ID]} {shorten(each.title, LONGEST_TITLE)}" for each in one.incidents)
    lines = [told, Text(incidents or "tells no incident", style="dim")]
    return Padding(Group(head, *(Padding(line, (0, 0, 0, 4)) for line in lines)), (0, 0, 1, 0))
