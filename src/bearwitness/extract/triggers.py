"""Which sentences can matter and are worth parsing: a scan of single words, several million a second.

The words are in `languages/<code>/triggers.toml`, by subject. A report without a word of the gate is not parsed at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec

from bearwitness.languages import available, load
from bearwitness.model import Sentence

WORD = re.compile(r"[^\W_]+")
REMEMBERED = 30_000


class Subject(msgspec.Struct, frozen=True):
    """Words of one subject; a trailing * stands for any ending."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class _Words:
    """Whole words, and stems by their length."""

    whole: frozenset[str]
    stems: tuple[tuple[int, frozenset[str]], ...]
    known: dict[str, bool] = field(default_factory=dict)
    """Answers for words met before, about `REMEMBERED` of them."""

    def any_in(self, words: Iterable[str]) -> bool:
        """One of the words is listed, whole or by its stem."""
        known = self.known
        for word in words:
            listed = known.get(word)
            if listed is None:
                if len(known) > REMEMBERED:
                    known.clear()
                listed = known[word] = word in self.whole or any(word[:size] in starts for size, starts in self.stems)
            if listed:
                return True
        return False


def _compiled(listed: Sequence[str]) -> _Words:
    stems: dict[int, set[str]] = {}
    for one in listed:
        if one.endswith("*"):
            stems.setdefault(len(one) - 1, set()).add(one[:-1])
    return _Words(
        whole=frozenset(one for one in listed if not one.endswith("*")),
        stems=tuple((size, frozenset(stems[size])) for size in sorted(stems)),
    )


@cache
def _subjects(code: str) -> tuple[_Words, _Words]:
    """The gate, and everything else."""
    listed = load(code, "triggers", dict[str, Subject])
    rest = [word for name, subject in listed.items() if name != "gate" for word in subject.words]
    return _compiled(listed["gate"].words), _compiled(rest)


def speaks(language: str) -> bool:
    """There are files for this language."""
    return language in available()


def wanted(sentences: Sequence[Sentence], language: str) -> list[int]:
    """Indices of the sentences to parse, in order; none for a report that has no word of the gate."""
    gate, rest = _subjects(language)
    words = [WORD.findall(one.text.lower()) for one in sentences]
    if not any(gate.any_in(one) for one in words):
        return []
    return [at for at, one in enumerate(words) if rest.any_in(one)]
