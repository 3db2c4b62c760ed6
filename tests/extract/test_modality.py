"""How a thing is told."""

from __future__ import annotations

import pytest
from telling import claims_of


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Nine people were killed in the bombing.", "asserted"),
        ("Nine people were reportedly killed in the bombing.", "reported"),
        ("Nine people are feared dead after the bombing.", "possible"),
        ("Nine people may have been killed in the bombing.", "possible"),
        ("Nine people would have been killed if the bomb had exploded.", "hypothetical"),
        ("The gunmen threatened to kill nine people.", "hypothetical"),
        ("The army denied that it had killed nine people in the bombing.", "denied"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    assert [one.modality for one in claims_of(text) if one.casualty and one.casualty.figure.low == 9] == [modality]


def test_a_modal_of_another_verb_does_not_count() -> None:
    found = claims_of("The toll may rise, but nine people were killed in the bombing.")
    assert {one.modality for one in found} == {"asserted"}
