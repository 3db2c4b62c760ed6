"""Extracts whole reports from a few sentences, for tests."""

from __future__ import annotations

from functools import cache

from bearwitness.entities import mentions
from bearwitness.extract import extract
from bearwitness.extract.parser import EnglishParser
from bearwitness.model import Claim, Passage, Report
from bearwitness.vocabulary import PassageKind

PUBLISHED = "2024-03-13"  # a Wednesday


@cache
def parser() -> EnglishParser:
    return EnglishParser()


def report(
    text: str,
    *,
    title: str | None = None,
    published: str | None = PUBLISHED,
    source: str | None = None,
    more: tuple[tuple[PassageKind, str, str | None], ...] = (),
) -> Report:
    """A report whose body is the text, a passage a paragraph; `more` are (kind, text, author) passages after it."""
    passages = [Passage(id="p0", kind="title", text=title)] if title else []
    passages += [Passage(id=f"p{at}", kind="body", text=part) for at, part in enumerate(text.split("\n\n"), start=1)]
    passages += [
        Passage(id=f"p{len(passages) + at}", kind=kind, text=words, author=author)
        for at, (kind, words, author) in enumerate(more, start=1)
    ]
    return Report(id="r", capture="0" * 64, source=source, published=published, language="en", passages=tuple(passages))


def claims(one: Report, *, every_report: bool = False) -> tuple[Claim, ...]:
    """The claims of a report."""
    return extract(one, mentions(one), parser=parser(), every_report=every_report)


def of_kind(found: tuple[Claim, ...], kind: str) -> list[Claim]:
    """The claims of one kind."""
    return [one for one in found if one.kind == kind]


def words_of(claim: Claim) -> str:
    """The quoted words, pieces joined."""
    return " / ".join(one.quote for one in claim.evidence)
