"""What a reviewer fills in, as plain values, made into corrections and casualties; UsageError names what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, TypeVar

import msgspec

from bearwitness.errors import UsageError
from bearwitness.model import Correction, Figure, Scope

T = TypeVar("T")


class Said(TypedDict, total=False):
    """What a claim says. What is left out or None is not said; words are those of the vocabulary."""

    low: int | None
    high: int | None
    """Left out where the count is open."""
    qualifier: str | None
    """Without one, the one that the ends of the count show."""
    outcome: str | None
    group: str | None
    scope: str | None
    """Over what is counted, in words."""
    scope_kind: str | None
    speaker: str | None
    """Who asserts it; an empty text where the report itself speaks."""
    role: str | None
    organisation: str | None
    about: str | None
    modality: str | None


def correction_of(said: Said) -> Correction:
    """A correction of what is said, and of nothing else."""
    given = _known(said)
    row = {name: given.get(name) for name in ("outcome", "group", "speaker", "role", "organisation")}
    row |= {"about": given.get("about"), "modality": given.get("modality")}
    if given.keys() & {"low", "high", "qualifier"}:
        row["figure"] = msgspec.to_builtins(figure_of(given.get("low"), given.get("high"), given.get("qualifier")))
    if given.keys() & {"scope", "scope_kind"}:
        row["scope"] = {"text": given.get("scope"), "kind": given.get("scope_kind") or "unspecified"}
    return _made(row, Correction, "correction", "See the words in the vocabulary.")


def casualty_of(said: Said) -> dict[str, Any]:
    """A casualty's own object in JSON form."""
    given = _known(said)
    if given.get("outcome") is None:
        raise UsageError(
            "A casualty needs an outcome.", remedy="Say killed, injured, ... (on the command line --outcome)."
        )
    scope = {"text": given.get("scope"), "kind": given.get("scope_kind") or "unspecified"}
    return {
        "outcome": given["outcome"],
        "figure": msgspec.to_builtins(figure_of(given.get("low"), given.get("high"), given.get("qualifier"))),
        "group": given.get("group") or "people",
        "scope": msgspec.to_builtins(_made(scope, Scope, "scope", "See the kinds of scope in the vocabulary.")),
    }


def attribution_of(said: Said) -> dict[str, Any]:
    """Who asserts it, in JSON form; empty where nobody is named."""
    given = _known(said)
    return {name: given[name] for name in ("speaker", "role", "organisation") if name in given}


def figure_of(low: int | None, high: int | None, qualifier: str | None) -> Figure:
    """A count from its ends; without a qualifier the one that the ends show."""
    if low is not None and high is not None and low > high:
        raise UsageError(f"The low end {low} is above the high end {high}.")
    ends = (low is not None, high is not None)
    shown_by = {(True, True): "exact" if low == high else "range", (True, False): "at_least", (False, True): "up_to"}
    word = qualifier or shown_by.get(ends, "unknown")
    text = str(low if low is not None else high if high is not None else "unknown")
    if low is not None and high is not None and low != high:
        text = f"{low} to {high}"
    row = {"low": low, "high": high, "qualifier": word, "text": text}
    return _made(row, Figure, "count", "See the qualifiers in the vocabulary.")


def _known(said: Said) -> dict[str, Any]:
    given: dict[str, Any] = {name: one for name, one in said.items() if one is not None}
    for name in sorted(given.keys() - Said.__annotations__.keys()):
        raise UsageError(
            f"A claim says nothing of the name {name!r}.", remedy=f"Give {', '.join(Said.__annotations__)}."
        )
    return given


def _made(row: Mapping[str, Any], kind: type[T], what: str, remedy: str) -> T:
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        raise UsageError(f"This is no {what}: {error}.", remedy=remedy) from error
