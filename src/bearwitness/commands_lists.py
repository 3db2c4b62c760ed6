"""What `bearwitness incidents` and `bearwitness search` do."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bearwitness.commands import opened, with_media
from bearwitness.console import emit, errors, show_on_screen
from bearwitness.model import Filters
from bearwitness.settings import default_casebook
from bearwitness.share.hits import render_hits
from bearwitness.share.terminal import render_list

EVERY = 1_000_000_000


def incidents(filters: Filters, *, casebook: Path | None, json: bool) -> None:
    """List the casebook's incidents that the filters let through, parts of a wider incident under it."""
    with opened(casebook or default_casebook()) as found:
        listed = found.page(filters, most=EVERY).summaries
        if json:
            shown = found.exhibits()
            for one in listed:
                emit(with_media(found.record(one.id), shown))
        elif listed or filters == Filters():
            show_on_screen(render_list(listed))
        else:
            errors.print("No incident is like that.", highlight=False)


def search(text: str, filters: Filters, *, comments: bool, most: int, casebook: Path | None, json: bool) -> None:
    """Find words in the reports of incidents that the filters let through, and in comments if they are asked for."""
    with opened(casebook or default_casebook()) as found:
        told = found.search(text, msgspec.structs.replace(filters, comments=comments), most=most)
    if json:
        for one in told.hits:
            emit(one)
        return
    if told.hits:
        show_on_screen(render_hits(told))
    count = f"{'More than ' if told.more else ''}{told.count} report{'s' if told.count != 1 else ''}"
    if comments:
        count += f", {told.comments} comment{'s' if told.comments != 1 else ''}"
    left = told.count + told.comments - len(told.hits)
    errors.print(f"{count} found{f'; {left} more than shown' if left else ''}.", highlight=False)
