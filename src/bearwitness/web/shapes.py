"""What the API answers, as types from which its description is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from litestar.openapi.spec import Operation, Parameter, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType

from bearwitness.model import Change, Check, Claim, Exhibit, Filters, Point, Record, Report, Summary, TreeHead
from bearwitness.model.filters import HIGHEST, LISTS, LONGEST, NAMES, PARAMETERS
from bearwitness.vocabulary import Profile


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no answer."""

    error: str
    remedy: str | None


class IncidentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the incidents that the filters let through."""

    count: int
    """How many there are in all."""
    number: int
    """Which page this is, from 1."""
    size: int
    """How many incidents a page has at most."""
    incidents: tuple[Summary, ...]


class ShownRecord(Record, frozen=True, kw_only=True):
    """A record as `bearwitness show --json` prints it: images and videos beside it, if it has any."""

    media: tuple[Exhibit, ...] = ()


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """The claims on which an incident rests, as reviewers judged them; each has only its own kind's object."""

    profile: Profile
    claims: tuple[Claim, ...]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What moved in an incident, in the order of publication."""

    changes: tuple[Change, ...]


class ReportWithClaims(msgspec.Struct, frozen=True, kw_only=True):
    """A report as read, with its claims as judged and the incidents that it tells."""

    report: Report
    claims: tuple[Claim, ...]
    incidents: tuple[str, ...]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A check of the whole casebook that has ended."""

    at: str
    """ISO 8601, UTC."""
    size: int | None
    """Entries of the log that it saw."""
    holds: bool | None
    """None: it could not be made, for the reason in `fault`."""
    fault: str | None
    broken: tuple[Check, ...]


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the proof: the log's head now, and the last check since the program was started."""

    head: TreeHead | None
    checked: Checked | None
    running: bool


class PointGeometry(msgspec.Struct, frozen=True, kw_only=True):
    """A place (RFC 7946): longitude, latitude in degrees."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class MapFeature(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with a resolved place."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: PointGeometry
    properties: Point


class MapCollection(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents on a map, in the order of the list."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    count: int
    """Incidents with a resolved place; not all of them are here if there are more than were asked for."""
    without: int
    """Incidents that have none: they are on no map."""
    features: tuple[MapFeature, ...]


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """An incident, its target, the wider incident and the parts (RFC 7946); see the GeoJSON share format."""

    type: Literal["FeatureCollection"]
    features: tuple[dict[str, Any], ...]


@dataclass
class Filtered(Operation):
    """The description of a request that takes the filters of the list; they are read by `filters_of`."""

    def __post_init__(self) -> None:
        """Adds the filters to the parameters that the handler names."""
        told = msgspec.json.schema(Filters)["$defs"]["Filters"]["properties"]
        self.parameters = [*(self.parameters or ()), *(_parameter(name, told[PARAMETERS[name]]) for name in PARAMETERS)]


@dataclass
class Searched(Filtered):
    """The same of a search, which needs words."""

    def __post_init__(self) -> None:
        """Requires the words."""
        super().__post_init__()
        for one in self.parameters or ():
            if isinstance(one, Parameter) and one.name == NAMES["text"]:
                one.required = True


def _parameter(name: str, told: Mapping[str, Any]) -> Parameter:
    field = PARAMETERS[name]
    schema = _schema(field, told)
    if field in LISTS:
        schema = Schema(type=OpenAPIType.ARRAY, items=schema)
    return Parameter(name=name, param_in="query", schema=schema, required=False)


def _schema(field: str, told: Mapping[str, Any]) -> Schema:
    """One value of a filter, as an address has it."""
    kinds = {each.get("type") for each in told.get("anyOf", [told])}
    if field in LISTS:
        words = told["items"].get("enum")
        return Schema(type=OpenAPIType.STRING, enum=words) if words else _matching("^[A-Z]{2}$")
    if "enum" in told:
        return Schema(type=OpenAPIType.STRING, enum=told["enum"])
    if "boolean" in kinds:
        return Schema(type=OpenAPIType.STRING, enum=["yes", "no"])
    if "integer" in kinds:
        return Schema(type=OpenAPIType.INTEGER, minimum=0, maximum=HIGHEST)
    if field in ("since", "until"):
        return Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.DATE)
    if field == "near":
        number = r"-?[0-9]{1,3}(\.[0-9]{1,6})?"
        return _matching(f"^{number},{number},{number},{number}$")
    return Schema(type=OpenAPIType.STRING, max_length=LONGEST)


def _matching(pattern: str) -> Schema:
    return Schema(type=OpenAPIType.STRING, pattern=pattern)
