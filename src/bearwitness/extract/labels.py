"""Labels as cues: "Ministry: two killed", "... rises to 9 - TV", "Source: X", "So reports X", a signed post."""

from __future__ import annotations

import re
from dataclasses import replace

from bearwitness.extract.context import Context
from bearwitness.extract.noun_phrases import Phrase, phrase_right
from bearwitness.extract.sayings import Lexicon
from bearwitness.extract.speakers import Register, Speaker
from bearwitness.extract.spoken import Speech, quotations
from bearwitness.extract.syntax import Tree

OPENERS = ("“", '"', "«", "„", "‘")
LABEL = re.compile(r"^\s*(?P<who>[^:\n]{2,60}):\s+(?=\S)")

TAIL = re.compile(r"(?::|\s[-–—])\s+(?P<who>[^:–—\n]{2,50})$")


def labels(context: Context, tree: Tree, register: Register, words: Lexicon) -> list[Speech]:
    """Headline style: "Ministry: two killed", "Two killed in strike: police", "... rises to 9 - TV"; "Source: X"."""
    sentence = tree.sentence
    found: list[Speech] = []
    signed = _signed(context, tree)
    if signed is not None:
        return [signed]
    if not tree.tokens:
        return found
    head = LABEL.match(sentence.text)
    if head and head["who"].strip().lower() in words.words.labels:
        phrase = phrase_right(tree, _at(tree, sentence.start + head.end()) or 0)
        speaker = register.read(tree, phrase) if phrase is not None else None
        if phrase is not None and speaker is not None:
            rest = _following_quotes(context, sentence.passage, tree.tokens[phrase.last].end)
            found.append(_label(tree, speaker, sentence.start + head.start("who"), rest, "label"))
        return found
    backward = _backward(context, tree, register)
    if backward is not None:
        return [backward]
    quoting = head is not None and sentence.text[head.end() :].startswith(OPENERS)
    if sentence.kind != "title" and not quoting and not _headline_like(sentence.text):
        return found
    for match, content in _label_matches(sentence.text):
        who = match["who"].strip()
        at = _at(tree, sentence.start + match.start("who"))
        end = _at(tree, sentence.start + match.start("who") + len(who) - 1)
        if at is None or end is None or not _speaks(who, words):
            continue
        speaker = register.read(tree, Phrase(at, end))
        if speaker is not None:
            spans = ((sentence.start + content[0], sentence.start + content[1]),)
            found.append(_label(tree, speaker, sentence.start + match.start("who"), spans, "label"))
    return found


SO_REPORTS = re.compile(
    r"^(?:so reports?|this (?:was|is) (?:reported|stated|announced|said) by|it was (?:reported|stated) by|"
    r"that is according to|(?:those|these|such) (?:were|are) the words of|"
    r"(?:that|this) (?:was|is) the (?:account|version|assessment) (?:of|given by))\s+",
    re.IGNORECASE,
)

POSTED = re.compile(
    r"[—–-]\s*(?P<who>[^\n—–()]{3,50}?)\s*(?:\(@\w{1,30}\)\s*)?,?\s"
    r"(?:[A-Z][a-z]{2,8} \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4})\s*$"
)


def _backward(context: Context, tree: Tree, register: Register) -> Speech | None:
    """Says whose the sentence before was: "So reports X"."""
    sentence = tree.sentence
    match = SO_REPORTS.match(sentence.text)
    if match is not None and sentence.index:
        before = context.sentences[sentence.index - 1]
        at = tree.position(sentence.start + match.end())
        phrase = phrase_right(tree, at) if at is not None else None
        speaker = register.read(tree, phrase) if phrase is not None else None
        if speaker is not None and before.passage == sentence.passage:
            speech = _label(
                tree, speaker, sentence.start, ((before.start, before.end), (sentence.start, sentence.end)), "label"
            )
            return replace(speech, sentence=before.index, verb="reports")
    return None


def _signed(context: Context, tree: Tree) -> Speech | None:
    """A post that a name and a date close: "— Name, July 8, 2024"."""
    sentence = tree.sentence
    signed = POSTED.search(sentence.text[-120:])
    if signed is None:
        return None
    offset = max(0, len(sentence.text) - 120)
    start = sentence.start + offset + signed.start("who")
    name = signed["who"].strip()
    speaker = Speaker("person", start, start + len(name), name, None, None, name)
    passage = context.passages[sentence.passage]
    return _label(tree, speaker, start, ((0, len(passage.text)),), "posted")


def _label_matches(text: str) -> list[tuple[re.Match[str], tuple[int, int]]]:
    head, tail = LABEL.match(text), TAIL.search(text)
    found = []
    if head:
        found.append((head, (head.end(), len(text))))
    if tail:
        found.append((tail, (0, tail.start())))
    return found


def _label(tree: Tree, speaker: Speaker, at: int, content: tuple[tuple[int, int], ...], shape: str) -> Speech:
    return Speech(tree.sentence.index, tree.sentence.passage, speaker, ":", (at, at + 1), content, shape)


def _speaks(who: str, words: Lexicon) -> bool:
    lowers = re.findall(r"[\w.]+", who.lower())
    return (
        bool(lowers)
        and len(lowers) <= 7
        and any(
            one in words.bodies or one in words.roles or one in words.media for one in [*lowers, lowers[-1].rstrip("s")]
        )
    )


def _headline_like(text: str) -> bool:
    return len(text) < 140 and not text.rstrip().endswith((".", "”", '"', "?", "!"))


def _at(tree: Tree, offset: int) -> int | None:
    return tree.position(offset)


def _following_quotes(context: Context, passage: str, after: int) -> tuple[tuple[int, int], ...]:
    return tuple(
        (one.start, one.end) for one in context.once(quotations) if one.passage == passage and one.start >= after
    )
