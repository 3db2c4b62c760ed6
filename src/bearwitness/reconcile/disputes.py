"""Conflicts that are no figures: when, where, with what, by whom, and how it came about."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from bearwitness.model import Claim, Conflict, Figure, Place
from bearwitness.reconcile.findings import side_of
from bearwitness.reconcile.moments import moment
from bearwitness.reconcile.origins import Origins, is_comment
from bearwitness.reconcile.sites import Site
from bearwitness.vocabulary import ConflictKind, ExplanationKind, WeaponClass

APART_DAYS = 2
"""Days between two dates of one attack that no night explains."""
NEAR_KM = 25.0
"""Kilometres within which a town is told by the name of the city beside it."""
EARTH_KM = 6371.0
SALVO = 10
"""The highest number of weapons that are counted as those of one place."""
COUNTABLE: Mapping[WeaponClass, str] = {"missile": "missile", "rocket": "missile", "drone": "drone", "bomb": "bomb"}
"""Kinds of weapon that reports count, and what those are that one report calls so and another so."""
EXCLUSIVE: tuple[frozenset[ExplanationKind], ...] = tuple(
    frozenset(pair)
    for pair in (
        ("deliberate", "accident"),
        ("deliberate", "misfire"),
        ("deliberate", "air_defence"),
        ("deliberate", "staged"),
        ("deliberate", "off_target"),
        ("air_defence", "off_target"),
        ("air_defence", "military_target"),
        ("accident", "military_target"),
        ("accident", "staged"),
    )
)
HOW: Mapping[str, str] = {
    "deliberate": "it was aimed at on purpose",
    "off_target": "it missed its target",
    "air_defence": "an air-defence missile fell",
    "misfire": "a weapon misfired",
    "staged": "it was staged",
    "military_target": "a military target was hit",
    "accident": "it was an accident",
}


def disputes(site: Site, leaf: bool, claims: Sequence[Claim], origins: Origins) -> list[Conflict]:
    """The conflicts of one incident's own claims; `leaf` where it has no parts."""
    own = sorted((one for one in claims if not is_comment(one)), key=origins.told)  # cited are those who said it first
    found = [
        *_times(site, origins),
        *_places(site, origins),
        *_responsibility(own, origins),
        *_explanations(own, origins),
    ]
    if leaf:
        found.extend((*_weapons(own, origins), *_how_many(own, origins), *_how_much(own, origins)))
    return sorted(set(found), key=lambda one: (one.kind, one.claims, one.why))


# --- what settles a dispute --------------------------------------------------------------------------------------


def _dispute(kind: ConflictKind, one: Claim, other: Claim, why: str, settled: tuple[Claim, str] | None) -> Conflict:
    """A conflict of two claims, with the claim that settled it and how, if any did."""
    claims = tuple(sorted((one.id, other.id)))
    if settled is None:
        return Conflict(kind=kind, claims=claims, why=why)
    by, how = settled
    return Conflict(kind=kind, claims=claims, why=why, state="resolved", resolved_by=by.id, resolution=how)


def _later(claim: Claim, others: Iterable[Claim], origins: Origins) -> bool:
    """Whether a claim was surely told after all the others."""
    at = origins.moment(claim)
    return at is not None and all((was := origins.moment(one)) is not None and was.before(at) for one in others)


def _given_up(side: Sequence[Claim], other: Sequence[Claim], origins: Origins) -> tuple[Claim, str] | None:
    """The claim by which the last origin of one side went over to the other, if every one of them did."""
    turned: list[Claim] = []
    for key in sorted({origins.of(one).key for one in side}):
        before = [one for one in side if origins.of(one).key == key]
        after = [one for one in other if origins.of(one).key == key and _later(one, before, origins)]
        if not after:
            return None
        turned.append(min(after, key=origins.told))
    last = max(turned, key=origins.told, default=None)
    return None if last is None else (last, f"Later {_voice(last, origins)} tells the same as the other side.")


def _settled(one: Sequence[Claim], other: Sequence[Claim], origins: Origins) -> tuple[Claim, str] | None:
    return _given_up(one, other, origins) or _given_up(other, one, origins)


def _voice(claim: Claim, origins: Origins) -> str:
    """Who tells it, and when."""
    at = origins.told(claim)[0]
    return origins.of(claim).name if at == "9999" else f"{origins.of(claim).name} ({at})"


# --- when and where ----------------------------------------------------------------------------------------------


def _times(site: Site, origins: Origins) -> Iterator[Conflict]:
    listed = [one for one in site.occurrences if one.time is not None and one.time.granularity in ("day", "time")]
    dated = [one for one in listed if _firm(one, listed)]
    if not dated or site.when is None:
        return
    for one, other in _furthest(dated):
        a, b = _day(one), _day(other)
        first, second = ([each for each in dated if _day(each) == day] for day in (a, b))
        why = f"One report dates it {a}, another {b}."
        yield _dispute("time", one, other, why, _settled(first, second, origins))


def _day(claim: Claim) -> str:
    return ((claim.time.start if claim.time is not None else None) or "")[:10]


def _firm(one: Claim, listed: Sequence[Claim]) -> bool:
    """Whether a day is written out, or told by two reports: a weekday may belong to something else in the sentence."""
    if one.time is None or any(letter.isdigit() for letter in one.time.text or ""):
        return one.time is not None
    return len({each.report for each in listed if _day(each) == _day(one)}) > 1


def _furthest(dated: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """The earliest and the latest date, if they are too far apart to be one."""
    placed = [(at.day, one) for one in dated if (at := moment(_day(one)))]
    if not placed:
        return
    first, last = (
        min(placed, key=lambda pair: (pair[0], pair[1].id)),
        max(placed, key=lambda pair: (pair[0], pair[1].id)),
    )
    if last[0] - first[0] >= APART_DAYS and first[1].report != last[1].report:
        yield first[1], last[1]


def _places(site: Site, origins: Origins) -> Iterator[Conflict]:
    """Two towns told for one attack."""
    towns: dict[int, list[Claim]] = {}
    for one in sorted(site.occurrences, key=lambda claim: claim.id):
        place = one.place
        if place is not None and place.geonames is not None and place.precision == "city":
            towns.setdefault(place.geonames, []).append(one)
    for a, b in combinations(sorted(towns), 2):
        one, other = towns[a][0], towns[b][0]
        here, there = one.place, other.place
        if here is None or there is None or one.report == other.report or _inside(here, there) or _near(here, there):
            continue
        if any(_holds_both(each.place, here, there) for each in site.occurrences):
            continue  # an attack on many towns
        settled = _settled(towns[a], towns[b], origins)
        why = f"One report places it in {here.name or here.text}, another in {there.name or there.text}."
        yield _dispute("place", one, other, why, settled)
        return


def _holds_both(area: Place | None, one: Place, other: Place) -> bool:
    """Whether a place is a region or country with both towns in it."""
    if area is None or area.precision not in ("region", "country", "area"):
        return False
    inside = area.geonames is not None and area.geonames in one.within and area.geonames in other.within
    return inside or (area.precision == "country" and area.country == one.country == other.country)


def _near(one: Place, other: Place) -> bool:
    """Whether two towns lie so close that the smaller one is often called by the name of the larger."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return False
    a, b = math.radians(one.latitude or 0), math.radians(other.latitude or 0)
    turn = math.radians((other.longitude or 0) - (one.longitude or 0))
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return EARTH_KM * math.acos(max(-1.0, min(1.0, cosine))) <= NEAR_KM


def _inside(one: Place, other: Place) -> bool:
    return one.geonames in other.within or other.geonames in one.within


# --- with what ---------------------------------------------------------------------------------------------------


def _weapons(own: Sequence[Claim], origins: Origins) -> Iterator[Conflict]:
    """Two types of one class that no single origin names together."""
    named: dict[tuple[str, str], list[Claim]] = {}
    for one in own:
        if _is_type(one) and one.weapon is not None and one.modality in ("asserted", "reported"):
            named.setdefault((one.weapon.weapon.weapon_class, one.weapon.weapon.name or ""), []).append(one)
    for a, b in combinations(sorted(named), 2):
        if a[0] != b[0] or _shared(named[a], named[b], origins):
            continue
        one, other = named[a][0], named[b][0]
        why = f"{origins.of(one).name} names the weapon {a[1]}, {origins.of(other).name} names {b[1]}."
        yield _dispute("weapon", one, other, why, _settled(named[a], named[b], origins))


def _how_many(own: Sequence[Claim], origins: Origins) -> Iterator[Conflict]:
    """Two small numbers of one kind of weapon that came down; a salvo is counted over more than one place."""
    counted: dict[str, dict[int, list[Claim]]] = {}
    for one in own:
        number = _exact(one.weapon.count) if one.weapon is not None else None
        if one.weapon is None or one.modality not in ("asserted", "reported") or number is None or number > SALVO:
            continue
        family = COUNTABLE.get(one.weapon.weapon.weapon_class)
        if family is not None:
            counted.setdefault(family, {}).setdefault(number, []).append(one)
    for name in sorted(counted):
        yield from _two_numbers(counted[name], origins, lambda claim, number: f"{number} {_weapon_words(claim)}")


def _how_much(own: Sequence[Claim], origins: Origins) -> Iterator[Conflict]:
    """Two weights of one explosive, neither of them the other one rounded."""
    weighed: dict[str, dict[int, list[Claim]]] = {}
    for one in own:
        if one.weapon is not None and one.modality in ("asserted", "reported"):
            number = _exact(one.weapon.kilograms)
            if number:
                weighed.setdefault(_weapon_words(one).lower(), {}).setdefault(number, []).append(one)
    for name in sorted(weighed):
        numbers = weighed[name]
        apart = {a: told for a, told in numbers.items() if not any(_rounded(b, a) for b in numbers if b != a)}
        yield from _two_numbers(apart, origins, lambda claim, _: f"{_weight_words(claim)} of {_weapon_words(claim)}")


def _two_numbers(
    told: Mapping[int, Sequence[Claim]], origins: Origins, words: Callable[[Claim, int], str]
) -> Iterator[Conflict]:
    """The conflict of the lowest and the highest number, where no report gives both."""
    if len(told) < 2:
        return
    a, b = min(told), max(told)
    reports = [{one.report for one in told[number]} for number in (a, b)]
    if reports[0] & reports[1]:
        return
    one, other = told[a][0], told[b][0]
    if origins.of(one).key == origins.of(other).key:
        return
    why = f"{origins.of(one).name} tells of {words(one, a)}, {origins.of(other).name} of {words(other, b)}."
    yield _dispute("weapon", one, other, why, _settled(told[a], told[b], origins))


def _exact(figure: Figure | None) -> int | None:
    return figure.low if figure is not None and figure.qualifier == "exact" and figure.low == figure.high else None


def _rounded(number: int, rough: int) -> bool:
    """Whether the second is the first with fewer of its digits."""
    digits = len(str(number))
    return any(round(number, at - digits) == rough for at in range(1, digits))


def _weapon_words(claim: Claim) -> str:
    return claim.weapon.weapon.text if claim.weapon is not None else ""


def _weight_words(claim: Claim) -> str:
    figure = claim.weapon.kilograms if claim.weapon is not None else None
    return figure.text if figure is not None else ""


def _shared(one: Sequence[Claim], other: Sequence[Claim], origins: Origins) -> bool:
    """Whether one origin holds both in one report."""
    first = {(origins.of(claim).key, claim.report) for claim in one}
    return bool(first & {(origins.of(claim).key, claim.report) for claim in other})


def _is_type(claim: Claim) -> bool:
    """Whether a weapon is named by its type ("Kh-101"), not only described ("suicide vest")."""
    name = claim.weapon.weapon.name if claim.weapon is not None else None
    return name is not None and any(letter.isupper() for letter in name)


# --- by whom, and how it came about ------------------------------------------------------------------------------


def _known(claim: Claim) -> bool:
    """Whether the actor is a party ("militants", "forces" and the like may be anybody's)."""
    actor = claim.responsibility.actor if claim.responsibility is not None else None
    return actor is not None and (bool(actor.side or actor.country) or actor.kind in ("armed_group", "state"))


def _responsibility(own: Sequence[Claim], origins: Origins) -> Iterator[Conflict]:
    held: dict[str, dict[str, list[Claim]]] = {}
    for one in own:
        if one.responsibility is not None:
            stances = held.setdefault(side_of(one.responsibility.actor), {})
            stances.setdefault(one.responsibility.stance, []).append(one)
    for side in sorted(held):
        blamed = held[side].get("accused", []) + held[side].get("claimed", [])
        denied = held[side].get("denied", [])
        if blamed and denied:
            one, other = blamed[0], denied[0]
            name = one.responsibility.actor.name if one.responsibility is not None else side
            why = f"{origins.of(one).name} holds {name} responsible; {origins.of(other).name} denies it."
            accepted = next((c for c in held[side].get("conceded", []) if _later(c, denied, origins)), None)
            settled = None if accepted is None else (accepted, f"Later {_voice(accepted, origins)} accepts it.")
            yield _dispute("responsibility", one, other, why, settled or _given_up(denied, blamed, origins))
    blamed_sides = {}
    for side, stances in held.items():
        listed = [one for one in stances.get("claimed", []) + stances.get("accused", []) if _known(one)]
        if listed:
            blamed_sides[side] = listed
    for a, b in combinations(sorted(blamed_sides), 2):
        first, second = blamed_sides[a], blamed_sides[b]
        settled = _settled(first, second, origins)
        if settled is None and {origins.of(one).key for one in first} & {origins.of(one).key for one in second}:
            continue
        one, other = first[0], second[0]
        names = [claim.responsibility.actor.name if claim.responsibility is not None else "" for claim in (one, other)]
        why = f"{origins.of(one).name} holds {names[0]} responsible, {origins.of(other).name} {names[1]}."
        yield _dispute("responsibility", one, other, why, settled)


def _explanations(own: Sequence[Claim], origins: Origins) -> Iterator[Conflict]:
    """Explanations that exclude each other, held by different origins; one that holds both takes no side."""
    held: dict[str, list[Claim]] = {}
    for one in own:
        if one.explanation is not None and one.explanation.stance != "denied":
            held.setdefault(one.explanation.explanation, []).append(one)
    for a, b in combinations(sorted(held), 2):
        if frozenset((a, b)) not in EXCLUSIVE:
            continue
        both = {origins.of(one).key for one in held[a]} & {origins.of(one).key for one in held[b]}
        first = [one for one in held[a] if origins.of(one).key not in both]
        second = [one for one in held[b] if origins.of(one).key not in both]
        settled = None
        if not first or not second:
            settled = _settled(held[a], held[b], origins)
            if settled is None:
                continue
        one, other = (first or held[a])[0], (second or held[b])[0]
        why = f"{origins.of(one).name} says that {HOW[a]}, {origins.of(other).name} that {HOW[b]}."
        yield _dispute("responsibility", one, other, why, settled)
