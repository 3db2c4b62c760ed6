"""Promise 1: whether the words that a claim or mention shows really stand where it says."""

from __future__ import annotations

from collections.abc import Mapping

from bearwitness.model import Claim, Evidence, Mention, Passage, Report

Passages = Mapping[str, Passage]


def passages_of(report: Report) -> Passages:
    """The passages by id."""
    return {one.id: one for one in report.passages}


def claim_fault(claim: Claim, *, report: str, passages: Passages) -> str | None:
    """What is wrong with the claim's words, in words; None if each piece of evidence is what stands in the passage."""
    if claim.report != report:
        return f"it says that it is of report {claim.report}, not {report}"
    if not claim.evidence:
        return "it shows no words"
    shown = list(claim.evidence)
    if claim.attribution is not None and claim.attribution.evidence is not None:
        shown.append(claim.attribution.evidence)
    return next((fault for fault in (_evidence_fault(one, passages) for one in shown) if fault), None)


def mention_fault(mention: Mention, *, passages: Passages) -> str | None:
    """What is wrong with the mention's words, in words; None if they stand there."""
    return _span_fault(mention.passage, mention.start, mention.end, mention.quote, passages)


def _evidence_fault(evidence: Evidence, passages: Passages) -> str | None:
    found = passages.get(evidence.passage.id)
    if found is not None and found.kind != evidence.passage.kind:
        return f"its passage {found.id} is a {found.kind}, not a {evidence.passage.kind}"
    return _span_fault(evidence.passage.id, evidence.start, evidence.end, evidence.quote, passages)


def _span_fault(name: str, start: int, end: int, quote: str, passages: Passages) -> str | None:
    found = passages.get(name)
    if found is None:
        return f"the report has no passage {name}"
    if not 0 <= start < end <= len(found.text):
        return f"{name} has no span [{start}:{end}]"
    if found.text[start:end] != quote:
        return f"its quote is not what stands at {name}[{start}:{end}]"
    return None
