"""Who a noun phrase names: a person with role and body, a body, the media, a crowd, or somebody named before.

"Interior Minister Ihor Klymenko", "Andriy Yermak, head of the president's office", "a spokesman for the ministry",
"police", "he", "the minister", "Klymenko": the `Register` of a report reads them in order and resolves the last three.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bearwitness.extract.context import Context
from bearwitness.extract.noun_phrases import LINKS, Phrase, begins_time
from bearwitness.extract.sayings import Lexicon, lexicon
from bearwitness.extract.syntax import Tree
from bearwitness.model import Actor, Token

SpeakerKind = Literal["person", "body", "media", "people", "pronoun"]

HEARD = frozenset({"organisation", "officials"})
"""Kinds of actor that a later "they said" can mean, though they did not speak before."""
ANY_BODY = frozenset({"organisation", "organization", "agency", "body", "group", "charity", "company"})
"""Words that can stand for whichever body was named last."""
REMEMBERED = 200
"""Speakers that a report keeps in mind; a pronoun never reaches back further."""
SINGULAR = frozenset({"he", "she"})

PLURAL = frozenset({"they", "both", "some", "others", "many"})

IT = frozenset({"it"})

DETERMINERS = frozenset({"the", "a", "an", "his", "her", "their", "its", "our", "this", "that", "these", "those"})


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks, as resolved so far; `start` and `end` are the words that name them."""

    kind: SpeakerKind
    start: int
    end: int
    speaker: str | None = None
    role: str | None = None
    organisation: str | None = None
    name: str | None = None
    plural: bool = False


class Register:
    """The speakers of a report in reading order, so that pronouns and short names find theirs."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.words = lexicon(context.language)
        self.people: deque[Speaker] = deque(maxlen=REMEMBERED)
        self.bodies: deque[Speaker] = deque(maxlen=REMEMBERED)
        self._full: dict[str, str] = {}

    def read(self, tree: Tree, phrase: Phrase) -> Speaker | None:
        """Who the phrase names, resolved against those read before; None for what cannot speak."""
        tokens = _without_time(tree.tokens[phrase.first : phrase.last + 1])
        if not tokens:
            return None
        start, end = tokens[0].start, tokens[-1].end
        lower = tokens[0].text.lower()
        if len(tokens) == 1 and tokens[0].pos == "PRON":
            return self._pronoun(lower, start, end)
        found = self._named(tree, tokens, start, end)
        if found is None:
            return None
        found = self._filled(found)
        (self.people if found.kind in {"person"} else self.bodies).append(found)
        return found

    def hear(self, tree: Tree, subject: int) -> None:
        """Takes note of a person or body that acts without speaking, so that "he said", "they said" can mean them."""
        first = tree.phrase(subject)[0]
        tokens = tree.tokens[first : subject + 1]
        start, end = tokens[0].start, tokens[-1].end
        if tree.tokens[subject].pos == "PROPN" and sum(one.pos == "PROPN" for one in tokens) >= 2:
            found = self._named(tree, tokens, start, end)
            if found is not None and found.kind == "person" and found.speaker:
                self.people.append(self._filled(found))
                return
        actors = self.context.mentions_in(tree.sentence.passage, start, end, "actor")
        body = next((one for one in actors if one.actor is not None and one.actor.kind in HEARD), None)
        if body is None or body.actor is None or not self.words.bodies & set(body.quote.lower().split()):
            return
        plural = body.quote.lower() == "police" or tree.tokens[subject].tag in {"NNS", "NNPS"}
        name = body.actor.name
        self.bodies.append(Speaker("body", body.start, body.end, body.quote, None, body.quote, name, plural))

    def identify(self, one: Speaker) -> Speaker:
        """A person whose name came after their role, remembered under it."""
        named = replace(one, name=one.speaker)
        self.people.append(named)
        return named

    def _pronoun(self, word: str, start: int, end: int) -> Speaker | None:
        pool: Sequence[Speaker] = ()
        if word in SINGULAR:
            pool = self.people
        elif word in PLURAL:
            pool = [one for one in self.bodies if one.plural] or list(self.bodies)
        elif word in IT:
            pool = [one for one in self.bodies if not one.plural] or list(self.bodies)
        else:
            return None
        if not pool:
            return Speaker("pronoun", start, end)
        last = pool[-1]
        return Speaker(last.kind, start, end, last.speaker, last.role, last.organisation, last.name, last.plural)

    def _named(self, tree: Tree, tokens: tuple[Token, ...], start: int, end: int) -> Speaker | None:
        merged = _Parts()
        for chunk in _chunks(tokens):
            self._read_chunk(chunk, merged)
        actors = [
            one.actor
            for one in self.context.mentions_in(tree.sentence.passage, start, end, "actor")
            if one.actor is not None and one.end <= end
        ]
        return self._joined(merged, actors, start, end, tokens)

    def _read_chunk(self, chunk: list[Token], into: _Parts) -> None:
        words = self.words
        split = next(
            (at for at, one in enumerate(chunk) if at and one.text.lower() in LINKS and one.pos != "PROPN"), len(chunk)
        )
        left, right = chunk[:split], chunk[split + 1 :]
        left = [one for one in left if one.text.lower() not in DETERMINERS]
        at_role = max((at for at, one in enumerate(left) if one.text.lower() in words.roles), default=-1)
        tail = left[at_role + 1 :]
        if at_role >= 0 and not any(one.text.lower() in words.bodies for one in tail):
            role, owner = _owned(left[: at_role + 1])
            names = [one for one in tail if one.pos == "PROPN" or one.text[:1].isupper()]
            address = role.lower() in words.address
            if not address:
                into.role = into.role or role
            into.organisation = (
                into.organisation
                or owner
                or (_text(right, strip=True) if right and _names_body(right, words) else None)
            )
            if names and not into.person:
                into.person = _text(names)
            into.plural = into.plural or (not names and left[at_role].tag in {"NNS", "NNPS"})
            into.role_phrase = into.role_phrase or _text(chunk, strip=True)
            return
        text = _text(chunk, strip=True)
        lowers = [one.text.lower() for one in left]
        if any(one in words.media for one in lowers):
            into.media = (
                into.media or _text(left)
                if right and not any(one.pos == "PROPN" for one in right)
                else into.media or text
            )
            return
        if any(one in words.bodies for one in lowers) or any(one.text.lower() in words.bodies for one in right):
            into.organisation = into.organisation or text
            into.plural = into.plural or bool(left and left[-1].tag in {"NNS", "NNPS"})
            return
        proper = [one for one in left if one.pos == "PROPN" or (one.pos in {"NOUN", "ADJ"} and one.text[:1].isupper())]
        if left and left[-1] in proper and len(proper) == len(left):
            into.person = into.person or _text(left)
            return
        if into.person is None and proper and left and left[-1].pos == "PROPN":
            into.person = _text(_trailing(left))
            into.role = into.role or (_text(left[: len(left) - len(_trailing(left))]) or None)
            return
        into.other = into.other or text
        into.plural = into.plural or bool(left and left[-1].tag in {"NNS", "NNPS"})

    def _joined(
        self, parts: _Parts, actors: list[Actor], start: int, end: int, tokens: tuple[Token, ...]
    ) -> Speaker | None:
        person = next((one for one in actors if one.kind == "person"), None)
        body = next((one for one in actors if one.kind != "person"), None)
        if parts.person or person:
            text = parts.person or (person.name if person else None)
            if (
                person is None
                and body is not None
                and body.name
                and parts.role is None
                and parts.person in {body.text, body.name}
            ):
                return Speaker("body", start, end, parts.person, None, body.name, body.name, body.kind == "people")
            if parts.role is None and text is not None and " " not in text and person is None:
                return Speaker("person", start, end, text, None, parts.organisation, None)
            if text is not None and " " not in text:
                text = self._full_name(text) or text  # as the report writes it elsewhere; the listed spelling is `name`
            return Speaker(
                "person",
                start,
                end,
                text,
                parts.role or (person.role if person else None),
                parts.organisation or (person.organisation if person else None),
                person.name if person else text,
            )
        if parts.media and not parts.role and not parts.organisation:
            folded = self.words.words.agencies.get(parts.media.lower(), parts.media)
            return Speaker("media", start, end, parts.media, None, parts.organisation, folded, parts.plural)
        if parts.role:
            return Speaker(
                "people" if parts.plural else "person",
                start,
                end,
                parts.role_phrase,
                parts.role,
                parts.organisation or parts.media,
                None,
                parts.plural,
            )
        if parts.organisation:
            name = body.name if body else parts.organisation
            return Speaker("body", start, end, parts.organisation, None, parts.organisation, name, parts.plural)
        if parts.other:
            if tokens[-1].pos == "NUM" or not any(one.pos in {"NOUN", "PROPN"} for one in tokens):
                return None
            return Speaker("people", start, end, parts.other, None, None, parts.other, parts.plural)
        return None

    def _filled(self, one: Speaker) -> Speaker:
        """A surname gets its full name and role, a definite role its holder."""
        if one.kind == "body":
            known = next((other for other in reversed(self.bodies) if _short_for(one, other)), None)
            return one if known is None else replace(known, start=one.start, end=one.end)
        if one.kind != "person":
            return one
        known = next((other for other in reversed(self.people) if _same_person(one, other)), None)
        if known is not None and one.name is None:
            return replace(known, start=one.start, end=one.end)
        if known is not None and one.role is None:
            return replace(one, role=known.role, organisation=one.organisation or known.organisation)
        if one.speaker and one.name is None and one.role is None:
            full = self._full_name(one.speaker.split()[-1]) or one.speaker
            return replace(one, speaker=full, name=full)
        return one

    def _full_name(self, last: str) -> str | None:
        if last not in self._full:
            pattern = re.compile(r"\b((?:[A-Z][\w’'-]+ ){1,3})" + re.escape(last) + r"\b")
            found = ""
            for passage in self.context.report.passages:
                match = pattern.search(passage.text) if last in passage.text else None
                if match:
                    kept: list[str] = []
                    for word in reversed(match[1].split()):
                        if (
                            word.lower() in self.words.roles
                            or word.lower() in DETERMINERS
                            or word.lower() in self.words.bodies
                        ):
                            break
                        kept.insert(0, word)
                    if kept:
                        found = " ".join([*kept, last])
                        break
            self._full[last] = found
        return self._full[last] or None


def _same_person(one: Speaker, known: Speaker) -> bool:
    """The named person is meant by a surname, by a role, or by a role at the same body."""
    if not known.name:
        return False
    if one.name is not None:
        return known.name == one.name
    if one.role is None:
        return bool(one.speaker) and known.name.split()[-1] == (one.speaker or "").split()[-1]
    if one.organisation is None:
        return bool(known.role) and (known.role or "").lower().split()[-1] == one.role.lower().split()[-1]
    return bool(known.organisation) and bool(_capitals(one.organisation) & _capitals(known.organisation or ""))


def _short_for(one: Speaker, known: Speaker) -> bool:
    """A single word that is one of the words of a body named before."""
    if not one.speaker or " " in one.speaker or not known.name or known.kind != "body" or known.name == one.name:
        return False
    if one.speaker.lower() in ANY_BODY:
        return known.name[:1].isupper()
    return one.speaker.lower() in known.name.lower().split()


def _capitals(text: str) -> set[str]:
    """Stems of the capitalised words, long enough to tell bodies apart ("Donetsk" of "Donetsk Regional ...")."""
    return {one[:6].lower() for one in re.findall(r"\b[A-Z][\w’'-]{3,}", text)} - {
        "minist",
        "depart",
        "office",
        "region",
    }


@dataclass
class _Parts:
    person: str | None = None
    role: str | None = None
    role_phrase: str | None = None
    organisation: str | None = None
    media: str | None = None
    other: str | None = None
    plural: bool = False


def _without_time(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words up to "on Sunday" or a bare "Sunday" at the end."""
    for at, token in enumerate(tokens):
        if at and begins_time(token):
            cut = at - 1 if tokens[at - 1].text.lower() in LINKS else at
            if token.text[:1].isupper() and (cut < at or at == len(tokens) - 1):
                return tokens[:cut]
    return tokens


def _chunks(tokens: tuple[Token, ...]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in {",", "(", ")"}:
            found.append([])
        else:
            found[-1].append(token)
    return [one for one in found if one]


def _text(tokens: list[Token], *, strip: bool = False) -> str:
    kept = tokens
    if strip:
        while kept and kept[0].text.lower() in DETERMINERS:
            kept = kept[1:]
    text = ""
    for at, token in enumerate(kept):
        gap = at > 0 and token.start > kept[at - 1].end
        text += (" " if gap else "") + token.text
    return text


def _owned(tokens: list[Token]) -> tuple[str, str | None]:
    """Splits "Ukraine's health minister" into the role and whose it is."""
    at = max((at for at, one in enumerate(tokens) if one.text in {"'s", "’s", "'", "’"}), default=-1)
    if at <= 0:
        return _text(tokens), None
    return _text(tokens[at + 1 :]), _text(tokens[:at])


def _names_body(tokens: list[Token], words: Lexicon) -> bool:
    return any(
        one.pos == "PROPN" or one.text.lower() in words.bodies or one.text.lower() in words.media for one in tokens
    )


def _trailing(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in reversed(tokens):
        if token.pos != "PROPN":
            break
        kept.insert(0, token)
    return kept
