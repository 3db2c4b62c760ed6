"""Occurrences -> Incidents.

`tellings` makes each occurrence comparable, `block` brings possible partners together, `compare` scores a pair with
reasons, `bounds` holds what reviewers decided, `assemble` turns scores into groups, `tree` says which is part of which,
`reasons` tells why two are one or not.
"""

from __future__ import annotations

from bearwitness.link.assemble import assemble
from bearwitness.link.bounds import merge, move, split
from bearwitness.link.reasons import why

__all__ = ["assemble", "merge", "move", "split", "why"]
