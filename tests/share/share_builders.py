"""A small edition made by hand: two incidents, five reports, a copy, a conflict, a denial and a comment thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bearwitness.model import (
    Attribution,
    Casualty,
    Claim,
    Conflict,
    DamageFinding,
    Evidence,
    Explanation,
    ExplanationFinding,
    Facility,
    Figure,
    FigureFinding,
    FigureScope,
    Graded,
    Head,
    Moment,
    Passage,
    PassageRef,
    Place,
    Quote,
    QuoteFinding,
    QuoteVariant,
    Reading,
    Record,
    Report,
    ReportLine,
    RescueFinding,
    ResponsibilityFinding,
    Scope,
    Voice,
    WeaponFinding,
    When,
)

KYIV = Place(
    text="Kyiv",
    name="Kyiv",
    geonames=703448,
    latitude=50.45466,
    longitude=30.5238,
    country="UA",
    precision="city",
    matched="exact",
)
DAY = When(text="Monday", start="2024-07-08", end="2024-07-08", granularity="day", anchor="published")


@dataclass(frozen=True)
class Edition:
    """What the functions of `share` are handed."""

    record: Record
    others: tuple[Record, ...]
    reports: Mapping[str, Report]
    claims: Mapping[str, Claim]

    @property
    def given(self) -> tuple[Record, tuple[Record, ...], Mapping[str, Report], Mapping[str, Claim]]:
        return (self.record, self.others, self.reports, self.claims)


def report(name: str, published: str, *bodies: str, **more: Any) -> Report:
    passages = tuple(Passage(id=f"p{at}", kind="body", text=text) for at, text in enumerate(bodies, start=1))
    fields = {"source": name.title(), "title": f"{name} reports", "url": f"https://{name}.example/1"} | more
    comments = fields.pop("extra", ())
    return Report(
        id=name, capture=name[0] * 64, published=published, language="en", passages=passages + comments, **fields
    )


def evidence(found: Report, passage: str, quote: str) -> Evidence:
    one = found.passage(passage)
    start = one.text.index(quote)
    return Evidence(PassageRef(one.id, one.kind), start, start + len(quote), quote)


def claim(found: Report, name: str, passage: str, words: str, speaker: str | None = None, **own: Any) -> Claim:
    return Claim(
        id=name,
        kind=next(iter(own)),
        report=found.id,
        about="main",
        modality="reported",
        evidence=(evidence(found, passage, words),),
        attribution=Attribution(speaker=speaker, verb="said") if speaker else None,
        **own,
    )


def casualty(outcome: Any, number: int, scope: Scope, text: str) -> Casualty:
    return Casualty(outcome=outcome, figure=Figure(low=number, high=number, qualifier="exact", text=text), scope=scope)


def reading(number: int | None, as_of: str | None, origin: str, claims: str, carriers: str, **more: Any) -> Reading:
    fields = {"high": number, "qualifier": "exact"} | more
    return Reading(
        low=number, as_of=as_of, origin=origin, claims=tuple(claims.split()), carriers=tuple(carriers.split()), **fields
    )


def edition() -> Edition:
    """A hospital hit in a barrage: the toll moves, one report places it wrongly, one copies, one denies."""
    hospital = Scope(text="the hospital", kind="facility")
    city = Scope(text="Kyiv", kind="city", place=KYIV)
    alpha = report(
        "alpha",
        "2024-07-08T12:00:00+03:00",
        "The mayor said 7 people were killed in Kyiv.",
        "“We are digging by hand,” the mayor said.",
    )
    beta = report("beta", "2024-07-08T13:00:00+03:00", "Seven people were killed at the hospital, the mayor said.")
    gamma = report(
        "gamma",
        "2024-07-08T14:00:00+03:00",
        "The mayor said 7 people were killed in Kyiv.",
        "“We are still digging by hand,” the mayor said.",
    )
    delta = report(
        "delta",
        "2024-07-09T18:00:00+03:00",
        "The toll in Kyiv rose to 33, the rescue service said. Two people died at the hospital.",
        "A ministry denied the strike and blamed an air-defence missile.",
        extra=(
            Passage(id="p3", kind="comment", text="It was staged.", author="reader one", time="2 months ago"),
            Passage(id="p4", kind="comment", text="No it was not", author="reader two", parent="p3", truncated=True),
        ),
    )
    claims = [
        claim(alpha, "c1", "p1", "7 people were killed", "the mayor", casualty=casualty("killed", 7, city, "7")),
        claim(
            beta, "c2", "p1", "Seven people were killed", "the mayor", casualty=casualty("killed", 7, hospital, "Seven")
        ),
        claim(gamma, "c3", "p1", "7 people were killed", "the mayor", casualty=casualty("killed", 7, city, "7")),
        claim(delta, "c4", "p1", "rose to 33", "the rescue service", casualty=casualty("killed", 33, city, "33")),
        claim(delta, "c5", "p1", "Two people died", casualty=casualty("killed", 2, hospital, "Two")),
        claim(
            delta,
            "c6",
            "p2",
            "blamed an air-defence missile",
            "a ministry",
            explanation=Explanation(explanation="air_defence", stance="asserted", text="an air-defence missile"),
        ),
        claim(alpha, "c7", "p2", "“We are digging by hand,”", "the mayor", quote=Quote(text="We are digging by hand,")),
        claim(
            gamma,
            "c8",
            "p2",
            "“We are still digging by hand,”",
            "the mayor",
            quote=Quote(text="We are still digging by hand,"),
        ),
    ]
    in_city = FigureFinding(
        outcome="killed",
        group="people",
        scope=FigureScope(incident="i1", text="Kyiv", kind="city"),
        low=33,
        high=33,
        headline=33,
        policy="latest_official",
        rule="the latest official reading",
        status="superseded",
        origins=2,
        readings=(
            reading(7, "2024-07-08T12:00:00+03:00", "the mayor", "c1 c3", "alpha gamma", superseded_by="c4"),
            reading(33, "2024-07-09T18:00:00+03:00", "the rescue service", "c4", "delta"),
        ),
    )
    in_hospital = FigureFinding(
        outcome="killed",
        group="people",
        scope=FigureScope(incident="i2", text="the hospital", kind="facility"),
        low=2,
        high=7,
        headline=2,
        policy="latest_official",
        rule="the latest official reading",
        status="contested",
        origins=2,
        readings=(
            reading(7, "2024-07-08T13:00:00+03:00", "the mayor", "c2", "beta"),
            reading(2, "2024-07-09T18:00:00+03:00", "delta", "c5", "delta"),
            reading(None, None, "nobody in particular", "c9", "beta", qualifier="unknown", live=False),
        ),
    )
    reports = {one.id: one for one in (alpha, beta, gamma, delta)}
    lines = {
        one.id: ReportLine(
            id=one.id, source=one.source, title=one.title, url=one.url, published=one.published, capture=one.capture
        )
        for one in reports.values()
    }
    lines["gamma"] = msgspec.structs.replace(lines["gamma"], copies="alpha", copies_why="the same words")
    strike = Record(
        id="i2",
        title="Missile strike on the hospital, Kyiv, 8 July 2024",
        kind="missile_strike",
        when=DAY,
        where=KYIV,
        target=Facility(text="the hospital", kind="hospital", name="Example Hospital", place=KYIV),
        part_of="i1",
        reports=tuple(lines[name] for name in ("alpha", "beta", "gamma", "delta")),
        figures=(in_hospital,),
        weapons=(
            WeaponFinding(
                text="a cruise missile",
                weapon_class="missile",
                name="Kh-101",
                voices=(voice("the mayor", "asserted", "alpha", "c1"),),
            ),
        ),
        responsibility=(
            ResponsibilityFinding(
                actor="Russia",
                side="RU",
                stances=("accused", "denied"),
                voices=(voice("the mayor", "accused", "alpha", "c1"), voice("a ministry", "denied", "delta", "c6")),
            ),
        ),
        explanations=(
            ExplanationFinding(
                explanation="air_defence",
                stances=("asserted",),
                voices=(voice("a ministry", "asserted", "delta", "c6"),),
            ),
            ExplanationFinding(
                explanation="staged",
                stances=("asserted",),
                voices=(voice("reader one", "asserted", "delta", "", comment=True),),
            ),
        ),
        damage=(
            DamageFinding(object="a ward", degree="destroyed", voices=(voice("the mayor", "reported", "alpha", "c1"),)),
        ),
        rescue=(
            RescueFinding(
                state="ongoing",
                as_of="2024-07-08",
                text="digging",
                voices=(voice("the mayor", "reported", "alpha", "c1"),),
            ),
        ),
        quotes=(
            QuoteFinding(
                speaker="the mayor",
                text="We are digging by hand,",
                variants=(
                    QuoteVariant(report="alpha", claim="c7", text="We are digging by hand,"),
                    QuoteVariant(
                        report="gamma", claim="c8", text="We are still digging by hand,", differs=(("", "still"),)
                    ),
                ),
            ),
        ),
        timeline=(
            Moment(
                at="2024-07-08T12:00:00+03:00", text="7 killed in Kyiv (the mayor)", reports=("alpha",), claims=("c1",)
            ),
        ),
        conflicts=(
            Conflict(
                kind="scope", claims=("c1", "c2"), why="One speaker, one number, two scopes: Kyiv and the hospital."
            ),
        ),
        grade=Graded(grade="contested", reasons=("Responsibility is denied by the party accused.",)),
        head=Head(algorithm="RFC 6962, SHA-256", root="ab" * 32, leaves=12),
    )
    barrage = Record(
        id="i1",
        title="Barrage on Kyiv and other cities, 8 July 2024",
        kind="missile_strike",
        when=DAY,
        where=KYIV,
        parts=("i2",),
        reports=tuple(lines[name] for name in ("alpha", "gamma", "delta")),
        figures=(in_city,),
        grade=Graded(grade="fair", reasons=("Two independent origins.",)),
    )
    return Edition(record=strike, others=(barrage,), reports=reports, claims={one.id: one for one in claims})


def voice(who: str, stance: str, report_id: str, claim_id: str, *, comment: bool = False) -> Voice:
    return Voice(who=who, stance=stance, reports=(report_id,), claims=tuple(claim_id.split()), comment=comment)
