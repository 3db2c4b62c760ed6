"""Condemnations, appeals, vows and condolences: what is said about an attack rather than of it."""

from __future__ import annotations

from functools import cache

import msgspec

from bearwitness.extract import attribution
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.cue_subjects import right_of_subject
from bearwitness.extract.speech import Speech, speeches
from bearwitness.extract.syntax import Tree, trees
from bearwitness.extract.told import how
from bearwitness.languages import load
from bearwitness.model import Attribution, Claim, Reaction, Token


class ReactionWords(msgspec.Struct, frozen=True):
    """`languages/<code>/reactions.toml`."""

    verbs: tuple[str, ...]
    giving: tuple[str, ...]
    given: tuple[str, ...]
    calling: tuple[str, ...]
    called: tuple[str, ...]


@cache
def _words(code: str) -> ReactionWords:
    words: ReactionWords = load(code, "reactions", ReactionWords)
    return words


def find(context: Context) -> list[Claim]:
    """Reaction claims of a report that tells an attack, one a verb, with who reacts."""
    if not context.once(attacks_of):
        return []
    said: dict[tuple[int, int], Speech] = {}
    for one in context.once(speeches):
        said.setdefault((one.sentence, one.cue[0]), one)
    claims: list[Claim] = []
    for tree in context.once(trees):
        for token in tree.tokens:
            if token.pos != "VERB" or not _reacts(tree, token, _words(context.language)):
                continue
            claim = _claim(context, tree, token, said.get((tree.sentence.index, token.start)), len(claims))
            if claim is not None:
                claims.append(claim)
    return claims


def _reacts(tree: Tree, token: Token, words: ReactionWords) -> bool:
    lemma = token.lemma.lower()
    if any(tree.tokens[one].dep == "neg" for one in tree.children[token.index]):
        return False
    if lemma in words.verbs:
        return token.tag in {"VBD", "VBZ", "VBP", "VBG"} or (token.tag == "VBN" and _has_have(tree, token))
    if lemma in words.giving:
        target = tree.child(token.index, "dobj")
        below = tree.subtree(target) if target is not None else []
        return any(tree.tokens[one].lemma.lower() in words.given for one in below)
    if lemma in words.calling:
        rest = [one for one in tree.subtree(token.index) if one > token.index]
        return any(tree.tokens[one].lemma.lower() in words.called for one in rest[:8]) and any(
            tree.tokens[one].text.lower() in {"for", "on"} for one in rest[:2]
        )
    return False


def _has_have(tree: Tree, token: Token) -> bool:
    return any(tree.tokens[one].lemma.lower() == "have" for one in tree.children[token.index])


def _claim(context: Context, tree: Tree, token: Token, speech: Speech | None, number: int) -> Claim | None:
    by = attribution.of_speech(context, speech) if speech is not None else _subject(context, tree, token)
    if by is None:
        return None  # nobody is named who reacts
    passage = tree.sentence.passage
    below = [one for one in tree.subtree(token.index) if one >= token.index]
    start, end = token.start, tree.tokens[below[-1]].end
    if speech is not None and speech.content:
        start, end = min(start, speech.content[0][0]), max(end, speech.content[-1][1])
    about, _ = how(context, passage, token.start, token.end)
    evidence = context.evidence(passage, start, end)
    return Claim(
        id=f"reaction{number}",
        kind="reaction",
        report=context.report.id,
        about=about,
        modality="asserted",
        evidence=(evidence,),
        attribution=by,
        reaction=Reaction(text=evidence.quote),
        rule=f"reaction.{token.lemma.lower()}",
    )


def _subject(context: Context, tree: Tree, token: Token) -> Attribution | None:
    """Who reacts where no speech was read: the subject of the verb or of the one that it is joined to."""
    at = token.index
    for _ in range(3):
        subject = tree.child(at, "nsubj")
        if subject is not None:
            break
        if tree.tokens[at].dep not in {"conj", "xcomp", "advcl"}:
            return None
        at = tree.tokens[at].head
    if subject is None or subject > token.index or tree.tokens[subject].pos not in {"NOUN", "PROPN"}:
        return None
    first, last = tree.phrase(subject)[0], right_of_subject(tree, subject, at)
    while first < subject and tree.tokens[first].pos == "DET":
        first += 1
    words = context.evidence(tree.sentence.passage, tree.tokens[first].start, tree.tokens[last].end)
    rows = context.mentions_in(tree.sentence.passage, words.start, words.end, "actor")
    actor = next((one.actor for one in rows if one.actor is not None), None)
    if context.mentions_in(tree.sentence.passage, words.start, words.end, "weapon"):
        return None
    verb = token.text
    if actor is not None and actor.kind == "person":
        return Attribution(speaker=actor.text, role=actor.role, name=actor.name, verb=verb, evidence=words)
    return Attribution(speaker=words.quote, name=actor.name if actor else words.quote, verb=verb, evidence=words)
