"""Brings `derived.sqlite` up to date with the log: links what came since, then reconciles the trees that it touched.

Every step is one transaction that leaves the file standing for more of the log than before, so it may be interrupted at
any time, and several processes may do it at once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec

from bearwitness import __version__
from bearwitness.casebook.deciding import Decided, decided, load
from bearwitness.casebook.loading import current_of, last_head, told_of_all
from bearwitness.casebook.shelf import Shelf, Standing
from bearwitness.casebook.stamping import concerned, family, group_of, homes_of, mark_of
from bearwitness.link import Linker, Unforgettable, incident_id
from bearwitness.model import Claim, Constraint, Incident, Record, Report
from bearwitness.reconcile import one_tree
from bearwitness.review.queue import asks
from bearwitness.storage import Reader, SetLine, Store
from bearwitness.storage.derived import Damaged

Progress = Callable[[int, int | None], None]
CHUNK = 200
"""Reports that are linked in one transaction."""
TREES = 40
"""Incidents whose trees are reconciled in one transaction."""
STAMPS = 100
"""Incidents that are listed as decided in one transaction."""
BEHIND = "?"
"""Stands for Decisions where they are yet to be laid over new records."""
HELD = 400_000
"""Values that may stay in memory from one transaction to the next."""
FOLLOWS_FROM = ("casebook", "languages", "link", "model", "reconcile", "review", "share", "storage")


@cache
def code() -> str:
    """A digest of the program text that incidents and records follow from."""
    package = Path(__file__).parents[1]
    files = [one for name in FOLLOWS_FROM for end in ("py", "toml") for one in (package / name).rglob(f"*.{end}")]
    files += [package / "identity.py", package / "vocabulary.py"]
    hashed = hashlib.sha256(__version__.encode())
    for one in sorted(files):
        hashed.update(one.relative_to(package).as_posix().encode() + b"\0" + one.read_bytes())
    return hashed.hexdigest()


class Deriving:
    """Brings one shelf up to date with one casebook."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        constraints: Iterable[Constraint],
        progress: Progress,
        *,
        keep: bool,
        reviewers: int,
    ) -> None:
        """`constraints` hold beside those that reviewers decided. `progress` takes (done, total), first of log entries,
        then of incidents. `keep`: remember the records that are replaced. `reviewers`: how many have to publish.
        """
        self._reviewers = reviewers
        self._keep = keep
        self._store = store
        self._shelf = shelf
        self._constraints = tuple(constraints)
        self._decided: tuple[int, Decided, str] | None = None
        self._progress = progress
        self.before: dict[str, Record] = {}
        """Records that were replaced or removed, if they are to be kept."""
        self.after: set[str] = set()
        """Incidents whose records were made."""

    def bring_up(self) -> None:
        """Until the file stands for the whole log; Damaged if the file turns out to be."""
        while not self.ready():
            if self._shelf.frozen:
                raise Damaged("The file is behind the log and cannot be written.")
            if self._link():
                continue
            if self._shelf.dirty(1):
                self._reconcile()
            else:
                self._stamp()

    def ready(self) -> bool:
        """Whether the file stands for the whole log as it is now, with every record made."""
        self._shelf.look_again()
        standing = self._shelf.standing  # before the log is looked at, which may only be further on
        with self._store.reading() as reader:
            head = last_head(reader)
            return (
                standing is not None
                and self._fits(standing, reader)
                and standing.size >= (head.size if head is not None else 0)
                and _agrees(standing, self.decided(reader))
                and standing.decided == self._mark(reader)
                and not self._shelf.dirty(1)
            )

    def decided(self, reader: Reader) -> Decided:
        """What reviewers decided, as of the reader's moment."""
        head = last_head(reader)
        size = head.size if head is not None else 0
        if self._decided is None or self._decided[0] != size:
            now = decided(reader, self._constraints)
            self._decided = size, now, mark_of(now, self._reviewers)
        return self._decided[1]

    def _mark(self, reader: Reader) -> str:
        """A digest of what was decided."""
        self.decided(reader)
        return self._decided[2] if self._decided is not None else ""

    def _fits(self, standing: Standing, reader: Reader) -> bool:
        """Whether the file was made by this code from a beginning of this log."""
        if standing.code != code():
            return False
        size, root = standing.head
        if not size:
            return not standing.size
        row = reader.row("heads", size)
        return row is not None and row.columns["root"] == root and standing.size <= size

    # --- linking ---------------------------------------------------------------------------------------------------

    def _link(self) -> bool:
        """Links some of what is not linked yet, in one transaction; whether there was anything to do."""
        with self._shelf.writing(), self._store.reading() as reader:
            self._shelf.look_again()
            head = last_head(reader)
            standing = self._shelf.standing
            now = self.decided(reader)
            if standing is None or not self._fits(standing, reader):
                standing = self._empty(now)
            elif not _agrees(standing, now):
                self._judge(reader, standing, now)
                return True
            size = head.size if head is not None else 0
            if standing.size >= size:
                return False
            done = self._link_from(reader, standing.size, size)
            if head is not None:
                self._shelf.standing = _changed(self._shelf, size=done, head=(head.size, head.root))
        self._progress(done, size)
        if self._shelf.file.held > HELD:
            self._shelf.file.forget()
        return True

    def _empty(self, now: Decided) -> Standing:
        """Begins anew."""
        self._shelf.reset()
        made = Standing(code=code(), constraints=now.constraints, marks=now.marks, birth=secrets.token_hex(8))
        self._shelf.standing = made
        return made

    def _judge(self, reader: Reader, standing: Standing, now: Decided) -> None:
        """Follows what reviewers decided since."""
        linker = Linker(standing.constraints, state=self._shelf.state)
        self._settle(linker.constrain(now.constraints))
        moved = [name for name in {*standing.marks, *now.marks} if standing.marks.get(name) != now.marks.get(name)]
        self._shelf.standing = _changed(self._shelf, constraints=now.constraints, marks=now.marks)
        self._relink(reader, linker, (), sorted(name for name in moved if name in self._shelf.entries))

    def _link_from(self, reader: Reader, begin: int, size: int) -> int:
        """Links the next claim sets of the log; up to which entry."""
        lines = reader.later_sets(begin, CHUNK)
        fresh: list[str] = []
        again: list[str] = []
        for one in _current(reader, {line.report for line in lines}):
            linked = self._shelf.entries.get(one.report)
            if linked is None:
                fresh.append(one.report)
            elif linked != one.entry:
                again.append(one.report)
        linker = Linker(self.decided(reader).constraints, state=self._shelf.state)
        if not self._relink(reader, linker, fresh, again):
            return 0
        return size if len(lines) < CHUNK else lines[-1].entry + 1

    def _relink(self, reader: Reader, linker: Linker, fresh: Sequence[str], again: Sequence[str]) -> bool:
        """Links reports that are new and, anew, such as are read or judged otherwise now; False if everything has to
        be linked anew for that.
        """
        shelf, now = self._shelf, self.decided(reader)
        before = {name for report in again for name in homes_of(shelf, report)}
        try:
            changed = linker.remove(again)
        except Unforgettable:
            self._empty(now)
            return False
        reports: list[Report] = []
        claims: list[Claim] = []
        lines = _current(reader, (*fresh, *again))
        for line, (report, told) in zip(lines, told_of_all(reader, lines), strict=True):
            reports.append(report)
            claims.extend(now.of(report, told))
            shelf.entries[report.id] = line.entry
        self._settle(changed | linker.add(reports, claims))
        shelf.soil(before | {name for report in again for name in homes_of(shelf, report)})
        return True

    def _settle(self, changed: Iterable[str]) -> None:
        """Notes where the incidents of these groups stand now, and that their records are to be made."""
        shelf = self._shelf
        names = []
        for group in sorted(changed):
            name, made = incident_id(group), shelf.state.incidents.get(group)
            names.append(name)
            seat = shelf.seats.get(name)
            if seat is not None and seat[1] is not None:
                shelf.parts.drop(seat[1], name)
            if made is None:
                if seat is not None:
                    del shelf.seats[name]
                continue
            shelf.seats[name] = (group, made.part_of)
            if made.part_of is not None:
                shelf.parts.put(made.part_of, name, 0.0)
        shelf.soil(names)

    # --- reconciling -----------------------------------------------------------------------------------------------

    def _reconcile(self) -> None:
        """Makes the records of some of the trees that were touched, in one transaction."""
        shelf = self._shelf
        with shelf.writing(), self._store.reading() as reader:
            shelf.look_again()
            waiting = shelf.dirty(TREES)
            left = shelf.dirty_count() - len(waiting)
            here = self._around(waiting)
            for name in sorted(here):
                if self._keep and shelf.has(name):
                    self.before.setdefault(name, shelf.record(name))
            shelf.remove(here)
            shelf.unask(here)
            for root, members in sorted(self._trees(here).items()):
                incidents = [self._incident(name) for name in members]
                reports, claims = self.material(reader, sorted({name for one in incidents for name in one.reports}))
                ranked = one_tree(reports, claims, incidents, elsewhere(shelf, incidents))
                shelf.put(root, ranked)
                shelf.ask(root, asks([made for _, made in ranked], incidents, reports, claims))
                self.after.update(members)
            shelf.clean(here)
            shelf.standing = _changed(shelf, decided=BEHIND)
        self._progress(len(self.after), len(self.after) + left)
        if shelf.file.held > HELD:
            shelf.file.forget()

    def _stamp(self) -> None:
        """Lists incidents as decided, some of those whose Decisions are not followed yet, in one transaction."""
        shelf = self._shelf
        with shelf.writing(), self._store.reading() as reader:
            shelf.look_again()
            if shelf.standing is None or shelf.dirty(1):
                return
            now = self.decided(reader)
            marks, followed = concerned(shelf, now, self._reviewers), dict(shelf.stamps.items())
            behind = sorted(one for one in {*marks, *followed} if marks.get(one) != followed.get(one))
            for name in behind[:STAMPS]:
                shelf.stamp(family(shelf, now, name, self._reviewers)[0], marks.get(name))
            if len(behind) <= STAMPS:
                shelf.standing = _changed(shelf, decided=self._mark(reader))

    def material(self, reader: Reader, names: Sequence[str]) -> tuple[dict[str, Report], dict[str, Claim]]:
        """Reports and their claims as judged, by id, both sorted by it."""
        reports, extracted = load(reader, names)
        judged = self.decided(reader).claims
        claims = {one.id: one for one in extracted.values() if one.report not in judged}
        claims.update((one.id, one) for name in names for one in judged.get(name, ()))
        return reports, {name: claims[name] for name in sorted(claims)}

    def _around(self, names: Iterable[str]) -> set[str]:
        """All incidents, there or gone, whose trees are or were those of these."""
        shelf = self._shelf
        found: set[str] = set()
        queue = list(names)
        while queue:
            name = queue.pop()
            if name in found:
                continue
            found.add(name)
            root = shelf.root(name)
            if root is not None:
                queue.extend(shelf.tree(root))
            seat = shelf.seats.get(name)
            if seat is not None and seat[1] is not None:
                queue.append(seat[1])
            queue.extend(shelf.parts.members(name))
        return found

    def _trees(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Those of the incidents that are there, by the root of their tree."""
        found: dict[str, list[str]] = {}
        for name in sorted(names):
            root, seat = name, self._shelf.seats.get(name)
            if seat is None:
                continue
            while seat is not None and seat[1] is not None:
                root = seat[1]
                seat = self._shelf.seats.get(root)
            found.setdefault(root, []).append(name)
        return found

    def _incident(self, name: str) -> Incident:
        return self._shelf.state.incidents[self._shelf.seats[name][0]]


def elsewhere(shelf: Shelf, incidents: Sequence[Incident]) -> list[Incident]:
    """The other incidents that the reports of these tell."""
    here = {one.id for one in incidents}
    groups = {
        group
        for name in sorted({name for one in incidents for name in one.reports})
        for telling in shelf.state.reports[name]
        if (group := group_of(shelf, telling)) is not None
    }
    found = [shelf.state.incidents.get(group) for group in sorted(groups)]
    return [one for one in found if one is not None and one.id not in here]


def _current(reader: Reader, names: Iterable[str]) -> list[SetLine]:
    """The claim sets that count of these reports, sorted by report."""
    return sorted(current_of(reader.sets_of(sorted(names))), key=lambda one: one.report)


def _agrees(standing: Standing, now: Decided) -> bool:
    """Whether what reviewers decided is followed."""
    return standing.constraints == now.constraints and standing.marks == now.marks


def _changed(shelf: Shelf, **changes: object) -> Standing:
    standing = shelf.standing
    if standing is None:
        raise Damaged("The file stands for nothing.")
    return msgspec.structs.replace(standing, **changes)
