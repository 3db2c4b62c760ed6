"""Finds the runs of capitalised words of a passage that may name a place, with what stands round each.

Case decides what is looked at: a gazetteer of the world has a place called "hospital" and one called "from".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bearwitness.entities.gazetteer import fold, gazetteer
from bearwitness.entities.places_spelling import ARTICLES
from bearwitness.entities.places_spot import (
    ARTICLE,
    FARTHEST,
    NEARBY,
    Form,
    Span,
    Spot,
    Word,
    capitals,
    joined,
    word_before,
)
from bearwitness.entities.places_words import LARGE, MOST_SEEN, Read, Words, persons_name

AFTER = re.compile(r"([^\w]*)([\w'’]+)?")
NUMBER = re.compile(r"[ -](?:[A-Z]{1,2}-?)?\d{1,4}\b")
BLOCK = re.compile(r"\d(?:th|st|nd|rd)? block of $")
BORDERS = frozenset('.!?:\n"“”•|')
STREET_WORDS = 5
UNKNOWN_WORDS = 5
SHORTEST_UNKNOWN = 4
Step = tuple[int, Spot | None]
"""How many words are used up, and the spot that they make."""


def scan(passage: int, text: str, known: Words) -> Iterator[Spot]:
    """The spots of a text in reading order; they do not overlap."""
    return _Scanner(passage, text, known).spots()


class _Scanner:
    """Walks over the capitalised words of one text."""

    def __init__(self, passage: int, text: str, known: Words) -> None:
        self.passage = passage
        self.text = text
        self.known = known
        self.words = capitals(text)
        self.reach = [
            other[0] - one[1] <= FARTHEST and joined(text, one, other) for one, other in pairwise(self.words)
        ] + [False]
        self.blocks = "block of " in text

    def spots(self) -> Iterator[Spot]:
        """From the first word to the last; words inside a spot are not looked at again."""
        words, at, end = self.words, 0, 0
        while at < len(words):
            if words[at].start < end:
                at += 1
                continue
            used, spot = self.at(at)
            if spot is not None:
                end = spot.end
                yield spot
            at += used

    def at(self, at: int) -> Step:
        """What begins with this word: a street, an abbreviation, a name, or unknown words that may be a place."""
        word, known = self.words[at], self.known
        text, reach = word[2], self.reach[at]
        if not reach and text in known.articles:  # "The", "He" by themselves
            return 1, None
        if self.blocks and self.before_number(word[0]):
            return self.block(at)
        if reach or text in known.numbered:
            step = self.road(at) or self.nature(at)
            if step is not None:
                return step
        step = None
        if text[-1] == "." or text in known.abbreviations or self.text.startswith(".", word[1]):
            step = self.abbreviation(word, at)
        step = step or self.name(at)
        return step if step is not None else self.headed(at)

    def block(self, at: int) -> Step:
        """A street without its noun ("the 1300 block of North Oak")."""
        last = at
        while last - at < STREET_WORDS and self.reach[last] and self.gap(last) in (" ", ". "):
            last += 1
        return last - at + 1, self.made((at, last), (self.words[at].start, self.words[last].end), "street")

    def before_number(self, start: int) -> bool:
        """A numbered block stands before ("the 1300 block of")."""
        return (
            self.text[start - 9 : start] == "block of "
            and BLOCK.search(self.text, max(0, start - 20), start) is not None
        )

    def gap(self, at: int) -> str:
        """What stands between this word and the next; a mark where there is no next."""
        if at + 1 >= len(self.words):
            return "\n"
        return self.text[self.words[at].end : self.words[at + 1].start]

    def abbreviation(self, word: Word, at: int) -> Step | None:
        """An area's abbreviation: with its full stop anywhere, without only after a comma."""
        text, short = self.text, self.known.abbreviations
        end = word.end if word.text.endswith(".") else word.end + 1
        key = text[word.start : end]
        if key[-1:] == "." and key.replace(" ", "") in short:
            key = key.replace(" ", "")
            return 1, self.spot((at, at), (word.start, end), Read(key, "abbreviation", short[key], False))
        if word.text in short and text[max(0, word.start - 2) : word.start] == ", ":
            name = Read(word.text, "abbreviation", short[word.text], False)
            return 1, self.spot((at, at), (word.start, word.end), name)
        return None

    def name(self, at: int) -> Step | None:
        """The longest name of the gazetteer or the language that begins with this word."""
        start = self.words[at].start
        if start > 2 and self.text[start - 1] == "-":
            article = ARTICLE.search(self.text, max(0, start - 5), start)
            if article is not None:
                step = self.named(at, article.start(), self.longest(article[0][:-1]) - 1)
                if step is not None:
                    return step
        return self.named(at, start, self.longest(self.words[at].text))

    def named(self, at: int, start: int, longest: int) -> Step | None:
        """The longest name of at most so many words from this one on, whose words begin at `start`."""
        if longest <= 0:
            return None
        text, words, reach, reading = self.text, self.words, self.reach, self.known.reading
        last = at
        while last - at + 1 < longest and reach[last]:
            last += 1
        while last >= at:
            end = words[last][1]
            name = reading(text[start:end])
            if name is not None:
                if last == at and reach[at] and self.begins_area(at, name):
                    return self.headed(at)
                return last - at + 1, self.spot((at, last), (start, end), name)
            last -= 1
        return None

    def begins_area(self, at: int, name: Read) -> bool:
        """The name of a small place that is the first word of an area's of two ("in Dashti Archi district")."""
        if self.gap(at) != " " or name.form != "name":
            return False
        heads = self.known.heads
        after = AFTER.match(self.text, self.words[at + 1][1], self.words[at + 1][1] + NEARBY)
        if after is None or after[1] != " " or after[2] not in heads or not after[2].islower():
            return False
        if heads[after[2]] not in ("county", "region"):
            return False
        return all(one.kind == "city" and one.population < LARGE for one in name.found)

    def longest(self, word: str) -> int:
        """The number of words of the longest name that begins with this word."""
        lengths = self.known.lengths
        length = lengths.get(word)
        if length is None:
            first = fold(word).split(" ")[0]
            length = max(gazetteer().longest(first), self.known.longest.get(first, 0))
            if len(lengths) >= MOST_SEEN:
                lengths.clear()
            lengths[word] = length
        return length

    def road(self, at: int) -> Step | None:
        """A road by its number ("Highway 19", "I-75")."""
        word = self.words[at]
        if word.text not in self.known.numbered:
            return None
        number = NUMBER.match(self.text, word.end)
        return None if number is None else (1, self.made((at, at), (word.start, number.end()), "street"))

    def nature(self, at: int) -> Step | None:
        """A run of up to five words that ends in a noun for a street, a landform or a water, or begins with one."""
        known, words = self.known, self.words
        first = words[at][2]
        if first in known.nature_before and self.reach[at]:
            return self.water(at)
        if first in known.articles or len(first) == 1:
            return None
        last = at
        while last - at < STREET_WORDS and self.reach[last] and self.gap(last) in (" ", ". ", "-"):
            last += 1
            noun = words[last].text
            more = self.reach[last] and self.gap(last) == " "
            span = (words[at].start, words[last].end)
            if noun in known.streets or (noun in known.streets_short and self.stopped(last)):
                if more and words[last + 1].text in known.houses:
                    return None
                return last - at + 1, self.made((at, last), span, "street")
            if noun in known.nature and not more:
                return last - at + 1, self.made((at, last), span, "nature")
            if noun in known.civic or noun in known.titles or noun in known.houses:
                return None
        return None

    def stopped(self, at: int) -> bool:
        """An abbreviated noun for a street: with its full stop, and no name after it (`St. Louis`)."""
        return self.text[self.words[at].end : self.words[at].end + 1] == "." and self.gap(at) != ". "

    def water(self, at: int) -> Step | None:
        """A noun for a landform or a water and its name ("Lake Chad", "Mount Hermon")."""
        words, known = self.words, self.known
        if self.gap(at) != " ":
            return None
        if self.reach[at + 1] and self.gap(at + 1) == " ":
            span = (words[at].start, words[at + 2].end)
            if known.named(fold(self.text[slice(*span)])).found:
                return 3, self.made((at, at + 2), span, "nature")
        following = words[at + 1].text
        if following in known.civic or following in known.houses or following in known.heads:
            return None
        return 2, self.made((at, at + 1), (words[at].start, words[at + 1].end), "nature")

    def headed(self, at: int) -> Step:
        """Unknown words before a noun for an area ("Dashti Archi district") are an area without an entry."""
        words, known = self.words, self.known
        last = at
        while self.reach[last] and last - at < UNKNOWN_WORDS - 1 and self.gap(last) in (" ", "-", "-i-", "-e ", "-e-"):
            if words[last + 1].text in known.heads:
                break
            last += 1
        if words[at][2] in known.never or words[at][2] in known.articles:
            return 1, None
        start = words[at].start
        if start and self.text[start - 1] == "-":
            article = ARTICLE.search(self.text, max(0, start - 5), start)
            start = article.start() if article is not None else start
        span = (start, words[last].end)
        after = AFTER.match(self.text, span[1], span[1] + NEARBY) if self.text.startswith(" ", span[1]) else None
        if after and after[1] == " " and after[2] in known.heads:
            return last - at + 1, self.made((at, last), span, "area")
        if not self.may_be_place((at, last), start):
            return 1, None
        return last - at + 1, self.made((at, last), span, "unknown")

    def may_be_place(self, run: Span, start: int) -> bool:
        """Unknown words after a preposition of place or in a list may be a place that the gazetteer lacks."""
        first, last = run
        word, known = self.words[first], self.known
        if self.reach[last] and self.gap(last) in (" ", "-"):
            return False
        if (
            word.text in known.titles
            or word.text in known.months
            or word.text.isupper()
            or (len(word.text) < SHORTEST_UNKNOWN and f"{word.text.lower()} " not in ARTICLES)
        ):
            return False
        before, gap = word_before(self.text, start)
        if gap not in (" ", ", "):
            return False
        if gap == " " and before not in known.strong and before != "and":
            if before == "of":  # "the village of ..."
                if word_before(self.text, start - 3)[0] not in known.heads:
                    return False
            elif before not in known.struck or persons_name(word.text):
                return False
        others = (known.houses, known.bodies, known.civic)
        return not any(one.text in some for one in self.words[first : last + 1] for some in others)

    def made(self, run: Span, span: Span, form: Form) -> Spot:
        """A spot of this form; one whose words are in the gazetteer (Red Sea) is a name."""
        key = fold(self.text[slice(*span)])
        if form == "nature":
            named = self.known.named(key)
            if named.found:
                known: Form = "demonym" if named.demonym else "name"
                return self.spot(run, span, Read(key, known, named.found, named.listed and not named.demonym))
        return self.spot(run, span, Read(key, form, (), False))

    def spot(self, run: Span, span: Span, name: Read) -> Spot:
        """The spot with what stands round it."""
        text, words, (first, last), (start, end) = self.text, self.words, run, span
        before, gap_before = word_before(text, start)
        after = AFTER.match(text, end, end + NEARBY)
        left = right = None
        if first and self.gap(first - 1) in (" ", ". "):
            left = words[first - 1].text
        if last + 1 < len(words) and text[end : words[last + 1].start] in (" ", "-"):
            right = words[last + 1].text
        spot = Spot(
            passage=self.passage,
            start=start,
            end=end,
            key=name.key,
            form=name.form,
            found=name.found,
            left=left,
            right=right,
            long_run=right is not None and self.reach[last + 1],
            before=before,
            gap_before=gap_before,
            after=after[2] or "" if after else "",
            gap_after=after[1] if after else "",
            first=not before or (gap_before != " " and (not gap_before or not BORDERS.isdisjoint(gap_before))),
            listed=name.listed,
        )
        spot.of_noun = before == "of" and gap_before == " " and word_before(text, start - 3)[0] in self.known.heads
        spot.capitals = text[start:end].isupper()
        _widen(spot, self.known)
        return spot


def _widen(spot: Spot, known: Words) -> None:
    """Takes in a head noun ("Donetsk region") and a direction ("eastern Ukraine")."""
    if spot.form in ("name", "area") and spot.gap_after == " " and spot.after in known.heads:
        spot.head = spot.after
        whole = known.named(f"{spot.key} {spot.after}") if spot.after.islower() else None
        if whole is not None and whole.found:  # "the Gaza strip"
            spot.key, spot.found = f"{spot.key} {spot.after}", whole.found
        if known.heads[spot.after] != "city" or spot.form == "area":
            spot.end += 1 + len(spot.after)
    before = spot.before
    if spot.form == "name" and spot.gap_before == " " and before.endswith("ern") and before[:-3] in known.towards:
        spot.direction = before
        spot.start -= len(before) + 1
