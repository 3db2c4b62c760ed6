"""A count while it is being reconciled: what it counts, and the runs of every origin."""

from __future__ import annotations

from dataclasses import dataclass

from bearwitness.model import FigureScope
from bearwitness.reconcile.readings import Run
from bearwitness.reconcile.scopes import ScopeKey
from bearwitness.vocabulary import Group, Outcome, words

FLUID: tuple[Outcome, ...] = (
    "missing",
    "trapped",
    "hospitalised",
    "evacuated",
    "displaced",
    "detained",
    "abducted",
    "killed_or_missing",
)
"""Outcomes of which people are found, freed or sent home: a lower later number is news and no contradiction."""


@dataclass(frozen=True)
class Key:
    """Identity of a figure: readings of one key speak of the same number."""

    scope: ScopeKey
    outcome: Outcome
    group: Group
    words: str = ""
    """Of group `other`: which people."""


@dataclass(frozen=True)
class Count:
    """A figure with its runs, before it is shown."""

    key: Key
    scope: FigureScope
    runs: tuple[Run, ...]
    derived: str = ""
    """How it was worked out, where no report tells it."""
    floor: tuple[int, str] | None = None
    """A number below which it cannot be, because its parts add up to that, and how that follows."""

    @property
    def live(self) -> tuple[Run, ...]:
        """The runs that count now."""
        return tuple(run for run in self.runs if run.live)


def order(key: Key) -> tuple[object, ...]:
    """People before groups, outcomes and groups in the order of the vocabulary, then by scope."""
    scope = key.scope
    return (
        words(Outcome).index(key.outcome),
        words(Group).index(key.group),
        key.words,
        scope.incident or "~",
        scope.kind,
        scope.name,
    )
