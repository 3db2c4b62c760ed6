"""Composes the stages: the only module that knows them all."""

from __future__ import annotations

from dataclasses import dataclass

from bearwitness.extract import extract
from bearwitness.model import Claim, Mention, Report
from bearwitness.ports import Parser


@dataclass(frozen=True)
class Reading:
    """A report with what was found in it."""

    report: Report
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]


def mentions_of(report: Report) -> tuple[Mention, ...]:
    """Places, dates, weapons, actors and facilities of a report."""
    from bearwitness.entities import mentions

    return mentions(report)


def read_claims(report: Report, *, parser: Parser) -> Reading:
    """A report with its mentions and claims."""
    found = mentions_of(report)
    return Reading(report=report, mentions=found, claims=extract(report, found, parser=parser))
