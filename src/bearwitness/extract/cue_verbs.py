"""Verbs of saying as cues: active, inverted, passive, counting, citing; and which words they hand over."""

from __future__ import annotations

from bearwitness.extract.cue_phrases import told_by
from bearwitness.extract.cue_subjects import right_of_subject, subject
from bearwitness.extract.cues import FINITE, OPENING, Cue, ends_saying, is_number
from bearwitness.extract.event_words import lexicon as attack_words
from bearwitness.extract.noun_phrases import Phrase, phrase_right
from bearwitness.extract.sayings import Lexicon
from bearwitness.extract.syntax import Tree
from bearwitness.model import Token


def verb(tree: Tree, token: Token, words: Lexicon, quoted: list[bool]) -> Cue | None:
    """The cue that a verb of saying is, with its speaker's phrase and its content; None if it is none here."""
    if token.lemma.lower() in words.heard:
        return _heard(tree, token)
    return _spoken(tree, token, words, quoted) if _can_speak(tree, token, words, quoted) else None


def _can_speak(tree: Tree, token: Token, words: Lexicon, quoted: list[bool]) -> bool:
    """It is a verb of saying, used as one: finite, not negated, with what its kind needs beside it."""
    lemma = token.lemma.lower()
    known = lemma in words.say
    if not known and not (lemma in words.counting and _speaks_of_toll(tree, token, words)):
        return False
    if token.pos not in {"VERB", "AUX"} and token.tag not in FINITE | {"VBN", "VBG"}:
        return False
    if lemma in words.weak and lemma not in words.counting and not _has_clause(tree, token, quoted):
        return False
    negated = any(tree.tokens[one].dep == "neg" for one in tree.children[token.index])
    if negated and lemma not in {"believe", "think"}:
        return False
    if token.tag == "VB" and token.dep in {"xcomp", "ccomp", "advcl"} and not _modal(tree, token):
        return False
    return not (lemma == "claim" and _takes_lives(tree, token))


def _spoken(tree: Tree, token: Token, words: Lexicon, quoted: list[bool]) -> Cue | None:
    lemma = token.lemma.lower()
    passive = _passive(tree, token, lemma, words)
    if passive is not None:
        return passive
    if _is_passive(tree, token):
        return None
    if lemma in words.citing and token.tag == "VBG":
        right = phrase_right(tree, token.index + 1)
        return (
            None
            if right is None
            else Cue(right, token.index, token.index, token.text, _rest(tree, right, token), "citing")
        )
    found = subject(tree, token, words, quoted)
    if found is None:
        return None
    phrase, shape = found
    if _is_no_voice(tree, phrase, words):
        return None
    if any(one.text.lower() in words.tellings for one in tree.tokens[phrase.first : phrase.last + 1]):
        phrase, _ = told_by(tree, phrase, words)  # "Data released by the ministry put the toll at ..."
    if lemma not in words.say:
        shape = "initial"  # "had spoken of 31 dead", "put the toll at 9": the figure is the verb's object
    if lemma in SEEING and not _watches(tree, phrase, words):
        return None
    return Cue(
        phrase,
        token.index,
        token.index,
        token.text,
        _content(tree, token, phrase, shape),
        shape,
        lemma in words.presupposing
        or _object(tree, token) in words.announced
        or (lemma == "claim" and _object(tree, token) in {"responsibility", "attack", "credit"}),
    )


def _is_no_voice(tree: Tree, phrase: Phrase, words: Lexicon) -> bool:
    """Reads "the explosions made 73 dead", "the rocket was ...": blasts and weapons say nothing."""
    told, last = attack_words(words.code), tree.tokens[phrase.last]
    thing = last.text.lower() in told.weapons and last.text.lower() not in told.attackers
    return thing or (last.lemma.lower(),) in told.nouns


def _heard(tree: Tree, token: Token) -> Cue | None:
    """Reads "we learned from the nurse on duty that ..."."""
    after = tree.tokens[token.index + 1 : token.index + 3]
    source = next((one.index for one in after if one.text.lower() == "from"), None)
    phrase = phrase_right(tree, source + 1) if source is not None and source + 1 < len(tree.tokens) else None
    if phrase is None or is_number(tree, phrase):
        return None
    content = tuple(range(phrase.last + 1, len(tree.tokens)))
    return Cue(phrase, token.index, token.index, token.text, content, "initial")


def _object(tree: Tree, token: Token) -> str | None:
    """Lemma of what the verb acts on."""
    child = tree.child(token.index, "dobj")
    return None if child is None else tree.tokens[child].lemma.lower()


def _takes_lives(tree: Tree, token: Token) -> bool:
    """Reads "claimed 60 lives" says nothing."""
    return _object(tree, token) in {"life", "victim", "people", "person"}


SEEING = frozenset({"see", "witness", "watch"})


def _watches(tree: Tree, phrase: Phrase, words: Lexicon) -> bool:
    """A reporter, a medium, a volunteer: what they saw they tell."""
    lowers = {one.text.lower() for one in tree.tokens[phrase.first : phrase.last + 1]}
    return bool(lowers & (words.roles | words.media))


def _speaks_of_toll(tree: Tree, token: Token, words: Lexicon) -> bool:
    """A toll stands among the words below the verb; or it is "estimates given by ..."."""
    if _is_passive(tree, token):
        return tree.tokens[token.head].text.lower() in words.tellings and token.dep in {"acl", "amod"}
    below = [tree.tokens[one] for one in tree.subtree(token.index)]
    return any(one.text.lower() in words.toll for one in below if one.index != token.index)


def _has_clause(tree: Tree, token: Token, quoted: list[bool]) -> bool:
    """A clause below the verb, or a quotation mark near it."""
    if any(tree.tokens[one].dep == "ccomp" for one in tree.children[token.index]):
        return True
    near = range(max(0, token.index - 8), min(len(tree.tokens), token.index + 9))
    return any(quoted[one] or tree.tokens[one].text in {"“", "”", '"', "«", "»"} for one in near)


def _modal(tree: Tree, token: Token) -> bool:
    return any(tree.tokens[one].tag == "MD" for one in tree.children[token.index])


def _is_passive(tree: Tree, token: Token) -> bool:
    if token.tag != "VBN":
        return False
    helpers = [tree.tokens[one] for one in tree.children[token.index] if tree.tokens[one].dep in {"aux", "auxpass"}]
    return any(one.dep == "auxpass" for one in helpers) or not any(one.lemma == "have" for one in helpers)


def _passive(tree: Tree, token: Token, lemma: str, words: Lexicon) -> Cue | None:
    """Reads "was quoted as saying", "was told by X", "as quoted by X", "figures released by X"."""
    if not _is_passive(tree, token):
        return None
    at = token.index
    by = _agent(tree, at)
    subject = tree.child(at, "nsubjpass")
    saying = _as_saying(tree, at, by) if lemma in {"quote", "cite"} else None
    if saying is not None and subject is not None:
        phrase = Phrase(tree.phrase(subject)[0], right_of_subject(tree, subject, at))
        content = tuple(
            one for one in range(saying + 1, len(tree.tokens)) if by is None or not by.first <= one <= by.last
        )
        return Cue(phrase, at, at, f"{token.text} as saying", content, "passed_on", via=by)
    if by is None:
        return None
    outside = tuple(one.index for one in tree.tokens if not by.first <= one.index <= by.last)
    if token.dep in {"acl", "advcl", "relcl"}:
        head = token.head
        content = tuple(one for one in tree.subtree(head) if not by.first <= one <= by.last)
        if lemma in {"quote", "cite"} or tree.tokens[head].text.lower() in words.tellings:
            content = outside
        return Cue(by, at, at, token.text, content, "telling")
    return Cue(by, at, at, token.text, outside, "final")


def _as_saying(tree: Tree, at: int, by: Phrase | None) -> int | None:
    """The word after "as" in "was quoted as saying", "was quoted by the radio as saying"."""
    last = at + 3 if by is None or by.first > at + 8 else by.last + 3
    for one in range(at + 1, min(last, len(tree.tokens) - 1)):
        if tree.tokens[one].text.lower() == "as":
            return one + 1
    return None


def _agent(tree: Tree, at: int) -> Phrase | None:
    for one in range(at + 1, min(len(tree.tokens) - 1, at + 8)):
        if tree.tokens[one].text.lower() == "by":
            found = phrase_right(tree, one + 1)
            return found if found is not None and not is_number(tree, found) else None
        if tree.tokens[one].text in {",", ".", ";"} or tree.tokens[one].pos == "VERB":
            return None
    return None


def _content(tree: Tree, token: Token, phrase: Phrase, shape: str) -> tuple[int, ...]:
    """The words that are said, by position: all but speaker and verb, or what follows the verb."""
    tokens = tree.tokens
    low, high = min(phrase.first, token.index), max(phrase.last, token.index)
    if shape == "final":
        return _beside(tree, low, _adverbials(tree, high))
    if token.dep in {"relcl", "acl"}:
        return tuple(one for one in tree.subtree(token.index) if one > token.index)
    last = len(tokens)
    for one in range(token.index + 1, len(tokens)):
        if ends_saying(tree, one):
            last = one
            break
    after = tuple(range(token.index + 1, last))
    complement = tree.child(token.index, "ccomp")
    after_colon = low > 0 and tokens[low - 1].text == ":"
    parted = any(ends_saying(tree, one) for one in range(complement or 0, low))
    if complement is not None and not after_colon and complement < low and not parted:
        return _beside(tree, low, _adverbials(tree, high))
    return after


def _beside(tree: Tree, low: int, high: int) -> tuple[int, ...]:
    """The sentence without words low to high; after a semicolon that follows them something else begins."""
    last = next((one for one in range(high + 1, len(tree.tokens)) if ends_saying(tree, one)), len(tree.tokens))
    return tuple(one for one in range(last) if not low <= one <= high)


def _adverbials(tree: Tree, last: int) -> int:
    """The last word of "on Friday", "in a statement", "AFP" after the verb, up to the next mark."""
    for one in range(last + 1, len(tree.tokens)):
        token = tree.tokens[one]
        if token.text in OPENING or token.tag in FINITE | {"MD"} or token.dep == "mark":
            return one - 1
    return len(tree.tokens) - 1


def _rest(tree: Tree, phrase: Phrase, token: Token) -> tuple[int, ...]:
    return tuple(one.index for one in tree.tokens if not token.index <= one.index <= phrase.last)
