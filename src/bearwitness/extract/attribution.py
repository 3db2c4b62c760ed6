"""Who is said to assert each claim.

The innermost speech whose content holds the claim's words names the speaker; speeches around it, and media in any of
them, are the chain that passed it on. A sentence that only goes on with the one before keeps its speaker. Without
any of these the outlet itself speaks and there is no attribution.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from bearwitness.extract import told
from bearwitness.extract.context import Context
from bearwitness.extract.sayings import lexicon
from bearwitness.extract.speech import Speech, quotations, speeches
from bearwitness.model import Attribution, Claim, Evidence, Sentence
from bearwitness.vocabulary import OUTLET_PASSAGES

MORE = re.compile(r"(?:Some|About|Around|Nearly|At least|More than|Over)?\s*[\w,-]+ (?:more|others)\b", re.IGNORECASE)
"""A sentence that begins so adds to the count before it: "Some 20 more were hurt"."""
PRESUPPOSED = frozenset({"casualty", "occurrence", "weapon", "damage", "rescue", "interception"})
"""Kinds of claim that a denial, condemnation or vow takes for granted: its subject does not assert them."""


def attribute(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """The claims with who is said to assert each; one that already has a speaker keeps it."""
    found = [
        one if one.attribution is not None else msgspec.structs.replace(one, attribution=speaker_of(context, one))
        for one in claims
    ]
    return _headlines(context, found)


def _headlines(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """A bare figure of headline or lead is that of the speakers further down, where they alone give it below."""
    heads, lead = _opening(context)
    below: dict[tuple[object, ...], list[Attribution | None]] = {}
    for one in claims:
        where = one.evidence[0].passage.id
        if one.casualty is not None and where not in heads:
            below.setdefault(("headline", *_count(one, exact=False)), []).append(one.attribution)
            if where != lead:
                below.setdefault(("lead", *_count(one, exact=True)), []).append(one.attribution)
    found = []
    for one in claims:
        where = one.evidence[0].passage.id
        same: list[Attribution | None] = []
        if one.casualty is not None and one.attribution is None and where in heads | {lead}:
            role = "headline" if where in heads else "lead"
            same = below.get((role, *_count(one, exact=role == "lead")), [])
        if same and all(same):
            one = msgspec.structs.replace(one, attribution=same[0])  # noqa: PLW2901
        found.append(one)
    return found


def _opening(context: Context) -> tuple[frozenset[str], str | None]:
    """Headlines, marked or standing above the text without a full stop; and the first paragraph of the text."""
    heads = {one.id for one in context.report.passages if one.kind == "title"}
    texts = [one for one in context.report.passages if one.kind in OUTLET_PASSAGES and one.id not in heads]
    above = {one.id for one in texts[:2] if not one.text.rstrip().endswith((".", "”", '"', "’", "…"))}
    lead = next((one.id for one in texts if one.id not in above), None)
    return frozenset(heads | above if len(texts) > len(above) else heads), lead


def _count(claim: Claim, *, exact: bool) -> tuple[object, ...]:
    """Outcome, group and figure; without `exact`, "at least 73" above and "73" below are one figure."""
    own = claim.casualty
    if own is None:
        return ()
    low, high = own.figure.low, own.figure.high
    number = (low, high) if exact else (low if low is not None else high,)
    return own.outcome, own.group, *number


def speaker_of(context: Context, claim: Claim) -> Attribution | None:
    """The speaker of a claim, None where the outlet speaks."""
    if claim.kind == "occurrence":
        told_by = [_of_words(context, claim, one) for one in claim.evidence]
        same = {one.name if one is not None else None for one in told_by}
        return told_by[0] if len(same) == 1 else None
    return _of_words(context, claim, claim.evidence[0]) or _body_itself(context)


def _body_itself(context: Context) -> Attribution | None:
    """A publisher that is no medium but a body (a ministry, a rights group) asserts in its own name."""
    source = context.report.source
    if not source:
        return None
    words = lexicon(context.language)
    parts = re.findall(r"[^\W\d_]+", source.lower())
    if not any(one in words.bodies for one in parts) or any(one in words.media for one in parts):
        return None
    return Attribution(speaker=source, organisation=source, name=source)


def _of_words(context: Context, claim: Claim, first: Evidence) -> Attribution | None:
    if first.passage.id not in context.passages or first.passage.kind == "comment":
        return None
    sentence = told.sentence_at(context, first.passage.id, first.start)
    if sentence is None:
        return None
    quote = _quoted(context, first)
    covering = _covering(context, sentence, first, claim)
    if covering:
        return _joined(context, covering)
    if quote is not None:
        return quote
    passage = context.passages[first.passage.id]
    if passage.kind == "embed" and passage.author:
        return Attribution(speaker=passage.author, channel="embed", name=passage.author)
    signed = [one for one in context.once(speeches) if one.shape == "posted" and one.passage == first.passage.id]
    if signed:
        return of_speech(context, signed[0])
    return _carried(context, sentence)


def of_speech(context: Context, speech: Speech, outer: Sequence[Speech] = ()) -> Attribution | None:
    """The attribution that a speech gives; `outer` are speeches around it, nearest to the report first."""
    one = speech.speaker
    chain = [*(other.speaker.name or other.speaker.speaker or "" for other in outer), *speech.chain]
    named = one.speaker or one.organisation
    if named is None and not chain:
        return None
    evidence = context.evidence(speech.passage, one.start, one.end)
    name = one.name or _body(context, one.organisation) or one.speaker
    return Attribution(
        speaker=one.speaker,
        role=one.role,
        organisation=_told(context, one.organisation),
        channel=speech.channel,
        verb=speech.verb,
        chain=tuple(dict.fromkeys(link for link in chain if link and link != name)),
        name=name,
        evidence=evidence,
    )


def _body(context: Context, organisation: str | None) -> str | None:
    """A body behind a role is its name; a country is not: "Russia's investigators" are not Russia."""
    places = (one.quote for one in context.mentions if one.place is not None)
    return None if organisation is None or organisation in places else organisation


def _told(context: Context, organisation: str | None) -> str | None:
    """A body that the report itself names; one that is only known from a list is not the report's word."""
    if organisation is None or not any(organisation in one.text for one in context.report.passages):
        return None
    return organisation


def _covering(context: Context, sentence: Sentence, words: Evidence, claim: Claim) -> list[Speech]:
    found = [
        one
        for one in context.once(_by_sentence).get(sentence.index, [])
        if one.covers(words.start, words.end) and not (one.presupposes and claim.kind in PRESUPPOSED)
    ]
    return sorted(found, key=lambda one: (one.size, one.cue))


def _joined(context: Context, covering: list[Speech]) -> Attribution | None:
    """The innermost speaker that is no medium speaks; the others passed it on."""
    citing = [one for one in covering if one.shape == "citing"]
    speaks = citing or [one for one in covering if one.speaker.kind != "media"] or covering
    inner = speaks[0]
    passed = [one for one in covering if one is not inner and one.speaker.name != inner.speaker.name]
    outer = [one for one in reversed(passed) if one.speaker.kind == "media" or one.size > inner.size]
    return of_speech(context, inner, outer)


def _quoted(context: Context, words: Evidence) -> Attribution | None:
    starts, rows = context.once(_quote_claims).get(words.passage.id, ([], []))
    at = bisect_right(starts, words.start) - 1
    if at < 0 or words.start >= rows[at][0]:
        return None
    return rows[at][1]


def _quote_claims(context: Context) -> dict[str, tuple[list[int], list[tuple[int, Attribution | None]]]]:
    """A passage's quotes in order: where each begins; where it ends and who says it."""
    from bearwitness.extract import quotes  # quotes needs of_speech from here

    found: dict[str, tuple[list[int], list[tuple[int, Attribution | None]]]] = {}
    pieces = [(one, claim.attribution) for claim in context.once(quotes.found) for one in claim.evidence]
    for one, by in sorted(pieces, key=lambda row: row[0].start):
        starts, rows = found.setdefault(one.passage.id, ([], []))
        starts.append(one.start)
        rows.append((one.end, by))
    return found


def _by_sentence(context: Context) -> dict[int, list[Speech]]:
    grouped: dict[int, list[Speech]] = {}
    for one in context.once(speeches):
        grouped.setdefault(one.sentence, []).append(one)
    return grouped


def _carried(context: Context, sentence: Sentence) -> Attribution | None:
    """The speaker of the sentence before, for one that goes on with it ("Of them, ...") in the same paragraph."""
    begins = lexicon(context.language).words.carried["begins"]
    goes_on = sentence.text.lower().startswith(begins) or MORE.match(sentence.text) is not None
    if not goes_on or sentence.index == 0:
        return None
    before = context.sentences[sentence.index - 1]
    apart = before.passage != sentence.passage or sentence.start - before.end > 3
    if apart and not (MORE.match(sentence.text) and sentence.start <= 3):
        return None
    near = context.once(_by_sentence).get(before.index, [])
    if near:
        return of_speech(context, near[0])
    return _carried(context, before)


__all__ = ["attribute", "of_speech", "quotations", "speaker_of"]
