"""Who is said to have done it, who says that they did, who denies it.

The outlet itself accuses with its grammar ("a Russian missile struck", "shelled by Russian troops"); others accuse,
claim, deny and concede with verbs that say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from bearwitness.extract import told
from bearwitness.extract.attacks import attacks_of
from bearwitness.extract.context import Context
from bearwitness.extract.events import Event, events
from bearwitness.extract.noun_phrases import Phrase, phrase_right
from bearwitness.extract.speech import Speech, speeches
from bearwitness.extract.syntax import Tree, trees
from bearwitness.languages import load
from bearwitness.model import Actor, Attribution, Claim, Mention, Responsibility, Token
from bearwitness.vocabulary import Modality, Stance

WHO = frozenset({"state", "armed_force", "armed_group", "organisation", "officials"})


class ResponsibilityWords(msgspec.Struct, frozen=True):
    """`languages/<code>/responsibility.toml`."""

    accuse: tuple[str, ...]
    claim: tuple[str, ...]
    claim_objects: tuple[str, ...]
    deny: tuple[str, ...]
    deny_objects: tuple[str, ...]
    concede: tuple[str, ...]
    did: tuple[str, ...]
    means: tuple[str, ...]
    not_involved: tuple[str, ...]
    behind: tuple[str, ...]
    claimed_by: tuple[str, ...]
    blame_on: tuple[str, ...]
    involvement_of: tuple[str, ...]
    had_a_hand: tuple[str, ...]
    nobody: tuple[str, ...]


@cache
def _words(code: str) -> ResponsibilityWords:
    words: ResponsibilityWords = load(code, "responsibility", ResponsibilityWords)
    return words


def find(context: Context) -> list[Claim]:
    """Responsibility claims of a report that tells an attack."""
    if not context.once(attacks_of):
        return []
    finder = _Finder(context)
    for tree in context.once(trees):
        if tree.tokens:
            finder.sentence(tree)
    return finder.claims


class _Finder:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.words = _words(context.language)
        self.claims: list[Claim] = []
        self.events: dict[int, list[Event]] = {}
        for one in context.once(events):
            self.events.setdefault(one.sentence, []).append(one)
        self.said: dict[int, list[Speech]] = {}
        for speech in context.once(speeches):
            self.said.setdefault(speech.sentence, []).append(speech)

    def sentence(self, tree: Tree) -> None:
        """All claims of one sentence; a stance said with a verb of its own comes before grammar."""
        denied = self._denies(tree)
        self._claims(tree)
        self._accuses(tree)
        for event in self.events.get(tree.sentence.index, []):
            if not denied:
                self._by_grammar(tree, event)

    # --- the outlet's grammar ---------------------------------------------------------------------------------

    def _by_grammar(self, tree: Tree, event: Event) -> None:
        """Reads "a Russian missile struck", "an attack by Russian troops", "Russia's attack"."""
        words = self._doers(tree, event)
        for first, last in words:
            found = self._actor(tree, first, last, doing=True)
            if found is None:
                continue
            mention, actor = found
            self._add(
                tree,
                actor,
                "accused",
                (mention.start, mention.end),
                rule="responsibility.grammar",
                modality=event.modality,
            )

    def _doers(self, tree: Tree, event: Event) -> list[tuple[int, int]]:
        """Word intervals in which the doer of the attack is named."""
        head = event.head
        spans: list[tuple[int, int]] = []
        if event.noun:
            first = tree.phrase(head)[0]
            spans.append((first, head))
        else:
            subject = tree.child(head, "nsubj")
            if subject is None and tree.tokens[head].dep in {"conj", "xcomp", "advcl"}:
                subject = tree.child(tree.tokens[head].head, "nsubj")
            if subject is not None and tree.tokens[subject].tag not in {"WP", "WDT"}:
                below = [one for one in tree.subtree(subject) if one < head]
                spans.append(
                    (
                        tree.phrase(subject)[0],
                        max([subject, *(one for one in below if self._still_doer(tree, subject, one))]),
                    )
                )
        for child in tree.children[head]:
            token = tree.tokens[child]
            if (
                token.dep in {"agent", "prep"}
                and token.text.lower() in {"by", "of"}
                and not (token.text.lower() == "of" and not event.noun)
            ):
                pobj = tree.child(child, "pobj")
                if pobj is not None:
                    below = tree.subtree(pobj)
                    spans.append((tree.phrase(pobj)[0], min(below[-1], pobj + 6)))
        return spans

    @staticmethod
    def _still_doer(tree: Tree, subject: int, word: int) -> bool:
        """What hangs on the subject by "of" or "by": "a missile of the Russian Federation", "a strike by troops"."""
        for above in [word, *tree.ancestors(word)]:
            if above == subject:
                return True
            token = tree.tokens[above]
            if token.dep == "prep" and token.text.lower() not in {"of", "by", "from"}:
                return False
            if token.dep in {"relcl", "acl"} and token.lemma.lower() not in {"launch", "fire", "carry"}:
                return False
        return False

    def _actor(self, tree: Tree, first: int, last: int, *, doing: bool) -> tuple[Mention, Actor] | None:
        """The force, group or state named in the words; a demonym counts when it modifies a weapon, force or attack."""
        tokens = tree.tokens
        start, end = tokens[first].start, tokens[last].end
        rows = self.context.mentions_in(tree.sentence.passage, start, end, "actor", "place")
        for one in rows:
            if one.actor is not None and (one.actor.kind in WHO or (one.actor.kind == "people" and not doing)):
                if one.actor.kind == "organisation" and doing and not one.actor.side:
                    continue
                if not one.actor.name[:1].isupper():  # "gunmen", "the army": nobody in particular
                    continue
                return one, one.actor
        for one in rows:
            if one.actor is not None and one.actor.kind == "person" and not doing and one.actor.side:
                return one, one.actor
        for one in rows:
            place = one.place
            if place is None or place.country is None:
                continue
            if place.matched != "demonym" and place.precision != "country":
                continue
            if doing and not self._modifies(tree, one, last):
                continue
            actor = Actor(
                text=one.quote, name=place.name or one.quote, kind="state", country=place.country, side=place.country
            )
            return one, actor
        return None

    def _modifies(self, tree: Tree, mention: Mention, last: int) -> bool:
        position = tree.position(mention.start)
        if position is None:
            return False
        token = tree.tokens[position]
        if token.dep in {"amod", "compound", "poss", "nmod", "nsubj", "pobj"}:
            head = tree.tokens[token.head]
            lowers = [one.text.lower() for one in tree.tokens[position : last + 1]]
            return (
                any(one in self.words.means for one in lowers)
                or head.text.lower() in self.words.means
                or token.dep == "nsubj"
            )
        return any(one.text.lower() in self.words.means for one in tree.tokens[position : last + 1])

    # --- said with a verb ----------------------------------------------------------------------------------------

    def _accuses(self, tree: Tree) -> None:
        """Reads "Ukraine accused Russian troops", "laid the blame on Russia", "blamed Kyiv"."""
        text = tree.sentence.text.lower()
        for token in tree.tokens:
            if token.lemma.lower() in self.words.accuse and token.pos == "VERB":
                target = tree.child(token.index, "dobj") if token.lemma != "allege" else None
                passive = tree.child(token.index, "nsubjpass")
                chosen = target if target is not None else passive
                if chosen is not None:
                    below = tree.subtree(chosen)
                    by = self._accuser(tree, token.index) if target is not None else None
                    self._accused(tree, below[0], min(below[-1], chosen + 4), by)
        for phrase in self.words.blame_on:
            at = text.find(phrase)
            if at >= 0:
                position = tree.position(tree.sentence.start + at + len(phrase))
                target_phrase = phrase_right(tree, position) if position is not None else None
                if target_phrase is not None:
                    self._accused(tree, target_phrase.first, target_phrase.last)
        self._involved(tree, text)
        self._launched_by(tree)

    def _involved(self, tree: Tree, text: str) -> None:
        """Reads "the involvement of X", "X had a hand in it", "a provocation by X"."""
        denied = any(one in text for one in self.words.not_involved)
        for phrase in self.words.involvement_of:
            at = text.find(phrase)
            position = tree.position(tree.sentence.start + at + len(phrase)) if at >= 0 else None
            after = phrase_right(tree, position) if position is not None else None
            if after is not None and not denied:
                self._accused(tree, after.first, after.last)
        for phrase in self.words.had_a_hand:
            at = text.find(phrase)
            position = tree.position(tree.sentence.start + at) if at > 0 else None
            if position and not denied:
                before = tree.phrase(position - 1)
                self._accused(tree, before[0], position - 1)

    def _accused(self, tree: Tree, first: int, last: int, by: Attribution | None = None) -> None:
        found = self._actor(tree, first, last, doing=False)
        if found is not None:
            mention, actor = found
            self._add(tree, actor, "accused", (mention.start, mention.end), rule="responsibility.accused", by=by)

    def _accuser(self, tree: Tree, verb: int) -> Attribution | None:
        """The subject of "blames", "accused": who holds the other responsible."""
        subject = self._subject(tree, verb)
        if subject is None or tree.tokens[subject.last].pos not in {"NOUN", "PROPN"}:
            return None  # a pronoun: attribution knows who was named before
        found = self._actor(tree, subject.first, subject.last, doing=False)
        if found is not None:
            mention, actor = found
            return self._itself(actor, tree.sentence.passage, (mention.start, mention.end))
        first, last = tree.tokens[subject.first].start, tree.tokens[subject.last].end
        words = self.context.evidence(tree.sentence.passage, first, last)
        return Attribution(speaker=words.quote, name=words.quote, evidence=words)

    def _itself(self, actor: Actor, passage: str, span: tuple[int, int]) -> Attribution:
        """An actor that speaks for itself: it denies, claims or accuses."""
        words = self.context.evidence(passage, *span)
        return Attribution(speaker=words.quote, role=actor.role, name=actor.name, evidence=words)

    def _launched_by(self, tree: Tree) -> None:
        """Reads "was launched by Ukrainian forces", "the work of the Taliban"."""
        for token in tree.tokens:
            if token.tag != "VBN" or token.lemma.lower() not in {
                "launch",
                "fire",
                "carry",
                "commit",
                "perpetrate",
                "conduct",
                "stage",
                "orchestrate",
            }:
                continue
            for child in tree.children[token.index]:
                one = tree.tokens[child]
                if one.dep == "agent" and not self._unreal(tree, token):
                    pobj = tree.child(child, "pobj")
                    if pobj is not None:
                        self._accused(tree, tree.phrase(pobj)[0], pobj)
        lower = tree.sentence.text.lower()
        at = lower.find("the work of ")
        if at >= 0:
            position = tree.position(tree.sentence.start + at + len("the work of "))
            phrase = phrase_right(tree, position) if position is not None else None
            if phrase is not None:
                self._accused(tree, phrase.first, phrase.last)

    @staticmethod
    def _unreal(tree: Tree, token: Token) -> bool:
        return any(tree.tokens[one].dep == "neg" for one in tree.children[token.index])

    def _claims(self, tree: Tree) -> None:
        """Reads "X claimed responsibility", "responsibility was claimed by X", "X said it was behind the attack"."""
        text = tree.sentence.text.lower()
        if any(
            f"{one} {verb}" in text
            for one in self.words.nobody
            for verb in ("has", "had", "immediately", "claimed", "said")
        ):
            return
        for token in tree.tokens:
            if token.lemma.lower() not in self.words.claim or token.pos != "VERB":
                continue
            target = tree.child(token.index, "dobj")
            passive = tree.child(token.index, "nsubjpass")
            if target is not None and tree.tokens[target].lemma.lower() in self.words.claim_objects:
                if (
                    token.lemma.lower() in {"take", "accept", "assume"}
                    and tree.tokens[target].lemma.lower() != "responsibility"
                ):
                    continue
                if self._unreal(tree, token):
                    continue
                subject = self._subject(tree, token.index)
                if subject is not None:
                    self._claimed(tree, subject.first, subject.last)
            elif passive is not None and tree.tokens[passive].lemma.lower() in self.words.claim_objects:
                agent = tree.child(token.index, "agent")
                pobj = tree.child(agent, "pobj") if agent is not None else None
                if pobj is not None:
                    below = tree.subtree(pobj)
                    self._claimed(tree, below[0], min(below[-1], pobj + 4))
        if "claim of responsibility" in text or re.search(r"\bclaim by\b", text):
            at = max(text.find("claim of responsibility"), text.find("claim by"))
            position = tree.position(tree.sentence.start + at)
            if position is not None:
                self._claimed(tree, position, len(tree.tokens) - 1)
        if any(one in text for one in self.words.behind) and not any(
            one in text for one in ("who was behind", "who carried", "not behind")
        ):
            self._said_behind(tree)

    def _said_behind(self, tree: Tree) -> None:
        for speech in self.said.get(tree.sentence.index, []):
            text = " ".join(
                self.context.passages[speech.passage].text[start:end] for start, end in speech.content
            ).lower()
            own = re.search(r"\b(?:it|they|we|he|she)\b|\btheirs\b", text)
            if own and any(one in text for one in self.words.behind):
                rows = self.context.mentions_in(speech.passage, speech.speaker.start, speech.cue[0], "actor")
                groups = [
                    one.actor
                    for one in rows
                    if one.actor is not None and one.actor.kind in {"armed_group", "armed_force"}
                ]
                actor = (
                    groups[0]
                    if groups
                    else next((one.actor for one in rows if one.actor is not None), None) or _spoken(speech)
                )
                if actor is not None and actor.name[:1].isupper():
                    self._add(
                        tree,
                        _group(actor),
                        "claimed",
                        (speech.speaker.start, speech.speaker.end),
                        rule="responsibility.claimed",
                    )

    def _subject(self, tree: Tree, at: int) -> Phrase | None:
        for _ in range(4):
            subject = tree.child(at, "nsubj")
            if subject is not None and tree.tokens[subject].tag in {"WP", "WDT"}:
                if tree.tokens[at].dep != "relcl":
                    return None
                owner = tree.tokens[at].head
                return Phrase(tree.phrase(owner)[0], owner)
            if subject is not None:
                below = [one for one in tree.subtree(subject) if one < at or one == subject]
                return Phrase(below[0], below[-1])
            if tree.tokens[at].head == at:
                return None
            at = tree.tokens[at].head
        return None

    def _claimed(self, tree: Tree, first: int, last: int) -> None:
        found = self._actor(tree, first, last, doing=False)
        if found is None or (found is not None and found[0].place is not None):
            found = self._unlisted(tree, first, last) or found
        if found is not None:
            mention, actor = found
            self._add(tree, _group(actor), "claimed", (mention.start, mention.end), rule="responsibility.claimed")

    def _unlisted(self, tree: Tree, first: int, last: int) -> tuple[Mention, Actor] | None:
        """A group that no list knows, by the capitalised words that name it."""
        proper = [one for one in tree.tokens[first : last + 1] if one.pos == "PROPN"]
        if len(proper) < 1:
            return None
        run = [proper[0]]
        for one in proper[1:]:
            if one.index != run[-1].index + 1 and tree.tokens[one.index - 1].text not in {"-", "e"}:
                break
            run.append(one)
        name = tree.text(run[0].index, run[-1].index)
        mention = Mention(kind="actor", passage=tree.sentence.passage, start=run[0].start, end=run[-1].end, quote=name)
        return mention, Actor(text=name, name=name, kind="armed_group")

    def _denies(self, tree: Tree) -> bool:
        """Reads "X denied any part", "its forces had no fire tasks", "X was not involved", "X distanced itself"."""
        before = len(self.claims)
        text = tree.sentence.text.lower()
        for token in tree.tokens:
            lemma = token.lemma.lower()
            if lemma not in self.words.deny or token.pos != "VERB":
                continue
            below = {one.text.lower() for one in tree.tokens[token.index + 1 : token.index + 14]}
            below |= {one.lemma.lower() for one in tree.tokens[token.index + 1 : token.index + 14]}
            if not below & set(self.words.deny_objects):
                continue
            subject = self._subject(tree, token.index)
            if subject is not None:
                self._denied(tree, subject.first, subject.last)
        if any(one in text for one in self.words.not_involved):
            self._not_involved(tree, text)
        return len(self.claims) > before

    def _side_of(self, actor: Actor) -> Actor:
        """A group's unnamed spokesperson stands for the group."""
        if actor.kind != "officials" or not actor.name.endswith("spokesperson"):
            return actor
        owner = actor.name.removesuffix("spokesperson").strip()
        known = (one.actor for one in self.context.mentions if one.actor is not None and one.quote == owner)
        return next(known, actor)

    def _not_involved(self, tree: Tree, text: str) -> None:
        at = min(text.find(one) for one in self.words.not_involved if one in text)
        position = tree.position(tree.sentence.start + at)
        if position is None:
            return
        before = self.context.mentions_in(
            tree.sentence.passage, tree.sentence.start, tree.sentence.start + at, "actor", "place"
        )
        for _ in before:
            self._denied(tree, 0, max(0, position - 1))
            return

    def _denied(self, tree: Tree, first: int, last: int) -> None:
        found = self._actor(tree, first, last, doing=False)
        if found is not None:
            mention, actor = found
            actor = self._side_of(actor)
            self._add(tree, _group(actor), "denied", (mention.start, mention.end), rule="responsibility.denied")

    def _add(
        self,
        tree: Tree,
        actor: Actor,
        stance: Stance,
        span: tuple[int, int],
        *,
        rule: str = "",
        modality: Modality | None = None,
        by: Attribution | None = None,
    ) -> None:
        passage = tree.sentence.passage
        about, own = told.how(self.context, passage, *span)
        chosen = modality or own
        if chosen in {"hypothetical"}:
            return
        self.claims.append(
            Claim(
                id=f"responsibility{len(self.claims)}",
                kind="responsibility",
                report=self.context.report.id,
                about=about,
                modality="asserted" if chosen == "denied" else chosen,
                evidence=(self.context.evidence(passage, *span),),
                attribution=by or (self._itself(actor, passage, span) if stance in {"denied", "claimed"} else None),
                responsibility=Responsibility(actor=actor, stance=stance),
                rule=rule,
            )
        )


def without_self_accusation(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """The claims without accusations that a body of the accused side would make of itself.

    "According to the ministry, Russian missiles hit air bases" tells of other targets; it is no accusation.
    """
    return [one for one in claims if not _of_itself(context, one)]


def _of_itself(context: Context, claim: Claim) -> bool:
    own, by = claim.responsibility, claim.attribution
    if own is None or own.stance != "accused" or own.actor.side is None or by is None or by.evidence is None:
        return False
    said = by.evidence
    speakers = context.mentions_in(said.passage.id, said.start, said.end, "actor")
    sides = {one.actor.side for one in speakers if one.actor is not None}
    named = {one.actor.side for one in context.mentions if one.actor is not None and one.actor.name == by.name}
    return own.actor.side in sides | named


def _spoken(speech: Speech) -> Actor | None:
    one = speech.speaker
    name = one.organisation or one.name or one.speaker
    if name is None:
        return None
    return Actor(text=one.speaker or name, name=name, kind="organisation" if one.kind != "person" else "person")


def _group(actor: Actor) -> Actor:
    """Who speaks for a group stands for the group: a commander's claim is the claim of his side."""
    if actor.kind == "person" and actor.organisation:
        return Actor(
            text=actor.text, name=actor.organisation, kind="organisation", country=actor.country, side=actor.side
        )
    return actor
