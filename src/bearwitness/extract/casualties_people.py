"""Units of persons: counted, with an article, definite, named, bare; and counted toll nouns."""

from __future__ import annotations

from dataclasses import replace

from bearwitness.extract.casualties_lexicon import Harm
from bearwitness.extract.casualties_scan import Scan
from bearwitness.extract.casualties_units import Unit
from bearwitness.extract.quantities import Quantity
from bearwitness.model import Figure
from bearwitness.vocabulary import Group, Outcome

LONGEST_NAME = 6
YEARS = range(1950, 2050)
NOBODY = frozenset({"no", "zero", "neither", "not one", "not a single"})


class People(Scan):
    """Recognises persons at a token."""

    def counted(self, at: int) -> Unit | None:
        """A number phrase with what it counts."""
        if at not in self.numbers:
            return None
        last, quantity = self.numbers[at]
        figure = quantity.figure
        if figure.qualifier == "none" and self.word(last) == "longer":
            return None
        begin = last + 1 if last in self.quoted else last
        while self.word(begin) in self.persons.more and self.word(begin) != "others":
            if self.word(begin) == "of" and self.word(begin + 1) in self.persons.of_them:
                return self._partitive(at, begin, quantity)
            begin += 1
        more = quantity.more or "more" in self.words[last:begin]
        return (
            self._hurt(at, begin, figure, more=more)
            or self._tolled(at, begin, figure, more=more)
            or self._counted_noun(at, begin, figure, more=more)
            or self._bare_number(at, last, begin, figure, more=more)
        )

    def _tolled(self, at: int, begin: int, figure: Figure, *, more: bool) -> Unit | None:
        """Whether it is a counted toll noun: "231 deaths", "no casualties", "two victims"."""
        found = self.toll_noun(begin)
        if found is None:
            return None
        end, outcome = found
        helpers = self.lexicon.words
        if figure.text.isdecimal() and len(figure.text) == 4 and figure.low in YEARS:
            return Unit("OTHER", at, begin)  # "a 2016 injury"
        if figure.qualifier == "none" and any(one in helpers.not_nobody for one in self.words[at:end]):
            return Unit("OTHER", at, end)
        if (figure.low or 0) > 1 and self.tokens[end - 1].tag == "NN":
            return Unit("OTHER", at, end)  # "500 body cameras"
        plain = self.words[end - 1] in helpers.victims and end - begin < 2
        return Unit(
            "VICTIMS" if plain else "TOLLED",
            at,
            end,
            figure,
            words=self.text(begin, end),
            head=end - 1,
            outcome=outcome,
            more=more,
            singular=figure.low == 1,
        )

    def _counted_noun(self, at: int, begin: int, figure: Figure, *, more: bool) -> Unit | None:
        if self.word(begin) in self.persons.articles:
            return Unit("NUMBER", at, begin)  # "image 2 of 8 A child was shot"
        noun = self.noun_run(begin)
        if noun is not None:
            end, head, group = noun
            if group is None:
                return Unit("THINGS", at, end, figure, head=head)
            return self._people(at, end, head, group, figure, more=more, begin=begin)
        if self.pos(begin) == "NOUN" and self.word(begin) != "others" and self.harm_at(begin) is None:
            return Unit("THINGS", at, begin + 1, figure, head=begin)
        return None

    def _bare_number(self, at: int, last: int, begin: int, figure: Figure, *, more: bool) -> Unit:
        if figure.qualifier == "none" and figure.text.lower() in NOBODY:
            return Unit("NOT", at, last)
        if figure.text.lower() == "one" and self.word(begin) in ("in", "day", "that", "another"):
            return Unit("OTHER", at, last)
        single = figure.low == 1 == figure.high
        return Unit("COUNT", at, max(last, begin), figure, head=last - 1, more=more, singular=single)

    def _partitive(self, at: int, of: int, quantity: Quantity) -> Unit:
        """Whether it is a part of others: "three of them", "129 of the hostages"."""
        whose, figure, end = self.word(of + 1), quantity.figure, of + 2
        group: Group = "people"
        words = ""
        named = whose not in ("them", "whom", "which", "us")
        noun = self.person_run(end) if named else None
        things = self.noun_run(end) if named and noun is None else None
        if noun is not None:
            end, _, group = noun
            words = self.text(of + 2, end)
        elif things is not None:
            return Unit("THINGS", at, things[0], figure, head=things[1])
        elif whose in ("those", "these", "the"):
            found = self.harm_at(end)
            if found is not None and found[1].outcome is not None:
                end += found[0]
            elif whose == "the":
                return Unit("OTHER", at, of)
        return Unit(
            "PEOPLE",
            at,
            end,
            figure,
            group,
            words,
            at,
            more=quantity.more,
            partitive=whose not in self.persons.possessive,  # "three of his guards" are three guards
            singular=figure.low == 1,
        )

    def _hurt(self, at: int, begin: int, figure: Figure, *, more: bool) -> Unit | None:
        """Whether a word of harm stands between the number and the people: "five wounded soldiers"."""
        found = self.harm_at(begin)
        if found is None or found[1].symbol not in ("DONE", "STATE") or found[1].outcome is None:
            return None
        noun = self.person_run(begin + found[0])
        if noun is None:
            return None
        end, head, group = noun
        words = self.text(begin + found[0], end)
        harm = found[1]
        return Unit(
            "HURT", at, end, figure, group, words, head, harm, harm.outcome, more=more, singular=figure.low == 1
        )

    def _people(self, at: int, end: int, head: int, group: Group, figure: Figure, *, more: bool, begin: int) -> Unit:
        single = figure.low == 1 == figure.high
        words = self.text(begin, end)
        return Unit("PEOPLE", at, end, figure, group, words, head, more=more, singular=single, age=self.age(at, end))

    def manifold(self, at: int) -> Unit | None:
        """Whether it is "triple shooting", "double homicide": as many people."""
        helpers = self.lexicon.words
        number, outcome = helpers.manifold.get(self.words[at]), helpers.manifold_tolls.get(self.word(at + 1))
        if number is None or outcome is None:
            return None
        figure = Figure(low=number, high=number, qualifier="exact", text=self.tokens[at].text)
        harm = Harm("TOLLED", outcome, open_end=outcome == "injured")
        return Unit("TOLLED", at, at + 2, figure, words=self.text(at, at + 2), head=at + 1, harm=harm, outcome=outcome)

    def aged_name(self, at: int) -> Unit | None:
        """One person told by age and name: "24-year-old Ann Reed"."""
        begin = self.after_age(at)
        if begin == at or begin >= len(self.tokens):
            return None
        named = self.name(begin)
        return None if named is None or named.symbol != "NAME" else replace(named, first=at, age=self.age(at, begin))

    # --- an article, a definite noun, a name -------------------------------------------------------------------------

    def with_article(self, at: int) -> Unit | None:
        """One person with an article: "a doctor", "another 22-year-old", "a fourth"."""
        if self.words[at] not in self.persons.articles or at + 1 >= len(self.tokens):
            return None
        begin = at + 1
        found = self.harm_at(begin)
        if found is not None and found[1].symbol == "TALLY":
            return Unit("OTHER", at, at + 1)
        more = self.words[at] == "another" or self.word(begin) in self.persons.ordinals
        figure = Figure(low=1, high=1, qualifier="exact", text=self.tokens[at].text)
        if self.words[at] == "another" and self._stands_alone(begin):
            if begin in self.numbers:
                return None
            return Unit("COUNT", at, begin, figure, head=at, more=True, singular=True)
        return (
            self._hurt(at, begin, figure, more=more)
            or self._tolled_with_article(at, begin, figure, more=more)
            or self._one(at, begin, figure, more=more)
        )

    def _stands_alone(self, begin: int) -> bool:
        ends = self.pos(begin) in ("AUX", "VERB", "ADP", "PUNCT") or begin in self.numbers
        return (ends or self.harm_at(begin) is not None) and not self.noun_run(begin)

    def _tolled_with_article(self, at: int, begin: int, figure: Figure, *, more: bool) -> Unit | None:
        found = self.toll_noun(begin)
        if found is None or self.words[found[0] - 1] in self.lexicon.words.not_toll_with_article:
            return None
        end, outcome = found
        words = self.text(begin, end)
        if self.words[end - 1] in self.lexicon.words.victims:
            return Unit(
                "PEOPLE", at, end, figure, "people", words, end - 1, more=more, singular=True, age=self.age(at, end)
            )
        return Unit("TOLLED", at, end, figure, words=words, head=end - 1, outcome=outcome, more=more, singular=True)

    def _one(self, at: int, begin: int, figure: Figure, *, more: bool) -> Unit | None:
        noun = self.person_run(begin)
        if noun is None:
            ordinal = self.word(begin) in self.persons.ordinals and self.pos(begin + 1) not in ("NOUN", "PROPN", "NUM")
            if ordinal or self._countryman(begin):
                words = "" if ordinal else self.tokens[begin].text
                return Unit("PEOPLE", at, begin + 1, figure, words=words, head=begin, more=more, singular=True)
            return None
        end, head, group = noun
        if self.words[head] in self.persons.collective:
            return Unit("OTHER", at, end)
        if self.tokens[head].tag == "NNS":
            return None
        if self.after_age(begin) == end and self._capital_noun(end):
            end, head = end + 1, end
        return self._people(at, end, head, group, figure, more=more, begin=begin)

    def _capital_noun(self, at: int) -> bool:
        """Whether a word with a capital ends what an article and an age began: "a 19-year-old Latino", never a name."""
        if at >= len(self.tokens) or not self.tokens[at].text[0].isupper() or at in self.named:
            return False
        return self.pos(at) in ("PROPN", "NOUN", "ADJ") and self.pos(at + 1) in ("PUNCT", "CCONJ", "AUX", "VERB")

    def _countryman(self, at: int) -> bool:
        """Whether it is "a Pakistani", with no noun after it."""
        token = self.tokens[at]
        ends = token.text[0].isupper() and token.text.lower().endswith(self.persons.countryman_endings)
        after = self.pos(at + 1)
        return ends and len(token.text) > 4 and at not in self.named and after in ("PUNCT", "CCONJ", "AUX", "VERB")

    def definite(self, at: int) -> Unit | None:
        """Persons told of before: "the victims", "his wife", "he", "both men"."""
        word, token = self.words[at], self.tokens[at]
        if word in self.persons.pronouns and token.pos == "PRON" and token.tag == "PRP":
            single = word in self.persons.singular_pronouns
            return Unit("THEY", at, at + 1, words=word, head=at, singular=single, definite=True)
        if word == "both":
            return self._both(at)
        if word not in self.persons.definite or at + 1 >= len(self.tokens) or token.pos == "SCONJ":
            return None
        if at + 1 in self.numbers and word in {"the", *self.persons.possessive}:
            counted = self.counted(at + 1)
            if counted is not None and counted.symbol in ("PEOPLE", "COUNT", "TOLLED", "VICTIMS", "HURT"):
                return replace(counted, first=at)  # "his two sons", "the 98 wounded"
        if word in ("those", "these") and self.word(at + 1) in ("who", "of"):
            return Unit("THEY", at, at + 1, head=at, definite=True)
        noun = self.person_run(at + 1)
        if noun is None:
            return None
        end, head, group = noun
        single = self.tokens[head].tag in ("NN", "NNP", "JJ")
        words = self.text(at + 1, end)
        return Unit("THEY", at, end, None, group, words, head, singular=single, definite=True, age=self.age(at, end))

    def _both(self, at: int) -> Unit | None:
        two = Figure(low=2, high=2, qualifier="exact", text=self.tokens[at].text)
        begin = at + 2 if self.word(at + 1) in ("the", "of", "his", "her") else at + 1
        noun = self.person_run(begin)
        if noun is not None and self.plural(noun[1]):
            return self._people(at, noun[0], noun[1], noun[2], two, more=False, begin=begin)
        if self.word(at + 1) in ("were", "are", "died", "have", "had", "suffered", "sustained"):
            return Unit("COUNT", at, at + 1, two, head=at)
        return None

    def name(self, at: int) -> Unit | None:
        """A run of proper nouns that names no place, facility or weapon."""
        if self.capitals or self.harm_at(at) or not self._in_name(at, at):
            return None
        end = at
        while end < len(self.tokens) and end - at < LONGEST_NAME and self._in_name(at, end):
            end += 1
        end = self._after_nickname(at, end)
        if end < len(self.tokens) and self.words[end] == "'s":
            kin = self.person_run(end + 1)
            if kin is not None:  # "Reed's daughter" is the daughter
                single = self.tokens[kin[1]].tag in ("NN", "NNP")
                words = self.text(end + 1, kin[0])
                return Unit("THEY", at, kin[0], None, kin[2], words, kin[1], singular=single, definite=True)
        last = self.words[end - 1]
        if any(word in self.lexicon.words.place_words for word in self.words[at:end]):
            return None
        if last in self.persons.not_names or (self.tokens[end - 1].text.isupper() and len(last) > 1):
            return None
        known = self.lexicon.group_of(last)
        words = self.text(at, end)
        if known is not None and self.plural(end - 1):
            return Unit("THEY", at, end, None, known, words, end - 1)
        group = known or "people"
        return Unit("NAME", at, end, None, group, words, end - 1, singular=True, age=self.age(at, end))

    def _in_name(self, first: int, at: int) -> bool:
        token, word = self.tokens[at], self.words[at]
        if word in self.persons.temporal or (at in self.named and not self._harmed_name(at)):
            return False
        if token.pos == "PROPN" and token.text[0].isupper():
            return True
        joins = at > first and word in self.persons.particles and len(token.text) <= 3
        return joins and self.pos(at + 1) == "PROPN"

    def _after_nickname(self, at: int, end: int) -> int:
        """The end of a name with a nickname in quotes inside: James "J.R." Gustafson."""
        if end <= at or self.word(end) not in self.persons.quotes:
            return end
        for close in range(end + 1, min(end + 4, len(self.tokens) - 1)):
            if self.words[close] in self.persons.closing_quotes:
                return close + 2 if self.pos(close + 1) == "PROPN" and close + 1 not in self.named else end
        return end

    def _harmed_name(self, at: int) -> bool:
        """A name that is a place elsewhere and here the subject of a word of harm: "Kaker and his son were killed"."""
        token = self.tokens[at]
        for _ in range(LONGEST_NAME):
            if token.dep not in ("compound", "flat") or token.head == token.index:
                break
            token = self.tokens[token.head]
        found = self.harm_at(token.head) if token.dep in ("nsubjpass", "dobj") else None
        return found is not None and found[1].outcome is not None

    def bare(self, at: int) -> Unit | None:
        """A person noun without article or number: plural ("civilians"), or singular in a headline ("Man shot")."""
        word, token = self.words[at], self.tokens[at]
        some = word in self.persons.some and at + 1 not in self.numbers
        if not some and token.pos not in ("NOUN", "PROPN", "ADJ", "NUM") and self.lexicon.group_of(word) is None:
            return None
        noun = self.person_run(at + some)
        if noun is None:
            return None
        end, head, group = noun
        head_word = self.words[head]
        if head_word in self.persons.adjectival and head + 1 < len(self.tokens) and not self.capitals:
            return None
        plural = (self.plural(head) and not head_word.endswith("ss")) or head_word in self.persons.plurals
        words = self.text(at + some, end)
        if some and not plural:
            return None
        if plural or not self.capitals:
            return Unit("THEY", at, end, None, group, words, head, singular=not plural)
        figure = Figure(low=1, high=1, qualifier="exact", text=words)
        return self._people(at, end, head, group, figure, more=False, begin=at)


def outcome_named(words: list[str]) -> Outcome | None:
    """The outcome that "among the dead", "of those wounded" names; None if it names none."""
    if any(one in words for one in ("dead", "killed", "fatalities")):
        return "killed"
    return "injured" if any(one in words for one in ("wounded", "injured")) else None
