"""Report and mentions -> Claims.

Data flows through the modules in this order: sentences and triggers (what can matter) -> parser -> background and
modality (how it is told) -> occurrences -> casualties, armament, responsibility, explanations, damage, rescue,
quotes -> attribution (who says so) -> assign (which occurrence a claim belongs to).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bearwitness import __version__
from bearwitness.extract import (
    armament,
    assign,
    attribution,
    casualties,
    damage,
    explanations,
    occurrences,
    quotes,
    rescue,
    responsibility,
    triggers,
)
from bearwitness.extract.context import Context
from bearwitness.extract.sentences import split
from bearwitness.identity import settle
from bearwitness.model import Claim, Mention, Report
from bearwitness.ports import Parser
from bearwitness.vocabulary import OUTLET_PASSAGES

EXTRACTOR = f"bearwitness {__version__}"


def extract(report: Report, mentions: Sequence[Mention], *, parser: Parser) -> tuple[Claim, ...]:
    """The claims of a report, sorted by where their words stand; none for a language that has no files."""
    context = prepare(report, mentions, parser=parser)
    if context is None:
        return ()
    events = occurrences.find(context)
    found: list[Claim] = [
        *events,
        *casualties.find(context),
        *armament.find(context),
        *responsibility.find(context),
        *explanations.find(context),
        *damage.find(context),
        *rescue.find(context),
        *quotes.find(context),
    ]
    attributed = attribution.attribute(context, found)
    assigned = assign.assign(context, attributed)
    return settle([msgspec.structs.replace(one, extractor=EXTRACTOR) for one in assigned])


def prepare(report: Report, mentions: Sequence[Mention], *, parser: Parser) -> Context | None:
    """The report split into sentences, those with a trigger parsed; None for a language that has no files."""
    language = report.language or "en"
    if not triggers.speaks(language):
        return None
    sentences = list(split(report, OUTLET_PASSAGES))
    wanted = triggers.wanted(sentences, language)
    parsed = dict(zip(wanted, parser.parse([sentences[at] for at in wanted]), strict=True))
    return Context(
        report=report,
        sentences=tuple(parsed.get(at, one) for at, one in enumerate(sentences)),
        mentions=tuple(mentions),
        language=language,
    )
