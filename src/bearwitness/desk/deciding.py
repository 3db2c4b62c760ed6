"""One function for each kind of Decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bearwitness.desk.looking import Looking, one_of
from bearwitness.errors import UsageError
from bearwitness.model import Decision, Judged, Record, Target
from bearwitness.ports import Signer
from bearwitness.review import making, state
from bearwitness.review.making import Reviewer
from bearwitness.review.values import Said, attribution_of, casualty_of, correction_of
from bearwitness.review.words import judged
from bearwitness.vocabulary import ClaimKind, DecisionKind, Grade, Profile, words


@dataclass(frozen=True, kw_only=True)
class By:
    """Who decides, and why."""

    name: str
    reason: str
    signer: Callable[[], Signer]
    """Gives the key that signs; asked only when there is a Decision to sign."""
    supersedes: tuple[str, ...] = ()
    """Ids (or their beginnings) of Decisions that this one replaces, beside the reviewer's own on the same thing."""


class Desk(Looking):
    """A casebook with a reviewer at it. Use it in a `with` block, or close it.

    Each function checks what it is given, signs, puts the Decision into the log and gives it back. UsageError or
    NotFound says what is wrong; then nothing was put in.
    """

    def accept(self, by: By, claim: str) -> Decision:
        """A claim holds as it was extracted."""
        return self._on_claim(by, "accept", claim)

    def reject(self, by: By, claim: str) -> Decision:
        """A claim does not hold: it stays readable and counts nowhere."""
        return self._on_claim(by, "reject", claim)

    def correct(self, by: By, claim: str, said: Said) -> Decision:
        """A claim should have said this; what is left out stays as it is."""
        correction = correction_of(said)
        return self._on_claim(by, "correct", claim, correction=correction)

    def _on_claim(self, by: By, kind: DecisionKind, name: str, **given: Any) -> Decision:
        who = self._who(by)
        claim, report = self.claim(name)
        return self._keep(by, making.on_claim(who, kind, claim, report, **given))

    def add(
        self,
        by: By,
        report: str,
        quote: str,
        said: Said,
        *,
        kind: str = "casualty",
        value: Mapping[str, Any] | None = None,
        passage: str | None = None,
    ) -> Decision:
        """A claim that was missed. Its words must stand in the report, once, or once in the passage that is named.
        `value`: the kind's own object in JSON form; a casualty's may follow from `said` instead.
        """
        word: ClaimKind = _word(kind, ClaimKind, "kind of claim")
        if value is None:
            if word != "casualty":
                raise UsageError(f"A claim of kind {word} needs its own object.", remedy='Such as {"text": "..."}.')
            value = casualty_of(said)
        decision = making.add(
            self._who(by),
            self.report(report),
            words=quote,
            kind=word,
            value=value,
            passage=passage,
            about=said.get("about") or "main",
            modality=said.get("modality") or "asserted",
            attribution=attribution_of(said),
        )
        return self._keep(by, decision)

    def merge(self, by: By, one: str, other: str) -> Decision:
        """Two incidents are one."""
        who, first, second = self._who(by), self.incident(one), self.incident(other)
        if first == second:
            raise UsageError(f"{one} and {other} are one incident already.")
        ours, theirs = self.anchors(first), self.anchors(second)
        return self._keep(by, making.on_links(who, "merge", Target("incident", first), ours=ours, theirs=theirs))

    def split(self, by: By, incident: str, reports: Iterable[str]) -> Decision:
        """Some reports of an incident tell another attack."""
        who, name = self._who(by), self.incident(incident)
        leaving = {self.report(one).id for one in reports}
        anchors = self.anchors(name)
        decision = making.on_links(
            who,
            "split",
            Target("incident", name),
            ours=[one for one in anchors if one.report in leaving],
            theirs=[one for one in anchors if one.report not in leaving],
        )
        return self._keep(by, decision)

    def move(self, by: By, report: str, *, to: str, source: str | None = None) -> Decision:
        """A report tells another incident than `source`; without that, than its main one."""
        who, moved, target = self._who(by), self.report(report).id, self.incident(to)
        start = self.incident(source or moved)
        if start == target:
            raise UsageError(f"{moved} is in {target} already.")
        anchors = self.anchors(start)
        decision = making.on_links(
            who,
            "move",
            Target("report", moved),
            ours=[one for one in anchors if one.report == moved],
            theirs=self.anchors(target),
            left=[one for one in anchors if one.report != moved],
        )
        return self._keep(by, decision)

    def grade(self, by: By, incident: str, grade: str) -> Decision:
        """Set an incident's grade; the one that the written rules give stays beside."""
        word: Grade = _word(grade, Grade, "grade")
        who, name = self._who(by), self.incident(incident)
        return self._keep(by, making.grade(who, name, self.anchors(name), word))

    def note(self, by: By, name: str) -> Decision:
        """Write a note, which is the reason, on a claim, report, incident or Decision."""
        who, target = self._who(by), self.target(name)
        anchors: Sequence[Judged] = ()
        if target.kind == "claim":
            anchors = [judged(*self.claim(target.id))]
        elif target.kind == "incident":
            anchors = self.anchors(target.id)
        return self._keep(by, making.note(who, target, tuple(anchors)))

    def protect(self, by: By, text: str, *, place: bool = False) -> Decision:
        """Keep a name, or a place with its coordinates, out of every profile but `full`."""
        return self._keep(by, making.protect(self._who(by), text, "place" if place else "name"))

    def publish(self, by: By, incident: str, *, profile: str = "public") -> Decision:
        """Publish an incident as it stands now; UsageError while reviewers disagree on anything in it."""
        word: Profile = _word(profile, Profile, "profile")
        who, name = self._who(by), self.incident(incident)
        tree = self.incidents.family(name)
        open_ones = _in_dispute(tree)
        if open_ones:
            raise UsageError(
                f"Reviewers disagree on {len(open_ones)} thing(s) in it: {open_ones[0]}",
                remedy="Settle that first (`bearwitness review queue`).",
            )
        made = making.publish(who, name, self.anchors(name), word, state(tree[0], tree[1:]))
        return self._keep(by, made)

    def withdraw(self, by: By, name: str) -> Decision:
        """Take back a Decision of one's own, or the publication of an incident."""
        who, target = self._who(by), self.target(name)
        if target.kind not in ("decision", "incident"):
            target = Target("incident", self.incident(name))
        anchors = self.anchors(target.id) if target.kind == "incident" else ()
        return self._keep(by, making.withdraw(who, target, anchors))

    def _who(self, by: By) -> Reviewer:
        """The reviewer with a reason, at this moment; UsageError if there is no name or no reason."""
        known = self.known()
        superseded = tuple(one_of(one, known.by_id, "Decision") for one in by.supersedes)
        return Reviewer(name=by.name, at=self.clock.now(), reason=by.reason, known=known, supersedes=superseded)

    def _keep(self, by: By, decision: Decision) -> Decision:
        self.book.state("decisions", [decision], signer=by.signer())
        return decision


def _in_dispute(tree: Iterable[Record]) -> list[str]:
    records = list(tree)
    found = [told for one in records for told in one.reviewed.disagreements]
    found.extend(
        f"claim {one.claim} ({', '.join(one.reviewers)})"
        for record in records
        for one in record.reviewed.claims
        if one.state == "disagreement"
    )
    return list(dict.fromkeys(found))


def _word(given: str, kind: object, what: str) -> Any:
    known = words(kind)
    if given not in known:
        raise UsageError(f"There is no {what} {given!r}.", remedy=f"Choose one of: {', '.join(known)}.")
    return given
