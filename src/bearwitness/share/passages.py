"""Where the words behind a value stand: passages cut into marked and unmarked runs, claims with their surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bearwitness.model import Claim, Evidence, Passage, Record, Report
from bearwitness.share.words import clean, link, moment, shorten

AROUND = 110
"""Code points of the passage shown on either side of a quote."""
LANGUAGE = re.compile(r"[a-z]{2,3}$")


@dataclass(frozen=True)
class Run:
    """A stretch of a passage. `anchors` are the claims whose words begin here, `marks` those whose words hold it."""

    text: str
    anchors: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True)
class PassageView:
    """A passage ready to be printed."""

    passage: Passage
    runs: tuple[Run, ...]
    depth: int
    """For a comment: how many comments it answers, one after the other."""


@dataclass(frozen=True)
class ReportView:
    """A report with its number; its passages are cut when they are asked for."""

    number: int
    report: Report
    evidence: Mapping[str, Sequence[tuple[Evidence, str]]]
    """By passage: what claims quote, with the key of the claim."""

    @property
    def url(self) -> str | None:
        """Its address, if a reader may be sent there."""
        return link(self.report.url)

    @property
    def language(self) -> str | None:
        """Its language, if it is one that a page may name."""
        return self.report.language if LANGUAGE.match(self.report.language or "") else None

    @cached_property
    def passages(self) -> tuple[PassageView, ...]:
        """All passages, in reading order."""
        depths = _depths(self.report.passages)
        return tuple(
            PassageView(one, tuple(cut(one, self.evidence.get(one.id, ()))), depths[one.id])
            for one in self.report.passages
        )

    @property
    def own(self) -> tuple[PassageView, ...]:
        """What the report says itself, and what stands beside it (bylines, author notes, boilerplate)."""
        return tuple(one for one in self.passages if one.passage.kind != "comment")

    @property
    def comments(self) -> tuple[PassageView, ...]:
        """What readers wrote under it."""
        return tuple(one for one in self.passages if one.passage.kind == "comment")


@dataclass(frozen=True)
class Words:
    """The words of one piece of evidence in their surroundings."""

    anchor: str | None
    """The mark in the full report; None when the words could not be located there."""
    before: str
    quote: str
    after: str
    kind: str
    report: ReportView | None
    claim: Claim | None


class Apparatus:
    """Numbers reports and claims and finds their words; the numbers, not the ids, name places in the page."""

    brief = 0
    """How many quotes stand beside a value where the words are shown on a page of their own; 0: all, in full."""

    def __init__(self, reports: Mapping[str, Report], claims: Mapping[str, Claim]) -> None:
        """Numbers follow from publication time and id, so the same input gives the same page."""
        self.claims = claims
        self.keys = {name: f"w{at}" for at, name in enumerate(sorted(claims), start=1)}
        ordered = sorted(reports.values(), key=_published)
        evidence: dict[str, dict[str, list[tuple[Evidence, str]]]] = {}
        for name in sorted(claims):
            quoted = evidence.setdefault(claims[name].report, {})
            for one in claims[name].evidence:
                quoted.setdefault(one.passage.id, []).append((one, self.keys[name]))
        self.reports = tuple(ReportView(at, one, evidence.get(one.id, {})) for at, one in enumerate(ordered, start=1))
        self.by_id = {one.report.id: one for one in self.reports}

    def to_report(self, view: ReportView) -> str:
        """The address of a report."""
        return f"#r{view.number}"

    def to_words(self, claim: str) -> str:
        """The address of a claim's words in its report."""
        return f"#{self.keys[claim]}"

    def to_incident(self, record: Record) -> str | None:  # noqa: ARG002 (pages that hold several incidents need it)
        """The address of another incident; None where the page holds but one."""
        return None

    def number(self, name: str) -> int:
        """The number of a report; after all others where it is not at hand."""
        return self.by_id[name].number if name in self.by_id else len(self.by_id) + 1

    def quotes(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """The first few of these claims that are at hand: where the words stand, and a short form of them."""
        here = [self.claims[name] for name in dict.fromkeys(names) if name in self.claims]
        return [(self.to_words(one.id), shorten(one.evidence[0].quote)) for one in here[: self.brief]]

    def words(self, names: Iterable[str]) -> list[Words]:
        """The words of claims by id, in the given order; a claim that is not at hand gives an empty entry."""
        found: list[Words] = []
        for name in dict.fromkeys(names):
            claim = self.claims.get(name)
            if claim is None:
                found.append(Words(None, "", "", "", "", None, None))
            else:
                found.extend(self._words(claim, one) for one in claim.evidence)
        return found

    def _words(self, claim: Claim, evidence: Evidence) -> Words:
        view = self.by_id.get(claim.report)
        passage = None if view is None else _passage(view.report, evidence)
        if view is None or passage is None:
            return Words(None, "", clean(evidence.quote), "", evidence.passage.kind, view, claim)
        before = clean(passage.text[max(0, evidence.start - AROUND) : evidence.start])
        after = clean(passage.text[evidence.end : evidence.end + AROUND])
        if evidence.start > AROUND:
            before = "…" + before.partition(" ")[2]
        if evidence.end + AROUND < len(passage.text):
            after = after.rpartition(" ")[0] + "…"
        return Words(self.keys[claim.id], before, clean(evidence.quote), after, passage.kind, view, claim)


def _published(report: Report) -> tuple[bool, float, str]:
    known = moment(report.published)
    return (known is None, known.at.timestamp() if known else 0.0, report.id)


def _passage(report: Report, evidence: Evidence) -> Passage | None:
    """The passage in which the evidence stands word for word; None if it does not."""
    for one in report.passages:
        if one.id == evidence.passage.id:
            return one if one.text[evidence.start : evidence.end] == evidence.quote else None
    return None


def _depths(passages: Sequence[Passage]) -> dict[str, int]:
    """How deep each comment stands in its thread, at most 6; a parent that comes later or is missing is none."""
    found: dict[str, int] = {}
    for one in passages:
        found[one.id] = 0 if one.parent is None or one.parent not in found else min(found[one.parent] + 1, 6)
    return found


def cut(passage: Passage, evidence: Iterable[tuple[Evidence, str]]) -> list[Run]:
    """The passage as runs: every run lies wholly inside or outside each piece of evidence that is really there."""
    real = sorted(
        {(one.start, one.end, key) for one, key in evidence if passage.text[one.start : one.end] == one.quote}
    )
    edges = sorted({0, len(passage.text), *(at for start, end, _ in real for at in (start, end))})
    runs: list[Run] = []
    inside: list[tuple[int, str]] = []
    waiting = 0
    for start, end in pairwise(edges):
        anchors = []
        inside = [(until, key) for until, key in inside if until > start]
        while waiting < len(real) and real[waiting][0] <= start:
            inside.append((real[waiting][1], real[waiting][2]))
            anchors.append(real[waiting][2])
            waiting += 1
        marks = tuple(dict.fromkeys(key for _, key in inside))
        runs.append(Run(clean(passage.text[start:end]), tuple(dict.fromkeys(anchors)), marks))
    return runs
