"""Record -> one JSON document that carries the record, its tree, its reports and its claims: every word of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from bearwitness.identity import jsonable
from bearwitness.model import Claim, Record, Report

FORMAT = "bearwitness/record/1"


def whole(record: Record, others: Sequence[Record], reports: Mapping[str, Report], claims: Mapping[str, Claim]) -> str:
    """The JSON form of everything given, in a fixed order; reads back with `identity.read_back`."""
    document = {
        "format": FORMAT,
        "record": jsonable(record),
        "others": [jsonable(one) for one in others],
        "reports": [jsonable(reports[name]) for name in sorted(reports)],
        "claims": [jsonable(claims[name]) for name in sorted(claims)],
    }
    # A lone half of a surrogate pair (hostile input) cannot be written as UTF-8: then everything is escaped.
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(document, ensure_ascii=True, indent=1) + "\n"
    return text
