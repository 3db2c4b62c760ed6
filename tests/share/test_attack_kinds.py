"""Every kind of attack has a name in the coding schemes that the record is shared in."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from bearwitness.vocabulary import OccurrenceKind, words


def test_every_kind_is_mapped_and_nothing_else() -> None:
    text = files("bearwitness.share").joinpath("data/attack_kinds.toml").read_text(encoding="utf-8")
    mapped = tomllib.loads(text)
    assert set(mapped) == set(words(OccurrenceKind))
    for one in mapped.values():
        assert set(one) == {"acled", "plover", "exact"}
        assert len(one["acled"]) == 2
        assert one["plover"][0] == "ASSAULT"
