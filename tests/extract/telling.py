"""Reads casualty claims from a few sentences, for tests: no file, no gazetteer."""

from __future__ import annotations

from functools import cache

from bearwitness.entities import mentions
from bearwitness.extract import casualties, prepare
from bearwitness.extract.parser import EnglishParser
from bearwitness.model import Claim, Figure, Passage, Report

NOWHERE = "0" * 64


@cache
def parser() -> EnglishParser:
    return EnglishParser()


def report(text: str, *, title: str | None = None, published: str | None = "2024-07-09") -> Report:
    passages = [Passage(id="p0", kind="title", text=title)] if title else []
    passages += [Passage(id=f"p{at}", kind="body", text=part) for at, part in enumerate(text.split("\n\n"), start=1)]
    return Report(id="r", capture=NOWHERE, published=published, language="en", passages=tuple(passages))


@cache
def claims_of(text: str, *, title: str | None = None, published: str | None = "2024-07-09") -> tuple[Claim, ...]:
    one = report(text, title=title, published=published)
    context = prepare(one, mentions(one), parser=parser())
    assert context is not None
    return tuple(casualties.find(context))


def shown(figure: Figure) -> str:
    """`5`, `5+`, `-5`, `5..7`, `?`."""
    if figure.low is None and figure.high is None:
        return "?"
    if figure.high is None:
        return f"{figure.low}+"
    if figure.low is None:
        return f"-{figure.high}"
    return str(figure.low) if figure.low == figure.high else f"{figure.low}..{figure.high}"


def figures_of(text: str, *, title: str | None = None) -> set[str]:
    """Outcome and figure of every main claim that is told as a fact and has a number."""
    return {
        f"{one.casualty.outcome} {shown(one.casualty.figure)}"
        for one in claims_of(text, title=title)
        if one.casualty is not None
        and one.about == "main"
        and one.modality in ("asserted", "reported")
        and one.casualty.figure.qualifier != "unknown"
    }
