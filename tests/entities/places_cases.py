"""What the tests of places and facilities share: a report from a few words, and its mentions by their words."""

from __future__ import annotations

from bearwitness.entities import facilities, places
from bearwitness.model import Facility, Mention, Passage, Place, Report
from bearwitness.vocabulary import PassageKind


def report(text: str, *, source: str | None = None, title: str | None = None, kind: PassageKind = "body") -> Report:
    """A report of one passage, with a title before it if one is given."""
    passages = [Passage(id="p1", kind="title", text=title)] if title else []
    passages.append(Passage(id=f"p{len(passages) + 1}", kind=kind, text=text))
    return Report(id="r", capture="", source=source, title=title, language="en", passages=tuple(passages))


def places_of(text: str, **given: str | None) -> dict[str, Place]:
    """Places by their words; a later mention of the same words replaces an earlier one."""
    found = places.find(report(text, **given))  # type: ignore[arg-type]
    return {one.quote: one.place for one in found if one.place is not None}


def facility_mentions(text: str, **given: str | None) -> list[Mention]:
    """The facility mentions of a text."""
    told = report(text, **given)  # type: ignore[arg-type]
    return facilities.find(told, places.find(told))


def facilities_of(text: str, **given: str | None) -> dict[str, Facility]:
    """Facilities by their words."""
    return {one.quote: one.facility for one in facility_mentions(text, **given) if one.facility is not None}
