"""Images and videos of the casebook: what was stated of them, where they belong, and which look like which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bearwitness.casebook.batch import Batch
from bearwitness.casebook.loading import load, stated
from bearwitness.identity import short_id
from bearwitness.media import Looks
from bearwitness.model import Alike, Capture, Exhibit, MediaFacts, MediaItem, MediaTarget
from bearwitness.record.ledger import DOMAINS
from bearwitness.record.parcel import seal
from bearwitness.storage import Reader


@dataclass(frozen=True)
class Held:
    """A media item with its place in the log and where its bytes came from."""

    item: MediaItem
    entry: int
    at: str
    address: str


@dataclass(frozen=True)
class Home:
    """What likeness needs of an incident."""

    root: str
    title: str
    first: str | None


def item_of(sha256: str, target: MediaTarget, facts: MediaFacts, *, by: str | None, reader: str) -> MediaItem:
    """The statement that the bytes belong to the target; the same two always have the same id."""
    named = {"sha256": sha256, "target": [target.kind, target.id]}
    name = short_id("m", DOMAINS["media"], named)
    return MediaItem(id=name, sha256=sha256, target=target, by=by, reader=reader, facts=facts)


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
    for one in stated(reader, "media", MediaItem, {}):
        captures = [load(row, Capture) for row in reader.matching("captures", "sha256", one.value.sha256)]
        address = captures[-1].address if captures else ""
        found[one.value.id] = Held(item=one.value, entry=one.entry, at=one.at, address=address)
    return dict(sorted(found.items()))


def exhibits(
    found: Mapping[str, Held], homes: Callable[[MediaTarget], Iterable[str]], home: Callable[[str], Home]
) -> tuple[Exhibit, ...]:
    """Every item once for each incident that it belongs to, or once for none, with the pictures that look like it.

    `homes`: the incidents that a target belongs to; `home`: what is known of one.
    """
    where = {name: sorted(homes(one.item.target)) for name, one in found.items()}
    known = {each: home(each) for one in where.values() for each in one}
    looks = Looks((name, one.item.facts.look) for name, one in found.items() if one.item.facts.look is not None)
    same: dict[str, list[str]] = {}
    for name, one in found.items():
        same.setdefault(one.item.sha256, []).append(name)
    made = []
    for name, one in found.items():
        look = one.item.facts.look
        near = {each: bits for bits, each in looks.near(look)} if look is not None else {}
        near |= dict.fromkeys(same[one.item.sha256], 0)
        near.pop(name, None)
        for incident in where[name] or (None,):
            alike = [
                _alike(found[each].item, bits, one.item, other, known, incident)
                for each, bits in near.items()
                for other in where[each] or (None,)
            ]
            alike.sort(key=lambda each: (not each.older, each.bits, each.media, each.incident or ""))
            made.append(Exhibit(item=one.item, address=one.address, at=one.at, incident=incident, alike=tuple(alike)))
    return tuple(sorted(made, key=lambda each: (each.incident or "", each.item.id)))


def _alike(
    other: MediaItem, bits: int, item: MediaItem, there: str | None, known: Mapping[str, Home], here: str | None
) -> Alike:
    away = known.get(there or "")
    home = known.get(here or "")
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
