"""Record -> one self-contained HTML file: the edition with its apparatus, every value one click from its words.

No script, no request to anywhere, no style attribute: the page forbids itself all of these by its own policy. Every
value is escaped by the template engine; ids in the page are numbers of ours, never words of a report.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby

import jinja2
from markupsafe import Markup

from bearwitness import __version__
from bearwitness.model import Claim, Conflict, FigureFinding, Record, Report, Voice
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


def dossier(
    record: Record, others: Sequence[Record], reports: Mapping[str, Report], claims: Mapping[str, Claim]
) -> str:
    """The HTML file of a record; `others` are the records of its tree, reports and claims those it rests on."""
    apparatus = Apparatus(reports, claims)
    found = gather(record, others)
    disputes = Disputes([one.value for one in found.conflicts])
    scopes = _scopes(record, others, disputes)
    lines = {line.id: line for one in (*reversed(others), record) for line in one.reports}

    def originals_first(names: Iterable[str]) -> list[str]:
        return sorted(
            names, key=lambda name: (name in lines and lines[name].copies is not None, apparatus.number(name))
        )

    style = _style(len(apparatus.keys))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("dossier.html.j2")
        .render(
            record=record,
            others=others,
            found=found,
            related={one.id: one for one in others},
            lines=lines,
            originals_first=originals_first,
            apparatus=apparatus,
            disputes=disputes,
            scopes=scopes,
            columns=_columns(scopes),
            style=Markup(style),  # noqa: S704 (our own file and numbers, nothing of a report)
            style_digest=digest,
            counted=lambda voices: [one for one in voices if not one.comment],
            overheard=_overheard(found),
            stances=STANCES,
            statuses=STATUSES,
            policies=POLICIES,
            version=__version__,
        )
    )


@cache
def _environment() -> jinja2.Environment:
    """The template engine: escapes everything, and fails on a name that is not there."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("bearwitness.share", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
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
    environment.globals |= {
        "differences": differences,
        "relation": relation,
        "grade_meaning": words.GRADE_MEANING,
    }
    return environment


def _style(claims: int) -> str:
    """The style sheet, and a rule a claim that marks its words when a link leads to them."""
    sheet = (resources.files("bearwitness.share") / "templates" / "dossier.css").read_text(encoding="utf-8")
    chosen = ",".join(f"#w{at}:target~.w{at}" for at in range(1, claims + 1))
    return sheet + (f"{chosen}{{background:var(--found);outline:2px solid var(--ink)}}\n" if chosen else "")


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
