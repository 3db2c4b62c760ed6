"""Phrases as cues: "according to X", "X's count", "the toll given by X"."""

from __future__ import annotations

from bearwitness.extract.cues import FINITE, Cue, ends_saying, is_number
from bearwitness.extract.noun_phrases import Phrase, begins_time, phrase_right
from bearwitness.extract.sayings import Lexicon
from bearwitness.extract.syntax import Tree
from bearwitness.model import Token

DASHES = frozenset({"–", "—"})


def phrase(tree: Tree, token: Token, words: Lexicon) -> Cue | None:
    """Reads "according to X", "with reference to X"."""
    lower = token.text.lower()
    for parts in words.phrases.get(lower, ()):
        listed = " ".join(parts)
        if listed == "per" and not _names_teller(tree, token, words):
            continue
        following = tree.tokens[token.index : token.index + len(parts)]
        if [one.text.lower() for one in following] != parts:
            continue
        at = token.index + len(parts)
        if at >= len(tree.tokens):
            return None
        phrase = phrase_right(tree, at)
        if phrase is None or is_number(tree, phrase):
            return None
        phrase = _before_subject(tree, token, phrase)
        phrase, telling = told_by(tree, phrase, words)
        content = _segment(tree, token.index, phrase.last)
        shape = "citing" if parts[0] in {"citing", "quoting", "with"} else "phrase"
        return Cue(phrase, token.index, at - 1, telling or listed, content, shape, via=_quoted_by(tree, phrase))
    return None


def _names_teller(tree: Tree, token: Token, words: Lexicon) -> bool:
    """After "per" stands a body or an office, no measure: "per the police department", not "per day"."""
    after = tree.tokens[token.index + 1 : token.index + 2]
    if token.index and tree.tokens[token.index - 1].text not in {",", "(", "—", "–"}:
        return False
    inner = phrase_right(tree, token.index + 1) if after else None
    return inner is not None and _can_tell(tree, inner, words)


def _before_subject(tree: Tree, token: Token, phrase: Phrase) -> Phrase:
    """Reads "According to the agency, Jane Roe was hurt": what follows the comma is the subject, no apposition."""
    comma = next((one for one in range(phrase.first, phrase.last) if tree.tokens[one].text == ","), None)
    if token.index > 1 or comma is None:
        return phrase
    after = phrase.last + 1
    if after < len(tree.tokens) and tree.tokens[after].text == ",":
        after += 1
    follows = after < len(tree.tokens) and (
        tree.tokens[after].tag in FINITE | {"MD"} or tree.tokens[after].pos == "AUX"
    )
    named = any(one.pos == "PROPN" for one in tree.tokens[phrase.first : comma])
    return Phrase(phrase.first, comma - 1) if follows or not named else phrase


def told_by(tree: Tree, phrase: Phrase, words: Lexicon) -> tuple[Phrase, str | None]:
    """Reads "according to a statement by X" speaks for X, not for the statement."""
    tokens = tree.tokens
    for one in range(phrase.first, min(phrase.last, len(tokens) - 2) + 1):
        if tokens[one].text.lower() not in words.tellings:
            continue
        for by in range(one + 1, min(len(tokens) - 1, one + 8)):
            if tokens[by].text in {",", ".", ";"} or (tokens[by].pos == "VERB" and tokens[by].tag != "VBN"):
                break
            near = {"by", "from", "of"} if by == one + 1 else {"by"}
            inner = phrase_right(tree, by + 1) if tokens[by].text.lower() in near else None
            if inner is not None and any(tok.pos in {"PROPN", "NOUN"} for tok in tokens[inner.first : inner.last + 1]):
                return inner, "according to"
    return phrase, None


def _quoted_by(tree: Tree, phrase: Phrase) -> Phrase | None:
    """Reads "..., quoted by the agency TASS" after a speaker."""
    rest = tree.tokens[phrase.last + 1 : phrase.last + 6]
    texts = [one.text.lower() for one in rest]
    for at, text in enumerate(texts[:-1]):
        if text in {"quoted", "cited", "carried", "reported", "relayed"} and texts[at + 1] == "by":
            by = rest[at + 1].index + 1
            return phrase_right(tree, by) if by < len(tree.tokens) else None
    return None


def _segment(tree: Tree, first: int, last: int) -> tuple[int, ...]:
    """The sentence without the phrase itself; within it only the side of a semicolon on which the phrase stands."""
    tokens = tree.tokens
    start, end = 0, len(tokens)
    dashes = [one.index for one in tokens if one.text in DASHES]
    before = max((one for one in dashes if one < first), default=None)
    after = min((one for one in dashes if one > last), default=None)
    if before is not None and after is not None:  # "- a suicide bombing, according to X -"
        return tuple(one for one in range(before + 1, after) if not first <= one <= last)
    for token in tokens:
        if ends_saying(tree, token.index):
            if token.index < first:
                start = token.index + 1
            else:
                end = token.index
                break
    return tuple(one for one in range(start, end) if not first <= one <= last)


def telling(tree: Tree, token: Token, words: Lexicon) -> Cue | None:
    """Reads "X's count", "by estimates of X", "the toll given by X"."""
    if token.text.lower() not in words.tellings or token.pos not in {"NOUN", "PROPN"}:
        return None
    at = token.index
    counted = _counted_by(tree, token, words) or _figure_of(tree, token, words)
    if counted is not None:
        return counted
    before = tree.tokens[max(0, at - 8) : at]
    if not any(one.text.lower() in {"by", "in", "per"} for one in before[-5:]):
        return None
    own = tree.child(at, "poss")
    if (
        own is not None
        and not begins_time(tree.tokens[own])
        and tree.tokens[own].pos in {"PROPN", "NOUN"}
        and _by_before(tree, own)
    ):
        phrase = Phrase(tree.phrase(own)[0], own)
        return Cue(phrase, at, at, token.text, _segment(tree, phrase.first, at), "telling")
    if at + 2 < len(tree.tokens) and tree.tokens[at + 1].text.lower() in {"of", "from", "by"} and _by_before(tree, at):
        inner = phrase_right(tree, at + 2)
        if inner is not None and not is_number(tree, inner) and _can_tell(tree, inner, words):
            return Cue(inner, at, at, token.text, _segment(tree, at, inner.last), "telling")
    return None


def _counted_by(tree: Tree, token: Token, words: Lexicon) -> Cue | None:
    """Reads "A count by X arrives at ...", "the toll given by X was ...", "X has brought its list up to date: ..."."""
    at = token.index
    given = _given_by(tree, at)
    if given is not None and _can_tell(tree, given, words):
        return Cue(given, at, at, token.text, _segment(tree, at, given.last), "telling")
    if token.dep in {"nsubj", "nsubjpass"}:
        following = tree.tokens[at + 1 : at + 4]
        by = next((one.index for one in following if one.text.lower() == "by"), None)
        inner = phrase_right(tree, by + 1) if by is not None and by + 1 < len(tree.tokens) else None
        if inner is not None and _can_tell(tree, inner, words):
            return Cue(inner, at, at, token.text, _segment(tree, at, inner.last), "telling")
        return None
    own = tree.child(at, "poss")
    if own is None or tree.tokens[own].text.lower() not in {"its", "their"} or token.dep not in {"dobj", "pobj"}:
        return None
    verb = next((one for one in tree.ancestors(at) if tree.tokens[one].pos == "VERB"), None)
    subject = tree.child(verb, "nsubj") if verb is not None else None
    if subject is None or subject > at or not _can_tell(tree, Phrase(tree.phrase(subject)[0], subject), words):
        return None
    phrase = Phrase(tree.phrase(subject)[0], subject)
    return Cue(phrase, at, at, token.text, tuple(range(at + 1, len(tree.tokens))), "telling")


COUNTS = frozenset({"figure", "figures", "count", "tally", "toll", "estimate"})


def _figure_of(tree: Tree, token: Token, words: Lexicon) -> Cue | None:
    """Reads "the ministry's figure of 300 dead": the number is that of the body or office, whoever speaks of it."""
    at, tokens = token.index, tree.tokens
    own = tree.child(at, "poss")
    follows = at + 2 < len(tokens) and tokens[at + 1].text.lower() == "of"
    if own is None or not follows or token.text.lower() not in COUNTS:
        return None
    phrase = Phrase(tree.phrase(own)[0], own)
    if not any(
        one.text.lower() in words.bodies or one.text.lower() in words.roles
        for one in tokens[phrase.first : phrase.last + 1]
    ):
        return None  # "the city's toll of 300" is told of the city
    last = next((one for one in range(at + 2, len(tokens)) if tokens[one].pos in ("VERB", "AUX", "PUNCT")), len(tokens))
    numbered = any(one.pos == "NUM" for one in tokens[at + 2 : last])
    return Cue(phrase, at, at, token.text, tuple(range(at + 1, last)), "telling") if numbered else None


GIVEN = frozenset({"given", "provided", "compiled", "issued", "released", "published"})
"""Participles between a telling and whoever tells: "estimates given by the minister"."""


def _given_by(tree: Tree, at: int) -> Phrase | None:
    """The phrase after "given by" right behind a telling, also behind its closing quotation mark."""
    rest = [one for one in tree.tokens[at + 1 : at + 5] if one.text not in {"”", '"', "''", "’"}]
    if len(rest) < 2 or rest[0].text.lower() not in GIVEN or rest[1].text.lower() != "by":
        return None
    after = rest[1].index + 1
    return phrase_right(tree, after) if after < len(tree.tokens) else None


def _by_before(tree: Tree, at: int) -> bool:
    return any(one.text.lower() == "by" for one in tree.tokens[max(0, tree.phrase(at)[0] - 2) : at])


def _can_tell(tree: Tree, phrase: Phrase, words: Lexicon) -> bool:
    lowers = [one.text.lower() for one in tree.tokens[phrase.first : phrase.last + 1]]
    return any(one in words.bodies or one in words.roles or one in words.media for one in lowers) or any(
        one.pos == "PROPN" for one in tree.tokens[phrase.first : phrase.last + 1]
    )
