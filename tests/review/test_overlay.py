"""Decisions lie over what was extracted: nothing is lost, nobody overwrites anybody, re-extraction keeps them."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from bearwitness.errors import UsageError
from bearwitness.identity import canonical, read_back
from bearwitness.model import Correction, Decision, Figure, Target
from bearwitness.review import overlay
from bearwitness.review.making import add, note, on_claim, withdraw
from bearwitness.review.words import find, judged
from review.builders import TEXT, attack, by, evidence, killed, report

EIGHT = Figure(low=8, high=8, qualifier="exact", text="8")


def laid(claims, *decisions: Decision, told=None):
    told = told or report()
    return overlay({told.id: told}, {one.id: one for one in claims}, decisions)


def test_without_decisions_the_claims_are_what_they_were() -> None:
    claims = [killed(report()), attack(report())]
    over = laid(claims)
    assert over.claims == {one.id: one for one in claims}
    assert over.judgements == over.constraints == over.unfound == ()


def test_a_rejected_claim_counts_no_more_and_stays_readable() -> None:
    told, claim = report(), killed(report())
    over = laid([claim], on_claim(by("Ana", reason="an age"), "reject", claim, told))
    assert claim.id not in over.claims
    assert over.before[claim.id] == claim
    (one,) = over.judgements
    assert (one.state, one.quote, one.after, one.reasons) == ("rejected", "Six people were killed", None, ("an age",))
    assert "killed 6 people" in (one.before or "")


def test_what_hung_on_a_rejected_attack_hangs_on_none() -> None:
    told = report()
    wrong = attack(told)
    claim = killed(told, occurrence_of=wrong.id)
    claim = msgspec.structs.replace(claim, occurrence_of=wrong.id)
    over = laid([claim, wrong], on_claim(by("Ana"), "reject", wrong, told))
    assert over.claims[claim.id].occurrence_of is None


def test_a_corrected_claim_has_the_new_value_and_the_old_one_beside() -> None:
    told, claim = report(), killed(report())
    first = on_claim(by("Ana"), "correct", claim, told, correction=Correction(figure=EIGHT))
    over = laid([claim], first)
    assert over.claims[claim.id].casualty.figure == EIGHT
    assert over.claims[claim.id].evidence == claim.evidence
    (one,) = over.judgements
    assert one.state == "corrected"
    assert "killed 6" in one.before
    assert "killed 8" in one.after


def test_a_second_correction_by_the_same_reviewer_keeps_the_first_ones_other_fields() -> None:
    told, claim = report(), killed(report())
    first = on_claim(by("Ana"), "correct", claim, told, correction=Correction(figure=EIGHT))
    second = on_claim(by("Ana", first), "correct", claim, told, correction=Correction(speaker=""))
    assert second.supersedes == (first.id,)
    over = laid([claim], first, second)
    assert over.claims[claim.id].casualty.figure == EIGHT
    assert over.claims[claim.id].attribution is not None  # the role is still told
    assert over.claims[claim.id].attribution.speaker is None
    nobody = on_claim(by("Ana", first, second), "correct", claim, told, correction=Correction(speaker="", role=""))
    assert laid([claim], first, second, nobody).claims[claim.id].attribution is None


def test_a_new_speaker_does_not_inherit_the_role_and_words_of_the_old_one() -> None:
    told, claim = report(), killed(report())
    decision = on_claim(by("Ana"), "correct", claim, told, correction=Correction(speaker="Petro Sych"))
    held = laid([claim], decision).claims[claim.id].attribution
    assert (held.speaker, held.name, held.role, held.evidence) == ("Petro Sych", "Petro Sych", None, None)


def test_two_who_disagree_are_a_state_and_neither_is_applied() -> None:
    told, claim = report(), killed(report())
    ana = on_claim(by("Ana"), "reject", claim, told)
    ben = on_claim(by("Ben", ana), "accept", claim, told)
    assert ben.seen == (ana.id,)
    assert ben.supersedes == ()
    for order in itertools.permutations((ana, ben)):
        over = laid([claim], *order)
        assert over.claims[claim.id] == claim
        (one,) = over.judgements
        assert (one.state, one.reviewers) == ("disagreement", ("Ana", "Ben"))


def test_corrections_of_different_fields_agree_and_of_the_same_field_do_not() -> None:
    told, claim = report(), killed(report())
    ana = on_claim(by("Ana"), "correct", claim, told, correction=Correction(figure=EIGHT))
    scope = on_claim(by("Ben", ana), "correct", claim, told, correction=Correction(about="background"))
    over = laid([claim], ana, scope)
    assert (over.claims[claim.id].casualty.figure, over.claims[claim.id].about) == (EIGHT, "background")
    nine = Figure(low=9, high=9, qualifier="exact", text="9")
    other = on_claim(by("Ben", ana), "correct", claim, told, correction=Correction(figure=nine))
    assert laid([claim], ana, other).judgements[0].state == "disagreement"


def test_only_its_reviewer_supersedes_a_decision_and_a_third_settles_a_disagreement() -> None:
    told, claim = report(), killed(report())
    ana = on_claim(by("Ana"), "reject", claim, told)
    with pytest.raises(UsageError, match="Ana's"):
        on_claim(by("Ben", ana, supersedes=(ana.id,)), "accept", claim, told)
    with pytest.raises(UsageError, match="Ana's"):
        withdraw(by("Ben", ana), Target("decision", ana.id))
    ben = on_claim(by("Ben", ana), "accept", claim, told)
    with pytest.raises(UsageError):  # a party to it cannot settle it
        on_claim(by("Ben", ana, ben, supersedes=(ana.id,)), "accept", claim, told)
    cleo = on_claim(by("Cleo", ana, ben, supersedes=(ana.id, ben.id)), "reject", claim, told)
    over = laid([claim], ana, ben, cleo)
    assert over.judgements[0].state == "rejected"
    assert over.standing.every == (ana, ben, cleo)  # nothing is deleted
    assert over.standing.gone == {ana.id: cleo.id, ben.id: cleo.id}


def test_a_withdrawn_decision_leaves_the_claim_as_it_was() -> None:
    told, claim = report(), killed(report())
    ana = on_claim(by("Ana"), "reject", claim, told)
    back = withdraw(by("Ana", ana), Target("decision", ana.id))
    over = laid([claim], ana, back)
    assert over.claims == {claim.id: claim}
    assert over.standing.every == (ana, back)


def test_a_claim_by_hand_needs_words_that_stand_there_once() -> None:
    told = report()
    value = {"outcome": "injured", "figure": {"low": 9, "high": 9, "qualifier": "exact", "text": "Nine"}}
    with pytest.raises(UsageError, match="nowhere"):
        add(by("Ana"), told, words="Ten were hurt", kind="casualty", value=value)
    with pytest.raises(UsageError, match="2 times"):
        add(by("Ana"), told, words="Six people were killed", kind="casualty", value=value)
    with pytest.raises(UsageError, match="casualty"):
        add(by("Ana"), told, words="Nine were hurt", kind="casualty", value={"outcome": "annoyed"})
    decision = add(by("Ana"), told, words="Nine were hurt", kind="casualty", value=value)
    over = laid([], decision)
    (claim,) = over.claims.values()
    assert claim.evidence[0] == evidence(told, "Nine were hurt")
    assert claim.extractor == "by hand"
    assert over.judgements[0].before is None
    ben = on_claim(by("Ben", decision), "reject", claim, told)
    disputed = laid([], decision, ben)
    assert disputed.claims == {}
    assert disputed.judgements[0].state == "disagreement"


def test_a_claim_by_hand_that_the_extractor_finds_later_is_one_claim() -> None:
    told = report()
    found = killed(told, "Nine were hurt", 9)
    value = msgspec.to_builtins(found.casualty)
    decision = add(by("Ana"), told, words="Nine were hurt", kind="casualty", value=value)
    over = laid([found], decision)
    assert list(over.claims) == [found.id]


@pytest.mark.parametrize(
    ("reason", "name"), [("", "Ana"), ("  ", "Ana"), ("why", ""), ("why", "A\nB"), ("x" * 5000, "A")]
)
def test_a_decision_has_a_reason_and_a_reviewer(reason: str, name: str) -> None:
    with pytest.raises(UsageError):
        by(name, reason=reason)


def test_a_correction_must_fit_the_kind() -> None:
    told = report()
    with pytest.raises(UsageError, match="no figure"):
        on_claim(by("Ana"), "correct", attack(told), told, correction=Correction(figure=EIGHT))
    with pytest.raises(UsageError, match="says nothing"):
        on_claim(by("Ana"), "correct", killed(told), told, correction=Correction())


def test_the_id_follows_from_the_content_and_the_json_form_reads_back() -> None:
    told, claim = report(), killed(report())
    one = on_claim(by("Ana"), "accept", claim, told)
    assert one == on_claim(by("Ana"), "accept", claim, told)
    assert one.id != on_claim(by("Ana", reason="other"), "accept", claim, told).id
    assert read_back(msgspec.json.decode(canonical(one)), Decision) == one


# --- re-extraction ---


def test_a_newer_extractor_with_other_ids_keeps_every_decision() -> None:
    told, old = report(), killed(report())
    reject = on_claim(by("Ana"), "reject", old, told)
    new = killed(told, extractor="2", rule="other")
    assert new.id != old.id
    over = laid([new], reject)
    assert over.claims == {}
    assert over.unfound == ()
    assert over.now == {old.id: new.id}


def test_a_newer_reading_with_other_passages_keeps_every_decision() -> None:
    told, old = report(), killed(report(), "Nine were hurt", 9)
    reject = on_claim(by("Ana"), "reject", old, told)
    later = msgspec.structs.replace(
        report(text="A lead. " + TEXT, passage="p7"), passages=report(text="Note. " + TEXT, passage="p7").passages
    )
    new = killed(later, "Nine were hurt", 9, extractor="2")
    over = laid([new], reject, told=later)
    assert over.claims == {}


def test_the_same_words_that_now_say_something_else_are_not_taken_as_accepted() -> None:
    told, old = report(), killed(report())
    accept = on_claim(by("Ana"), "accept", old, told)
    new = killed(told, low=60, extractor="2")
    over = laid([new], accept)
    assert over.claims == {new.id: new}
    assert over.judgements == ()
    (one,) = over.unfound
    assert (one.decision, one.state) == (accept.id, "changed")
    assert "killed 60" in (one.now or "")


def test_a_correction_holds_whatever_the_words_are_taken_for_now() -> None:
    told, old = report(), killed(report())
    decision = on_claim(by("Ana"), "correct", old, told, correction=Correction(figure=EIGHT))
    new = killed(told, low=60, extractor="2")
    over = laid([new], decision)
    assert over.claims[new.id].casualty.figure == EIGHT


def test_a_decision_whose_words_are_gone_says_so() -> None:
    told, old = report(), killed(report())
    accept = on_claim(by("Ana"), "accept", old, told)
    over = laid([], accept)
    assert [(one.decision, one.state, one.now) for one in over.unfound] == [(accept.id, "lost", None)]
    elsewhere = report(text="Nothing of it is left.")
    assert laid([], accept, told=elsewhere).unfound[0].state == "lost"


def test_of_two_places_with_the_same_words_the_one_that_was_judged_is_found() -> None:
    told = report()
    first, second = killed(told), killed(told, nth=1)
    reject = on_claim(by("Ana"), "reject", second, told)
    again = [killed(told, extractor="2", rule="new"), killed(told, nth=1, extractor="2", rule="new")]
    over = laid(again, reject)
    assert set(over.claims) == {again[0].id}
    assert find(judged(first, told), told, again).claim == again[0]


def test_two_decisions_on_claims_that_have_become_one_meet() -> None:
    told = report()
    one, other = killed(told), killed(told, rule="other")
    ana = on_claim(by("Ana"), "accept", one, told)
    ben = on_claim(by("Ben", minute=5), "reject", other, told)
    new = killed(told, extractor="2")
    over = laid([new], ana, ben)
    assert over.judgements[0].state == "disagreement"


def test_a_note_changes_nothing() -> None:
    told, claim = report(), killed(report())
    over = laid([claim], note(by("Ana"), Target("claim", claim.id), [judged(claim, told)]))
    assert over.claims == {claim.id: claim}
