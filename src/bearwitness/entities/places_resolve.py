"""Chooses a place for every spot of a report together: what one name means helps to tell what the others mean."""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.entities.gazetteer import Found
from bearwitness.entities.places_rank import SURE, Chooser, contained, near, within_km
from bearwitness.entities.places_setting import Setting
from bearwitness.entities.places_spot import Spot
from bearwitness.entities.places_words import Words, areas_of

PASSES = 1
REACH = 6
"""Mentions on either side among which the town of an unknown place is looked for."""
LEAST_MARGIN = 0.8
KNOWN_TO_ALL = 200_000
STRAY_KM = 200.0
"""How far from every other place of the report a small place must be for the report not to mean it."""


def resolve(kept: Sequence[Spot], setting: Setting, known: Words) -> Setting:
    """Choose a place for every spot: areas first, then what they contain, then the rest; one sense a report.

    Returns the setting with the places that were chosen safely.
    """
    _vote(kept, setting, known)
    final = setting
    home = setting.homes[0] if len(setting.homes) == 1 else None
    if home is not None:
        _prefer_own_towns(kept, home)
    for _ in range(PASSES):
        chooser = Chooser(final, known, explain=False)
        for spot in reversed(kept):
            chooser.choose(spot)
        final = _told_by(kept, setting)
    chooser = Chooser(final, known, explain=True)
    sense: dict[str, Spot] = {}
    for spot in kept:
        if spot.parent is not None:
            sense.setdefault(spot.key, spot)
    for spot in reversed(kept):
        earlier = sense.get(spot.key)
        if earlier is not None and spot.parent is None and spot.form == "name":
            spot.parent = earlier.parent
        chooser.choose(spot)
        _doubt(spot)
    _leave_strays(kept, home)
    towns = [
        spot.chosen
        for spot in kept
        if spot.chosen is not None and spot.chosen.kind == "city" and not _quarter(spot, known)
    ]
    for spot in kept:
        if _quarter(spot, known) and spot.chosen is not None and not any(near(spot.chosen, town) for town in towns):
            spot.losers = ((spot.chosen, "it is not near a town of the report"),)
            spot.chosen, spot.decided = None, ""
    _put_inside(kept, home)
    if home is not None:
        _put_at_home(kept, home)
    return final


def _prefer_own_towns(kept: Sequence[Spot], home: Found) -> None:
    """Take a name of a country for the town in the source's own area ("Lebanon police", told in Pennsylvania).

    Unless the report names the country's people as well, or says "in Lebanon and Syria".
    """
    abroad = {spot.found[0].country for spot in kept if spot.form == "demonym"}
    abroad |= {
        spot.found[0].country for spot in kept if spot.found and spot.found[0].kind == "country" and spot.in_list
    }
    for spot in kept:
        if spot.form != "name" or not spot.found or spot.found[0].kind != "country" or spot.found[0].country in abroad:
            continue
        if home.country == spot.found[0].country:
            continue
        own = [one for one in spot.found if (one.country, one.region, one.kind) == (home.country, home.region, "city")]
        if own and own[0].how == 0:
            spot.found = (own[0],)
            spot.listed = False


def _leave_strays(kept: Sequence[Spot], home: Found | None) -> None:
    """Leave open what nothing else in the report puts where its only bearers are.

    "Shot in Gresham", told by an outlet at home in Chicago, is a quarter of Chicago and not the town in Oregon. A small
    place strays if it is far from the source's home and from every other place of the report, in an area that nothing
    else names; without a source that is at home somewhere, only if it is in another country than all the rest.
    """
    named: dict[str, dict[int, Found]] = {}
    stray: dict[tuple[str, int], bool] = {}
    for spot in kept:
        if spot.chosen is not None and spot.form != "unknown":
            named.setdefault(spot.key, {})[spot.chosen.id] = spot.chosen
    for spot in kept:
        chosen = spot.chosen
        if (
            chosen is None
            or spot.form != "name"
            or spot.parent is not None
            or spot.listed
            or chosen.kind not in ("city", "county")
            or (chosen.kind == "city" and chosen.population >= KNOWN_TO_ALL and spot.head is None and chosen.how == 0)
        ):
            continue
        case = (spot.key, chosen.id)
        if case not in stray:
            others = [one for key, some in named.items() if key != spot.key for one in some.values()]
            if home is not None:
                others.append(home)
            stray[case] = _is_stray(chosen, others, home)
        if stray[case]:
            why = "it is far from the source's home and from the other places of the report"
            spot.losers = ((chosen, why), *spot.losers[:4])
            spot.chosen, spot.decided = None, ""


def _is_stray(place: Found, others: Sequence[Found], home: Found | None) -> bool:
    """Far from all the others, and in an area that none of them is or is in."""
    if not others or any(within_km(place, one, STRAY_KM) for one in others if one.kind in ("city", "county")):
        return False
    if home is not None and home.country == place.country:
        return not any(one.country == place.country and one.region == place.region for one in others if one.region)
    return not any(one.country == place.country for one in others)


def _quarter(spot: Spot, known: Words) -> bool:
    """The words call it a part of a town; "the Aleppo area" is the town and what lies round it."""
    return spot.head is not None and spot.head != "area" and known.heads[spot.head] == "district"


def _put_at_home(kept: Sequence[Spot], home: Found) -> None:
    """Take streets and quarters for the town of the source, where the report names no town and nothing farther off."""
    for one in kept:
        place = one.chosen
        if place is None or place.kind == "country" or one.form == "demonym":
            continue
        if place.kind == "city" or not (contained(home, place) and (place.kind == "region" or near(home, place))):
            return
    for spot in kept:
        quarter = spot.form == "street" or (spot.gap_before == " " and spot.before in ("in", "In"))
        if quarter and spot.chosen is None and spot.inside == home:
            spot.chosen, spot.at_home = home, True
            spot.decided = f"it has no entry; the source is at home in {home.name}"


def _put_inside(kept: Sequence[Spot], home: Found | None) -> None:
    """Give every place without an entry the area that it lies in.

    That is what follows after a comma, else the nearest town, else the town where the source is at home.
    """
    for at, spot in enumerate(kept):
        if spot.chosen is not None:
            continue
        if spot.beside is not None and spot.beside.chosen is not None:
            spot.inside, spot.decided = spot.beside.chosen, f"the words place it in {spot.beside.chosen.name}"
            continue
        beside = [
            (abs(one.start - spot.start), one.start, one.chosen)
            for one in kept[max(0, at - REACH) : at + REACH + 1]
            if one.chosen is not None and one.passage == spot.passage and one.form != "demonym"
        ]
        towns = [one for one in beside if one[2].kind in ("city", "county", "region")]
        if towns:
            nearest = min(towns)[2]
            spot.inside, spot.decided = nearest, f"{nearest.name} is the nearest town named"
        elif home is not None and spot.form in ("name", "street", "area"):
            spot.inside, spot.decided = home, f"the source is at home in {home.name}"


def _vote(kept: Sequence[Spot], setting: Setting, known: Words) -> None:
    """Count for each first-level area the names that have a place in it: Princeton and Mercer County share several."""
    seen: set[str] = set()
    for spot in kept:
        if spot.form == "name" and spot.key not in seen:
            seen.add(spot.key)
            named = known.named(spot.key)
            usual = spot.found is named.found
            setting.votes.update(named.regions if usual else areas_of(spot.found))
            setting.voters += 1


def _told_by(kept: Sequence[Spot], setting: Setting) -> Setting:
    """The setting with the places chosen so far, each name once, by how surely it was chosen."""
    final = Setting(homes=setting.homes, home_country=setting.home_country, votes=setting.votes, voters=setting.voters)
    final.countries.update(setting.countries)
    final.regions.update(setting.regions)
    final.points.update(setting.points)
    seen: set[str] = set()
    for spot in sorted(kept, key=lambda one: -one.margin):
        if spot.chosen is not None and spot.key not in seen and spot.margin > LEAST_MARGIN:
            seen.add(spot.key)
            final.add(spot.chosen, min(1.0, spot.margin / SURE))
    return final


def _doubt(spot: Spot) -> None:
    """Leave a place open that the words put in an area where the gazetteer has none of its name.

    "In Sur, Farah, Afghanistan" is not the Sur of Oman; a city known to all may still stand in a list.
    """
    area = spot.beside.chosen if spot.beside is not None else None
    chosen = spot.chosen
    if area is None or chosen is None or spot.parent is not None or chosen.population >= KNOWN_TO_ALL:
        return
    if area.kind in ("country", "region"):
        elsewhere = not contained(chosen, area)
    else:  # a town that is itself placed ("Sur, Farah, Afghanistan")
        elsewhere = spot.beside is not None and spot.beside.parent is not None and chosen.country != area.country
    if elsewhere and chosen.kind in ("city", "county"):
        spot.chosen, spot.losers = None, tuple((one, f"it is not in {area.name}") for one in (chosen,))
        spot.decided = f"no place of that name is known in {area.name}"
