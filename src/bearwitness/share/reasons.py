"""Why two reports are of one attack or not -> what a terminal shows."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bearwitness.model import Why
from bearwitness.share.words import plain

JUDGED = {"same": "one attack", "part": "a part and its whole", "different": "two attacks"}


def render_why(found: Why) -> RenderableType:
    """The judgement, what decided, what brought them together, and each feature with its score."""
    head = Text(f"{plain(found.one)} and {plain(found.other)}: {JUDGED[found.judgement]}", style="bold")
    parts: list[RenderableType] = [head, *(Text(plain(one)) for one in found.because)]
    if found.shared:
        parts.append(Text(f"Compared because they share {plain('; '.join(found.shared))}."))
    if found.link is not None:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for name in ("Feature", "Score", "Why"):
            table.add_column(name, justify="right" if name == "Score" else "left")
        for one in sorted(found.link.features, key=lambda one: (-abs(one.score), one.name)):
            table.add_row(one.name, f"{one.score:+.2f}", Text(plain(one.why)))
        table.add_row("all, with the bias", f"{found.link.score:+.2f}", "above 0: as good as the same")
        parts += [Text(""), table]
    return Group(*parts)
