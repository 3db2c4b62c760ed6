"""The casebook as the pages of a long-running process see it: opened once, lent to one request at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from bearwitness.casebook import Casebook, Incidents
from bearwitness.model import Claim, Record, Report
from bearwitness.ports import Clock, SystemClock
from bearwitness.settings import casebook_settings

KEPT = 64
"""Trees of incidents that are kept in memory, as they were at one head of the log."""
KEPT_TEXT = 32 << 20
"""Code points of pages that are kept in memory."""


@dataclass(frozen=True)
class Tree:
    """An incident with the others of its tree and what they rest on."""

    record: Record
    others: tuple[Record, ...]
    reports: dict[str, Report]
    claims: dict[str, Claim]


class Books:
    """Lends the casebook of one folder, each opened copy to one thread at a time."""

    def __init__(self, folder: Path, *, clock: Clock | None = None) -> None:
        """Nothing is opened yet."""
        self.folder = folder
        self.clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._books: list[Casebook] = []
        self._incidents: list[tuple[Casebook, Incidents]] = []
        self._trees: OrderedDict[tuple[str, int], Tree] = OrderedDict()
        self._pages: OrderedDict[tuple[str, bool, int], tuple[str, Markup]] = OrderedDict()

    def close(self) -> None:
        """Let go of everything that is not lent at the moment."""
        with self._lock:
            pairs, self._incidents = self._incidents, []
            books, self._books = self._books, []
        for book, incidents in pairs:
            incidents.close()
            book.close()
        for book in books:
            book.close()

    @contextmanager
    def book(self) -> Iterator[Casebook]:
        """The casebook; NotFound if there is none in the folder."""
        with self._lock:
            book = self._books.pop() if self._books else None
        if book is None:
            book = Casebook.open(self.folder, create=False, clock=self.clock)
        try:
            yield book
        except BaseException:
            book.close()  # whatever it was, the next request begins with a sound one
            raise
        with self._lock:
            self._books.append(book)

    @contextmanager
    def incidents(self) -> Iterator[Incidents]:
        """The casebook's incidents; bringing them up to date is part of each question that is asked of them."""
        with self._lock:
            pair = self._incidents.pop() if self._incidents else None
        book, incidents = pair or self._opened()
        try:
            yield incidents
        except BaseException:
            incidents.close()
            book.close()
            raise
        incidents.rest()
        with self._lock:
            self._incidents.append((book, incidents))

    def size(self) -> int:
        """Entries in the log: what was made at one size need not be made again at the same."""
        with self.book() as book:
            head = book.head()
            return 0 if head is None else head.size

    def tree(self, name: str) -> Tree:
        """The incident with this id and its tree; NotFound if there is none."""
        key = (name, self.size())
        with self._lock:
            if key in self._trees:
                self._trees.move_to_end(key)
                return self._trees[key]
        with self.incidents() as incidents:
            records = incidents.family(name)
            reports, claims = incidents.material(records)
        by_id = sorted(records, key=lambda one: one.id)
        made = {
            one.id: Tree(one, tuple(other for other in by_id if other is not one), reports, claims) for one in by_id
        }
        with self._lock:
            self._trees |= {(each, key[1]): one for each, one in made.items()}
            self._trees.move_to_end(key)
            while len(self._trees) > KEPT:
                self._trees.popitem(last=False)
        return made[name]

    def kept(self, key: tuple[str, bool], make: Callable[[], tuple[str, Markup]]) -> tuple[str, Markup]:
        """What was made for this key at the present size of the log; it is made if it was not."""
        full = (*key, self.size())
        with self._lock:
            if full in self._pages:
                self._pages.move_to_end(full)
                return self._pages[full]
        made = make()
        with self._lock:
            self._pages[full] = made
            while len(self._pages) > 1 and sum(len(text) for _, text in self._pages.values()) > KEPT_TEXT:
                self._pages.popitem(last=False)
        return made

    def _opened(self) -> tuple[Casebook, Incidents]:
        book = Casebook.open(self.folder, create=False, clock=self.clock)
        try:
            return book, book.incidents(reviewers=casebook_settings(self.folder).publication.reviewers)
        except BaseException:
            book.close()
            raise
