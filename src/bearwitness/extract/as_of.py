"""For which moment a count is given: "by 5 p.m. on Tuesday", "as of 11 July", "said on Tuesday morning".

A date that belongs to the harm ("were killed on Monday") says when the attack was, not when somebody counted.
"""

from __future__ import annotations

import re

from bearwitness.extract.context import Context
from bearwitness.extract.told import sentence_at
from bearwitness.model import Claim, Mention, Sentence

COUNTED = re.compile(r"\b(?:by|as of|as at|until)\s+(?:late |early |about |around )?(?:on )?$", re.IGNORECASE)
VERBS = "said|says|reported|announced|stated|gave|counted|confirmed|put|told|wrote|posted"
SAID = re.compile(rf"\b(?:{VERBS})\b[^.;:“”\"]{{0,80}}?\b(?:on |late on |late |early )?$", re.IGNORECASE)
HARM = re.compile(r"\b(?:killed|dead|died|injured|wounded|hurt|attacks?|strikes?|struck|hit)\b", re.IGNORECASE)
FINE = frozenset({"time", "part_of_day", "day"})


def of(context: Context, claim: Claim) -> str | None:
    """ISO 8601 of the moment that the count's sentence gives for it; None if it gives none."""
    words = claim.evidence[0]
    sentence = sentence_at(context, words.passage.id, words.start)
    if sentence is None or claim.casualty is None:
        return None
    dates = [
        one
        for one in context.mentions_in(sentence.passage, sentence.start, sentence.end, "date")
        if one.date is not None and one.date.end is not None and one.date.granularity in FINE
    ]
    counted = [one for one in dates if COUNTED.search(_before(sentence, one))]
    said = [one for one in dates if _says(sentence, one)]
    return _refined(_end(counted or said[:1]), context.report.published)


def _before(sentence: Sentence, one: Mention) -> str:
    return sentence.text[max(0, one.start - sentence.start - 110) : one.start - sentence.start]


def _says(sentence: Sentence, one: Mention) -> bool:
    match = SAID.search(_before(sentence, one))
    return match is not None and (match[0].lower().startswith(("gave", "put", "counted")) or not HARM.search(match[0]))


def _end(dates: list[Mention]) -> str | None:
    ends = sorted(one.date.end for one in dates if one.date is not None and one.date.end is not None)
    return ends[-1] if ends else None


def _refined(moment: str | None, published: str | None) -> str | None:
    """The day of publication is known to the minute where the publication is: nobody counted after it."""
    if moment is not None and published is not None and len(moment) == len("2024-07-08") and published[:10] == moment:
        return published
    return moment
