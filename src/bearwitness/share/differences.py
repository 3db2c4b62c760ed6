"""Two wordings of one quote, word by word."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from bearwitness.share.words import clean

MOST_WORDS = 600
"""Longer quotes are printed side by side without marks: comparing them word by word would take too long."""


@dataclass(frozen=True)
class Piece:
    """Words that both wordings have, or only the first (`gone`), or only the second (`new`)."""

    kind: Literal["same", "gone", "new"]
    text: str


def differences(first: str, second: str) -> list[Piece]:
    """The second wording as changes to the first."""
    one, other = clean(first).split(), clean(second).split()
    if one == other:
        return [Piece("same", " ".join(one))]
    if len(one) > MOST_WORDS or len(other) > MOST_WORDS:
        return [Piece("gone", " ".join(one)), Piece("new", " ".join(other))]
    pieces: list[Piece] = []
    for change, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if change == "equal":
            pieces.append(Piece("same", " ".join(one[a:b])))
            continue
        if a < b:
            pieces.append(Piece("gone", " ".join(one[a:b])))
        if c < d:
            pieces.append(Piece("new", " ".join(other[c:d])))
    return pieces
