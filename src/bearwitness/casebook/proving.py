"""Proofs out of a casebook: which entries somebody means, and the way from each to the latest head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bearwitness.casebook.loading import VERIFY, last_head, load
from bearwitness.errors import CasebookBroken, NotFound
from bearwitness.identity import canonical
from bearwitness.model import Entry, HeadSignature, Mark, Row, Timestamp, TreeHead
from bearwitness.record.ledger import leaf
from bearwitness.record.merkle import Levels
from bearwitness.record.proof import Earlier, Proof, ProvenEntry, ProvenTimestamp
from bearwitness.record.subjects import TABLE_OF
from bearwitness.storage import Reader

NAMED_IN = (
    ("captures", "sha256"),
    ("reports", "id"),
    ("claim_sets", "report"),
    ("decisions", "id"),
    ("publications", "id"),
    ("media", "id"),
    ("media", "sha256"),
    ("findings", "id"),
    ("links", "id"),
    ("keys", "key"),
)
"""Where the name of a thing is looked for."""
Shows = Callable[[Entry, bytes], bool]
"""Whether an entry may go out with the canonical bytes of what it speaks of."""


def entries_of(reader: Reader, name: str) -> list[int]:
    """Positions of the entries about a capture (its SHA-256), report, decision, publication, incident or key, or of the
    entry `#N`; a report's with those of its captures. Empty if there are none.
    """
    if name.startswith("#") and name[1:].isdecimal():
        at = int(name[1:])
        return [at] if at < reader.count("entries") else []
    found = {_entry(row) for table, column in NAMED_IN for row in reader.matching(table, column, name)}
    for report in list(reader.matching("reports", "id", name)):
        found |= {_entry(row) for row in reader.matching("captures", "sha256", str(report.columns["capture"]))}
    return sorted(found)


def _entry(row: Row) -> int:
    return int(str(row.key[0]))


def prove(
    reader: Reader, positions: Iterable[int], *, earlier: Sequence[Mark] = (), shows: Shows = lambda _entry, _body: True
) -> Proof:
    """The proof of the entries at these positions, and that the log went on from the `earlier` heads.

    NotFound if the casebook holds nothing yet; CasebookBroken if what it holds contradicts itself.
    """
    head = last_head(reader)
    if head is None:
        raise NotFound("The casebook holds nothing yet.", remedy="`bearwitness add PLACE` adds to it.")
    wanted = set(positions)
    signatures = [load(row, HeadSignature) for row in reader.matching("signatures", "size", head.size)]
    keys = {_entry(row) for row in reader.rows("keys")}
    tree, kept = _grown(reader, wanted | keys)
    if tree.size != head.size or tree.root().hex() != head.root:
        raise CasebookBroken("The log's entries do not give its latest head.", remedy=VERIFY)
    _add_keys(wanted, kept, keys, {one.key for one in signatures})
    return Proof(
        head=canonical(head).decode(),
        signatures=tuple(signatures),
        entries=tuple(
            ProvenEntry(entry=text, path=_hex(tree.inclusion(at)), body=_body(reader, entry, shows))
            for at, (entry, text) in sorted(kept.items())
            if at in wanted
        ),
        timestamps=tuple(_timestamps(reader, tree, max(wanted, default=0))),
        earlier=tuple(_earlier(tree, one) for one in earlier),
    )


def _grown(reader: Reader, wanted: set[int]) -> tuple[Levels, dict[int, tuple[Entry, str]]]:
    tree = Levels()
    kept: dict[int, tuple[Entry, str]] = {}
    for row in reader.rows("entries"):
        tree.append(leaf(row.body))
        if row.key[0] in wanted:
            kept[_entry(row)] = (load(row, Entry), row.body.decode())
    return tree, kept


def _add_keys(wanted: set[int], kept: dict[int, tuple[Entry, str]], keys: set[int], signers: set[str]) -> None:
    """Want also the entries of all keys that signed the head or a wanted entry, with those that ended one of them."""
    used = signers | {entry.key for at, (entry, _) in kept.items() if at in wanted and entry.key is not None}
    while more := {at for at in keys - wanted if kept[at][0].subject in used}:
        wanted |= more
        used |= {kept[at][0].key or "" for at in more}


def _body(reader: Reader, entry: Entry, shows: Shows) -> str | None:
    row = reader.row(TABLE_OF[entry.kind], entry.index)
    if row is None or row.digest != entry.digest:
        raise CasebookBroken(f"What entry {entry.index} speaks of is not what was put in.", remedy=VERIFY)
    return row.body.decode() if shows(entry, row.body) else None


def _timestamps(reader: Reader, tree: Levels, last: int) -> Iterator[ProvenTimestamp]:
    """Of each authority the earliest timestamp that covers all that is proven, else its latest."""
    chosen: dict[str, Timestamp] = {}
    for row in reader.rows("timestamps"):
        found = load(row, Timestamp)
        before = chosen.get(found.authority)
        if before is None or before.size <= last:
            chosen[found.authority] = found
    for found in chosen.values():
        row_of_head = reader.row("heads", found.size)
        if row_of_head is None:
            raise CasebookBroken(f"The head of {found.size} entries is gone.", remedy=VERIFY)
        head = load(row_of_head, TreeHead)
        yield ProvenTimestamp(timestamp=found, head=row_of_head.body.decode(), path=_hex(tree.consistency(head.size)))


def _earlier(tree: Levels, kept: Mark) -> Earlier:
    if not 0 < kept.size <= tree.size or tree.root(0, kept.size).hex() != kept.root:
        raise CasebookBroken(f"The log never went through the head {kept.size}:{kept.root}.", remedy=VERIFY)
    return Earlier(size=kept.size, root=kept.root, path=_hex(tree.consistency(kept.size)))


def _hex(path: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(one.hex() for one in path)
