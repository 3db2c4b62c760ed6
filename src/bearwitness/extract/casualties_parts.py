"""Parts tied to their whole: "including", "among them", "three of them children", a list after a colon.

"Five dead, including two children": the two are a part of the five, never extra.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bearwitness.extract.casualties_counts import Found
from bearwitness.extract.casualties_people import outcome_named
from bearwitness.extract.casualties_units import Line, Unit
from bearwitness.vocabulary import Outcome

EARLY = 8
"""Units from the beginning of a sentence in which it can go on about the counts of the sentence before."""
FILLER = 16
"""Units that can stand between "among the dead" and the verb."""


def parts(line: Line, found: Sequence[Found], prefix: str, before: Sequence[Found]) -> list[Found]:
    """The parts that a sentence tells of its own counts, or of those of the sentence before it."""
    return list(_Parts(line, found, prefix, before).all())


@dataclass(frozen=True)
class _Parts:
    line: Line
    found: Sequence[Found]
    prefix: str
    before: Sequence[Found]

    def all(self) -> Iterator[Found]:
        used = {one for row in self.found for one in row.who}
        for at, unit in enumerate(self.line.units):
            for part in self._at(at, unit, used):
                used.update(part.who)
                yield part

    def _at(self, at: int, unit: Unit, used: set[int]) -> Iterator[Found]:
        if unit.symbol in ("INCL", "OFTHEM") or self.line.word(at) == "among":
            yield from self._including(at, unit, used)
        elif unit.symbol == "COLON":
            yield from self._listed(at, used)
        elif unit.symbol in ("PEOPLE", "COUNT") and at not in used and unit.figure is not None:
            yield from self._of_them(at, unit)

    def _including(self, at: int, unit: Unit, used: set[int]) -> Iterator[Found]:
        """Persons after "including", "among the dead are", or before "among them"."""
        tally = self.line.units[at - 1].outcome if self.line.symbol(at - 1) == "TALLY" else None
        named = outcome_named(list(self.line.words[unit.first : unit.last]))
        whole = named or tally or self._last_before(at) or self._right_after(at) or self._earlier(at)
        if whole is None:
            return
        members = self._members(at + 1, whole) or (self._right_before(at) if unit.symbol == "OFTHEM" else [])
        for one in members:
            person = self.line.units[one]
            if one not in used and person.figure is not None and person.symbol in ("PEOPLE", "COUNT"):
                yield self._part(person, one, whole, "including", min(at, one), max(at, one) + 1)

    def _listed(self, at: int, used: set[int]) -> Iterator[Found]:
        """A list after a colon: "twenty people: nine men, eight women and three children"."""
        whole = next((one for one in self.found if one.who and max(one.who) == at - 1), None)
        members = self._members(at + 1, whole) if whole is not None else []
        for one in members if len(members) > 1 else []:
            if whole is not None and one not in used and self.line.units[one].figure is not None:
                yield self._part(self.line.units[one], one, whole, "listed", one, one + 1)

    def _of_them(self, at: int, unit: Unit) -> Iterator[Found]:
        """A group after a number: "three of them children", "five are children"."""
        after = at + 1
        while self.line.symbol(after) in ("BE", "ADV") or (
            unit.partitive and self.line.symbol(after) == "OTHER" and self.line.word(after) not in (".", "!")
        ):
            after += 1
        linked = unit.partitive or (unit.symbol == "COUNT" and after > at + 1)
        whole = self._last_before(at) or self._earlier(at)
        if not linked or whole is None or self.line.symbol(after) != "THEY":
            return
        who = self.line.units[after]
        if who.figure is None and not who.definite:
            grouped = replace(unit, group=who.group, words=who.words)
            yield self._part(grouped, at, whole, "of_them", at, after + 1)

    # --- which whole -------------------------------------------------------------------------------------------------

    def _last_before(self, at: int) -> Found | None:
        """The count told last before unit `at`."""
        rows = [one for one in self.found if one.who and max(one.who) < at and one.part_of is None]
        return max(rows, key=lambda one: (max(one.who), one.key), default=None)

    def _right_after(self, at: int) -> Found | None:
        """The 98 of "among the 98 wounded there were ..."."""
        if self.line.word(at) != "among":
            return None
        return next((one for one in self.found if one.who and 0 < min(one.who) - at <= 2), None)

    def _earlier(self, at: int) -> Found | None:
        """The last total of the sentence before, for words near the beginning of this one."""
        totals = [one for one in self.before if one.change == "total" and one.part_of is None]
        return totals[-1] if totals and at <= EARLY else None

    # --- which persons -----------------------------------------------------------------------------------------------

    def _members(self, at: int, whole: Found | Outcome) -> list[int]:
        """The list of persons that begins at unit `at`, or after the next form of be."""
        line = self.line
        while line.symbol(at) in ("BE", "ADV", "COLON", "HAVE") or line.word(at) in ("those", "of", "the"):
            at += 1
        if at < len(line.units) and line.units[at].figure is None:
            at = self._after_verb(at)
        found: list[int] = []
        while line.symbol(at) in ("PEOPLE", "COUNT", "NAME", "THEY"):
            found.append(at)
            at += 1
            while line.symbol(at) in ("COMMA", "AND"):
                at += 1
        if isinstance(whole, Found) and found and whole.harm >= at:
            return found  # "nine people, including a guard and two bombers, were killed": the verb is the whole's
        opens = line.symbol(at) in ("DONE", "DIED", "STATE", "BE", "HAVE") and len(found) > 1
        if opens and (line.symbol(found[-1] - 1) == "AND" or line.symbol(found[-1]) != "NAME"):
            return found[:-1]  # "including two children, and ten were hurt"
        return found

    def _after_verb(self, at: int) -> int:
        """The first unit after the next form of be: "among the dead of the attack are three children"."""
        line = self.line
        verb = next((one for one in range(at, min(len(line.units), at + FILLER)) if line.symbol(one) == "BE"), None)
        if verb is None or any(line.symbol(one) in ("DONE", "DIED", "STATE", "SEMI") for one in range(at, verb)):
            return at
        after = verb + 1
        while line.symbol(after) in ("ADV", "COMMA") or (
            line.symbol(after) == "NAME" and line.symbol(after - 1) == "COMMA"
        ):
            after += 1
        return after

    def _right_before(self, at: int) -> list[int]:
        """The persons of "with two nurses among them"."""
        while self.line.symbol(at - 1) in ("BE", "ADV"):
            at -= 1
        return [at - 1] if self.line.symbol(at - 1) in ("PEOPLE", "COUNT") else []

    def _part(self, unit: Unit, at: int, whole: Found | Outcome, rule: str, first: int, last: int) -> Found:
        assert unit.figure is not None
        return Found(
            key=f"{self.prefix}.part.{at}",
            line=self.line,
            rule=rule,
            outcome=whole.outcome if isinstance(whole, Found) else whole,
            figure=unit.figure,
            start=self.line.start(self.line.units[first]),
            end=self.line.end(self.line.units[last - 1]),
            group=unit.group,
            words=unit.words or None,
            part_of=whole.key if isinstance(whole, Found) else None,
            change="part",
            who=(at,),
        )
