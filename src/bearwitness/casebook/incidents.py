"""The casebook's incidents and their records, kept beside it in `derived.sqlite`.

The file follows from the claims and is no evidence: what does not fit the log, the code that made it or its own seals
is thrown away and made again. Where it cannot be written, everything is made in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from bearwitness.casebook.deciding import Decided
from bearwitness.casebook.deriving import Deriving, Progress, elsewhere, group_of, homes_of
from bearwitness.casebook.exhibiting import Home, exhibits, held
from bearwitness.casebook.shelf import Shelf
from bearwitness.errors import NotFound
from bearwitness.link import Linker, explain, incident_id
from bearwitness.model import Change, Claim, Constraint, Exhibit, Incident, MediaTarget, Record, Report, Summary, Why
from bearwitness.reconcile import changes
from bearwitness.review import Overlay
from bearwitness.share.summaries import summary
from bearwitness.storage import Store
from bearwitness.storage.derived import Damaged, clear

log = logging.getLogger(__name__)
T = TypeVar("T")
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
        self._opened()
        try:
            self._bring_up()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._shelf.close()

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
        listed = self._asked(lambda: list(self._shelf.summaries()))
        judged = self._asked(self._judged)
        return [summary(self.record(one.id)) if one.id in judged else one for one in listed]

    def page(self, where: Mapping[str, Any], *, most: int, skip: int = 0) -> tuple[list[Summary], int]:
        """Summaries for which every condition holds, in the order of the list, and how many there are.

        A condition is SQL over the columns id, first, last, country, kind, grade, title, killed, injured and reports
        with one `?`, and its value. A grade is the one that follows from the rules.
        """
        listed, count = self._asked(lambda: self._shelf.page(where, most=most, skip=skip))
        judged = self._asked(self._judged)
        return [summary(self.record(one.id)) if one.id in judged else one for one in listed], count

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
        names = sorted({line.id for record in records for line in record.reports})
        with self._store.reading() as reader:
            return self._deriving.material(reader, names)

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

    def exhibits(self, names: Iterable[str] | None = None) -> tuple[Exhibit, ...]:
        """The casebook's images and videos, or those of the incidents with these ids, as each incident shows them."""
        with self._store.reading() as reader:
            found = held(reader)
            if not found:
                return ()
            only = None if names is None else frozenset(names)
            return self._asked(lambda: exhibits(reader, found, self._targets, self._home, only=only))

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
        return self._shelf.check()

    def _found(self, name: str) -> list[str]:
        if name and self._shelf.has(name):
            return [name]
        begun = self._shelf.beginning(name) if name else []
        if begun:
            return begun
        if name not in self._shelf.state.reports:
            for _ in self._shelf.summaries():  # it is not there: be sure that it is not only lost
                pass
        return self._shelf.ranked(homes_of(self._shelf, name))[:1]

    def _now(self) -> Decided:
        with self._store.reading() as reader:
            return self._deriving.decided(reader)

    def _where(self) -> dict[str, str]:
        """The incidents of the occurrences that were decided on."""
        state = self._shelf.state
        groups = {name: group_of(self._shelf, name) for name in sorted(self._now().about)}
        return {name: incident_id(one) for name, one in groups.items() if one is not None and one in state.incidents}

    def _judged(self) -> set[str]:
        """Incidents on which anything may have been decided."""
        named = {one.target.id for one in self._now().over.standing.now}
        told = {name for report in self._now().reports for name in homes_of(self._shelf, report)}
        return named | told | set(self._where().values())

    def _incident(self, name: str) -> Incident:
        return self._shelf.state.incidents[self._shelf.seats[name][0]]

    def _family(self, name: str) -> tuple[Record, ...]:
        found = {one: self._shelf.record(one) for one in self._shelf.tree(self._shelf.root(name) or name)}
        for one in found.values():
            if not {*one.parts, *([one.part_of] if one.part_of else [])} <= found.keys():
                raise Damaged(f"The tree of {name} has lost a part.")
        made = (found.pop(name), *(found[one] for one in sorted(found)))
        return self._now().stamp(made, self._where(), self._reviewers)

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
        self._deriving = Deriving(self._store, shelf, self._constraints, self._progress, keep=self._keep)

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
