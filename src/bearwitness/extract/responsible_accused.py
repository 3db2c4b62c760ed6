"""Accusations: by the outlet's grammar ("a Russian missile struck"), and with words of blame."""

from __future__ import annotations

from collections.abc import Iterator

from bearwitness.extract import told
from bearwitness.extract.events import OUTCOMES, Event
from bearwitness.extract.noun_phrases import phrase_right
from bearwitness.extract.responsible_actors import Actors, Named, Stand
from bearwitness.extract.syntax import Tree
from bearwitness.model import Attribution, Token
from bearwitness.vocabulary import Modality

HANGING = frozenset({"launch", "fire", "carry", "believe", "suspect", "think", "allege"})
"""Participles on a doer that say more of it: "a missile launched by", "gunmen believed to be members of"."""
OTHERS = frozenset({"other", "another"})


def by_grammar(actors: Actors, tree: Tree, events: list[Event]) -> Iterator[Stand]:
    """Reads "a Russian missile struck", "an attack by Russian troops", "Russia's attack", "troops killed six"."""
    for event in events:
        if _habitual(actors, tree, event.head):
            continue
        for first, last in _doers(tree, event.head, noun=event.noun):
            yield from _doer(actors, tree, first, last, event.modality)
    if events:
        heads = {one.head for one in events}
        for token in tree.tokens:
            if token.lemma.lower() in OUTCOMES and token.pos == "VERB" and token.index not in heads:
                modality = told.modality(actors.context, tree.sentence, token.start, token.end)
                if not _unreal(tree, token) and not _habitual(actors, tree, token.index):
                    for first, last in _doers(tree, token.index, noun=False):
                        yield from _doer(actors, tree, first, last, modality)


def shot_down(actors: Actors, tree: Tree) -> Iterator[Stand]:
    """Reads "shot down 20 Russian drones": whose they were."""
    sentence = tree.sentence
    for mention in actors.context.mentions_in(sentence.passage, sentence.start, sentence.end, "weapon"):
        at = tree.position(mention.start)
        if at is None:
            continue
        first = tree.phrase(at)[0]
        who = actors.doing(tree, first, at) if first < at else None
        if who is not None:
            yield Stand(who, "accused", "responsibility.grammar")


def _doer(actors: Actors, tree: Tree, first: int, last: int, modality: Modality) -> Iterator[Stand]:
    found = actors.doing(tree, first, last)
    if found is not None:
        at = tree.position(found.start) or first
        doubtful = any(one.lemma.lower() in {"believe", "suspect", "think"} for one in tree.tokens[first : at + 1])
        chosen = "possible" if doubtful else actors.modality(tree, at) or modality
        yield Stand(found, "accused", "responsibility.grammar", modality=chosen)


def _doers(tree: Tree, head: int, *, noun: bool) -> list[tuple[int, int]]:
    """Word intervals in which the doer of the attack is named."""
    spans: list[tuple[int, int]] = []
    if noun:
        spans.append((tree.phrase(head)[0], head))
    else:
        subject = tree.child(head, "nsubj")
        if subject is None and tree.tokens[head].dep in {"conj", "xcomp", "advcl"}:
            subject = tree.child(tree.tokens[head].head, "nsubj")
        if subject is not None and tree.tokens[subject].tag not in {"WP", "WDT"}:
            below = [one for one in tree.subtree(subject) if one < head]
            last = max([subject, *(one for one in below if _still_doer(tree, subject, one))])
            spans.append((tree.phrase(subject)[0], last))
        elif tree.tokens[head].dep == "ccomp":
            spans.extend(_believed(tree, head))
    for child in tree.children[head]:
        token = tree.tokens[child]
        owned = token.text.lower() == "of" and (noun or tree.tokens[head].lemma.lower() == "target")
        done_by = token.text.lower() == "by" and (noun or child > head)  # not "By estimates of X, the attack killed"
        if token.dep in {"agent", "prep"} and (done_by or owned):
            pobj = tree.child(child, "pobj")
            if pobj is not None:
                below = tree.subtree(pobj)
                spans.append((below[0], min(below[-1], pobj + 6)))
    return spans


def _believed(tree: Tree, head: int) -> list[tuple[int, int]]:
    """Reads "gunmen believed to be members of X attacked ...", where the parse takes the participle for the verb."""
    above = tree.tokens[head].head
    if tree.tokens[above].lemma.lower() not in {"believe", "suspect", "think"} or above > head:
        return []
    subject = tree.child(above, "nsubj", "nsubjpass")
    return [(tree.phrase(subject)[0], head - 1)] if subject is not None and subject < above else []


def _still_doer(tree: Tree, subject: int, word: int) -> bool:
    """What hangs on the subject by "of" or "by": "a missile of the Russian Federation", "a strike by troops"."""
    for above in [word, *tree.ancestors(word)]:
        if above == subject:
            return True
        token = tree.tokens[above]
        if token.dep == "prep" and token.text.lower() not in {"of", "by", "from"}:
            return False
        if token.dep in {"relcl", "acl"} and token.lemma.lower() not in HANGING:
            return False
    return False


def _habitual(actors: Actors, tree: Tree, head: int) -> bool:
    """Told of what somebody does as a rule or has done before: "regularly attack posts", "have struck before"."""
    token = tree.tokens[head]
    verb = token if token.pos == "VERB" else next((tree.tokens[one] for one in tree.ancestors(head)), token)
    beside = {tree.tokens[one].text.lower() for one in tree.children[verb.index]}
    if beside & set(actors.words.habitual):
        return True
    perfect = any(
        tree.tokens[one].dep == "aux" and tree.tokens[one].text.lower() in {"has", "have"}
        for one in tree.children[verb.index]
    )
    after = [one.text.lower() for one in tree.tokens[verb.index :]]
    return perfect and ("before" in after[-3:] or "previously" in beside or after[-4:-1] == ["in", "the", "past"])


def _unreal(tree: Tree, token: Token) -> bool:
    return any(tree.tokens[one].dep == "neg" or tree.tokens[one].tag == "MD" for one in tree.children[token.index])


# --- said with words of blame ---------------------------------------------------------------------------------------


def by_blame(actors: Actors, tree: Tree, heads: frozenset[int]) -> Iterator[Stand]:
    """Reads "Ukraine accused Russian troops", "laid the blame on Russia", "was blamed on Hamas", "the work of X"."""
    for token in tree.tokens:
        lemma = token.lemma.lower()
        if lemma in actors.words.accuse and token.pos == "VERB" and not _of_something_else(tree, token, heads):
            yield from _blamed(actors, tree, token, heads)
        elif token.text.lower() in {"behind", "responsible"}:
            yield from _answerable(actors, tree, token, heads)
        elif token.tag == "VBN" and lemma in actors.words.did and not _unreal(tree, token):
            agent = tree.child(token.index, "agent")
            pobj = tree.child(agent, "pobj") if agent is not None else None
            if pobj is not None:
                yield from _accused(actors, tree, tree.phrase(pobj)[0], pobj)
    yield from _by_phrase(actors, tree)


def _of_something_else(tree: Tree, token: Token, heads: frozenset[int]) -> bool:
    """Reads "soldiers whom X is alleged to have killed": said of the soldiers, not of the attack."""
    for at in [token.index, *tree.ancestors(token.index)]:
        if tree.tokens[at].dep == "relcl":
            owner = tree.tokens[at].head
            return owner not in heads and not any(one in heads for one in tree.subtree(at))
    return False


def _blamed(actors: Actors, tree: Tree, token: Token, heads: frozenset[int]) -> Iterator[Stand]:
    lemma = token.lemma.lower()
    target = tree.child(token.index, "dobj") if lemma != "allege" else None
    if target is not None and tree.tokens[target].lemma.lower() in OTHERS:
        yield from _each_other(actors, tree, token)
        return
    on = _object_of(tree, token.index, "on") if lemma == "blame" else None
    by = _accuser(actors, tree, token.index) if target is not None else None
    chosen = on if on is not None else target if target is not None else tree.child(token.index, "nsubjpass")
    if chosen is None:
        return
    below = tree.subtree(chosen)
    generic = any(one in heads or tree.tokens[one].lemma.lower() in actors.words.did for one in _charge(tree, token))
    yield from _accused(actors, tree, below[0], min(below[-1], chosen + 4), by, generic=generic)


def _charge(tree: Tree, token: Token) -> list[int]:
    """The words of what somebody is accused of: "of the attack", "for shelling the market"."""
    found: list[int] = []
    for one in tree.subtree(token.index):
        if one > token.index and tree.tokens[one].dep == "prep" and tree.tokens[one].text.lower() in {"of", "for"}:
            found.extend(tree.subtree(one))
    return found


def _object_of(tree: Tree, at: int, preposition: str) -> int | None:
    for child in tree.children[at]:
        if tree.tokens[child].dep == "prep" and tree.tokens[child].text.lower() == preposition:
            return tree.child(child, "pobj")
    return None


def _each_other(actors: Actors, tree: Tree, token: Token) -> Iterator[Stand]:
    """Reads "Russia and Ukraine blamed each other": each accused by the other."""
    subject = tree.child(token.index, "nsubj")
    second = tree.child(subject, "conj") if subject is not None else None
    if subject is None or second is None:
        return
    sides = [actors.named(tree, tree.phrase(one)[0], one, generic=True) for one in (subject, second)]
    passage = tree.sentence.passage
    if sides[0] is not None and sides[1] is not None:
        for who, other in (sides[:2], sides[::-1]):
            if who is not None and other is not None:
                yield Stand(who, "accused", "responsibility.accused", by=actors.itself(other, passage))


def _answerable(actors: Actors, tree: Tree, token: Token, heads: frozenset[int]) -> Iterator[Stand]:
    """Reads "Iran was behind the attack", "Russia is responsible for this strike"."""
    lower = token.text.lower()
    verb = tree.tokens[token.head]
    if verb.lemma.lower() not in {"be", "stand", "hold"} or (verb.lemma.lower() == "hold" and lower == "behind"):
        return
    what = tree.child(token.index, "pobj") if lower == "behind" else _object_of(tree, token.index, "for")
    if what is None or not (what in heads or tree.tokens[what].lemma.lower() in actors.words.claim_objects):
        return
    helpers = [tree.tokens[one] for one in tree.children[verb.index]]
    subject = tree.child(verb.index, "nsubj", "nsubjpass")
    if verb.lemma.lower() == "hold":
        subject = tree.child(verb.index, "dobj", "nsubjpass")
    if subject is None or tree.tokens[subject].pos not in {"NOUN", "PROPN"} or any(one.dep == "neg" for one in helpers):
        return
    doubtful = any(one.tag == "MD" or (one.dep == "mark" and one.text.lower() in {"whether", "if"}) for one in helpers)
    who = _who(actors, tree, tree.phrase(subject)[0], subject, generic=True)
    if who is not None:
        yield Stand(who, "accused", "responsibility.accused", modality="possible" if doubtful else None)


def _by_phrase(actors: Actors, tree: Tree) -> Iterator[Stand]:
    """Reads "laid the blame on X", "at the hands of X", "the hallmarks of X", "X had a hand in it"."""
    text = tree.sentence.text.lower()
    denied = any(one in text for one in actors.words.not_involved)
    for phrase in (*actors.words.blame_on, *(() if denied else actors.words.involvement_of)):
        yield from _after(actors, tree, text, phrase)
    for phrase in actors.words.hallmarks_of:
        yield from _after(actors, tree, text, phrase, modality="possible")
    if denied:
        return
    for phrase in actors.words.had_a_hand:
        at = text.find(phrase)
        position = tree.position(tree.sentence.start + at) if at > 0 else None
        if position:
            yield from _accused(actors, tree, tree.phrase(position - 1)[0], position - 1)


def _after(actors: Actors, tree: Tree, text: str, phrase: str, modality: Modality | None = None) -> Iterator[Stand]:
    at = text.find(phrase)
    if at < 0 or text[max(0, at - 4) : at] == "not ":
        return
    position = tree.position(tree.sentence.start + at + len(phrase))
    found = phrase_right(tree, position) if position is not None else None
    if found is not None:
        yield from _accused(actors, tree, found.first, found.last, modality=modality)


def _accused(
    actors: Actors,
    tree: Tree,
    first: int,
    last: int,
    by: Attribution | None = None,
    *,
    generic: bool = False,
    modality: Modality | None = None,
) -> Iterator[Stand]:
    who = _who(actors, tree, first, last, generic=generic)
    if who is not None:
        yield Stand(who, "accused", "responsibility.accused", by=by, modality=modality)


def _who(actors: Actors, tree: Tree, first: int, last: int, *, generic: bool) -> Named | None:
    return actors.named(tree, first, last, generic=generic)


def _accuser(actors: Actors, tree: Tree, verb: int) -> Attribution | None:
    """The subject of "blames", "accused": who holds the other responsible."""
    subject = actors.subject(tree, verb)
    if subject is None or tree.tokens[subject.last].pos not in {"NOUN", "PROPN"}:
        return None  # a pronoun: attribution knows who was named before
    found = actors.named(tree, subject.first, subject.last)
    if found is not None:
        return actors.itself(found, tree.sentence.passage)
    first, last = tree.tokens[subject.first].start, tree.tokens[subject.last].end
    words = actors.context.evidence(tree.sentence.passage, first, last)
    return Attribution(speaker=words.quote, name=words.quote, evidence=words)
