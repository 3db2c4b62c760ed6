"""Which attack each claim is about, and the time and place that it takes from it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bearwitness.extract import counted_sites, double_taps, told, whereabouts
from bearwitness.extract.attack import Attack
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.model import Claim, Evidence, Place, Scope
from bearwitness.vocabulary import ScopeKind


def assign(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, each with the occurrence it is about (`occurrence_of`), and time and place where inherited."""
    attacks = context.once(attacks_of)
    if not attacks:
        return list(claims)
    finder = _Assigner(context, attacks)
    assigned = [one if one.kind == "occurrence" else finder.assigned(one) for one in claims]
    return counted_sites.with_parts(context, assigned, attacks)


class _Assigner:
    def __init__(self, context: Context, attacks: Sequence[Attack]) -> None:
        self.context = context
        self.attacks = attacks
        self.main = next((one for one in attacks if one.about == "main"), attacks[0])
        self.told: dict[int, list[tuple[int, Attack]]] = {}
        self.by_passage: dict[str, list[tuple[int, Attack]]] = {}
        for attack in attacks:
            for event in () if attack.turn is not None or attack.site else attack.events:
                self.told.setdefault(event.sentence, []).append((event.start, attack))
                self.by_passage.setdefault(event.passage, []).append((event.start, attack))
        for rows in self.by_passage.values():
            rows.sort(key=lambda row: row[0])

    def assigned(self, claim: Claim) -> Claim:
        """The claim with its occurrence, and `about` made to agree with it."""
        words = claim.evidence[0]
        if words.passage.kind == "comment":
            return msgspec.structs.replace(claim, occurrence_of=self.main.key)
        strike = self._strike(claim, words)
        if strike is not None:
            return strike
        attack = self._attack(claim, words)
        if attack is None:
            return claim
        told_here = any(row[1] is attack for row in self.told.get(self._sentence(words), []))
        about = attack.about if told_here or claim.about == "main" or attack.about == "background" else claim.about
        return msgspec.structs.replace(
            claim,
            occurrence_of=attack.key,
            about=about,
            time=claim.time or attack.time,
            place=claim.place or self._place(claim) or attack.place,
        )

    def _strike(self, claim: Claim, words: Evidence) -> Claim | None:
        """The claim as one on the first or the second of two strikes, where its words lead to that; else None."""
        sentence = self._sentence(words)
        if claim.casualty is None or sentence < 0 or claim.about != "main":
            return None
        turn = double_taps.turn_of(self.context, sentence, words.start, words.end)
        part = next((one for one in self.attacks if turn is not None and one.turn == turn), None)
        if part is None:
            return None
        return msgspec.structs.replace(
            claim,
            occurrence_of=part.key,
            time=claim.time or part.time,
            place=claim.place or part.place,
            casualty=msgspec.structs.replace(claim.casualty, scope=Scope(why="the strike that its words name")),
        )

    def _sentence(self, words: Evidence) -> int:
        """Index of the sentence that holds the words; -1 if none does."""
        found = told.sentence_at(self.context, words.passage.id, words.start)
        return -1 if found is None else found.index

    def _attack(self, claim: Claim, words: Evidence) -> Attack | None:
        """The attack told in the sentence, else the one told last in the passage, else the main one; of it the part."""
        near = self._told_near(words, claim)
        if near is None and claim.about == "background":
            return next((one for one in self.attacks if one.about == "background" and self._near(one, words)), None)
        base = near or self.main
        place = self._place(claim)
        if place is None:
            return base
        scope = claim.casualty.scope.kind if claim.casualty is not None else "unspecified"
        return self._part(base, place, scope, claim.casualty.scope.text if claim.casualty is not None else None)

    def _told_near(self, words: Evidence, claim: Claim) -> Attack | None:
        here = self.told.get(self._sentence(words), [])
        fitting = [one for one in here if one[1].about == claim.about] or here
        if fitting:
            return min(fitting, key=lambda row: abs(row[0] - words.start))[1]
        before = [
            one
            for start, one in self.by_passage.get(words.passage.id, [])
            if start < words.start and one.about == claim.about
        ]
        if before:
            return before[-1]
        return None

    def _near(self, attack: Attack, words: Evidence) -> bool:
        return any(one.passage == words.passage.id for one in attack.events)

    @staticmethod
    def _place(claim: Claim) -> Place | None:
        return claim.casualty.scope.place if claim.casualty is not None else None

    @staticmethod
    def _is_at(site: Attack, name: str | None) -> bool:
        """The words of a scope name the site."""
        if site.target is None or name is None:
            return False
        own = set(f"{site.target.text} {site.target.name or ''} {site.target.kind}".lower().split())
        return bool(said := set(name.lower().split())) and said <= own

    def _part(self, base: Attack, place: Place, scope: ScopeKind, name: str | None) -> Attack:
        """The part of the same attack that lies where the figure's scope is; the wider attack for a nation's figure."""
        root = base
        while root.part_of is not None:
            root = root.part_of
        family = [
            one
            for one in self.attacks
            if one.turn is None
            and (one is root or one.part_of is root or (one.part_of and one.part_of.part_of is root))
        ]
        if len(family) == 1:
            return base
        if whereabouts.level(place) > whereabouts.TOWN:
            return root
        building = scope == "facility"
        if building and (sites := [one for one in family if one.site]):
            return next((one for one in sites if self._is_at(one, name)), base)
        for one in sorted(family, key=lambda one: (one.target is not None) != building):
            if (
                one is not root
                and not one.site
                and one.place is not None
                and one.place.geonames is not None
                and one.place.geonames == place.geonames
            ):
                return one
        return base
