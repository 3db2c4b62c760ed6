"""Bodies, armed forces and groups, states and plural officials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bearwitness.entities.actors_lexicon import CommonBody, Lexicon
from bearwitness.entities.tokens import Tokens, runs
from bearwitness.languages.states import State
from bearwitness.vocabulary import ActorKind

ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th)")
OF_NAMES = frozenset(
    (
        *("police", "north", "south", "east", "west", "northern", "southern", "eastern", "western"),
        *("central", "county", "city", "state", "university", "college", "mountain", "district", "republican"),
        *("democratic", "school", "new", "first"),
    )
)
"""Words that are no names by themselves and stand in the names of bodies."""
LONGEST_BODY = 9
"""Words."""


@dataclass(frozen=True)
class Body:
    """A body in a passage. `first` and `last` are word positions, half open."""

    first: int
    last: int
    name: str
    kind: ActorKind
    side: str | None
    base: str | None = None
    """What it is without its owner ("police"): in one report the bare noun is the one with an owner."""
    owned: bool = True
    listed: bool = False


class Bodies:
    """Finds bodies in one passage."""

    def __init__(self, found: Tokens, lexicon: Lexicon) -> None:
        self.found, self.lexicon, self.words = found, lexicon, lexicon.words

    def find(self) -> Iterator[Body]:
        """Every body; they may overlap. Of two with the same words the first one counts."""
        yield from self._listed()
        yield from self._named()
        yield from self._common()
        yield from self._states()

    def _listed(self) -> Iterator[Body]:
        at = 0
        while at < len(self.found):
            hit = self.lexicon.listed.at(self.found.text, at)
            if hit is None:
                at += 1
                continue
            length, body = hit
            yield Body(at, at + length, body.name, body.kind, body.side, listed=True)
            at += length

    # --- proper names -------------------------------------------------------------------------------------

    def _named(self) -> Iterator[Body]:
        stop = self.words.stop.words - OF_NAMES
        for first, last in runs(self.found, stop=stop, short=frozenset(), particles=frozenset()):
            span = None if self.found.titled[first] else self._body_in(first, last)
            if span is not None:
                yield self._body(self._numbered(*span), span[1])

    def _numbered(self, first: int, last: int) -> int:
        """Where the name of a unit begins, with its number: "the 12th Mountain Brigade"."""
        found, bodies = self.found, self.words.bodies
        unit = found.text[last - 1] in bodies.forces or found.text[last - 1] in bodies.groups
        number = found.word(first - 1)
        if unit and first and ORDINAL.fullmatch(number) and not found.between(first).strip():
            return first - 1
        return first

    def _body_in(self, first: int, last: int) -> tuple[int, int] | None:
        """The part of the run that names a body: up to its last head, with "of ..." where the head stands before it."""
        found, heads = self.found, self.words.bodies.heads
        ends = [at + 1 for at in range(first, last) if found.text[at] in heads]
        if not ends:
            return None
        end = ends[-1]
        extended = self._extended(end)
        if end - first < 2 and extended == end:
            return None
        name = found.words(first, extended)
        if any(name.endswith(never) for never in self.words.bodies.never):
            return None
        if found.text[end - 1] == "District" and found.text[max(0, end - 2)] not in self.words.bodies.districts:
            return None
        return (first, extended) if extended - first <= LONGEST_BODY else None

    def _extended(self, end: int) -> int:
        """Over "of the Interior", "for Human Rights", "of Kharkiv and Donetsk": as long as capitals follow."""
        found = self.found
        limit = end + LONGEST_BODY
        while end + 1 < len(found) and end < limit:
            to = end
            if found.low[to] not in ("of", "for", "on"):
                break
            to += 1
            if found.word(to) == "the":
                to += 1
            if to >= len(found) or not found.capital(to) or "\n\n" in found.between(to):
                break
            if found.low[end] == "on" and found.low[to] in self.words.stop.words:  # "on Monday"
                break
            while (
                to < min(limit, len(found))
                and (found.capital(to) or (found.low[to] == "and" and to + 1 < len(found) and found.capital(to + 1)))
                and "\n\n" not in found.between(to)
                and not found.between(to).strip()
            ):
                to += 1
            end = to
        return end

    def _body(self, first: int, last: int) -> Body:
        found, bodies = self.found, self.words.bodies
        name = found.words(first, last).replace("’", "'")
        listed = self.lexicon.bodies.get(name.lower())
        if listed is not None:
            return Body(first, last, listed.name, listed.kind, listed.side, listed=True)
        state = next((one for at in range(first, last) if (one := self._state(at)) is not None), None)
        owner = state or self._owner_state(first)
        kind: ActorKind = "organisation"
        if found.text[last - 1] in bodies.groups:
            kind = "armed_group"
        elif found.text[last - 1] in bodies.forces:
            kind = "armed_force"
        common = self._common_tail(first, last)
        if common is not None:
            # "Elmford Police Department" and "Elmford police" are one body.
            name = f"{found.words(first, common[0])} {common[1].name}".replace("’", "'")
            return Body(first, last, name, common[1].kind, owner.code if owner else None, base=common[1].name)
        ministry = self._ministry(first, last)
        if ministry is not None:
            name = f"{ministry} of {owner.name}" if owner else self._towns(first, last, ministry)
        elif owner is not None and state is None:
            name = f"{name} of {owner.name}"
        return Body(first, last, name, kind, owner.code if owner else None, base=ministry, owned=owner is not None)

    def _common_tail(self, first: int, last: int) -> tuple[int, CommonBody] | None:
        """Where the common noun begins that ends a name ("police department"), and which it is."""
        for at in range(first + 1, last):
            hit = self.lexicon.common.at(self.found.low, at)
            if hit is not None and at + hit[0] == last and not hit[1].definite:
                return at, hit[1]
        return None

    def _towns(self, first: int, last: int, ministry: str) -> str:
        """The ministry with the town or territory named before it: "Gaza Health Ministry"."""
        found = self.found
        begin = next(at for at in range(first, last) if self.lexicon.ministries.at(found.low, at) is not None)
        plain = all(found.capital(at) and found.low[at] not in self.words.stop.words for at in range(first, begin))
        return f"{ministry} of {found.words(first, begin)}" if begin > first and plain else ministry

    def _ministry(self, first: int, last: int) -> str | None:
        for at in range(first, last):
            hit = self.lexicon.ministries.at(self.found.low, at)
            if hit is not None:
                return f"Ministry of {hit[1]}"
        return None

    def _state(self, at: int) -> State | None:
        found = self.found
        if found.text[at] in self.lexicon.adjectives:
            return self.lexicon.adjectives[found.text[at]]
        for phrases in (self.lexicon.states, self.lexicon.double_adjectives):
            hit = phrases.at(found.text, at)
            if hit is not None:
                return hit[1]
        return None

    def _owner_state(self, first: int) -> State | None:
        """The state of "Ukraine's" before the words."""
        if self.found.word(first - 1) == "'s":
            for back in (2, 3, 4):
                if first - back >= 0:
                    state = self._state(first - back)
                    if state is not None:
                        return state
        return None

    # --- common nouns -------------------------------------------------------------------------------------

    def _common(self) -> Iterator[Body]:
        at = 0
        while at < len(self.found):
            hit = self.lexicon.ministries.at(self.found.low, at)
            if hit is not None:
                yield self._qualified(at, at + hit[0], CommonBody("organisation", f"Ministry of {hit[1]}", ()))
                at += hit[0]
                continue
            common = self.lexicon.common.at(self.found.low, at)
            if common is None:
                at += 1
                continue
            length, body = common
            if (body.definite or body.speaking) and not self._said_by_it(at, at + length, body.definite):
                at += length
                continue
            if self._stands_alone(at + length):
                one = self._qualified(at, at + length, body)
                if one.owned or one.first < at or not body.needs:
                    yield one
            at += length

    def _said_by_it(self, first: int, last: int, definite: bool) -> bool:
        """Such as "the ministry said", "according to residents": common nouns that speak for somebody only here."""
        found, speech = self.found, self.words.speech
        begin = first
        while (
            begin > 0
            and first - begin < 3
            and (
                found.low[begin - 1] in self.words.qualifiers.words or found.text[begin - 1] in self.lexicon.adjectives
            )
        ):
            begin -= 1
        article = found.word(begin - 1) in self.words.bodies.articles
        if definite and not article:
            return False
        begin -= article
        at = last
        while found.word(at) in speech.helps:
            at += 1
        if found.word(at) in speech.verbs:
            return True
        before = found.word(begin - 1)
        return (
            (before == "to" and found.word(begin - 2) == "according")
            or before in ("citing", "quoting", "cited", "quoted")
            or (before == "by" and found.word(begin - 2) in speech.verbs)
        )

    def _stands_alone(self, end: int) -> bool:
        following = self.found.word(end)
        if following in self.words.bodies.attributive or following in self.words.roles.heads:
            return False
        return end >= len(self.found) or not following.startswith("-")

    def _qualified(self, first: int, last: int, body: CommonBody) -> Body:
        """The noun with what stands before it: a state, a possessive, adjectives, a town."""
        found, begin = self.found, first
        state: State | None = None
        town: str | None = None
        words: list[str] = []
        while begin > 0 and first - begin < 6 and not found.between(begin).strip():
            before = begin - 1
            one = self._adjective(before)
            if one is not None:
                begin, state = one[0], one[1]
                break
            if found.low[before] in self.words.qualifiers.words:
                words.insert(0, found.low[before])
                begin = before
                continue
            if found.low[before] == "'s" and before > 0:
                begin, state, town = self._possessive(before, begin)
            elif (
                found.capital(before)
                and found.low[before] not in self.words.stop.words
                and found.text[before] not in self.words.bodies.heads
            ):
                begin = before
                while (
                    begin > 0
                    and found.capital(begin - 1)
                    and not found.between(begin).strip()
                    and found.low[begin - 1] not in self.words.stop.words
                ):
                    begin -= 1
                state = self._state(begin)
                town = None if state else found.words(begin, before + 1)
            break
        return self._with_owner((begin, last), body, state, town, words)

    def _adjective(self, at: int) -> tuple[int, State] | None:
        found = self.found
        if found.text[at] in self.lexicon.adjectives:
            return at, self.lexicon.adjectives[found.text[at]]
        if at > 0:
            hit = self.lexicon.double_adjectives.at(found.text, at - 1)
            if hit is not None:
                return at - 1, hit[1]
        if found.text[at] in ("US", "U.S.", "UK", "U.K."):
            return at, self.lexicon.by_code["US" if "S" in found.text[at] else "GB"]
        return None

    def _possessive(self, mark: int, begin: int) -> tuple[int, State | None, str | None]:
        """Owner before "'s": where it begins, its state or its name."""
        found, left = self.found, mark
        while (
            0 < left > mark - LONGEST_BODY
            and found.capital(left - 1)
            and not found.between(left).strip()
            and found.low[left - 1] not in self.words.stop.words
        ):
            left -= 1
        if left == mark:
            return begin, None, None
        state = next((one for at in range(left, mark) if (one := self._state(at)) is not None), None)
        return left, state, None if state else found.words(left, mark)

    def _with_owner(
        self, span: tuple[int, int], body: CommonBody, state: State | None, town: str | None, words: list[str]
    ) -> Body:
        first, last = span
        ministry = body.name.startswith("Ministry of ")
        name = body.name
        if words and not ministry and name not in ("officials", "authorities", "army"):
            name = " ".join([word for word in words if word not in name] + [name])
        elif words and name in ("officials", "authorities"):
            name = " ".join([*words, name])
        owner = state.name if state else town
        if owner is not None:
            if body.kind == "armed_force" and state and body.name in ("army", "forces"):
                name = self._army(state)
            elif ministry:
                name = f"{name} of {owner}"
            elif state and state.adjectives:
                name = f"{state.adjectives[0]} {name}"
            else:
                name = f"{owner} {name}"
        listed = self.lexicon.bodies.get(town.lower()) if town else None
        side = state.code if state else listed.side if listed else None
        return Body(first, last, name, body.kind, side, base=body.name, owned=owner is not None)

    def _army(self, state: State) -> str:
        for adjective in state.adjectives:
            for noun in ("army", "military"):
                listed = self.lexicon.bodies.get(f"{adjective} {noun}".lower())
                if listed is not None:
                    return listed.name
        return f"Armed Forces of {state.name}"

    # --- states -------------------------------------------------------------------------------------------

    def _states(self) -> Iterator[Body]:
        found, speech = self.found, self.words.speech
        for at in range(len(found)):
            if not found.capital(at):
                continue
            hit = self.lexicon.states.at(found.text, at)
            governs = None
            if hit is None:
                governs = self.lexicon.governments.at(found.text, at)
            one = hit or governs
            if one is not None:
                length, state = one
                end = at + length
                if (
                    self._acts(end)
                    or (hit and self._blamed(at))
                    or (hit and found.word(end) == "'s" and found.word(end + 1) in speech.deeds)
                ):
                    yield Body(at, end, state.name, "state", state.code)
                continue
            adjective = self.lexicon.adjectives.get(found.text[at])
            double = self.lexicon.double_adjectives.at(found.text, at)
            if adjective is not None and self._deed(at + 1):
                yield Body(at, at + 1, adjective.name, "state", adjective.code)
            elif double is not None and self._deed(at + double[0]):
                yield Body(at, at + double[0], double[1].name, "state", double[1].code)

    def _acts(self, end: int) -> bool:
        found, speech = self.found, self.words.speech
        at = end
        while found.word(at) in speech.helps:
            at += 1
        return found.word(at) in speech.verbs or found.word(at) in speech.acts

    def _blamed(self, at: int) -> bool:
        return self.found.word(at - 1) in self.words.speech.blames and not self.found.between(at).strip()

    def _deed(self, at: int) -> bool:
        found, speech = self.found, self.words.speech
        for to in range(at, min(at + 3, len(found))):
            if found.between(to).strip():
                return False
            low = found.low[to]
            if low in speech.deeds:
                return True
            if low not in speech.between and not any(letter.isdigit() for letter in low):
                return False
        return False
