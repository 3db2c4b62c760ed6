"""What a telling says of its attack, and whether two tellings can be of one by how it was done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bearwitness.extract.context import Context
from bearwitness.extract.event_words import lexicon
from bearwitness.extract.events import Event
from bearwitness.extract.syntax import trees
from bearwitness.model import Facility, Mention
from bearwitness.vocabulary import OccurrenceKind

STRONG = 2
"""Weight that one telling must reach for a report to be about an attack."""

MOST = 12
"""Tellings of one sentence; a longer one is a list, and no words of it are anybody's own."""

WAYS: tuple[frozenset[OccurrenceKind], ...] = (
    frozenset({"shooting", "stabbing", "raid", "assault", "abduction"}),
    frozenset({"bombing", "suicide_bombing", "mine", "grenade", "explosion"}),
    frozenset({"missile_strike", "drone_strike", "air_strike", "shelling"}),
)
"""Kinds by how they are done; those of one set are easily taken for each other."""
FROM_AFAR = 2
"""Which of them is done from afar, on many places at once."""


def way_of(event: Event) -> int | None:
    """Which of WAYS the telling's kind is of; None for one that says nothing ("attack")."""
    return next((at for at, one in enumerate(WAYS) if event.kind in one), None)


def may_be_one(ways: Collection[int], event: Event) -> bool:
    """Whether an attack that was told in these ways can be told as this, too."""
    way = way_of(event)
    return way is None or not ways or way in ways


def told_apart(context: Context, ways: Collection[int], before: Sequence[Event], event: Event) -> bool:
    """Reads "the bombing in Oslo and the shooting on Utoya": two ways, and two places in their own words.

    One attack may be done in two ways ("blew himself up and opened fire"): without a place of its own each, it is one.
    """
    if may_be_one(ways, event) or not (mine := sites_of(context, event)):
        return False
    theirs = {name for one in before[:MOST] if way_of(one) is not None for name in sites_of(context, one)}
    return bool(theirs) and not mine & theirs


def sites_of(context: Context, event: Event) -> frozenset[str]:
    """Names of towns and buildings in the words of the telling itself, folded."""
    rows = context.mentions_in(event.passage, event.start, event.end, "place", "facility")
    return frozenset(
        one.quote.lower() for one in rows if one.place is None or one.place.precision not in ("country", "region")
    )


def without_others(told: Sequence[Event]) -> list[Event]:
    """The tellings, each without places and buildings that stand in words of its sentence that tell another way."""
    by_sentence: dict[int, list[Event]] = {}
    for one in told:
        by_sentence.setdefault(one.sentence, []).append(one)
    mixed = {
        index
        for index, rows in by_sentence.items()
        if len(rows) <= MOST and len({way for one in rows if (way := way_of(one)) is not None}) > 1
    }
    return [_own_words(one, by_sentence[one.sentence]) if one.sentence in mixed else one for one in told]


def _own_words(event: Event, told: Sequence[Event]) -> Event:
    beside = [one for one in told if not may_be_one([way for way in (way_of(one),) if way is not None], event)]

    def own(rows: tuple[Mention, ...]) -> tuple[Mention, ...]:
        return tuple(
            one
            for one in rows
            if event.start <= one.start < event.end or not any(other.start <= one.start < other.end for other in beside)
        )

    return replace(event, places=own(event.places), facilities=own(event.facilities))


def target_of(event: Event) -> Facility | None:
    """The nearest building; a listed one in the words of the telling comes before a mere kind ("a camp on Utoya")."""
    own = [one.facility for one in event.facilities if event.start <= one.start < event.end]
    listed = [one for one in own if one is not None and one.listed is not None]
    if listed and own[0] is not None and own[0].name is None:
        return listed[0]
    return event.facilities[0].facility if event.facilities else None


def is_told(context: Context, event: Event) -> bool:
    """It is told as having happened: "denied any role in the strike" takes the strike for granted.

    So does who denies having fired on a place where, by the same sentence, people died.
    """
    if event.modality != "denied":
        return event.modality != "hypothetical"
    if event.noun and event.definite:
        return True
    words = lexicon(context.language)
    sentence = context.once(trees)[event.sentence].tokens
    victims = [one for one in sentence if one.text.lower() in words.victims and one.index != event.head]
    return event.weight >= STRONG and bool(victims)


ACROSS = frozenset({"across", "throughout", "nationwide", "cities"})


def is_widespread(context: Context, event: Event) -> bool:
    """Reads "missiles struck cities across Ukraine": an attack from afar on many places of a country at once."""
    if way_of(event) not in (None, FROM_AFAR):
        return False
    tokens = context.once(trees)[event.sentence].tokens
    return any(one.text.lower() in ACROSS for one in tokens)


def opens_with(context: Context, frame: str) -> bool:
    """The report opens with words of a frame: `past` (an anniversary, a verdict: an old case) or `drill`."""
    opening = " ".join(one.text for one in context.sentences[:2]).lower()
    listed = lexicon(context.language).words.frame
    return any(one in opening for one in (listed.past if frame == "past" else listed.drill))
