"""What is shown of a report in which words were found: the passage that has most of them, cut around them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bearwitness.model import Passage, Report, Run
from bearwitness.storage.search import marked
from bearwitness.vocabulary import PassageKind

LENGTH = 280
"""Code points that are shown of a passage, more or less."""
BEFORE = 60
"""Of these before the first word that was found."""
LOOKED_AT = 400
"""Words found in one passage among which the place to show is chosen."""
SHOWN: frozenset[PassageKind] = frozenset({"title", "lead", "body", "embed", "dateline", "caption"})
Spans = Sequence[tuple[int, int]]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a hit."""

    report: Report
    title_runs: tuple[Run, ...]
    passage: str | None
    """None: a title that no passage has."""
    kind: PassageKind
    runs: tuple[Run, ...]
    begins: bool
    ends: bool


def shown(wanted: Sequence[tuple[Report, str | None]], query: str) -> list[Shown]:
    """Of each report, or of the comment under it with this id, the words in which a query of FTS5 is found."""
    texts: list[str] = []
    parts: list[tuple[Report, list[Passage], int]] = []
    for report, comment in wanted:
        passages = [one for one in report.passages if (one.kind in SHOWN if comment is None else one.id == comment)]
        parts.append((report, passages, len(texts)))
        texts.extend([report.title or "", *(one.text for one in passages)])
    spans = marked(texts, query)
    return [_shown(report, passages, spans[at : at + 1 + len(passages)]) for report, passages, at in parts]


def _shown(report: Report, passages: Sequence[Passage], spans: Sequence[Spans]) -> Shown:
    title = report.title or ""
    title_runs = runs(title, spans[0], 0, len(title)) if title else ()
    order = sorted(
        range(len(passages)),
        key=lambda at: (-_different(passages[at].text, spans[at + 1]), passages[at].kind == "title", at),
    )
    if not order:
        return Shown(
            report=report, title_runs=title_runs, passage=None, kind="title", runs=title_runs, begins=True, ends=True
        )
    one, found = passages[order[0]], spans[order[0] + 1]
    start, end = _window(one.text, found)
    return Shown(
        report=report,
        title_runs=title_runs,
        passage=one.id,
        kind=one.kind,
        runs=runs(one.text, found, start, end),
        begins=start == 0,
        ends=end == len(one.text),
    )


def runs(text: str, spans: Spans, start: int, end: int) -> tuple[Run, ...]:
    """A stretch of a text, cut where what was found begins and ends."""
    made: list[Run] = []
    at = start
    for begin, stop in spans:
        if stop <= start or begin >= end:
            continue
        begin, stop = max(begin, at), min(stop, end)  # noqa: PLW2901
        if begin > at:
            made.append(Run(text[at:begin], hit=False, start=at, end=begin))
        made.append(Run(text[begin:stop], hit=True, start=begin, end=stop))
        at = stop
    if at < end:
        made.append(Run(text[at:end], hit=False, start=at, end=end))
    return tuple(made)


def _different(text: str, spans: Spans) -> int:
    return len({text[start:end].casefold() for start, end in spans[:LOOKED_AT]})


def _window(text: str, spans: Spans) -> tuple[int, int]:
    """Where most different words stand close together, else the beginning of the text."""
    looked = list(spans[:LOOKED_AT])
    best, begin = 0, 0
    for at, (start, _) in enumerate(looked):
        near = [one for one in looked[at : at + 40] if one[1] <= start - BEFORE + LENGTH]
        found = _different(text, near)
        if found > best:
            best, begin = found, start
    start = max(0, begin - BEFORE)
    if start:
        gap = text.find(" ", start, begin)
        start = gap + 1 if gap >= 0 else start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        gap = text.rfind(" ", max(start, end - 40), end)
        end = gap if gap > start else end
        covered = [one[1] for one in looked if one[0] < end < one[1]]
        end = max([end, *covered])
    return start, end
