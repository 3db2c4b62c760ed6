"""The labelled readings as claims, and the labelled incidents: what reconciling makes of reports read rightly.

With these instead of what extraction and linking found, the score shows the share of the errors that reconciling makes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from answers import Answer

from bearwitness.identity import ID_DIGITS, digest
from bearwitness.model import (
    Attribution,
    Casualty,
    Claim,
    Evidence,
    Facility,
    Figure,
    Incident,
    Occurrence,
    Passage,
    PassageRef,
    Place,
    Report,
    Scope,
    When,
)
from bearwitness.reconcile import edition

Line = dict[str, Any]
ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ONES += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def answer(folder: Path, cases: Sequence[Line]) -> Answer:
    """The records that the labelled readings and incidents of a folder add up to."""
    rows = [json.loads(line) for line in (folder / "reports.jsonl").read_text(encoding="utf-8").splitlines()]
    reports = {row["id"]: _report(row) for row in rows}
    claims: dict[str, Claim] = {}
    incidents: list[Incident] = []
    for case in cases:
        made, found = _case(case, reports)
        claims.update({one.id: one for one in made})
        incidents.extend(found)
    return Answer({one.id: one for one in edition(reports, claims, incidents)}, claims)


def _report(row: Line) -> Report:
    paragraphs = [row["title"], *row["text"].split("\n\n")]
    passages = tuple(
        Passage(id=f"p{at + 1}", kind="body" if at else "title", text=text) for at, text in enumerate(paragraphs)
    )
    return Report(id=row["id"], capture="", source=row["source"], published=row["published"], passages=passages)


def _name(*parts: str) -> str:
    return "c" + digest("tellings", "/".join(parts).encode())[:ID_DIGITS]


def _case(case: Line, reports: Mapping[str, Report]) -> tuple[list[Claim], list[Incident]]:
    places = {one["incident"]: one for one in case["scopes"] if one["incident"]}
    claims: list[Claim] = []
    incidents: list[Incident] = []
    for one in case["incidents"]:
        scope = places[one["id"]]
        told = [_occurrence(one, scope, reports[name]) for name in one["reports"]]
        claims.extend(told)
        incidents.append(
            Incident(
                id=_name(one["id"]),
                occurrences=tuple(sorted(each.id for each in told)),
                reports=tuple(sorted(one["reports"])),
                part_of=_name(one["part_of"]) if one["part_of"] else None,
            )
        )
    root = next(one["id"] for one in case["incidents"] if one["part_of"] is None)
    for at, label in enumerate(case["readings"]):
        claims.extend(_casualty(case, label, str(at), root, reports[name]) for name in label["carriers"])
    return claims, incidents


def _occurrence(one: Line, scope: Line, report: Report) -> Claim:
    town = one["place"].split(",")[-1].strip()
    precision = scope["kind"] if scope["kind"] in ("city", "country", "district") else "city"
    target = Facility(text=scope["names"][0], kind="other", name=scope["names"][0])
    return Claim(
        id=_name(one["id"], report.id),
        kind="occurrence",
        report=report.id,
        about="main",
        modality="asserted",
        evidence=(Evidence(PassageRef("p1", "title"), 0, 1, report.passages[0].text[:1]),),
        time=When(text=one["date"], start=one["date"], end=one["date"], granularity="day", anchor="published"),
        place=Place(text=town, name=town, precision=precision),
        occurrence=Occurrence(kind="attack", text="attack", target=target if scope["kind"] == "facility" else None),
    )


def _casualty(case: Line, label: Line, at: str, root: str, report: Report) -> Claim:
    scope = next(one for one in case["scopes"] if one["id"] == label["scope"])
    origin = next(one for one in case["origins"] if one["id"] == label["origin"])
    own = any((report.source or "").startswith(name) for name in origin["names"])
    told = label["high"] if label["low"] is None else label["low"]
    words = _words(told, report)
    held = next(
        (one["id"] for one in case["incidents"] if one["id"] == scope["incident"] and report.id in one["reports"]), root
    )
    held = scope["incident"] or held
    return Claim(
        id=_name(case["case"], at, report.id),
        kind="casualty",
        report=report.id,
        about="main",
        modality="asserted",
        evidence=(words,),
        attribution=None
        if own
        else Attribution(
            speaker=origin["name"],
            role="spokesman" if origin["official"] else None,
            organisation=origin["name"],
            name=origin["name"],
        ),
        occurrence_of=_name(held, report.id) if report.id in _reports(case, held) else _name(root, report.id),
        casualty=Casualty(
            outcome=label["outcome"],
            group=label["group"],
            group_text="others" if label["group"] == "other" else None,
            figure=Figure(low=label["low"], high=label["high"], qualifier=_qualifier(label), text=words.quote),
            scope=Scope()
            if scope["incident"]
            else Scope(text=scope["names"][0], kind=scope["kind"], why="the count's own words"),
        ),
    )


def _reports(case: Line, name: str) -> list[str]:
    return next(list(one["reports"]) for one in case["incidents"] if one["id"] == name)


def _qualifier(label: Line) -> Any:
    if label["about"]:
        return "about"
    if label["low"] is None:
        return "up_to"
    if label["high"] is None:
        return "at_least"
    return "exact" if label["low"] == label["high"] else "range"


def _words(number: int, report: Report) -> Evidence:
    """Where the number stands, in the text before the headline; the first words if it is not written out."""
    spelt = [str(number)]
    if number < 20:
        spelt.append(ONES[number])
    elif number < 100:
        spelt.append(TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else ""))
    for passage in (*report.passages[1:], report.passages[0]):
        for word in spelt:
            hit = re.search(rf"(?<![\w-]){word}(?![\w-])", passage.text, re.IGNORECASE)
            if hit is not None:
                return Evidence(PassageRef(passage.id, passage.kind), hit.start(), hit.end(), hit.group())
    first = report.passages[1]
    return Evidence(PassageRef(first.id, first.kind), 0, 1, first.text[:1])
