"""Condemnations, appeals, vows and condolences: what is said about an attack rather than of it."""

from __future__ import annotations

from bearwitness.extract import attribution
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.speech import speeches
from bearwitness.extract.told import how
from bearwitness.model import Claim, Reaction

VERBS = frozenset(
    {
        "condemned",
        "condemns",
        "condemn",
        "denounced",
        "denounces",
        "deplored",
        "deplores",
        "mourned",
        "vowed",
        "vows",
        "pledged",
        "urged",
        "urges",
        "decried",
        "slammed",
    }
)


def find(context: Context) -> list[Claim]:
    """Reaction claims of a report that tells an attack, speakers filled in."""
    if not context.once(attacks_of):
        return []
    claims: list[Claim] = []
    for speech in context.once(speeches):
        if speech.verb.lower() not in VERBS or not speech.content:
            continue
        start = min(speech.cue[0], speech.content[0][0])
        end = max(speech.cue[1], speech.content[-1][1])
        about, _ = how(context, speech.passage, speech.cue[0], speech.cue[1])
        evidence = context.evidence(speech.passage, start, end)
        claims.append(
            Claim(
                id=f"reaction{len(claims)}",
                kind="reaction",
                report=context.report.id,
                about=about,
                modality="asserted",
                evidence=(evidence,),
                attribution=attribution.of_speech(context, speech),
                reaction=Reaction(text=evidence.quote),
                rule=f"reaction.{speech.verb.lower()}",
            )
        )
    return claims
