"""What was damaged, and how far."""

from __future__ import annotations

from functools import cache

import msgspec

from bearwitness.extract import told
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.syntax import Tree, trees
from bearwitness.languages import load
from bearwitness.model import Claim, Damage, Mention, Token
from bearwitness.vocabulary import DamageDegree


class WordList(msgspec.Struct, frozen=True):
    """Words of one kind."""

    words: tuple[str, ...]


class DamageWords(msgspec.Struct, frozen=True, rename={"excluded": "not"}):
    """`languages/<code>/damage.toml`."""

    verbs: dict[str, DamageDegree]
    phrases: dict[str, DamageDegree]
    things: WordList
    excluded: WordList


@cache
def _words(code: str) -> DamageWords:
    words: DamageWords = load(code, "damage", DamageWords)
    return words


@cache
def _things(code: str) -> frozenset[str]:
    return frozenset(_words(code).things.words)


def find(context: Context) -> list[Claim]:
    """Damage claims of a report that tells an attack."""
    if not context.once(attacks_of):
        return []
    claims: list[Claim] = []
    seen: set[tuple[str, int, str]] = set()
    for tree in context.once(trees):
        for token in tree.tokens:
            for degree, head in _damaged(context, tree, token):
                found = _claim(context, tree, degree, head, token, number=len(claims))
                if found is not None and (found.evidence[0].passage.id, tree.tokens[head].start, degree) not in seen:
                    seen.add((found.evidence[0].passage.id, tree.tokens[head].start, degree))
                    claims.append(found)
    return claims


def _damaged(context: Context, tree: Tree, token: Token) -> list[tuple[DamageDegree, int]]:
    """Degree and the word for the thing, for a verb, participle or phrase of damage at this word."""
    degree = _degree(tree, token, context.language)
    if degree is None:
        return []
    found: list[int] = []
    at = token.index
    if token.dep == "amod" and token.tag in {"VBN", "JJ", "VBD"}:
        found.append(token.head)
    for label in ("dobj", "nsubjpass"):
        child = tree.child(at, label)
        if child is not None:
            found.append(_counted(tree, child))
    if not found and token.dep in {"prep", "oprd"}:
        found.extend(_left_in(tree, at))
    if not found and token.dep in {"acl", "relcl"}:
        found.append(token.head)
    if not found and degree in {"collapsed", "burned", "destroyed"}:
        subject = tree.child(at, "nsubj")
        if subject is None and token.dep in {"conj", "acomp", "oprd", "xcomp", "prep", "pobj"}:
            subject = next(
                (
                    one
                    for above in tree.ancestors(at)[:2]
                    if (one := tree.child(above, "nsubj", "nsubjpass")) is not None
                ),
                None,
            )
        if subject is not None and tree.child(at, "dobj") is None:
            found.append(_counted(tree, subject))
    heads: list[int] = []
    for one in found:
        heads.append(one)
        heads.extend(_joined(tree, one))
    return [(degree, one) for one in heads if _is_thing(context, tree, one)]


def _counted(tree: Tree, at: int) -> int:
    """The things of "dozens of apartments", "parts of the roof"."""
    of = tree.child(at, "prep")
    inner = tree.child(of, "pobj") if of is not None and tree.tokens[of].text.lower() == "of" else None
    return inner if inner is not None and tree.tokens[at].lemma.lower() in PARTITIVE else at


PARTITIVE = frozenset({"dozen", "hundred", "thousand", "score", "number", "part", "most", "half", "many", "some"})


def _left_in(tree: Tree, at: int) -> list[int]:
    """Reads "left the hospital in ruins", "set a depot on fire": the thing is the object, or the inner subject."""
    above = tree.tokens[at].head
    inner = tree.child(above, "dobj")
    if tree.tokens[above].lemma.lower() in {"set", "leave"} and inner is not None:
        return [inner]
    if tree.tokens[above].pos in {"NOUN", "PROPN"}:
        return [above]
    return []


@cache
def _phrases(code: str) -> dict[str, list[tuple[list[str], DamageDegree]]]:
    """The phrases of damage with their degrees, by their first word, in the order of the file."""
    found: dict[str, list[tuple[list[str], DamageDegree]]] = {}
    for phrase, degree in _words(code).phrases.items():
        parts = phrase.split()
        found.setdefault(parts[0], []).append((parts, degree))
    return found


def _degree(tree: Tree, token: Token, code: str) -> DamageDegree | None:
    words, phrases = _words(code), _phrases(code)
    lower = token.text.lower()
    for parts, told_degree in phrases.get(lower, ()):
        if [one.text.lower() for one in tree.tokens[token.index : token.index + len(parts)]] == parts:
            return told_degree
    if token.pos in {"VERB", "ADJ"} or token.dep == "amod":
        degree = words.verbs.get(token.lemma.lower())
        if degree is None and token.dep == "amod":
            degree = words.verbs.get(
                {
                    "damaged": "damage",
                    "destroyed": "destroy",
                    "collapsed": "collapse",
                    "ruined": "ruin",
                    "burned": "burn",
                    "burnt": "burn",
                }.get(lower, "")
            )
        if any(tree.tokens[one].dep == "neg" for one in tree.children[token.index]):
            return None
        return degree
    return None


def _joined(tree: Tree, at: int) -> list[int]:
    found = []
    for child in tree.children[at]:
        if tree.tokens[child].dep == "conj":
            found.append(child)
            found.extend(_joined(tree, child))
    return found


def _is_thing(context: Context, tree: Tree, at: int) -> bool:
    token = tree.tokens[at]
    lower = token.text.lower()
    if lower in _words(context.language).excluded.words:
        return False
    if lower in _things(context.language) or token.lemma.lower() in _things(context.language):
        return True
    return _facility(context, tree, at) is not None


def _facility(context: Context, tree: Tree, at: int) -> Mention | None:
    first, _ = tree.phrase(at)
    rows = context.mentions_in(tree.sentence.passage, tree.tokens[first].start, tree.tokens[at].end, "facility")
    return next((one for one in rows if one.end >= tree.tokens[at].end), None)


def _claim(context: Context, tree: Tree, degree: DamageDegree, head: int, verb: Token, *, number: int) -> Claim | None:
    passage = tree.sentence.passage
    first = tree.phrase(head)[0]
    while first < head and tree.tokens[first].pos in {"DET", "PUNCT"}:
        first += 1
    start = min(tree.tokens[first].start, verb.start)
    end = max(tree.tokens[head].end, verb.end)
    about, modality = told.how(context, passage, start, end)
    if modality in {"hypothetical", "denied"}:
        return None
    mention = _facility(context, tree, head)
    return Claim(
        id=f"damage{number}",
        kind="damage",
        report=context.report.id,
        about=about,
        modality=modality,
        evidence=(context.evidence(passage, start, end),),
        damage=Damage(
            object=tree.text(first, head), degree=degree, facility=mention.facility if mention is not None else None
        ),
        rule=f"damage.{degree}",
    )
