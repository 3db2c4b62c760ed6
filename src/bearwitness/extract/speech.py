"""Where a report hands its words to somebody else: speaker, cue, and the stretch that they are said to have said.

Four shapes: a verb of saying with its subject before or after it ("X said that ...", "..., said X", "..., X said"), a
phrase ("according to X", "X's count", "the toll given by X"), a label ("Source: X", "Two killed: ministry"), and
words passed on ("Reuters reported, citing X", "as quoted by X").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from bearwitness.extract.context import Context
from bearwitness.extract.cue_phrases import phrase, telling
from bearwitness.extract.cue_verbs import verb
from bearwitness.extract.cues import Cue
from bearwitness.extract.labels import SO_REPORTS, labels
from bearwitness.extract.marks import Quoted
from bearwitness.extract.sayings import Lexicon, lexicon
from bearwitness.extract.speakers import Register
from bearwitness.extract.spoken import Speech, quotations
from bearwitness.extract.syntax import SUBJECTS, Tree, trees

QUOTATION = frozenset('“”"«»')
WORD = re.compile(r"\w+")

__all__ = ["Speech", "may_speak", "quotations", "speeches"]


def speeches(context: Context) -> tuple[Speech, ...]:
    """Every speech of the report, in reading order, speakers resolved."""
    words = lexicon(context.language)
    register = Register(context)
    inside = _by_passage(context.once(quotations))
    found: list[Speech] = []
    for tree in context.once(trees):
        found.extend(labels(context, tree, register, words))
        if tree.tokens:
            spoken = _in_sentence(tree, register, words, inside.get(tree.sentence.passage, []))
            found.extend(_named_after(context, tree, register, spoken))
    return tuple(found)


@dataclass(frozen=True)
class _Trigger:
    """A quotation mark, the first word of a phrase that names a speaker or a form of a verb of saying, a label."""

    words: frozenset[str]
    label: re.Pattern[str]


@cache
def _trigger(code: str) -> _Trigger:
    words = lexicon(code).words
    forms = {
        form
        for verb in (*words.say, *words.counting, *words.heard)
        for form in (verb, f"{verb}s", f"{verb}d", f"{verb}ed")
    }
    forms |= {
        "said",
        "says",
        "told",
        "wrote",
        "denied",
        "denies",
        "citing",
        "learnt",
        "heard",
        "quoted",
        "spoke",
        "spoken",
        "gave",
        "given",
        "put",
    }
    label = "|".join(re.escape(one) for one in words.labels)
    return _Trigger(
        words=frozenset({*forms, *(one.split()[0] for one in words.phrases)}),
        label=re.compile(rf"\s*(?:{label})\s*:", re.IGNORECASE),
    )


def may_speak(text: str, code: str) -> bool:
    """Somebody may be speaking in this sentence: worth parsing in a report about an attack."""
    trigger = _trigger(code)
    return (
        not QUOTATION.isdisjoint(text)
        or not trigger.words.isdisjoint(WORD.findall(text.lower()))
        or trigger.label.match(text) is not None
        or SO_REPORTS.match(text) is not None
    )


def _by_passage(pieces: tuple[Quoted, ...]) -> dict[str, list[Quoted]]:
    grouped: dict[str, list[Quoted]] = {}
    for one in pieces:
        grouped.setdefault(one.passage, []).append(one)
    return grouped


def _in_sentence(tree: Tree, register: Register, words: Lexicon, pieces: list[Quoted]) -> list[Speech]:
    start, end = tree.sentence.start, tree.sentence.end
    mine = [one for one in pieces if one.start < end and one.end > start]
    quoted = [any(one.start <= token.start < one.end and one.words >= 3 for one in mine) for token in tree.tokens]
    cues: list[Cue] = []
    for token in tree.tokens:
        if quoted[token.index]:
            continue
        cue = verb(tree, token, words, quoted) or phrase(tree, token, words) or telling(tree, token, words)
        if cue is not None and not any(
            cue.phrase.first <= one.phrase.last and one.phrase.first <= cue.phrase.last and one.shape != "initial"
            for one in cues
            if cue.shape == "telling"
        ):
            cues.append(cue)
    steps: list[tuple[int, int, Cue | int]] = [(one.phrase.first, 0, one) for one in cues]
    for token in tree.tokens:
        if token.dep in SUBJECTS and not quoted[token.index]:
            steps.append((token.index, 1, token.index))
    found: list[Speech] = []
    for _, _, step in sorted(steps, key=lambda one: one[:2]):
        if isinstance(step, int):
            register.hear(tree, step)
            continue
        made = _made(tree, register, words, step)
        if made is not None:
            found.append(made)
    return found


BARE_NAME = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,2}\.?")


def _named_after(context: Context, tree: Tree, register: Register, found: list[Speech]) -> list[Speech]:
    """A name standing alone after "said the chief of the railways." is that of the chief."""
    last = found[-1] if found else None
    following = context.sentences[tree.sentence.index + 1 : tree.sentence.index + 2]
    if last is None or not following or following[0].passage != tree.sentence.passage:
        return found
    one, name = last.speaker, following[0].text.strip()
    unnamed = one.kind == "person" and one.role is not None and one.name is None
    if not unnamed or tree.sentence.end - one.end > 2 or not BARE_NAME.fullmatch(name):
        return found
    known = register.identify(replace(one, speaker=name.rstrip("."), start=following[0].start, end=following[0].end))
    return [*found[:-1], replace(last, speaker=known)]


def _made(tree: Tree, register: Register, words: Lexicon, cue: Cue) -> Speech | None:
    speaker = register.read(tree, cue.phrase)
    if speaker is None:
        return None
    chain: tuple[str, ...] = ()
    if cue.via is not None:
        by = register.read(tree, cue.via)
        chain = (by.name or by.speaker or "",) if by is not None and (by.name or by.speaker) else ()
    return Speech(
        sentence=tree.sentence.index,
        passage=tree.sentence.passage,
        speaker=speaker,
        verb=cue.verb,
        cue=(tree.tokens[cue.first].start, tree.tokens[cue.last].end),
        content=_intervals(tree, cue.words),
        shape=cue.shape,
        channel=_channel(tree, cue, words),
        chain=chain,
        presupposes=cue.presupposes,
    )


def _intervals(tree: Tree, positions: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    before = -2
    for at in positions:
        token = tree.tokens[at]
        if at == before + 1 and found:
            found[-1] = (found[-1][0], token.end)
        else:
            found.append((token.start, token.end))
        before = at
    return tuple(found)


def _channel(tree: Tree, cue: Cue, words: Lexicon) -> str | None:
    """Where it was said: looked for near the cue, outside of quoted words."""
    first = max(0, min(cue.first, cue.phrase.first) - 6)
    last = min(len(tree.tokens) - 1, max(cue.last, cue.phrase.last) + 14)
    near = f" {tree.text(first, last).lower()} "
    for name, listed in words.words.channels.items():
        if any(one in near and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", near) for one in listed):
            return name
    return None
