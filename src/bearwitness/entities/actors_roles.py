"""Offices and roles beside a name: before it in the same run, in apposition on either side, with body and state."""

from __future__ import annotations

from dataclasses import dataclass

from bearwitness.entities.actors_lexicon import Lexicon
from bearwitness.entities.tokens import Tokens

REACH = 14
"""Words that an apposition may hold."""
ENDS = frozenset({".", ",", ";", ":", "?", "!", "(", ")", '"', "“", "”", "—", "–"})
SENTENCE_MARKS = frozenset({".", "!", "?", ":", "“", '"', "”", "—", "-", "–", "*", "•", "‘"})


@dataclass(frozen=True)
class Role:
    """A role as written. `organisation` is word positions, half open."""

    text: str
    organisation: tuple[int, int] | None = None
    country: str | None = None


class Roles:
    """Reads the roles of one passage."""

    def __init__(self, found: Tokens, lexicon: Lexicon) -> None:
        self.found, self.lexicon, self.words = found, lexicon, lexicon.words
        self.closes = ENDS | lexicon.words.roles.closers

    # --- what stands before -------------------------------------------------------------------------------

    def _title(self, first: int, last: int) -> tuple[int, Role | None]:
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

    def _field(self, first: int, last: int) -> tuple[int, Role | None]:
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
        return start, Role(found.words(left, start), owner, country)

    def _belongs_to_role(self, at: int) -> bool:
        low = self.found.low[at]
        return (
            low in self.words.roles.modifiers
            or low in self.words.roles.heads
            or low in self.words.short
            or low in {".", "'s"}
            or low.split("-")[0] in ("vice", "deputy", "ex", "co")
        )

    def _role(self, left: int, end: int, first: int) -> Role:
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
        return Role(" ".join(words), organisation, country)

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

    def _role_before(self, first: int, start: int, end: int) -> Role | None:
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

    def _with_owner(self, left: int, right: int) -> Role:
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
        return Role(found.words(left, right), organisation, country)

    def _of_body(self, at: int) -> bool:
        """Whether a capitalised word can belong to a body's name."""
        low = self.found.low[at]
        return low not in self.words.stop.words or low in self.words.roles.modifiers

    def _begins_sentence(self, at: int) -> bool:
        found = self.found
        return at == 0 or found.low[at - 1] in SENTENCE_MARKS or "\n\n" in found.between(at)

    def _apposition_before(self, comma: int) -> Role | None:
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

    def _role_after(self, end: int) -> Role | None:
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

    def _phrase(self, begin: int, head: int, limit: int) -> Role:
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
        return Role(found.words(begin, end), organisation, country)

    def _surname_at(self, first: int, at: int) -> bool:
        """An office's word right after a given name is a surname ("James Elder")."""
        return at == first + 1 and self.found.capital(at) and self.found.text[first] in self.lexicon.given
