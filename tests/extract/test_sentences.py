"""Where sentences end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bearwitness.extract.sentences import MAXIMUM, spans
from bearwitness.extract.triggers import wanted
from bearwitness.model import Sentence


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Five died. Six were hurt.", 2),
        ("Gen. Ivan Petrov said so.", 1),
        ("At 5 p.m. Monday it began.", 1),
        ("It began at 5 p.m. Eastern time.", 1),
        ("It began at 5 p.m. Nobody was hurt.", 2),
        ("Lt. J. R. Hall spoke. He left.", 2),
        ("It was 3.5 km away.", 1),
        ("“They died.” He wept.", 2),
        ("One\n\nTwo", 2),
        ("Wait... he said.", 1),
    ],
)
def test_number_of_sentences(text: str, number: int) -> None:
    assert len(split(text)) == number


@given(st.text(max_size=400))
def test_nothing_but_white_space_is_lost_and_order_is_kept(text: str) -> None:
    found = list(spans(text))
    assert "".join(text[start:end] for start, end in found).split() == text.split() or "".join(
        "".join(text[start:end].split()) for start, end in found
    ) == "".join(text.split())
    assert all(left[1] <= right[0] for left, right in pairwise(found))


def test_a_wall_of_text_is_cut() -> None:
    assert all(end - start <= MAXIMUM for start, end in spans("wall " * 100000))


def sentences(*texts: str) -> list[Sentence]:
    return [
        Sentence(index=at, passage="p1", kind="body", start=0, end=len(text), text=text)
        for at, text in enumerate(texts)
    ]


def test_a_report_without_a_word_of_attack_is_not_parsed() -> None:
    assert wanted(sentences("Shares rose by ten points.", "The minister opened a museum."), "en") == []


def test_only_sentences_that_can_matter_are_parsed() -> None:
    texts = ("A missile hit the town.", "It is known for its cheese.", "Five people died.")
    assert wanted(sentences(*texts), "en") == [0, 2]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It began at 6:40 p.m. Friday in the north.", 1),
        ("It began at 6:40 p.m. Police came.", 2),
        ("A car was found on U.S. Highway 41 in the evening.", 1),
        ("He came to the U.S. Later he left.", 2),
    ],
)
def test_an_abbreviation_does_not_end_a_sentence_that_goes_on(text: str, count: int) -> None:
    assert len(list(spans(text))) == count
