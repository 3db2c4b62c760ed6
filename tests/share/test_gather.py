"""A wider incident's record shows what its parts say, each thing once."""

from __future__ import annotations

import msgspec
from share_builders import Edition, edition, voice

from bearwitness.model import Record
from bearwitness.share import FORMATS
from bearwitness.share.gather import gather, parts, relation
from bearwitness.share.tree import family


def wide() -> Edition:
    """The same edition seen from the barrage."""
    given = edition()
    return Edition(record=given.others[0], others=(given.record,), reports=given.reports, claims=given.claims)


def test_what_a_part_says_is_gathered_under_the_wider_incident_with_the_parts_title() -> None:
    found = gather(wide().record, wide().others)
    assert [one.value.actor for one in found.responsibility] == ["Russia"]
    assert found.responsibility[0].of == ("Missile strike on the hospital, Kyiv, 8 July 2024",)
    page = FORMATS["html"].write(*wide().given)
    assert "One speaker, one number, two scopes" in page
    assert "Graded otherwise, a part of it:" in page


def test_a_part_does_not_take_over_what_only_the_wider_incident_is_said_to_be() -> None:
    given = edition()
    wider = msgspec.structs.replace(given.others[0], explanations=given.record.explanations)
    bare = msgspec.structs.replace(given.record, explanations=())
    assert gather(bare, (wider,)).explanations == ()


def test_voices_of_one_finding_are_put_together() -> None:
    given = wide()
    (russia,) = given.others[0].responsibility
    more = voice("the mayor", "accused", "beta", "c2")
    conceded = voice("Russia", "conceded", "beta", "c2")
    own = msgspec.structs.replace(russia, stances=("conceded",), voices=(more, conceded))
    record = msgspec.structs.replace(given.record, responsibility=(own,))
    (found,) = gather(record, given.others).responsibility
    assert found.of == ()
    assert found.value.stances == ("conceded", "accused", "denied")
    mayor = next(one for one in found.value.voices if one.who == "the mayor")
    assert (mayor.reports, mayor.claims) == (("beta", "alpha"), ("c2", "c1"))


def test_the_same_conflict_in_two_records_is_shown_once() -> None:
    given = wide()
    record = msgspec.structs.replace(given.record, conflicts=given.others[0].conflicts)
    assert len(gather(record, given.others).conflicts) == 1


def chained(*links: tuple[str, str | None]) -> list[Record]:
    good = edition().record
    bare = Record(id="", title="", kind="attack", when=None, where=None, grade=good.grade)
    return [msgspec.structs.replace(bare, id=name, part_of=above) for name, above in links]


def test_a_family_is_the_whole_tree_and_nobody_else() -> None:
    listed = chained(("a", None), ("b", "a"), ("c", "b"), ("d", "a"), ("x", None), ("y", "x"), ("z", "gone"))
    by_name = {one.id: one for one in listed}
    assert [one.id for one in family(by_name["c"], listed)] == ["a", "b", "d"]
    assert [one.id for one in family(by_name["c"], reversed(listed))] == ["a", "b", "d"]
    assert family(by_name["z"], listed) == ()
    assert [one.id for one in parts(by_name["a"], listed)] == ["b", "c", "d"]


def test_a_part_of_a_part_is_a_part_and_two_parts_are_beside_each_other() -> None:
    a, b, c, d = chained(("a", None), ("b", "a"), ("c", "b"), ("d", "a"))
    assert [relation(a, one, (b, c, d)) for one in (b, c, d)] == ["part", "part", "part"]
    assert [relation(c, one, (a, b, d)) for one in (a, b, d)] == ["wider", "wider", "beside"]


def test_a_circle_of_parts_ends() -> None:
    listed = chained(("a", "b"), ("b", "a"))
    assert [one.id for one in family(listed[0], listed)] == ["b"]
    assert [one.id for one in parts(listed[0], listed)] == ["b"]
