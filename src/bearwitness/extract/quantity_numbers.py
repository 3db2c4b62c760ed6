"""Bare numbers in a row of words: digits with separators, spelled numbers, listed phrases, ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bearwitness.extract.quantity_words import Lexicon, Number, Word, phrase

GROUPED = re.compile(r"\d{1,3}(?:[.,'’]\d{3})+")
DECIMAL = re.compile(r"\d+[.,]\d{1,2}")
TRIPLE = re.compile(r"\d{3}")
SPACES = frozenset(" \u00a0\u202f\u2009")
DASHES = frozenset("-–—")
LARGEST = 10_000_000
"""No attack harms more; a larger number is something else."""
LOWER = frozenset({"at_least", "more_than"})
"""Hedges of a lower bound."""
AFTER_ARTICLE = frozenset({"hundred", "thousand", "million", "dozen"})


@dataclass(frozen=True)
class Numbers:
    """Reads numbers from the words of a text."""

    words: Sequence[Word]
    known: Lexicon
    text: str

    def _word(self, at: int) -> str:
        return self.words[at].text if 0 <= at < len(self.words) else ""

    def _touches(self, at: int) -> bool:
        """No space stands before the word."""
        return 0 < at < len(self.words) and self.words[at].start == self.words[at - 1].end

    def range_at(self, at: int) -> Number | None:
        """A range: "between 5 and 7", "five to seven", "5-7"."""
        opener = self._word(at)
        low = self.number_at(at + 1 if opener in ("between", "from") else at)
        if low is None or low.kind != "value":
            return None
        reach = self._reach(at, low)
        if reach is not None:
            return reach
        joint = self._word(low.last)
        wanted = {"between": ("and", "to", *DASHES), "from": ("to",)}.get(opener, ("to", "or"))
        if joint not in wanted and not (joint in DASHES and self._touches(low.last)):
            return None
        hedge = phrase(self.words, low.last + 1, self.known.hedges) if opener == "between" else 0
        high = self.number_at(low.last + 1 + hedge)  # "between 80 and more than 100"
        if high is None or high.kind != "value" or high.low <= low.low:
            return None
        if joint == "or" and high.low > 2 * low.low + 2:
            return None
        more = hedge and self.known.hedges[tuple(one.text for one in self.words[low.last + 1 : low.last + 1 + hedge])]
        if more == "more_than":
            return Number(at, high.last, low.low, high.low + 1, "range")
        scale = 1
        if low.low < 100 and high.low >= 1000 and high.low % 1000 == 0 and self._word(high.last - 1) == "thousand":
            scale = 1000  # "two to three thousand"
        return Number(at, high.last, low.low * scale, high.low, "range")

    def _reach(self, at: int, low: Number) -> Number | None:
        """Reads "at least one but possibly up to 12"."""
        size = phrase(self.words, low.last, self.known.reach)
        bound = any(
            self.known.hedges.get(tuple(one.text for one in self.words[max(0, at - back) : at])) in LOWER
            for back in range(1, 4)
        )
        high = self.number_at(low.last + size) if size and bound else None
        if high is None or high.kind != "value" or high.low <= low.low:
            return None
        return Number(at, high.last, low.low, high.low, "range")

    def number_at(self, at: int) -> Number | None:
        """A number, a vague word or nobody that begins at a word."""
        word = self._word(at)
        if not word or (word in ("no", "not") and phrase(self.words, at, self.known.hedges) > 1):
            return None  # "no fewer than" is a hedge, not nobody
        size = phrase(self.words, at, self.known.phrases)
        key = tuple(one.text for one in self.words[at : at + size])
        if size and not (key == ("no",) and self._word(at + 1)[:1].isdecimal()):
            kind, low, high = self.known.phrases[key]
            return Number(at, at + size, low, high, kind)
        if word[0].isdecimal():
            return self._digits(at)
        if word == "a" and self._word(at + 1) in AFTER_ARTICLE:
            return self._spelled(at + 2, at, self.known.multipliers[self._word(at + 1)])
        return self._spelled(at, at, 0) if word in self.known.numbers else None

    def _digits(self, at: int) -> Number | None:
        raw = self._word(at).rstrip("+")
        if DECIMAL.fullmatch(raw):
            factor = self._factor(at + 1)
            value = round(float(raw.replace(",", ".")) * factor) if factor else 0
            return Number(at, at + 2, value, value) if 0 < value <= LARGEST else None
        if not GROUPED.fullmatch(raw) and not raw.isdecimal():
            return None
        value, last = int(re.sub(r"\D", "", raw)[:12]), at + 1
        if raw.isdecimal():
            value, last = self._spaced(at, value)
        factor = self._factor(last)
        if factor:
            value, last = value * factor, last + 1
        return Number(at, last, value, value) if value <= LARGEST else None

    def _factor(self, at: int) -> int:
        return 0 if self._word(at) == "score" else self.known.multipliers.get(self._word(at), 0)

    def _spaced(self, at: int, value: int) -> tuple[int, int]:
        """Thousands set apart by one space ("1 100"), but not "April 8 100 people"."""
        last = at + 1
        if len(self._word(at)) > 3 or self._word(at)[0] == "0" or self._word(at - 1) in self.known.not_people.months:
            return value, last
        while last < len(self.words) and TRIPLE.fullmatch(self._word(last)) and value <= LARGEST:
            gap = self.text[self.words[last - 1].end : self.words[last].start]
            if len(gap) != 1 or gap not in SPACES:
                break
            value, last = value * 1000 + int(self._word(last)), last + 1
        return value, last

    def _spelled(self, at: int, first: int, start: int) -> Number:
        """A spelled number whose words go on at `at`; `start` is the value of those before."""
        total, current = (start, 0) if start >= 1000 else (0, start)
        last = at
        while last < len(self.words) and total + current <= LARGEST:
            word = self._word(last)
            value = self.known.numbers.get(word)
            if value is not None:
                if last > first and not _may_follow(current, value):
                    break
                current += value
            elif self._factor(last) and (current or total):
                factor = self._factor(last)
                total, current = (total + current * factor, 0) if factor >= 1000 else (total, current * factor)
            elif not self._joins(last, first, current):
                break
            last += 1
        return Number(first, last, total + current, total + current)

    def _joins(self, at: int, first: int, current: int) -> bool:
        """A hyphen ("twenty-five") or "and" ("two hundred and five") inside a number."""
        if at <= first or self._word(at + 1) not in self.known.numbers:
            return False
        hyphen = self._word(at) in DASHES and self._touches(at) and self._touches(at + 1)
        return hyphen or (self._word(at) == "and" and current >= 100)


def _may_follow(current: int, value: int) -> bool:
    """The value can stand after what was read: five after twenty, fifty after two hundred."""
    if current == 0:
        return True
    if current % 100 == 0:
        return value < 100
    return current % 10 == 0 and current % 100 >= 20 and 0 < value < 10
