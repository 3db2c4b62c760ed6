"""Where things are found: the addresses of incidents, reports and words."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, urlencode

from bearwitness.model import Record
from bearwitness.share.passages import Apparatus, ReportView


def incident(name: str) -> str:
    """The page of an incident."""
    return f"/incidents/{quote(name, safe='')}"


@lru_cache(maxsize=8192)
def report(name: str, *, claim: str | None = None) -> str:
    """The page of a report; at the words of a claim, if one is named."""
    if claim is None:
        return f"/report?{urlencode({'id': name})}"
    return f"/report?{urlencode({'id': name, 'claim': claim})}#{anchor(claim)}"


def compare(left: str, right: str) -> str:
    """Two reports side by side."""
    return f"/compare?{urlencode({'left': left, 'right': right})}"


def anchor(claim: str) -> str:
    """The place of a claim's words in the page of its report."""
    return f"c-{quote(claim, safe='')}"


class Linked(Apparatus):
    """An apparatus whose reports, words and incidents stand on pages of their own."""

    brief = 3

    def to_report(self, view: ReportView) -> str:
        """The page of the report."""
        return report(view.report.id)

    def to_words(self, claim: str) -> str:
        """The page of the report, opened at the words."""
        return report(self.claims[claim].report, claim=claim)

    def to_incident(self, record: Record) -> str | None:
        """The page of the incident."""
        return incident(record.id)
