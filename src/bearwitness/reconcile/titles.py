"""A title in plain words from what the incident is, so that it is the same for the same incident."""

from __future__ import annotations

import datetime

from bearwitness.model import When
from bearwitness.reconcile.sites import NTH, Site

WORDS = {
    "missile_strike": "Missile strike",
    "drone_strike": "Drone strike",
    "air_strike": "Air strike",
    "shelling": "Shelling",
    "bombing": "Bombing",
    "suicide_bombing": "Suicide bombing",
    "mine": "Mine explosion",
    "grenade": "Grenade attack",
    "shooting": "Shooting",
    "stabbing": "Stabbing",
    "vehicle_attack": "Vehicle attack",
    "arson": "Arson",
    "raid": "Raid",
    "abduction": "Abduction",
    "assault": "Assault",
    "explosion": "Explosion",
    "attack": "Attack",
}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def title(site: Site) -> str:
    """Kind, target, place and date ("Missile strike on Okhmatdyt children's hospital, Kyiv, 8 July 2024")."""
    text = WORDS[site.kind]
    place = site.where.name or site.where.text if site.where is not None else None
    if site.target is not None and site.level == "facility":
        name = site.target.name or _article(site.target.kind.replace("_", " "))
        text += f" {'on' if site.kind.endswith('strike') or site.kind in ('attack', 'raid') else 'at'} {name}"
        if place and place.lower() not in name.lower():
            text += f", {place}"
    elif place:
        text += f" {'on' if site.kind.endswith('strike') else 'in'} {place}"
    if site.turn is not None:
        text += f", {NTH[site.turn]} strike"
    day = date(site.when)
    return f"{text}, {day}" if day else text


def _article(word: str) -> str:
    return word if word == "other" else f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def date(when: When | None) -> str | None:
    """A day or a span of days in words, or by when it was if that is all; None where nothing is known."""
    if when is None or when.start is None:
        return None
    try:
        first = datetime.date.fromisoformat(when.start[:10])
        last = datetime.date.fromisoformat((when.end or when.start)[:10])
    except ValueError:
        return None
    if when.reason is not None:
        return f"by {last.day} {MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        whole = first.day == 1 and (last + datetime.timedelta(days=1)).day == 1
        days = "" if whole else f"{first.day}–{last.day} "
        return f"{days}{MONTHS[first.month - 1]} {first.year}"
    if first.year == last.year:
        return f"{MONTHS[first.month - 1]}–{MONTHS[last.month - 1]} {first.year}"
    return f"{first.year}–{last.year}"
