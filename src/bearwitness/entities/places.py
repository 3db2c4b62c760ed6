"""Report -> place mentions: scan for names, judge which are places, choose which place is meant, turn into mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bearwitness.entities.gazetteer import Found, fold, gazetteer
from bearwitness.entities.places_fuzzy import Speller
from bearwitness.entities.places_judge import Told, personal, score
from bearwitness.entities.places_rank import contained
from bearwitness.entities.places_resolve import resolve
from bearwitness.entities.places_scan import scan
from bearwitness.entities.places_setting import Setting, masthead, source_of
from bearwitness.entities.places_spot import Spot
from bearwitness.entities.places_words import Words, speaks, words
from bearwitness.model import Candidate, Mention, Place, Report
from bearwitness.vocabulary import PlaceMatch, PlacePrecision

SAFE = frozenset({"abbreviation", "demonym"})
KNOWN_CITY = 0.6
"""What the mention of a city that everybody knows adds to its country and area."""
LIST = frozenset({", ", " and ", ", and ", "; ", " or "})
"""What stands between the names of a list."""
SKIPPED = frozenset({"boilerplate", "author_note"})


def find(report: Report) -> list[Mention]:
    """The places that a report names, in reading order, resolved where the gazetteer and the context allow it.

    Nothing for a language without a `places.toml`. Boilerplate and author notes are not read.
    """
    language = report.language or "en"
    if not speaks(language):
        return []
    known = words(language)
    kept, setting = prepared(report, known)
    resolve(kept, setting, known)
    return [_mention(report, spot) for spot in kept]


def prepared(report: Report, known: Words) -> tuple[list[Spot], Setting]:
    """The spots that are judged to be places, unresolved, and the setting that they are to be resolved in."""
    spots = spots_of(report, known)
    setting = setting_of(report, spots, known)
    told = Told(spots, known)
    kept = [
        spot
        for spot in spots
        if spot.form == "unknown" or _named_area(spot, known) or score(spot, told, setting, known) > 0
    ]
    return supported(kept, setting, known), setting


def _named_area(spot: Spot, known: Words) -> bool:
    """Reads "in Zolota Balka village" and "Zolota Balka district, Kherson region": their noun makes a place of them."""
    return (
        spot.form == "area"
        and spot.head is not None
        and spot.head.islower()
        and ((spot.gap_before == " " and spot.before in known.strong) or spot.beside is not None)
        and known.heads[spot.head] in ("city", "county", "region")
    )


def supported(spots: Sequence[Spot], setting: Setting, known: Words) -> list[Spot]:
    """The spots without those of unknown words that nothing beside them shows to be places.

    Unknown words count where an area follows after a comma ("in Landwan, Chamkani district"), and as a misspelling
    where they are one slip away from a town of the report's own countries.
    """
    speller = Speller(setting)
    judged = {id(spot) for spot in spots}
    kept: list[Spot] = []
    for at, spot in enumerate(spots):
        if spot.form != "unknown":
            kept.append(spot)
            continue
        close = speller.close(spot.key) if _in_company(spots, at) or spot.gap_before == " " else None
        if close is not None:
            spot.form, spot.found = "misspelt", (close,)
            kept.append(spot)
        elif spot.gap_before == " " and (
            spot.before in known.where or spot.of_noun or (spot.beside is not None and id(spot.beside) in judged)
        ):
            spot.form = "area"
            kept.append(spot)
    return kept


def _in_company(spots: Sequence[Spot], at: int) -> bool:
    """A place of a list stands beside it: at most a comma or "and" between the two."""
    spot = spots[at]
    for other in (*spots[max(0, at - 1) : at], *spots[at + 1 : at + 2]):
        if (
            other.passage == spot.passage
            and other.found
            and min(abs(other.start - spot.end), abs(spot.start - other.end)) <= 6
        ):
            return True
    return False


def spots_of(report: Report, known: Words) -> list[Spot]:
    """Every spot of the report's passages, with the area that follows after a comma as parent."""
    found: list[Spot] = []
    for number, passage in enumerate(report.passages):
        if passage.kind in SKIPPED:
            continue
        text = passage.text
        if passage.kind == "title":  # a place in the outlet's own name is none of the report's
            text = text[: masthead(text)]
        here = list(scan(number, text, known))
        for one, other in pairwise(here):
            between = passage.text[one.end : other.start]
            if between in (", ", " (", " in ", " of ", " in the ", " of the "):
                _link(one, other, comma=between in (", ", " ("))
        _share_heads(passage.text, here, known)
        _list(passage.text, here, known)
        found += here
    return found


def _share_heads(text: str, spots: Sequence[Spot], known: Words) -> None:
    """Give the noun of a list to all of it: "Barrow, Clarke and Oconee counties"."""
    for other, one in pairwise(reversed(spots)):
        listed = one.form == "name" and text[one.end : other.start] in LIST
        if listed and one.head is None and other.head in known.plural_heads:
            one.head = other.head


def _list(text: str, spots: Sequence[Spot], known: Words) -> None:
    """Mark the names that stand in a list with a name of the same country."""
    for one, other in pairwise(spots):
        if one.form == other.form == "name" and text[one.end : other.start] in LIST:
            shared = known.named(one.key).countries & known.named(other.key).countries
            one.in_list, other.in_list = one.in_list or bool(shared), bool(shared)


def _link(one: Spot, other: Spot, *, comma: bool) -> None:
    """Make the spot that follows the area of this one, if it names an area that holds a place of this name."""
    areas = [
        area for area in other.found if area.kind in ("country", "region", "county") or other.form == "abbreviation"
    ]
    if other.form == "demonym" or not areas:
        return
    if comma:
        one.beside = other
    if any(contained(place, area) for place in one.found[:40] for area in areas[:6]):
        one.parent = other
        other.child = one


def setting_of(report: Report, spots: Sequence[Spot], known: Words) -> Setting:
    """What the safe spots and the source say of where the report plays."""
    setting = Setting()
    setting.homes, setting.home_country = source_of(report)
    if setting.home_country:
        setting.countries[setting.home_country] += 1
    if len(setting.homes) == 1:
        setting.add(setting.homes[0])
    seen: set[int] = set()
    for spot in spots:
        if spot.form in SAFE or (spot.found and spot.found[0].kind == "country" and spot.found[0].how == 0):
            setting.add(spot.found[0])
        elif (
            spot.parent is None
            and spot.found
            and spot.found[0].kind == "region"
            and spot.found[0].how == 0
            and (spot.left is None or spot.left in known.articles)
        ):
            setting.add(spot.found[0], 0.5)
        elif spot.form == "name" and spot.left is None and spot.right is None and not personal(spot.key, known):
            city = known.named(spot.key).known
            if city is not None and city.id not in seen:
                seen.add(city.id)
                setting.add(city, KNOWN_CITY)
    return setting


def _mention(report: Report, spot: Spot) -> Mention:
    passage = report.passages[spot.passage]
    text = passage.text[spot.start : spot.end]
    return Mention(
        kind="place", passage=passage.id, start=spot.start, end=spot.end, quote=text, place=_place(text, spot)
    )


def _place(text: str, spot: Spot) -> Place:
    chosen = spot.chosen
    if chosen is None:
        precision: PlacePrecision = "area" if spot.form == "nature" else "district"
        within = () if spot.inside is None else (spot.inside.id, *_within(spot.inside))
        return Place(
            text=text,
            precision=precision,
            decided_by=spot.decided or None,
            candidates=tuple(_candidate(place, why) for place, why in spot.losers),
            within=tuple(number for number in within if number > 0),
        )
    return Place(
        text=text,
        name=chosen.name,
        geonames=chosen.id if chosen.id > 0 else None,
        latitude=chosen.latitude,
        longitude=chosen.longitude,
        country=chosen.country or None,
        region=chosen.region or None,
        precision=_precision(spot, chosen),
        matched=_matched(spot, chosen),
        decided_by=spot.decided,
        candidates=tuple(_candidate(place, why) for place, why in spot.losers),
        within=tuple(_within(chosen)),
    )


def _precision(spot: Spot, place: Found) -> PlacePrecision:
    if spot.direction and place.kind != "city":
        return "area"
    if place.kind == "city" and place.id < 0:
        return "district"
    kinds: dict[str, PlacePrecision] = {
        "county": "region",
        "city": "city",
        "region": "region",
        "country": "country",
        "area": "area",
    }
    return kinds[place.kind]


def _matched(spot: Spot, place: Found) -> PlaceMatch:
    if spot.form == "demonym":
        return "demonym"
    if spot.form == "misspelt":
        return "misspelt"
    if spot.at_home:
        return "context"
    own = place.how == 0 and not spot.listed
    return "exact" if own or fold(place.name) == spot.key else "alternate"


def _candidate(place: Found, why: str) -> Candidate:
    return Candidate(
        geonames=place.id if place.id > 0 else None, name=place.name, country=place.country or None, why_not=why
    )


def _within(place: Found) -> Iterable[int]:
    known = gazetteer()
    if place.region and place.kind != "region":
        area = known.area(place.country, place.region)
        if area is not None:
            yield area.id
    if place.country and place.kind != "country":
        area = known.area(place.country)
        if area is not None:
            yield area.id
