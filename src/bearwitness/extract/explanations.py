"""How or why an attack is said to have come about, and whether the speaker holds or denies it."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from bearwitness.extract import told
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.languages import load
from bearwitness.languages.sieve import Sieve
from bearwitness.model import Claim, Explanation
from bearwitness.vocabulary import ExplanationKind, ExplanationStance

LONGEST = 600
"""Code points of a sentence that are looked at."""
BEFORE = 45
"""Code points before the words in which a denial turns them."""


class Denial(msgspec.Struct, frozen=True):
    """Words that turn what follows."""

    words: tuple[str, ...]


NEXT_SAYING = re.compile(r"\band (?:says?|said|claims?|claimed|insists?|insisted)\b|\bbut\b|;", re.IGNORECASE)
"""After these a denial before them no longer holds: "Moscow denies it and says that ..."."""


class ExplanationWords(msgspec.Struct, frozen=True):
    """`languages/<code>/explanations.toml`."""

    kinds: dict[ExplanationKind, tuple[str, ...]]
    denial: Denial


@cache
def _patterns(code: str) -> tuple[tuple[ExplanationKind, re.Pattern[str]], ...]:
    words = load(code, "explanations", ExplanationWords)
    return tuple(
        (kind, re.compile(pattern, re.IGNORECASE)) for kind, listed in words.kinds.items() for pattern in listed
    )


@cache
def _sieve(code: str) -> Sieve:
    return Sieve([pattern for _, pattern in _patterns(code)])


@cache
def _denials(code: str) -> re.Pattern[str]:
    words = load(code, "explanations", ExplanationWords).denial.words
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in words), re.IGNORECASE)


def found_in(text: str, code: str) -> list[tuple[ExplanationKind, ExplanationStance, int, int]]:
    """Explanations in one sentence: kind, asserted or denied, and where the words stand; one a kind."""
    found: dict[ExplanationKind, tuple[ExplanationStance, int, int]] = {}
    text = text[:LONGEST]
    patterns = _patterns(code)
    for at in _sieve(code).passing(text):
        kind, pattern = patterns[at]
        match = pattern.search(text)
        if match is None or kind in found:
            continue
        before = NEXT_SAYING.split(text[max(0, match.start() - BEFORE) : match.start()])[-1]
        denied = _deniable(kind, match[0]) and _denials(code).search(before) is not None
        found[kind] = ("denied" if denied else "asserted", match.start(), match.end())
    return [(kind, *rest) for kind, rest in found.items()]


def _deniable(kind: ExplanationKind, words: str) -> bool:
    """A denial before the words can be meant for them; "denies it and points to ..." goes on to something else."""
    return kind != "unknown_cause" and not words.lower().startswith("point")


def find(context: Context) -> list[Claim]:
    """Explanation claims of a report that tells an attack."""
    if not context.once(attacks_of):
        return []
    claims: list[Claim] = []
    for sentence in context.sentences:
        for kind, stance, start, end in found_in(sentence.text, context.language):
            first, last = sentence.start + start, sentence.start + end
            about, modality = told.how(context, sentence.passage, first, last)
            if modality == "hypothetical":
                continue
            denied = modality == "denied" and _deniable(kind, sentence.text[start:end])
            claims.append(
                Claim(
                    id=f"explanation{len(claims)}",
                    kind="explanation",
                    report=context.report.id,
                    about=about,
                    modality="reported" if modality == "denied" else modality,
                    evidence=(context.evidence(sentence.passage, first, last),),
                    explanation=Explanation(
                        explanation=kind, stance="denied" if denied else stance, text=sentence.text[start:end]
                    ),
                    rule=f"explanation.{kind}",
                )
            )
    return claims
