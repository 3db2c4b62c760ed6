"""Every construction of the language file finds its own example and leaves its counter-example alone."""

from __future__ import annotations

import pytest
from telling import claims_of, shown

from bearwitness.extract.casualties_lexicon import Construction, lexicon
from bearwitness.extract.casualties_patterns import patterns

CONSTRUCTIONS = lexicon("en").listed.construction


def found_by(name: str, text: str) -> set[str]:
    return {
        f"{one.casualty.outcome} {shown(one.casualty.figure)}"
        for one in claims_of(text)
        if one.casualty is not None and one.rule == name
    }


@pytest.mark.parametrize("construction", CONSTRUCTIONS, ids=[one.name for one in CONSTRUCTIONS])
def test_it_matches_its_example(construction: Construction) -> None:
    assert set(construction.figures) <= found_by(construction.name, construction.example)


@pytest.mark.parametrize("construction", CONSTRUCTIONS, ids=[one.name for one in CONSTRUCTIONS])
def test_it_leaves_its_counter_example_alone(construction: Construction) -> None:
    assert found_by(construction.name, construction.unless) == set()


def test_names_are_unique_and_all_compile() -> None:
    names = [one.name for one in CONSTRUCTIONS]
    assert len(set(names)) == len(names)
    assert [one.name for one in patterns("en")] == names
