"""The whole extractor: evidence is exact, references hold, the same input gives the same claims, hostile text ends."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from said import claims, report

STORY = (
    "A Russian missile struck a hospital in Kyiv on Tuesday, killing five people, Interior Minister Ihor Klymenko "
    "said. "
    "“We are still digging,” he added.\n\nRescue operations are ongoing. Russia denied any involvement in the attack. "
    "The blast destroyed a ward and damaged two houses."
)


def test_every_evidence_is_the_text_at_its_span() -> None:
    one = report(STORY)
    found = claims(one)
    assert {"occurrence", "casualty", "weapon", "responsibility", "damage", "rescue", "quote"} <= {
        c.kind for c in found
    }
    for claim in found:
        assert claim.evidence
        for piece in claim.evidence:
            assert one.passage(piece.passage.id).text[piece.start : piece.end] == piece.quote


def test_references_point_at_occurrences_of_the_same_report() -> None:
    found = claims(report(STORY))
    known = {one.id for one in found if one.kind == "occurrence"}
    assert all(one.occurrence_of in known for one in found if one.occurrence_of is not None)
    assert len({one.id for one in found}) == len(found)


def test_the_same_report_gives_the_same_claims() -> None:
    assert claims(report(STORY)) == claims(report(STORY))


def test_another_language_makes_no_claims() -> None:
    one = report(STORY)
    assert claims(type(one)(id="r", capture="0", language="xx", passages=one.passages)) == ()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            ["“", "”", "said", "attack", "killed", "five", "Kyiv", ",", ".", "missile", "the", "by", "\n\n"]
        ),
        max_size=60,
    )
)
def test_word_salad_never_breaks_it(words: list[str]) -> None:
    one = report(" ".join(words) or "x")
    for claim in claims(one):
        for piece in claim.evidence:
            assert one.passage(piece.passage.id).text[piece.start : piece.end] == piece.quote


def test_a_wall_of_quotation_marks_ends_soon() -> None:
    start = time.process_time()
    claims(report("missile attack killed five “" * 3000))
    assert time.process_time() - start < 30
