"""What the actors say of themselves: they claim it, concede it, deny it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bearwitness.extract.noun_phrases import Phrase
from bearwitness.extract.responsible_actors import SIDES, Actors, Named, Stand, stands_for
from bearwitness.extract.syntax import Tree
from bearwitness.model import Actor, Token
from bearwitness.vocabulary import Stance

OWN = frozenset({"it", "they", "we", "he", "she"})
OWNERS = frozenset({"its", "their", "our", "his", "her"})
POSSESSED = frozenset({"theirs", "its", "ours", "his"})
TAKING = frozenset({"take", "accept", "assume"})


def stances(actors: Actors, tree: Tree) -> Iterator[Stand]:
    """Every stance that an actor takes to the attack in the sentence."""
    text = tree.sentence.text.lower()
    yield from _denials(actors, tree, text)
    if not _nobody(actors, text):
        yield from _claims(actors, tree, text)
    yield from _own_deeds(actors, tree)


def _nobody(actors: Actors, text: str) -> bool:
    verbs = ("has", "had", "immediately", "claimed", "said")
    return any(f"{one} {verb}" in text for one in actors.words.nobody for verb in verbs)


def _claims(actors: Actors, tree: Tree, text: str) -> Iterator[Stand]:
    """Reads "X claimed responsibility", "responsibility was claimed by X", "X released video of the attack"."""
    objects = frozenset(actors.words.claim_objects)
    for token in tree.tokens:
        if token.pos != "VERB":
            continue
        lemma = token.lemma.lower()
        if lemma in {"release", "publish", "post", "issue"}:
            yield from _shows(actors, tree, token)
        if lemma not in actors.words.claim or _negated(tree, token) or _before(tree, token):
            continue
        target, passive = _claimed_object(tree, token, objects), tree.child(token.index, "nsubjpass")
        if target is not None:
            if lemma in TAKING and tree.tokens[target].lemma.lower() != "responsibility":
                continue
            subject = actors.subject(tree, token.index)
            if subject is not None:
                yield from _claimed(actors, tree, subject.first, subject.last)
        elif passive is not None and tree.tokens[passive].lemma.lower() in objects:
            agent = tree.child(token.index, "agent")
            pobj = tree.child(agent, "pobj") if agent is not None else None
            if pobj is not None:
                yield from _claimed(actors, tree, tree.subtree(pobj)[0], min(tree.subtree(pobj)[-1], pobj + 4))
    at = text.find("claim of responsibility by")
    at = at if at >= 0 else text.find("claim by ")
    position = tree.position(tree.sentence.start + at) if at >= 0 else None
    if position is not None and not re.search(r"\bno (?:\w+ )?claim\b", text):
        yield from _claimed(actors, tree, position, len(tree.tokens) - 1)


def _claimed_object(tree: Tree, token: Token, objects: frozenset[str]) -> int | None:
    """What is claimed, also where the parse hangs "the attack" on a verb further on."""
    target = tree.child(token.index, "dobj")
    if target is None:
        after = tree.tokens[token.index + 1 : token.index + 3]
        plain = len(after) > 1 and after[0].pos == "DET" and token.tag in {"VBD", "VBZ"}
        target = after[1].index if plain else None
    return target if target is not None and tree.tokens[target].lemma.lower() in objects else None


def _shows(actors: Actors, tree: Tree, token: Token) -> Iterator[Stand]:
    """Reads "ISIS has released video evidence": a group that shows its attack claims it."""
    target = tree.child(token.index, "dobj")
    if target is None or _negated(tree, token):
        return
    inside = {tree.tokens[one].lemma.lower() for one in tree.subtree(target)}
    of_attack = bool(inside & set(actors.words.claim_objects)) or {"video", "evidence"} <= inside
    subject = actors.subject(tree, token.index)
    if not inside & set(actors.words.evidence) or not of_attack or subject is None:
        return
    who = actors.named(tree, subject.first, subject.last)
    if who is not None and who.actor.kind == "armed_group":
        yield Stand(who, "claimed", "responsibility.claimed", modality="reported")


def _claimed(actors: Actors, tree: Tree, first: int, last: int) -> Iterator[Stand]:
    proper = actors.unlisted(tree, first, last)
    who = actors.named(tree, first, last, generic=proper is None)
    own = proper is not None and who is not None and proper.start < who.start and not _same(proper, who)
    if who is None or who.actor.kind == "state" or own:
        who = proper or who
    if who is not None:
        yield _stand(actors, who, "claimed")


def _same(proper: Named, who: Named) -> bool:
    return proper.end >= who.start


def _stand(actors: Actors, who: Named, stance: Stance) -> Stand:
    settled = Named(stands_for(_side_of(actors, who.actor)), who.start, who.end)
    return Stand(settled, stance, f"responsibility.{stance}")


def _side_of(actors: Actors, actor: Actor) -> Actor:
    """A group's unnamed spokesperson stands for the group."""
    if actor.kind != "officials" or not actor.name.endswith("spokesperson"):
        return actor
    owner = actor.name.removesuffix("spokesperson").strip()
    known = (one.actor for one in actors.context.mentions if one.actor is not None and one.quote == owner)
    return next(known, actor)


def _negated(tree: Tree, token: Token) -> bool:
    return any(tree.tokens[one].dep == "neg" for one in tree.children[token.index])


def _before(tree: Tree, token: Token) -> bool:
    """Reads "has claimed bombings of this kind before": of other attacks."""
    perfect = any(tree.tokens[one].text.lower() in {"has", "have"} for one in tree.children[token.index])
    return perfect and "before" in {one.text.lower() for one in tree.tokens[-3:]}


# --- denials ---------------------------------------------------------------------------------------------------------


def _denials(actors: Actors, tree: Tree, text: str) -> Iterator[Stand]:
    """Reads "X denied any part", "its forces had no fire tasks", "X was not involved", "X distanced itself"."""
    known = set(actors.words.deny_objects) | set(actors.words.did)
    for token in tree.tokens:
        if token.lemma.lower() not in actors.words.deny or token.pos != "VERB" or _negated(tree, token):
            continue
        after = tree.tokens[token.index + 1 : token.index + 14]
        if not ({one.text.lower() for one in after} | {one.lemma.lower() for one in after}) & known:
            continue
        subject = actors.subject(tree, token.index)
        if subject is not None:
            yield from _denied(actors, tree, subject.first, subject.last)
    stated = [text.find(one) for one in actors.words.not_involved if one in text]
    position = tree.position(tree.sentence.start + min(stated)) if stated else None
    if position:
        start, end = tree.sentence.start, tree.tokens[position].start
        if actors.context.mentions_in(tree.sentence.passage, start, end, "actor", "place"):
            yield from _denied(actors, tree, 0, position - 1)


def _denied(actors: Actors, tree: Tree, first: int, last: int) -> Iterator[Stand]:
    who = actors.named(tree, first, last, generic=True)
    if who is not None:
        yield _stand(actors, who, "denied")


# --- "said they had carried it out" --------------------------------------------------------------------------------


def _own_deeds(actors: Actors, tree: Tree) -> Iterator[Stand]:
    """Reads "said they had carried out the attack", "admitted bombing it", "said its forces had not fired"."""
    for token in tree.tokens:
        lemma = token.lemma.lower()
        concedes = lemma in actors.words.concede
        if token.pos != "VERB" or _negated(tree, token) or not (concedes or lemma in actors.words.say):
            continue
        deed = tree.child(token.index, "ccomp", "xcomp")
        if deed is None or not _is_deed(actors, tree, deed) or not _is_own(actors, tree, deed, concedes):
            continue
        subject = _speaking(actors, tree, token)
        if subject is None:
            continue
        who = actors.named(tree, subject.first, subject.last, generic=True)
        if who is None or who.actor.kind not in SIDES:
            continue
        stance: Stance = "denied" if _negated(tree, tree.tokens[deed]) else "conceded" if concedes else "claimed"
        yield _stand(actors, who, stance)


def _speaking(actors: Actors, tree: Tree, token: Token) -> Phrase | None:
    """The subject of the verb of saying, with its apposition where it stands behind: "said X, a Houthi spokesman"."""
    own = tree.child(token.index, "nsubj")
    if own is None or own < token.index:
        return actors.subject(tree, token.index)
    below = tree.subtree(own)
    return Phrase(below[0], below[-1])


def _is_deed(actors: Actors, tree: Tree, at: int) -> bool:
    """The verb attacks; or it is "was behind", "was responsible for", the attack."""
    if tree.tokens[at].lemma.lower() in actors.words.did:
        return True
    below = {tree.tokens[one].text.lower() for one in tree.children[at]}
    return tree.tokens[at].lemma.lower() == "be" and bool(below & {"behind", "responsible", *POSSESSED})


def _is_own(actors: Actors, tree: Tree, at: int, gerund: bool) -> bool:
    """The doer is the one who says so: "they", "its forces"; after "admitted" also nobody ("admitted bombing it")."""
    subject = tree.child(at, "nsubj")
    if subject is None:
        return gerund and tree.tokens[at].tag == "VBG"
    if tree.tokens[subject].text.lower() in OWN:
        return True
    if any(tree.tokens[one].text.lower() in POSSESSED for one in tree.children[at]):
        return tree.tokens[subject].lemma.lower() in actors.words.claim_objects
    owner = tree.child(subject, "poss")
    forces = tree.tokens[subject].lemma.lower() in actors.words.own_forces
    return owner is not None and tree.tokens[owner].text.lower() in OWNERS and forces
