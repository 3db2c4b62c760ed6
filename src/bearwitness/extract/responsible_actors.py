"""Who a stretch of words holds responsible: the force, group or state that it names, resolved to its side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import msgspec

from bearwitness.extract.context import Context
from bearwitness.extract.noun_phrases import Phrase
from bearwitness.extract.responsible_words import responsibility_words
from bearwitness.extract.syntax import Tree
from bearwitness.model import Actor, Attribution, Mention, Token
from bearwitness.vocabulary import Modality, Stance

WHO = frozenset({"state", "armed_force", "armed_group", "organisation", "officials"})
SIDES = frozenset({"state", "armed_force", "armed_group"})
"""Kinds of actor that carry out attacks; police and ministries tell of them."""


@dataclass(frozen=True)
class Named:
    """An actor, and where the passage names it."""

    actor: Actor
    start: int
    end: int


@dataclass(frozen=True)
class Stand:
    """How an actor stands to the attack; `by` where the words name who says so."""

    who: Named
    stance: Stance
    rule: str
    by: Attribution | None = None
    modality: Modality | None = None


class Actors:
    """Finds the actors of a report in the words that name them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.words = responsibility_words(context.language)
        self._unnamed = frozenset(self.words.unnamed)
        self._means = frozenset(self.words.means)

    def doing(self, tree: Tree, first: int, last: int) -> Named | None:
        """Who is named as the one that did it; a demonym counts when it modifies a weapon, force or attack."""
        for one in self._rows(tree, first, last):
            actor = one.actor
            if actor is None or actor.kind not in WHO or not actor.name[:1].isupper():
                continue
            if actor.kind != "organisation" or actor.side:
                return self._settled(one, actor)
        return self._state(tree, first, last, doing=True)

    def named(self, tree: Tree, first: int, last: int, *, generic: bool = False) -> Named | None:
        """Who is named; with `generic` also "the rebels", "the government", by these words."""
        rows = self._rows(tree, first, last)
        for one in rows:
            if one.actor is not None and one.actor.kind in WHO | {"people"} and one.actor.name[:1].isupper():
                return self._settled(one, one.actor)
        for one in rows:
            if one.actor is not None and one.actor.kind == "person" and one.actor.side:
                return Named(one.actor, one.start, one.end)
        state = self._state(tree, first, last, doing=False)
        if state is not None or not generic:
            return state
        for one in rows:
            if one.actor is not None and one.actor.kind in WHO and self._definite(tree, one):
                return Named(msgspec.structs.replace(one.actor, name=one.quote.lower()), one.start, one.end)
        return self._faction(tree, first, last)

    def _faction(self, tree: Tree, first: int, last: int) -> Named | None:
        """Reads "a rebel spokesman", "the separatist command": who speaks for the rebels, by their plural."""
        for one, voice in pairwise(tree.tokens[first : last + 1]):
            if one.text.lower() in self.words.factions and voice.text.lower() in self.words.faction_voices:
                name = f"{one.text.lower()}s"
                return Named(Actor(text=one.text, name=name, kind="armed_group"), one.start, one.end)
        return None

    def unlisted(self, tree: Tree, first: int, last: int) -> Named | None:
        """A group that no list knows, by the capitalised words that name it."""
        proper = [one for one in tree.tokens[first : last + 1] if one.pos == "PROPN"]
        if not proper:
            return None
        run = [proper[0]]
        for one in proper[1:]:
            if one.index != run[-1].index + 1 and tree.tokens[one.index - 1].text not in {"-", "e"}:
                break
            run.append(one)
        run = _hyphened(tree, run, first, last)
        name = tree.text(run[0].index, run[-1].index)
        return Named(Actor(text=name, name=name, kind="armed_group"), run[0].start, run[-1].end)

    def subject(self, tree: Tree, at: int) -> Phrase | None:
        """The subject of a verb, or of the verb above it; the owner of a relative clause."""
        for _ in range(4):
            subject = tree.child(at, "nsubj")
            if subject is not None and tree.tokens[subject].tag in {"WP", "WDT"}:
                if tree.tokens[at].dep != "relcl":
                    return None
                owner = tree.tokens[at].head
                return Phrase(tree.phrase(owner)[0], owner)
            if subject is not None:
                below = [one for one in tree.subtree(subject) if one < at or one == subject]
                return Phrase(below[0], below[-1])
            if tree.tokens[at].head == at:
                return None
            at = tree.tokens[at].head
        return None

    def itself(self, who: Named, passage: str) -> Attribution:
        """An actor that speaks for itself: it denies, claims or accuses."""
        words = self.context.evidence(passage, who.start, who.end)
        return Attribution(speaker=words.quote, role=who.actor.role, name=who.actor.name, evidence=words)

    def modality(self, tree: Tree, first: int) -> Modality | None:
        """`possible` for "suspected Boko Haram militants"; None where nothing is said."""
        near = tree.tokens[max(0, first - 1) : first + 1]
        return "possible" if any(one.text.lower() in self.words.suspected for one in near) else None

    def _rows(self, tree: Tree, first: int, last: int) -> list[Mention]:
        start, end = tree.tokens[first].start, tree.tokens[last].end
        return list(self.context.mentions_in(tree.sentence.passage, start, end, "actor", "place"))

    def _definite(self, tree: Tree, mention: Mention) -> bool:
        """Reads "the rebels"; "gunmen" and "the attackers" are nobody in particular."""
        at = tree.position(mention.start)
        if at is None or mention.actor is None:
            return False
        lowers = {one.text.lower() for one in tree.within(mention.start, mention.end)}
        if lowers & self._unnamed or mention.actor.kind == "officials":
            return False
        return bool({"the", "'s", "’s"} & {one.text.lower() for one in tree.tokens[max(0, at - 2) : at + 1]})

    def _settled(self, mention: Mention, actor: Actor) -> Named:
        """Drops "suspected" from a group's name, and the common noun after it: "Suspected Boko Haram militants"."""
        words = actor.name.split()
        if words[0].lower() not in self.words.suspected:
            return Named(actor, mention.start, mention.end)
        kept = words[1:-1] if len(words) > 2 and words[-1][:1].islower() else words[1:]
        name = " ".join(kept)
        known = next(
            (one.actor for one in self.context.mentions if one.actor is not None and one.actor.text == name), None
        )
        return Named(known or msgspec.structs.replace(actor, name=name, side=name), mention.start, mention.end)

    def _state(self, tree: Tree, first: int, last: int, *, doing: bool) -> Named | None:
        for one in self._rows(tree, first, last):
            place = one.place
            if place is None or place.country is None:
                continue
            if place.matched != "demonym" and place.precision != "country":
                continue
            if doing and not self._modifies(tree, one, last):
                continue
            name = place.name or one.quote
            actor = Actor(text=one.quote, name=name, kind="state", country=place.country, side=place.country)
            return Named(actor, one.start, one.end)
        return None

    def _modifies(self, tree: Tree, mention: Mention, last: int) -> bool:
        position = tree.position(mention.start)
        if position is None:
            return False
        token = tree.tokens[position]
        if token.dep == "poss" and any(one.tag in {"JJS", "RBS"} for one in tree.tokens[position : last + 1]):
            return False  # "one of Russia's deadliest attacks": where, not who
        inside = any(one.text.lower() in self._means for one in tree.tokens[position : last + 1])
        if token.dep in {"amod", "compound", "poss", "nmod", "nsubj", "pobj"}:
            return inside or tree.tokens[token.head].text.lower() in self._means or token.dep == "nsubj"
        return inside


def _hyphened(tree: Tree, run: list[Token], first: int, last: int) -> list[Token]:
    """Takes in what hyphens join to a name: "Jamaat-ul-Ahrar", of which a parse knows only the first word for one."""
    tokens, low, high = tree.tokens, run[0].index, run[-1].index
    while low - 2 >= first and tokens[low - 1].text == "-" and tokens[low - 1].end == tokens[low].start:
        low -= 2
    while high + 2 <= last and tokens[high + 1].text == "-" and tokens[high].end == tokens[high + 1].start:
        high += 2
    return list(tree.tokens[low : high + 1])


def stands_for(actor: Actor) -> Actor:
    """Who speaks for a group stands for the group: a commander's claim is the claim of his side."""
    if actor.kind == "person" and actor.organisation:
        return Actor(
            text=actor.text, name=actor.organisation, kind="organisation", country=actor.country, side=actor.side
        )
    return actor
