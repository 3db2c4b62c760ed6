"""The two seed reports, as a careful reader reads them. They are kept beside the project, never in it: where they
are absent these tests are skipped, visibly. No sentence of theirs stands here."""

from __future__ import annotations

import pytest

from bearwitness.model import Claim, FigureFinding, Record
from bearwitness.pipeline import Understood
from conftest import SEEDS, records_of, understood_files

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the seed reports are not beside the project (../shared/seeds)"
)
PUBLISHED = "2024-07-08"


@pytest.fixture(scope="module")
def hospital() -> Understood:
    """The report on the hospital, with a comment thread."""
    return understood_files([SEEDS / "000_38b647d896ad4efc.txt"], published=PUBLISHED)[0]


@pytest.fixture(scope="module")
def cities() -> Understood:
    """The report on the five cities, with an older story told as background."""
    return understood_files([SEEDS / "003_4a3c28ab3074691d.txt"], published=PUBLISHED)[0]


@pytest.fixture(scope="module")
def records(hospital: Understood, cities: Understood) -> tuple[Record, ...]:
    """Both reports together."""
    return records_of([hospital, cities])


def figures(report: Understood, outcome: str) -> list[Claim]:
    return [
        one
        for one in report.claims
        if one.casualty is not None and one.casualty.outcome == outcome and one.about == "main"
    ]


def numbers(report: Understood) -> set[tuple[str, int | None, int | None, str]]:
    """Every main casualty that has a number."""
    return {
        (one.casualty.outcome, one.casualty.figure.low, one.casualty.figure.high, one.casualty.figure.qualifier)
        for one in report.claims
        if one.casualty is not None
        and one.about == "main"
        and (one.casualty.figure.low is not None or one.casualty.figure.high is not None)
    }


def said_by(claim: Claim) -> str:
    by = claim.attribution
    return "" if by is None else " ".join(filter(None, (by.speaker, by.role, by.organisation, by.name)))


def test_every_claim_shows_its_words(hospital: Understood, cities: Understood) -> None:
    for report in (hospital, cities):
        for claim in report.claims:
            assert claim.evidence
            for piece in claim.evidence:
                assert report.report.passage(piece.passage.id).text[piece.start : piece.end] == piece.quote


def test_hospital_passages(hospital: Understood) -> None:
    kinds = [one.kind for one in hospital.report.passages]
    assert kinds.count("comment") == 19
    assert kinds.count("author_note") == 1
    comments = [one for one in hospital.report.passages if one.kind == "comment"]
    assert sum(one.parent is not None for one in comments) == 9
    assert all(one.author and one.time for one in comments)
    assert sum(one.truncated for one in comments) == 2


def test_cities_passages_are_own_text_alone(cities: Understood) -> None:
    assert {one.kind for one in cities.report.passages} <= {"title", "lead", "body"}


def test_hospital_numbers_and_nothing_else(hospital: Understood) -> None:
    assert numbers(hospital) == {("killed", 5, 5, "exact"), ("injured", 4, None, "at_least")}
    for claim in [*figures(hospital, "killed"), *figures(hospital, "injured")]:
        assert claim.casualty is not None
        if claim.casualty.figure.low is None:
            continue
        assert claim.casualty.scope.kind == "facility"
        assert "Klymenko" in said_by(claim)
        assert claim.attribution is not None
        assert claim.attribution.role is not None
        assert "Interior Minister" in claim.attribution.role


def test_hospital_trapped_is_an_unknown_number(hospital: Understood) -> None:
    trapped = figures(hospital, "trapped")
    assert trapped
    assert all(one.casualty is not None and one.casualty.figure.qualifier == "unknown" for one in trapped)
    assert any("Liashko" in said_by(one) for one in trapped)


def test_cities_numbers_and_nothing_else(cities: Understood) -> None:
    assert numbers(cities) == {
        ("killed", 20, 20, "exact"),
        ("injured", 50, 50, "exact"),
        ("killed", 5, None, "at_least"),
        ("injured", 11, 11, "exact"),
    }
    scopes = {
        (one.casualty.figure.low, one.casualty.scope.kind)
        for one in cities.claims
        if one.casualty is not None and one.about == "main" and one.casualty.figure.low is not None
    }
    assert scopes == {(20, "country"), (50, "country"), (5, "city"), (11, "city")}
    for one in cities.claims:
        if one.casualty is not None and one.casualty.figure.low in (20, 50):
            assert one.modality == "reported"
            assert not said_by(one)


def test_cities_trapped_is_possible_and_has_no_number(cities: Understood) -> None:
    trapped = figures(cities, "trapped")
    assert trapped
    assert all(one.modality == "possible" for one in trapped)
    assert all(one.casualty is not None and one.casualty.figure.low is None for one in trapped)
    assert any("Zelensky" in said_by(one) for one in trapped)
    assert any(one.attribution is not None and one.attribution.channel == "X" for one in trapped)
    groups = {one.casualty.group for one in trapped if one.casualty is not None}
    assert {"children", "medical_workers"} <= groups


def test_misspelt_city_resolves_and_says_so(cities: Understood) -> None:
    found = [one.place for one in cities.mentions if one.place is not None and one.place.matched == "misspelt"]
    assert "Kramatorsk" in {one.name for one in found}


def test_five_cities_are_one_barrage(hospital: Understood, cities: Understood) -> None:
    for report in (hospital, cities):
        places = {
            name
            for one in report.claims
            if one.kind == "occurrence" and one.place is not None and one.about == "main"
            for name in (one.place.text, one.place.name)
        }
        assert {"Kyiv", "Dnipro", "Sloviansk", "Kramatorsk"} <= places


def test_the_earlier_story_is_background(cities: Understood) -> None:
    quotes = [one for one in cities.claims if one.kind == "quote" and "Bovkun" in said_by(one)]
    assert quotes
    assert all(one.about == "background" for one in quotes)


def test_weapon_and_who_identified_it(hospital: Understood, cities: Understood) -> None:
    named = [one for one in hospital.claims if one.weapon is not None and one.weapon.weapon.name == "Kh-101"]
    assert any("Yermak" in said_by(one) for one in named)
    assert {one.weapon.weapon.weapon_class for one in cities.claims if one.weapon is not None} == {"missile"}


def test_responsibility_is_russia(hospital: Understood, cities: Understood) -> None:
    for report in (hospital, cities):
        accused = {
            one.responsibility.actor.side
            for one in report.claims
            if one.responsibility is not None and one.responsibility.stance == "accused"
        }
        assert accused == {"RU"}


def test_deliberate_says_yermak(hospital: Understood) -> None:
    found = [
        one
        for one in hospital.claims
        if one.explanation is not None
        and one.explanation.explanation == "deliberate"
        and one.evidence[0].passage.kind != "comment"
    ]
    assert any("Yermak" in said_by(one) for one in found)


def test_damage_and_rescue(hospital: Understood, cities: Understood) -> None:
    damage = {
        (one.damage.degree, "toxicology" in one.damage.object.lower())
        for one in hospital.claims
        if one.damage is not None
    }
    assert ("destroyed", True) in damage
    assert any(one.damage is not None and "residential" in one.damage.object.lower() for one in hospital.claims)
    assert any(one.damage is not None and one.damage.degree == "collapsed" for one in cities.claims)
    rescue = [one.rescue for one in hospital.claims if one.rescue is not None]
    assert any(one.state == "ongoing" for one in rescue)
    assert any(one.workers is not None and one.workers.qualifier == "vague" for one in rescue)


def test_quotes(hospital: Understood, cities: Understood) -> None:
    long = [one for one in hospital.claims if one.kind == "quote" and len(one.evidence) == 2]
    assert len(long) == 1
    assert "Zelenskiy" in said_by(long[0])
    speakers = {said_by(one).split()[-1] for one in hospital.claims if one.kind == "quote"}
    assert {"Liashko", "Yermak"} <= {
        word for one in hospital.claims if one.kind == "quote" for word in said_by(one).split()
    }, speakers
    assert any("Zelensky" in said_by(one) and one.about == "main" for one in cities.claims if one.kind == "quote")


def test_comments_claim_explanations_only(hospital: Understood) -> None:
    voiced = [one for one in hospital.claims if any(piece.passage.kind == "comment" for piece in one.evidence)]
    assert voiced
    assert {one.kind for one in voiced} == {"explanation"}
    assert {"off_target", "air_defence", "staged"} <= {
        one.explanation.explanation for one in voiced if one.explanation is not None
    }


def tree(records: tuple[Record, ...]) -> tuple[Record, list[Record]]:
    """The incident that both reports tell, and what is inside it."""
    top = next(one for one in records if one.part_of is None and len(one.reports) == 2)
    return top, [one for one in records if one.part_of is not None]


def everywhere(records: tuple[Record, ...]) -> list[FigureFinding]:
    return [figure for record in records for figure in record.figures]


def test_one_incident_with_the_hospital_and_kyiv_inside(records: tuple[Record, ...]) -> None:
    top, inside = tree(records)
    assert len([one for one in records if one.part_of is None and len(one.reports) == 2]) == 1
    names = {one.where.name for one in inside if one.where is not None}
    assert "Kyiv" in names
    assert any(one.target is not None and one.target.kind == "hospital" for one in inside)
    assert top.grade.reasons


def test_scope_conflict_and_none_invented(records: tuple[Record, ...]) -> None:
    conflicts = {one.why: one for record in records for one in record.conflicts}.values()
    scope = [one for one in conflicts if one.kind == "scope"]
    assert len(scope) == 1
    assert not [one for one in conflicts if one.kind in ("figure", "toll_fell", "time")]


def test_quote_told_by_both_is_aligned_with_its_differences(records: tuple[Record, ...]) -> None:
    shared = [
        quote for record in records for quote in record.quotes if len({one.report for one in quote.variants}) == 2
    ]
    assert shared
    assert any(variant.differs for quote in shared for variant in quote.variants)
    assert len({quote.speaker for quote in shared}) == 1


def test_comment_voices_stand_apart(records: tuple[Record, ...]) -> None:
    voices = [voice for record in records for one in record.explanations for voice in one.voices]
    assert any(voice.comment for voice in voices)
    own = {
        (one.explanation)
        for record in records
        for one in record.explanations
        for voice in one.voices
        if not voice.comment
    }
    assert "staged" not in own
    assert "air_defence" not in own
