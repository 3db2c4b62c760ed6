"""Exhibits -> what a terminal shows and what JSON says. Images leave in the full bag and archive only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.text import Text

from bearwitness.model import Exhibit
from bearwitness.share.words import plain


def exhibit_row(one: Exhibit) -> dict[str, Any]:
    """The JSON form of an exhibit: `warnings` are the ids of those alike that are in an older incident."""
    row: dict[str, Any] = msgspec.to_builtins(one)
    return row | {"warnings": [each.media for each in one.warnings]}


def render_exhibits(listed: Sequence[Exhibit], *, bits: Mapping[str, int] | None = None) -> RenderableType:
    """Images and videos with what they say of themselves; `bits`: how far each is from the one that was asked for."""
    if not listed:
        return Text("No image or video.")
    parts: list[RenderableType] = []
    for one in listed:
        distance = "" if bits is None else f"  {bits[one.item.id]} of 64 bits differ"
        target = one.item.target
        parts += [
            Text(f"{one.item.id}  {plain(one.address)}{distance}", style="bold"),
            Text(f"  {_facts(one)}"),
            Text(f"  of the {target.kind} {plain(target.id)}; added {one.at[:19]}Z" + _by(one)),
            Text(f"  SHA-256 {one.item.sha256}"),
            *(Text(f"  not read: {plain(fault)}") for fault in one.item.facts.faults),
            *(Text(line, style="bold") for line in warnings_of(one)),
        ]
    return Group(*parts)


def warnings_of(one: Exhibit) -> list[str]:
    """A line for each older incident that has the same picture."""
    return [
        f"  WARNING: it {'is' if each.same else 'looks like'} {each.media} of the older incident {each.incident}, "
        f"{plain(each.title or '')} ({each.first}; {each.bits} of 64 bits differ)"
        for each in one.warnings
    ]


def _by(one: Exhibit) -> str:
    return f" by {plain(one.item.by)}" if one.item.by else ""


def _facts(one: Exhibit) -> str:
    facts = one.item.facts
    told = [facts.form]
    if facts.width is not None:
        told.append(f"{facts.width} x {facts.height}")
    told.append(f"taken {facts.taken}, it says" if facts.taken else "it does not say when it was taken")
    if facts.latitude is not None:
        told.append(f"at {facts.latitude}, {facts.longitude}, it says")
    if facts.camera:
        told.append(plain(facts.camera))
    why = f" ({plain(facts.credentials_why)})" if facts.credentials_why else ""
    return "; ".join([*told, f"C2PA {facts.credentials}{why}"])
