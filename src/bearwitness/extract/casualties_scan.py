"""A parsed sentence under the eyes of the unit cutter: its words, number phrases and noun phrases of persons.

The parser is asked only for parts of speech here; what a person is, the lists say.
"""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.extract.casualties_lexicon import Harm, Lexicon, lexicon, words_of
from bearwitness.extract.context import Context
from bearwitness.extract.quantities import Quantity
from bearwitness.extract.quantities import find as find_quantities
from bearwitness.model import Sentence, Token
from bearwitness.vocabulary import Group, MentionKind, Outcome

LONGEST_PHRASE = 9
"""Tokens of a noun phrase of persons, its age left out."""
LONGEST_TOLL = 6
OLDEST = 110
"""Years; a bare number up to this after a person and a comma is an age."""
NAMING: tuple[MentionKind, ...] = ("place", "facility", "weapon")
EMPHASIS = 0.75
"""Share of long words with a capital from which a line is a headline."""


class Scan:
    """Looks at one sentence; nothing is cut here."""

    def __init__(self, context: Context, sentence: Sentence) -> None:
        self.context = context
        self.sentence = sentence
        self.tokens: Sequence[Token] = sentence.tokens
        self.words = words_of(sentence.tokens)
        self.lexicon: Lexicon = lexicon(context.language)
        self.persons = self.lexicon.persons
        phrases = self.lexicon.phrases
        self.harms = [
            (self._number_of(at) or phrases.at(self.words, at)) if word in phrases.first else None
            for at, word in enumerate(self.words)
        ]
        self.numbers = self._numbers()
        self.quoted = self._quoted()
        self.named = self._mentioned()
        self.shot = any(word in self.lexicon.words.shot for word in self.words)
        self.capitals = sentence.kind == "title" or _title_case(self.tokens)

    def _numbers(self) -> dict[int, tuple[int, Quantity]]:
        """First token of each number phrase -> (token after its last, the phrase)."""
        found: dict[int, tuple[int, Quantity]] = {}
        at = 0
        for one in find_quantities(self.sentence.text, self.context.language):
            start, end = one.start + self.sentence.start, one.end + self.sentence.start
            while at < len(self.tokens) and self.tokens[at].end <= start:
                at += 1
            last = at
            while last < len(self.tokens) and self.tokens[last].start < end:
                last += 1
            if last > at and not self._is_age(at, last) and one.figure.text != "911":
                found[at] = (last, one)
        return found

    def _quoted(self) -> set[int]:
        """Token indices of quotation marks around a number alone: “dozens” of wounded."""
        marks: set[int] = set()
        for first, (last, _) in self.numbers.items():
            if self.word(first - 1) not in self.persons.quotes:
                continue
            close = last + 1 if self.word(last) == "." else last
            if self.word(close) in self.persons.closing_quotes:
                marks |= {first - 1, close} if close == last else {first - 1}
            elif any(self.words[at] in self.persons.closing_quotes for at in range(first, last)):
                marks.add(first - 1)
        return marks

    def _is_age(self, first: int, last: int) -> bool:
        """Whether it is the 34 of "his wife, 34, and": a bare number after one person and a comma."""
        words = self.words
        if first < 2 or last - first != 1 or words[first - 1] not in (",", "(") or not words[first].isdecimal():
            return False
        person = self.tokens[first - 2].pos == "PROPN" or self.lexicon.group_of(words[first - 2]) is not None
        if not person or int(words[first][:4]) > OLDEST:
            return False
        return last >= len(words) or words[last] in (",", ")", ".", ";", "and")

    def _mentioned(self) -> set[int]:
        """Token indices inside mentions of places, facilities and weapons."""
        inside: set[int] = set()
        for one in self.context.mentions_in(self.sentence.passage, self.sentence.start, self.sentence.end, *NAMING):
            inside.update(word.index for word in self.tokens if one.start <= word.start < one.end)
        return inside

    # --- words -------------------------------------------------------------------------------------------------------

    def word(self, at: int) -> str:
        """The word at a token; empty beyond the ends."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def pos(self, at: int) -> str:
        """The part of speech of a token; `PUNCT` beyond the ends."""
        return self.tokens[at].pos if 0 <= at < len(self.tokens) else "PUNCT"

    def harm_at(self, at: int) -> tuple[int, Harm] | None:
        """Length and value of the phrase of the lexicon that begins at a token."""
        return self.harms[at] if 0 <= at < len(self.harms) else None

    def _number_of(self, at: int) -> tuple[int, Harm] | None:
        """Reads "the number of prisoners who died" as "the number of people who died"."""
        if self.word(at) != "number" or self.word(at + 1) != "of":
            return None
        for noun in (at + 2, at + 3):
            if self.lexicon.group_of(self.word(noun)) == "people":
                found = self.lexicon.phrases.at(["number", "of", "people", *self.words[noun + 1 : noun + 5]], 0)
                return (
                    (found[0] + noun - at - 2, found[1]) if found is not None and found[1].symbol == "TALLY" else None
                )
        return None

    def text(self, first: int, last: int) -> str:
        """The tokens `first..last` as written."""
        if last <= first:
            return ""
        begin = self.tokens[first].start - self.sentence.start
        return self.sentence.text[begin : self.tokens[last - 1].end - self.sentence.start]

    def plural(self, at: int) -> bool:
        """The noun is a plural."""
        return self.tokens[at].tag in ("NNS", "NNPS") or self.words[at].endswith("s")

    # --- noun phrases ------------------------------------------------------------------------------------------------

    def toll_noun(self, at: int) -> tuple[int, Outcome] | None:
        """The end and the outcome of a toll noun with its adjectives ("reported casualties") from `at`."""
        for size in (4, 3):
            key = tuple(self.words[at : at + size])
            if len(key) == size and key in self.lexicon.counted:
                return at + size, self.lexicon.counted[key]
        for end in range(at + 1, min(at + LONGEST_TOLL, len(self.words)) + 1):
            outcome = self._counted_toll(at, end)
            if outcome is not None:
                other = self.word(end) in self.lexicon.words.not_toll or self._owns(end)
                return None if other else (end, outcome)
            if not self._may_stand_before_toll(end):
                return None
        return None

    def _owns(self, end: int) -> bool:
        """An apostrophe and a noun follow: "7000 victims' names" counts names."""
        return self.word(end) in ("'", "’", "'s", "’s") and self.pos(end + 1) in ("NOUN", "ADJ")

    def _counted_toll(self, begin: int, end: int) -> Outcome | None:
        for size in (2, 1):
            key = tuple(self.words[max(begin, end - size) : end])
            longer = tuple(self.words[max(begin, end - size) : end + 1])
            goes_on = end < len(self.words) and longer in self.lexicon.counted
            if len(key) == size and key in self.lexicon.counted and not goes_on:
                return self.lexicon.counted[key]
        return None

    def _may_stand_before_toll(self, end: int) -> bool:
        """The token before `end` can stand between a number and a toll noun."""
        word = self.words[end - 1]
        if self.tokens[end - 1].pos not in ("ADJ", "NOUN", "PROPN", "ADV", "VERB") and word != "-":
            return False
        if self.lexicon.group_of(word) and word not in ("civilian", "child", "police", "military"):
            return False
        harm = self.harm_at(end - 1)
        return harm is None or harm[1].outcome is None or self.word(end) in ("bodies", "people")

    def noun_run(self, at: int) -> tuple[int, int, Group | None] | None:
        """The nouns from `at`: (end, head, group of the head or None); None if no noun stands there."""
        end = self.after_age(at)
        if end > at and not self._person_follows(end):
            return end, end - 1, "people"  # "a 22-year-old"
        head, group = -1, None
        while end < len(self.tokens) and end - at < LONGEST_PHRASE:
            aged = self.after_age(end) if head < 0 else end
            if aged > end:  # "an unarmed 13-year-old"
                if not self._person_follows(aged):
                    return aged, aged - 1, "people"
                end = aged
                continue
            step = self._noun_step(at, end, head, group)
            if step is None:
                break
            end, head, group = step
        if head < 0:
            return None
        if self.words[head + 1 : head + 4] == ["-", "in", "-"]:
            return min(head + 5, len(self.tokens)), head, group
        return head + 1, head, group

    def person_run(self, at: int) -> tuple[int, int, Group] | None:
        """The nouns from `at` if they name persons: (end, head, group)."""
        found = self.noun_run(at)
        return None if found is None or found[2] is None else (found[0], found[1], found[2])

    def _noun_step(self, at: int, end: int, head: int, group: Group | None) -> tuple[int, int, Group | None] | None:
        """One token more of a noun phrase: the new end, head and group; None where the phrase stops."""
        token, word, seen = self.tokens[end], self.words[end], head >= 0
        known = self.lexicon.group_of(word)
        if word in self.persons.temporal or end in self.numbers or (known is None and self._harm_stops(end, seen)):
            return None
        if known is not None or token.pos in ("NOUN", "PROPN"):
            if known is not None and token.pos == "VERB" and end > at:
                return None
            if seen and token.pos == "PROPN" and known is None and self.tokens[head].pos != "PROPN":
                return None  # "officer Smith"
            pair = self.lexicon.groups.get(" ".join(self.words[max(at, end - 1) : end + 1]))
            return end + 1, end, pair or known or self._by_ending(end)
        if self._modifies(token, word):
            people = seen and group is None and self.tokens[head].pos == "PROPN" and self._person_follows(end)
            stops = seen and not people and (token.pos in ("NUM", "ADV") or token.tag in ("VBN", "VBG", "JJ"))
            return None if stops else (end + 1, head, group)
        if word == "(" and self._acronym(end):
            return end + 3, head, group
        if word == "and" and group is not None and self._joins_nouns(end):
            return end + 1, head, "people"
        return None

    def _harm_stops(self, end: int, seen: bool) -> bool:
        """A word of harm or a helper stands there, and is no part of the noun phrase."""
        found = self.harm_at(end)
        if found is None or (found[1].symbol == "ADV" and not seen):
            return False
        return not (found[1].symbol in ("RISE", "LEAVE") and self.tokens[end].pos == "NOUN")

    def _modifies(self, token: Token, word: str) -> bool:
        if token.pos in ("ADJ", "NUM", "ADV") or word in ("-", "/", "old"):
            return True
        return token.tag in ("VBN", "VBG", "HYPH", "POS") or (token.pos == "DET" and word not in self.persons.definite)

    def _joins_nouns(self, at: int) -> bool:
        """Whether "and" joins two nouns of one count: "women and children", "police and army officers"."""
        if at + 1 in self.numbers or self.lexicon.group_of(self.word(at + 1)) is None:
            return False
        return bool(self.lexicon.group_of(self.word(at + 2))) or self.plural(at + 1)

    def _acronym(self, at: int) -> bool:
        """Whether "(NDS)" stands at `at` with more of the noun phrase after it."""
        return (
            at + 3 < len(self.tokens)
            and self.words[at + 2] == ")"
            and self.tokens[at + 1].text.isupper()
            and self.tokens[at + 3].pos in ("NOUN", "PROPN", "ADJ")
        )

    def _person_follows(self, at: int) -> bool:
        """A person noun stands within two tokens ("22-year-old local man")."""
        for position in range(at, min(at + 3, len(self.words))):
            if self.lexicon.group_of(self.words[position]):
                return True
            if self.tokens[position].pos not in ("ADJ", "NOUN", "PROPN"):
                return False
        return False

    def _by_ending(self, at: int) -> Group | None:
        """A person noun that is not listed: an ending that only persons have, or a people's name in the plural."""
        word, token = self.words[at], self.tokens[at]
        if word in self.lexicon.words.things or len(word) < 5:
            return None
        if word.endswith(self.persons.person_endings):
            return "people"
        capital = token.text[0].isupper()
        people = word.endswith(self.persons.people_endings) and (token.tag in ("NNPS", "NNS") or at > 0)
        return "people" if capital and (people or token.tag == "NNPS") else None

    # --- ages --------------------------------------------------------------------------------------------------------

    def after_age(self, at: int) -> int:
        """The token after "19-year-old" at `at`; `at` itself if none stands there."""
        words, units = self.words, self.persons.age_units
        for size in (1, 3):  # "19", "thirty-five"
            if size == 3 and self.word(at + 1) != "-":
                continue
            rest = words[at + size : at + size + 4]
            if len(rest) == 4 and rest[0] == "-" and rest[1] in units and rest[2] == "-" and rest[3] in ("old", "olds"):
                return at + size + 4
            if len(rest) >= 3 and rest[0] == "-" and rest[1] in units and rest[2] == "old":
                return at + size + 3
            if len(rest) >= 2 and rest[0] in units and rest[1] == "old":
                return at + size + 2
        return at

    def age(self, first: int, last: int) -> int | None:
        """The age told by "19-year-old" inside the tokens, or by ", 22," after them; 0 below a year."""
        for at in range(first, last):
            if self.words[at].isdecimal() and self.after_age(at) > at:
                years = any(word in ("year", "years", "yr") for word in self.words[at : at + 3])
                return int(self.words[at][:3]) if years else 0
        after = self.words[last : last + 3]
        if len(after) >= 2 and after[0] in (",", "(") and after[1].isdecimal() and len(after[1]) <= 2:
            return int(after[1])
        if len(after) >= 3 and after[:2] == [",", "aged"] and after[2].isdecimal() and len(after[2]) <= 2:
            return int(after[2])
        return None


def _title_case(tokens: Sequence[Token]) -> bool:
    """Most words of four letters or more begin with a capital, and no full stop ends the line: a headline."""
    if tokens and tokens[-1].text == ".":
        return False
    long = [one for one in tokens if len(one.text) > 3 and one.text.isalpha()]
    return len(long) >= 4 and sum(one.text[0].isupper() for one in long) >= EMPHASIS * len(long)
