"""Record -> files that others read.

Every format is one function of the record, the records around it, the reports and the claims; what does not belong to
the record's tree is left out before the function sees it. A format maps what the record holds and never fills a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bearwitness.share.dossier import dossier
from bearwitness.share.geojson import geojson
from bearwitness.share.pdf import pdf
from bearwitness.share.table import table
from bearwitness.share.tree import Writer, family, scoped
from bearwitness.share.whole import whole

__all__ = ["FORMATS", "Format", "family"]


@dataclass(frozen=True)
class Format:
    """A share format as the command line offers it."""

    name: str
    ending: str
    """Of the file's name, without the dot."""
    about: str
    write: Writer[str] | Writer[bytes]
    """(record, other records, reports by id, claims by id) -> the file: text, to be encoded as UTF-8, or bytes."""


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("html", "html", "a self-contained dossier for people", scoped(dossier)),
        Format("pdf", "pdf", "the dossier on A4 pages", scoped(pdf)),
        Format("json", "json", "the record with its reports and claims, every word", scoped(whole)),
        Format("csv", "csv", "one row a reading, for spreadsheets", scoped(table)),
        Format("geojson", "geojson", "places as RFC 7946 features, for maps", scoped(geojson)),
    )
}
