"""Occurrences -> Incidents.

`tellings` makes each occurrence comparable, `furniture` leaves out what sources repeat, `block` says who may be
partners, `meetings` brings them together, `compare` scores a pair with reasons, `bounds` holds what reviewers decided,
`assemble` turns scores into groups, `tree` says which is part of which, `linker` keeps all of it up to date in the
tables of `state`, `reasons` tells why two are one or not.
"""

from __future__ import annotations

from bearwitness.link.bounds import merge, move, split
from bearwitness.link.linker import Linker, Unforgettable, assemble, incident_id
from bearwitness.link.reasons import explain, why
from bearwitness.link.state import State

__all__ = ["Linker", "State", "Unforgettable", "assemble", "explain", "incident_id", "merge", "move", "split", "why"]
