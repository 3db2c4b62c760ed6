"""Persons: names that a title, a role, an age, a verb of saying or a given name shows to be a person's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bearwitness.entities.actors_roles import ENDS, REACH, Role, Roles
from bearwitness.entities.tokens import runs

LONGEST_NAME = 5
"""Words."""


@dataclass(frozen=True)
class Person:
    """A name in a passage. `first` and `last` are word positions, half open."""

    first: int
    last: int
    name: str
    certain: bool
    """The words beside it show a person; otherwise it may be one, if it is shown to be one elsewhere."""
    speaks: bool = False
    """One word beside a verb of saying: reports name people in full first, so that alone it is rather a body."""
    role: str | None = None
    organisation: tuple[int, int] | None = None
    """Word positions of the body in the role."""
    country: str | None = None


@dataclass(frozen=True)
class Office:
    """An office in place of a name. `first` and `last` are word positions, half open."""

    first: int
    last: int
    role: str
    head: str
    country: str | None


class People(Roles):
    """Finds persons in one passage."""

    def candidates(self) -> Iterator[Person]:
        """Every run of capitalised words that is or may be a person's name, in order."""
        stop, short = self.words.stop.words, frozenset(self.words.short) | self.words.address
        for first, last in runs(self.found, stop=stop, short=short, particles=self.words.stop.particles):
            if self.found.titled[first]:
                yield from self._in_title(first, last)
                continue
            begin = self._past_usual(first, last)
            person = self._person(begin, last) if begin < last else None
            if person is not None:
                yield person

    def _in_title(self, first: int, last: int) -> Iterator[Person]:
        """Each word and pair of words of a title: they are names only if the report shows it elsewhere."""
        for at in range(first, last):
            for end in (at + 1, at + 2):
                if end <= last and self._looks_like_a_name(at, end):
                    name = self.found.words(at, end)
                    yield Person(first=at, last=end, name=name, certain=end > at + 1 and self._listed(name))

    def offices(self) -> Iterator[Office]:
        """Such as "the president said": an office beside a verb of saying, without a name."""
        found, roles, speech = self.found, self.words.roles, self.words.speech
        for at in range(1, len(found) - 1):
            if found.low[at] not in roles.heads or found.low[at + 1] in roles.heads:
                continue
            following = at + 1
            while found.word(following) in speech.helps:
                following += 1
            left = at
            while (
                at - left < REACH
                and left > 0
                and self._belongs_to_role(left - 1)
                and found.low[left - 1] not in (".", "'s")
            ):
                left -= 1
            country = self._country_before(left)
            begin = left
            while (
                begin > 0
                and at - begin < 5
                and found.capital(begin - 1)
                and found.low[begin - 1] not in self.words.roles.determiners
            ):
                begin -= 1
            if found.word(begin - 1) not in self.words.roles.determiners or found.between(left).strip():
                continue
            according = found.word(begin - 2) == "to" and found.word(begin - 3) == "according"
            if found.word(following) in speech.verbs or (according and not found.capital(at + 1)):
                yield Office(left, at + 1, found.words(left, at + 1), found.low[at], country)

    def _past_usual(self, first: int, last: int) -> int:
        """Without common words that only the beginning of a sentence gave a capital."""
        found = self.found
        if self._listed(found.words(first, last)):
            return first
        begins = self._begins_sentence(first)
        while (
            begins
            and first < last
            and found.low[first] in self.lexicon.usual
            and found.text[first] not in self.lexicon.given
            and not self._title_word(found.low[first])
        ):
            first += 1
        return first

    def _title_word(self, low: str) -> bool:
        words = self.words
        return low in words.address or low in words.short or low in words.roles.heads or low in words.roles.modifiers

    def _person(self, first: int, last: int) -> Person | None:
        start, title = self._title(first, last)
        name_end = last
        while name_end > start and (self.found.low[name_end - 1] in ENDS or self._lone_initial(start, name_end)):
            name_end -= 1
        if not self._looks_like_a_name(start, name_end):
            return None
        if self._a_capital(start, name_end):
            # "Washington said": a government, unless the report has a person of this name.
            return Person(first=start, last=name_end, name=self.found.words(start, name_end), certain=title is not None)
        if self.found.word(name_end) in self.words.roles.places:
            return None
        role = title or self._role_before(first, start, name_end)
        if role is None or role.text.lower() in self.words.roles.courtesy:
            role = self._role_after(name_end) or role
        name = self.found.words(start, name_end)
        single = name_end - start == 1
        certain = (
            (role is not None and not (single and self._weak(role)))
            or self._listed(name)
            or self._addressed(first, start)
            or self._aged(name_end)
            or (not single and self.found.text[start] in self.lexicon.given)
        )
        speaks = not certain and self._speaks(first, start, name_end)
        certain = certain or (speaks and not single)
        if self.found.titled[first] and not (self._listed(name) or self._addressed(first, start)):
            certain = False
        return Person(
            first=start,
            last=name_end,
            name=name,
            certain=certain,
            speaks=speaks and single and not self.found.titled[first],
            role=role.text if role else None,
            organisation=role.organisation if role else None,
            country=role.country if role else None,
        )

    def _lone_initial(self, start: int, end: int) -> bool:
        """An initial at the end of a name is the beginning of something else."""
        return end - start > 1 and len(self.found.text[end - 1]) == 1

    # --- the name -----------------------------------------------------------------------------------------

    def _looks_like_a_name(self, first: int, last: int) -> bool:
        if not 0 < last - first <= LONGEST_NAME + 2:
            return False
        found, stop, heads = self.found, self.words.stop, self.words.bodies.heads
        names = [at for at in range(first, last) if found.text[at] != "."]
        if not names or len(names) > LONGEST_NAME:
            return False
        for at in names:
            word, low = found.text[at], found.low[at]
            if not word[0].isalpha() or any(letter.isdigit() for letter in word):
                return False
            if (
                low in stop.things
                or low.title() in heads
                or (low in self.words.roles.heads and low not in ("major", "pope") and not self._surname_at(first, at))
            ):
                return False
            if word in self.lexicon.adjectives and not self._listed(found.words(first, last)):
                return False
            if (
                len(word) > 1
                and word.isupper()
                and (len(names) == 1 or len(word) < 4)
                and low not in ("ii", "iii", "iv", "jr", "sr")
            ):
                return False
        if len(names) == 1 and (len(found.text[names[0]]) < 2 or found.low[names[0]] in stop.particles):
            return False
        for phrases in (self.lexicon.states, self.lexicon.listed):
            for begin in (first, first - 1):
                hit = phrases.at(found.text, begin) if begin >= 0 else None
                if hit is not None and begin + hit[0] >= last:
                    return False
        return self.lexicon.states.at(found.text, first) is None

    def _a_capital(self, first: int, last: int) -> bool:
        hit = self.lexicon.governments.at(self.found.text, first)
        return hit is not None and first + hit[0] >= last

    def _listed(self, name: str) -> bool:
        from bearwitness.languages.names import fold_name

        return fold_name(name) in self.lexicon.persons

    def _weak(self, role: Role) -> bool:
        return role.text.lower() in self.words.roles.weak_alone

    def _addressed(self, first: int, start: int) -> bool:
        return any(self.found.low[at] in self.words.address for at in range(first, start))

    def _aged(self, end: int) -> bool:
        """Such as "X, 35,"."""
        found = self.found
        age = found.word(end + 1)
        return (
            found.word(end) == ","
            and age.isdigit()
            and 0 < int(age) < 115
            and len(age) < 4
            and found.word(end + 2) in (",", ".", ";", "and", "of", "was")
        )

    def _speaks(self, first: int, start: int, end: int) -> bool:
        found, speech = self.found, self.words.speech
        at = end
        if found.word(at) == "," and end - start > 1:
            closing = next(
                (to for to in range(at + 1, min(at + 1 + 2 * REACH, len(found))) if found.low[to] in (",", ".")), None
            )
            if closing is not None and found.low[closing] == ",":
                at = closing + 1
        while found.word(at) in speech.helps:
            at += 1
        before = found.word(first - 1)
        if before == "to" and found.word(first - 2) == "according":
            return True
        if before in speech.prepositions:
            return False
        if found.word(at) in speech.verbs:
            return True
        return before in speech.before and found.word(first - 2) not in (
            "he",
            "she",
            "they",
            "it",
            "police",
            "officials",
            "who",
        )
