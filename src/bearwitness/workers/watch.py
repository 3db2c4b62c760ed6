"""Follows feeds: what is new in them goes into the casebook, and what it moved is told.

A feed that fails is named and asked again later, each time after twice its pause up to a day, while the others go on.
What was seen is kept beside the casebook's database (`watch.json`, written whole or not at all), so that a run that was
stopped goes on where it was. Losing that file costs nothing but a second look: reports that are there stay as they are.
"""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from bearwitness.acquire import LIMIT, Given, Manners, Web
from bearwitness.acquire.feed import Entry, Feed, parse
from bearwitness.acquire.news import announced
from bearwitness.errors import InputError, UsageError
from bearwitness.model import Acquired

STATE = "watch.json"
DEFAULT_EVERY = "15m"
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
EVERY = re.compile(r"(\d{1,6}) ?([smhd])")
LEAST = 30
"""Seconds between two looks at a feed."""
LONGEST = 86_400
"""Seconds; a feed that keeps failing is asked at least so often."""
KEPT = 5_000
"""Entries of a feed that are remembered."""
TRIES = 3
"""Looks at an announced page that does not come, before it is given up."""


class Watched(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A feed to follow."""

    url: str
    source: str | None = None
    language: str | None = None
    every: str | None = None


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a `FEEDS.toml` says."""

    feeds: tuple[Watched, ...]
    every: str = DEFAULT_EVERY
    contact: str | None = None
    allow_hosts: tuple[str, ...] = ()
    ignore_robots: bool = False

    def manners(self) -> Manners:
        """How the web is asked."""
        return Manners(contact=self.contact, allowed=frozenset(self.allow_hosts), robots=not self.ignore_robots)

    def pause(self, feed: Watched) -> int:
        """Seconds between two looks at a feed; UsageError if they are written wrongly."""
        written = feed.every or self.every
        found = EVERY.fullmatch(written)
        if found is None:
            raise UsageError(f"`every` is {written!r}.", remedy="Write a number and s, m, h or d: 15m.")
        return max(LEAST, int(found[1]) * SECONDS[found[2]])


class Seen(msgspec.Struct):
    """What is known of a feed."""

    etag: str | None = None
    modified: str | None = None
    entries: dict[str, str] = {}
    """What was taken in: key to the time of its last change as the feed says it."""
    failed: dict[str, int] = {}
    """How often an announced page did not come."""
    failures: int = 0
    """Looks in a row that failed."""
    due: float = 0.0
    """When to look again, in seconds since 1970."""


def read_plan(path: Path) -> Plan:
    """The plan in a file; UsageError names what is wrong in it."""
    try:
        plan = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Plan)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{path}: {error}.", remedy='It holds [[feeds]] tables with `url = "https://..."`.') from error
    if not plan.feeds:
        raise UsageError(f"{path} names no feed.", remedy='Write [[feeds]] tables with `url = "https://..."`.')
    for feed in plan.feeds:
        plan.pause(feed)
    return plan


def read_state(folder: Path) -> dict[str, Seen]:
    """What was seen so far, by the feed's address; empty where nothing is kept or what is kept is damaged."""
    try:
        return msgspec.json.decode((folder / STATE).read_bytes(), type=dict[str, Seen])
    except (OSError, msgspec.DecodeError):
        return {}


def write_state(folder: Path, state: dict[str, Seen]) -> None:
    """Keep what was seen, all or nothing."""
    half = folder / f".{STATE}.part"
    half.write_bytes(msgspec.json.encode(state))
    half.replace(folder / STATE)


Take = Callable[[Iterable[Acquired | InputError]], int]
"""Takes reports into the casebook and says how many could not be."""


def look(
    plan: Plan,
    folder: Path,
    web: Web,
    take: Take,
    *,
    failed: Callable[[InputError], None],
    now: Callable[[], float] = time.time,
    limit: int = LIMIT,
) -> float:
    """Look once at every feed that is due. Returns the seconds until the next one is.

    `take` gets the reports of one feed, `failed` each feed that did not come.
    """
    state = read_state(folder)
    for feed in plan.feeds:
        seen = state.setdefault(feed.url, Seen())
        if seen.due > now():
            continue
        try:
            _look_at(feed, seen, web, take, limit)
            seen.failures = 0
        except InputError as error:
            seen.failures += 1
            failed(error)
        seen.due = now() + min(plan.pause(feed) * 2**seen.failures, LONGEST)
        write_state(folder, state)
    return max(0.0, min(state[feed.url].due for feed in plan.feeds) - now())


def _look_at(feed: Watched, seen: Seen, web: Web, take: Take, limit: int) -> None:
    """Take what is new in one feed; InputError if the feed itself does not come."""
    page = web.get(feed.url, etag=seen.etag, modified=seen.modified)
    if page is None:
        return
    found = parse(page.data, feed.url)
    if isinstance(found, InputError):
        raise found
    given = Given(source=feed.source, language=feed.language, retrieved=page.retrieved)
    complete = True
    for number, entry in reversed(list(enumerate(found.entries, start=1))):  # oldest first, as feeds are ordered
        if not _new(entry, seen):
            continue
        wrong = take(announced(entry, number, found, page, given, web, limit))
        if wrong and seen.failed.get(entry.key, 0) + 1 < TRIES:
            seen.failed[entry.key] = seen.failed.get(entry.key, 0) + 1
            complete = False
            continue
        seen.failed.pop(entry.key, None)
        seen.entries[entry.key] = _stamp(entry)
    _forget(seen, found)
    if complete:  # else the feed must come whole again, so that what failed is asked for again
        seen.etag, seen.modified = page.header("etag"), page.header("last-modified")
    else:
        seen.etag = seen.modified = None


def _new(entry: Entry, seen: Seen) -> bool:
    return seen.entries.get(entry.key) != _stamp(entry)


def _stamp(entry: Entry) -> str:
    return entry.updated or entry.published or ""


def _forget(seen: Seen, found: Feed) -> None:
    """Keep what the feed still announces, and of the rest the latest."""
    current = {entry.key for entry in found.entries}
    spare: Sequence[str] = [key for key in seen.entries if key not in current]
    for key in spare[: max(0, len(seen.entries) - KEPT)]:
        del seen.entries[key]
    for key in [key for key in seen.failed if key not in current]:
        del seen.failed[key]
