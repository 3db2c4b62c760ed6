"""What each language calls things: number words, hedges, verbs of saying, weekdays, toll nouns.

A language is a folder of TOML files, one a subject, that a linguist can read and change without Python
(docs/adr/0003). This module loads them; the stage that uses a subject defines its shape as a msgspec struct.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, TypeVar

import msgspec

from bearwitness.errors import DataError

T = TypeVar("T")


@cache
def _raw(code: str, subject: str) -> dict[str, Any]:
    file = resources.files(__package__) / code / f"{subject}.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"The language file {code}/{subject}.toml is missing.") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"The language file {code}/{subject}.toml is no TOML: {error}.") from error


@cache
def load(code: str, subject: str, shape: type[T]) -> T:
    """The subject of a language in its shape; DataError names the file and the field that does not fit."""
    try:
        return msgspec.convert(_raw(code, subject), shape)
    except msgspec.ValidationError as error:
        raise DataError(f"The language file {code}/{subject}.toml does not fit: {error}.") from error


def available() -> tuple[str, ...]:
    """Codes of the languages that can be extracted, sorted."""
    root = resources.files(__package__)
    return tuple(sorted(one.name for one in root.iterdir() if one.is_dir() and not one.name.startswith("_")))
