"""Tells places from persons, bodies and plain words: each sign for or against has a weight, the sum decides.

The weights are in `data/places_weights.toml`. They were fitted on public local news (see that file) and can be read: a
reviewer sees which signs met.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import get_args

import msgspec

from bearwitness.entities import places_around as around
from bearwitness.entities.places_setting import Setting
from bearwitness.entities.places_spot import Form, Spot
from bearwitness.entities.places_words import MOST_SEEN, Named, Words, persons

FORMS: dict[Form, tuple[str, ...]] = {form: (f"form {form}",) for form in get_args(Form)}
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
    return [one for piece in _pieces(spot, told, setting, known) for one in piece]


def score(spot: Spot, told: Told, setting: Setting, known: Words) -> float:
    """The sum of the weights of the signs that this spot shows; above zero it is a place."""
    total = weights().base
    for piece in _pieces(spot, told, setting, known):
        for weight in _weights_of(piece):  # one by one: rounding must not depend on how the signs are grouped
            total += weight
    return total


@lru_cache(maxsize=16_384)
def _weights_of(shown: tuple[str, ...]) -> tuple[float, ...]:
    table = weights().signs
    return tuple(table[one] for one in shown if one in table)


def _pieces(spot: Spot, told: Told, setting: Setting, known: Words) -> Iterator[tuple[str, ...]]:
    """The signs in groups that come back from report to report, so that each group is worked out and weighed once."""
    yield FORMS[spot.form]
    left = (spot.left,)
    yield known.shown.get(left) or _kept(known, left, (f"left {around.left_of(spot, known)}",))
    right = (spot.right, spot.long_run)
    shown = known.shown.get(right) or _kept(known, right, (f"right {around.right_of(spot, known)}",))
    of_body = shown[0] == "right body"
    yield shown
    if spot.left is None:
        before = ("before", spot.before, spot.gap_before)
        yield known.shown.get(before) or _kept(known, before, (f"before {around.before(spot, known)}",))
    if spot.right is None:
        after = ("after", spot.after, spot.gap_after)
        yield known.shown.get(after) or _kept(known, after, (f"after {around.after(spot, known)}",))
    yield _form_signs(
        spot.form,
        spot.head,
        spot.of_noun,
        spot.direction is not None,
        spot.parent is not None,
        of_body and spot.left in known.articles,
    )
    if spot.form == "name":
        named = known.named(spot.key)
        if of_body and named.country:
            yield ("country before a body",)
        yield named.signs
        yield _setting_signs(named, setting)
        name = (spot.key, spot.listed, spot.capitals)
        yield known.shown.get(name) or _kept(known, name, tuple(_name_signs(spot, named, known)))
        yield _report_signs(spot, told, known)


def _kept(known: Words, case: tuple[object, ...], shown: tuple[str, ...]) -> tuple[str, ...]:
    """The signs of a case, remembered; the memory is emptied when it has grown too large."""
    if len(known.shown) >= MOST_SEEN:
        known.shown.clear()
    known.shown[case] = shown
    return shown


@lru_cache(maxsize=4096)
def _form_signs(
    form: Form, head: str | None, of_noun: bool, direction: bool, parent: bool, article_and_body: bool
) -> tuple[str, ...]:
    """What the spot's shape and the words that belong to it show."""
    found = [
        name
        for name, true in (
            ("article and body", article_and_body),
            ("head noun", head is not None),
            ("noun and of before", of_noun),
            ("direction", direction),
            ("inside what follows", parent),
        )
        if true
    ]
    if form == "area" and head:
        found.append("head in small letters" if head.islower() else "head with a capital")
    return tuple(found)


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


def _report_signs(spot: Spot, told: Told, known: Words) -> tuple[str, ...]:
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
    return tuple(found)


def personal(key: str, known: Words) -> bool:
    """The last word is a person's name or a plain word as well."""
    given, surnames = persons()
    last = key.rsplit(" ", 1)[-1]
    return last in given or last in surnames or last in known.common


def _setting_signs(named: Named, setting: Setting) -> tuple[str, ...]:
    found = []
    if not named.regions.isdisjoint(setting.regions):
        found.append("in a region of the report")
    elif not named.countries.isdisjoint(setting.countries):
        found.append("in a country of the report")
    elif setting.countries:
        found.append("in no country of the report")
    if setting.home_country in named.countries and setting.home_country:
        found.append("in the source's country")
    return tuple(found)
