"""Misspelt names: one slip (a letter too many, too few, another, or two swapped) away from a town nearby.

Only towns of the countries that the report names or its source is at home in count, only words of six letters and more,
and only where one town is closer than every other. In countries that write Arabic a name with the same consonants
counts as well.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bearwitness.entities.gazetteer import Found, gazetteer
from bearwitness.entities.places_setting import Setting
from bearwitness.entities.places_spelling import ARABIC, skeleton

SHORTEST = 6
LONG = 10
"""From this length two slips are allowed."""
LEAST_PEOPLE = 3_000
COUNTRIES = 3
TRIES = 40
"""Words of a report that are compared at most: a hostile page may hold any number of unknown ones."""


class Speller:
    """Finds the town that a misspelt word means in one report's setting."""

    def __init__(self, setting: Setting) -> None:
        """Takes the countries that carry most weight."""
        ranked = sorted(setting.countries.items(), key=lambda one: (-one[1], one[0]))
        self._countries = tuple(country for country, _ in ranked[:COUNTRIES])
        self._tries = 0

    def close(self, key: str) -> Found | None:
        """The one town that the folded word is a misspelling of; None where there is none or more than one."""
        if len(key) < SHORTEST or self._tries >= TRIES:
            return None
        self._tries += 1
        for country in self._countries:
            found = (_same_bones(key, country) if country in ARABIC else None) or _closest(key, country)
            if found is not None:
                return found
        return None


@lru_cache(maxsize=4096)
def _closest(key: str, country: str) -> Found | None:
    most = 2 if len(key) >= LONG else 1
    table = _towns(country)
    names = [name for size in range(len(key) - most, len(key) + most + 1) for name in table.get((key[0], size), ())]
    near = process.extract(key, names, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=8, processor=None)
    best: dict[int, int] = {}
    for name, slips, _ in near:
        number = table[key[0], len(name)][name]
        if slips:
            best[number] = min(int(slips), best.get(number, 9))
    places = [(slips, place) for number, slips in best.items() if (place := gazetteer().place(number)) is not None]
    places.sort(key=lambda one: (one[0], -one[1].population, one[1].id))
    if not places or (
        len(places) > 1 and places[1][0] == places[0][0] and places[1][1].population * 10 > places[0][1].population
    ):
        return None
    return places[0][1]


@lru_cache(maxsize=4096)
def _same_bones(key: str, country: str) -> Found | None:
    """The one settlement whose name has the same consonants in the same order and much the same letters."""
    numbers = _bones(country).get(skeleton(key), ())
    return gazetteer().place(numbers[0]) if len(numbers) == 1 else None


@lru_cache(maxsize=32)
def _bones(country: str) -> dict[str, tuple[int, ...]]:
    """Ids of a country's settlements by the consonants of their names."""
    table: dict[str, set[int]] = {}
    for name, number in gazetteer().towns(country, 0):
        bones = skeleton(name)
        if bones:
            table.setdefault(bones, set()).add(number)
    return {bones: tuple(sorted(numbers)) for bones, numbers in table.items()}


@lru_cache(maxsize=32)
def _towns(country: str) -> dict[tuple[str, int], dict[str, int]]:
    """Names of a country's towns with their ids, by first letter and length."""
    table: dict[tuple[str, int], dict[str, int]] = {}
    for name, number in gazetteer().towns(country, LEAST_PEOPLE):
        if len(name) >= SHORTEST - 1:
            table.setdefault((name[0], len(name)), {})[name] = number
    return table
