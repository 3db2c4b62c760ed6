"""What a new report moved: two states of the records compared, a line a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bearwitness.model import FigureFinding, Record
from bearwitness.share.words import figure_name, headline, plain, span

Key = tuple[str, str, str, str]


def moves(before: Sequence[Record], after: Sequence[Record]) -> Iterator[str]:
    """Lines that say which incidents are new and which figures, conflicts and grades of the others moved.

    An incident is the one before that shares most of its reports, since its id may follow from them.
    """
    for record in after:
        old = _same(record, before)
        if old is None:
            yield f"new: {plain(record.title)} ({record.id}), {len(record.reports)} reports"
            continue
        changes = list(_changes(old, record))
        if changes:
            yield f"{plain(record.title)} ({record.id}):"
            yield from (f"  {one}" for one in changes)


def _same(record: Record, before: Sequence[Record]) -> Record | None:
    names = {one.id for one in record.reports}
    shared = [(len(names & {one.id for one in old.reports}), old.id == record.id, old) for old in before]
    best = max(shared, key=lambda row: (row[0], row[1], row[2].id), default=None)
    return best[2] if best is not None and best[0] else None


def _changes(old: Record, new: Record) -> Iterator[str]:
    known = {one.id for one in old.reports}
    for line in new.reports:
        if line.id not in known:
            yield f"report {plain(line.id)} from {plain(line.source or 'an unknown source')}: {plain(line.title or '')}"
    was = {_key(one): one for one in old.figures}
    for figure in new.figures:
        before = was.get(_key(figure))
        name = figure_name(figure)
        if before is None:
            yield f"{name}: {_counted(figure)} (not told before)"
        elif _counted(before) != _counted(figure):
            yield f"{name}: {_counted(before)} -> {_counted(figure)}"
    states = {(one.kind, one.why): one.state for one in old.conflicts}
    for conflict in new.conflicts:
        state = states.get((conflict.kind, conflict.why))
        if state != conflict.state:
            word = "conflict" if conflict.state == "stands" else "conflict resolved"
            yield f"{word}: {plain(' '.join(filter(None, (conflict.why, conflict.resolution))))}"
    if old.grade.grade != new.grade.grade:
        yield f"grade: {old.grade.grade} -> {new.grade.grade}"


def _key(figure: FigureFinding) -> Key:
    return (figure.outcome, figure.group, str(figure.scope.kind), figure.scope.text or "")


def _counted(figure: FigureFinding) -> str:
    """The headline, with the range behind it where there is one."""
    whole, shown = span(figure), headline(figure)
    return shown if whole == shown else f"{shown} ({whole})"
