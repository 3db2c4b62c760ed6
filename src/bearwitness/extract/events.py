"""Sentences that tell an attack: the word that heads the telling, what kind, with what weight.

A head ("attack", "struck", "opened fire") carries a kind and a weight; weapons, attackers, victims and targets beside
it add to the weight; words that make it something else (a labour strike, a heart attack, a drill) take it away. Words
and weights are in `languages/<code>/occurrences.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bearwitness.extract import told
from bearwitness.extract.context import Context
from bearwitness.extract.event_gate import may_name
from bearwitness.extract.event_setting import dates, facilities, places
from bearwitness.extract.event_words import Head, Lexicon, lexicon
from bearwitness.extract.speech import Speech, speeches
from bearwitness.extract.syntax import Tree, trees
from bearwitness.model import Mention, Token
from bearwitness.vocabulary import About, Modality, OccurrenceKind

GENERAL: frozenset[OccurrenceKind] = frozenset({"attack", "explosion", "raid"})

NEAR = 4
"""Words on either side in which a word of `not.near` undoes a head."""


@dataclass(frozen=True)
class Event:
    """One telling of an attack in one sentence."""

    sentence: int
    passage: str
    head: int
    """Position of the head in its sentence."""
    start: int
    end: int
    """The words that tell it."""
    kind: OccurrenceKind
    weight: int
    noun: bool
    definite: bool
    plural: bool
    about: About
    modality: Modality
    places: tuple[Mention, ...] = ()
    """Where, nearest first; cities before areas."""
    dates: tuple[Mention, ...] = ()
    """When, nearest first: dates of the head's own clause."""
    loose_dates: tuple[Mention, ...] = ()
    """Other dates of the sentence that are not of a saying or of an inner story."""
    facilities: tuple[Mention, ...] = ()
    other: bool = False
    """The words say that it is another attack."""


def events(context: Context) -> tuple[Event, ...]:
    """Every telling of an attack in the report's own passages, in reading order."""
    words = lexicon(context.language)
    found: list[Event] = []
    by_sentence: dict[int, list[Speech]] = {}
    for one in context.once(speeches):
        by_sentence.setdefault(one.sentence, []).append(one)
    for tree in context.once(trees):
        if tree.tokens and may_name(tree.sentence.text, context.language):
            found.extend(_in_sentence(context, tree, words, by_sentence.get(tree.sentence.index, [])))
    return tuple(found)


def tells(context: Context, tree: Tree, least: int) -> bool:
    """The sentence may hold a telling of at least this weight; no speech is looked at, so this is cheap."""
    words = lexicon(context.language)
    for token in tree.tokens:
        matched = _head(tree, token, words) or _by_weapon(tree, token, words)
        if matched is None or _excluded(tree, token.index, matched[1], words) or _unreal(tree, token, words):
            continue
        (_, base), _, noun = matched
        if base + _context(context, tree, token, words, noun) >= least:
            return True
    return False


def _in_sentence(context: Context, tree: Tree, words: Lexicon, said: list[Speech]) -> list[Event]:
    found: list[Event] = []
    taken: set[int] = set()
    for token in tree.tokens:
        if token.index in taken:
            continue
        if _happened(tree, token):
            found.append(event_at(context, tree, token, said, size=1, kind="attack", weight=0, noun=False))
            continue
        matched = _head(tree, token, words) or _by_weapon(tree, token, words)
        if matched is None:
            continue
        (kind, base), size, noun = matched
        if _excluded(tree, token.index, size, words) or _unreal(tree, token, words):
            continue
        weight = base + _context(context, tree, token, words, noun)
        if weight < words.words.threshold:
            if noun and size == 1 and _names_again(tree, token):
                found.append(event_at(context, tree, token, said, size=1, kind=kind, weight=0, noun=True))
            continue
        taken.update(range(token.index, token.index + size))
        found.append(
            event_at(
                context, tree, token, said, size=size, kind=_special(tree, token, kind, words), weight=weight, noun=noun
            )
        )
    told_apart = [one for one in found if tree.tokens[one.head].lemma.lower() not in OUTCOMES]
    return told_apart or found[:1]


def _names_again(tree: Tree, token: Token) -> bool:
    """Reads "The strike", "this attack": names the attack told before, and tells none by itself."""
    before = [one.text.lower() for one in tree.tokens[tree.phrase(token.index)[0] : token.index]]
    return before in (["the"], ["this"], ["that"])


OUTCOMES = frozenset({"kill", "destroy"})
"""Heads that tell what an attack did: another head of the same sentence tells the attack itself."""
AGAIN = frozenset({"it", "this", "that", "incident", "tragedy"})


def _happened(tree: Tree, token: Token) -> bool:
    """Reads "It happened around 5 a.m.", "the incident occurred Monday": when and where of the attack told before."""
    if token.lemma.lower() not in {"happen", "occur"} or token.tag not in {"VBD", "VBZ", "VBN"}:
        return False
    subject = tree.child(token.index, "nsubj")
    return subject is not None and tree.tokens[subject].text.lower() in AGAIN


def _head(tree: Tree, token: Token, words: Lexicon) -> tuple[Head, int, bool] | None:
    lemma, lower = token.lemma.lower(), token.text.lower()
    several = lemma in words.openers or lower in words.openers
    for size in (4, 3, 2) if several else ():
        following = tree.tokens[token.index : token.index + size]
        if len(following) < size:
            continue
        rest = tuple(one.text.lower() for one in following[1:])
        for first in (lemma, lower):
            if (head := words.phrases.get((first, *rest))) is not None:
                return head, size, False
        last = following[-1]
        key = (lower, *rest[:-1], last.lemma.lower())
        if (head := words.nouns.get(key)) is not None and last.pos in {"NOUN", "PROPN"}:
            return head, size, True
    if token.pos in {"NOUN", "PROPN", "AUX"} or (
        token.pos == "VERB"
        and token.tag == "VBG"
        and (lower,) in words.nouns
        and token.dep in {"nsubj", "csubj", "nsubjpass", "dobj", "pobj", "compound", "amod"}
    ):
        for key in ((lemma,), (lower,)):
            if (head := words.nouns.get(key)) is not None:
                return head, 1, True
    if token.pos in {"VERB", "NOUN", "ADJ"} and token.tag.startswith("VB") and lemma in words.words.verbs:
        return words.words.verbs[lemma], 1, False
    return None


def _by_weapon(tree: Tree, token: Token, words: Lexicon) -> tuple[Head, int, bool] | None:
    kind = _struck(tree, token, words)
    return None if kind is None else ((kind, 2), 1, False)


def _excluded(tree: Tree, at: int, size: int, words: Lexicon) -> bool:
    near = tree.tokens[max(0, at - NEAR) : at + size + NEAR]
    if any(one.text.lower() in words.near or one.lemma.lower() in words.near for one in near):
        return True
    text = tree.text(near[0].index, near[-1].index).lower()
    return any(one in text for one in words.near_phrases)


def _unreal(tree: Tree, token: Token, words: Lexicon) -> bool:
    """Told as planned, feared, threatened or denied."""
    helpers = [tree.tokens[one] for one in tree.children[token.index]]
    if any(one.dep == "neg" for one in helpers):
        return True
    if token.tag in {"NN", "NNS"} and any(one.dep == "relcl" and _is_past(tree, one) for one in helpers):
        return False  # "vowed revenge for the bombing that killed six": it happened
    if any(one.tag == "MD" or (one.dep == "aux" and one.text.lower() == "to") for one in helpers):
        return not any(one.lemma == "have" for one in helpers)
    path = [token.dep]
    for above in tree.ancestors(token.index)[:4]:
        one = tree.tokens[above]
        if one.pos == "VERB":
            return one.lemma.lower() in words.prevented and set(path) <= UNDER
        path.append(one.dep)
    return False


def _is_past(tree: Tree, verb: Token) -> bool:
    """A plain past tense: no modal, no negation."""
    beside = [tree.tokens[one] for one in tree.children[verb.index]]
    return verb.tag == "VBD" and not any(one.tag == "MD" or one.dep == "neg" for one in beside)


UNDER = frozenset({"dobj", "pobj", "xcomp", "pcomp", "prep", "compound", "amod", "conj"})
"""Labels on the way up from a head to the verb that plans, fears or prevents it."""


def _context(context: Context, tree: Tree, token: Token, words: Lexicon, noun: bool) -> int:
    """What stands beside the head: a weapon or attacker 2, a victim, a severe word or a target 1.

    What weighs here must be bounded in `event_gate`, else sentences that tell an attack are never parsed.
    """
    lowers = [one.text.lower() for one in tree.tokens]
    weight = 0
    if any(one in words.weapons for one in lowers) or context.mentions_in(
        tree.sentence.passage, tree.sentence.start, tree.sentence.end, "weapon"
    ):
        weight += 2
    if any(one in words.attackers for at, one in enumerate(lowers) if at != token.index):
        weight += 2
    if any(one in words.victims for at, one in enumerate(lowers) if at != token.index):
        weight += 1
    near = lowers[max(0, token.index - NEAR) : token.index]
    if noun and any(one in words.severe for one in near):
        weight += 1
    if _target(context, tree, token, noun):
        weight += 1
    if noun and (_kills(tree, token) or _is_heard(tree, token) or _harms(context, tree, token, words)):
        weight += 1
    if noun and _by_a_side(context, tree, token):
        weight += 2
    return weight


KILLING = frozenset({"kill", "wound", "injure", "maim", "leave", "die"})


def _kills(tree: Tree, token: Token) -> bool:
    """It is what killed or wounded: "the strike killed", "killed in the raid", "left five dead"."""
    verb = tree.tokens[token.head]
    if token.dep == "pobj" and verb.dep == "prep" and verb.text.lower() in {"in", "by", "during"}:
        verb = tree.tokens[verb.head]
    elif token.dep != "nsubj" and not (token.dep == "pobj" and verb.dep == "agent"):
        return False
    else:
        verb = tree.tokens[verb.head] if verb.dep == "agent" else verb
    return verb.lemma.lower() in KILLING


BLASTS = frozenset({"explosion", "blast"})


def _harms(context: Context, tree: Tree, token: Token, words: Lexicon) -> bool:
    """Reads "two blasts shook the terminal of the airport": what a blast did to a place that is named."""
    verb = tree.tokens[token.head]
    if token.lemma.lower() not in BLASTS or token.dep != "nsubj" or verb.lemma.lower() not in words.harm:
        return False
    below = tree.subtree(verb.index)
    start, end = tree.tokens[token.index].end, tree.tokens[below[-1]].end
    return bool(context.mentions_in(tree.sentence.passage, start, end, "place", "facility"))


def _struck(tree: Tree, token: Token, words: Lexicon) -> OccurrenceKind | None:
    """Reads "a missile cut the house in two": the kind of the weapon that a verb of harm has for its subject."""
    if token.pos != "VERB" or token.lemma.lower() not in words.harm or not token.tag.startswith("VB"):
        return None
    subject = tree.child(token.index, "nsubj")
    if subject is None or tree.child(token.index, "dobj") is None or token.tag not in {"VBD", "VBZ", "VBP", "VBN"}:
        return None
    kind = words.weapons.get(tree.tokens[subject].text.lower())
    return kind if kind in STRIKES else None


STRIKES = frozenset({"missile_strike", "drone_strike", "shelling", "bombing"})
"""Kinds whose weapons strike by themselves; a gun or a jet is used by somebody."""


def _is_heard(tree: Tree, token: Token) -> bool:
    """Reads "explosions were heard in Kyiv": several, with a place in the sentence's own words."""
    verb = tree.tokens[token.head]
    heard = token.dep == "nsubjpass" and verb.lemma.lower() in {"hear", "report"} and token.tag == "NNS"
    return heard and token.lemma.lower() in {"explosion", "blast"}


def _by_a_side(context: Context, tree: Tree, token: Token) -> bool:
    """A force, a group or a nation modifies the head: "a Russian strike", "the Taliban attack"."""
    first = tree.phrase(token.index)[0]
    if first == token.index:
        return False
    rows = context.mentions_in(tree.sentence.passage, tree.tokens[first].start, token.start, "actor", "place")
    return any(
        (one.actor is not None and one.actor.kind in {"armed_force", "armed_group", "state"})
        or (one.place is not None and one.place.matched == "demonym")
        for one in rows
    )


def _target(context: Context, tree: Tree, token: Token, noun: bool) -> bool:
    """A place or facility is what the head hits ("attack on Kyiv", "hit a school")."""
    for child in tree.children[token.index]:
        one = tree.tokens[child]
        if (noun and one.dep == "prep" and one.text.lower() in {"on", "against", "at", "in", "of"}) or one.dep in {
            "dobj",
            "nsubjpass",
        }:
            below = tree.subtree(child)
            start, end = tree.tokens[below[0]].start, tree.tokens[below[-1]].end
            if context.mentions_in(tree.sentence.passage, start, end, "place", "facility"):
                return True
    return False


def _special(tree: Tree, token: Token, kind: OccurrenceKind, words: Lexicon) -> OccurrenceKind:
    """A general kind made special by the weapon named closest to the head."""
    if kind == "bombing" and any(one.text.lower() in {"suicide"} for one in tree.tokens):
        return "suicide_bombing"
    if kind not in GENERAL and not (kind == "shooting" and token.lemma.lower() == "fire"):
        return kind
    best: tuple[int, OccurrenceKind] | None = None
    for one in tree.tokens:
        special = words.weapons.get(one.text.lower())
        if special is None or one.index == token.index:
            continue
        gap = abs(one.index - token.index)
        if best is None or gap < best[0]:
            best = (gap, special)
    if best is None:
        return kind
    if kind == "explosion" and best[1] in {"shooting", "stabbing", "shelling"}:
        return kind
    return best[1]


def event_at(
    context: Context,
    tree: Tree,
    token: Token,
    said: list[Speech],
    *,
    size: int,
    kind: OccurrenceKind,
    weight: int,
    noun: bool,
) -> Event:
    """The telling whose head is the token."""
    first, last = _extent(tree, token.index, size, noun)
    start, end = tree.tokens[first].start, tree.tokens[last].end
    passage = tree.sentence.passage
    head_start = token.start
    before = [one.text.lower() for one in tree.tokens[tree.phrase(token.index)[0] : token.index]]
    lowers = {one.text.lower() for one in tree.tokens[max(0, token.index - 6) : token.index + 4]}
    return Event(
        sentence=tree.sentence.index,
        passage=passage,
        head=token.index,
        start=start,
        end=end,
        kind=kind,
        weight=weight,
        noun=noun,
        definite=noun and any(one in {"the", "this", "that", "these"} for one in before),
        plural=token.tag in {"NNS", "NNPS"},
        about=told.about(context, tree.sentence, head_start, token.end),
        modality=told.modality(context, tree.sentence, head_start, token.end),
        places=places(context, tree, token, said),
        dates=dates(context, tree, token, said, loose=False),
        loose_dates=dates(context, tree, token, said, loose=True),
        facilities=facilities(context, tree, token, said),
        other=bool(lowers & {"another", "separate", "separately", "elsewhere", "second"}),
    )


def last_of(tree: Tree, at: int) -> int:
    """The head of the noun phrase in which a noun of several words stands: "bombs" for the "car" of "car bombs"."""
    while tree.tokens[at].dep in {"compound", "amod"} and tree.tokens[at].head == at + 1:
        at += 1
    return at


def _extent(tree: Tree, at: int, size: int, noun: bool) -> tuple[int, int]:
    """The words that tell it: the noun phrase with what it was on, or subject, verb and object."""
    first, last = (tree.phrase(last_of(tree, at))[0] if noun else at), at + size - 1
    labels = ("prep", "agent") if noun else ("nsubj", "nsubjpass", "dobj", "prep", "agent", "dative")
    for child in tree.children[at]:
        if tree.tokens[child].dep not in labels:
            continue
        below = tree.subtree(child)
        if len(below) > 14 or any(tree.tokens[one].tag in {"VBD", "VBZ", "VBP"} for one in below):
            low, high = tree.phrase(child)
            below = [low, high] if tree.tokens[child].dep not in {"prep", "agent"} else []
        if below:
            first, last = min(first, below[0]), max(last, below[-1])
    return first, last
