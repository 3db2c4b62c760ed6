"""Towns that the words beside them set aside: where somebody is from, or what the attack was only near."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import msgspec

from bearwitness.extract.context import Context
from bearwitness.languages import load
from bearwitness.model import Mention

AFTER = re.compile(r"(?:['’]s)?[ -](?:[\w-]{3,12}ern )?([a-z]+)", re.IGNORECASE)
BEFORE = re.compile(r"(?:([A-Za-z]+) )?([A-Za-z]+) (?:the |downtown )?$")
NEARBY = 40


class Words(msgspec.Struct, frozen=True):
    """The shape of `languages/<code>/whereabouts.toml`."""

    people: tuple[str, ...]
    around: tuple[str, ...]
    sides: tuple[str, ...]
    ring: tuple[str, ...]


@dataclass(frozen=True)
class _Sets:
    people: frozenset[str]
    around: frozenset[str]
    sides: frozenset[str]
    ring: frozenset[str]


@cache
def _sets(code: str) -> _Sets:
    words = load(code, "whereabouts", Words)
    return _Sets(*(frozenset(one) for one in (words.people, words.around, words.sides, words.ring)))


def _after(context: Context, mention: Mention) -> str:
    text = context.passages[mention.passage].text
    found = AFTER.match(text, mention.end, mention.end + NEARBY)
    return found[1].lower() if found else ""


def somebodys(context: Context, mention: Mention) -> bool:
    """Reads "a Springfield man", "Springfield boy": the town is where somebody is from."""
    text = context.passages[mention.passage].text
    owned = text[mention.end : mention.end + 1] in ("'", "’")
    return not owned and _after(context, mention) in _sets(context.language).people


def round_it(context: Context, mention: Mention) -> bool:
    """Reads "outside Springfield", "north of Springfield", "Springfield's suburbs": not in the town itself."""
    words = _sets(context.language)
    if _after(context, mention) in words.ring:
        return True
    text = context.passages[mention.passage].text
    found = BEFORE.search(text[max(0, mention.start - NEARBY) : mention.start])
    if found is None:
        return False
    last = found[2].lower()
    return last in words.around and (last != "of" or (found[1] or "").lower() in words.sides)
