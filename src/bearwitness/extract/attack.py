"""An attack being gathered from its tellings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bearwitness.extract import whereabouts
from bearwitness.extract.attack_ways import way_of
from bearwitness.extract.context import Context
from bearwitness.extract.events import Event
from bearwitness.extract.syntax import Tree
from bearwitness.extract.told import sentence_at
from bearwitness.model import Facility, Mention, Place, When
from bearwitness.vocabulary import About


@dataclass(eq=False)
class Attack:
    """An attack being gathered from its tellings."""

    key: str
    about: About
    events: list[Event] = field(default_factory=list)
    place: Place | None = None
    time: When | None = None
    target: Facility | None = None
    part_of: Attack | None = None
    ways: set[int] = field(default_factory=set)
    """How it is told to have been done."""
    turn: int | None = None
    """Which of two strikes on one place it is, 1 or 2; None for an attack as a whole."""
    site: bool = False
    """It is one of several buildings that an attack hit, told in the attack's own words."""

    def add(self, event: Event, place: Place | None, time: When | None, target: Facility | None) -> None:
        """Takes in a telling with what it says of where, when and what was hit."""
        self.events.append(event)
        if (way := way_of(event)) is not None:
            self.ways.add(way)
        if place is not None and (self.place is None or whereabouts.narrows(place, self.place)):
            self.place = place
        if time is not None and whereabouts.dates_better(time, self.time):
            self.time = time
        if target is not None and _names_better(target, self.target, event.facilities):
            self.target = target


def told_at(context: Context, like: Event, passage: str, start: int, end: int) -> Event | None:
    """Words of the report that name a part of the attack told by `like`, as a telling; None where nothing is parsed."""
    sentence = sentence_at(context, passage, start)
    at = None if sentence is None or not sentence.tokens else Tree(sentence).position(end - 1)
    if sentence is None or at is None:
        return None
    return replace(like, sentence=sentence.index, passage=passage, start=start, end=end, head=at, noun=True, weight=1)


def _names_better(new: Facility, old: Facility | None, beside: tuple[Mention, ...]) -> bool:
    """`beside`: the buildings of the telling; "a camp on Utoya" gives the camp told before its name."""
    if old is None:
        return True
    if new.listed is not None and old.name is None and _holds_kind(beside, old):
        return True
    return (new.name is not None and old.name is None and new.kind == old.kind) or (
        new.listed is not None and old.listed is None and new.kind == old.kind
    )


def _holds_kind(beside: tuple[Mention, ...], old: Facility) -> bool:
    return any(one.facility is not None and one.facility.kind == old.kind for one in beside)
