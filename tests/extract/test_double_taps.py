"""Two strikes on one place: the attack as a whole, each strike a part, and which counts are of which."""

from __future__ import annotations

import pytest
from said import claims, of_kind, report

from bearwitness.model import Claim


def told(text: str, *, title: str | None = None) -> tuple[list[Claim], dict[str, int | None]]:
    """The occurrence claims, and by the words of each count the turn of the strike that it is of."""
    found = claims(report(text, title=title))
    turns = {one.id: one.occurrence.turn for one in found if one.occurrence is not None}
    counts = {one.evidence[0].quote: turns.get(one.occurrence_of or "") for one in of_kind(found, "casualty")}
    return of_kind(found, "occurrence"), counts


def turns(text: str) -> list[int]:
    return [one.occurrence.turn for one in told(text)[0] if one.occurrence is not None and one.occurrence.turn]


TWICE = (
    "Nine people were killed when two rockets struck the mill of Lower Anby on Tuesday. Three of the workers were "
    "killed by the first rocket. The second hit the same place twenty minutes later and killed six firefighters."
)


def test_each_strike_is_a_part_of_the_attack() -> None:
    occurrences, _ = told(TWICE)
    whole = next(one for one in occurrences if one.occurrence is not None and one.occurrence.turn is None)
    strikes = [one for one in occurrences if one.occurrence is not None and one.occurrence.turn is not None]
    assert [one.occurrence.turn for one in strikes if one.occurrence] == [1, 2]
    assert {one.occurrence.part_of for one in strikes if one.occurrence} == {whole.id}
    assert len(occurrences) == 3


def test_a_count_is_of_the_strike_that_its_verb_leads_to() -> None:
    _, counts = told(TWICE)
    assert next(turn for words, turn in counts.items() if "Nine" in words) is None
    assert next(turn for words, turn in counts.items() if "six firefighters" in words) == 2


@pytest.mark.parametrize(
    "text",
    [
        "A missile hit a depot in Sumy on Tuesday. A second missile struck as firefighters arrived.",
        "Drones attacked a bus station in Sumy on Monday; a second drone hit the same spot.",
        "A bomb went off at a checkpoint in Sumy. A second blast followed ten minutes later.",
        "Two patients died in the first strike on the clinic in Sumy and a nurse was killed by the second missile.",
    ],
)
def test_a_second_strike_soon_after_on_the_place_is_a_part(text: str) -> None:
    assert 2 in turns(text)


@pytest.mark.parametrize(
    "text",
    [
        "A missile hit a depot in Sumy on Tuesday. It was the second attack on the town this week.",
        "A missile hit a depot in Sumy on Tuesday, the second strike on the depot in as many months.",
        "A gunman opened fire in a bar in Sumy on Tuesday. First responders took a second victim to hospital.",
        "A drone hit a depot in Sumy on Tuesday. The first drones were built there a decade ago.",
    ],
)
def test_a_second_one_at_another_time_is_no_part(text: str) -> None:
    assert turns(text) == []


def test_a_toll_beside_a_clause_on_the_second_strike_is_of_both() -> None:
    _, counts = told(
        "The shelling of the bakery in Sumy on Tuesday cost 11 lives, four of them medics who had come to help when a "
        "second shell struck."
    )
    assert next(turn for words, turn in counts.items() if "11" in words) is None
