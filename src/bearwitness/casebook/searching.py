"""Finds words in reports and comments by `search.sqlite`, which it brings up to date with the log.

What does not fit the log or the code that made it, or is damaged, is thrown away and made again; where nothing can be
written, it is made in memory.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from bearwitness.casebook import asking
from bearwitness.casebook.asking import Asked
from bearwitness.casebook.keeping import Kept
from bearwitness.casebook.loading import current_of, last_head, load
from bearwitness.casebook.snippets import Shown, shown
from bearwitness.errors import CasebookBroken
from bearwitness.model import Hit, Report, Telling
from bearwitness.storage import Reader, Store, search
from bearwitness.storage.derived import SEARCH, Damaged, clear
from bearwitness.storage.search import APART, Doc, Indexed, SearchFile
from bearwitness.vocabulary import PassageKind

log = logging.getLogger(__name__)
T = TypeVar("T")
Docs = dict[int, tuple[str, str | None]]
"""The report of each number, and the passage if it is a comment."""
DOCS: Kept[Docs] = Kept()
Progress = Callable[[int, int | None], None]
CHUNK = 500
"""Claim sets that are looked at in one transaction."""
COUNTED = 10_000
"""More reports or comments than so many, if no filter is given, are not counted, and not shown."""
RANKED = 2_000
"""So many reports, the newest that are found, are put into order of how well they fit."""
WEIGHED = 5_000
"""So many are weighed for that where filters are given, which let only some of them through."""
COLUMN: dict[PassageKind, int] = {"title": 0, "lead": 1, "body": 2, "embed": 2, "dateline": 2, "caption": 3}
"""Where the words of a passage go: not those of bylines, author notes and boilerplate, and comments have their own."""


@cache
def code() -> str:
    """A digest of what the index follows from."""
    hashed = hashlib.sha256(sqlite3.sqlite_version.encode())
    for one in (__file__, search.__file__):
        hashed.update(Path(one).read_bytes())
    return hashed.hexdigest()


class Found(msgspec.Struct, frozen=True):
    """Numbers of reports and of comments, best first, and how many of the reports are ranked."""

    own: tuple[int, ...] = ()
    comments: tuple[int, ...] = ()
    ranked: int = 0
    more: bool = False
    """Whether there are more than were counted."""


class Searching:
    """The words of one casebook."""

    def __init__(self, store: Store, *, progress: Progress, patience: float) -> None:
        """`progress` takes (done, total) entries of the log; `patience`: seconds to wait for another process."""
        self._store = store
        self._progress = progress
        self._patience = patience
        self._docs: Docs = {}
        self.version: tuple[str, int] = ("", 0)
        """Changes with what is in the file; of the last time it was asked."""
        try:
            self._take(SearchFile(store.folder, frozen=store.frozen, patience=patience))
        except (Damaged, OSError) as error:
            self._replace(error)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def asked(self, ask: Callable[[], T]) -> T:
        """The answer from one moment's state of the file, up to date and sound."""
        for _ in range(3):
            try:
                self._bring_up()
                with self._file.file.reading():
                    self._file.forget()
                    self._look()
                    return ask()
            except Damaged as error:
                self._file.close()
                self._replace(error)
            except OSError as error:
                self._file.close()
                self._in_memory(error)
        raise CasebookBroken(f"{SEARCH} is damaged again and again.", remedy="Check the disk.")

    def reports(self, sought: Asked, *, comments: bool) -> Iterator[str]:
        """Reports that are found, in their own words or in those of comments; within `asked`."""
        for table in ("own", "comments") if comments else ("own",):
            for number in self._file.matching(table, sought.query) if sought.wanted else ():
                if number in self._docs:
                    yield self._docs[number][0]

    def find(self, sought: Asked, only: Collection[str] | None, *, comments: bool) -> Found:
        """What is found, among these reports if they are given; within `asked`."""
        if not sought.wanted:
            return Found()
        own, ranked = self._ranked("own", sought, only)
        said = self._ranked("comments", sought, only)[0] if comments else ()
        more = only is None and max(len(own), len(said)) > COUNTED
        return Found(own[:COUNTED], said[:COUNTED], ranked, more) if more else Found(own, said, ranked)

    def _ranked(self, table: str, sought: Asked, only: Collection[str] | None) -> tuple[tuple[int, ...], int]:
        most = RANKED if only is None else WEIGHED
        weighed = self._file.weighed(table, sought.query, most=most)
        every = list(weighed)
        if len(weighed) == most:
            left = COUNTED + 1 - most if only is None else -1
            every += self._file.matching(table, sought.query, below=every[-1], most=left)
        docs = self._docs
        found = [one for one in every if one in docs and (only is None or docs[one][0] in only)]
        ranked = sum(one in weighed for one in found[:RANKED])
        best = sorted(found[:ranked], key=lambda one: (round(weighed[one], 6), -one))
        return (*best, *found[ranked:]), ranked

    def show(self, numbers: Sequence[int], sought: Asked) -> list[Shown]:
        """What is shown of reports and comments that were found; within `asked`."""
        with self._store.reading() as reader:
            wanted = [(self._report(reader, self._docs[one][0]), self._docs[one][1]) for one in numbers]
        return shown(wanted, sought.shows)

    def _report(self, reader: Reader, name: str) -> Report:
        reading = self._file.reading_of(name)
        if reading is None:
            raise Damaged(f"{SEARCH} has lost the report {name!r}.")
        return _reading(reader, reading)

    def check(self) -> None:
        """Damaged if the file is not what was written."""
        self._file.forget()
        self._file.check()

    # --- bringing it up to date ------------------------------------------------------------------------------------

    def _look(self) -> None:
        standing = self._file.standing
        if standing is None:
            raise Damaged(f"{SEARCH} stands for nothing.")

        def made(since: int, before: Docs | None) -> Docs:
            fresh = {number: (report, passage) for number, report, passage in self._file.docs(since)}
            return {**(before or {}), **fresh}

        self._docs = DOCS.at(standing.birth, standing.made, made)
        self.version = (standing.birth, standing.made)

    def _bring_up(self) -> None:
        while not self._ready():
            if self._file.frozen:
                raise Damaged("it is behind the log and cannot be written")
            self._index()

    def _ready(self) -> bool:
        with self._file.file.reading():
            self._file.forget()
            standing = self._file.standing
        with self._store.reading() as reader:
            head = last_head(reader)
            return standing is not None and _fits(standing, reader) and standing.size >= (head.size if head else 0)

    def _index(self) -> None:
        """Puts in some of what is not in yet, in one transaction."""
        file = self._file
        with file.file.writing(), self._store.reading() as reader:
            file.forget()
            standing, head = file.standing, last_head(reader)
            if standing is None or not _fits(standing, reader):
                standing = file.reset(code())
            size = head.size if head is not None else 0
            lines = reader.later_sets(standing.size, CHUNK)
            for name in sorted({one.report for one in lines}):
                self._put(reader, name)
            done = size if len(lines) < CHUNK else lines[-1].entry + 1
            if head is not None and file.standing is not None:
                file.standing = msgspec.structs.replace(file.standing, size=done, head=(head.size, head.root))
        self._progress(done, size)

    def _put(self, reader: Reader, name: str) -> None:
        reading = current_of(reader.sets(name))[0].reading
        before = self._file.reading_of(name)
        if before == reading:
            return
        if before is not None:
            self._file.take_out(docs_of(_reading(reader, before), before))
        self._file.put(docs_of(_reading(reader, reading), reading))

    def _replace(self, error: Exception) -> None:
        """A new file in place of one that is damaged."""
        if self._store.frozen or isinstance(error, OSError):
            self._in_memory(error)
            return
        log.warning("The index of words is made again: %s", error)
        try:
            clear(self._store.folder, name=SEARCH, patience=self._patience)
            self._take(SearchFile(self._store.folder, patience=self._patience))
        except (Damaged, OSError) as other:
            self._in_memory(other)

    def _in_memory(self, error: Exception) -> None:
        log.warning("The index of words cannot be kept and is made in memory: %s", error)
        self._take(SearchFile(None))

    def _take(self, file: SearchFile) -> None:
        self._file = file


def sought(text: str) -> Asked:
    """The search that a text asks for; BadFilter if it is too long."""
    return asking.asked(text)


def hit_of(one: Shown, incidents: tuple[Telling, ...]) -> Hit:
    """What a search tells of a report that it found."""
    report = one.report
    return Hit(
        report=report.id,
        title=report.title,
        title_runs=one.title_runs,
        source=report.source,
        published=report.published,
        incidents=incidents,
        passage=one.passage,
        kind=one.kind,
        runs=one.runs,
        begins=one.begins,
        ends=one.ends,
    )


def docs_of(report: Report, reading: int) -> Iterator[Doc]:
    """The report and its comments as they are put in."""
    columns: list[list[str]] = [[], [], [], []]
    for one in report.passages:
        if one.kind == "comment":
            yield Doc(report.id, one.id, report.published, reading, (one.text,))
        elif one.kind in COLUMN:
            columns[COLUMN[one.kind]].append(one.text)
    if not columns[0] and report.title:
        columns[0].append(report.title)
    yield Doc(report.id, None, report.published, reading, tuple(APART.join(one) for one in columns))


def _reading(reader: Reader, entry: int) -> Report:
    row = reader.row("reports", entry)
    if row is None:
        raise CasebookBroken(f"The report of entry {entry} is gone.", remedy="Run `bearwitness verify`.")
    return load(row, Report)


def _fits(standing: Indexed, reader: Reader) -> bool:
    """Whether the file was made by this code from a beginning of this log."""
    if standing.code != code():
        return False
    size, root = standing.head
    if not size:
        return not standing.size
    row = reader.row("heads", size)
    return row is not None and row.columns["root"] == root and standing.size <= size
