"""An occurrence as one report tells it, made ready to be compared: days, hours, place, target, figures, words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bearwitness.languages.likeness import mass, names, people, weight, words
from bearwitness.model import Casualty, Claim, Facility, Place, Report, When
from bearwitness.vocabulary import OUTLET_PASSAGES, About, OccurrenceKind

LEVELS = ("point", "facility", "district", "city", "area", "region", "country")
"""From narrow to wide; a place of unknown precision has no level."""
BEFORE_PUBLICATION = 3
"""Days before its publication that a main occurrence without a date is looked for."""
LEAD = 120
"""Words of a report that count as its lead when occurrences are compared."""
DETAIL_DIGITS = 2
RARE_WORD = 6.0
"""Weight from which a word is rare."""
SENTENCE = 300
"""Code points around a claim that count as its sentence at most."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One occurrence of one report with everything that a comparison looks at."""

    id: str
    report: str
    source: str | None
    about: About
    kind: OccurrenceKind
    first: int | None
    """First and last day (proleptic ordinal) on which it may have happened; None is unknown."""
    last: int | None
    dated: bool
    """Whether the days are the report's own and not reckoned from its publication."""
    sole: bool
    """Whether its report tells no other main occurrence."""
    relative: bool
    """Whether they are counted from its publication ("Monday"), which pages often state wrongly."""
    hours: tuple[float, float] | None
    """Days with fractions, where the report gives a time of day."""
    published: int | None
    place: Place | None
    level: str | None
    """One of LEVELS, by target and place."""
    target: Facility | None
    part_of: str | None
    turn: int | None
    """Which of two strikes on one place it tells, 1 or 2; None for an attack as a whole."""
    unsure: bool
    """Whether its report only goes on counting: that it was an attack, others must say."""
    wide: bool
    """Whether its report names other occurrences as parts of it (a barrage)."""
    weapons: frozenset[str]
    killed: tuple[int, int | None] | None
    injured: tuple[int, int | None] | None
    lead: frozenset[str]
    """Folded words of the title and the first words."""
    body: frozenset[str]
    """All folded words without those of places and speakers."""
    lead_mass: int
    body_mass: int
    names: frozenset[str]
    """Pairs of capitalised words without places and speakers."""
    people: frozenset[str]
    """Persons named with their age: victims and suspects."""
    heard: frozenset[str]
    """Folded words of places and speakers that the text holds."""
    details: frozenset[str]
    """Words that hold a digit: ages, house numbers, clock times; no years."""


def ordinal(text: str | None) -> int | None:
    """The day of an ISO 8601 date or date-time; None if there is none."""
    try:
        return datetime.date.fromisoformat((text or "")[:10]).toordinal()
    except ValueError:
        return None


def _moment(text: str) -> float | None:
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.toordinal() + (at.hour * 60 + at.minute) / 1440


def _days(claim: Claim, published: int | None) -> tuple[int | None, int | None, bool]:
    when = claim.time
    if when is not None and when.start is not None and when.reason is None:
        first = ordinal(when.start)
        last = ordinal(when.end) if when.end is not None else first
        if first is not None and last is not None and first <= last:
            return first, last, True
    if published is not None and claim.about == "main":
        return published - BEFORE_PUBLICATION, published, False
    return None, None, False


PARTS_OF_DAY = {"morning": (5.0, 12.0), "afternoon": (12.0, 18.0), "evening": (17.0, 24.0)}
"""Hours of a part of a day; a night or "early" may be of two days and says nothing here."""


def _hours(when: When | None) -> tuple[float, float] | None:
    if when is not None and when.granularity == "part_of_day" and when.start == when.end:
        return _part(when)
    if when is None or when.granularity != "time" or when.start is None or "T" not in when.start:
        return None
    first, last = _moment(when.start), _moment(when.end or when.start)
    return None if first is None or last is None or last < first else (first, last)


def _part(when: When) -> tuple[float, float] | None:
    day = ordinal(when.start)
    found = [hours for name, hours in PARTS_OF_DAY.items() if name in when.text.lower()]
    if day is None or len(found) != 1:
        return None
    return day + found[0][0] / 24, day + found[0][1] / 24


def _level(place: Place | None, target: Facility | None) -> str | None:
    if target is not None and (target.name is not None or target.listed is not None):
        return "facility"
    if place is None or place.precision == "unknown":
        return None
    return place.precision


def _total(claims: Iterable[Claim], outcome: str, level: str | None) -> tuple[int, int | None] | None:
    """The widest total of people that these claims give at no wider scope than the level, None if they give none."""
    width = LEVELS.index(level) if level in LEVELS else len(LEVELS)
    found: list[Casualty] = [
        one.casualty
        for one in claims
        if one.casualty is not None
        and one.casualty.outcome == outcome
        and one.casualty.group == "people"
        and one.casualty.change == "total"
        and one.casualty.figure.low is not None
        and (one.casualty.scope.kind not in LEVELS or LEVELS.index(one.casualty.scope.kind) <= width)
        and one.modality in ("asserted", "reported")
    ]
    lows = [one.figure.low for one in found if one.figure.low is not None]
    if not lows:
        return None
    top = max(lows)
    exact = any(one.figure.low == top and one.figure.high == top for one in found)
    return top, top if exact else None


def _text_of(report: Report, claims: Sequence[Claim], alone: bool) -> list[str]:
    """Own passages; where the report tells several occurrences, the sentences of this one's claims."""
    if alone:
        return [one.text for one in report.passages if one.kind in OUTLET_PASSAGES]
    told: dict[str, set[tuple[int, int]]] = {}
    texts = {one.id: one.text for one in report.passages if one.kind in OUTLET_PASSAGES}
    for claim in claims:
        for piece in claim.evidence:
            if piece.passage.id in texts:
                told.setdefault(piece.passage.id, set()).add(_sentence(texts[piece.passage.id], piece.start, piece.end))
    return [texts[name][start:end] for name in texts for start, end in sorted(told.get(name, ()))]


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The full stops or line ends around an interval, at most SENTENCE code points away."""
    before = [text.rfind(mark, max(0, start - SENTENCE), start) for mark in (". ", "\n")]
    after = [at for mark in (". ", "\n") if (at := text.find(mark, end, end + SENTENCE)) >= 0]
    return max(max(before) + 1, start - SENTENCE, 0), min([*after, end + SENTENCE, len(text)])


def _known(claims: Iterable[Claim]) -> frozenset[str]:
    """Folded words of places and speakers: they tie reports of different attacks on one town to each other."""
    found: list[str] = []
    for claim in claims:
        if claim.place is not None:
            found.extend((claim.place.text, claim.place.name or ""))
        if claim.attribution is not None:
            by = claim.attribution
            found.extend(filter(None, (by.speaker, by.name, by.organisation, by.channel, *by.chain)))
    return frozenset(word for text in found for word in words(text))


def _rare(pair: str, known: frozenset[str]) -> bool:
    """Whether both words of a name are rare ("Crime Stoppers", "County Jail" tie nothing together)."""
    parts = pair.split()
    return not set(parts) <= known and all(weight(word) >= RARE_WORD for word in parts)


def _is_detail(word: str) -> bool:
    digits = sum(letter.isdigit() for letter in word)
    year = len(word) == 4 and digits == 4 and word[:2] in ("19", "20")
    return digits >= DETAIL_DIGITS and not year


def tell(
    report: Report, occurrence: Claim, about_it: Sequence[Claim], *, alone: bool, sole: bool, wide: bool
) -> Telling:
    """The telling of an occurrence claim; `about_it` are the claims on it, `alone` whether the whole text is its,
    `sole` whether the report has no other, `wide` whether it has parts.
    """
    assert occurrence.occurrence is not None
    published = ordinal(report.published)
    first, last, dated = _days(occurrence, published)
    texts = _text_of(report, [occurrence, *about_it], alone)
    known = _known([occurrence, *about_it])
    head = [report.title or ""] if alone else []
    listed = words(" \n".join([*head, *texts]))
    every = frozenset(listed)
    kept = every - known
    details = frozenset(word for word in kept if not word.isalpha() and _is_detail(word))
    pairs = {pair for text in [*head, *texts] for pair in names(text) if _rare(pair, known)}
    weapons = {one.weapon.weapon.name or one.weapon.weapon.weapon_class for one in about_it if one.weapon is not None}
    level = _level(occurrence.place, occurrence.occurrence.target)
    lead = frozenset(word for word in listed[:LEAD] if word not in known and not word.isdigit())
    body = kept - details
    return Telling(
        id=occurrence.id,
        report=report.id,
        source=report.source,
        about=occurrence.about,
        kind=occurrence.occurrence.kind,
        first=first,
        last=last,
        dated=dated,
        sole=sole,
        relative=dated and occurrence.time is not None and occurrence.time.anchor not in (None, "absolute"),
        hours=_hours(occurrence.time),
        published=published,
        place=occurrence.place,
        level=level,
        target=occurrence.occurrence.target,
        part_of=occurrence.occurrence.part_of,
        turn=occurrence.occurrence.turn,
        unsure=occurrence.modality == "unknown",
        wide=wide,
        weapons=frozenset(weapons),
        killed=_total(about_it, "killed", level),
        injured=_total(about_it, "injured", level),
        lead=lead,
        body=body,
        lead_mass=mass(lead),
        body_mass=mass(body),
        names=frozenset(pairs),
        people=frozenset(name for text in [*head, *texts] for name in people(text)),
        heard=every & known,
        details=details,
    )


def tellings(reports: Mapping[str, Report], claims: Sequence[Claim]) -> tuple[Telling, ...]:
    """The tellings of all occurrence claims whose report is given, sorted by id."""
    occurrences = {one.id: one for one in claims if one.occurrence is not None and one.report in reports}
    told: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.occurrence_of in occurrences and claim.kind != "occurrence":
            told.setdefault(claim.occurrence_of or "", []).append(claim)
    mains: dict[str, int] = {}
    for claim in occurrences.values():
        assert claim.occurrence is not None
        own = claim.about == "main" and not _is_site(claim, occurrences)
        mains[claim.report] = mains.get(claim.report, 0) + own
    principal = _principal(occurrences.values(), told)
    whole = {one.occurrence.part_of for one in occurrences.values() if one.occurrence is not None}
    found = [
        tell(
            reports[claim.report],
            claim,
            sorted(told.get(claim.id, ()), key=lambda one: one.id),
            alone=principal.get(claim.report) == claim.id,
            sole=claim.about == "main" and mains[claim.report] == 1,
            wide=claim.id in whole,
        )
        for claim in occurrences.values()
    ]
    return tuple(sorted(found, key=lambda one: one.id))


def _principal(occurrences: Iterable[Claim], told: Mapping[str, Sequence[Claim]]) -> dict[str, str]:
    """The main occurrence that most claims of a report are on, unless it tells a wave of attacks: the report is its.

    Two strikes on one place, or several buildings of one town, are no wave.
    """
    known = {one.id: one for one in occurrences}
    ranked: dict[str, list[tuple[int, tuple[int, ...], str]]] = {}
    waves = set()
    for one in known.values():
        if one.about == "main" and one.occurrence is not None and not _is_site(one, known):
            ranked.setdefault(one.report, []).append((-len(told.get(one.id, ())), _position(one), one.id))
            if one.occurrence.part_of is not None:
                waves.add(one.report)
    return {name: min(listed)[-1] for name, listed in ranked.items() if len(listed) == 1 or name not in waves}


WIDE = ("region", "country", "area", "unknown")


def _is_site(claim: Claim, known: Mapping[str, Claim]) -> bool:
    """Whether an occurrence is one strike or one building of an attack on one town."""
    assert claim.occurrence is not None
    whole = known.get(claim.occurrence.part_of or "")
    if claim.occurrence.turn is not None or whole is None:
        return claim.occurrence.turn is not None
    assert whole.occurrence is not None
    if whole.occurrence.part_of is not None or claim.occurrence.target is None:
        return False
    return whole.place is not None and whole.place.precision not in WIDE


def _position(claim: Claim) -> tuple[int, ...]:
    """Where the claim's first words stand: number of the passage, offset."""
    return min(
        ((int("".join(filter(str.isdigit, one.passage.id)) or 0), one.start) for one in claim.evidence), default=(0, 0)
    )
