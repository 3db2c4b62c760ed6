"""The sieve never holds back an expression that matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bearwitness.languages.sieve import Sieve, Sieved, pieces

EXPRESSIONS = [
    r"\b(?:killed|wounded) (?:in|by) (?:\w+ ){0,2}?(?:shelling|mines?)\b",
    r"(?<!\w)sho(?:t|ot\w*)(?: dead)?",
    r"(?:a|b)?cd+e{2,}",
    r"^\s*(?:source|note)\s*:",
    r"[“”\"]|\bsaid\b",
    r"\bair[- ]defen[cs]e\b",
    r"(?P<who>men|women)(?=, she said)",
    r"(?>kin|skin)s",
    r"\d+ dead",
    r"café bombs?",
    r"\w+",
]
PATTERNS = [re.compile(one, flags) for one in EXPRESSIONS for flags in (0, re.IGNORECASE)]
WORDS = [
    "killed", "wounded", "in", "by", "the", "shelling", "Mine", "SHOT", "shooting", "dead", "cdee", "acddeee", "note",
    ":", "“", "said", "air-defence", "air defense", "men", ", she said", "skins", "kins", "12 dead", "café bomb",
    "\ufb01re", "\u212aILLED", "\u017faid", "k\u0131lled", "shell\u0130ng", "s\u212a\u0130ns", " ", "  ", "\n",
]  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "needed"),
    [
        (r"\b(?:killed|wounded) by", {"killed", "wounded"}),
        (r"shot (?:and )?killed", {"killed"}),
        (r"(?:shot )?(?:in|at) Springfield\w*", {" springfield"}),
        (r"(?:gun)+ down", {" down"}),
        (r"fell(?! short)ed", {"felled"}),
        (r"(?:a|b)?", None),
        (r"(?:raid|\w+)", None),
        (r"\w+ [st]o", {"o"}),
        (r"École", {"cole"}),
    ],
)
def test_what_an_expression_needs(expression: str, needed: set[str] | None) -> None:
    assert pieces(re.compile(expression)) == needed


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from([" ", ""]))
def test_nothing_that_matches_is_held_back(words: list[str], between: str) -> None:
    text = between.join(words)
    matching = [at for at, pattern in enumerate(PATTERNS) if pattern.search(text)]
    passing = Sieve(PATTERNS).passing(text)
    assert set(matching) <= set(passing)
    assert passing == sorted(passing)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_a_sieved_expression_finds_what_it_finds_alone(words: list[str]) -> None:
    text = " ".join(words)
    for pattern in PATTERNS:
        sieved = Sieved(pattern)
        assert [one.span() for one in sieved.finditer(text)] == [one.span() for one in pattern.finditer(text)]
        assert sieved.findall(text) == pattern.findall(text)
        assert sieved.sub("-", text) == pattern.sub("-", text)
        assert (sieved.search(text) is None) == (pattern.search(text) is None)
        assert (sieved.match(text) is None) == (pattern.match(text) is None)


def test_only_what_could_match_is_tried() -> None:
    sieve = Sieve([re.compile("drone strike"), re.compile("mortar"), re.compile(r"\d")])
    assert sieve.passing("A mortar hit the yard.") == [1, 2]
    assert sieve.passing("Nothing of the kind.") == [2]
