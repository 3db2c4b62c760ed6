"""The subject of a verb of saying: before it, after it, or taken from the verb above."""

from __future__ import annotations

from bearwitness.extract.cues import FINITE, OPENING
from bearwitness.extract.noun_phrases import Phrase, phrase_left, phrase_right
from bearwitness.extract.sayings import Lexicon
from bearwitness.extract.syntax import Tree
from bearwitness.model import Token

ADVERBS = frozenset(
    {
        "also",
        "later",
        "earlier",
        "then",
        "however",
        "further",
        "previously",
        "again",
        "subsequently",
        "already",
        "still",
        "reportedly",
        "repeatedly",
        "both",
        "all",
        "meanwhile",
        "separately",
        "now",
        "once",
        "only",
        "just",
        "had",
        "has",
        "have",
        "was",
        "is",
    }
)


def subject(tree: Tree, token: Token, words: Lexicon, quoted: list[bool]) -> tuple[Phrase, str] | None:
    """The phrase of whoever speaks and the shape (`initial` or `final`); None if nobody does."""
    tokens, at = tree.tokens, token.index
    lemma = token.lemma.lower()
    if lemma in words.inverted and token.tag in FINITE and at + 1 < len(tokens):
        before = tokens[at - 1] if at else None
        opens = before is None or before.text in OPENING or quoted[at - 1]
        after = tokens[at + 1]
        left_subject = tree.child(at, "nsubj")
        plain_left = (
            left_subject is not None
            and left_subject < at
            and not quoted[left_subject]
            and tokens[at - 1].text == ","
            and _bounded(tree, left_subject, at)
        )
        if opens and not plain_left and after.text.lower() != "that" and after.tag not in {"IN", "TO", "CD"}:
            phrase = phrase_right(tree, at + 1)
            if phrase is not None and not _continues_as_clause(tree, phrase):
                return phrase, "final"
    subject = tree.child(at, "nsubj")
    nearest = _closing(tree, token, words, quoted)
    if nearest is not None and (subject is None or subject < nearest.first):
        return nearest, "final"
    if subject is not None and subject < at and not quoted[subject] and tokens[subject].tag not in {"WP", "WDT"}:
        first = _left_edge(tree, subject)
        last = right_of_subject(tree, subject, at)
        return Phrase(first, last), _shape(tree, token, first, quoted)
    if subject is not None and tokens[subject].tag in {"WP", "WDT"}:
        owner = _relative_owner(tree, token)
        return None if owner is None else (owner, "initial")
    surface = _left_of(tree, token, words, quoted)
    if surface is not None:
        return surface, _shape(tree, token, surface.first, quoted)
    return _inherited(tree, token, words, quoted)


def _left_edge(tree: Tree, subject: int) -> int:
    """The first word of the subject's phrase, with what "and" joins inside it: "Police and hospital officials"."""
    first = tree.phrase(subject)[0]
    below = set(tree.subtree(subject))
    wider = phrase_left(tree, subject, frozenset())
    joined = wider is not None and any(tree.tokens[one].text.lower() == "and" for one in range(wider.first, first))
    if wider is not None and joined and all(one in below for one in range(wider.first, first)):
        return wider.first
    return first


def _closing(tree: Tree, token: Token, words: Lexicon, quoted: list[bool]) -> Phrase | None:
    """The phrase right before a verb that closes its sentence ("..., the chief of the administration said."): surer
    than the parse, which tends to take a list before it for the subject.
    """
    after = token.index + 1
    tokens = tree.tokens
    while after < len(tokens) and tokens[after].text not in {".", "”", '"', ";"}:
        if tokens[after].pos not in {"ADP", "PROPN", "NOUN", "DET", "NUM", "ADJ", "ADV"} or after - token.index > 6:
            return None
        after += 1
    phrase = _left_of(tree, token, words, quoted)
    if phrase is None or phrase.first < 3 or tokens[phrase.first - 1].text not in {",", "”", '"', "''", "’"}:
        return None
    return phrase


def _bounded(tree: Tree, subject: int, verb: int) -> bool:
    """Between subject and verb stands a phrase between commas ("X, in a statement, said")."""
    commas = [one for one in range(subject, verb) if tree.tokens[one].text == ","]
    return len(commas) >= 2


def _continues_as_clause(tree: Tree, phrase: Phrase) -> bool:
    """The phrase after the verb is the subject of what is said ("said Russia struck"), not the speaker."""
    after = phrase.last + 1
    return (
        after < len(tree.tokens)
        and tree.tokens[after].tag in FINITE | {"MD"}
        and tree.tokens[after].dep not in {"relcl"}
    )


def right_of_subject(tree: Tree, subject: int, verb: int) -> int:
    """Takes in "of the ministry" and ", head of the office," between the subject and its verb."""
    last = subject
    below = set(tree.subtree(subject))
    for one in range(subject + 1, verb):
        token = tree.tokens[one]
        if token.tag in {"WP", "WDT"} or (one not in below and token.text != ","):
            break
        if token.pos == "VERB" and token.dep in {"relcl", "acl"}:
            break
        last = one
    while last > subject and tree.tokens[last].text in {",", "-", "–", "—"}:
        last -= 1
    return last


def _shape(tree: Tree, token: Token, first: int, quoted: list[bool]) -> str:
    """`final` when what is said stands before the speaker, else `initial`."""
    tokens = tree.tokens
    after = token.index + 1
    while (
        after < len(tokens)
        and (
            tokens[after].pos in {"ADP", "PROPN", "NOUN", "DET", "NUM", "ADV", "ADJ", "PART", "PRON"}
            and tokens[after].text.lower() != "that"
        )
        and not quoted[after]
    ):
        after += 1
    ends = (
        after >= len(tokens)
        or tokens[after].text in {".", ",", ";", "”", '"', ")", "(", ":", "…"}
        or tokens[after].pos == "SPACE"
    )
    before = tokens[first - 1] if first else None
    said_before = (
        before is not None and before.text != ":" and (before.text in OPENING or quoted[first - 1]) and first > 2
    )
    if (
        ends
        and said_before
        and not (
            after < len(tokens)
            and tokens[after].text in {":", ","}
            and after + 1 < len(tokens)
            and (quoted[after + 1] or _opens_quote(tokens, after + 1))
            and not any(quoted[:first])
        )
    ):
        ccomp = [one for one in tree.children[token.index] if tokens[one].dep == "ccomp" and one > token.index]
        if not ccomp or token.dep in {"parataxis", "ccomp"}:
            return "final"
    return "initial"


def _opens_quote(tokens: tuple[Token, ...], at: int) -> bool:
    return tokens[at].text in {"“", '"', "``", "«", "‘", "'", "„"}


def _left_of(tree: Tree, token: Token, words: Lexicon, quoted: list[bool]) -> Phrase | None:
    """The noun phrase right before the verb, auxiliaries and adverbs stepped over."""
    at = token.index - 1
    while at >= 0 and (tree.tokens[at].pos in {"AUX", "ADV"} or tree.tokens[at].text.lower() in ADVERBS):
        at -= 1
    if at < 0 or quoted[at] or token.tag not in FINITE | {"VBN"}:
        return None
    if tree.tokens[at].text == "," and at > 0 and tree.tokens[at - 1].text.lower() in {"”", '"'}:
        return None
    phrase = phrase_left(tree, at, words.roles)
    if phrase is None or quoted[phrase.first]:
        return None
    before = tree.tokens[phrase.first - 1] if phrase.first else None
    if (
        before is not None
        and before.text not in OPENING
        and before.pos not in {"CCONJ", "SCONJ", "PUNCT"}
        and before.text.lower() not in {"which", "that", "whom", "who"}
    ):
        return None
    return phrase


def _relative_owner(tree: Tree, token: Token) -> Phrase | None:
    head = token.head
    if token.dep == "relcl" and head < token.index and tree.tokens[head].pos in {"NOUN", "PROPN"}:
        return Phrase(tree.phrase(head)[0], head)
    return None


def _inherited(tree: Tree, token: Token, words: Lexicon, quoted: list[bool]) -> tuple[Phrase, str] | None:
    """Reads "..., adding that", "and added": the subject of the verb above."""
    at = token.index
    for _ in range(3):
        head = tree.tokens[at].head
        if head == at or tree.tokens[at].dep not in {"conj", "advcl", "acl", "xcomp", "dep"}:
            return None
        if tree.tokens[at].dep == "acl":
            return _issuer(tree, head, words) or Phrase(tree.phrase(head)[0], head), "initial"
        subject = tree.child(head, "nsubj")
        if subject is not None and not quoted[subject]:
            if tree.tokens[subject].tag in {"WP", "WDT"}:
                owner = _relative_owner(tree, tree.tokens[head])
                return None if owner is None else (owner, "initial")
            return Phrase(tree.phrase(subject)[0], right_of_subject(tree, subject, head)), "initial"
        at = head
    return None


def _issuer(tree: Tree, noun: int, words: Lexicon) -> Phrase | None:
    """Reads "the group put out a statement saying": whoever put out the statement speaks, not the statement."""
    if tree.tokens[noun].text.lower() not in words.tellings:
        return None
    for above in tree.ancestors(noun):
        subject = tree.child(above, "nsubj")
        if subject is not None and subject < noun:
            return Phrase(tree.phrase(subject)[0], right_of_subject(tree, subject, above))
    return None
