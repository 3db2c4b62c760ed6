"""The casebook's incidents and their records, kept beside it in `derived.sqlite`.

The file follows from the claims and is no evidence: what does not fit the log, the code that made it or its own seals
is thrown away and made again. Where it cannot be written, everything is made in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from bearwitness.casebook.deciding import Decided
from bearwitness.casebook.deriving import Deriving, Progress, elsewhere
from bearwitness.casebook.exhibiting import Home, exhibits, held
from bearwitness.casebook.listing import Listing, Mask
from bearwitness.casebook.searching import Searching, hit_of, sought
from bearwitness.casebook.shelf import Shelf
from bearwitness.casebook.stamping import family, homes_of, places_of
from bearwitness.errors import NotFound
from bearwitness.link import Linker, explain
from bearwitness.model import (
    Change,
    Claim,
    Constraint,
    Decision,
    Exhibit,
    Facets,
    Filters,
    Hits,
    Incident,
    Item,
    MediaTarget,
    Page,
    Points,
    Record,
    Report,
    Summary,
    Why,
)
from bearwitness.reconcile import changes
from bearwitness.review import Overlay
from bearwitness.review.publish import ON_INCIDENTS, home
from bearwitness.review.queue import about_decisions, waiting
from bearwitness.storage import Store
from bearwitness.storage.derived import Damaged, clear

log = logging.getLogger(__name__)
T = TypeVar("T")
NO_FILTERS = Filters()
REMEMBERED = 16
"""Searches whose incidents are remembered, so that list, counts and map of one view search once."""
RESTING = 50_000
"""Values that may stay in memory between two questions."""


class Incidents:
    """What the casebook's reports add up to. Use `Casebook.incidents`, in a `with` block."""

    def __init__(
        self,
        store: Store,
        *,
        constraints: Iterable[Constraint],
        progress: Progress,
        keep: bool,
        reviewers: int,
        patience: float,
    ) -> None:
        """Opens the file and brings it up to date; the options are those of `Casebook.incidents`."""
        self._store = store
        self._constraints = tuple(constraints)
        self._progress = progress
        self._patience = patience
        self._keep = keep
        self._reviewers = reviewers
        self._words: Searching | None = None
        self._opened()
        try:
            self._bring_up()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the files."""
        self._shelf.close()
        if self._words is not None:
            self._words.close()

    def rest(self) -> None:
        """Let go of what need not stay in memory until the next question."""
        if self._shelf.file.held > RESTING:
            self._shelf.file.forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def summaries(self) -> list[Summary]:
        """All incidents as they are listed: those that are no part of another first, then by how much is told."""
        return self._asked(lambda: list(self._shelf.summaries()))

    def page(self, filters: Filters, *, most: int, skip: int = 0) -> Page:
        """Incidents that the filters let through, as they are listed, in their order: at most so many, without the
        first `skip`. BadFilter as `search`.
        """

        def found() -> Page:
            listing = self._shelf.listing()
            chosen = listing.chosen(filters, self._telling(filters, listing))
            names = [listing.name(at) for at in chosen[max(0, skip) : max(0, skip) + max(0, most)]]
            return Page(summaries=tuple(self._shelf.summary(one) for one in names), count=len(chosen))

        return self._asked(found)

    def facets(self, filters: Filters) -> Facets:
        """How many incidents there are a kind, grade, country, weapon, target and year under these filters."""

        def found() -> Facets:
            listing = self._shelf.listing()
            return listing.facets(filters, self._telling(filters, listing))

        return self._asked(found)

    def points(self, filters: Filters, *, most: int) -> Points:
        """The incidents that the filters let through as points on a map, at most so many."""

        def found() -> Points:
            listing = self._shelf.listing()
            return listing.points(filters, self._telling(filters, listing), most=max(0, most))

        return self._asked(found)

    def search(self, text: str, filters: Filters = NO_FILTERS, *, most: int, skip: int = 0) -> Hits:
        """Reports that have the words of a text (see `asking`), best first, at most so many, without the first `skip`.

        `filters`: only reports of incidents that they let through; their own text is not looked at, and comments are
        looked through only if they say so. BadFilter if there are too many words, or it takes too long.
        """
        wanted, words = sought(text), self._searching()
        bare = msgspec.structs.replace(filters, text=None, comments=False, order="listed")

        def found() -> Hits:
            listing = self._shelf.listing()
            chosen = None if bare == NO_FILTERS else frozenset(listing.chosen(bare).tolist())
            only = None if chosen is None else {name for at in chosen for name in listing.reports(at)}

            def hits() -> Hits:
                every = words.find(wanted, only, comments=filters.comments)
                numbers = (*every.own, *every.comments)[max(0, skip) : max(0, skip) + max(0, most)]
                made = words.show(numbers, wanted)
                return Hits(
                    hits=tuple(hit_of(one, listing.tellings(one.report.id, chosen)) for one in made),
                    count=len(every.own),
                    comments=len(every.comments),
                    ranked=every.ranked,
                    more=every.more,
                )

            return words.asked(hits)

        return self._asked(found)

    def records(self) -> Iterator[Record]:
        """All records in the order of the list; one that another process changes away meanwhile is passed over."""
        for one in self.summaries():
            try:
                yield self.record(one.id)
            except NotFound:
                continue

    def record(self, name: str) -> Record:
        """The record of the incident with this id, with what was decided on it; NotFound if there is none."""
        return self.family(name)[0]

    def body(self, name: str) -> bytes:
        """The record as JSON, before anything was decided on it; KeyError if there is none."""
        return self._asked(lambda: self._shelf.body(name))

    def find(self, name: str) -> list[str]:
        """Ids of the incidents that a name means: the one with this id, those whose ids begin with it, or the first
        in the list of those that the report with this id tells.
        """
        return self._asked(lambda: self._found(name))

    def family(self, name: str) -> tuple[Record, ...]:
        """The records of the tree of the incident with this id, itself first, with what was decided on them; NotFound
        if there is none.
        """
        if self.find(name) != [name]:
            raise NotFound(f"{self._store.folder} holds no incident {name!r}.", remedy="Check the id.")
        return self._asked(lambda: self._family(name))

    def material(self, records: Iterable[Record]) -> tuple[dict[str, Report], dict[str, Claim]]:
        """Reports and claims (as judged) that these records rest on, by id, sorted."""
        return self._material({line.id for record in records for line in record.reports})

    def _material(self, names: Iterable[str]) -> tuple[dict[str, Report], dict[str, Claim]]:
        with self._store.reading() as reader:
            return self._deriving.material(reader, sorted(names))

    def material_of(self, names: Iterable[str]) -> tuple[dict[str, Report], dict[str, Claim]]:
        """These reports and their claims (as judged), by id, sorted; NotFound names one that is not there."""
        asked = sorted(set(names))
        with self._store.reading() as reader:
            for name in asked:
                if not reader.holds("reports", "id", name):
                    raise NotFound(f"{self._store.folder} holds no report {name!r}.", remedy="Check the id.")
            return self._deriving.material(reader, asked)

    def homes(self, report: str) -> list[str]:
        """Ids of the incidents that a report tells, in the order of the list."""
        return self._asked(lambda: self._shelf.ranked(homes_of(self._shelf, report)))

    def incidents(self, records: Iterable[Record]) -> tuple[Incident, ...]:
        """The incidents that these are the records of."""
        return self._asked(lambda: tuple(self._incident(one.id) for one in records))

    def over(self) -> Overlay:
        """What reviewers decided; its claims are those of the reports that they speak of."""
        with self._store.reading() as reader:
            return self._deriving.decided(reader).over

    def queue(self) -> list[Item]:
        """Everything that waits for a reviewer's judgement, what matters most first."""
        return self._asked(self._waiting)

    def _waiting(self) -> list[Item]:
        over = self._now().over
        spoken = {one.report for one in over.judgements}
        reports, _ = self._material(spoken)
        where = places_of(self._shelf, self._now())
        disputed = [self._family(name)[0] for name in self._disputed(over, where)]
        gone = [one for one in over.standing.now if one.kind in ON_INCIDENTS and self._of(one, over, where) is None]
        first = about_decisions(over, reports, self._home_of, disputed, gone)
        return [*first, *waiting(self._shelf.questions(), over)]

    def _home_of(self, report: str) -> tuple[str, str] | None:
        ranked = self._shelf.ranked(homes_of(self._shelf, report))
        return (ranked[0], self._shelf.record(ranked[0]).title) if ranked else None

    def _of(self, decision: Decision, over: Overlay, where: Mapping[str, str]) -> str | None:
        """The incident that a Decision is about now; None if it is gone. Of other Decisions what they are about."""
        name = decision.target.id
        if decision.target.kind != "incident":
            return name
        return home(decision, over, where, [name] if self._shelf.has(name) else [])

    def _disputed(self, over: Overlay, where: Mapping[str, str]) -> list[str]:
        """Incidents on whose grade or extent reviewers decided."""
        tied = [over.standing.by_id[name] for group in over.clashes for name in group]
        found = {self._of(one, over, where) for one in over.standing.now if one.kind == "grade"}
        for one in tied:
            found |= {where.get(over.now.get(was.claim, was.claim)) for was in (*one.judged, *one.against)}
        return sorted(one for one in found if one is not None and self._shelf.has(one))

    def exhibits(
        self, names: Iterable[str] | None = None, *, media: Iterable[str] | None = None
    ) -> tuple[Exhibit, ...]:
        """The casebook's images and videos, or those of the incidents with these ids, or with ids of their own among
        `media`, as each incident shows them.
        """
        with self._store.reading() as reader:
            found = held(reader)
            if not found:
                return ()
            only = None if names is None else frozenset(names)
            ids = None if media is None else frozenset(media)

            def told() -> tuple[Exhibit, ...]:
                near = None if only is None else only | {one for name in only for one in self._reports_of(name)}
                return exhibits(reader, found, self._targets, self._home, only=only, ids=ids, near=near)

            return self._asked(told)

    def _reports_of(self, name: str) -> tuple[str, ...]:
        return self._incident(name).reports if name in self._shelf.seats else ()

    def _targets(self, target: MediaTarget) -> list[str]:
        if target.kind == "incident" and self._shelf.has(target.id):
            return [target.id]
        report = target.id if target.kind == "report" else target.report
        return [] if report is None else self._shelf.ranked(homes_of(self._shelf, report))

    def _home(self, name: str) -> Home:
        one = self._shelf.record(name)
        return Home(root=self._shelf.root(name) or name, title=one.title, first=one.when.start if one.when else None)

    def changes(self, name: str, *, since: str | None = None) -> tuple[Change, ...]:
        """What each report moved in the tree of the incident with this id; NotFound if there is none."""
        family = self.family(name)
        reports, claims = self.material(family)

        def told() -> list[Incident]:
            incidents = [self._incident(one.id) for one in family]
            return [*incidents, *elsewhere(self._shelf, incidents)]

        return changes(name, reports, claims, self._asked(told), since=since)

    def why(self, one: str, other: str) -> Why:
        """Why two reports, incidents or occurrence claims are of one attack or not; an incident's id may be cut short.

        NotFound if one is not there or tells no attack.
        """

        def told() -> Why:
            begun = {name for each in (one, other) if each for name in self._shelf.beginning(each)}
            linker = Linker(self._now().constraints, state=self._shelf.state)
            return explain(one, other, linker, [self._incident(name) for name in sorted(begun)])

        return self._asked(told)

    def moved(self) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        """The records that were replaced when this was brought up to date (if they were to be kept), and those that
        were made, in the order of the list.
        """
        before = tuple(self._deriving.before[name] for name in sorted(self._deriving.before))
        made = self._asked(lambda: self._shelf.ranked(one for one in self._deriving.after if self._shelf.has(one)))
        return before, tuple(self._asked(lambda: [self._shelf.record(one) for one in made]))

    def check(self) -> int:
        """Reads everything in the file; how many incidents there are. Damaged if anything is not what was written."""
        if self._words is not None:
            self._words.check()
        return self._shelf.check()

    def _found(self, name: str) -> list[str]:
        if name and self._shelf.has(name):
            return [name]
        begun = self._shelf.beginning(name) if name else []
        if begun:
            return begun
        if name not in self._shelf.state.reports:
            self._shelf.none_lost()
        return self._shelf.ranked(homes_of(self._shelf, name))[:1]

    def _now(self) -> Decided:
        with self._store.reading() as reader:
            return self._deriving.decided(reader)

    def _searching(self) -> Searching:
        if self._words is None:
            self._words = Searching(self._store, progress=self._progress, patience=self._patience)
        return self._words

    def _telling(self, filters: Filters, listing: Listing) -> Mask | None:
        """The incidents of which a report has the words that the filters ask for; None if they ask for none."""
        if filters.text is None:
            return None
        wanted, words = sought(filters.text), self._searching()

        def told() -> Mask:
            key = (wanted, filters.comments, words.version)
            mask = listing.remembered.get(key)
            if mask is None:
                mask = listing.told_by(words.reports(wanted, comments=filters.comments))
                if len(listing.remembered) >= REMEMBERED:
                    listing.remembered.clear()
                listing.remembered[key] = mask
            return mask

        return words.asked(told)

    def _incident(self, name: str) -> Incident:
        return self._shelf.state.incidents[self._shelf.seats[name][0]]

    def _family(self, name: str) -> tuple[Record, ...]:
        return family(self._shelf, self._now(), name, self._reviewers)

    def _asked(self, ask: Callable[[], T]) -> T:
        """The answer from one moment's state of the file, up to date and sound."""
        for _ in range(3):
            try:
                with self._shelf.reading():
                    if self._deriving.ready():
                        return ask()
            except (Damaged, KeyError) as error:
                self._remake(error)
            self._bring_up()
        return ask()

    # --- opening and making ----------------------------------------------------------------------------------------

    def _opened(self) -> None:
        frozen = self._store.frozen
        try:
            self._take(Shelf(self._store.folder, frozen=frozen, patience=self._patience))
        except (Damaged, OSError) as error:
            if frozen or isinstance(error, OSError):
                self._in_memory(error)
            else:
                self._cleared(error)

    def _take(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._deriving = Deriving(
            self._store, shelf, self._constraints, self._progress, keep=self._keep, reviewers=self._reviewers
        )

    def _in_memory(self, error: Exception) -> None:
        log.info("incidents are made in memory: %s", error)
        self._take(Shelf(None))

    def _cleared(self, error: Exception) -> None:
        """A new file in place of one that is damaged."""
        log.warning("The list of incidents is made again: %s", error)
        try:
            clear(self._store.folder, patience=self._patience)
            self._take(Shelf(self._store.folder, patience=self._patience))
        except (Damaged, OSError) as other:
            self._in_memory(other)

    def _remake(self, error: Exception) -> None:
        folder, frozen = self._shelf.folder, self._shelf.frozen
        self._shelf.close()
        if folder is None or frozen:
            self._in_memory(error)
        else:
            self._cleared(error)

    def _bring_up(self) -> None:
        try:
            self._deriving.bring_up()
        except (Damaged, KeyError) as error:
            self._remake(error)
        except OSError as error:
            self._shelf.close()
            self._in_memory(error)
        else:
            return
        self._deriving.bring_up()
