"""For which moment a count is given."""

from __future__ import annotations

import pytest
from telling import claims_of

PUBLISHED = "2024-05-21T10:30:00+03:00"


def moment(text: str) -> str | None:
    claims = claims_of(text, published=PUBLISHED)
    return next(one.casualty.as_of for one in claims if one.casualty is not None and one.casualty.figure.low == 12)


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("A missile hit a school. As of 19 May, 12 people had been killed.", "2024-05-19"),
        ("A missile hit a school. The service gave 12 killed on 19 May.", "2024-05-19"),
        ("A missile hit a school on Monday, killing 12 people, the mayor said on Tuesday.", PUBLISHED),
        ("A missile hit a school on Monday, killing 12 people.", None),
        ("A missile hit a school, killing 12 people on Monday, the mayor said.", None),
    ],
)
def test_as_of(text: str, as_of: str | None) -> None:
    assert moment(text) == as_of
