"""What commenters offer as explanations: kept as voices of their own, never as the report's, never as figures."""

from __future__ import annotations

from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.explanations import found_in
from bearwitness.extract.sentences import spans
from bearwitness.model import Attribution, Claim, Explanation

LONGEST = 20_000
"""Code points of a comment that are looked at."""


def find(context: Context) -> list[Claim]:
    """Explanation claims whose words stand in comments, each by its author."""
    if not context.once(attacks_of):
        return []
    claims: list[Claim] = []
    for passage in context.report.passages:
        if passage.kind != "comment":
            continue
        seen = set()
        text = passage.text[:LONGEST]
        for start, end in spans(text, context.language):
            for kind, stance, first, last in found_in(text[start:end], context.language):
                if (kind, stance) in seen:
                    continue
                seen.add((kind, stance))
                evidence = context.evidence(passage.id, start + first, start + last)
                claims.append(
                    Claim(
                        id=f"comment{len(claims)}",
                        kind="explanation",
                        report=context.report.id,
                        about="main",
                        modality="asserted",
                        evidence=(evidence,),
                        attribution=Attribution(speaker=passage.author, channel="comment", name=passage.author),
                        explanation=Explanation(explanation=kind, stance=stance, text=evidence.quote),
                        rule="comment.explanation",
                    )
                )
    return claims
