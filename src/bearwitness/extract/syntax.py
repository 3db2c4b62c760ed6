"""Walking a parsed sentence: children, subtrees, subjects, and the noun phrase around a word."""

from __future__ import annotations

from functools import cached_property

from bearwitness.extract.context import Context
from bearwitness.model import Sentence, Token

INSIDE = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "case", "quantmod", "advmod", "predet", "punct"}
)
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


class Tree:
    """A parsed sentence. Positions are indices into `tokens`; an unparsed sentence has none."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens

    @cached_property
    def children(self) -> list[list[int]]:
        """The dependents of each word, in order."""
        found: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                found[token.head].append(token.index)
        return found

    def subtree(self, at: int) -> list[int]:
        """The word and everything below it, in order."""
        found, left = [], [at]
        while left:
            one = left.pop()
            found.append(one)
            left.extend(self.children[one])
        return sorted(found)

    def child(self, at: int, *labels: str) -> int | None:
        """The first dependent with one of these labels."""
        for one in self.children[at]:
            if self.tokens[one].dep in labels:
                return one
        return None

    def ancestors(self, at: int) -> list[int]:
        """The heads above a word, nearest first."""
        found = []
        while self.tokens[at].head != at:
            at = self.tokens[at].head
            found.append(at)
            if len(found) > len(self.tokens):
                break
        return found

    def phrase(self, at: int) -> tuple[int, int]:
        """First and last word of the noun phrase with this head: modifiers before it, joined without a gap."""
        first = at
        inner = {at}
        for one in range(at - 1, -1, -1):
            token = self.tokens[one]
            marked = (
                token.dep == "case" and token.head < one and self.tokens[token.head].head in inner
            )  # "Myanmar's army"
            if marked:
                continue
            if token.head in inner and token.dep in INSIDE and not (token.dep == "punct" and token.text in ",;:"):
                inner.add(one)
                first = one
            elif not (token.dep == "punct" and token.text in {"-", "–"}):
                break
        return first, at

    def text(self, first: int, last: int) -> str:
        """The words from first to last as written."""
        start, end = self.tokens[first].start, self.tokens[last].end
        return self.sentence.text[start - self.sentence.start : end - self.sentence.start]

    def between(self, first: int, last: int) -> str:
        """What stands between two words."""
        offset = self.sentence.start
        return self.sentence.text[self.tokens[first].end - offset : self.tokens[last].start - offset]

    def position(self, offset: int) -> int | None:
        """The word that holds the passage offset, else the next one; None after the last."""
        for token in self.tokens:
            if offset < token.end:
                return token.index
        return None

    def within(self, start: int, end: int) -> list[Token]:
        """Words that lie in the interval of the passage."""
        return [one for one in self.tokens if start <= one.start and one.end <= end]


def trees(context: Context) -> tuple[Tree, ...]:
    """A tree for each sentence of the report, by index."""
    return tuple(Tree(one) for one in context.sentences)
