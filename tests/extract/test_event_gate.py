"""The gate lets every sentence through that could tell an attack, and keeps out what plainly tells none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from bearwitness.entities import mentions
from bearwitness.extract import event_gate, events, extract, prepare
from bearwitness.extract.event_words import lexicon
from bearwitness.extract.parser import EnglishParser
from bearwitness.extract.syntax import Tree
from bearwitness.model import Mention, Passage, Report, Sentence

TELLING = [
    "Shells struck the grain market in Maple Harbour on Monday.",
    "A gunman shot dead two shopkeepers.",
    "He blew himself up at the gate.",
    "A car bomb went off beside the ministry in Kabul.",
    "Troops came under fire near Donetsk.",
    "The man was stabbed with a kitchen knife.",
    "Rebels threw grenades into the classroom.",
    "Two mortar rounds fell on the bakery.",
    "A drone tore through the roof of the depot.",
    "The Russian strike on Odesa killed a baker.",
]
OTHER = [
    "The committee launched its report on school meals in London.",
    "Prices hit a record, and shares fell.",
    "She threw the ball to her brother.",
    "The minister attended the opening of a bridge.",
]


def report(*texts: str) -> Report:
    passages = tuple(Passage(id=f"p{at}", kind="body", text=text) for at, text in enumerate(texts))
    return Report(id="r1", capture="0" * 64, language="en", passages=passages)


@pytest.mark.parametrize("text", TELLING + OTHER)
def test_what_tells_an_attack_passes_the_gate(text: str) -> None:
    given = report(text)
    context = prepare(given, mentions(given), parser=EnglishParser(), every_report=True)
    assert context is not None
    (sentence,) = context.sentences
    tells = events.tells(context, Tree(sentence), 2)
    assert tells == (text in TELLING)
    assert event_gate.could_tell(text, "en") >= event_gate.may_tell(context, sentence) >= tells


@pytest.mark.parametrize("text", OTHER)
def test_a_report_of_other_things_is_not_parsed(text: str) -> None:
    given = report(text, "Nobody was killed, an official said.")

    class NoParser:
        def parse(self, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
            assert not sentences
            return iter(())

    assert prepare(given, mentions(given), parser=NoParser(), attacks_only=True) is None


def test_what_a_report_names_is_not_looked_for_where_nothing_could_tell_an_attack() -> None:
    def never() -> tuple[Mention, ...]:
        raise AssertionError

    quiet = report("The committee met in London on Monday.", "Two were hurt in the crash, an official said.")
    assert extract(quiet, never, parser=EnglishParser()) == ()
    telling = report("A rocket hit a market in Kyiv on Monday, killing three people, police said.")
    found = extract(telling, lambda: mentions(telling), parser=EnglishParser())
    assert found
    assert found == extract(telling, mentions(telling), parser=EnglishParser())


def test_irregular_forms_are_forms_of_heads() -> None:
    words = lexicon("en")
    heads = {key[0] for key in (*words.phrases, *words.nouns)} | set(words.words.verbs)
    assert set(words.words.forms.values()) <= heads


def test_every_head_is_found_by_its_own_word() -> None:
    words = lexicon("en")
    heads = event_gate._heads("en")
    for key, (_, weight) in {**words.nouns, **words.phrases}.items():
        assert (event_gate._heaviest(heads.nouns, f"the {' '.join(key)} of") or 0) >= weight
    for verb, (_, weight) in words.words.verbs.items():
        assert (event_gate._heaviest(heads.verbs, f"they {verb}ed it") or 0) >= weight
