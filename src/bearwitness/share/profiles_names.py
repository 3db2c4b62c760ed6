"""Whose names a record holds: victims, witnesses, commenters and other private people, and what reviewers protect."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from bearwitness.errors import DataError
from bearwitness.model import Actor, Attribution, Claim, Mention, Place, Protection, Record, Report
from bearwitness.share.profiles_text import NAME_WITHHELD, PLACE_WITHHELD, Secret

Who = Literal["victim", "witness", "commenter", "person", "protected name", "protected place"]
WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
LEAST_PART = 3
"""Letters of a word that shows a person by itself."""


class Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `offices.toml`."""

    offices: frozenset[str]
    private: frozenset[str]
    nobody: frozenset[str]
    common: frozenset[str]


@cache
def lists() -> Lists:
    """The word lists; DataError if the file is missing or damaged."""
    try:
        text = (resources.files(__package__) / "data" / "offices.toml").read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), Lists)
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file share/data/offices.toml is missing or damaged: {error}.") from error


@dataclass(frozen=True)
class Named:
    """Somebody or some place that a profile may have to hide."""

    text: str
    who: Who

    @property
    def secret(self) -> Secret:
        """What to look for."""
        if self.who == "protected place":
            return Secret(self.text, PLACE_WITHHELD)
        return Secret(self.text, NAME_WITHHELD, parts_of(self.text) if self.who != "commenter" else ())


def parts_of(name: str) -> tuple[str, ...]:
    """Words of a name that show the person by themselves."""
    found = WORD.findall(unicodedata.normalize("NFC", name))
    return tuple(
        sorted(
            {one for one in found if len(one) >= LEAST_PART and one.lower() not in lists().common and one[0].isupper()}
        )
    )


def named(
    records: Sequence[Record],
    reports: Iterable[Report],
    claims: Iterable[Claim],
    mentions: Mapping[str, Sequence[Mention]],
    protections: Iterable[Protection],
) -> tuple[Named, ...]:
    """Everybody in a record's tree whose name is not public, sorted, each once, as the kind that needs most care.

    `mentions`: by report. Words that name the record's places show nobody by themselves.
    """
    found: dict[str, Who] = {}
    listed = list(reports)
    told = list(claims)
    actors = [one.actor for each in listed for one in mentions.get(each.id, ()) if one.actor is not None]
    people = [one for one in actors if one.kind == "person"]
    bodies = {_key(text) for one in actors if one.kind != "person" for text in (one.name, one.text)}
    public = _public(people, told) | bodies

    def put(text: str | None, who: Who) -> None:
        plain = " ".join((text or "").split())
        if len(plain) > 1 and (plain not in found or RANK[who] < RANK[found[plain]]):
            found[plain] = who

    for asked in protections:
        put(asked.text, "protected name" if asked.kind == "name" else "protected place")
    for report in listed:
        for victim in _victims([one for one in told if one.report == report.id], mentions.get(report.id, ())):
            put(victim, "victim")
        for passage in report.passages:
            if passage.kind == "comment" and _names_somebody(passage.author, public):
                put(passage.author, "commenter")
    speakers = {_key(one) for claim in told for one in _spoken(claim.attribution)}
    for person in people:
        if _key(person.name) not in public and _key(person.text) not in public:
            who: Who = "witness" if {_key(person.name), _key(person.text)} & speakers else "person"
            put(person.name, who)
            put(person.text, who)
    for claim in told:
        held = claim.attribution
        if held is not None and held.speaker is not None and not _official(held.role, held.organisation):
            for text in _spoken(held):
                if _key(text) not in public and _is_name(text):
                    put(text, "witness")
    places = _place_words(records)
    return tuple(
        Named(text, who)
        for text, who in sorted(found.items())
        if who.startswith("protected") or not set(_key(text).split()) <= places
    )


RANK: Mapping[Who, int] = {
    "protected name": 0,
    "protected place": 1,
    "victim": 2,
    "witness": 3,
    "commenter": 4,
    "person": 5,
}


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _official(role: str | None, organisation: str | None, side: str | None = None) -> bool:
    words = {one.lower() for one in WORD.findall(role or "")}
    if words & lists().private:
        return False
    return bool(organisation or side or words & lists().offices)


def _public(people: Iterable[Actor], claims: Iterable[Claim]) -> frozenset[str]:
    """Names (folded) that a report gives an office, a body or a side."""
    found = set()
    for one in people:
        if _official(one.role, one.organisation, one.side):
            found |= {_key(one.name), _key(one.text)}
    for claim in claims:
        held = claim.attribution
        if held is not None and held.speaker is not None and _official(held.role, held.organisation):
            found |= {_key(held.speaker), _key(held.name or held.speaker)}
        if claim.responsibility is not None:
            found.add(_key(claim.responsibility.actor.name))
    return frozenset(found)


def _victims(claims: Sequence[Claim], mentions: Sequence[Mention]) -> list[str]:
    """People whom a claim counts: named as its count or its group, or in its words without an office."""
    found: list[str] = []
    spans = [
        (one.passage.id, one.start, one.end, claim)
        for claim in claims
        if claim.casualty is not None
        for one in claim.evidence
    ]
    for one in mentions:
        if one.actor is None or one.actor.kind != "person":
            continue
        inside = [claim for name, start, end, claim in spans if name == one.passage and start <= one.start < end]
        counted = any(_key(one.quote) in _counted(claim) for claim in inside)
        private = not _official(one.actor.role, one.actor.organisation, one.actor.side)
        if inside and (counted or private):
            found.extend((one.actor.name, one.quote))
    for claim in claims:
        if claim.casualty is not None:
            written = claim.casualty.figure.text
            if claim.casualty.figure.high == 1 and written == claim.casualty.group_text and _is_name(written):
                found.append(written)  # where a name stands in the place of a number, it is the victim's
    return found


def _counted(claim: Claim) -> str:
    told = claim.casualty
    return "" if told is None else _key(f"{told.figure.text} {told.group_text or ''}")


def _is_name(text: str) -> bool:
    """Whether it is written as a name: every word with a capital or a particle, no number, no article before it."""
    words = WORD.findall(text)
    if not words or any(one.isdigit() for one in text) or words[0].lower() in ARTICLES:
        return False
    return all(one[0].isupper() or one.lower() in lists().common for one in words)


ARTICLES = frozenset({"a", "an", "the", "one", "another", "no", "some"})


def _names_somebody(author: str | None, public: frozenset[str]) -> bool:
    return author is not None and _key(author) not in lists().nobody and _key(author) not in public


def _spoken(held: Attribution | None) -> tuple[str, ...]:
    return () if held is None else tuple(one for one in (held.speaker, held.name) if one is not None)


def _place_words(records: Iterable[Record]) -> frozenset[str]:
    places: list[Place | None] = []
    for one in records:
        places.extend((one.where, one.target.place if one.target is not None else None))
    names = [text for one in places if one is not None for text in (one.text, one.name or "")]
    return frozenset(word for text in names for word in _key(text).split())


def shielded(names: Iterable[Named], records: Iterable[Record]) -> tuple[Secret, ...]:
    """What to look for; a word of a name that is a word of the record's own places is not looked for alone."""
    places = _place_words(records)
    found = []
    for one in names:
        secret = one.secret
        kept = tuple(part for part in secret.parts if one.who == "protected name" or part.casefold() not in places)
        found.append(Secret(secret.text, secret.marker, kept))
    return tuple(found)


def telling(records: Sequence[Record], reports: Iterable[Report], claims: Iterable[Claim]) -> tuple[Secret, ...]:
    """What would tell what the strictest profile keeps back: places, facilities, sources, reports, speakers."""
    places: list[Place | None] = []
    texts: list[str | None] = []
    for record in records:
        places.append(record.where)
        if record.target is not None:
            places.append(record.target.place)
            texts.append(record.target.name)
    for report in reports:
        texts.extend((report.id, report.source, report.url, report.byline))
    for claim in claims:
        places.append(claim.place)
        if claim.casualty is not None:
            places.append(claim.casualty.scope.place)
        if claim.attribution is not None:
            texts.extend((claim.attribution.speaker, claim.attribution.name))
        if claim.occurrence is not None and claim.occurrence.target is not None:
            texts.append(claim.occurrence.target.name)
    wide = [one for one in places if one is not None and one.precision not in ("country", "unknown", "area")]
    texts.extend(text for one in wide for text in (one.text, one.name))
    return tuple(Secret(text) for text in sorted({one for one in texts if one is not None and len(one) >= LEAST_PART}))
