"""What a process reads from a derived file once, for all who have that file open in it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
FILES = 4
STATES = 3


class Kept(Generic[T]):
    """The last states of a value that follows from a file; the values are never changed."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        self._lock = threading.Lock()
        self._held: OrderedDict[str, list[tuple[int, T]]] = OrderedDict()

    def at(self, birth: str, reached: int, make: Callable[[int, T | None], T]) -> T:
        """The value as of the transaction `reached` of the file that was begun under the name `birth`.

        `make` makes it from an earlier one and what that had reached, or from nothing (0 and None). One thread makes it
        and the others wait.
        """
        with self._lock:
            states = self._held.setdefault(birth, [])
            self._held.move_to_end(birth)
            since, before = max((one for one in states if one[0] <= reached), key=lambda one: one[0], default=(0, None))
            if before is not None and since == reached:
                return before
            made = make(since, before)
            self._held[birth] = sorted([*states, (reached, made)], key=lambda one: one[0])[-STATES:]
            while len(self._held) > FILES:
                self._held.popitem(last=False)
            return made
