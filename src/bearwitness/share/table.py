"""Record -> CSV: one row a reading, for spreadsheets and statistics programs (docs/reference/formats.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from bearwitness.model import Claim, FigureFinding, Reading, Record, Report, ReportLine
from bearwitness.share.words import NOT_TEXT, all_figures, by_time, link, state

COLUMNS = (
    "incident",
    "title",
    "kind",
    "start",
    "end",
    "place",
    "country",
    "geonames",
    "latitude",
    "longitude",
    "place_precision",
    "outcome",
    "group",
    "scope",
    "scope_kind",
    "scope_incident",
    "figure_low",
    "figure_high",
    "figure_open",
    "figure_headline",
    "figure_status",
    "figure_origins",
    "policy",
    "reading_low",
    "reading_high",
    "qualifier",
    "modality",
    "as_of",
    "origin",
    "state",
    "superseded_by",
    "part_of",
    "claims",
    "words",
    "carriers",
    "copies",
    "sources",
    "urls",
    "captures",
    "grade",
    "head",
    "profile",
    "published",
    "withheld",
)
RISKY = tuple("=+-@\t\r\n＝＋－＠")
BETWEEN = " | "

Cell = str | int | float | None


def table(record: Record, others: Sequence[Record], reports: Mapping[str, Report], claims: Mapping[str, Claim]) -> str:
    """The readings of a record and its tree as CSV (RFC 4180, with a byte order mark); unknown cells are empty."""
    del reports
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    lines = {line.id: line for one in (record, *others) for line in one.reports}
    for figure in all_figures(record, others):
        for reading in by_time(figure.readings):
            writer.writerow(guard(cell) for cell in _row(record, figure, reading, lines, claims))
    return out.getvalue()


def guard(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it."""
    if not isinstance(cell, str):
        return cell
    text = NOT_TEXT.sub("\ufffd", cell)
    return f"'{text}" if text.startswith(RISKY) else text


def _row(
    record: Record,
    figure: FigureFinding,
    reading: Reading,
    lines: Mapping[str, ReportLine],
    claims: Mapping[str, Claim],
) -> list[Cell]:
    when, where = record.when, record.where
    carriers = [lines[name] for name in reading.carriers if name in lines]
    quotes = [claims[name].evidence[0].quote for name in reading.claims if name in claims]
    return [
        record.id,
        record.title,
        record.kind,
        when.start if when else None,
        when.end if when else None,
        (where.name or where.text) if where else None,
        where.country if where else None,
        where.geonames if where else None,
        where.latitude if where else None,
        where.longitude if where else None,
        where.precision if where else None,
        figure.outcome,
        figure.group,
        figure.scope.text,
        figure.scope.kind,
        figure.scope.incident,
        figure.low,
        figure.high,
        figure.open,
        figure.headline,
        figure.status,
        figure.origins,
        figure.policy,
        reading.low,
        reading.high,
        reading.qualifier,
        reading.modality,
        reading.as_of,
        reading.origin,
        state(reading),
        reading.superseded_by,
        reading.part_of,
        BETWEEN.join(reading.claims),
        BETWEEN.join(quotes),
        BETWEEN.join(reading.carriers),
        BETWEEN.join(line.id for line in carriers if line.copies is not None),
        BETWEEN.join(line.source or "" for line in carriers),
        BETWEEN.join(link(line.url) or "" for line in carriers),
        BETWEEN.join(line.capture for line in carriers),
        record.grade.grade,
        record.head.root if record.head else None,
        record.withheld.profile if record.withheld else "full",
        record.reviewed.published,
        BETWEEN.join(f"{one.count} {one.what}" for one in record.withheld.kinds) if record.withheld else None,
    ]
