"""`why`: the reasons for same, part or different, and that what never met says so."""

from __future__ import annotations

import pytest

from bearwitness.errors import NotFound
from bearwitness.link import assemble, merge, split, why
from bearwitness.model import Why
from reconcile.builders import COUNTRY, HOSPITAL, KYIV, ODESA, Told, day, report

NOON = "A bomb went off in the market of the capital at noon, and stalls burned."


def bombing(name: str, *, text: str = NOON, when: str = "2024-07-08", **more: object) -> Told:
    title = str(more.pop("title", "Blast in the capital"))
    made = report(name, text=text, published=when, title=title)
    made.attack("bombing", when=day(when), **more)  # type: ignore[arg-type]
    return made


def asked(one: str, other: str, *told: Told, **more: object) -> Why:
    return why(one, other, [each.report for each in told], [claim for each in told for claim in each.claims], **more)  # type: ignore[arg-type]


def test_two_reports_of_one_attack() -> None:
    told = (bombing("a"), bombing("b"))
    found = asked("a", "b", *told)
    assert found.judgement == "same"
    assert "about 2024-07-08 in UA 12" in found.shared
    assert found.link is not None
    assert (found.link.one, found.link.other) == tuple(sorted(one.claims[0].id for one in told))
    assert found.link.score > 0
    turned = asked("b", "a", *told)
    assert (turned.link, turned.shared, turned.because) == (found.link, found.shared, found.because)


def test_incidents_and_occurrences_can_be_asked_for_too() -> None:
    told = (bombing("a"), bombing("b", place=ODESA, text="A car exploded beside a bakery; its owner was hurt."))
    ids = [one.id for one in assemble([one.report for one in told], [c for one in told for c in one.claims])]
    assert len(ids) == 2
    assert asked(*ids, *told).judgement == "different"
    assert asked(told[0].claims[0].id, "a", *told).judgement == "same"


def test_what_never_met_says_so() -> None:
    told = (bombing("a"), bombing("b", when="2023-01-20", place=ODESA, text="A car exploded beside a bakery."))
    found = asked("a", "b", *told)
    assert found.judgement == "different"
    assert found.shared == ()
    assert any("not compared" in one for one in found.because)


def test_what_met_and_did_not_fit_gives_the_score() -> None:
    told = (bombing("a"), bombing("b", when="2024-07-09", title="Baker hurt", text="A car exploded."))
    found = asked("a", "b", *told)
    assert found.judgement == "different"
    assert found.link is not None
    assert found.shared
    assert any(f"{found.link.score:.1f}" in one for one in found.because)


def test_part_and_whole() -> None:
    one = report("a", text="A missile hit the children's hospital, part of a barrage on several cities.")
    wave = one.attack(when=day("2024-07-08"), place=COUNTRY)
    part = one.attack(when=day("2024-07-08"), target=HOSPITAL, part_of=wave)
    assert asked(part, wave, one).judgement == "part"
    assert "first is part" in asked(part, wave, one).because[0]
    assert "second is part" in asked(wave, part, one).because[0]


def test_two_attacks_of_one_report() -> None:
    one = report("a", text="A missile hit the hospital. Another one fell in Odesa.")
    first, second = one.attack(when=day("2024-07-08"), target=HOSPITAL), one.attack(when=day("2024-07-08"), place=ODESA)
    assert any("tells them apart" in said for said in asked(first, second, one).because)


def test_a_decision_is_named() -> None:
    told = (bombing("a"), bombing("b"))
    ids = [claim.id for one in told for claim in one.claims]
    apart = asked("a", "b", *told, constraints=split(ids[:1], ids[1:]))
    assert apart.judgement == "different"
    assert "A reviewer decided that they are apart." in apart.because
    far = (told[0], bombing("c", when="2023-01-20", place=ODESA, text="A car exploded beside a bakery."))
    joined = asked("a", "c", *far, constraints=merge([far[0].claims[0].id], [far[1].claims[0].id]))
    assert joined.judgement == "same"
    assert "A reviewer decided that they are together." in joined.because


def test_unknown_ids_and_reports_without_an_attack() -> None:
    told = (bombing("a", place=KYIV), report("quiet", text="Bread got dearer."))
    for name in ("nobody", "quiet"):
        with pytest.raises(NotFound):
            asked("a", name, *told)
