"""Who a claim goes back to. One origin counts once, however many reports carry it.

The origin is the speaker (one spelling a person), else the body, else the role, else the agency that the report
credits, else the report's own source. What a report says in its own voice and also puts in somebody's mouth goes back
to that speaker, and so does a count that goes on from theirs in the same paragraph. The claims of a copy have the
origin of the report that it copies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bearwitness.languages.likeness import words
from bearwitness.languages.names import fold_name, same_person
from bearwitness.model import Attribution, Claim, Figure, Report
from bearwitness.reconcile.copies import Copy
from bearwitness.reconcile.moments import Moment, moment
from bearwitness.reconcile.origin_lists import lists
from bearwitness.reconcile.states import StateVoice, state_name, state_voice

CREDIT = re.compile(r"\(\s*([^()\n]{2,40}?)\s*\)|/\s*([A-Z][^/\n]{1,30}?)\s*/|[—–-]\s*([A-Z][\w. -]{1,30})\s*$")
ON = 220
"""Code points within which a count without a speaker goes on from one that has one."""
HEAD = 160
"""Code points of the first passage in which an agency is credited."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The independent root of a claim."""

    key: str
    name: str
    official: bool
    comment: bool = False


@cache
def _agencies() -> dict[str, str]:
    return {credit: agency.name for agency in lists().agencies for credit in agency.credits}


def _agency_named(text: str) -> str | None:
    """The agency that a speaker's name means ("the Associated Press news agency")."""
    bare = text.lower().removeprefix("the ").strip()
    for ending in (" news agency", " agency", " news"):
        bare = bare.removesuffix(ending) if bare not in _agencies() else bare
    return _agencies().get(bare)


def agency_of(report: Report) -> str | None:
    """The agency that a report credits in its source, byline, dateline or first or last words; None if none."""
    known = _agencies()
    for text in (report.source, report.byline):
        for piece in re.split(r"[,;()|/]| and | via ", (text or "")[:HEAD]):
            if piece.strip().lower() in known:
                return known[piece.strip().lower()]
    first = next((one.text for one in report.passages if one.kind in ("lead", "body")), "")
    last = next((one.text for one in reversed(report.passages) if one.kind in ("lead", "body")), "")
    named = [one.text for one in report.passages if one.kind in ("byline", "dateline")]
    for text in (*(one[:HEAD] for one in named), first[:HEAD], last[-HEAD:]):
        for match in CREDIT.finditer(text):
            credit = next(group for group in match.groups() if group).strip(" .").lower()
            if credit in known:
                return known[credit]
        if text.strip().lower() in known:
            return known[text.strip().lower()]
    return None


def agencies_of(reports: Iterable[Report]) -> dict[str, str]:
    """The credited agency of each report that credits one, by its id."""
    return {one.id: agency for one in reports if (agency := agency_of(one)) is not None}


def is_comment(claim: Claim) -> bool:
    """Whether the words stand in a reader's comment."""
    return claim.evidence[0].passage.kind == "comment"


def _role_words(text: str) -> frozenset[str]:
    """The words of a role or body that tell which one it is, in the singular."""
    bare = (word.removesuffix("'s") for word in words(text))
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in bare if word not in lists().empty)


def _role_key(by: Attribution) -> frozenset[str]:
    """The words that tell which holder of a role is meant; a "head" is one only with what he is the head of."""
    role = _role_words(by.role or "")
    if not role <= lists().generic:
        return role
    body = _role_words(by.organisation or "")
    return role | body if body else frozenset()


def _widest(one: frozenset[str], others: Iterable[frozenset[str]]) -> frozenset[str]:
    """The only largest set that holds all of `one` ("ministry" is the "Health Ministry of Lebanon"), else `one`."""
    holding = {other for other in others if one <= other}
    largest = [other for other in holding if not any(other < wider for wider in holding)]
    return largest[0] if len(largest) == 1 and one else one


def _official(*texts: str | None) -> bool:
    said = {word for text in texts if text for word in words(text.replace("'s", "").replace("’s", ""))}
    return bool(said & lists().official) and not said & lists().unofficial


class Origins:
    """The origins of the claims of one incident tree. What it answers follows from the set of claims alone."""

    def __init__(
        self,
        claims: Sequence[Claim],
        reports: Mapping[str, Report],
        copied: Mapping[str, Copy],
        agencies: Mapping[str, str],
    ) -> None:
        self._reports = reports
        self._copied = copied
        self._agencies = agencies
        spoken = [one for one in claims if one.attribution is not None and not is_comment(one)]
        named = {_name(one.attribution) for one in spoken if one.attribution is not None}
        self._persons = sorted((name for name in named if name), key=lambda name: (-len(name.split()), name))
        self._roles = self._holders(spoken)
        self._states: dict[str, set[str]] = {}
        self._bodies = self._named_bodies(spoken)
        self._officials = self._official_names(spoken)
        for one in spoken:
            self._note_state(one.attribution)
        self._echoes = self._continued(claims) | self._echoed(claims)
        self._echoes |= self._of_originals(claims)

    def of(self, claim: Claim) -> Origin:
        """The origin of a claim."""
        if is_comment(claim):
            return self._commenter(claim)
        said = self._told_by(claim)
        if said is not None:
            return said
        return self._echoes.get(claim.id) or self._publisher(claim.report)

    def told(self, claim: Claim) -> tuple[str, str, int, int, str]:
        """Sorts claims by when and where they were told; without a date last."""
        report = self._reports.get(claim.report)
        first = claim.evidence[0]
        number = first.passage.id.lstrip("p")
        at = (report.published if report is not None else None) or "9999"
        return at, claim.report, int(number) if number.isdigit() else 0, first.start, claim.id

    def moment(self, claim: Claim) -> Moment | None:
        """When its report was published; None where nobody says."""
        report = self._reports.get(claim.report)
        return moment(report.published) if report is not None else None

    def _note_state(self, by: Attribution | None) -> None:
        """Notes the bodies by which each state speaks in this tree."""
        voice = _state(by)
        if voice is not None and voice.code is not None:
            bodies = self._states.setdefault(voice.code, set())
            said = self._spoken(by) if voice.body else None
            if said is not None:
                bodies.add(said.name)

    def _told_by(self, claim: Claim) -> Origin | None:
        """The speaker of a claim; None where the report itself speaks.

        A state is one origin on who did it, how and with what, whichever of its bodies speaks; where people are
        counted or quoted its bodies are origins of their own.
        """
        voice = _state(claim.attribution)
        if voice is None or voice.code is None:
            return self._spoken(claim.attribution)
        bodies = sorted(self._states.get(voice.code, ()))
        if claim.casualty is None and claim.rescue is None and claim.quote is None:
            return Origin(f"state {voice.code}", bodies[0] if len(bodies) == 1 else state_name(voice.code), True)
        if voice.body:
            return self._spoken(claim.attribution)
        if len(bodies) == 1:
            return self._spoken(Attribution(organisation=bodies[0], name=bodies[0]))
        return Origin(f"state {voice.code}", state_name(voice.code), True)

    def _spoken(self, by: Attribution | None) -> Origin | None:
        if by is None:
            return None
        name = _name(by)
        if name:
            return self._person(name)
        if by.role:
            holder = self._roles.get(_widest(_role_key(by), self._roles))
            if holder is not None:
                return self._person(holder)
        body = _body(by)
        if body is None:
            return None
        agency = _agency_named(body)
        if agency is not None:
            return Origin(f"body {agency}", agency, False)
        key = _role_words(body)
        if body[0].islower() or set(words(body)) & lists().official:
            key = _widest(key, self._bodies)  # "the ministry"; never "Ukraine", which many a body has in its name
        shown = self._bodies.get(key, body)
        folded = " ".join(sorted(key)) or fold_name(body) or body.lower()
        return Origin(f"body {folded}", shown, _official(shown, by.role, by.organisation, by.speaker))

    def _named_bodies(self, spoken: Iterable[Claim]) -> dict[frozenset[str], str]:
        """Words of each body -> its name as most often written."""
        written: dict[frozenset[str], Counter[str]] = {}
        for claim in spoken:
            by = claim.attribution
            body = None if by is None or _name(by) else _body(by)
            if body is not None:
                written.setdefault(_role_words(body), Counter())[body] += 1
        return {key: min(names, key=lambda name: (-names[name], name)) for key, names in written.items() if key}

    def _person(self, name: str) -> Origin:
        """The longest of the names in this tree that can be the same person, unless two persons fit."""
        fitting = [one for one in self._persons if same_person(one, name)]
        if len(name.split()) == 1 and len({_full_key(one) for one in fitting if len(one.split()) > 1}) > 1:
            fitting = [name]
        shown = fitting[0] if fitting else name
        agency = _agency_named(shown)
        if agency is not None:
            return Origin(f"body {agency}", agency, False)
        return Origin(f"person {_full_key(shown)}", shown, any(one in self._officials for one in fitting or [name]))

    def _holders(self, spoken: Iterable[Claim]) -> dict[frozenset[str], str]:
        """Role words -> the only person in this tree who holds it."""
        held: dict[frozenset[str], set[str]] = {}
        for claim in spoken:
            by = claim.attribution
            if by is not None and by.role and _name(by):
                held.setdefault(_role_key(by), set()).add(_name(by) or "")
        found: dict[frozenset[str], str] = {}
        for role in sorted(held, key=sorted):
            persons = sorted(held[role])
            if role and all(same_person(persons[0], one) for one in persons):
                found[role] = persons[0]
        return found

    def _official_names(self, spoken: Iterable[Claim]) -> frozenset[str]:
        found = set()
        for claim in spoken:
            by = claim.attribution
            name = None if by is None else _name(by)
            if by is not None and name and _official(by.role, by.organisation, name):
                found.add(name)
        return frozenset(found)

    def _echoed(self, claims: Sequence[Claim]) -> dict[str, Origin]:
        """Claims in a report's own voice that the same report also puts in one speaker's mouth, with that origin."""
        spoken: dict[tuple[object, ...], set[Origin]] = {}
        own: list[tuple[str, tuple[object, ...]]] = []
        for claim in claims:
            key = _said(claim)
            if key is None or is_comment(claim):
                continue
            origin = self._told_by(claim)
            if origin is not None:
                spoken.setdefault(key, set()).add(origin)
                continue
            own.append((claim.id, key))
            if claim.casualty is not None and claim.casualty.outcome == "killed" and _is_title(claim):
                own.append((claim.id, (key[0], "killed_or_injured", *key[2:])))  # "the toll" of the text's "victims"
        return {
            name: min(spoken[key], key=lambda one: (not one.official, one.key)) for name, key in own if key in spoken
        }

    def _continued(self, claims: Sequence[Claim]) -> dict[str, Origin]:
        """Counts in a report's own voice that go on from one with a speaker in the same paragraph ("Five died,
        the governor said. Nine were hurt."), with that origin.
        """
        found: dict[str, Origin] = {}
        by_passage: dict[tuple[str, str], list[Claim]] = {}
        for claim in claims:
            if claim.about == "main" and not is_comment(claim) and not _is_title(claim):
                by_passage.setdefault((claim.report, claim.evidence[0].passage.id), []).append(claim)
        for listed in by_passage.values():
            before: tuple[Origin, int] | None = None
            for claim in sorted(listed, key=lambda one: (one.evidence[0].start, one.id)):
                said = self._told_by(claim)
                first, last = claim.evidence[0].start, max(one.end for one in claim.evidence)
                near = before is not None and first - before[1] <= ON
                if before is not None and near and said is None and claim.casualty is not None:
                    found[claim.id] = before[0]
                    before = (before[0], last)
                elif before is not None and near and said is not None and said.key != before[0].key:
                    before = None  # two speakers: nobody can say which of them goes on
                elif said is not None and claim.casualty is not None:
                    before = (said, last)
        return found

    def _of_originals(self, claims: Sequence[Claim]) -> dict[str, Origin]:
        """Claims in the own voice of a copy that the original puts in somebody's mouth, with that origin."""
        told: dict[tuple[object, ...], set[Origin]] = {}
        for claim in claims:
            key = _said(claim)
            origin = self._told_by(claim) or self._echoes.get(claim.id)
            if key is not None and origin is not None and not is_comment(claim):
                told.setdefault(key, set()).add(origin)
        found = {}
        for claim in claims:
            key = _said(claim)
            if key is None or claim.report not in self._copied or is_comment(claim) or claim.id in self._echoes:
                continue
            there = told.get((self._copied[claim.report].of, *key[1:]))
            if there and self._told_by(claim) is None:
                found[claim.id] = min(there, key=lambda one: (not one.official, one.key))
        return found

    def _publisher(self, report: str) -> Origin:
        original = self._copied[report].of if report in self._copied else report
        agency = self._agencies.get(original) or self._agencies.get(report)
        if agency is not None:
            return Origin(f"body {agency}", agency, False)
        source = self._reports[original].source if original in self._reports else None
        if source:
            shown = source.removeprefix("www.")
            return Origin(f"source {shown.lower()}", shown, _official(shown))
        return Origin(f"report {original}", f"report {original}", False)

    def _commenter(self, claim: Claim) -> Origin:
        first = claim.evidence[0].passage.id
        report = self._reports.get(claim.report)
        author = next((one.author for one in report.passages if one.id == first), None) if report else None
        shown = author or "a reader"
        return Origin(f"comment {claim.report} {first} {shown}", shown, official=False, comment=True)


def _state(by: Attribution | None) -> StateVoice | None:
    """The state for which a speaker speaks; None for everybody else."""
    text = None if by is None else by.name or by.organisation or by.speaker
    return state_voice(text) if text else None


def _name(by: Attribution | None) -> str | None:
    """The name of the person who speaks; None where a body, a holder of a role or nobody by name speaks."""
    name = None if by is None else by.name or by.speaker
    if by is None or not name or name == by.organisation or not name[0].isupper():
        return None
    said = set(words(name))
    if said & (lists().official | lists().unofficial) or said <= set(words(by.role or "")):
        return None
    return name


def _body(by: Attribution) -> str | None:
    """The body, role or channel that speaks; None where the words name nobody ("first reports", "it was reported")."""
    body = by.name or by.organisation or by.role or by.speaker or by.channel or (by.chain[-1] if by.chain else None)
    if body is None or set(words(body)) <= lists().nobody | lists().empty:
        return None
    if by.role and set(words(by.role)) <= lists().reporters and set(words(body)) <= lists().outlets:
        return None  # "a reporter of this newspaper" is the report itself
    return body


def _full_key(name: str) -> str:
    return fold_name(name) or name.lower()


def _number(figure: Figure) -> int | None:
    """The number itself: a headline leaves out the "at least" of the text under it."""
    return figure.low if figure.low is not None else figure.high


def _is_title(claim: Claim) -> bool:
    return claim.evidence[0].passage.kind == "title"


def _said(claim: Claim) -> tuple[object, ...] | None:
    """What a claim says without its speaker; None for kinds whose words differ too much to compare."""
    if claim.casualty is not None:
        one = claim.casualty
        return claim.report, one.outcome, one.group, _number(one.figure), one.change
    if claim.weapon is not None:
        return claim.report, "weapon", claim.weapon.weapon.name or claim.weapon.weapon.text.lower()
    if claim.explanation is not None:
        return claim.report, claim.explanation.explanation, claim.explanation.stance
    if claim.responsibility is not None:
        return claim.report, claim.responsibility.actor.name, claim.responsibility.stance
    return None
