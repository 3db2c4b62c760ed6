"""A record made ready to be printed: what every page that shows one has in common, the dossier as the web page.

Templates find the values under the names that `shown` gives; pages differ in where their links lead (`Apparatus`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import jinja2

from bearwitness import __version__
from bearwitness.model import Conflict, FigureFinding, Record, Voice
from bearwitness.share import words
from bearwitness.share.chart import Chart, chart, letters
from bearwitness.share.differences import differences
from bearwitness.share.gather import Gathered, gather, relation
from bearwitness.share.passages import Apparatus

STANCES = ("asserted", "reported", "denied")
POLICIES = {
    "latest_official": "the latest count of an official origin",
    "minimum_confirmed": "the least that every reading that stands bears out",
    "range": "the range of the readings that stand, no single value",
}
STATUSES = {
    "agreed": "Independent origins agree.",
    "superseded": "One origin stands; earlier readings have been left behind.",
    "contested": "Readings that stand contradict each other.",
    "single_origin": "It rests on a single origin.",
}


@dataclass(frozen=True)
class FigureView:
    """A finding with its chart and the letters of its origins."""

    figure: FigureFinding
    chart: Chart | None
    letters: Mapping[str, str]


@dataclass(frozen=True)
class ScopeView:
    """The findings at one scope."""

    name: str
    kind: str
    incident: Record | None
    figures: tuple[FigureView, ...]


def shown(record: Record, others: Sequence[Record], apparatus: Apparatus) -> dict[str, Any]:
    """What the templates of a record need; `others` are the records of its tree."""
    found = gather(record, others)
    disputes = Disputes([one.value for one in found.conflicts])
    scopes = _scopes(record, others, disputes)
    lines = {line.id: line for one in (*reversed(others), record) for line in one.reports}

    def originals_first(names: Iterable[str]) -> list[str]:
        return sorted(
            names, key=lambda name: (name in lines and lines[name].copies is not None, apparatus.number(name))
        )

    return {
        "record": record,
        "others": others,
        "found": found,
        "lines": lines,
        "originals_first": originals_first,
        "apparatus": apparatus,
        "disputes": disputes,
        "scopes": scopes,
        "columns": _columns(scopes),
        "counted": lambda voices: [one for one in voices if not one.comment],
        "overheard": _overheard(found),
        "stances": STANCES,
        "statuses": STATUSES,
        "policies": POLICIES,
        "version": __version__,
    }


def environment(*folders: jinja2.BaseLoader) -> jinja2.Environment:
    """A template engine that escapes everything and fails on a name that is not there; `folders` are looked into
    first.
    """
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*folders, jinja2.PackageLoader("bearwitness.share", "templates")]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "clean": words.clean,
        "plain": words.plain,
        "sentence": words.sentence,
        "shorten": words.shorten,
        "spell": words.spell,
        "moment": words.moment_words,
        "when": words.when,
        "place": words.place,
        "scope": words.scope,
        "headline": words.headline,
        "figure_name": words.figure_name,
        "reading_value": words.reading_value,
        "by_time": words.by_time,
        "span": words.span,
        "state": words.state,
        "weblink": words.link,
    }
    made.globals |= {
        "differences": differences,
        "relation": relation,
        "grade_meaning": words.GRADE_MEANING,
    }
    return made


class Disputes(dict[str, list[int]]):
    """For each claim in a conflict, the numbers of its conflicts as printed."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        """Conflicts are numbered from 1 in the order of the record."""
        super().__init__()
        for number, one in enumerate(conflicts, start=1):
            for name in one.claims:
                self.setdefault(name, []).append(number)

    def of(self, claims: Iterable[str]) -> list[int]:
        """The conflicts that these claims take part in."""
        return sorted({number for name in claims for number in self.get(name, ())})


def _scopes(record: Record, others: Sequence[Record], disputes: Mapping[str, object]) -> list[ScopeView]:
    known = {one.id: one for one in (record, *others)}
    figures = words.all_figures(record, others)
    return [
        ScopeView(
            name=words.scope(rows[0].scope),
            kind=rows[0].scope.kind,
            incident=known.get(rows[0].scope.incident or ""),
            figures=tuple(FigureView(one, chart(one, disputes), letters(one)) for one in rows),
        )
        for rows in (list(group) for _, group in groupby(figures, key=lambda one: words.figure_order(one)[:3]))
    ]


def _columns(scopes: Sequence[ScopeView]) -> list[str]:
    """Outcomes counted for people as a whole at any scope, in the order of the vocabulary."""
    found = {one.figure.outcome for scope in scopes for one in scope.figures if one.figure.group == "people"}
    return sorted(found, key=lambda name: words.OUTCOME_ORDER[name])


def _overheard(found: Gathered) -> list[tuple[str, Voice]]:
    """What comments say, as (what it is about, voice): shown apart, counted nowhere."""
    return [
        *(
            (f"explanation: {words.spell(one.value.explanation)}", voice)
            for one in found.explanations
            for voice in one.value.voices
            if voice.comment
        ),
        *(
            (f"responsibility: {one.value.actor}", voice)
            for one in found.responsibility
            for voice in one.value.voices
            if voice.comment
        ),
    ]
