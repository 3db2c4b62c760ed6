"""Who is said to have done it, who says that they did, who denies it.

The outlet itself accuses with its grammar ("a Russian missile struck", "shelled by Russian troops"); others accuse,
claim, deny and concede with verbs that say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bearwitness.extract import told
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.events import Event, events
from bearwitness.extract.interceptions import DOWN
from bearwitness.extract.responsible_accused import by_blame, by_grammar, shot_down
from bearwitness.extract.responsible_actors import Actors, Stand
from bearwitness.extract.responsible_stances import stances
from bearwitness.extract.syntax import Tree, trees
from bearwitness.model import Claim, Responsibility

OWN_STANCES = frozenset({"denied", "claimed", "conceded"})


def find(context: Context) -> list[Claim]:
    """Responsibility claims of a report that tells an attack."""
    if not context.once(attacks_of):
        return []
    actors = Actors(context)
    told_here: dict[int, list[Event]] = {}
    for one in context.once(events):
        told_here.setdefault(one.sentence, []).append(one)
    claims: list[Claim] = []
    for tree in context.once(trees):
        if tree.tokens:
            for stand in _in_sentence(actors, tree, told_here.get(tree.sentence.index, [])):
                claim = _claim(actors, tree, stand, len(claims))
                if claim is not None:
                    claims.append(claim)
    return claims


def _in_sentence(actors: Actors, tree: Tree, told_here: list[Event]) -> Iterator[Stand]:
    """All stands of one sentence; what an actor says of itself comes before what the grammar makes of it."""
    own = list(stances(actors, tree))
    yield from own
    taken = {one.who.actor.name for one in own}
    accused = list(by_blame(actors, tree, frozenset(one.head for one in told_here)))
    yield from (one for one in accused if one.who.actor.name not in taken)
    if any(one.stance == "denied" for one in own):
        return  # "Russia denied that a Russian missile hit the station"
    taken |= {one.who.actor.name for one in accused}
    grammar = list(by_grammar(actors, tree, told_here))
    if DOWN.search(tree.sentence.text):
        grammar.extend(shot_down(actors, tree))
    seen: set[tuple[str, int]] = set()
    for one in grammar:
        if one.who.actor.name not in taken and (one.who.actor.name, one.who.start) not in seen:
            seen.add((one.who.actor.name, one.who.start))
            yield one


def _claim(actors: Actors, tree: Tree, stand: Stand, number: int) -> Claim | None:
    passage, who = tree.sentence.passage, stand.who
    about, own = told.how(actors.context, passage, who.start, who.end)
    chosen = stand.modality or own
    if chosen == "hypothetical":
        return None
    by = stand.by or (actors.itself(who, passage) if stand.stance in OWN_STANCES else None)
    return Claim(
        id=f"responsibility{number}",
        kind="responsibility",
        report=actors.context.report.id,
        about=about,
        modality="asserted" if chosen == "denied" else chosen,
        evidence=(actors.context.evidence(passage, who.start, who.end),),
        attribution=by,
        responsibility=Responsibility(actor=who.actor, stance=stand.stance),
        rule=stand.rule,
    )


def without_self_accusation(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """The claims without accusations that a body of the accused side would make of itself.

    "According to the ministry, Russian missiles hit air bases" tells of other targets; it is no accusation.
    """
    return [one for one in claims if not _of_itself(context, one)]


def _of_itself(context: Context, claim: Claim) -> bool:
    own, by = claim.responsibility, claim.attribution
    if own is None or own.stance != "accused" or own.actor.side is None or by is None or by.evidence is None:
        return False
    said = by.evidence
    speakers = context.mentions_in(said.passage.id, said.start, said.end, "actor")
    sides = {one.actor.side for one in speakers if one.actor is not None}
    named = {one.actor.side for one in context.mentions if one.actor is not None and one.actor.name == by.name}
    return own.actor.side in sides | named
