"""What `bearwitness review` does: Decisions are made, signed with the reviewer's key, and put into the log.

Data goes to standard output; everything else to standard error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bearwitness.commands import emit, errors, show_on_screen
from bearwitness.commands_desk import By, Desk, finish
from bearwitness.errors import UsageError
from bearwitness.model import Claim, Correction, Decision, Figure, Item, Judged, Record, Scope, Target
from bearwitness.review import making, state
from bearwitness.review.queue import queue, shown
from bearwitness.review.words import says
from bearwitness.share import family
from bearwitness.share.review import render_claim, render_decisions, render_queue
from bearwitness.vocabulary import DecisionKind, Grade, Profile, ProtectedKind, words


def list_queue(*, casebook: Path | None, limit: int, json: bool) -> None:
    """What to judge next."""
    found = queue_of(Desk(casebook))[:limit]
    if json:
        for one in found:
            emit(one)
    else:
        show_on_screen(render_queue(found))


def queue_of(desk: Desk) -> tuple[Item, ...]:
    """Everything that waits for a judgement."""
    whole = desk.whole
    return queue(whole.records, whole.incidents, whole.reports, whole.over)


def show(name: str, *, casebook: Path | None, json: bool) -> None:
    """A claim with its words and what was decided on it; or the claims of an incident or report."""
    desk = Desk(casebook)
    whole = desk.whole
    found = [one for one in whole.over.before if len(name) > 2 and one.startswith(name)]
    if len(found) != 1:
        reports = {name} if name in whole.reports else {line.id for line in desk.record(name).reports}
        found = [one.id for one in whole.over.before.values() if one.report in reports]
    judgements = {one.claim: one for one in whole.over.judgements}
    for one in sorted(found, key=lambda each: _place(whole.over.before[each])):
        claim = whole.over.before[one]
        decisions = desk.decided(claim)
        row = {
            "claim": claim,
            "words": shown(claim, whole.reports),
            "says": says(claim),
            "judgement": judgements.get(one),
            "decisions": decisions,
        }
        if json:
            emit({key: None if value is None else value for key, value in row.items()})
        else:
            show_on_screen(render_claim(claim, shown(claim, whole.reports), judgements.get(one), decisions))


def _place(claim: Claim) -> tuple[str, int, int, str]:
    number = claim.evidence[0].passage.id.lstrip("p")
    return claim.report, int(number) if number.isdigit() else 0, claim.evidence[0].start, claim.id


def history(name: str | None, *, casebook: Path | None, json: bool) -> None:
    """Every Decision, superseded ones too, in the order of their time; or those on one claim, incident or report."""
    desk = Desk(casebook)
    standing = desk.whole.over.standing
    listed = [one for one in standing.every if name is None or _concerns(desk, one, name)]
    state_of = {one.decision: one.state for one in desk.whole.over.unfound}
    if json:
        for one in listed:
            emit({"decision": one, "superseded_by": standing.gone.get(one.id), "words": state_of.get(one.id)})
    else:
        show_on_screen(render_decisions(listed, standing.gone, state_of))


def _concerns(desk: Desk, decision: Decision, name: str) -> bool:
    marks = {decision.id, decision.target.id, decision.reviewer}
    for was in (*decision.judged, *decision.against):
        marks |= {was.claim, was.report, desk.whole.over.now.get(was.claim, was.claim)}
    return any(one == name or (len(name) > 2 and one.startswith(name)) for one in marks)


def judge(
    kind: DecisionKind,
    name: str,
    *,
    by: By,
    correction: Correction | None = None,
) -> None:
    """Accept, reject or correct a claim."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    who = desk.who(by)
    claim = desk.claim(name)
    finish(
        desk, making.on_claim(who, kind, claim, desk.whole.reports[claim.report], correction=correction), json=by.json
    )


def add(
    name: str,
    *,
    words_of: str,
    kind: str,
    value: Mapping[str, Any],
    passage: str | None,
    about: str,
    modality: str,
    attribution: Mapping[str, Any],
    by: By,
) -> None:
    """Add a claim by hand with its words."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    decision = making.add(
        desk.who(by),
        desk.report(name),
        words=words_of,
        kind=kind,
        value=value,
        passage=passage,
        about=about,
        modality=modality,
        attribution=attribution,
    )
    finish(desk, decision, json=by.json)


def merge(one: str, other: str, *, by: By) -> None:
    """Two incidents are one."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    first, second = desk.record(one), desk.record(other)
    if first.id == second.id:
        raise UsageError(f"{one} and {other} are one incident already.")
    decision = making.on_links(
        desk.who(by),
        "merge",
        Target("incident", first.id),
        ours=desk.anchors(first.id),
        theirs=desk.anchors(second.id),
    )
    finish(desk, decision, json=by.json)


def split(
    name: str,
    reports: Sequence[str],
    *,
    by: By,
) -> None:
    """Some reports of an incident tell another attack."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    record = desk.record(name)
    leaving = {desk.report(one).id for one in reports}
    anchors = desk.anchors(record.id)
    decision = making.on_links(
        desk.who(by),
        "split",
        Target("incident", record.id),
        ours=[one for one in anchors if one.report in leaving],
        theirs=[one for one in anchors if one.report not in leaving],
    )
    finish(desk, decision, json=by.json)


def move(
    name: str,
    *,
    source: str | None,
    to: str,
    by: By,
) -> None:
    """A report tells another incident than the one it is in."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    report, target = desk.report(name), desk.record(to)
    start = desk.record(source or name)
    anchors = desk.anchors(start.id)
    moved = [one for one in anchors if one.report == report.id]
    if start.id == target.id:
        raise UsageError(f"{report.id} is in {target.id} already.")
    decision = making.on_links(
        desk.who(by),
        "move",
        Target("report", report.id),
        ours=moved,
        theirs=desk.anchors(target.id),
        left=[one for one in anchors if one.report != report.id],
    )
    finish(desk, decision, json=by.json)


def grade(name: str, given: str, *, by: By) -> None:
    """Set an incident's grade."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    record = desk.record(name)
    word: Grade = one_of(given, words(Grade), "grade")
    finish(desk, making.grade(desk.who(by), record.id, desk.anchors(record.id), word), json=by.json)


def note(name: str, *, by: By) -> None:
    """Write a note on a claim, report or incident."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    target = desk.target(name)
    anchors: tuple[Judged, ...] = ()
    if target.kind == "claim":
        anchors = desk.judged([target.id])
    elif target.kind == "incident":
        anchors = desk.anchors(target.id)
    finish(desk, making.note(desk.who(by), target, anchors), json=by.json)


def protect(text: str, *, place: bool, by: By) -> None:
    """Keep a name or place from leaving the casebook."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    kind: ProtectedKind = "place" if place else "name"
    finish(desk, making.protect(desk.who(by), text, kind), json=by.json)


def publish(name: str, *, profile: str, by: By) -> None:
    """Publish an incident as it stands now, in a profile."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    record = desk.record(name)
    word: Profile = one_of(profile, words(Profile), "profile")
    tree = family(record, desk.whole.records)
    open_ones = _in_dispute((record, *tree))
    if open_ones:
        raise UsageError(
            f"Reviewers disagree on {len(open_ones)} thing(s) in it: {open_ones[0]}",
            remedy="Settle that first (`bearwitness review queue`).",
        )
    decision = making.publish(desk.who(by), record.id, desk.anchors(record.id), word, state(record, tree))
    finish(desk, decision, json=by.json)
    after = desk.record(record.id)
    if word in after.reviewed.waiting:
        errors.print("Not published yet: this casebook asks for another reviewer.", highlight=False, soft_wrap=True)


def _in_dispute(tree: Sequence[Record]) -> list[str]:
    found = [told for one in tree for told in one.reviewed.disagreements]
    found.extend(
        f"claim {one.claim} ({', '.join(one.reviewers)})"
        for record in tree
        for one in record.reviewed.claims
        if one.state == "disagreement"
    )
    return list(dict.fromkeys(found))


def withdraw(name: str, *, by: By) -> None:
    """Take back a Decision, or the publication of an incident."""
    desk = Desk(by.casebook, reviewer=by.reviewer)
    target = desk.target(name)
    if target.kind not in ("decision", "incident"):
        target = Target("incident", desk.record(name).id)
    anchors = desk.anchors(target.id) if target.kind == "incident" else ()
    finish(desk, making.withdraw(desk.who(by), target, anchors), json=by.json)


def one_of(given: str, known: Sequence[str], what: str) -> Any:
    """The word if it is one of the list; UsageError names the list."""
    if given not in known:
        raise UsageError(f"There is no {what} {given!r}.", remedy=f"Choose one of: {', '.join(known)}.")
    return given


def correction_of(
    *,
    low: int | None,
    high: int | None,
    qualifier: str | None,
    outcome: str | None,
    group: str | None,
    scope: str | None,
    scope_kind: str | None,
    speaker: str | None,
    role: str | None,
    organisation: str | None,
    about: str | None,
    modality: str | None,
) -> Correction:
    """A correction from the options of the command; UsageError names a word that is in no list."""
    figure = None
    if (low, high, qualifier) != (None, None, None):
        figure = figure_of(low, high, qualifier)
    row = {
        "outcome": outcome,
        "group": group,
        "speaker": speaker,
        "role": role,
        "organisation": organisation,
        "about": about,
        "modality": modality,
        "figure": None if figure is None else msgspec.to_builtins(figure),
        "scope": None if scope is None and scope_kind is None else {"text": scope, "kind": scope_kind or "unspecified"},
    }
    try:
        return msgspec.convert(row, Correction)
    except msgspec.ValidationError as error:
        raise UsageError(f"This is no correction: {error}.", remedy="See the words in the vocabulary.") from error


def figure_of(low: int | None, high: int | None, qualifier: str | None) -> Figure:
    """A count from its ends; without a qualifier the one that the ends show."""
    if low is not None and high is not None and low > high:
        raise UsageError(f"The low end {low} is above the high end {high}.")
    ends = (low is not None, high is not None)
    shown_by = {(True, True): "exact" if low == high else "range", (True, False): "at_least", (False, True): "up_to"}
    word = qualifier or shown_by.get(ends, "unknown")
    text = str(low if low is not None else high if high is not None else "unknown")
    if low is not None and high is not None and low != high:
        text = f"{low} to {high}"
    row = {"low": low, "high": high, "qualifier": word, "text": text}
    try:
        return msgspec.convert(row, Figure)
    except msgspec.ValidationError as error:
        raise UsageError(f"This is no count: {error}.", remedy="See the qualifiers in the vocabulary.") from error


def scope_of(text: str | None, kind: str | None) -> Scope:
    """A scope from its words."""
    try:
        return msgspec.convert({"text": text, "kind": kind or "unspecified"}, Scope)
    except msgspec.ValidationError as error:
        raise UsageError(f"This is no scope: {error}.") from error


def casualty_of(
    *,
    outcome: str | None,
    low: int | None,
    high: int | None,
    qualifier: str | None,
    group: str | None,
    scope: str | None,
    scope_kind: str | None,
) -> dict[str, Any]:
    """A casualty's own object from the options of the command."""
    if outcome is None:
        raise UsageError("A casualty needs an outcome.", remedy="Give --outcome killed, injured, ...")
    return {
        "outcome": outcome,
        "figure": msgspec.to_builtins(figure_of(low, high, qualifier)),
        "group": group or "people",
        "scope": msgspec.to_builtins(scope_of(scope, scope_kind)),
    }
