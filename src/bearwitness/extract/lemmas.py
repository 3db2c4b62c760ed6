"""Parts of speech and lemmas of tagged and parsed words: what spaCy's components for them say, each asked once.

The model's last two components match 179 patterns against every sentence and look words up in long lists; they cost as
much as the parser does. What they say follows from a word, its tag and its label alone, but for a few words in
sequence ("gonna", "let's"), and the part of speech of a word that no pattern names from tag and label. So each is asked
once for what decides, and the answers are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

REMEMBERED = 30_000
"""Answers that are kept; then they are all forgotten."""
DECIDING = frozenset({"aux", "auxpass", "mark", "det", "quantmod"})
"""Labels that decide about the part of speech of any word; other labels, only about `EITHER`."""
EITHER = frozenset({"but", "do", "does", "did", "'d", "have", "has", "had"})
"""Words whose part of speech goes by any label."""
IN_SEQUENCE = frozenset({"ai", "gon", "got", "let", "c'm", "y", "y'"})
"""First words of the sequences that decide together, as the tokenizer cuts them; and what follows an expletive."""
ANY_WORD = "zzz"
"""Stands for all the words that no pattern names."""

Key = tuple[str, str, str]
"""A word as written, its tag, its label."""


class Lemmas:
    """What the pipeline's `attribute_ruler` and `lemmatizer` say, remembered."""

    def __init__(self, nlp: Language, remembered: int = REMEMBERED) -> None:
        self._nlp, self._remembered = nlp, remembered
        self._known: dict[Key, tuple[str, str]] = {}
        self._classes: dict[tuple[str, str], tuple[str, str]] = {}
        """Part of speech and morphology by tag and label, of words that no pattern names."""
        ruler: Any = nlp.get_pipe("attribute_ruler")
        self._names, self._patterns = _named(ruler.patterns)
        lemmatizer: Any = nlp.get_pipe("lemmatizer")
        index = lemmatizer.lookups.get_table("lemma_index")
        for part in list(index):
            index[part] = frozenset(index[part])  # is asked what it holds, which takes a list long

    def of(self, doc: Doc, keys: Sequence[Key]) -> list[tuple[str, str]]:
        """Part of speech and lemma of each word of the sentence that is no white space; `keys` are of these words."""
        lowers = [word.lower() for word, _, _ in keys]
        if not IN_SEQUENCE.isdisjoint(lowers) or any(dep == "expl" for _, _, dep in keys):
            self._ruled(doc)
            self._lemmatized(doc)
            return [(word.pos_, word.lemma_) for word in doc if not word.is_space]
        reduced = [
            key if key[2] in DECIDING or lower in EITHER else (key[0], key[1], "dep")
            for key, lower in zip(keys, lowers, strict=True)
        ]
        known = self._known
        if not all(one in known for one in reduced):
            if len(known) > self._remembered:
                known.clear()
            self._learn([one for one in dict.fromkeys(reduced) if one not in known])
        return [known[one] for one in reduced]

    def _learn(self, keys: Sequence[Key]) -> None:
        named = [key for key in keys if self._is_named(key[0].lower())]
        if named:
            doc = self._doc(named)
            self._ruled(doc)
            self._lemmatized(doc)
            self._keep(named, doc)
        plain = [key for key in keys if not self._is_named(key[0].lower())]
        if plain:
            classes = [self._class(tag, dep) for _, tag, dep in plain]
            doc = self._doc(plain, pos=[one for one, _ in classes], morphs=[one for _, one in classes])
            self._lemmatized(doc)
            self._keep(plain, doc)

    def _is_named(self, word: str) -> bool:
        return word in self._names or any(one.search(word) for one in self._patterns)

    def _class(self, tag: str, dep: str) -> tuple[str, str]:
        found = self._classes.get((tag, dep))
        if found is None:
            doc = self._doc([(ANY_WORD, tag, dep)])
            self._ruled(doc)
            found = self._classes[tag, dep] = (doc[0].pos_, str(doc[0].morph))
        return found

    def _doc(self, keys: Sequence[Key], **more: Any) -> Doc:
        """Words that each stand for themselves."""
        from spacy.tokens import Doc

        words, tags, deps = (list(column) for column in zip(*keys, strict=True))
        return Doc(self._nlp.vocab, words=words, tags=tags, deps=deps, heads=list(range(len(keys))), **more)

    def _keep(self, keys: Sequence[Key], doc: Doc) -> None:
        self._known.update(zip(keys, [(word.pos_, word.lemma_) for word in doc], strict=True))

    def _ruled(self, doc: Doc) -> None:
        self._nlp.get_pipe("attribute_ruler")(doc)

    def _lemmatized(self, doc: Doc) -> None:
        lemmatizer: Any = self._nlp.get_pipe("lemmatizer")
        lemmatizer(doc)
        lemmatizer.cache.clear()  # or it would hold every word ever met


def _named(rules: Sequence[dict[str, Any]]) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The words (in lower case) and expressions for words that a ruler's patterns name."""
    names: set[str] = set()
    expressions: set[str] = set()
    for rule in rules:
        for pattern in rule["patterns"]:
            for token in pattern:
                word = token.get("LOWER")
                if isinstance(word, str):
                    names.add(word)
                elif isinstance(word, dict):
                    names.update(word.get("IN", ()))
                    if "REGEX" in word:
                        expressions.add(word["REGEX"])
    return frozenset(names), tuple(re.compile(one) for one in sorted(expressions))
