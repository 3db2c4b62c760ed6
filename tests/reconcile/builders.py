"""Hand-made reports and claims: a small language in which a test can say who reported what, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from bearwitness.identity import ID_DIGITS, digest
from bearwitness.link import assemble
from bearwitness.model import (
    Actor,
    Attribution,
    Casualty,
    Claim,
    Evidence,
    Explanation,
    Facility,
    Figure,
    FigureFinding,
    Incident,
    Occurrence,
    Passage,
    PassageRef,
    Place,
    Quote,
    Record,
    Report,
    Responsibility,
    Scope,
    Weapon,
    WeaponClaim,
    When,
)
from bearwitness.reconcile import edition
from bearwitness.vocabulary import Qualifier

UKRAINE = 690791


def town(
    name: str, geonames: int, latitude: float, longitude: float, *, country: str = "UA", region: str = "01"
) -> Place:
    return Place(
        text=name, name=name, geonames=geonames, latitude=latitude, longitude=longitude, country=country, region=region,
        precision="city", matched="exact", within=(UKRAINE,) if country == "UA" else (),
    )  # fmt: skip


KYIV = town("Kyiv", 703448, 50.45, 30.52, region="12")
DNIPRO = town("Dnipro", 709930, 48.47, 35.04, region="04")
ODESA = town("Odesa", 698740, 46.48, 30.73, region="17")
COUNTRY = Place(
    text="Ukraine", name="Ukraine", geonames=UKRAINE, latitude=49.0, longitude=32.0, country="UA", precision="country"
)
HOSPITAL = Facility(text="Central Children's Hospital", kind="hospital", name="Central Children's Hospital", place=KYIV)

KLYMENKO = Attribution(speaker="Ihor Klymenko", role="Interior Minister", name="Ihor Klymenko", verb="said")
MAYOR = Attribution(speaker="Vitali Klitschko", role="Mayor", name="Vitali Klitschko", verb="said")
RESCUERS = Attribution(
    speaker="State Emergency Service", organisation="State Emergency Service", name="State Emergency Service"
)


def day(text: str) -> When:
    return When(text=text, start=text, end=text, granularity="day", anchor="published")


def clock(start: str, end: str | None = None) -> When:
    return When(text=start, start=start, end=end or start, granularity="time", anchor="published")


def figure(value: str) -> Figure:
    """`5`, `>=5`, `>5`, `~5`, `<5` (nearly), `5-7`, `24-99v` (vague), `<=7`, `?`."""
    if value == "?":
        return Figure(low=None, high=None, qualifier="unknown", text=value)
    if value.startswith(">="):
        return Figure(low=int(value[2:]), high=None, qualifier="at_least", text=value)
    if value.startswith("<="):
        return Figure(low=None, high=int(value[2:]), qualifier="up_to", text=value)
    if value.startswith(">"):
        return Figure(low=int(value[1:]), high=None, qualifier="more_than", text=value)
    if value.startswith("<"):
        return Figure(low=int(value[1:]), high=int(value[1:]), qualifier="nearly", text=value)
    if value.startswith("~"):
        return Figure(low=int(value[1:]), high=int(value[1:]), qualifier="about", text=value)
    if "-" in value:
        low, high = value.removesuffix("v").split("-")
        kind: Qualifier = "vague" if value.endswith("v") else "range"
        return Figure(low=int(low), high=int(high), qualifier=kind, text=value)
    return Figure(low=int(value), high=int(value), qualifier="exact", text=value)


@dataclass
class Told:
    """One report being made up; every method appends a claim and returns its id."""

    id: str
    report: Report
    claims: list[Claim] = field(default_factory=list)

    def _claim(self, kind: str, **more: Any) -> str:
        number = len(self.claims)
        name = "c" + digest("test", f"{self.id}/{number}".encode())[:ID_DIGITS]
        passage = more.pop("passage", self.report.passages[-1])
        words = more.pop("words", None) or passage.text[:1]
        start = max(0, passage.text.find(words))
        evidence = (Evidence(PassageRef(passage.id, passage.kind), start, start + len(words), words),)
        row: dict[str, Any] = {"about": "main", "modality": "asserted"} | more
        self.claims.append(Claim(id=name, kind=kind, report=self.id, evidence=evidence, **row))  # type: ignore[arg-type]
        return name

    def attack(
        self,
        kind: str = "missile_strike",
        *,
        place: Place | None = KYIV,
        when: When | None = None,
        target: Facility | None = None,
        part_of: str | None = None,
        about: str = "main",
        turn: int | None = None,
        **more: Any,
    ) -> str:
        made = Occurrence(kind=kind, text=kind, target=target, part_of=part_of, turn=turn)  # type: ignore[arg-type]
        return self._claim("occurrence", occurrence=made, place=place, time=when, about=about, **more)

    def toll(
        self,
        outcome: str,
        value: str,
        *,
        of: str | None = None,
        by: Attribution | None = None,
        group: str = "people",
        scope: Scope | None = None,
        as_of: str | None = None,
        change: str = "total",
        part_of: str | None = None,
        text: str | None = None,
        **more: Any,
    ) -> str:
        number = figure(value) if text is None else replace(figure(value), text=text)
        made = Casualty(
            outcome=outcome, figure=number, group=group, scope=scope or Scope(), as_of=as_of, change=change,  # type: ignore[arg-type]
            part_of=part_of,
        )  # fmt: skip
        more.setdefault("modality", "unknown" if value == "?" else "asserted")
        return self._claim("casualty", casualty=made, occurrence_of=of, attribution=by, **more)

    def weapon(
        self,
        name: str,
        *,
        of: str,
        by: Attribution | None = None,
        weapon_class: str = "missile",
        count: str | None = None,
        kilograms: str | None = None,
    ) -> str:
        made = WeaponClaim(
            weapon=Weapon(text=name, weapon_class=weapon_class, name=name),  # type: ignore[arg-type]
            count=None if count is None else figure(count),
            kilograms=None if kilograms is None else figure(kilograms),
        )
        return self._claim("weapon", weapon=made, occurrence_of=of, attribution=by)

    def holds(self, stance: str, actor: str, *, of: str, side: str | None = None, by: Attribution | None = None) -> str:
        made = Responsibility(actor=Actor(text=actor, name=actor, kind="state", side=side), stance=stance)  # type: ignore[arg-type]
        return self._claim("responsibility", responsibility=made, occurrence_of=of, attribution=by)

    def explains(
        self, kind: str, stance: str = "asserted", *, of: str, by: Attribution | None = None, **more: Any
    ) -> str:
        made = Explanation(explanation=kind, stance=stance, text=kind)  # type: ignore[arg-type]
        return self._claim("explanation", explanation=made, occurrence_of=of, attribution=by, **more)

    def quote(self, text: str, *, of: str, by: Attribution | None = None) -> str:
        return self._claim("quote", quote=Quote(text=text), occurrence_of=of, attribution=by)


def report(
    name: str,
    *,
    source: str | None = None,
    published: str | None = "2024-07-08",
    title: str = "Missile hits the capital",
    text: str = "A missile hit the capital in the morning.",
    comments: Sequence[tuple[str, str]] = (),
) -> Told:
    """A report with a title, a body and comments (author, text)."""
    passages = [Passage(id="p1", kind="title", text=title), Passage(id="p2", kind="body", text=text)]
    passages[1:1] = [
        Passage(id=f"p{number + 3}", kind="comment", text=words, author=author, time="1 day ago")
        for number, (author, words) in enumerate(comments)
    ]
    made = Report(
        id=name, capture="0" * 64, source=source or f"{name}.example", title=title, published=published, language="en",
        passages=tuple(passages),
    )  # fmt: skip
    return Told(name, made)


def incidents_of(*told: Told) -> tuple[Incident, ...]:
    return assemble([one.report for one in told], [claim for one in told for claim in one.claims])


def records_of(*told: Told, **options: Any) -> tuple[Record, ...]:
    """All the way from claims to records."""
    reports = {one.report.id: one.report for one in told}
    claims = {claim.id: claim for one in told for claim in one.claims}
    return edition(reports, claims, incidents_of(*told), **options)


def the(record: Record, outcome: str, group: str = "people", *, incident: str | None = None) -> FigureFinding:
    """The record's own figure, or the one of another incident's scope."""
    wanted = incident or record.id
    found = [one for one in record.figures if (one.outcome, one.group, one.scope.incident) == (outcome, group, wanted)]
    assert len(found) == 1, [(one.outcome, one.group, one.scope) for one in record.figures]
    return found[0]
