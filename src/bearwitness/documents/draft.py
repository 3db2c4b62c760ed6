"""A passage before it has its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bearwitness.model import Passage
from bearwitness.vocabulary import PassageKind


@dataclass(frozen=True)
class Draft:
    """A passage to be; `parent` is the position, in the same list, of the comment that it answers."""

    kind: PassageKind
    text: str
    author: str | None = None
    time: str | None = None
    parent: int | None = None
    truncated: bool = False


def numbered(drafts: Sequence[Draft]) -> tuple[Passage, ...]:
    """Passages `p1`, `p2`, ... in the order of the drafts; drafts without a word are left out.

    A comment whose parent was left out has none.
    """
    names: dict[int, str] = {}
    for at, draft in enumerate(drafts):
        if draft.text.strip():
            names[at] = f"p{len(names) + 1}"
    return tuple(
        Passage(
            id=names[at],
            kind=draft.kind,
            text=draft.text,
            author=draft.author,
            time=draft.time,
            parent=names.get(draft.parent) if draft.parent is not None else None,
            truncated=draft.truncated,
        )
        for at, draft in enumerate(drafts)
        if at in names
    )
