"""Occurrences -> Incidents.

`tellings` makes each occurrence comparable, `block` brings possible partners together, `compare` scores a pair with
reasons, `assemble` turns scores into groups, `tree` says which group is part of which.
"""

from __future__ import annotations

from bearwitness.link.assemble import assemble, why

__all__ = ["assemble", "why"]
