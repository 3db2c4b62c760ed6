"""What reviewers decided, laid over the records of the derived file: whom it concerns and what they become."""

from __future__ import annotations

import hashlib

import msgspec

from bearwitness.casebook.deciding import Decided
from bearwitness.casebook.shelf import Shelf
from bearwitness.link import incident_id
from bearwitness.model import Record
from bearwitness.storage.derived import Damaged


def mark_of(now: Decided, reviewers: int) -> str:
    """A digest of the Decisions that stand; empty if there are none."""
    standing = [(one.id, now.keys.get(one.id, "")) for one in now.over.standing.now]
    return hashlib.sha256(msgspec.json.encode((reviewers, standing))).hexdigest() if standing else ""


def concerned(shelf: Shelf, now: Decided, reviewers: int) -> dict[str, tuple[str, ...]]:
    """The listed incidents that standing Decisions may concern, each with what these are, as a mark."""
    where = places_of(shelf, now)
    found: dict[str, set[str]] = {}
    for one in now.over.standing.now:
        spoken = (*one.judged, *one.against, *one.left)
        reports = {was.report for was in spoken} | ({one.target.id} if one.target.kind == "report" else set())
        named = {one.target.id} | {name for report in sorted(reports) for name in homes_of(shelf, report)}
        named |= {where[name] for was in spoken if (name := now.over.now.get(was.claim, was.claim)) in where}
        for name in named:
            if shelf.has(name):
                found.setdefault(name, set()).add(one.id)
    return {name: (str(reviewers), *sorted(ids)) for name, ids in found.items()}


def places_of(shelf: Shelf, now: Decided) -> dict[str, str]:
    """The incidents of the occurrences that were decided on."""
    state = shelf.state
    groups = {name: group_of(shelf, name) for name in sorted(now.about)}
    return {name: incident_id(one) for name, one in groups.items() if one is not None and one in state.incidents}


def family(shelf: Shelf, now: Decided, name: str, reviewers: int) -> tuple[Record, ...]:
    """The records of the tree of an incident, itself first, with what was decided on them."""
    found = {one: shelf.record(one) for one in shelf.tree(shelf.root(name) or name)}
    for one in found.values():
        if not {*one.parts, *([one.part_of] if one.part_of else [])} <= found.keys():
            raise Damaged(f"The tree of {name} has lost a part.")
    made = (found.pop(name), *(found[one] for one in sorted(found)))
    return now.stamp(made, places_of(shelf, now), reviewers)


def homes_of(shelf: Shelf, report: str) -> set[str]:
    """The incidents that a report tells."""
    groups = {group_of(shelf, telling) for telling in shelf.state.reports.get(report) or ()}
    return {incident_id(one) for one in groups if one is not None and one in shelf.state.incidents}


def group_of(shelf: Shelf, telling: str) -> str | None:
    """The name of the group that a telling is of."""
    state = shelf.state
    return state.home.get(telling) or state.attached.get(telling) or state.loose_of.get(telling)
