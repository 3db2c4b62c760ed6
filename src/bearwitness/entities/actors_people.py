"""Persons: names that a title, a role, an age, a verb of saying or a given name shows to be a person's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bearwitness.entities.actors_lexicon import Lexicon
from bearwitness.entities.tokens import Tokens, runs

LONGEST_NAME = 5
"""Words."""
REACH = 14
"""Words that an apposition may hold."""
ENDS = frozenset({".", ",", ";", ":", "?", "!", "(", ")", '"', "“", "”", "—", "–"})
SENTENCE_MARKS = frozenset({".", "!", "?", ":", "“", '"', "”", "—", "-", "–", "*", "•", "‘"})


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


@dataclass(frozen=True)
class _Role:
    text: str
    organisation: tuple[int, int] | None = None
    country: str | None = None


class People:
    """Finds persons in one passage."""

    def __init__(self, found: Tokens, lexicon: Lexicon) -> None:
        self.found, self.lexicon, self.words = found, lexicon, lexicon.words
        self.closes = ENDS | lexicon.words.roles.closers

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

    def _surname_at(self, first: int, at: int) -> bool:
        """An office's word right after a given name is a surname ("James Elder")."""
        return at == first + 1 and self.found.capital(at) and self.found.text[first] in self.lexicon.given

    def _a_capital(self, first: int, last: int) -> bool:
        hit = self.lexicon.governments.at(self.found.text, first)
        return hit is not None and first + hit[0] >= last

    def _listed(self, name: str) -> bool:
        from bearwitness.languages.names import fold_name

        return fold_name(name) in self.lexicon.persons

    # --- what stands before -------------------------------------------------------------------------------

    def _title(self, first: int, last: int) -> tuple[int, _Role | None]:
        """Where the name begins in the run, and the role that the words before it in the run make."""
        found, roles = self.found, self.words.roles
        cut = None
        for at in range(first, last - 1):
            low = found.low[at]
            if low in self.words.address or low in self.words.short or low in roles.heads:
                cut = at
        if cut is None:
            return self._field(first, last)
        start = cut + 1
        while start < last and found.text[start] == ".":
            start += 1
        if start >= last or found.low[cut] in self.words.address:
            return start, None
        left = cut
        while left > first and self._belongs_to_role(left - 1):
            left -= 1
        while left == first and first > 0 and self._joined_before(first):  # "Police Chief": a run leaves out "Police"
            left = first = first - 1
        return start, self._role(left, start, first)

    def _joined_before(self, at: int) -> bool:
        """The capitalised word before belongs to the office that begins here."""
        found = self.found
        word = found.low[at - 1]
        return found.capital(at - 1) and not found.between(at).strip() and word in self.words.roles.modifiers

    def _field(self, first: int, last: int) -> tuple[int, _Role | None]:
        """Past the field or state of an office that stands between it and the name: "Secretary of State X"."""
        found, roles = self.found, self.words.roles
        begin = start = first
        while begin > 0 and found.low[begin - 1] in roles.fields and not found.between(begin).strip():
            begin -= 1
        while start < last - 1 and found.low[start] in roles.fields:
            start += 1
        state = self.lexicon.states.at(found.text, first)
        if begin == start and state is not None and first + state[0] < last:
            start += state[0]
        head = begin - 2
        if (
            begin == start
            or head < 0
            or found.low[begin - 1] not in ("of", "for")
            or found.low[head] not in roles.heads
        ):
            return first, None
        left = head
        while left > 0 and not found.between(left).strip() and self._belongs_to_role(left - 1):
            left -= 1
        country = state[1].code if state else self._country(max(0, left - 1), left) or self._country_before(left)
        owner = (left - 1, left) if left and country is None and found.capital(left - 1) else None
        return start, _Role(found.words(left, start), owner, country)

    def _belongs_to_role(self, at: int) -> bool:
        low = self.found.low[at]
        return (
            low in self.words.roles.modifiers
            or low in self.words.roles.heads
            or low in self.words.short
            or low in {".", "'s"}
            or low.split("-")[0] in ("vice", "deputy", "ex", "co")
        )

    def _role(self, left: int, end: int, first: int) -> _Role:
        """The role of the words [left, end); what stands before them back to `first` is its body or state."""
        words = []
        for at in range(left, end):
            if self.found.text[at] != ".":
                words.append(self.words.short.get(self.found.low[at], self.found.text[at]))
        organisation: tuple[int, int] | None = None
        country: str | None = None
        if left > first:
            country = self._country(first, left)
            if country is None:
                organisation = (first, left)
        elif first > 0:
            country = self._country_before(first)
        return _Role(" ".join(words), organisation, country)

    def _country(self, first: int, last: int) -> str | None:
        for at in range(first, last):
            state = self._state_at(at)
            if state is not None:
                return state
        return None

    def _state_at(self, at: int) -> str | None:
        found = self.found
        if found.text[at] in self.lexicon.adjectives:
            return self.lexicon.adjectives[found.text[at]].code
        for phrases in (self.lexicon.states, self.lexicon.double_adjectives):
            hit = phrases.at(found.text, at)
            if hit is not None:
                return hit[1].code
        return None

    def _country_before(self, at: int) -> str | None:
        """The state of "Ukraine's" or "Ukrainian" right before the word."""
        if self.found.word(at - 1) == "'s" and at >= 2:
            at -= 1
        for back in (1, 2):
            if at - back >= 0 and not self.found.between(at).strip():
                state = self._state_at(at - back)
                if state is not None:
                    return state
        return None

    def _role_before(self, first: int, start: int, end: int) -> _Role | None:
        """A role in small letters right before the name, or in apposition before it (the mayor, X,)."""
        found, heads = self.found, self.words.roles.heads
        if first != start or first == 0:
            return None
        at = first - 1
        if found.low[at] in heads and not found.between(first).strip() and self._plain_gap(at, first):
            left = at
            while (
                0 < left > at - REACH
                and not found.between(left).strip()
                and self._belongs_to_role(left - 1)
                and found.low[left - 1] not in ("'s", ".")
                and (not found.capital(left - 1) or self._begins_sentence(left - 1))
            ):
                left -= 1
            return self._with_owner(left, at + 1)
        if found.low[at] == "," and found.word(end) in (",", ".", ")", ""):
            return self._apposition_before(at)
        return None

    def _plain_gap(self, left: int, right: int) -> bool:
        return "\n\n" not in self.found.passage.text[self.found.end[left] : self.found.start[right]]

    def _with_owner(self, left: int, right: int) -> _Role:
        """The role [left, right) with the body or state that stands before it."""
        found = self.found
        country = self._country_before(left)
        organisation: tuple[int, int] | None = None
        if country is None and left > 0 and found.capital(left - 1) and not found.between(left).strip():
            begin = left - 1
            while (
                begin > 0 and found.capital(begin - 1) and not found.between(begin).strip() and self._of_body(begin - 1)
            ):
                begin -= 1
            if found.low[begin] not in self.words.stop.words or begin < left - 1:
                organisation = (begin, left)
        return _Role(found.words(left, right), organisation, country)

    def _of_body(self, at: int) -> bool:
        """Whether a capitalised word can belong to a body's name."""
        low = self.found.low[at]
        return low not in self.words.stop.words or low in self.words.roles.modifiers

    def _begins_sentence(self, at: int) -> bool:
        found = self.found
        return at == 0 or found.low[at - 1] in SENTENCE_MARKS or "\n\n" in found.between(at)

    def _apposition_before(self, comma: int) -> _Role | None:
        found, roles = self.found, self.words.roles
        begin = comma
        while (
            begin > 0
            and comma - begin < REACH
            and found.low[begin - 1] not in self.closes
            and found.low[begin - 1] not in self.words.speech.verbs
        ):
            begin -= 1
        for at in range(begin, comma):
            following = found.word(at + 1)
            if found.low[at] in roles.heads and (at + 1 == comma or following in ("of", "for")):
                left = at
                while left > begin and self._belongs_to_role(left - 1) and found.low[left - 1] != "'s":
                    left -= 1
                if (
                    left > begin
                    and found.low[left - 1] not in self.words.roles.determiners
                    and not self._state_at(left - 1)
                    and not found.capital(left - 1)
                ):
                    continue
                return self._phrase(left, at, comma)
        return None

    # --- what stands after --------------------------------------------------------------------------------

    def _role_after(self, end: int) -> _Role | None:
        """A role in apposition after the name: "X, the interior minister," or "X, head of the office,"."""
        found, roles = self.found, self.words.roles
        if found.word(end) != ",":
            return None
        begin = end + 1
        if found.word(begin).isdigit() and found.word(begin + 1) == ",":
            begin += 2
        if found.word(begin) in self.words.roles.determiners:
            begin += 1
        limit = min(begin + 8, len(found))
        at = begin
        while at < limit:
            low = found.low[at]
            if low in roles.heads and not found.word(at + 1).startswith("-"):
                if at > begin and self._surname_at(at - 1, at):
                    return None
                following = found.word(at + 1)
                if following in roles.heads and following not in self.closes:
                    at += 1
                    continue
                if (
                    following in self.closes
                    or following in roles.joins
                    or following == ""
                    or following in self.words.speech.verbs
                ):
                    return self._phrase(begin, at, len(found))
                if found.capital(at + 1):
                    return None
            elif low in self.closes or low in self.words.speech.verbs:
                return None
            at += 1
        return None

    def _phrase(self, begin: int, head: int, limit: int) -> _Role:
        """The role from `begin` over its head to the end of what belongs to it (of the ministry)."""
        found = self.found
        end = head + 1
        if found.word(end) in self.words.roles.joins:
            stop = min(limit, head + REACH)
            while end < stop and found.low[end] not in self.closes and found.low[end] not in self.words.speech.verbs:
                end += 1
        organisation: tuple[int, int] | None = None
        if end > head + 2:
            inner = head + 2
            while inner < end and found.low[inner] in self.words.roles.determiners:
                inner += 1
            organisation = (inner, end) if inner < end else None
        country = self._country(begin, end) or self._country_before(begin)
        return _Role(found.words(begin, end), organisation, country)

    def _weak(self, role: _Role) -> bool:
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
