"""Images and videos of the casebook: what was stated of them, where they belong, and which look like which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import msgspec

from bearwitness.casebook.batch import Batch
from bearwitness.casebook.loading import VERIFY, load, not_stored
from bearwitness.errors import CasebookBroken
from bearwitness.identity import short_id
from bearwitness.media import Looks
from bearwitness.model import Alike, Capture, Entry, Exhibit, MediaFacts, MediaItem, MediaTarget
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.parcel import seal
from bearwitness.storage import Reader


class Facts(msgspec.Struct, frozen=True):
    """Of the facts the look."""

    look: str | None = None


class Sketch(msgspec.Struct, frozen=True):
    """As much of a media item as is needed to find it and what looks like it."""

    id: str
    sha256: str
    target: MediaTarget
    facts: Facts


@dataclass(frozen=True)
class Held:
    """A media item, as stated last, and the entry of the log that states it. The row is checked when it is shown."""

    item: Sketch
    entry: int


@dataclass(frozen=True)
class Home:
    """What likeness needs of an incident."""

    root: str
    title: str
    first: str | None


_SKETCH = msgspec.json.Decoder(Sketch)


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


def items(reader: Reader) -> list[MediaItem]:
    """The latest statement on each media item, by id, sorted."""
    found = {one.id: one for one in (load(row, MediaItem) for row in reader.rows("media"))}
    return [found[name] for name in sorted(found)]


def held(reader: Reader) -> dict[str, Held]:
    """A sketch of each media item, by id, sorted; CasebookBroken if a row is none."""
    found: dict[str, Held] = {}
    for row in reader.rows("media"):
        try:
            found[str(row.columns["id"])] = Held(_SKETCH.decode(row.body), int(str(row.key[0])))
        except msgspec.MsgspecError as error:
            raise not_stored(row) from error
    return dict(sorted(found.items()))


def exhibits(
    reader: Reader,
    found: Mapping[str, Held],
    homes: Callable[[MediaTarget], Iterable[str]],
    home: Callable[[str], Home],
    *,
    only: frozenset[str] | None,
    ids: frozenset[str] | None = None,
    near: frozenset[str] | None = None,
) -> tuple[Exhibit, ...]:
    """Every item once for each incident (of `only`, if given) that it belongs to, or once for none, with the pictures
    that look like it.

    `homes`: the incidents that a target belongs to; `home`: what is known of one; `ids`: only these items; `near`: only
    items that were added to one of these reports and incidents need to be looked at.
    """
    homes_once, home_once = cache(lambda target: sorted(homes(target))), cache(home)
    shown = []
    for name, one in found.items():
        target = one.item.target
        if (ids is not None and name not in ids) or (near is not None and not {target.id, target.report} & near):
            continue
        belongs: list[str | None] = [*homes_once(target)] or [None]
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
        nearest = {name: bits for bits, name in looks.near(look)} if look is not None else {}
        nearest |= dict.fromkeys(same[one.item.sha256], 0)
        nearest.pop(one.item.id)
        here = None if incident is None else home_once(incident)
        alike = [
            _alike(found[name].item, bits, one.item, other, None if other is None else home_once(other), here)
            for name, bits in nearest.items()
            for other in homes_once(found[name].item.target) or (None,)
        ]
        alike.sort(key=lambda each: (not each.older, each.bits, each.media, each.incident or ""))
        made.append(_exhibit(reader, one, incident, alike))
    return tuple(made)


def _exhibit(reader: Reader, one: Held, incident: str | None, alike: Iterable[Alike]) -> Exhibit:
    row, line = reader.row("media", one.entry), reader.row("entries", one.entry)
    if row is None:
        raise CasebookBroken(f"The media item {one.item.id!r} is gone.", remedy=VERIFY)
    item = load(row, MediaItem)
    entry = None if line is None else load(line, Entry)
    if entry is None or entry.digest != row.digest or item.id != one.item.id:
        raise not_stored(row)
    captures = [load(row, Capture) for row in reader.matching("captures", "sha256", item.sha256)]
    address = captures[-1].address if captures else ""
    return Exhibit(item=item, address=address, at=entry.at, incident=incident, alike=tuple(alike))


def _alike(other: Sketch, bits: int, item: Sketch, there: str | None, away: Home | None, home: Home | None) -> Alike:
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
