"""Actors of a report: persons with role and body, organisations, armed forces and groups, states, officials.

Persons come from what stands beside a name (title, role, age, verb of saying, a known given name), never from capitals
alone; a surname later in the report is the person named in full before. Bodies come from listed names, from the last
word of a capitalised name, and from common nouns with their owner. Comments, author notes and boilerplate have no
actors: who comments is nobody's source.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bearwitness.entities.actors_bodies import Bodies, Body
from bearwitness.entities.actors_lexicon import Lexicon, ListedPerson, lexicon
from bearwitness.entities.actors_people import Office, People, Person
from bearwitness.entities.tokens import Tokens, tokens
from bearwitness.languages import available
from bearwitness.languages.names import fold_name, same_person
from bearwitness.model import Actor, Mention, Report
from bearwitness.vocabulary import OUTLET_PASSAGES

NAMESAKES = 40
"""Persons of one surname that a name is compared with."""


@dataclass
class Known:
    """A person as the report has told so far."""

    name: str
    role: str | None
    organisation: str | None
    country: str | None
    listed: ListedPerson | None


def find(report: Report) -> list[Mention]:
    """The actors named in the outlet's own passages, in reading order; none for a language that has no files."""
    language = report.language or "en"
    if language not in available():
        return []
    known = lexicon(language)
    passages = [tokens(passage) for passage in report.passages if passage.kind in OUTLET_PASSAGES]
    bodies = [list(Bodies(one, known).find()) for one in passages]
    names = _Names(report, known, passages, bodies)
    finders = [People(one, known) for one in passages]
    people = [list(finder.candidates()) for finder in finders]
    names.learn(people)
    found: list[Mention] = []
    for at, one in enumerate(passages):
        mentions = [names.person(one, person) for person in people[at]]
        mentions += [names.body(one, body) for body in bodies[at]]
        mentions += [names.office(one, office) for office in finders[at].offices()]
        found.extend(_longest(mention for mention in mentions if mention is not None))
    return found


def canonical_name(name: str) -> str:
    """The one spelling of a listed person, body, force, group or state; any other name without titles and white space.

    Spellings of persons that are in no list are compared with `languages.names.fold_name`.
    """
    known = lexicon()
    bare = " ".join(name.replace("’", "'").split()).removesuffix("'s").removesuffix("'").strip(" ,.;:")
    for candidate in (bare, bare.removeprefix("the ").removeprefix("The ")):
        body = known.bodies.get(candidate.lower())
        if body is not None and (candidate[:1].isupper() or " " in candidate):
            return body.name
        words = candidate.split()
        state = known.states.at(words, 0) if words else None
        if state is not None and state[0] == len(words):
            return state[1].name
    bare = " ".join(_untitled(bare.split(), known))
    person = known.persons.get(fold_name(bare))
    return person.name if person is not None else bare


def _untitled(words: list[str], known: Lexicon) -> list[str]:
    """Without the office or form of address at the beginning; a name remains."""
    roles, cut = known.words.roles, 0
    for at, word in enumerate(words[:-1]):
        low = word.rstrip(".").lower()
        if low in known.words.address or low in known.words.short or low in roles.heads:
            cut = at + 1
        elif low not in roles.modifiers and low not in known.adjectives:
            break
    return words[cut:]


def _longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions without those that overlap a longer one (persons before bodies of the same length), in order."""
    kept: list[Mention] = []
    ranked = sorted(
        mentions,
        key=lambda one: (one.start - one.end, one.actor is None or one.actor.kind != "person", one.start),
    )
    starts: list[int] = []
    ends: list[int] = []
    for one in ranked:
        # What is taken does not overlap, so that its starts and its ends are in the same order.
        at = bisect_left(ends, one.start + 1)
        if at == len(starts) or one.end <= starts[at]:
            starts.insert(at, one.start)
            ends.insert(at, one.end)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


class _Names:
    """Who is who in one report."""

    def __init__(
        self, report: Report, known: Lexicon, passages: Sequence[Tokens], bodies: Sequence[Sequence[Body]]
    ) -> None:
        self.report, self.lexicon = report, known
        self.by_key: dict[str, Known] = {}
        self.by_surname: dict[str, list[Known]] = {}
        self.by_acronym = _acronyms(passages, bodies)
        self.owned = _owned(bodies)
        self.by_head = _heads(bodies)
        self.order = {one.passage.id: at for at, one in enumerate(passages)}
        self.bodies = {
            one.passage.id: sorted(rows, key=lambda body: body.first)
            for one, rows in zip(passages, bodies, strict=True)
        }
        self.holders: dict[str, dict[str, Known]] | None = None
        self.passages = {one.passage.id: one for one in passages}

    # --- persons ------------------------------------------------------------------------------------------

    def learn(self, people: Sequence[Sequence[Person]]) -> None:
        """Collect the persons that are shown to be persons, full names first, with all that the report says of them."""
        for passage, rows in zip(self.passages.values(), people, strict=True):
            for person in rows:
                if person.certain and " " in person.name:
                    self._add(passage, person)
        for passage, rows in zip(self.passages.values(), people, strict=True):
            for person in rows:
                if person.certain and " " not in person.name and not self._surname(person.name):
                    self._add(passage, person)
        for passage, rows in zip(self.passages.values(), people, strict=True):
            for person in rows:
                if person.role and " " not in person.name:
                    holder = self._surname(person.name)
                    if holder is not None and holder.role is None:
                        self._tell(passage, holder, person)

    def _add(self, passage: Tokens, person: Person) -> None:
        key = fold_name(person.name)
        if not key:
            return
        known = self.by_key.get(key)
        if known is None:
            known = self._similar(person.name)
        if known is None:
            listed = self.lexicon.persons.get(key)
            known = Known(
                listed.name if listed else person.name, None, None, listed.country if listed else None, listed
            )
            self.by_surname.setdefault(fold_name(known.name).split()[-1], []).append(known)
            if key.split()[-1] != fold_name(known.name).split()[-1]:
                self.by_surname.setdefault(key.split()[-1], []).append(known)
        self.by_key[key] = known
        self._tell(passage, known, person)

    def _similar(self, name: str) -> Known | None:
        for known in self.by_surname.get(fold_name(name).split()[-1], [])[:NAMESAKES]:
            if " " in known.name and same_person(known.name, name):
                return known
        return None

    def _tell(self, passage: Tokens, known: Known, person: Person) -> None:
        if person.role and known.role is None:
            known.role = person.role
        if person.organisation and known.organisation is None:
            known.organisation = self._organisation(passage, person.organisation)
        known.country = known.country or person.country

    def _organisation(self, passage: Tokens, span: tuple[int, int]) -> str | None:
        """Canonical name of the body in the words, None if they name none (a town)."""
        rows = self.bodies[passage.passage.id]
        inside = []
        for body in rows[bisect_left(rows, span[0], key=lambda body: body.first) :]:
            if body.first >= span[1]:
                break
            if body.last <= span[1] and body.kind != "state":
                inside.append(body)
        if inside:
            widest = max(inside, key=lambda body: (body.last - body.first, -body.first))
            return canonical_name(self._resolved(passage, widest).name)
        words = passage.words(*span).replace("’", "'")
        return self.by_acronym.get(words)

    def _surname(self, name: str) -> Known | None:
        rows = self.by_surname.get(fold_name(name), ())
        return rows[0] if rows else None

    def person(self, passage: Tokens, person: Person) -> Mention | None:
        """The mention of a name, None if nothing shows that it is a person's."""
        key = fold_name(person.name)
        known = self.by_key.get(key)
        if known is None and " " not in person.name:
            known = self._surname(person.name)
        if known is None and " " in person.name:
            known = self._similar(person.name)
        if known is None and person.speaks:
            return self._speaker(passage, person)
        if known is None:
            return None
        role, organisation = known.role, known.organisation
        if known.listed is not None and organisation is None:
            office = known.listed.office(self.report.published)
            if office is not None:
                organisation = office[1]
        return _mention(
            passage,
            person.first,
            person.last,
            Actor(
                text=passage.words(person.first, person.last),
                name=known.name,
                kind="person",
                role=role,
                organisation=organisation,
                country=known.country,
                side=known.country,
            ),
        )

    def _holders(self) -> dict[str, dict[str, Known]]:
        """Last word of a role -> the persons who hold it, by name."""
        if self.holders is None:
            self.holders = {}
            for known in self.by_key.values():
                for word in (known.role or "").lower().split():
                    self.holders.setdefault(word, {})[known.name] = known
        return self.holders

    def office(self, passage: Tokens, office: Office) -> Mention:
        """The mention of an office: the one person of the report who holds it, else the office itself."""
        holders = self._holders().get(office.head, {})
        known = next(iter(holders.values())) if len(holders) == 1 else None
        private = office.head in self.lexicon.words.roles.private
        actor = Actor(
            text=passage.words(office.first, office.last),
            name=known.name if known else office.role,
            kind="person" if known else "people" if private else "officials",
            role=known.role if known else office.role,
            organisation=known.organisation if known else None,
            country=known.country if known else office.country,
            side=known.country if known else office.country,
        )
        return _mention(passage, office.first, office.last, actor)

    def _speaker(self, passage: Tokens, person: Person) -> Mention:
        """A lone name that says something and that the report never gives in full."""
        text = passage.words(person.first, person.last)
        name = self.by_acronym.get(text, text)
        actor = Actor(text=text, name=name, kind="organisation", organisation=name)
        return _mention(passage, person.first, person.last, actor)

    # --- bodies -------------------------------------------------------------------------------------------

    def _resolved(self, passage: Tokens, body: Body) -> Body:
        if body.owned or body.base is None:
            return body
        return self.owned.get(body.base) or self._last_named(passage, body) or body

    def _last_named(self, passage: Tokens, body: Body) -> Body | None:
        """Such as "the ministry" is the ministry that the report named last before."""
        rows = self.by_head.get(body.base or "", [])
        at = bisect_left(rows, (self.order[passage.passage.id], body.first), key=lambda row: row[0])
        return rows[at - 1][1] if at else None

    def body(self, passage: Tokens, body: Body) -> Mention:
        """The mention of a body."""
        one = self._resolved(passage, body)
        country = one.side if one.side in self.lexicon.by_code else None
        return _mention(
            passage,
            body.first,
            body.last,
            Actor(
                text=passage.words(body.first, body.last),
                name=one.name,
                kind=body.kind,
                organisation=one.name if body.kind == "organisation" else None,
                country=country,
                side=one.side,
            ),
        )


def _acronyms(passages: Sequence[Tokens], bodies: Sequence[Sequence[Body]]) -> dict[str, str]:
    """Initials of the capitalised words of each named body -> its name."""
    found: dict[str, str] = {}
    for passage, rows in zip(passages, bodies, strict=True):
        for body in rows:
            if body.kind != "state" and passage.capital(body.first):
                words = [passage.text[at] for at in range(body.first, body.last) if passage.capital(at)]
                if len(words) > 2:
                    found.setdefault("".join(word[0] for word in words), body.name)
    return found


def _owned(bodies: Sequence[Sequence[Body]]) -> dict[str, Body]:
    """The body with an owner for each base that has exactly one owner in the report."""
    found: dict[str, dict[str, Body]] = {}
    for rows in bodies:
        for body in rows:
            if body.base is not None and body.owned:
                found.setdefault(body.base, {}).setdefault(body.name, body)
    return {base: next(iter(rows.values())) for base, rows in found.items() if len(rows) == 1}


def _heads(bodies: Sequence[Sequence[Body]]) -> dict[str, list[tuple[tuple[int, int], Body]]]:
    """Noun ("ministry", "agency") -> where bodies are named that have it in their name, in reading order."""
    found: dict[str, list[tuple[tuple[int, int], Body]]] = {}
    for number, rows in enumerate(bodies):
        for body in sorted(rows, key=lambda body: body.first):
            if body.name != body.base:
                for word in sorted({word.lower() for word in body.name.replace("Ministry of", "ministry").split()}):
                    found.setdefault(word, []).append(((number, body.first), body))
    return found


def _mention(passage: Tokens, first: int, last: int, actor: Actor) -> Mention:
    start, end = passage.start[first], passage.end[last - 1]
    return Mention(
        kind="actor",
        passage=passage.passage.id,
        start=start,
        end=end,
        quote=passage.passage.text[start:end],
        actor=actor,
    )
