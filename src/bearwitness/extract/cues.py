"""What a cue is: the words that say somebody speaks, before the speaker is resolved."""

from __future__ import annotations

from dataclasses import dataclass

from bearwitness.extract.noun_phrases import Phrase
from bearwitness.extract.syntax import Tree

FINITE = frozenset({"VBD", "VBZ", "VBP"})

OPENING = frozenset(
    {",", "“", "”", '"', "'", "’", "‘", "«", "»", "—", "–", "-", "''", "``", ".", "?", "!", ";", ":", "…"}
)


@dataclass(frozen=True)
class Cue:
    """A cue before its speaker is resolved: the speaker's phrase, the cue's words, and what is said."""

    phrase: Phrase
    first: int
    last: int
    verb: str
    words: tuple[int, ...]
    shape: str
    presupposes: bool = False
    via: Phrase | None = None


def is_number(tree: Tree, phrase: Phrase) -> bool:
    """The phrase is a bare number."""
    return all(one.pos in {"NUM", "SYM", "ADV"} for one in tree.tokens[phrase.first : phrase.last + 1])


def ends_saying(tree: Tree, at: int) -> bool:
    """A semicolon after which something else begins; not "...; 109 more were hurt", which adds to what was said."""
    if tree.tokens[at].text != ";":
        return False
    after = [one.text.lower() for one in tree.tokens[at + 1 : at + 5]]
    return not any(one in {"more", "others"} for one in after[1:])
