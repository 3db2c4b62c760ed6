"""Two tellings compared: each feature is one documented function that says which values met and what it weighs.

A function gives a value between about -1 (against) and 1 (for), 0 where one side says nothing; `weights.toml` says how
much each counts. The score is the sum; at 0 the two are as likely the same as not.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources

import msgspec

from bearwitness.errors import DataError
from bearwitness.languages.likeness import cosine, weight, words
from bearwitness.languages.names import fold_name
from bearwitness.link.tellings import RARE_WORD as RARE
from bearwitness.link.tellings import Telling
from bearwitness.model import Feature, Link, Place

Scored = tuple[float, str]
NOTHING: Scored = (0.0, "")
EARTH_KM = 6371.0
NEAR_KM = 20.0
FAR_KM = 60.0
MANY = 12
"""Dead or injured; a higher toll moves so much in the first days that a difference says little."""
ROUGH = 4.0
"""Hours; what is said to a part of a day only must lie further apart to differ."""
VAGUE = ("attack", "explosion")
"""Kinds by which a report that has said what happened goes on calling it."""
SHORT = 15_000.0
"""Added to the length of two texts, so that a few shared words of two short texts are not taken for likeness."""
POINTS = ("point", "facility", "district", "city")


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a feature's value of 1 counts, and what its value of -1 counts."""

    same: float
    different: float = 0.0


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `weights.toml`."""

    bias: float
    features: dict[str, Weight]
    full_names: float
    """Shared pairs of names that count as 1."""
    full_details: float
    """Shared details that count as 1."""
    join: float
    """Mean score from which two groups of tellings are one incident."""
    unseen: float
    """Score of a pair that never met in a block."""
    alone: float
    """Score from which two background mentions are of one attack that nobody tells as its own."""
    background: float
    """Mean score from which a background mention belongs to an incident."""
    families: dict[str, tuple[str, ...]]


@cache
def weights() -> Weights:
    """What each feature counts; DataError if the file is damaged."""
    try:
        text = (resources.files(__package__) / "data" / "weights.toml").read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), Weights)
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file link/data/weights.toml is missing or damaged: {error}.") from error


def distance_km(one: Place, other: Place) -> float | None:
    """Great-circle distance in kilometres; None where a coordinate is missing."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    half = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def within(inner: Place, outer: Place) -> bool:
    """Whether the gazetteer puts the first place inside the second."""
    if outer.geonames is not None and outer.geonames in inner.within:
        return True
    return (
        outer.precision == "country" != inner.precision and outer.country is not None and outer.country == inner.country
    )


def same_place(one: Place, other: Place) -> bool:
    """Whether two places are one by their ids, or by their names where the gazetteer knows neither."""
    if one.precision == other.precision == "country" and one.country is not None and other.country is not None:
        return one.country == other.country
    if one.geonames is not None and other.geonames is not None:
        return one.geonames == other.geonames
    return fold_name(one.name or one.text) == fold_name(other.name or other.text)


def gap_days(one: Telling, other: Telling) -> int | None:
    """Days between the two intervals, 0 if they meet; None if either is unknown."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return None
    return max(0, one.first - other.last, other.first - one.last)


def time(one: Telling, other: Telling) -> Scored:
    """The days on which they happened: the same, a night apart, or further."""
    gap = gap_days(one, other)
    if gap is None:
        return NOTHING
    if one.dated and other.dated:
        narrow = max(one.last or 0, other.last or 0) - min(one.first or 0, other.first or 0) <= 3
        if gap == 0:
            return (1.0, "the same day") if narrow else (0.4, "their days overlap")
        if gap == 1:
            return 0.1, "one day apart"
        return (-min(1.0, 0.4 + 0.15 * gap), f"{gap} days apart") if not _reckoned(one, other) else NOTHING
    return _undated(one, other)


def _reckoned(one: Telling, other: Telling) -> bool:
    """Whether a day that they differ in is counted from a publication date ("Monday"), which may be wrong."""
    return one.relative or other.relative


def weekday(one: Telling, other: Telling) -> Scored:
    """Days that differ, where one is counted from a date of publication: pages often state that wrongly."""
    gap = gap_days(one, other)
    if gap is None or gap < 2 or not one.dated or not other.dated or not _reckoned(one, other):
        return NOTHING
    return -min(1.0, 0.4 + 0.15 * gap), f"{gap} days apart, counted from publication"


def _undated(one: Telling, other: Telling) -> Scored:
    """Where a day is missing: nothing can be reported before it happens, and most is reported at once."""
    if one.published is None or other.published is None:
        return NOTHING
    if one.dated or other.dated:
        told, dated = (other, one) if one.dated else (one, other)
        after = (told.published or 0) - (dated.last or 0)
        if (dated.first or 0) > (told.published or 0):
            return -1.5, "one was reported before the other happened"
    else:
        after = abs(one.published - other.published)
    if after <= 3:
        return 0.5, "reported in the same days"
    return (0.0 if after <= 10 else -0.2 if after <= 60 else -0.4), f"reported {after} days apart"


def hours(one: Telling, other: Telling) -> Scored:
    """The time of day, where both give one."""
    if one.hours is None or other.hours is None:
        return NOTHING
    gap = max(0.0, one.hours[0] - other.hours[1], other.hours[0] - one.hours[1]) * 24
    if max(one.hours[1] - one.hours[0], other.hours[1] - other.hours[0]) * 24 > ROUGH:
        return (-0.5, f"{gap:.0f} hours apart") if gap >= ROUGH else NOTHING
    if gap <= 1.5:
        return 1.0, "at the same hour"
    return (-0.3, f"{gap:.0f} hours apart") if gap < 4 else (-1.0, f"{gap:.0f} hours apart")


def place(one: Telling, other: Telling) -> Scored:
    """The places: one, one inside the other, near, or far."""
    if one.place is None or other.place is None:
        return -0.5, "a place is missing"
    a, b = one.place, other.place
    if same_place(a, b):
        fine = a.precision in POINTS or b.precision in POINTS
        return (1.0 if fine else 0.4), f"both in {a.name or a.text}"
    if within(a, b) or within(b, a):
        return 0.3, f"{a.name or a.text} and {b.name or b.text}: one inside the other"
    return _apart(a, b)


def _apart(a: Place, b: Place) -> Scored:
    both = f"{a.name or a.text} and {b.name or b.text}"
    kilometres = distance_km(a, b)
    if kilometres is not None and a.precision in POINTS and b.precision in POINTS:
        value = 0.3 if kilometres <= NEAR_KM else -0.4 if kilometres < FAR_KM else -1.0
        return value, f"{both}: {kilometres:.0f} km apart"
    if a.country and b.country and a.country != b.country:
        return -1.0, f"{both}: different countries"
    if a.region and a.region == b.region:
        return 0.0, both
    return (-0.4, both) if a.geonames and b.geonames else NOTHING


def named(one: Telling, other: Telling) -> Scored:
    """Whether the text of each names the place that the other gives, where the two places differ.

    Reports that tell several attacks name many places, which says nothing.
    """
    if not one.sole or not other.sole:
        return NOTHING
    if one.place is not None and other.place is not None and place(one, other)[0] > 0:
        return NOTHING
    met = [
        a.place.name or a.place.text for a, b in ((one, other), (other, one)) if a.place and _names_place(b, a.place)
    ]
    return len(met) / 2, f"the other names {' and '.join(sorted(met))}" if met else ""


def _names_place(told: Telling, where: Place) -> bool:
    listed = words(where.text)
    return bool(listed) and all(word in told.body or word in told.heard for word in listed)


def facility_key(told: Telling) -> str:
    """The facility's id, or the rare words of its name; empty where it has none ("the Kyiv children's hospital")."""
    one = told.target
    if one is None or one.name is None:
        return "" if one is None else one.listed or ""
    town = set(words(f"{told.place.name or ''} {told.place.text}")) if told.place is not None else set()
    if told.place is not None and told.place.precision == "facility":
        town = set()
    bare = [word.removesuffix("'s") for word in words(one.name)]
    return one.listed or fold_name(" ".join(word for word in bare if word not in town and weight(word) >= RARE))


def target(one: Telling, other: Telling) -> Scored:
    """What was hit: the same named facility, the same kind, or another."""
    a, b = one.target, other.target
    if a is None or b is None:
        return NOTHING
    key, other_key = facility_key(one), facility_key(other)
    if key and other_key:
        if a.listed is not None and a.listed == b.listed:
            return 2.5, f"both at {a.name or a.text}"
        if key == other_key or set(key.split()) <= set(other_key.split()) or set(other_key.split()) <= set(key.split()):
            return 1.0, f"both at {a.name or a.text}"
        return (-0.5 if a.kind == b.kind else -1.0), f"{a.name or a.text} and {b.name or b.text}"
    if a.kind == b.kind:
        return 0.5, f"both at a {a.kind.replace('_', ' ')}"
    return -0.3, f"{a.text} and {b.text}"


def kind(one: Telling, other: Telling) -> Scored:
    """The kinds of attack: the same, of one family, or not."""
    if one.kind == other.kind:
        return (0.5 if one.kind in VAGUE else 1.0), f"both {one.kind.replace('_', ' ')}"
    both = f"{one.kind.replace('_', ' ')} and {other.kind.replace('_', ' ')}"
    for family in weights().families.values():
        if one.kind in family and other.kind in family:
            return 0.3, both
    return -1.0, both


def extent(one: Telling, other: Telling) -> Scored:
    """Whether both tell a wave of attacks on several places, or the one tells a single attack of it."""
    if one.wide and other.wide:
        return 1.0, "both tell of a wave of attacks"
    if one.wide == other.wide:
        return NOTHING
    single, wave = (other, one) if one.wide else (one, other)
    if single.part_of is not None or (single.level == "facility" and wave.target is None):
        return -1.0, "one tells of a wave of attacks, the other of a single one in it"
    return NOTHING


def turn(one: Telling, other: Telling) -> Scored:
    """Which of two strikes on one place, soon after each other, each tells; one that says nothing tells both."""
    if one.turn == other.turn:
        return (1.0, f"both the {NTH[one.turn]} strike") if one.turn is not None else NOTHING
    if one.turn is None or other.turn is None:
        return (
            -0.5,
            f"one tells of the {NTH[one.turn or other.turn or 1]} strike alone, the other of the attack as a whole",
        )
    return -1.0, "one tells of the first strike, the other of the second on the same place"


NTH = {1: "first", 2: "second"}


def weapons(one: Telling, other: Telling) -> Scored:
    """The weapons named."""
    shared = sorted(one.weapons & other.weapons)
    if shared:
        return 1.0, "both name " + ", ".join(shared)
    return NOTHING


def casualties(one: Telling, other: Telling) -> Scored:
    """The dead and injured: equal figures speak for, figures that differ by more than a moving toll against."""
    score, said = 0.0, []
    for name, mine, theirs in (("killed", one.killed, other.killed), ("injured", one.injured, other.injured)):
        if mine is None or theirs is None:
            continue
        low, high = sorted((mine[0], theirs[0]))
        if low == high:
            score += 0.3 if low < 3 else 0.5
            said.append(f"both {low} {name}")
        elif high - low > max(1, low):
            score -= 0.4 if high <= MANY else 0.1
            said.append(f"{low} and {high} {name}")
    return max(-1.0, min(1.0, score)), ", ".join(said)


def names(one: Telling, other: Telling) -> Scored:
    """Names of people, streets and venues in both, of rare words, without those of speakers and towns."""
    common = sorted(one.names & other.names)
    return min(
        1.0, math.sqrt(len(common) / weights().full_names)
    ), f"both name {', '.join(common[:4])}" if common else ""


def people(one: Telling, other: Telling) -> Scored:
    """Victims and suspects: persons that one names with their age and the other names."""
    common = sorted((one.people & (other.people | other.names)) | (other.people & one.names))
    if common:
        return (0.6 if len(common) == 1 else 1.0), f"both name {', '.join(common[:4])}"
    return NOTHING if not one.people or not other.people else (-1.0, "they name other people")


def details(one: Telling, other: Telling) -> Scored:
    """Ages, house numbers and clock times in both."""
    common = sorted(one.details & other.details, key=lambda word: (-_telling(word), word))
    value = min(1.0, math.fsum(_telling(word) for word in common) / weights().full_details)
    return value, f"both have {', '.join(common[:4])}" if common else ""


def _telling(detail: str) -> float:
    """How much a word with digits tells: a house number or number plate more than an age, an age more than an hour."""
    if detail.isdigit():
        return 0.25 if len(detail) < 3 else 1.0 if len(detail) > 3 else 0.7
    return 0.6 if "-" in detail else 1.0


def source(one: Telling, other: Telling) -> Scored:
    """One source at two times: its own phrases and page furniture make its reports alike."""
    if one.source is None or one.source != other.source or one.published is None or other.published is None:
        return NOTHING
    apart = abs(one.published - other.published)
    return (-1.0, f"both of {one.source}, {apart} days apart") if apart > 7 else NOTHING


def lead(one: Telling, other: Telling) -> Scored:
    """Words of title and lead, each by how rare it is."""
    value = cosine(one.lead, other.lead, (one.lead_mass, other.lead_mass), short=SHORT)
    return value, f"{value:.0%} of title and lead alike" if value >= 0.2 else ""


def wording(one: Telling, other: Telling) -> Scored:
    """Words of the whole, each by how rare it is."""
    value = cosine(one.body, other.body, (one.body_mass, other.body_mass), short=SHORT)
    return value, f"{value:.0%} of all words alike" if value >= 0.2 else ""


def indistinct(one: Telling, other: Telling) -> bool:
    """Whether two occurrences of one report differ in nothing that the report says: day, hour, place, target, toll."""
    if one.part_of is not None or other.part_of is not None or one.wide or other.wide:
        return False
    if one.dated and other.dated and gap_days(one, other):
        return False
    if one.about != other.about or hours(one, other)[0] < 0 or kind(one, other)[0] < 0 or target(one, other)[0] < 0:
        return False
    if one.place is not None and other.place is not None and not _one_town(one.place, other.place):
        vague = one.kind in VAGUE or other.kind in VAGUE
        kilometres = distance_km(one.place, other.place)
        if not vague or one.kind == other.kind or kilometres is None or kilometres > NEAR_KM:
            return False
    tolls = ((one.killed, other.killed), (one.injured, other.injured))
    return all(a is None or b is None or a == b for a, b in tolls)


def _one_town(one: Place, other: Place) -> bool:
    """Whether two places are one, or a town and a quarter of it."""
    if same_place(one, other) or within(one, other) or within(other, one):
        return True
    kilometres = distance_km(one, other)
    return {one.precision, other.precision} == {"city", "district"} and kilometres is not None and kilometres <= NEAR_KM


FEATURES: tuple[Callable[[Telling, Telling], Scored], ...] = (
    time,
    weekday,
    hours,
    place,
    named,
    target,
    kind,
    extent,
    turn,
    weapons,
    casualties,
    names,
    people,
    details,
    source,
    lead,
    wording,
)


def compare(one: Telling, other: Telling) -> Link:
    """The link between two tellings, whichever is given first; `judgement` by the score alone."""
    first, second = sorted((one, other), key=lambda telling: telling.id)
    known = weights()
    found = []
    for function in FEATURES:
        value, why = function(first, second)
        if value:
            counts = known.features[function.__name__]
            score = value * (counts.same if value > 0 else counts.different)
            found.append(Feature(function.__name__, round(score, 3), why))
    score = round(math.fsum([known.bias, *(one.score for one in found)]), 3)
    return Link(
        one=first.id,
        other=second.id,
        judgement="same" if score > known.join else "different",
        score=score,
        features=tuple(found),
    )
