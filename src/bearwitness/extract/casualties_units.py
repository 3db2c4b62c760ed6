"""What the constructions of harm are written over: a sentence as a row of units, each with one symbol.

The symbols are explained at the head of `languages/<code>/casualties.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bearwitness.extract.casualties_lexicon import Harm
from bearwitness.model import Figure, Sentence
from bearwitness.vocabulary import Group, Outcome

SYMBOLS = (
    *("PEOPLE", "COUNT", "NAME", "THEY", "VICTIMS", "TOLLED", "HURT", "THINGS"),
    *("DONE", "DOING", "DOES", "DIED", "STATE", "HARMOF", "TALLY", "TOLLWORD"),
    *(
        "RISE",
        "LEAVE",
        "INCL",
        "OFTHEM",
        "BESIDE",
        "SELF",
        "BE",
        "HAVE",
        "GET",
        "MODAL",
        "NOT",
        "ADV",
        "PREP",
        "TO",
        "AT",
    ),
    *("OF", "BY", "AND", "OR", "COMMA", "SEMI", "DASH", "COLON", "REL", "VERB", "NOUN", "OTHER", "NUMBER", "SCONJ"),
    *("POSS", "QUOTE"),
)
PERSONS = frozenset({"PEOPLE", "COUNT", "NAME", "THEY", "VICTIMS"})
HARMS = frozenset({"DONE", "DOING", "DOES", "DIED", "STATE"})


@dataclass(frozen=True)
class Unit:
    """Tokens `first..last` (half-open) of the sentence and what they are."""

    symbol: str
    first: int
    last: int
    figure: Figure | None = None
    group: Group = "people"
    words: str = ""
    head: int = -1
    """Token index of the head noun of persons, or of the word of harm."""
    harm: Harm | None = None
    outcome: Outcome | None = None
    """Of words of harm, of counted toll nouns and of people with a word of harm before them."""
    more: bool = False
    """On top of others."""
    singular: bool = False
    definite: bool = False
    age: int | None = None
    """Years; 0 below one year."""
    partitive: bool = False
    """"three of them", "12 of the wounded"."""  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A sentence cut into units."""

    sentence: Sentence
    units: tuple[Unit, ...]
    words: tuple[str, ...]
    """Its tokens in lower case."""
    at_token: dict[int, int] = field(default_factory=dict)
    """Token index -> index of its unit."""

    def start(self, unit: Unit) -> int:
        """Where the unit begins in the passage."""
        return self.sentence.tokens[unit.first].start

    def end(self, unit: Unit) -> int:
        """Where the unit ends in the passage."""
        return self.sentence.tokens[unit.last - 1].end

    def text(self, unit: Unit) -> str:
        """The unit as written."""
        return self.sentence.text[self.start(unit) - self.sentence.start : self.end(unit) - self.sentence.start]

    def word(self, at: int) -> str:
        """The first word of unit `at` in lower case; empty beyond the ends."""
        return self.words[self.units[at].first] if 0 <= at < len(self.units) else ""

    def symbol(self, at: int) -> str:
        """The symbol of unit `at`; empty beyond the ends."""
        return self.units[at].symbol if 0 <= at < len(self.units) else ""
