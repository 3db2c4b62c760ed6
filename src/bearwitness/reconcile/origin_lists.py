"""The word lists by which an origin is established (`data/origins.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import msgspec

from bearwitness.errors import DataError


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A news agency and how reports credit it."""

    name: str
    credits: tuple[str, ...]


class Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `origins.toml`."""

    official: frozenset[str]
    unofficial: frozenset[str]
    empty: frozenset[str]
    generic: frozenset[str]
    nobody: frozenset[str]
    reporters: frozenset[str]
    outlets: frozenset[str]
    voices: tuple[str, ...]
    seats: dict[str, str]
    nameless: dict[str, str]
    agencies: tuple[Agency, ...]


@cache
def lists() -> Lists:
    """The word lists; DataError if the file is damaged."""
    try:
        text = (resources.files(__package__) / "data" / "origins.toml").read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), Lists)
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file reconcile/data/origins.toml is missing or damaged: {error}.") from error
