"""triggers (being written): which sentences can matter and are worth parsing."""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.languages import available
from bearwitness.model import Sentence


def speaks(language: str) -> bool:
    """There are files for this language."""
    return language in available()


def wanted(sentences: Sequence[Sentence], language: str) -> list[int]:
    """Indices of the sentences to parse."""
    return list(range(len(sentences)))
