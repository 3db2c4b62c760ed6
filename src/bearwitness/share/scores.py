"""Scores and agreement for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bearwitness.share.words import plain, shorten, spell

SCORES = (
    "kind",
    "labelled",
    "found",
    "missed",
    "invented",
    "unjudged",
    "precision",
    "recall",
    "f1",
    "scope",
    "speaker",
)
AGREEMENT = ("between", "of", "field", "units", "agree", "kappa", "alpha")


def render_scores(scores: Sequence[Any], errors: Sequence[Any], *, reports: int) -> RenderableType:
    """A row a kind of claim, then the errors asked for."""
    table = Table(*SCORES, title=f"{reports} labelled reports", title_justify="left")
    for one in scores:
        table.add_row(*(_cell(getattr(one, name)) for name in SCORES))
    lines = [
        Text(f"{one.error}: {one.report}: {spell(one.kind)} {plain(one.told)}: “{shorten(one.words)}”")
        for one in errors
    ]
    return Group(table, *lines)


def render_agreements(rows: Sequence[Any], *, full: bool) -> RenderableType:
    """A row a pair of raters, field and group; groups beside `all` only if `full`."""
    if not rows:
        return Text("No claim was judged by two.")
    table = Table(*AGREEMENT)
    for one in rows:
        if full or one.by == "all":
            table.add_row(
                " – ".join(plain(name) for name in one.between),
                one.of,
                one.field,
                *(_cell(getattr(one, name)) for name in AGREEMENT[3:]),
            )
    return table


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else spell(str(value))
