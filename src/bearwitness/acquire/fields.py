"""What may stand in the fields that describe a report, checked alike for JSON lines and for options."""

from __future__ import annotations

import datetime
import re
from typing import NoReturn

import msgspec

from bearwitness.errors import BadField
from bearwitness.model import Given

# Longer than any address or headline; what is longer was put into the wrong field.
LONGEST = 10_000
LONGEST_ID = 500
SHOWN = 60
LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9]{1,8}){0,4}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))? ?([Zz]|[+-]\d{2}(?::?\d{2})?)?"
)
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def checked(given: Given, where: str) -> Given:
    """The same with white space trimmed, empty values as None, dates in one form and the language as two letters.

    `where` names the place in an error; BadField names the field, the value and the remedy.
    """
    values: dict[str, str | None] = {}
    for field in Given.__struct_fields__:
        value: str | None = getattr(given, field)
        value = value.strip() if value is not None else None
        if not value:
            values[field] = None
            continue
        if len(value) > LONGEST:
            _refuse(where, field, value, f"has {len(value):,} characters", f"Give at most {LONGEST:,}.")
        if field in ("published", "retrieved"):
            value = moment(value, where, field)
        elif field == "language":
            value = _language(value, where)
        elif field == "id":
            _identifier(value, where)
        values[field] = value
    return Given(**values)


def _refuse(where: str, field: str, value: str, fault: str, remedy: str) -> NoReturn:
    shown = UNSEEN.sub("\ufffd", value if len(value) <= SHOWN else value[: SHOWN - 1] + "…")
    raise BadField(f"{where}: the field `{field}` (“{shown}”) {fault}.", remedy=remedy)


def moment(value: str, where: str, field: str) -> str:
    """ISO 8601 in one form: `2024-07-08` or `2024-07-08T14:30:00+03:00`."""
    match = MOMENT.fullmatch(value)
    text = value
    if match:
        day, clock, fraction, zone = match.groups()
        zone = (
            "" if not zone else "+00:00" if zone in "Zz" else zone if ":" in zone else f"{zone[:3]}:{zone[3:] or '00'}"
        )
        text = f"{day}T{clock}{'.' + fraction[:6].ljust(6, '0') if fraction else ''}{zone}"
    try:
        if DATE.fullmatch(value):
            return datetime.date.fromisoformat(value).isoformat()
        if match:
            return datetime.datetime.fromisoformat(text).isoformat().replace("+00:00", "Z")
    except ValueError:
        pass
    _refuse(
        where, field, value, "is no date", "Write it as 2024-07-08 or 2024-07-08T14:30:00Z, or leave the field out."
    )


def _language(value: str, where: str) -> str:
    match = LANGUAGE.fullmatch(value)
    if not match:
        _refuse(where, "language", value, "is no language code", "Give a code of ISO 639-1: en, uk, ar.")
    return match[1].lower()


def _identifier(value: str, where: str) -> None:
    if len(value) > LONGEST_ID:
        _refuse(where, "id", value, f"has {len(value):,} characters", f"Give at most {LONGEST_ID}.")
    if UNSEEN.search(value):
        _refuse(where, "id", value, "holds control characters or half a character", "Give an id of printable text.")


def with_defaults(own: Given, defaults: Given) -> Given:
    """`own`, and where it says nothing, what `defaults` says; an id is never taken from the defaults."""
    missing = {
        field: getattr(defaults, field)
        for field in Given.__struct_fields__
        if field != "id" and getattr(own, field) is None
    }
    return msgspec.structs.replace(own, **missing)
