"""Tells places from persons, bodies and plain words: each sign for or against has a weight, the sum decides.

The weights are in `data/places_weights.toml`. They were fitted on public local news (see that file) and can be read: a
reviewer sees which signs met.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources

import msgspec

from bearwitness.entities import places_around as around
from bearwitness.entities.places_setting import Setting
from bearwitness.entities.places_spot import Spot
from bearwitness.entities.places_words import Named, Words, persons

SHORT, ACRONYM, OFTEN = 4, 6, 3


class Weights(msgspec.Struct, frozen=True):
    """The shape of `data/places_weights.toml`."""

    base: float
    signs: dict[str, float]
    places: dict[str, float]
    """Signs that tell which place of a name is meant."""


@cache
def weights() -> Weights:
    """The fitted weights."""
    text = (resources.files(__package__) / "data" / "places_weights.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Weights)


class Told:
    """What the whole report tells of a name: how often it stands as a person's and how often as a place's."""

    def __init__(self, spots: Sequence[Spot], known: Words) -> None:
        """`spots` of every passage."""
        given, _ = persons()
        self.person: Counter[str] = Counter()
        self.place: Counter[str] = Counter()
        for spot in spots:
            last = spot.key.rsplit(" ", 1)[-1]
            if person_before(spot, known, given) or _stranger(spot, known):
                self.person[last] += 1
            elif spot.right and " " not in spot.key and spot.key in given and _surname(spot.right, known):
                self.person[spot.key] += 1
            if not spot.left and not spot.right and (spot.before in known.strong or spot.parent is not None):
                self.place[spot.key] += 1


def person_before(spot: Spot, known: Words, given: frozenset[str]) -> bool:
    """A title, a given name or an initial stands right before."""
    if spot.left is None:
        return False
    return spot.left in known.titles or spot.left.lower() in given or (len(spot.left) == 1 and spot.left not in "NSEW")


def _stranger(spot: Spot, known: Words) -> bool:
    """An unknown capitalised word right before a surname ("Kierra Smith"): most likely a rare given name."""
    word = spot.left
    if word is None or spot.first or spot.key not in persons()[1] or not word[0].isupper() or word.isupper():
        return False
    plain = word.lower()
    return plain not in known.common and not any(
        word in one
        for one in (
            known.directions,
            known.civic,
            known.houses,
            known.bodies,
            known.heads,
            known.nature,
            known.articles,
        )
    )


def _surname(word: str, known: Words) -> bool:
    return (
        word not in known.bodies
        and word not in known.houses
        and word not in known.heads
        and word.lower() not in known.common
    )


def signs(spot: Spot, told: Told, setting: Setting, known: Words) -> list[str]:
    """Names of the signs that this spot shows."""
    right = around.right_of(spot, known)
    found = [f"form {spot.form}", f"left {around.left_of(spot, known)}", f"right {right}"]
    if spot.left is None:
        found.append(f"before {around.before(spot, known)}")
    if spot.right is None:
        found.append(f"after {around.after(spot, known)}")
    found += [
        name
        for name, true in (
            ("article and body", right == "body" and spot.left in known.articles),
            ("head noun", spot.head is not None),
            ("noun and of before", spot.of_noun),
            ("direction", spot.direction is not None),
            ("inside what follows", spot.parent is not None),
        )
        if true
    ]
    if spot.form == "area" and spot.head:
        found.append("head in small letters" if spot.head.islower() else "head with a capital")
    if spot.form == "name":
        named = known.named(spot.key)
        if right == "body" and named.country:
            found.append("country before a body")
        found += _gazetteer_signs(named, setting)
        found += _name_signs(spot, named, known)
        found += _report_signs(spot, told, known)
    return found


def _name_signs(spot: Spot, named: Named, known: Words) -> list[str]:
    """What the name itself shows."""
    key = spot.key
    found = ["several words" if " " in key else "single word"]
    word = key.title()
    if word in known.never or word in known.months or word in known.articles:
        found.append("never")
    if " " in key:
        return found
    given, surnames = persons()
    signs_of_one = (
        ("common word", key in known.common and not spot.listed),
        ("given name", key in given),
        ("surname", key in surnames),
        ("short", len(key) < SHORT and not spot.listed),
        ("acronym", spot.capitals and len(key) < ACRONYM and not spot.listed and not named.country),
    )
    return [*found, *(name for name, true in signs_of_one if true)]


def _report_signs(spot: Spot, told: Told, known: Words) -> list[str]:
    """What the whole report shows of the name."""
    found = []
    persons_seen, places_seen = told.person[spot.key.rsplit(" ", 1)[-1]], told.place[spot.key]
    if persons_seen:
        found.append("person elsewhere" if persons_seen < OFTEN else "person often")
    if places_seen:
        found.append("place elsewhere" if places_seen < OFTEN else "place often")
    if not personal(spot.key, known):
        found.append("nobody's name" if spot.left is None and spot.right is None else "nobody's name in a run")
    if spot.in_list:
        found.append("in a list")
    if spot.first and spot.left is None:
        found.append("begins a sentence")
    return found


def personal(key: str, known: Words) -> bool:
    """The last word is a person's name or a plain word as well."""
    given, surnames = persons()
    last = key.rsplit(" ", 1)[-1]
    return last in given or last in surnames or last in known.common


def _gazetteer_signs(named: Named, setting: Setting) -> list[str]:
    found = list(named.signs)
    if not named.regions.isdisjoint(setting.regions):
        found.append("in a region of the report")
    elif not named.countries.isdisjoint(setting.countries):
        found.append("in a country of the report")
    elif setting.countries:
        found.append("in no country of the report")
    if setting.home_country in named.countries and setting.home_country:
        found.append("in the source's country")
    return found


def score(shown: Sequence[str]) -> float:
    """The sum of the weights; above zero it is a place."""
    table = weights()
    known = table.signs
    total = table.base
    for one in shown:
        total += known.get(one, 0.0)
    return total
