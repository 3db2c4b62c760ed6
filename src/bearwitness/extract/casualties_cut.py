"""Cuts a parsed sentence into units, from left to right: persons first, then words of harm, then single words."""

from __future__ import annotations

from dataclasses import replace

from bearwitness.extract.casualties_lexicon import Harm
from bearwitness.extract.casualties_people import People, outcome_named
from bearwitness.extract.casualties_units import HARMS, PERSONS, Line, Unit
from bearwitness.extract.context import Context
from bearwitness.model import Sentence

CARRIED = 12
"""Tokens within which "taken" must reach its hospital."""
PARTS_OF_SPEECH = {
    "NOUN": "NOUN",
    "PROPN": "NOUN",
    "VERB": "VERB",
    "ADV": "ADV",
    "ADP": "PREP",
    "NUM": "NUMBER",
    "SCONJ": "SCONJ",
    "AUX": "VERB",
}


def cut(context: Context, sentence: Sentence) -> Line:
    """The units of a parsed sentence."""
    return _Cutter(context, sentence).run()


class _Cutter(People):
    """One sentence being cut."""

    def run(self) -> Line:
        """Every token but quotation marks around a number is in one unit; one pass."""
        units: list[Unit] = []
        at = 0
        while at < len(self.tokens):
            if at in self.quoted:
                at += 1
                continue
            unit = (
                self.manifold(at)
                or self.aged_name(at)
                or self.counted(at)
                or self._phrase(at)
                or self._carried(at)
                or self.with_article(at)
                or self.definite(at)
                or self.name(at)
                or self.bare(at)
                or self._plain(at)
            )
            units.append(unit)
            at = unit.last
        units = self._asides(units)
        index = {token: number for number, unit in enumerate(units) for token in range(unit.first, unit.last)}
        return Line(self.sentence, tuple(units), tuple(self.words), index)

    def _asides(self, units: list[Unit]) -> list[Unit]:
        """The units; in "nine died, the gunman included, and two were hurt" the gunman is the subject of nothing."""
        found = list(units)
        for at in range(1, len(units) - 2):
            before, who, word, after = units[at - 1 : at + 3]
            included = word.symbol == "INCL" and self.words[word.first] == "included"
            if included and who.symbol in PERSONS and before.symbol == after.symbol == "COMMA":
                found[at : at + 2] = [replace(who, symbol="OTHER"), replace(word, symbol="OTHER")]
        return found

    def _phrase(self, at: int) -> Unit | None:
        """A phrase of the lexicon, if it is used as one here."""
        found = self.harm_at(at)
        if found is None:
            return None
        size, harm = found
        last = at + size
        if harm.needs_shot and not self.shot:
            return None
        if harm.symbol == "OFTHEM":
            return self._among(at, last) or Unit("OFTHEM", at, last, head=at, harm=harm)
        if harm.symbol == "TALLY" and self._is_adjective(at, last):
            return None
        idle = harm.symbol in HARMS and any(one in self.lexicon.words.not_body for one in self.words[last : last + 3])
        if idle or (harm.symbol in ("DONE", "DOING", "DOES") and size == 1 and not self._is_verb(at, harm)):
            return Unit("NOUN", at, last)
        if harm.symbol == "LEAVE" and self.pos(at) in ("NOUN", "ADJ"):
            return None
        head = last - 1 if size > 1 and harm.symbol == "DONE" else at
        return Unit(harm.symbol, at, last, head=head, harm=harm, outcome=harm.outcome)

    def _among(self, at: int, last: int) -> Unit | None:
        """The state of "the director was among the injured"."""
        if self.words[at] != "among" or not at or self.lexicon.plain.get(self.words[at - 1]) != "BE":
            return None
        outcome = outcome_named(self.words[at:last])
        if outcome is None:
            return None
        return Unit("STATE", at, last, head=at - 1, harm=Harm("STATE", outcome, parts=True), outcome=outcome)

    def _is_adjective(self, at: int, last: int) -> bool:
        """Whether a noun follows: "the dead man", not "the dead number 30"."""
        if self.words[at] not in ("the", "those", "people") or last >= len(self.tokens):
            return False
        return self.pos(last) in ("NOUN", "PROPN") and self.word(last) not in ("number", "numbers")

    def _is_verb(self, at: int, harm: Harm) -> bool:
        """The form is used as a verb or participle, not as a noun ("a shot", "the kill", "shooting victim")."""
        token, word, before = self.tokens[at], self.words[at], self.word(at - 1)
        determined = before in ("a", "the", "an")
        if self.capitals:
            return self._is_verb_in_headline(at, harm, determined=determined)
        if harm.symbol == "DOES" and at + 1 in self.numbers and (token.pos == "VERB" or not determined):
            return True  # "kills 12 and wounds 30"
        if token.tag in ("NN", "NNP", "NNS"):
            return not harm.open_end and harm.symbol == "DONE" and not determined and before != "to"
        if harm.open_end and token.pos == "ADJ":
            return harm.symbol == "DONE" and not determined and at > 0
        if harm.symbol == "DOES" and (determined or before == "of"):
            return False
        # base forms that look like the participle: "to hurt", "did not hurt"
        return not (word == "hurt" and before in ("to", "not", "n't", "will", "would", "could", "can"))

    def _is_verb_in_headline(self, at: int, harm: Harm, *, determined: bool) -> bool:
        token, word = self.tokens[at], self.words[at]
        if word in self.lexicon.words.noun_in_headline:
            return token.pos == "VERB"
        if harm.open_end and harm.symbol == "DOING":
            return token.pos == "VERB"
        return not (token.pos == "NOUN" and harm.open_end and determined)

    def _carried(self, at: int) -> Unit | None:
        """The participle of "rushed to a local hospital" stands for being hospitalised."""
        helpers = self.lexicon.words
        if self.words[at] not in helpers.carried:
            return None
        for end in range(at + 1, min(len(self.words), at + CARRIED)):
            if self.words[end] in (";", "."):
                return None
            if self.words[end] in helpers.hospital or " ".join(self.words[end : end + 2]) in helpers.hospital:
                between = self.words[at + 1 : end]
                if self.words[at] == "admitted" or any(one in between for one in ("to", "into", "by")):
                    return Unit("DONE", at, at + 1, head=at, harm=Harm("DONE", "hospitalised"), outcome="hospitalised")
                return None
        return None

    def _plain(self, at: int) -> Unit:
        token, word = self.tokens[at], self.words[at]
        symbol = (
            "NUMBER" if word.isdecimal() else self.lexicon.plain.get(word) or PARTS_OF_SPEECH.get(token.pos, "OTHER")
        )
        if symbol == "VERB" and token.tag == "JJ":
            symbol = "OTHER"
        return Unit(symbol, at, at + 1, head=at)
