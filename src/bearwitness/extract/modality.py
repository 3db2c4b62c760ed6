"""How a thing is told: asserted, reported, possible, denied, hypothetical, unknown.

Read from the words before the verb in its own clause: "reportedly", "is said to", "could be", "if", "denied that".
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache

import msgspec

from bearwitness.languages import load
from bearwitness.model import Sentence, Token
from bearwitness.vocabulary import Modality

REACH = 10
"""Tokens before the word that are looked at, no further than the clause goes."""


class Words(msgspec.Struct, frozen=True):
    """Words of each modality; `intended` are plans, read as hypothetical."""

    possible: tuple[str, ...]
    reported: tuple[str, ...]
    hypothetical: tuple[str, ...]
    denied: tuple[str, ...]
    intended: tuple[str, ...]


class Subject(msgspec.Struct, frozen=True):
    """The shape of `modality.toml`."""

    modality: Words


@cache
def _words(code: str) -> dict[str, Modality]:
    listed = load(code, "modality", Subject).modality
    found: dict[str, Modality] = {}
    for word in listed.possible:
        found[word] = "possible"
    for word in listed.reported:
        found[word] = "reported"
    for word in listed.hypothetical + listed.intended:
        found[word] = "hypothetical"
    for word in listed.denied:
        found[word] = "denied"
    return found


def of(sentence: Sentence, first: int, last: int, code: str = "en", *, apart: Container[int] = ()) -> Modality:
    """The modality of what tokens `first..last` (half-open) tell; words at the tokens `apart` say nothing of it."""
    known = _words(code)
    tokens = sentence.tokens
    found: Modality = "asserted"
    for at in range(first - 1, max(-1, first - 1 - REACH), -1):
        token = tokens[at]
        if token.text in (";", ".", ":") or (token.text.lower() in ("and", "but", "while", "when") and at < first - 4):
            break
        if at in apart:
            continue
        pair = f"{tokens[at - 1].text.lower()} {token.text.lower()}" if at else ""
        mode = known.get(pair) or known.get(token.text.lower())
        if mode is None:
            continue
        if mode == "possible" and token.text.lower() in MODALS and not _governs(tokens, at, first):
            continue
        if mode == "hypothetical" and pair in known and pair.endswith(" to") and _left(tokens, at, first):
            continue
        if mode in ("hypothetical", "denied", "possible"):
            return mode
        found = mode
    if found == "asserted" and last < len(tokens) and tokens[last].text.lower() in ("reportedly", "allegedly"):
        return "reported"
    return found


MODALS = frozenset({"may", "might", "could", "would", "can"})


def _left(tokens: tuple[Token, ...], at: int, verb: int) -> bool:
    """The plan ends before the verb: "attempted to move it, killing two" tells what came of it."""
    between = tokens[at + 1 : verb]
    return tokens[verb].tag == "VBG" and any(one.text == "," for one in between)


def _governs(tokens: tuple[Token, ...], modal: int, verb: int) -> bool:
    """Only auxiliaries and adverbs stand between the modal and the verb."""
    return all(
        one.pos in ("AUX", "ADV", "PART") or one.text.lower() in ("have", "be", "been", "also", "still")
        for one in tokens[modal + 1 : verb]
    )
