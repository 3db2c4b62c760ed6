"""The least number of persons that the words force: one victim told in five ways is one death.

Local reports tell of one person as "a man", "the 24-year-old", "Smith" and "the victim", and nothing in the words ties
these together. Two tellings are two persons only where the words say so: they stand in one list, an age, a gender, a
name or a kind of person differs, or the words say "another" or "the second". Everything else can be the same person
again, and a death that is not certain is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from bearwitness.extract.casualties_individuals import Person, rank, same_name
from bearwitness.extract.casualties_lexicon import Persons


def least(persons: Sequence[Person], known: Persons) -> list[Person]:
    """The persons harmed, those that can be one person made one, in the order they are told first."""
    kept: list[Person] = []
    for person in persons:
        if person.outcome is None:
            continue
        same = [one for one in kept if not _apart(one, person, known)]
        if same:
            _join(max(same, key=lambda one: (_alike(one, person), one.outcome == person.outcome, -one.number)), person)
        else:
            kept.append(person)
    return kept


def _apart(one: Person, two: Person, known: Persons) -> bool:
    """The words forbid that the two are one person; `two` is told first after `one` is."""
    if one.apart & two.known_as or two.apart & one.known_as:
        return True
    named = [same_name(left, right, known) for left in one.names for right in two.names]
    if named:
        return not any(named)
    if one.ages and two.ages:
        return not one.ages & two.ages
    if one.genders and two.genders and not one.genders & two.genders:
        return True
    if one.ordinals and two.ordinals:
        return not one.ordinals & two.ordinals
    if two.further:
        return True
    if "killed" in (one.outcome, two.outcome) and (_hurt_only(one) or _hurt_only(two)):
        return True
    return _other_kind(one, two, known)


def _hurt_only(person: Person) -> bool:
    """Told as injured in so many words, not only as shot or taken to hospital, and never as dead."""
    return person.outcome != "killed" and any(
        outcome == "injured" and not single.open_end for single, outcome in person.told
    )


def _other_kind(one: Person, two: Person, known: Persons) -> bool:
    """The nouns used for the two cannot mean one person: an officer and a boy."""
    first = {known.class_of(noun) for noun in one.nouns} - {""}
    second = {known.class_of(noun) for noun in two.nouns} - {""}
    if not first or not second or first & second:
        return False
    return not any({left, right} <= pair for left in first for right in second for pair in known.meeting)


def _alike(one: Person, two: Person) -> int:
    """How much the words share: an age, a name, a noun."""
    named = any(left.split()[-1] == right.split()[-1] for left in one.names for right in two.names)
    return bool(one.ages & two.ages) + named + bool(one.nouns & two.nouns) + bool(one.ordinals & two.ordinals)


def _join(one: Person, two: Person) -> None:
    """What is told of the second is told of the first."""
    one.known_as |= two.known_as
    one.apart |= two.apart
    one.names += [name for name in two.names if name not in one.names]
    one.ages |= two.ages
    one.genders |= two.genders
    one.ordinals |= two.ordinals
    one.nouns |= two.nouns
    one.told += two.told
    one.name = one.name or two.name
    if one.group == "people":
        one.group = two.group
    if rank(two.outcome) > rank(one.outcome):
        one.outcome = two.outcome
