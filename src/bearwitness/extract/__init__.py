"""Report and mentions -> Claims.

Data flows through the modules in this order: sentences and triggers (what can matter) -> parser -> background and
modality (how it is told) -> occurrences -> casualties, armament, responsibility, explanations, damage, rescue,
reactions, quotes, comment voices -> attribution (who says so) -> assign (which occurrence a claim belongs to) ->
withdrawn (tolls that the report takes back) -> merge (one claim for what one voice says twice).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec

from bearwitness import __version__
from bearwitness.extract import (
    armament,
    assign,
    attribution,
    casualties,
    comment_voices,
    damage,
    event_gate,
    events,
    explanations,
    follow_ups,
    merge,
    occurrences,
    quotes,
    reactions,
    rescue,
    responsibility,
    speech,
    triggers,
    withdrawn,
)
from bearwitness.extract.attack_ways import STRONG
from bearwitness.extract.context import Context
from bearwitness.extract.sentences import split
from bearwitness.extract.syntax import Tree
from bearwitness.identity import settle
from bearwitness.model import Claim, Mention, Report, Sentence
from bearwitness.ports import Parser
from bearwitness.vocabulary import OUTLET_PASSAGES

EXTRACTOR = f"bearwitness {__version__}"
FINDERS: tuple[Callable[[Context], list[Claim]], ...] = (
    casualties.find,
    armament.find,
    responsibility.find,
    explanations.find,
    damage.find,
    rescue.find,
    reactions.find,
    quotes.find,
    comment_voices.find,
)


Mentions = Sequence[Mention] | Callable[[], Sequence[Mention]]
"""What a report names, or what finds it: that is asked only if the report may tell an attack."""


def extract(report: Report, mentions: Mentions, *, parser: Parser, every_report: bool = False) -> tuple[Claim, ...]:
    """The claims of a report, sorted by where their words stand; none for a language that has no files.

    A report that tells no attack makes no claims. With `every_report` its quotes are claims all the same.
    """
    context = prepare(report, mentions, parser=parser, every_report=every_report, attacks_only=True)
    if context is None:
        return ()
    attacks = occurrences.find(context)
    if attacks:
        if all(one.modality == "unknown" for one in attacks) and not any(map(_counts, casualties.find(context))):
            return ()  # a report that goes on counting, and has no count
        found = [*attacks, *(claim for find in FINDERS for claim in find(context))]
    elif every_report:
        found = quotes.find(context)
    else:
        return ()
    attributed = responsibility.without_self_accusation(context, attribution.attribute(context, found))
    assigned = merge.merge(withdrawn.withdraw(context, assign.assign(context, attributed)))
    return settle([msgspec.structs.replace(one, extractor=EXTRACTOR) for one in assigned])


def _counts(claim: Claim) -> bool:
    return claim.casualty is not None and claim.casualty.figure.low is not None and claim.about == "main"


def prepare(
    report: Report,
    mentions: Mentions,
    *,
    parser: Parser,
    every_report: bool = False,
    attacks_only: bool = False,
) -> Context | None:
    """The report split into sentences, parsed where that can matter; None for a language that has no files.

    Without a trigger in any sentence nothing is parsed; with one, the sentences in which somebody speaks are, too.
    With `attacks_only` the sentences that could tell an attack come first, and it is None where none does.
    """
    language = report.language or "en"
    if not triggers.speaks(language):
        return None
    sentences = list(split(report, OUTLET_PASSAGES))
    wanted = list(range(len(sentences))) if every_report else _wanted(sentences, language)
    attacks_only = attacks_only and not every_report
    first = [at for at in wanted if event_gate.could_tell(sentences[at].text, language)] if attacks_only else []
    counts_on = attacks_only and follow_ups.may_tell(sentences, language)
    if attacks_only and not first and not counts_on:
        return None
    named = tuple(mentions() if callable(mentions) else mentions)
    context = Context(report=report, sentences=tuple(sentences), mentions=named, language=language)
    if attacks_only:
        first = [at for at in first if event_gate.may_tell(context, sentences[at])]
        context = _parsed(context, first, parser)
        if not any(events.tells(context, Tree(context.sentences[at]), STRONG) for at in first):
            if not counts_on:
                return None
            wanted = list(range(len(sentences)))
        wanted = sorted(set(wanted) - set(first))
    return _parsed(context, wanted, parser)


def _parsed(context: Context, wanted: Sequence[int], parser: Parser) -> Context:
    """The context with these sentences parsed."""
    parsed = dict(zip(wanted, parser.parse([context.sentences[at] for at in wanted]), strict=True))
    sentences = tuple(parsed.get(at, one) for at, one in enumerate(context.sentences))
    return replace(context, sentences=sentences)


def _wanted(sentences: Sequence[Sentence], language: str) -> list[int]:
    wanted = set(triggers.wanted(sentences, language))
    if wanted:
        wanted |= {at for at, one in enumerate(sentences) if speech.may_speak(one.text, language)}
    return sorted(wanted)
