"""Composes the stages: the only module that knows them all. Data flows down this page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from bearwitness import acquire, documents, entities, link, reconcile, review
from bearwitness.acquire import Acquired, Given, Web
from bearwitness.documents.duplicates import Index, Span
from bearwitness.errors import InputError
from bearwitness.extract import extract
from bearwitness.extract.parser import EnglishParser
from bearwitness.model import Claim, Decision, Incident, Mention, Record, Report
from bearwitness.ports import Parser
from bearwitness.reconcile.copies import Copy
from bearwitness.review import Overlay, Unplaced

log = logging.getLogger(__name__)


class Understood(msgspec.Struct, frozen=True):
    """A report with the bytes it was read from and what was found in it."""

    acquired: Acquired
    report: Report
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()


def gather(
    places: Sequence[str | Path], given: Given, *, web: Web | None = None, keep: Path | None = None
) -> Iterator[Acquired | InputError]:
    """Captures of everything in the places; what cannot be read comes as an error and the rest goes on. `keep`: a
    folder for what has to stay until the images and videos are read that the reports carry; None: they are left.
    """
    return acquire.captures(places, given=given, web=web, keep=keep)


def read(acquired: Acquired) -> Understood:
    """The report in a capture, nothing extracted yet; InputError if it cannot be read."""
    return Understood(acquired, documents.read(acquired))


def mention(understood: Understood) -> Understood:
    """The report with its places, dates, weapons, actors and facilities."""
    return msgspec.structs.replace(understood, mentions=entities.mentions(understood.report))


def understand(understood: Understood, *, parser: Parser) -> Understood:
    """The report with its mentions and claims."""
    found = mention(understood)
    return msgspec.structs.replace(found, claims=extract(found.report, found.mentions, parser=parser))


def claims_of(report: Report) -> tuple[Claim, ...]:
    """The claims of a report that was read before; what it names is looked for only if it may tell an attack."""
    return extract(report, lambda: entities.mentions(report), parser=EnglishParser())


def step(acquired: Acquired, depth: str) -> Understood | InputError:
    """One capture as far as `depth`: `read`, `mentions`, `claims` (and no mentions) or `all`.

    Never raises for what a report holds: a report that breaks a stage is named in an error, so that the rest of a
    batch goes on.
    """
    try:
        found = read(acquired)
        if depth == "mentions":
            found = mention(found)
        elif depth == "claims":
            found = msgspec.structs.replace(found, claims=claims_of(found.report))
        elif depth == "all":
            found = understand(found, parser=EnglishParser())
    except InputError as error:
        return error
    except Exception as error:  # one bad report must not lose the others
        log.debug("internal error at %s", acquired.capture.address, exc_info=True)
        return InputError(
            f"{acquired.capture.address}: internal error while reading it ({type(error).__name__}: {error}).",
            remedy="The report was left out; please tell the project about it.",
        )
    return found


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """Records with what they were made from: the claims as reviewers judged them, and the incidents."""

    records: tuple[Record, ...]
    """Main incidents first."""
    reports: Mapping[str, Report]
    claims: Mapping[str, Claim]
    """As judged: rejected ones are left out, corrected ones have the new value under their id."""
    incidents: tuple[Incident, ...]
    over: Overlay
    unplaced: tuple[Unplaced, ...]
    """Decisions on incidents that are gone."""


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """Which reports copy another, whatever incident they tell."""

    copies: Mapping[str, Copy]
    unknown: tuple[str, ...]
    """In another language than most reports: whether they translate one is unknown."""


def copied(names: Iterable[str], reports: Iterable[Report], load: Callable[[str], Report]) -> Copied:
    """Which of the `names` copy a report, and which reports copy one of them.

    `reports` are passed through once and not kept, and only those of about the same time are looked at; `load` gives
    those again that are worth comparing.
    """
    index, asked = Index(), frozenset(names)
    span = Span(map(load, sorted(asked)))
    for one in reports:
        if one.id in asked or span.holds(one):
            index.add(one)
    found = reconcile.copied([load(name) for name in index.near(asked)])
    return Copied(
        copies={name: found[name] for name in sorted(found) if name in asked or found[name].of in asked},
        unknown=index.foreign(asked),
    )


def editions(reports: Iterable[Report], claims: Iterable[Claim]) -> tuple[Record, ...]:
    """The records that reports and their claims add up to, whatever their order; main incidents first."""
    return edition(reports, claims).records


def edition(
    reports: Iterable[Report],
    claims: Iterable[Claim],
    decisions: Iterable[Decision] = (),
    *,
    keys: Mapping[str, str] | None = None,
    reviewers: int = 1,
) -> Edition:
    """The records that reports, claims and reviewers' Decisions add up to, whatever their order.

    `keys`: Decision -> id of the key that signed it; `reviewers`: how many have to publish an incident.
    """
    all_reports = {one.id: one for one in sorted(reports, key=lambda one: one.id)}
    over = judged(all_reports.values(), claims, decisions)
    counted = {name: over.claims[name] for name in sorted(over.claims)}
    incidents = link.assemble(list(all_reports.values()), list(counted.values()), over.constraints)
    made = reconcile.edition(all_reports, counted, incidents)
    unplaced: tuple[Unplaced, ...] = ()
    if over.standing.now:
        made, unplaced = review.stamped(
            made,
            over,
            where={name: one.id for one in incidents for name in one.occurrences},
            keys=keys or {},
            reviewers=reviewers,
        )
    return Edition(records=made, reports=all_reports, claims=counted, incidents=incidents, over=over, unplaced=unplaced)


def judged(reports: Iterable[Report], claims: Iterable[Claim], decisions: Iterable[Decision]) -> Overlay:
    """The claims as reviewers judged them, and what they decided on which attacks belong together."""
    return review.overlay({one.id: one for one in reports}, {one.id: one for one in claims}, decisions)
