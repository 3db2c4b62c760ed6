"""Record, reports, claims and mentions -> what a terminal shows: readable at 100 columns and without colour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bearwitness.model import (
    Claim,
    Conflict,
    FigureFinding,
    Mention,
    Place,
    Record,
    Report,
    ReportLine,
    Summary,
    Voice,
    Weapon,
    When,
)
from bearwitness.share import words
from bearwitness.share.gather import Gathered, Told, gather, relation
from bearwitness.share.tree import family
from bearwitness.share.words import plain, shorten, spell

T = TypeVar("T")
LONGEST_QUOTE = 160
SHORT_ID = 10
"""Code points of an id in the list; the beginning of an id is enough to name it."""
ONE_LINE = frozenset({"Published", "Grade"})
"""Columns that lose more by a line break than the others do."""


def render(
    record: Record, others: Sequence[Record], reports: Mapping[str, Report], claims: Mapping[str, Claim]
) -> RenderableType:
    """One record; `others` may hold unrelated records, which are left out."""
    del reports  # the words shown are the claims' own
    related = family(record, others)
    found = gather(record, related)
    numbers = {line.id: at for at, line in enumerate(_lines(record, related), start=1)}
    parts: list[RenderableType] = [
        Rule(Text(plain(record.title), style="bold"), align="left"),
        _short(record, related, found),
    ]
    figures = words.all_figures(record, related)
    if figures:
        parts += [
            _heading("Figures, by scope (never added up), each with its origins' readings"),
            _figures(figures, claims, numbers),
        ]
    if found.conflicts:
        parts += [
            _heading("Where the sources contradict each other"),
            _conflicts([one.value for one in found.conflicts], claims, numbers),
        ]
    for title, rows in (
        ("Explanations", [(spell(one.value.explanation), one.value.voices) for one in found.explanations]),
        ("Responsibility", [(plain(one.value.actor), one.value.voices) for one in found.responsibility]),
    ):
        if rows:
            parts += [_heading(title), _voices(rows, numbers)]
    parts += [_heading("Reports"), _reports(record, related, numbers)]
    if record.head is not None:
        parts.append(Text(f"Root over {record.head.leaves} leaves: {record.head.root}", style="dim"))
    return Group(*parts)


def render_list(listed: Sequence[Summary]) -> RenderableType:
    """The incidents in the order given, parts under the incident that they are part of."""
    if not listed:
        return Text("The casebook holds no incident.")
    table = _table("Id", "When", "Incident", "Killed", "Injured", "Grade", "Reports")
    parts: dict[str, list[Summary]] = {}
    known = {one.id for one in listed}
    for one in listed:
        if one.part_of in known:
            parts.setdefault(one.part_of or "", []).append(one)
    for root in listed:
        if root.part_of in known:
            continue
        waiting = [root]
        while waiting:
            one = waiting.pop()
            waiting.extend(sorted(parts.get(one.id, ()), key=lambda each: each.id, reverse=True))
            _row(
                table,
                one.id[:SHORT_ID],
                words.UNKNOWN if one.when is None or one.when.start is None else words.when(one.when),
                ("" if one is root else "└ ") + plain(one.title),
                _count(one.killed),
                _count(one.injured),
                one.grade,
                str(one.reports),
            )
    return table


def render_reports(report: Report) -> RenderableType:
    """One report with its passages, comments indented under what they answer."""
    depth: dict[str, int] = {}
    parts: list[RenderableType] = [_report_heading(report)]
    for one in report.passages:
        depth[one.id] = min(depth.get(one.parent or "", -1) + 1, 6)
        about = " · ".join(plain(part) for part in (spell(one.kind), one.author, one.time) if part)
        more = " [cut short by the page]" if one.truncated else ""
        block = Text.assemble((f"{one.id} {about}\n", "dim"), _shown(one.text) + more)
        parts.append(Padding(block, (0, 0, 1, 2 * depth[one.id] if one.kind == "comment" else 0)))
    return Group(*parts)


def render_claims(report: Report, claims: Iterable[Claim]) -> RenderableType:
    """The claims of one report with their words and speakers."""
    table = _table("Kind", "What", "Says", "Told as", "Words")
    for one in claims:
        about = "" if one.about == "main" else f" ({one.about})"
        _row(
            table,
            spell(one.kind) + about,
            _what(one),
            _speaker(one),
            one.modality,
            words.shorten(one.evidence[0].quote, LONGEST_QUOTE),
        )
    return Group(_report_heading(report), table if table.row_count else Text("No claim about an attack was found."))


def render_mentions(report: Report, mentions: Iterable[Mention]) -> RenderableType:
    """The mentions of one report and what each resolves to."""
    table = _table("Kind", "Words", "Resolves to", "Where")
    for one in mentions:
        _row(table, one.kind, plain(one.quote), _resolved(one), f"{one.passage}:{one.start}-{one.end}")
    return Group(_report_heading(report), table if table.row_count else Text("Nothing is named."))


def _heading(text: str) -> RenderableType:
    return Padding(Text(text, style="bold"), (1, 0, 0, 0))


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", show_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", no_wrap=name in ONE_LINE, min_width=30 if name == "Incident" else None)
    return table


def _row(table: Table, *cells: str | Text) -> None:
    """A row whose strings are text and never rich's markup or the terminal's orders: they may be a report's words."""
    table.add_row(*(Text(_shown(one)) if isinstance(one, str) else one for one in cells))


def _shown(text: str) -> str:
    """Text of several lines without characters that steer a terminal or reorder the screen."""
    return words.DIRECTION.sub("", words.clean(text))


def _report_heading(report: Report) -> RenderableType:
    facts = (report.source, report.published and words.moment_words(report.published), report.language)
    return Rule(Text(plain(" · ".join(part for part in (report.id, *facts) if part))), align="left")


def _lines(record: Record, related: Sequence[Record]) -> list[ReportLine]:
    found: dict[str, ReportLine] = {}
    for one in (record, *related):
        for line in one.reports:
            found.setdefault(line.id, line)
    return sorted(found.values(), key=_line_order)


def _line_order(line: ReportLine) -> tuple[bool, float, str]:
    known = words.moment(line.published)
    return (known is None, known.at.timestamp() if known else 0.0, line.id)


def _short(record: Record, related: Sequence[Record], found: Gathered) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", min_width=14)
    table.add_column(overflow="fold")
    _row(table, "incident", record.id)
    what = spell(record.kind)
    if record.target is not None:
        what += f", target: {plain(record.target.name or record.target.text)}"
    _row(table, "what", what)
    precision = f" ({spell(record.when.granularity)})" if record.when and record.when.start else ""
    _row(table, "when", words.when(record.when) + precision)
    where = record.where
    spot = "" if where is None or where.latitude is None else f"; {where.latitude:.4f}, {where.longitude:.4f}"
    _row(table, "where", words.place(where) + (f" (precision: {where.precision}{spot})" if where else ""))
    weapons = [plain(one.name or one.text) for one in _values(found.weapons) if _counted(one.voices)]
    _row(table, "with what", ", ".join(weapons) or words.UNKNOWN)
    actors = [
        f"{plain(one.actor)} ({', '.join(one.stances)})"
        for one in _values(found.responsibility)
        if _counted(one.voices)
    ]
    _row(table, "said to be by", "; ".join(actors) or "nobody, in these reports")
    if related:
        _row(table, "tree", "\n".join(_relation(record, one, related) for one in related))
    reasons = "\n".join(f"- {plain(words.sentence(one))}" for one in record.grade.reasons)
    meaning = words.GRADE_MEANING[record.grade.grade]
    _row(table, "grade", f"{record.grade.grade} ({meaning})" + (f"\n{reasons}" if reasons else ""))
    if record.reviewed.decisions:
        _row(table, "reviewed", _reviewed(record))
    return table


def _reviewed(record: Record) -> str:
    told = record.reviewed
    published = f"published ({', '.join(told.profiles)})" if told.published else "not published"
    lines = [f"{told.decisions} decisions; {published}"]
    for one in told.claims:
        why = "; ".join(f"{who}: {plain(said)}" for who, said in zip(one.reviewers, one.reasons, strict=True))
        lines.append(f"- {one.state}: “{shorten(one.quote)}” → {plain(one.after or 'left out')} ({why})")
    lines.extend(f"- disagreement: {plain(one)}" for one in told.disagreements)
    lines.extend(f"- note: {plain(one)}" for one in told.notes)
    return "\n".join(lines)


def _relation(record: Record, one: Record, related: Sequence[Record]) -> str:
    return f"{relation(record, one, related)}: {plain(one.title)} [{one.id[:SHORT_ID]}], {one.grade.grade}"


def _figures(
    figures: Sequence[FigureFinding], claims: Mapping[str, Claim], numbers: Mapping[str, int]
) -> RenderableType:
    """Each scope with its findings, each finding with the readings behind it."""
    parts: list[RenderableType] = []
    for _, rows in groupby(figures, key=lambda one: words.figure_order(one)[:3]):
        found = list(rows)
        where = found[0].scope
        kind = "" if where.kind in {"unspecified", words.scope(where).removeprefix("the ")} else f" ({where.kind})"
        parts.append(Padding(Text(plain(words.scope(where)) + kind, style="underline"), (1, 0, 0, 0)))
        for one in found:
            parts += _finding(one, claims, numbers)
    return Group(*parts)


def _finding(figure: FigureFinding, claims: Mapping[str, Claim], numbers: Mapping[str, int]) -> list[RenderableType]:
    span = words.span(figure)
    facts = [] if span == words.headline(figure) else [f"range {span}"]
    facts += [f"{figure.origins} {'origin' if figure.origins == 1 else 'origins'}", spell(figure.status)]
    line = Text.assemble(
        "  ", words.figure_name(figure), " ", (words.headline(figure), "bold"), (f"   {', '.join(facts)}", "dim")
    )
    table = Table.grid(padding=(0, 2))
    for at in range(5):
        table.add_column(overflow="fold", no_wrap=at in {0, 1, 4})
    for reading in words.by_time(figure.readings):
        state = words.state(reading)
        style = "" if state == "stands" else "dim"
        amount = Text(words.reading_value(reading), style=style)
        carried = _numbers(reading.carriers, numbers)
        _row(table, words.moment_words(reading.as_of), amount, plain(reading.origin), carried, state)
    rule = Text(f"Rule: {plain(words.sentence(figure.rule))}{_basis(figure, claims)}", style="dim")
    return [line, Padding(table, (0, 0, 0, 6)), Padding(rule, (0, 0, 0, 6))]


def _basis(figure: FigureFinding, claims: Mapping[str, Claim]) -> str:
    """The words of the latest standing reading that gives the headline value."""
    for reading in reversed(words.by_time(figure.readings)):
        if words.state(reading) == "stands" and figure.headline in {reading.low, reading.high}:
            found = next((claims[name] for name in reading.claims if name in claims), None)
            return "" if found is None else f" Words: “{words.shorten(found.evidence[0].quote)}”"
    return ""


def _conflicts(
    conflicts: Sequence[Conflict], claims: Mapping[str, Claim], numbers: Mapping[str, int]
) -> RenderableType:
    parts: list[RenderableType] = []
    for at, one in enumerate(conflicts, start=1):
        settled = "" if one.state == "stands" else " (resolved)"
        lines = [f"{at}. {spell(one.kind)}{settled}: {plain(words.sentence(one.why))}"]
        if one.resolution is not None:
            lines.append(f"   Resolved: {plain(words.sentence(one.resolution))}")
        for name in one.claims:
            claim = claims.get(name)
            if claim is not None:
                lines.append(
                    f"   “{words.shorten(claim.evidence[0].quote, LONGEST_QUOTE)}” {_numbers((claim.report,), numbers)}"
                )
        parts.append(Text("\n".join(lines)))
    return Group(*parts)


def _voices(rows: Sequence[tuple[str, Sequence[Voice]]], numbers: Mapping[str, int]) -> RenderableType:
    table = _table("", "Stance", "Voice", "Reports")
    for name, voices in rows:
        for at, one in enumerate(sorted(voices, key=lambda each: each.comment)):
            who = f"{plain(one.who)} (comment, not counted)" if one.comment else plain(one.who)
            _row(table, name if at == 0 else "", spell(one.stance), who, _numbers(one.reports, numbers))
    return table


def _reports(record: Record, related: Sequence[Record], numbers: Mapping[str, int]) -> RenderableType:
    own = {line.id for line in record.reports}
    table = _table("", "Published", "Source", "Title", "")
    for line in _lines(record, related):
        note = ""
        if line.copies is not None:
            original = f"[{numbers[line.copies]}]" if line.copies in numbers else plain(line.copies)
            note = f"copy of {original}, adds no support"
        elif line.id not in own:
            note = "about other parts"
        _row(
            table,
            _numbers((line.id,), numbers),
            words.moment_words(line.published),
            plain(line.source or words.UNKNOWN),
            plain(line.title or line.id),
            note,
        )
    return table


def _numbers(names: Iterable[str], numbers: Mapping[str, int]) -> Text:
    return Text(" ".join(f"[{numbers[name]}]" if name in numbers else plain(name) for name in names))


def _values(found: Iterable[Told[T]]) -> list[T]:
    return [one.value for one in found]


def _counted(voices: Iterable[Voice]) -> list[Voice]:
    return [one for one in voices if not one.comment]


def _count(figure: FigureFinding | None) -> str:
    return "" if figure is None else re.sub(r"at least (\d+)", r"\1+", words.headline(figure))


def _speaker(claim: Claim) -> Text:
    said = claim.attribution
    if said is None:
        return Text("the report")
    return Text(plain(", ".join(part for part in (said.speaker, said.role, said.organisation) if part)) or "somebody")


def _what(claim: Claim) -> Text:
    """The gist of a claim's own object in a few words."""
    text = ""
    if claim.casualty is not None:
        one = claim.casualty
        amount = words.value(one.figure.low, one.figure.high, one.figure.qualifier)
        group = "" if one.group == "people" else f" {spell(one.group)}"
        scope = f", {one.scope.text or spell(one.scope.kind)}"
        change = "" if one.change == "total" else f" ({one.change})"
        text = f"{amount}{group} {spell(one.outcome)}{change}{scope}"
    elif claim.occurrence is not None:
        target = claim.occurrence.target
        text = spell(claim.occurrence.kind) + (f": {target.name or target.text}" if target else "")
    elif claim.weapon is not None:
        text = claim.weapon.weapon.name or claim.weapon.weapon.text
    elif claim.responsibility is not None:
        text = f"{claim.responsibility.actor.name} {claim.responsibility.stance}"
    elif claim.explanation is not None:
        text = f"{spell(claim.explanation.explanation)} {claim.explanation.stance}"
    elif claim.damage is not None:
        text = f"{claim.damage.object} {claim.damage.degree}"
    elif claim.rescue is not None:
        text = claim.rescue.state
    return Text(plain(text))


def _resolved(mention: Mention) -> str:
    one = mention.resolved
    if one is None:
        return "nothing"
    if isinstance(one, Place):
        return f"{words.place(one)} ({one.precision}, {one.matched})"
    if isinstance(one, When):
        return words.when(one)
    name = one.name or one.text
    kind = one.weapon_class if isinstance(one, Weapon) else one.kind
    return f"{plain(name)} ({spell(kind)})"
