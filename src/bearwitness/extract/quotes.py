"""Direct quotes: words in quotation marks, with their speaker.

A quote over several paragraphs, or one that "X said" interrupts, is one claim. Scare quotes, titles and names in
marks are no quotes: a short stretch counts only when a verb of saying stands in its sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bearwitness.extract import attribution, told
from bearwitness.extract.context import Context
from bearwitness.extract.marks import Quoted
from bearwitness.extract.speech import Speech, quotations, speeches
from bearwitness.model import Claim, Quote, Sentence

SHORT = 6
"""Words; a shorter stretch inside somebody else's sentence needs a verb of saying."""
LONG = 5
"""Words; a quote without a speaker is kept from this length on."""
BETWEEN = 160
"""Code points that "X said" may take between two pieces of one quote."""


@dataclass(frozen=True)
class _Group:
    """Pieces of one quote, and who says it."""

    pieces: tuple[Quoted, ...]
    speech: Speech | None
    full: bool


def find(context: Context) -> list[Claim]:
    """Quote claims of the outlet's own passages, speakers filled in where they are found."""
    return list(context.once(found))


def found(context: Context) -> tuple[Claim, ...]:
    """The same, worked out once a report."""
    reader = _Reader(context)
    claims: list[Claim] = []
    for number, group in enumerate(reader.groups()):
        first = group.pieces[0]
        evidence = tuple(context.evidence(one.passage, one.start, one.end) for one in group.pieces)
        text = "\n".join(one.quote for one in evidence)
        about, _ = told.how(context, first.passage, first.start, first.end)
        claims.append(
            Claim(
                id=f"quote{number}",
                kind="quote",
                report=context.report.id,
                about=about,
                modality="asserted",
                evidence=evidence,
                attribution=None if group.speech is None else attribution.of_speech(context, group.speech),
                quote=Quote(text=text, partial=not group.full),
                rule="quote.full" if group.full else "quote.partial",
            )
        )
    return tuple(claims)


class _Reader:
    """Goes through the quoted stretches of a report in order, remembering who spoke last."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.pieces = context.once(quotations)
        self.by_sentence: dict[int, list[Speech]] = {}
        for one in context.once(speeches):
            self.by_sentence.setdefault(one.sentence, []).append(one)
        self.begins = {(one.passage, one.start) for one in self.pieces}

    def groups(self) -> list[_Group]:
        """The quotes, in order."""
        found: list[_Group] = []
        for chain in self._chains():
            first = chain[0]
            full = self._is_full(first)
            speech = self._speech(chain, full, found[-1] if found else None)
            if not self._counts(chain, full, speech):
                continue
            if found and self._continues(found[-1], chain, speech):
                last = found.pop()
                found.append(_Group((*last.pieces, *chain), last.speech or speech, last.full))
            else:
                found.append(_Group(tuple(chain), speech, full))
        return found

    def _chains(self) -> list[list[Quoted]]:
        chains: list[list[Quoted]] = []
        for piece in self.pieces:
            if piece.goes_on and chains and not chains[-1][-1].closed:
                chains[-1].append(piece)
            else:
                chains.append([piece])
        return chains

    def _text(self, passage: str) -> str:
        return self.context.passages[passage].text

    def _around(self, offset: int, passage: str) -> Sentence | None:
        return told.sentence_at(self.context, passage, offset)

    def _is_full(self, piece: Quoted) -> bool:
        """A sentence of its own: it opens a paragraph, or stands after a comma, a colon or the end of a sentence."""
        text = self._text(piece.passage)
        before = text[max(0, piece.outer_start - 40) : piece.outer_start].rstrip()
        if piece.opens_paragraph or not before:
            return True
        if before[-1] in ':.?!”"’»':
            return True
        body = text[piece.start : piece.end]
        opens = body.lstrip("[(…. ")[:1]
        if before[-1] in ",—–-":
            return opens.isupper() or len(body.split()) > SHORT
        return opens.isupper() and len(body.split()) > SHORT and re.search(r"\b(that|said|says)$", before) is None

    def _speech(self, chain: list[Quoted], full: bool, before: _Group | None) -> Speech | None:
        own = self._in_own_sentences(chain)
        if own is not None or not full:
            return own
        return self._after(chain) or self._before(chain, before)

    def _in_own_sentences(self, chain: list[Quoted]) -> Speech | None:
        """A speech in the sentence where the quote begins or ends; the one right at its edge is preferred."""
        candidates: list[tuple[int, int, Speech]] = []
        first, last = chain[0], chain[-1]
        ends = {
            self._around(first.outer_start, first.passage),
            self._around(max(last.start, last.end - 1), last.passage),
        }
        pieces = {one.passage: one for one in chain}
        for sentence in sorted((one for one in ends if one is not None), key=lambda one: one.index):
            for speech in self.by_sentence.get(sentence.index, []):
                piece = pieces.get(speech.passage)
                if piece is None or piece.start <= speech.cue[0] < piece.end:
                    continue
                touched = any(start < piece.end and end > piece.start for start, end in speech.content)
                gap = self._gap(speech, piece)
                if touched or gap <= 3:
                    candidates.append((0 if touched else 1, gap, speech))
        return min(candidates, key=lambda one: one[:2])[2] if candidates else None

    @staticmethod
    def _gap(speech: Speech, piece: Quoted) -> int:
        start = min(speech.cue[0], speech.speaker.start)
        end = max(speech.cue[1], speech.speaker.end)
        return max(0, start - piece.outer_end) if start >= piece.end else max(0, piece.outer_start - end)

    def _after(self, chain: list[Quoted]) -> Speech | None:
        """A bare "Klymenko said." as the sentence after the quote."""
        last = chain[-1]
        sentence = self._around(max(last.start, last.end - 1), last.passage)
        after = self.context.sentences[sentence.index + 1 : sentence.index + 2] if sentence is not None else ()
        if not after or after[0].passage != last.passage or after[0].start - last.outer_end > 2:
            return None
        following = after[0]
        if len(following.text) >= BETWEEN or self._quotes_in(following):
            return None
        for speech in self.by_sentence.get(following.index, []):
            said = sum(end - start for start, end in speech.content)
            if said * 3 < len(following.text) or speech.shape == "final":
                return speech
        return None

    def _quotes_in(self, sentence: Sentence) -> bool:
        return any((sentence.passage, at) in self.begins for at in range(sentence.start, sentence.end))

    def _before(self, chain: list[Quoted], before: _Group | None) -> Speech | None:
        """The sentence before: "X confirmed the scene.", "X said:"; else whoever was being quoted."""
        first = chain[0]
        sentence = self._around(first.outer_start, first.passage)
        if sentence is None:
            return None
        previous = self.context.sentences[sentence.index - 1] if sentence.index else None
        if previous is None:
            return None
        near = self.by_sentence.get(previous.index, [])
        quoted_before = before is not None and self._ends_in(before, previous)
        if quoted_before and before is not None and before.speech is not None:
            return before.speech
        if near:
            return near[-1] if near[-1].shape != "phrase" or len(near) == 1 else near[0]
        return None

    @staticmethod
    def _ends_in(group: _Group, sentence: Sentence) -> bool:
        last = group.pieces[-1]
        return last.passage == sentence.passage and sentence.start <= max(last.start, last.end - 1) < sentence.end

    def _counts(self, chain: list[Quoted], full: bool, speech: Speech | None) -> bool:
        piece = chain[0]
        text = self._text(piece.passage)[piece.start : piece.end]
        words = text.split()
        if not words or not any(one.isalpha() for one in text):
            return False
        if len(chain) > 1:
            return True
        sentence = self._around(piece.outer_start, piece.passage)
        if speech is None:
            return len(words) >= LONG and not _is_name(words)
        if full and len(words) > 2:
            return True
        if _is_name(words) and len(words) <= SHORT and not full:
            return False
        spoken = sentence is not None and speech.sentence == sentence.index
        return spoken or len(words) >= LONG

    def _continues(self, last: _Group, chain: list[Quoted], speech: Speech | None) -> bool:
        """The piece goes on with the quote before: only "X said" stands between them, in one paragraph."""
        before, piece = last.pieces[-1], chain[0]
        if before.passage != piece.passage or piece.outer_start - before.outer_end > BETWEEN:
            return False
        if not last.full:
            return False
        gap = self._text(piece.passage)[before.outer_end : piece.outer_start]
        if "\n" in gap.strip(" ") or last.speech is None:
            return False
        cue = last.speech.cue
        if not (before.outer_end <= cue[0] < piece.outer_start):
            return False
        same = speech is None or speech.speaker.name == last.speech.speaker.name
        return same and (gap.rstrip().endswith((",", ".", ":", "—", "–", ";")))


def _is_name(words: list[str]) -> bool:
    """A title or a name in marks: every longer word begins with a capital."""
    longer = [one for one in words if len(one.strip(".,")) > 3]
    return bool(longer) and all(one[:1].isupper() or one[:1].isdigit() for one in longer) and len(words) <= 8
