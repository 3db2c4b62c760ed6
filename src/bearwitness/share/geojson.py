"""Record -> GeoJSON (RFC 7946): the incident, its target, the wider incident and the parts as features."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bearwitness.identity import jsonable
from bearwitness.model import Claim, FigureFinding, Place, Record, Report
from bearwitness.share.gather import relation
from bearwitness.share.words import all_figures, clean
from bearwitness.vocabulary import PlacePrecision

RADIUS: Mapping[PlacePrecision, int | None] = {
    "point": 50,
    "facility": 500,
    "district": 5_000,
    "city": 15_000,
    "region": 150_000,
    "country": None,
    "area": None,
    "unknown": None,
}
"""Metres within which the true place is taken to lie, a precision; None where no circle says anything useful."""


def geojson(
    record: Record, others: Sequence[Record], reports: Mapping[str, Report], claims: Mapping[str, Claim]
) -> str:
    """A FeatureCollection; a place without coordinates has null geometry, never a guessed point."""
    del reports, claims
    features = [feature(record, "incident", all_figures(record, ()))]
    if record.target is not None:
        features.append(_target(record))
    for one in others:
        features.append(feature(one, relation(record, one, others), all_figures(one, ())))
        if one.target is not None and one.target.place is not None:
            features.append(_target(one))
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"


def feature(record: Record, role: str, figures: Sequence[FigureFinding]) -> dict[str, Any]:
    """An incident with these figures; `role` is what it is in the document."""
    when = record.when
    return {
        "type": "Feature",
        "id": record.id,
        "geometry": _point(record.where),
        "properties": {
            "role": role,
            "title": clean(record.title),
            "kind": record.kind,
            "start": when.start if when else None,
            "end": when.end if when else None,
            "granularity": when.granularity if when else None,
            **_place(record.where),
            "target": None if record.target is None else clean(record.target.name or record.target.text),
            "part_of": record.part_of,
            "grade": record.grade.grade,
            "reports": len(record.reports),
            "figures": [
                {
                    "outcome": one.outcome,
                    "group": one.group,
                    "scope": None if one.scope.text is None else clean(one.scope.text),
                    "scope_kind": one.scope.kind,
                    "low": one.low,
                    "high": one.high,
                    "open": one.open,
                    "headline": one.headline,
                    "status": one.status,
                    "origins": one.origins,
                }
                for one in figures
            ],
            "head": record.head.root if record.head else None,
            "profile": record.withheld.profile if record.withheld else "full",
            "published": record.reviewed.published,
            "withheld": [] if record.withheld is None else jsonable(record.withheld.kinds),
        },
    }


def _target(record: Record) -> dict[str, Any]:
    target = record.target
    assert target is not None
    place = target.place
    return {
        "type": "Feature",
        "id": f"{record.id}/target",
        "geometry": _point(place),
        "properties": {
            "role": "target",
            "incident": record.id,
            "title": clean(target.name or target.text),
            "facility": target.kind,
            "listed": target.listed,
            **_place(place),
        },
    }


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"place": None, "country": None, "geonames": None, "precision": "unknown", "precision_radius_m": None}
    return {
        "place": clean(place.name or place.text),
        "country": place.country,
        "geonames": place.geonames,
        "precision": place.precision,
        "precision_radius_m": None if place.latitude is None else RADIUS[place.precision],
    }


def _point(place: Place | None) -> dict[str, Any] | None:
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}
