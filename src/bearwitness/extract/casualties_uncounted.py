"""Harm told without a number: "how many were wounded is not known", "people are trapped under the rubble".

An unknown number is a claim: it says that there is something to count and that nobody has. Rules and words are in
`languages/<code>/uncounted.toml`, each rule with a sentence that it matches and one that it must not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import msgspec

from bearwitness.extract import quantities
from bearwitness.languages import load
from bearwitness.languages.sieve import Sieve
from bearwitness.model import Figure
from bearwitness.vocabulary import Group, Modality, Outcome

LONGEST = 900
"""Code points of a sentence that are looked at."""
BEFORE = 40
"""Code points before the words in which a negation or a number would undo them."""
LEFT = 100
"""Code points before a toll in which a sentence may leave it open."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A construction, with what it must and must not match."""

    name: str
    pattern: str
    yes: str
    no: str
    outcome: Outcome | None = None
    """None: the word of harm says it."""
    modality: Modality | None = None
    """None: the words between say it."""


class Words(msgspec.Struct, frozen=True, rename={"excluded": "not"}):
    """Words that patterns stand on."""

    trapped: tuple[str, ...]
    rubble: tuple[str, ...]
    possible: tuple[str, ...]
    reported: tuple[str, ...]
    excluded: tuple[str, ...]
    open: tuple[str, ...]


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `uncounted.toml`."""

    harm: dict[str, Outcome]
    who: dict[str, Group]
    words: Words
    plurals: dict[str, Outcome]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Uncounted:
    """One telling; `start`, `end` are offsets into the text."""

    rule: str
    outcome: Outcome
    group: Group
    modality: Modality
    start: int
    end: int
    words: str | None

    @property
    def figure(self) -> Figure:
        """A number that nobody gives."""
        return Figure(low=None, high=None, qualifier="unknown", text=self.words or "")


def _either(words: object) -> str:
    return "(?:" + "|".join(re.escape(one) for one in sorted(words, key=lambda one: (-len(one), one))) + ")"  # type: ignore[call-overload]


@cache
def _compiled(code: str) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    subject = load(code, "uncounted", Subject)
    lists = {
        "HARM": f"(?P<harm>{_either(subject.harm)})",
        "WHO": _either(subject.who),
        "PLURAL": _either(subject.plurals),
        "TRAPPED": _either(subject.words.trapped),
        "RUBBLE": _either(subject.words.rubble),
    }
    found = []
    for rule in subject.rules:
        pattern = re.sub("|".join(lists), lambda match: lists[match[0]], rule.pattern)
        found.append((rule, re.compile(pattern, re.IGNORECASE)))
    return tuple(found)


@cache
def _sieve(code: str) -> Sieve:
    return Sieve([pattern for _, pattern in _compiled(code)])


@cache
def _has(code: str, name: str) -> re.Pattern[str]:
    words = load(code, "uncounted", Subject).words
    return re.compile(rf"\b{_either(getattr(words, name))}\b", re.IGNORECASE)


def left_open(before: str, code: str = "en") -> bool:
    """Whether the words before a toll say that its number is not known: "unknown fatalities recorded as 12".

    The number after it is then a convention of whoever keeps the table, told by nobody. So is one that stands right
    after a sentence that leaves open whether there were any.
    """
    words = _has(code, "open")
    direct = re.search(rf"{words.pattern}(?:\W+\w+)?\W*$", before[-BEFORE:], re.IGNORECASE)
    asked = re.search(rf"{words.pattern} (?:if|whether)\b[^.;]{{0,60}}[.;]\s*$", before[-LEFT:], re.IGNORECASE)
    return direct is not None or asked is not None


def find(text: str, code: str = "en") -> list[Uncounted]:
    """The tellings in one sentence, in order; none where a number is told of the same people."""
    text = text[:LONGEST]
    found: list[Uncounted] = []
    rules = _compiled(code)
    for rule, pattern in (rules[at] for at in _sieve(code).passing(text)):
        for match in pattern.finditer(text):
            found += _of_match(rule, match, text, code)
    return sorted(found, key=lambda one: (one.start, one.end, one.group))


def _of_match(rule: Rule, match: re.Match[str], text: str, code: str) -> Iterator[Uncounted]:
    subject = load(code, "uncounted", Subject)
    if "plurals" in match.groupdict():
        yield from _of_nouns(rule, match, text, code)
        return
    if rule.outcome is None:
        assert rule.modality is not None
        outcome = subject.harm[match["harm"].lower()]
        yield Uncounted(rule.name, outcome, "people", rule.modality, match.start(), match.end(), None)
        return
    near = text[max(0, match.start() - BEFORE) : match.start()]
    # "how many people", "the number of people" and "no people" belong to other rules, or to none.
    if re.search(r"(?:how many|number of|no)\W+(?:\w+\W+){0,3}$", near, re.IGNORECASE):
        return
    if _has(code, "excluded").search(match["told"]) or _counted(text, match.start("who"), match.end("who"), code):
        return
    mode: Modality = "asserted"
    around = match["told"] + " " + near.rsplit(",", 1)[-1]
    if _has(code, "possible").search(around):
        mode = "possible"
    elif _has(code, "reported").search(around):
        mode = "reported"
    names = re.findall(_either(subject.who), match["who"], re.IGNORECASE)
    groups: dict[Group, str] = {}
    for name in names:
        groups.setdefault(subject.who[name.lower()], name)
    for group, name in groups.items():
        yield Uncounted(rule.name, rule.outcome, group, mode, match.start(), match.end(), name)


def _of_nouns(rule: Rule, match: re.Match[str], text: str, code: str) -> Iterator[Uncounted]:
    """Toll nouns in the plural without a number; none after a negation, a number or "the number of"."""
    subject = load(code, "uncounted", Subject)
    near = text[max(0, match.start() - BEFORE) : match.start("plurals")].rsplit(".", 1)[-1]
    if re.search(
        r"\b(?:no|without|not|any|avoid\w*|prevent\w*|number of|how many|list of)\b[^,;:]*$", near, re.IGNORECASE
    ):
        return
    if _counted(text, match.start(), match.end(), code):
        return
    mode: Modality = rule.modality or "asserted"
    if re.search(rf"{_has(code, 'open').pattern} (?:if|whether)\b", near, re.IGNORECASE):
        mode = "unknown"  # "it is unclear if there were fatalities" tells of none
    elif _has(code, "possible").search(near):
        mode = "possible"
    elif _has(code, "reported").search(near):
        mode = "reported"
    told: dict[Outcome, str] = {}
    for noun in re.findall(_either(subject.plurals), match["plurals"], re.IGNORECASE):
        told.setdefault(subject.plurals[noun.lower()], noun)
    for outcome, noun in told.items():
        yield Uncounted(rule.name, outcome, "people", mode, match.start(), match.end(), noun)


def _counted(text: str, start: int, end: int, code: str) -> bool:
    return any(one.start < end and one.end > start - 24 for one in quantities.find(text[:end], code))
