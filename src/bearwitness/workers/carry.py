"""Takes the images and videos that reports carry into the casebook, each as a capture with what its bytes say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from types import TracebackType
from typing import Any, Self

from bearwitness.acquire import Bringer
from bearwitness.acquire.decoration import decorates
from bearwitness.casebook import Casebook, Incidents
from bearwitness.casebook.book import READER
from bearwitness.errors import InputError
from bearwitness.media import look_at
from bearwitness.media.looking import form_of
from bearwitness.model import Acquired, Capture, Carried, MediaFacts, MediaTarget, Report

AT_ONCE = 4
"""Pictures that are looked at side by side, each in a process of its own."""
HELD = 48 << 20
"""Bytes of pictures that are held at once, unless a single one has more."""


@dataclass
class Taken:
    """What became of the images and videos that reports carry."""

    added: int = 0
    known: int = 0
    decoration: int = 0
    """Icons, avatars, pictures that belong to other articles: left by the rules of `acquire/data/decoration.toml`."""
    absent: int = 0
    """Pictures that the archive has no answer for."""
    over: int = 0
    """Beyond the most that are taken of one report."""
    unlooked: int = 0
    """Kept, but not looked at, because a part of Bearwitness is not installed."""
    missing: list[str] = field(default_factory=list)
    """Names of what an export or page names and its folder lacks."""
    refused: int = 0
    """Names that lead out of their folder, and what cannot be read."""
    ids: set[str] = field(default_factory=set)
    """Of what was added."""


class Carrier:
    """Takes what reports carry into one casebook. Use it in a `with` block."""

    def __init__(self, book: Casebook, say: Callable[[InputError | str], None]) -> None:
        """`say` is told what could not be read."""
        self._book = book
        self._say = say
        self._bringer = Bringer()
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self.taken = Taken()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bringer.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def take(self, acquired: Acquired, report: Report) -> None:
        """Everything that a report of the casebook carries; what was taken before is passed over."""
        carries, taken = acquired.carries, self.taken
        taken.decoration += carries.decoration
        taken.absent += carries.absent
        taken.over += carries.over
        taken.missing.extend(f"{report.id}: {one}" for one in carries.missing)
        for one in carries.refused:
            self._refuse(f"{report.id}: {one}")
        target = MediaTarget(kind="report", id=report.id)
        for batch in self._batches(acquired, target):
            items = list(self._looked_at(batch))
            for name, result in self._book.add_media_many(items, target, brought=acquired.capture.sha256):
                if result == "added":
                    taken.added += 1
                    taken.ids.add(name)
                else:
                    taken.known += 1

    def _refuse(self, what: InputError | str) -> None:
        self.taken.refused += 1
        self._say(what)

    def _batches(self, acquired: Acquired, target: MediaTarget) -> Iterator[list[tuple[Capture, bytes]]]:
        """What is to be looked at, a few at once; the bytes are a picture's or a video's and no decoration."""
        waiting: list[tuple[Capture, bytes]] = []
        for one in acquired.carries.items:
            found = self._brought(one, acquired, target)
            if found is None:
                continue
            if waiting and (len(waiting) >= AT_ONCE or sum(len(data) for _, data in waiting) + len(found[1]) > HELD):
                yield waiting
                waiting = []
            waiting.append(found)
        if waiting:
            yield waiting

    def _brought(self, one: Carried, acquired: Acquired, target: MediaTarget) -> tuple[Capture, bytes] | None:
        try:
            data = self._bringer.bytes_of(one, acquired)
        except InputError as error:
            self._refuse(error)
            return None
        form = form_of(data)
        if decorates(data):
            self.taken.decoration += 1
            return None
        if form is None:
            self._refuse(f"{target.id}, {one.address}: this is neither an image nor a video that is known.")
            return None
        sha256 = hashlib.sha256(data).hexdigest()
        stated = [each for each in self._book.media_of(sha256) if each.target == target]
        if stated and stated[-1].reader == READER and not unlooked(stated[-1].facts):
            self.taken.known += 1
            return None
        retrieved = one.retrieved or acquired.capture.retrieved
        return Capture(
            sha256=sha256, size=len(data), media_type=form[2], address=one.address, retrieved=retrieved
        ), data

    def _looked_at(self, batch: Sequence[tuple[Capture, bytes]]) -> Iterator[tuple[Capture, bytes, MediaFacts]]:
        """Each with what its bytes say; bytes that were looked at before are not looked at again."""
        known = [self._told_before(capture.sha256) for capture, _ in batch]
        new = [one for one, facts in zip(batch, known, strict=True) if facts is None]
        looked = self._pool.map(_look, new)
        for (capture, data), before in zip(batch, known, strict=True):
            facts = before or next(looked)
            if isinstance(facts, InputError):
                self._refuse(facts)
            else:
                self.taken.unlooked += unlooked(facts)
                yield capture, data, facts

    def _told_before(self, sha256: str) -> MediaFacts | None:
        told = [one.facts for one in self._book.media_of(sha256) if one.reader == READER and not unlooked(one.facts)]
        return told[-1] if told else None


def _look(brought: tuple[Capture, bytes]) -> MediaFacts | InputError:
    try:
        return look_at(brought[1], name=brought[0].address)
    except InputError as error:
        return error


def unlooked(facts: MediaFacts) -> bool:
    """Whether a part that would have looked at it is not installed."""
    return any("is not installed" in one for one in (*facts.faults, facts.look_why or "", facts.credentials_why or ""))


def media_row(taken: Taken) -> dict[str, Any]:
    """The JSON form of what became of them."""
    row = {one.name: getattr(taken, one.name) for one in fields(taken)}
    return row | {"ids": sorted(taken.ids)}


def media_lines(taken: Taken) -> Iterator[str]:
    """The same in words; nothing where the reports carry nothing."""
    if not any(getattr(taken, one.name) for one in fields(taken)):
        return
    yield f"{taken.added} images and videos taken, {taken.known} already there."
    left = (
        (taken.decoration, "decoration or pictures of other articles"),
        (taken.absent, "not in the archive"),
        (len(taken.missing), "named and missing"),
        (taken.over, "beyond the most that are taken of one report"),
        (taken.refused, "refused or unreadable"),
    )
    told = ", ".join(f"{count} {what}" for count, what in left if count)
    if told:
        yield f"Left: {told}."
    yield from (f"missing: {one}" for one in taken.missing)
    if taken.unlooked:
        yield (
            f"{taken.unlooked} were kept and not looked at (size, EXIF, look, content credentials): "
            "pip install 'bearwitness[media]', then add them again."
        )


@dataclass(frozen=True)
class Warned:
    """The same picture in an older incident."""

    media: str
    like: str
    incident: str | None
    title: str | None
    bits: int

    def __str__(self) -> str:
        return (
            f"warning: {self.media} looks like {self.like} of the older incident {self.incident}, {self.title} "
            f"({self.bits} of 64 bits differ)"
        )


def warnings_of_media(found: Incidents, ids: Collection[str]) -> list[Warned]:
    """Which of these images are in an older incident too."""
    shown = found.exhibits(media=ids) if ids else ()
    return [
        Warned(media=one.item.id, like=each.media, incident=each.incident, title=each.title, bits=each.bits)
        for one in shown
        for each in one.warnings
    ]
