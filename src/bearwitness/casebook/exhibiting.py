"""Images and videos of the casebook: what was stated of them, where they belong, and which look like which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from bearwitness.casebook.batch import Batch
from bearwitness.casebook.loading import load, not_stored
from bearwitness.identity import short_id
from bearwitness.media import Looks
from bearwitness.model import Alike, Capture, Entry, Exhibit, MediaFacts, MediaItem, MediaTarget, Row
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.parcel import seal
from bearwitness.storage import Reader


@dataclass(frozen=True)
class Held:
    """A media item and the row that states it."""

    item: MediaItem
    row: Row


@dataclass(frozen=True)
class Home:
    """What likeness needs of an incident."""

    root: str
    title: str
    first: str | None


def item_of(
    sha256: str, target: MediaTarget, facts: MediaFacts, *, by: str | None, reader: str, brought: str | None = None
) -> MediaItem:
    """The statement that the bytes belong to the target; the same two always have the same id."""
    named = {"sha256": sha256, "target": [target.kind, target.id]}
    name = short_id("m", DOMAINS["media"], named)
    return MediaItem(id=name, sha256=sha256, target=target, by=by, reader=reader, facts=facts, brought=brought)


def put_in(batch: Batch, capture: Capture, data: bytes, item: MediaItem) -> bool:
    """Put bytes and statement into the log; False if all of it was there already (lost bytes are put back)."""
    batch.writer.flush()
    digest = seal("media", item).digest
    if any(one.digest == digest for one in batch.writer.matching("media", "id", item.id)):
        if not batch.writer.files.path(item.sha256).exists():
            batch.writer.files.put(item.sha256, data)
        return False
    batch.capture(capture, seal("captures", capture), data)
    batch.state("media", item, signer=batch.signer)
    return True


def held(reader: Reader) -> dict[str, Held]:
    """The latest statement on each media item, by id, sorted."""
    found: dict[str, Held] = {}
    for row in reader.rows("media"):
        item = load(row, MediaItem)
        found[item.id] = Held(item, row)
    return dict(sorted(found.items()))


def exhibits(
    reader: Reader,
    found: Mapping[str, Held],
    homes: Callable[[MediaTarget], Iterable[str]],
    home: Callable[[str], Home],
    *,
    only: frozenset[str] | None,
) -> tuple[Exhibit, ...]:
    """Every item once for each incident (of `only`, if given) that it belongs to, or once for none, with the pictures
    that look like it.

    `homes`: the incidents that a target belongs to; `home`: what is known of one.
    """
    homes_once, home_once = cache(lambda target: sorted(homes(target))), cache(home)
    shown = []
    for one in found.values():
        belongs: list[str | None] = [*homes_once(one.item.target)] or [None]
        shown += [(each, one) for each in belongs if only is None or each in only]
    if not shown:
        return ()
    looks = Looks((name, one.item.facts.look) for name, one in found.items() if one.item.facts.look is not None)
    same: dict[str, list[str]] = {}
    for name, one in found.items():
        same.setdefault(one.item.sha256, []).append(name)
    made = []
    for incident, one in sorted(shown, key=lambda each: (each[0] or "", each[1].item.id)):
        look = one.item.facts.look
        near = {name: bits for bits, name in looks.near(look)} if look is not None else {}
        near |= dict.fromkeys(same[one.item.sha256], 0)
        near.pop(one.item.id)
        here = None if incident is None else home_once(incident)
        alike = [
            _alike(found[name].item, bits, one.item, other, None if other is None else home_once(other), here)
            for name, bits in near.items()
            for other in homes_once(found[name].item.target) or (None,)
        ]
        alike.sort(key=lambda each: (not each.older, each.bits, each.media, each.incident or ""))
        made.append(_exhibit(reader, one, incident, alike))
    return tuple(made)


def _exhibit(reader: Reader, one: Held, incident: str | None, alike: Iterable[Alike]) -> Exhibit:
    line = reader.row("entries", int(str(one.row.key[0])))
    entry = None if line is None else load(line, Entry)
    if entry is None or entry.digest != one.row.digest:
        raise not_stored(one.row)
    captures = [load(row, Capture) for row in reader.matching("captures", "sha256", one.item.sha256)]
    address = captures[-1].address if captures else ""
    return Exhibit(item=one.item, address=address, at=entry.at, incident=incident, alike=tuple(alike))


def _alike(
    other: MediaItem, bits: int, item: MediaItem, there: str | None, away: Home | None, home: Home | None
) -> Alike:
    older = away is not None and home is not None and away.root != home.root and _before(away.first, home.first)
    return Alike(
        media=other.id,
        sha256=other.sha256,
        bits=bits,
        same=other.sha256 == item.sha256,
        incident=there,
        title=None if away is None else away.title,
        first=None if away is None else away.first,
        older=older,
    )


def _before(one: str | None, other: str | None) -> bool:
    """Whether a date is surely before another; of two that are known to the month or the day, as far as both go."""
    if one is None or other is None:
        return False
    most = min(len(one), len(other))
    return one[:most] < other[:most]
