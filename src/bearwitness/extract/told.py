"""How a stretch is told: main story or background, and in which modality; with the sentence it stands in."""

from __future__ import annotations

from bisect import bisect_right

from bearwitness.extract import background
from bearwitness.extract import modality as modalities
from bearwitness.extract.context import Context
from bearwitness.model import Sentence
from bearwitness.vocabulary import About, Modality


def _starts(context: Context) -> dict[str, tuple[list[int], list[Sentence]]]:
    grouped: dict[str, list[Sentence]] = {}
    for one in context.sentences:
        grouped.setdefault(one.passage, []).append(one)
    return {name: ([one.start for one in rows], rows) for name, rows in grouped.items()}


def sentence_at(context: Context, passage: str, offset: int) -> Sentence | None:
    """The sentence of the outlet's own passages that holds the offset; None in a comment or a gap."""
    starts, rows = context.once(_starts).get(passage, ([], []))
    at = bisect_right(starts, offset) - 1
    return rows[at] if at >= 0 and offset < rows[at].end else None


def how(context: Context, passage: str, start: int, end: int) -> tuple[About, Modality]:
    """Main or background, and the modality, of a stretch."""
    sentence = sentence_at(context, passage, start)
    if sentence is None:
        return "main", "asserted"
    return about(context, sentence, start, end), modality(context, sentence, start, end)


def about(context: Context, sentence: Sentence, start: int, end: int) -> About:
    """Main story or background."""
    del end
    return context.once(background.read).about(sentence, start)


def modality(context: Context, sentence: Sentence, start: int, end: int) -> Modality:
    """Asserted, reported, possible, denied, hypothetical or unknown; asserted for a sentence that is not parsed."""
    inside = [one.index for one in sentence.tokens if one.start < end and one.end > start]
    if not inside:
        return "asserted"
    return modalities.of(sentence, inside[0], inside[-1] + 1, context.language)
