"""What leaves the casebook: a record's tree as a profile lets it through, and a list of what was withheld.

Spans stay true: where a name is cut out of a passage, the evidence in it moves with the text, so that
`passage.text[start:end] == quote` holds in a redacted export as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from bearwitness import vocabulary
from bearwitness.errors import BearwitnessError
from bearwitness.model import (
    Claim,
    Evidence,
    Facility,
    Graded,
    Mention,
    PassageRef,
    Place,
    Protection,
    Record,
    Report,
    Review,
    Withheld,
    WithheldKind,
)
from bearwitness.share.profiles_counts import counts_only
from bearwitness.share.profiles_ids import Pseudonyms, may_be_digest, renamed
from bearwitness.share.profiles_names import Named, Who, named, shielded, telling
from bearwitness.share.profiles_text import PLACE_WITHHELD, Blade, Cut, bare, cut
from bearwitness.vocabulary import Profile

T = TypeVar("T")
WITHHELD = "withheld"
EXACT = frozenset({"point", "facility"})
"""Precisions whose coordinates show a building."""


@dataclass(frozen=True)
class Rules:
    """What a profile lets through."""

    victims: bool
    points: bool
    """Exact coordinates."""
    text: bool
    """Reports in full; otherwise the words behind the values only."""
    reviewers: bool
    """Reviewers' names, reasons and notes."""
    counts_only: bool = False
    """Country, time, kinds and counts, and nothing else."""


RULES: Mapping[Profile, Rules] = {
    "full": Rules(victims=True, points=True, text=True, reviewers=True),
    "partner": Rules(victims=True, points=True, text=True, reviewers=True),
    "public": Rules(victims=False, points=False, text=False, reviewers=False),
    "ssa": Rules(victims=False, points=False, text=False, reviewers=False, counts_only=True),
}
VOCABULARY = frozenset(word for kind in vars(vocabulary).values() for word in vocabulary.words(kind))
"""Words of closed lists are never somebody's name, whatever somebody calls himself."""
NAMES_OF: Mapping[Who, tuple[str, str]] = {
    "victim": ("victims' names", "people who were harmed are not named"),
    "witness": ("witnesses' names", "people who speak without an office are not named"),
    "commenter": ("commenters' names", "people who comment are not named"),
    "person": ("other private people's names", "people without an office are not named"),
    "protected name": ("protected names", "a reviewer's Decision protects them"),
    "protected place": ("protected places", "a reviewer's Decision protects them"),
}


@dataclass(frozen=True)
class Leaving:
    """What a profile lets through of a record and its tree."""

    record: Record
    others: tuple[Record, ...]
    reports: Mapping[str, Report]
    claims: Mapping[str, Claim]
    blade: Blade
    """What finds the withheld words: for captures and everything else that goes with the record."""
    was: Mapping[str, str] = field(default_factory=dict)
    """Ids as they leave -> ids in the casebook, where these are others."""


def leaving(
    profile: Profile,
    record: Record,
    others: Sequence[Record],
    reports: Mapping[str, Report],
    claims: Mapping[str, Claim],
    *,
    mentions: Mapping[str, Sequence[Mention]],
    key: bytes,
    protections: Iterable[Protection] = (),
) -> Leaving:
    """The record and its tree (`others`, with the reports and claims they rest on, and nothing else) in a profile.

    `key`: the casebook's secret, with which ids are made that leave in place of others.

    BearwitnessError if something of what is withheld would still be in it: then nothing may leave.
    """
    if profile == "full":
        return Leaving(record, tuple(others), reports, claims, Blade((), points=False))
    rules = RULES[profile]
    tree = (record, *others)
    everybody = named(tree, reports.values(), claims.values(), mentions, protections)
    hidden = [one for one in everybody if not (rules.victims and one.who == "victim")]
    secrets = shielded(hidden, tree)
    blade = Blade(secrets, points=not rules.points)
    pseudonyms = Pseudonyms(key, profile)
    redaction = _Redaction(rules, blade, hidden, pseudonyms)
    found = redaction.apply(record, others, reports, claims)
    withheld = redaction.withheld(profile)
    marked = [msgspec.structs.replace(one, withheld=withheld) for one in (found[0], *found[1])]
    if rules.counts_only:  # what goes beside the record must not tell either what the record does not
        blade = Blade([*secrets, *telling(tree, reports.values(), claims.values())], points=True)
    touched = bool(redaction.named) or rules.counts_only
    made = renamed(pseudonyms, marked, found[2], found[3], before=claims, touched=touched)
    result = Leaving(made[0][0], tuple(made[0][1:]), made[1], made[2], blade, was=pseudonyms.was)
    _check(result)
    return result


def _check(found: Leaving) -> None:
    """Look once more at every string that leaves."""
    for value in (found.record, *found.others, *found.reports.values(), *found.claims.values()):
        for text in strings(msgspec.to_builtins(value)):
            if text not in VOCABULARY and found.blade.find(text):
                raise BearwitnessError(
                    "The export would still show something that its profile withholds.",
                    remedy="Nothing was written; please tell the project about it.",
                )


def strings(value: Any) -> Iterable[str]:
    """Every text in a JSON form."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)


@dataclass
class _Redaction:
    """Goes once through everything that is to leave."""

    rules: Rules
    blade: Blade
    hidden: Sequence[Named]
    pseudonyms: Pseudonyms
    ids: dict[str, str] = field(default_factory=dict)
    """Report ids that show a name, or may follow from a capture that is not to be guessed -> what stands for them."""
    named: set[str] = field(default_factory=set)
    """Reports that hold something withheld: the hash of their captures would confirm a guess of it."""
    cuts: dict[tuple[str, str], Cut] = field(default_factory=dict)
    """Report and passage -> its text after cutting."""
    left_out: Counter[str] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    """Old texts that were looked at, for counting the names that stood in them."""

    def apply(
        self,
        record: Record,
        others: Sequence[Record],
        reports: Mapping[str, Report],
        claims: Mapping[str, Claim],
    ) -> tuple[Record, tuple[Record, ...], dict[str, Report], dict[str, Claim]]:
        """Everything as it may leave."""
        shared = {one.capture for one in reports.values() if self._holds(one)}
        self.named.update(name for name, one in reports.items() if one.capture in shared)
        for name in sorted(reports):
            shows = self.blade.shows(name)
            if shows or (name in self.named and may_be_digest(name)):
                self.ids[name] = self.pseudonyms.of(name)
                self.left_out["ids"] += shows
        comments = {(one.id, each.id) for one in reports.values() for each in one.passages if each.kind == "comment"}
        kept = {
            name: one
            for name, one in claims.items()
            if not any((one.report, each.passage.id) in comments for each in one.evidence)
        }
        self._cut(reports, kept)
        made_reports = {self._id(name): self._report(one) for name, one in reports.items()}
        made_claims = {name: self._claim(one) for name, one in kept.items()}
        made = tuple(self._record(one) for one in (record, *others))
        if self.rules.counts_only:
            return counts_only(made[0]), tuple(counts_only(one) for one in made[1:]), {}, {}
        return made[0], made[1:], made_reports, made_claims

    def _holds(self, report: Report) -> bool:
        if any(self.blade.shows(one) for one in (report.id, report.url or "")):
            return True
        return any(
            each.kind == "comment" or self.blade.find(each.text) or self.blade.find(each.author or "")
            for each in report.passages
        ) or any(self.blade.find(one or "") for one in (report.title, report.byline, report.source))

    def _id(self, name: str) -> str:
        return self.ids.get(name, name)

    # --- reports ---

    def _cut(self, reports: Mapping[str, Report], claims: Mapping[str, Claim]) -> None:
        spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for claim in claims.values():
            for one in _evidence(claim):
                spans.setdefault((claim.report, one.passage.id), []).append((one.start, one.end))
        for report in reports.values():
            for passage in report.passages:
                key = (report.id, passage.id)
                keep = None if self.rules.text or passage.kind == "title" else spans.get(key, [])
                self.cuts[key] = cut(passage.text, self._find(passage.text), keep)

    def _find(self, text: str) -> list[tuple[int, int, str]]:
        self.seen.add(text)
        return self.blade.find(text)

    def _report(self, report: Report) -> Report:
        passages = []
        for one in report.passages:
            text = self.cuts[report.id, one.id].text
            if one.kind == "comment":
                self.left_out["comments"] += 1
                self.seen.add(one.author or "")
            elif text or self.rules.text:
                self.left_out["text"] += not self.rules.text and text != one.text
                passages.append(self._plain(msgspec.structs.replace(one, text=""), {"text": text}))
            else:
                self.left_out["text"] += 1
        bare = msgspec.structs.replace(report, passages=(), url=self._address(report.url))
        capture = WITHHELD if report.id in self.named else report.capture
        return self._plain(
            bare, {"id": self._id(report.id), "url": bare.url, "passages": tuple(passages), "capture": capture}
        )

    def _address(self, url: str | None) -> str | None:
        if url is not None and self.blade.shows(url):
            self.left_out["addresses"] += 1
            return None
        return url

    # --- claims ---

    def _claim(self, claim: Claim) -> Claim:
        changes: dict[str, Any] = {
            "report": self._id(claim.report),
            "evidence": tuple(self._moved(claim.report, one) for one in claim.evidence),
        }
        held = claim.attribution
        if held is not None:
            shown = None if held.evidence is None else self._moved(claim.report, held.evidence)
            changes["attribution"] = self._plain(msgspec.structs.replace(held, evidence=None), {"evidence": shown})
        bare = msgspec.structs.replace(claim, evidence=(), attribution=None)
        return self._plain(bare, changes)

    def _moved(self, report: str, one: Evidence) -> Evidence:
        made = self.cuts[report, one.passage.id]
        start, end = made.start(one.start), made.end(one.end)
        return Evidence(PassageRef(one.passage.id, one.passage.kind), start, end, made.text[start:end])

    # --- records ---

    def _record(self, record: Record) -> Record:
        lines = tuple(
            self._plain(
                msgspec.structs.replace(one, url=None),
                {
                    "id": self._id(one.id),
                    "url": self._address(one.url),
                    "copies": one.copies and self._id(one.copies),
                    "capture": WITHHELD if one.id in self.named else one.capture,
                },
            )
            for one in record.reports
        )
        changes: dict[str, Any] = {"reports": lines, "reviewed": self._review(record.reviewed)}
        for name in ("weapons", "responsibility", "explanations", "damage", "rescue"):
            changes[name] = tuple(self._voiced(one) for one in getattr(record, name))
        if not self.rules.reviewers and record.reviewed.grade is not None:
            written = tuple(one for one in record.grade.reasons if not one.startswith("Set by "))
            changes["grade"] = Graded(grade=record.grade.grade, reasons=("Set by a reviewer.", *written))
        bare = msgspec.structs.replace(record, reports=(), reviewed=Review(), **dict.fromkeys(_VOICED, ()))
        return self._plain(bare, changes)

    def _voiced(self, finding: T) -> T:
        """A finding without the voices of comments."""
        voices = tuple(one for one in finding.voices if not one.comment)  # type: ignore[attr-defined]
        return self._plain(msgspec.structs.replace(finding, voices=voices), {})  # type: ignore[type-var]

    def _review(self, review: Review) -> Review:
        if self.rules.reviewers:
            return self._plain(review, {})
        self.left_out["reviewers"] += bool(review.decisions)
        claims = tuple(msgspec.structs.replace(one, reviewers=(), reasons=(), decisions=()) for one in review.claims)
        bare = msgspec.structs.replace(review, claims=claims, notes=(), disagreements=())
        return self._plain(bare, {})

    # --- everything ---

    def _plain(self, value: T, changes: Mapping[str, Any]) -> T:
        """The struct with every text in it cleaned, then with the changes."""
        made: T = msgspec.structs.replace(self._clean(value), **changes)
        return made

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, tuple):
            return tuple(self._clean(one) for one in value)
        if isinstance(value, Facility) and value.place is not None and self._protected(value.name or value.text):
            value = msgspec.structs.replace(value, listed=None, place=self._hide(value.place))
        if isinstance(value, Place):
            value = self._place(value)
        if isinstance(value, msgspec.Struct):
            changes = {
                name: made
                for name in value.__struct_fields__
                if (made := self._clean(old := getattr(value, name))) != old
            }
            return msgspec.structs.replace(value, **changes) if changes else value
        return value

    def _text(self, text: str) -> str:
        if text in self.ids:
            return self.ids[text]
        if text in VOCABULARY:
            return text
        for name in self.ids:
            if name in text:
                text = text.replace(name, self.ids[name])
        found = self._find(text)
        return cut(text, found).text if found else text

    def _protected(self, text: str) -> bool:
        return any(marker == PLACE_WITHHELD for _, _, marker in self.blade.find(text))

    def _place(self, place: Place) -> Place:
        if self._protected(place.text) or (place.name is not None and self._protected(place.name)):
            return self._hide(place)
        if not self.rules.points and place.precision in EXACT and place.latitude is not None:
            self.left_out["points"] += 1
            return msgspec.structs.replace(place, latitude=None, longitude=None)
        return place

    def _hide(self, place: Place) -> Place:
        return msgspec.structs.replace(
            place, latitude=None, longitude=None, geonames=None, region=None, within=(), candidates=(), decided_by=None
        )

    # --- the list ---

    def withheld(self, profile: Profile) -> Withheld:
        """What was withheld: kinds, counts and reasons, never the values."""
        told = "\n".join(sorted(self.seen)).casefold()
        names = _people(one for one in self.hidden if " ".join(one.text.casefold().split()) in told)
        listed = [WithheldKind(NAMES_OF[who][0], names[who], NAMES_OF[who][1]) for who in NAMES_OF if names[who]]
        for key, what, why in (
            ("points", "exact coordinates", "a building is not shown on a map"),
            ("comments", "comments", "they are private people's words and support nothing"),
            ("text", "passages cut to the words behind the values", "reports are quoted, not copied"),
            ("addresses", "addresses of reports", "the address shows a name"),
            ("ids", "ids of reports", "the id shows a name"),
            ("reviewers", "reviewers' names, reasons and notes", "they are the casebook's own"),
        ):
            if self.left_out[key]:
                listed.append(WithheldKind(what, self.left_out[key], why))
        return Withheld(profile=profile, kinds=tuple(listed))


def _people(hidden: Iterable[Named]) -> Counter[Who]:
    """How many of each kind, several spellings of one name counted once, and a part of another's name not at all."""
    spelt: dict[frozenset[str], Who] = {}
    for one in hidden:
        spelt.setdefault(frozenset(bare(one.text, keep=True).split()), one.who)
    return Counter(who for words, who in spelt.items() if not any(words < other for other in spelt))


_VOICED = ("weapons", "responsibility", "explanations", "damage", "rescue")


def _evidence(claim: Claim) -> tuple[Evidence, ...]:
    held = claim.attribution
    return (*claim.evidence, held.evidence) if held is not None and held.evidence is not None else claim.evidence
