"""The record: copies, origins, comments, grade, quotes, timeline, head; and what holds for any set of reports."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bearwitness.identity import canonical
from bearwitness.model import Attribution, Evidence, PassageRef, Record, Scope, When
from bearwitness.reconcile.copies import copies
from bearwitness.reconcile.grade import rules
from bearwitness.reconcile.quotes import differences
from reconcile.builders import (
    COUNTRY,
    HOSPITAL,
    KLYMENKO,
    KYIV,
    MAYOR,
    RESCUERS,
    Told,
    day,
    records_of,
    report,
    the,
)

WIRE = (
    "A cruise missile struck a block of flats in the capital on Monday morning, and rescuers searched the rubble for "
    "hours. Seventeen bodies were taken from the building by the evening, and neighbours brought water and blankets to "
    "the yard."
)


def strike(name: str, **options: object) -> tuple[Told, str]:
    made = report(name, **options)  # type: ignore[arg-type]
    return made, made.attack(when=day("2024-07-08"))


# --- copies ------------------------------------------------------------------------------------------------------


def test_a_wire_text_under_a_new_headline_adds_no_support() -> None:
    one, first = strike("a", source="Agency", text=WIRE, published="2024-07-08T12:00:00+00:00")
    one.toll("killed", "17", of=first)
    two, second = strike(
        "b", source="Paper", text=WIRE + " More to follow.", title="Horror", published="2024-07-08T14:00:00+00:00"
    )
    two.toll("killed", "17", of=second)
    record = records_of(one, two)[0]
    assert the(record, "killed").origins == 1
    lines = {line.id: line for line in record.reports}
    assert lines["a"].copies is None
    assert lines["b"].copies == "a"
    assert "five-word runs" in (lines["b"].copies_why or "")


def test_an_excerpt_copies_the_whole() -> None:
    whole, excerpt = (
        report("a", text=WIRE + " " + "Other news of the day follows in many more words here. " * 9),
        report("b", text=WIRE),
    )
    found = copies([excerpt.report, whole.report])
    assert {name: copy.of for name, copy in found.items()} == {"b": "a"}


def test_the_same_facts_in_other_words_are_no_copy() -> None:
    other = (
        "Seventeen people died when a missile hit flats in the capital. Search teams worked in the debris until the "
        "evening while people living nearby handed out blankets, and the mayor came to see the damage for himself."
    )
    assert not copies([report("a", text=WIRE).report, report("b", text=other).report])


# --- comments ----------------------------------------------------------------------------------------------------


def test_comment_voices_stand_apart_and_count_for_nothing() -> None:
    one, attack = strike("a", comments=[("Grumbler", "It was their own air defence, of course.")])
    comment = one.report.passages[1]
    one.explains("air_defence", of=attack, passage=comment)
    one.toll("killed", "99", of=attack, passage=comment)
    one.explains("deliberate", of=attack, by=KLYMENKO)
    one.toll("killed", "5", of=attack)
    record = records_of(one)[0]
    voices = {finding.explanation: [voice.comment for voice in finding.voices] for finding in record.explanations}
    assert voices == {"deliberate": [False], "air_defence": [True]}
    assert the(record, "killed").headline == 5
    assert not record.conflicts
    assert "Grumbler" not in " ".join(record.grade.reasons)


# --- grade -----------------------------------------------------------------------------------------------------


def graded(build: object) -> Record:
    one, attack = strike("a")
    two, other = strike("b")
    build(one, attack, two, other)  # type: ignore[operator]
    return records_of(one, two)[0]


def _weak(one: Told, attack: str, two: Told, other: str) -> None:
    for told, name in ((one, attack), (two, other)):
        told.claims.remove(next(claim for claim in told.claims if claim.id == name)) if told is two else None
    one.toll("killed", "5", of=attack)


def _fair(one: Told, attack: str, two: Told, other: str) -> None:
    one.toll("killed", "5", of=attack, by=KLYMENKO)
    two.toll("killed", "5", of=other, by=MAYOR)


def _contested(one: Told, attack: str, two: Told, other: str) -> None:
    one.holds("accused", "Russia", side="RU", of=attack, by=KLYMENKO)
    two.holds("accused", "Ukraine", side="UA", of=other, by=RESCUERS)


def _confirmed(one: Told, attack: str, two: Told, other: str) -> None:
    one.holds("accused", "Russia", side="RU", of=attack, by=KLYMENKO)
    two.holds("conceded", "Russia", side="RU", of=other, by=MAYOR)


def _discounted(one: Told, attack: str, two: Told, other: str) -> None:
    one.toll("killed", "4", of=attack, group="combatants", by=KLYMENKO)
    two.toll("killed", "4", of=other, group="combatants", by=MAYOR)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (_weak, "weak"),
        (_fair, "fair"),
        (_contested, "contested"),
        (_confirmed, "confirmed"),
        (_discounted, "discounted"),
    ],
)
def test_grades_come_from_the_written_rules(build: object, expected: str) -> None:
    found = graded(build)
    assert found.grade.grade == expected
    assert found.grade.reasons[0] in {rule.reason for rule in rules()}
    assert found.grade.reasons[-1] in {rule.switch for rule in rules()}


def test_a_denial_alone_does_not_make_a_record_contested() -> None:
    one, attack = strike("a")
    one.holds("accused", "Russia", side="RU", of=attack, by=KLYMENKO)
    one.holds(
        "denied",
        "Russia",
        side="RU",
        of=attack,
        by=Attribution(speaker="Dmitry Peskov", name="Dmitry Peskov", role="spokesman"),
    )
    record = records_of(one)[0]
    assert record.grade.grade == "fair"
    assert [conflict.kind for conflict in record.conflicts] == ["responsibility"]


# --- quotes, timeline, order, head -----------------------------------------------------------------------------


def test_one_quote_in_two_reports_shows_its_differences() -> None:
    one, first = strike("a")
    one.quote(
        "It is very important that everyone sees this and that nobody stays silent about it now", of=first, by=MAYOR
    )
    two, second = strike("b")
    two.quote("very important that everyone sees this and nobody keeps silent about it now", of=second, by=MAYOR)
    found = records_of(one, two)[0].quotes
    assert len(found) == 1
    assert found[0].speaker == "Vitali Klitschko"
    assert [variant.differs for variant in found[0].variants if variant.differs] == [(("that", ""), ("stays", "keeps"))]


def test_what_a_shorter_quote_leaves_out_at_its_ends_is_no_difference() -> None:
    assert differences("one two three four five six", "three four five") == ()
    assert differences("one two three four", "One two, three four!") == ()


def test_different_speakers_are_different_quotes() -> None:
    one, first = strike("a")
    one.quote("We will rebuild every house in this street", of=first, by=MAYOR)
    one.quote("We will rebuild every house in this street", of=first, by=KLYMENKO)
    assert len(records_of(one)[0].quotes) == 2


def test_the_timeline_tells_what_was_known_when() -> None:
    one, first = strike("a", published="2024-07-08T12:00:00+00:00")
    one.toll("killed", "9", of=first, by=KLYMENKO)
    two, second = strike("b", published="2024-07-09T12:00:00+00:00")
    two.toll("killed", ">=17", of=second, by=MAYOR)
    two.holds("accused", "Russia", side="RU", of=second, by=MAYOR)
    record = records_of(one, two)[0]
    assert [moment.text for moment in record.timeline] == [
        "The attack",
        "Ihor Klymenko: 9 killed (Kyiv)",
        "Vitali Klitschko: at least 17 killed (Kyiv)",
        "Vitali Klitschko: holds Russia responsible",
    ]


def test_wholes_come_first_and_the_title_is_plain() -> None:
    one = report("a")
    wave = one.attack(place=COUNTRY, when=day("2024-07-08"))
    one.attack(when=day("2024-07-08"), target=HOSPITAL, part_of=wave)
    records = records_of(one)
    assert [record.title for record in records] == [
        "Missile strike on Ukraine, 8 July 2024",
        "Missile strike on Central Children's Hospital, Kyiv, 8 July 2024",
    ]
    assert records[0].parts == (records[1].id,)
    assert records[1].part_of == records[0].id


def test_the_head_follows_from_claims_and_reports() -> None:
    one, first = strike("a")
    one.toll("killed", "9", of=first)
    before = records_of(one)[0].head
    one.toll("injured", "9", of=first)
    after = records_of(one)[0].head
    assert before is not None
    assert after is not None
    assert (before.leaves, after.leaves) == (3, 4)
    assert before.root != after.root


# --- any set of reports ----------------------------------------------------------------------------------------

SPEAKERS = (None, None, KLYMENKO, MAYOR, RESCUERS, Attribution(speaker="interior minister", role="interior minister"))
SCOPES = (
    Scope(),
    Scope(text="Kyiv", kind="city", place=KYIV),
    Scope(text="Central Children's Hospital", kind="facility"),
    Scope(text="Ukraine", kind="country", place=COUNTRY),
)
TIMES = (None, "2024-07-08", "2024-07-09", "2024-07-08T12:00:00+00:00", "2024-07-09T18:00:00+03:00")


@st.composite
def stories(draw: st.DrawFn) -> list[Told]:
    made = []
    for number in range(draw(st.integers(1, 5))):
        text = draw(
            st.sampled_from([WIRE, "A missile hit the hospital in the capital.", "The toll is 7, not 9, he said."])
        )
        one = report(f"r{number}", text=text, published=draw(st.sampled_from(TIMES)))
        wave = one.attack(when=day("2024-07-08"), place=draw(st.sampled_from([KYIV, COUNTRY])))
        part = one.attack(when=day("2024-07-08"), target=HOSPITAL, part_of=wave)
        last = None
        for _ in range(draw(st.integers(0, 5))):
            last = one.toll(
                draw(st.sampled_from(["killed", "injured", "killed_or_injured"])),
                draw(st.sampled_from(["?", "5", "7", ">=5", "9", "3-8", "~7", "<=9", ">6"])),
                of=draw(st.sampled_from([wave, part, None])),
                by=draw(st.sampled_from(SPEAKERS)),
                group=draw(st.sampled_from(["people", "people", "children", "attackers"])),
                scope=draw(st.sampled_from(SCOPES)),
                change=draw(st.sampled_from(["total", "total", "increment", "part"])),
                part_of=draw(st.sampled_from([None, last])),
            )
        made.append(one)
    return made


def bytes_of(*told: Told) -> bytes:
    return canonical(list(records_of(*told)))


@given(made=stories(), data=st.data())
@settings(max_examples=30, deadline=None)
def test_any_order_gives_the_same_bytes(made: list[Told], data: st.DataObject) -> None:
    expected = bytes_of(*made)
    assert bytes_of(*data.draw(st.permutations(made + made[:2]))) == expected


@given(made=stories())
@settings(max_examples=25, deadline=None)
def test_a_report_removed_and_added_again_leaves_no_trace(made: list[Told]) -> None:
    before = bytes_of(*made)
    records_of(*made[1:])
    assert bytes_of(*made[1:], made[0]) == before


@given(made=stories())
@settings(max_examples=30, deadline=None)
def test_no_claim_of_a_figure_ever_disappears(made: list[Told]) -> None:
    given_claims = {claim.id for one in made for claim in one.claims if claim.casualty is not None}
    shown = {
        name
        for record in records_of(*made)
        for figure in record.figures
        for reading in figure.readings
        for name in reading.claims
    }
    assert given_claims <= shown


@given(made=stories())
@settings(max_examples=30, deadline=None)
def test_supersession_has_no_circle_and_ends_in_a_reading_that_stands(made: list[Told]) -> None:
    for record in records_of(*made):
        for figure in record.figures:
            by_claim = {
                name: reading for reading in figure.readings for name in reading.claims if reading.part_of is None
            }
            for reading in figure.readings:
                seen = set()
                node = reading
                while node.superseded_by is not None:
                    assert node.claims not in seen
                    seen.add(node.claims)
                    node = by_claim[node.superseded_by]
                    assert node.origin == reading.origin


@given(made=stories())
@settings(max_examples=30, deadline=None)
def test_headline_and_range_come_from_readings_that_stand(made: list[Told]) -> None:
    records = records_of(*made)
    told = {reading.low for record in records for figure in record.figures for reading in figure.readings}
    for record in records:
        for figure in record.figures:
            live = [reading for reading in figure.readings if reading.live]
            values = {value for reading in live for value in (reading.low, reading.high)}
            values |= {reading.low + 1 for reading in live if reading.qualifier == "more_than" and reading.low}
            vague = any(reading.qualifier == "vague" for reading in live)  # "dozens" begin at one dozen
            raised = "Not below" in figure.rule  # the parts add up to more than the lowest reading
            assert figure.headline is None or figure.headline in values or raised
            # "Up to nine, four of them guests" begins at the four, which stand in another figure.
            parts = told if any(reading.low is None for reading in live) else set()
            assert figure.low is None or figure.low in values | parts or raised or vague
            assert figure.high is None or figure.high in values or raised
            if figure.low is not None and figure.high is not None:
                assert figure.low <= figure.high
            assert bool(live) == (figure.headline is not None)


@given(made=stories(), chosen=st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_a_copy_adds_no_support(made: list[Told], chosen: int) -> None:
    original = made[chosen % len(made)]
    if original.report.passages[-1].text != WIRE or original.report.published is None:
        return  # without a date nobody can say which of the two is the copy
    others = [one for one in made if one is original or one.report.passages[-1].text != WIRE]
    copy = report("z copy", text=WIRE, title="Another headline", published="2024-07-30")
    wave = copy.attack(when=day("2024-07-08"), place=original.claims[0].place)
    copy.attack(when=day("2024-07-08"), target=HOSPITAL, part_of=wave)
    base = original.claims[0].id
    original.toll("killed", "5", of=base)
    for claim in original.claims:  # the same words say the same
        if claim.casualty is not None:
            same = msgspec.structs.replace(claim.casualty, part_of=None)
            more = {"attribution": claim.attribution, "modality": claim.modality, "passage": copy.report.passages[-1]}
            copy._claim("casualty", casualty=same, occurrence_of=wave, **more)
    before = {one.id: {v for f in one.figures for r in f.readings for v in [r.origin]} for one in records_of(*others)}
    after = {
        one.id: {v for f in one.figures for r in f.readings for v in [r.origin]} for one in records_of(*others, copy)
    }
    assert len(set().union(*after.values())) <= len(set().union(*before.values()))


@given(part=st.integers(1, 40), whole=st.integers(1, 40))
@settings(max_examples=30, deadline=None)
def test_a_whole_below_its_part_is_always_a_conflict(part: int, whole: int) -> None:
    one = report("a")
    city = one.attack(place=KYIV, when=day("2024-07-08"))
    hospital = one.attack(when=day("2024-07-08"), target=HOSPITAL, part_of=city)
    one.toll("killed", str(part), of=hospital, by=KLYMENKO, scope=SCOPES[2])
    one.toll("killed", str(whole), of=city, by=MAYOR, scope=SCOPES[1])
    kinds = {conflict.kind for record in records_of(one) for conflict in record.conflicts}
    assert kinds == ({"scope"} if whole < part else set())


def test_evidence_of_a_claim_is_what_makes_it_a_comment() -> None:
    """The builders put claims where they say."""
    one, attack = strike("a", comments=[("Grumbler", "Words.")])
    name = one.toll("killed", "99", of=attack, passage=one.report.passages[1])
    claim = next(claim for claim in one.claims if claim.id == name)
    assert claim.evidence == (Evidence(PassageRef("p3", "comment"), 0, 1, "W"),)


# --- when each report puts the attack ------------------------------------------------------------------------------


def test_a_report_without_a_day_gets_the_incidents_and_says_so() -> None:
    """Also one that counts from an event ("a day before the summit"): the event's words stay in the reason."""
    dated, _ = strike("a", text=WIRE)
    undated = report("b", published=None, text=WIRE + " The mayor thanked the rescuers.")
    undated.attack(when=When(text="Monday", anchor="published", reason="the report has no publication date"))
    counted = report("c", published=None, text=WIRE + " Flags were lowered.")
    counted.attack(when=When(text="a day before", anchor="the summit in Riga", reason="counted from an event"))
    record = records_of(dated, undated, counted)[0]
    shown = {one.id: one.when for one in record.reports}
    assert set(shown) == {"a", "b", "c"}
    assert shown["a"] == day("2024-07-08")
    for name, words in (("b", "“Monday”"), ("c", "“a day before the summit in Riga”")):
        when = shown[name]
        assert when is not None
        assert (when.start, when.anchor) == ("2024-07-08", "incident")
        assert words in (when.reason or "")


def test_a_day_reckoned_from_a_publication_never_beats_a_told_one_and_is_no_exact_day() -> None:
    reckoned = When(
        text="", start="2024-07-09", end="2024-07-10", granularity="period", anchor="published", reason="no date"
    )
    late = report("z", published="2024-07-10")
    late.attack(when=reckoned)
    alone = records_of(late)[0]
    assert alone.when == reckoned
    assert alone.title.endswith("by 10 July 2024")
    assert not any(step.text == "The attack" for step in alone.timeline)
    told, _ = strike("a")
    both = next(one for one in records_of(told, late) if len(one.reports) == 2)
    assert both.when == day("2024-07-08")
