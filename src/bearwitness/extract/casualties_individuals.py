"""Counts persons told one by one: who is told again, and what became of each.

Local reports tell a shooting by its victims ("a 19-year-old man was shot ... a second victim, a woman, 22, ..."). Every
person told with harm is one entity; a name, an age, a word for the person or a pronoun that fits an entity told before
is that person again. The worst outcome told of a person is what became of them: shot, then died, is one death.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bearwitness.extract.casualties_counts import Found, Plural, Single
from bearwitness.extract.casualties_lexicon import Persons, lexicon
from bearwitness.extract.casualties_units import PERSONS, Line, Unit
from bearwitness.extract.casualties_voice import KIN_OF
from bearwitness.vocabulary import Group, Outcome

RANK: dict[str, int] = {"killed": 3, "injured": 2, "hospitalised": 1}
PRONOUN_REACH = 4
"""Sentences back to which a pronoun as subject can refer; as object only to the sentence before."""
ANTECEDENT_REACH = 2
"""Sentences back to which "the officers" can take their number from."""
LONGEST_NAMING = 12
"""Words between a person and the name they are identified by."""


@dataclass
class Person:
    """One person as the report tells them so far."""

    number: int
    name: str | None = None
    age: int | None = None
    gender: str | None = None
    heads: set[str] = field(default_factory=set)
    """The nouns used for them ("officer", "father")."""
    group: Group = "people"
    words: str = ""
    outcome: Outcome | None = None
    told: list[tuple[Single, Outcome]] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)
    """Sentence and unit of the latest mention."""
    title: bool = False
    """Only the headline has told of them so far."""
    further: bool = False
    """Told at first as one more than those before ("another man")."""
    known_as: set[int] = field(default_factory=set)
    """Numbers of the entities that turned out to be this person."""
    apart: set[int] = field(default_factory=set)
    """Numbers of persons told beside this one in one list."""
    # What the tellings of harm themselves say of the person; a link that may be wrong adds nothing here.
    names: list[str] = field(default_factory=list)
    ages: set[int] = field(default_factory=set)
    genders: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)
    ordinals: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Mention:
    """A single person at a unit of a line."""

    line: Line
    at: int
    unit: Unit
    head: str
    gender: str | None
    harmed: bool
    beside: tuple[int, ...]
    """Numbers of persons of the same sentence that it cannot be."""

    @property
    def sentence(self) -> int:
        return self.line.sentence.index


class Cast:
    """The persons of one report, filled in reading order."""

    def __init__(self, code: str = "en") -> None:
        self.persons: list[Person] = []
        self.known: Persons = lexicon(code).persons

    def read(self, line: Line, singles: Sequence[Single]) -> None:
        """Take in a sentence: every single person mentioned, and the harm told of some of them."""
        harmed: dict[int, list[Single]] = {}
        for one in singles:
            if one.match.outcome in RANK:  # an arrest tells of no harm
                harmed.setdefault(one.unit, []).append(one)
        fresh: list[Person] = []
        for at, unit in enumerate(line.units):
            counted = unit.symbol in ("PEOPLE", "NAME", "THEY") or (unit.symbol == "COUNT" and at in harmed)
            if not counted or not unit.singular:
                continue
            partners = {one for single in harmed.get(at, ()) for one in single.match.who}
            beside = [one.number for one in fresh if unit.symbol != "THEY" or one.last[1] in partners]
            mention = self._mention(line, at, unit, harmed=at in harmed, beside=tuple(beside))
            apposed = self._apposed(mention, fresh)
            person = apposed or self._resolve(mention)
            if person is not None:
                sure = mention.harmed or (apposed is not None and self._harmed_here(apposed, mention, harmed))
                self._note(person, mention)
                if sure:
                    self._be_sure(person, mention)
                fresh.append(person)
                self._tell(person, harmed.get(at, ()))
                for single in harmed.get(at, ()):
                    partners = set(single.match.who) - {at}
                    person.apart |= {one.number for one in fresh if one.last[1] in partners and one is not person}
        self._part_by_own_hand(fresh, harmed)

    @staticmethod
    def _part_by_own_hand(fresh: Sequence[Person], harmed: dict[int, list[Single]]) -> None:
        """Who harmed himself is none of the others that the sentence tells as harmed."""
        hurt = {one.number: harmed[one.last[1]] for one in fresh if one.last[1] in harmed}
        for person in fresh:
            if any(single.match.rule == "harmed_self" for single in hurt.get(person.number, ())):
                person.apart |= hurt.keys() - {person.number}

    def _mention(self, line: Line, at: int, unit: Unit, *, harmed: bool, beside: tuple[int, ...]) -> _Mention:
        head = line.words[unit.head] if 0 <= unit.head < len(line.words) else ""
        gender = self.known.gender([*unit.words.lower().split(), head])
        return _Mention(line, at, unit, head, gender, harmed, beside)

    @staticmethod
    def _tell(person: Person, singles: Sequence[Single]) -> None:
        for single in singles:
            outcome = single.match.outcome
            person.told.append((single, outcome))
            if rank(outcome) > rank(person.outcome):
                person.outcome = outcome

    def _note(self, person: Person, mention: _Mention) -> None:
        """What the mention adds to what is known of the person."""
        unit = mention.unit
        if unit.symbol == "NAME":
            if len(unit.words.split()) > len((person.name or "").split()):
                person.name = unit.words
            if person.group == "people":
                person.group = unit.group
        elif unit.symbol != "COUNT" and mention.head not in self.known.singular_pronouns:
            person.heads.add(mention.head)
            if person.group == "people" or unit.group == "attackers":
                person.group = unit.group
        person.words = person.words or unit.words
        person.age = unit.age if person.age is None else person.age
        person.gender = person.gender or mention.gender
        person.last = (mention.sentence, mention.at)
        person.title = person.title and mention.line.sentence.kind == "title"

    def _harmed_here(self, person: Person, mention: _Mention, harmed: dict[int, list[Single]]) -> bool:
        """The telling beside which the name stands is one of harm, or is of "the victim"."""
        before = person.last[1]
        head = mention.line.units[before].head
        return any(one in harmed for one in range(before, mention.at + 1)) or mention.line.words[head] == "victim"

    def _ordinals(self, mention: _Mention) -> set[str]:
        """Which of several the words say it is: "the second man"."""
        unit = mention.unit
        return set(mention.line.words[unit.first : unit.last]) & (self.known.ordinals | {"first"})

    def _be_sure(self, person: Person, mention: _Mention) -> None:
        """What the words of a telling of harm, or a name right beside them, say of the person."""
        unit, line = mention.unit, mention.line
        said = set(line.words[unit.first : unit.last])
        if unit.symbol == "NAME":
            person.names.append(unit.words)
        elif unit.symbol != "COUNT" and mention.head not in self.known.singular_pronouns:
            person.nouns.add(mention.head)
        if unit.age is not None:
            person.ages.add(unit.age)
        if mention.gender is not None:
            person.genders.add(mention.gender)
        person.ordinals |= self._ordinals(mention)
        further = unit.more or "other" in said or bool(said & self.known.ordinals)
        person.further = person.further or (further and not person.told)

    # --- who it is ---------------------------------------------------------------------------------------------------

    def _apposed(self, mention: _Mention, fresh: Sequence[Person]) -> Person | None:
        """The person just told in other words: "the victim, identified as Jane Doe"."""
        if not fresh or fresh[-1].last[0] != mention.sentence:
            return None
        before, line = fresh[-1], mention.line
        gap = range(before.last[1] + 1, mention.at)
        symbols = {line.symbol(one) for one in gap}
        words = [word for one in gap for word in line.words[line.units[one].first : line.units[one].last]]
        is_name = mention.unit.symbol == "NAME"
        spoken = line.word(mention.at + 1) in self.known.saying or line.word(mention.at - 1) in self.known.saying
        if line.words[line.units[before.last[1]].first] in self.known.singular_pronouns or (is_name and spoken):
            return None  # "she was shot, Smith said"
        identified = is_name and any(one in self.known.identified for one in words) and len(words) <= LONGEST_NAMING
        close = len(words) <= 4 and symbols <= {"COMMA", "NUMBER", "DASH", "QUOTE"}
        other_form = is_name != (line.symbol(before.last[1]) == "NAME")
        if "AND" in symbols or not (identified or (close and other_form)):
            return None
        kin = mention.harmed and line.words[mention.unit.first] in KIN_OF
        if kin and line.symbol(mention.at + 1) == "AND" and line.symbol(mention.at + 2) in PERSONS:
            return None  # "Omar Shah, his wife and their children"
        if is_name and before.name is not None and not same_name(before.name, mention.unit.words, self.known):
            return None
        return before

    def _resolve(self, mention: _Mention) -> Person | None:
        """The entity that a mention is, a new one, or None where it is nobody in particular."""
        if mention.unit.symbol == "NAME":
            return self._named(mention)
        if mention.unit.symbol != "THEY":
            return self._indefinite(mention)
        return self._pronoun(mention) if mention.head in self.known.singular_pronouns else self._definite(mention)

    def _named(self, mention: _Mention) -> Person | None:
        for person in reversed(self.persons):
            if person.name is not None and same_name(person.name, mention.unit.words, self.known):
                return person
        if not mention.harmed:
            return None
        fits = [
            one
            for one in self._fitting(mention, clash=False)
            if one.name is None and one.outcome is not None and one.number not in mention.beside
        ]
        exact = [one for one in fits if mention.unit.age is not None and one.age == mention.unit.age]
        return (exact or fits or [self._new(mention)])[0]

    def _pronoun(self, mention: _Mention) -> Person | None:
        reach = 1 if mention.head in self.known.object_pronouns else PRONOUN_REACH
        fits = [one for one in self._fitting(mention, clash=False) if one.last[0] >= mention.sentence - reach]
        if fits:
            return max(fits, key=lambda one: (one.last[0], one.outcome is not None, one.last[1]))
        return self._new(mention) if mention.harmed and not self.persons else None

    def _definite(self, mention: _Mention) -> Person | None:
        fits = self._fitting(mention, clash=False)
        place = self._ordinals(mention)
        if place:  # "the second victim"
            fits = [one for one in fits if one.ordinals & place]
        harmed = [one for one in fits if one.outcome is not None]
        if mention.head in self.known.vague:
            others = [one for one in fits if one.group != "attackers"]
            fits = [one for one in others if one.outcome is not None] or others
        elif mention.head in self.known.attackers:
            fits = [one for one in fits if one.group == "attackers" or mention.head in one.heads]
        else:
            if mention.unit.age is not None:
                fits = [one for one in fits if one.age == mention.unit.age] or [one for one in fits if one.age is None]
            same = [one for one in fits if mention.head in one.heads]
            fits = same or [one for one in fits if one in harmed and not self._clash(one, mention.head)]
        fits = [one for one in fits if one.number not in mention.beside] or ([] if mention.harmed else fits)
        if fits:
            return max(fits, key=lambda one: (one.last, one.number))
        return self._new(mention) if mention.harmed or mention.unit.group == "attackers" else None

    def _indefinite(self, mention: _Mention) -> Person | None:
        unit, age = mention.unit, mention.unit.age
        if unit.more or (unit.figure is not None and unit.figure.text.lower() == "another"):
            again = [one for one in self._fitting(mention, clash=False) if age is not None and one.age == age]
            return again[-1] if again else self._new(mention)
        fits = [
            one
            for one in self._fitting(mention, clash=True)
            if one.number not in mention.beside
            and (one.outcome is not None or not mention.harmed or one.last[0] >= mention.sentence - 1)
            and (one.group == "attackers") == (unit.group == "attackers")
        ]
        if age is not None:
            fits = [one for one in fits if one.age == age] or [one for one in fits if one.age is None]
        if fits and (mention.harmed or age is not None or fits[0].title):
            return fits[0]  # told first: the headline and the lead are told again
        return self._new(mention)

    def _fitting(self, mention: _Mention, *, clash: bool) -> list[Person]:
        """Persons whom gender and age allow, in the order told; with `clash`, whom the nouns allow too."""
        return [
            one
            for one in self.persons
            if (mention.gender is None or one.gender in (None, mention.gender))
            and (one.age is None or mention.unit.age is None or one.age == mention.unit.age)
            and not (clash and self._clash(one, mention.head))
        ]

    def _clash(self, person: Person, head: str) -> bool:
        """The words for the two cannot mean one person: an officer and a boy."""
        nouns = person.heads - self.known.vague
        if not nouns or head in self.known.vague or head in nouns:
            return False
        classes = {self.known.class_of(one) for one in nouns} - {""}
        own = self.known.class_of(head)
        if not classes or not own or own in classes:
            return False
        return not any({own, *classes} <= pair for pair in self.known.meeting)

    def _new(self, mention: _Mention) -> Person:
        number = len(self.persons)
        person = Person(number=number, title=mention.line.sentence.kind == "title", known_as={number})
        self.persons.append(person)
        return person


def same_name(left: str, right: str, known: Persons) -> bool:
    """Both can name one person: one is a part of the other, or the surname and the first letter of the first name."""
    one, two = _bare_name(left, known), _bare_name(right, known)
    if not one or not two:
        return False
    if set(two) <= set(one) or set(one) <= set(two):
        return True
    return one[-1] == two[-1] and (one[0].startswith(two[0][0]) or min(len(one), len(two)) < 2)


def _bare_name(name: str, known: Persons) -> list[str]:
    """The words of a name without titles and dots, in lower case."""
    return [word for word in name.lower().replace(".", "").split() if word not in known.titles]


def rank(outcome: Outcome | None) -> int:
    """How bad it is; what somebody suffered at worst is what became of them."""
    return RANK.get(outcome or "", 0)


class Antecedents:
    """What "the hostages", "the officers" stand for: the people counted last with the same noun."""

    def __init__(self) -> None:
        self._by_noun: dict[str, tuple[Line, Unit]] = {}
        self._abducted: Found | None = None
        self._attackers: tuple[Line, Unit] | None = None

    def read(self, line: Line, rows: Sequence[Found]) -> None:
        """Remember the counted people of a sentence."""
        for unit in line.units:
            if unit.symbol == "PEOPLE" and not unit.singular and not unit.partitive and unit.figure is not None:
                self._by_noun[line.words[unit.head]] = (line, unit)
                if unit.group == "attackers":
                    self._attackers = (line, unit)
        for one in rows:
            if one.outcome == "abducted":
                self._abducted = one

    def resolve(self, plural: Plural) -> Found | None:
        """The count of the plural's antecedent with the plural's harm; None where there is none in reach."""
        line, match = plural.line, plural.match
        unit = line.units[plural.unit]
        known = self._by_noun.get(line.words[unit.head])
        if known is None and unit.group == "attackers":
            known = self._attackers  # "three bombers attacked ... the assailants were shot"
        if known is not None:
            other, before = known
            figure, group, also = before.figure, before.group, (other, other.start(before), other.end(before))
        elif line.words[unit.head] in ("hostages", "captives", "victims") and self._abducted is not None:
            taken = self._abducted
            figure, group, also = taken.figure, taken.group, (taken.line, taken.start, taken.end)
        else:
            return None
        near = line.sentence.index - also[0].sentence.index <= ANTECEDENT_REACH
        if figure is None or figure.qualifier in ("none", "vague", "unknown") or not near:
            return None
        return Found(
            key=f"k{line.sentence.index}.again.{plural.unit}.{match.harm}",
            line=line,
            rule="counted_before",
            outcome=match.outcome,
            figure=figure,
            start=line.start(line.units[match.first]),
            end=line.end(line.units[match.last - 1]),
            group=group,
            words=unit.words,
            who=(plural.unit,),
            harm=match.harm,
            also=(also,),
            open_end=plural.open_end,
        )
