"""Noun phrases read from the words around them: surer than the parse where a speaker follows a list or a quote."""

from __future__ import annotations

from dataclasses import dataclass

from bearwitness.extract.syntax import Tree
from bearwitness.model import Token

LINKS = frozenset({"of", "for", "from", "at", "with", "in", "on", "to", "against", "and"})

PHRASE_POS = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "PRON"})

STOP_WORDS = frozenset(
    {"that", "which", "who", "whom", "whose", "what", "there", "this", "these", "those", "to", "not", "n't"}
)

PERSONAL = frozenset({"i", "we", "you", "he", "she", "it", "they", "me", "us", "him", "her", "them"})


@dataclass(frozen=True)
class Phrase:
    """A noun phrase that may name a speaker: word positions of the whole, and of its head chunk's last word."""

    first: int
    last: int


def phrase_right(tree: Tree, at: int) -> Phrase | None:
    """The noun phrase that begins at a word, with its "of ..." and its appositions between commas."""
    if tree.tokens[at].text.lower() in PERSONAL:
        return Phrase(at, at)
    last = _chunk_right(tree, at)
    if last is None:
        return None
    return Phrase(at, _appositions(tree, last))


def _chunk_right(tree: Tree, at: int) -> int | None:
    tokens = tree.tokens
    one = at
    last: int | None = None
    while one < len(tokens):
        token = tokens[one]
        if one > at and "\n" in tree.between(one - 1, one):
            break
        if _nominal(token):
            last = one
        elif (
            token.text in {"-", "–", "/", "&", "."}
            and last is not None
            and one + 1 < len(tokens)
            and _nominal(tokens[one + 1])
        ) or (
            last is not None
            and token.text.lower() in LINKS
            and one + 1 < len(tokens)
            and _nominal(tokens[one + 1])
            and not begins_time(tokens[one + 1])
        ):
            pass
        else:
            break
        one += 1
    return last


def begins_time(token: Token) -> bool:
    """A weekday, a month or a numeral."""
    return token.tag in {"CD"} or token.text in {
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    }


def _nominal(token: Token) -> bool:
    if token.pos == "PRON" and token.text.lower() in PERSONAL:
        return False
    return (
        token.pos in PHRASE_POS and token.text.lower() not in STOP_WORDS and token.tag not in {"WP", "WDT", "TO", "RP"}
    )


def _appositions(tree: Tree, last: int) -> int:
    """Takes in ", head of the office" and ", who heads the office," after a phrase."""
    tokens = tree.tokens
    comma = last + 1
    if comma + 1 >= len(tokens) or tokens[comma].text not in {",", "("}:
        return last
    after = tokens[comma + 1]
    if after.tag in {"WP", "WDT"}:
        return last
    if not _nominal(after):
        return last
    end = _chunk_right(tree, comma + 1)
    if end is None:
        return last
    closes = (
        end + 1 >= len(tokens)
        or tokens[end + 1].text in {",", ".", ")", ";", "”", '"', ":"}
        or tokens[end + 1].pos in {"ADP", "SCONJ", "ADV", "PRON"}
    )
    return end if closes else last


def phrase_left(tree: Tree, at: int, roles: frozenset[str]) -> Phrase | None:
    """The noun phrase that ends at a word (a closing comma of an apposition is stepped over)."""
    tokens = tree.tokens
    if at < 0:
        return None
    if tokens[at].text == ",":
        first = at - 1
        while first >= 0 and tokens[first].text != ",":
            first -= 1
        if first <= 0 or at - first > 25:
            return None
        inner = _chunk_left(tree, first - 1)
        return None if inner is None else Phrase(inner, at - 1)
    if tokens[at].text.lower() in PERSONAL:
        return Phrase(at, at)
    first_word = _chunk_left(tree, at)
    if first_word is None:
        return None
    comma = first_word - 1
    if comma > 0 and tokens[comma].text == "," and any(one.pos == "PROPN" for one in tokens[first_word : at + 1]):
        role = _chunk_left(tree, comma - 1)
        if role is not None and any(one.text.lower() in roles for one in tokens[role:comma]):
            return Phrase(role, at)
    return Phrase(first_word, at)


def _chunk_left(tree: Tree, at: int) -> int | None:
    tokens = tree.tokens
    first: int | None = None
    one = at
    while one >= 0:
        token = tokens[one]
        if _nominal(token):
            first = one
        elif (
            first is not None
            and (
                token.text.lower() in LINKS
                or (token.text in {"-", "–", "/", "&"} and token.end == tokens[one + 1].start)
            )
            and one > 0
            and _nominal(tokens[one - 1])
        ):
            if begins_time(tokens[one + 1]):
                first = None  # "officials on Sunday": the day is no part of the name
        else:
            break
        one -= 1
    return first
