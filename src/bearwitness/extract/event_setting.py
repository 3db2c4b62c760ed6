"""Where and when the attack told by a word was: which mentions of its sentence belong to it.

A dateline, a speaker's town, a victim's home and the day on which somebody spoke or was charged do not.
"""

from __future__ import annotations

import re

from bearwitness.extract import aside
from bearwitness.extract.context import Context
from bearwitness.extract.event_words import lexicon
from bearwitness.extract.speech import Speech
from bearwitness.extract.syntax import Tree
from bearwitness.extract.told import sentence_at
from bearwitness.model import Mention, Token


def attached(tree: Tree, mention: Mention) -> int | None:
    """The last word of the mention (its head, in English names)."""
    inside = [one.index for one in tree.tokens if one.start >= mention.start and one.end <= mention.end]
    if not inside:
        return tree.position(mention.start)
    return next((one for one in inside if tree.tokens[one].head not in inside), inside[-1])


def _speaks(mention: Mention, said: list[Speech]) -> bool:
    """The mention stands in the words that name a speaker."""
    return any(one.speaker.start <= mention.start < one.speaker.end for one in said)


def _distance(tree: Tree, mention: Mention, at: int) -> tuple[int, int]:
    """0 below the head, 1 below the head's own clause, 2 elsewhere; then words between."""
    word = attached(tree, mention)
    if word is None:
        return 3, 99
    above = tree.ancestors(word)
    gap = abs(word - at)
    if at in above:
        between = above[: above.index(at)]
        crossed = sum(
            tree.tokens[one].dep in {"ccomp", "relcl", "advcl", "conj"} and tree.tokens[one].pos in {"VERB", "AUX"}
            for one in between
        )
        return (0 if not crossed else 1), gap
    clause = [one for one in tree.ancestors(at) if tree.tokens[one].pos in {"VERB", "AUX"}][:1]
    if clause and clause[0] in above:
        return 1, gap
    return 2, gap


def places(context: Context, tree: Tree, token: Token, said: list[Speech]) -> tuple[Mention, ...]:
    """Places of the sentence that can be the attack's, nearest to the head first."""
    rows = context.mentions_in(tree.sentence.passage, tree.sentence.start, tree.sentence.end, "place")
    kept = [
        one
        for one in rows
        if one.place is not None
        and one.place.matched != "demonym"
        and not _speaks(one, said)
        and not _is_dateline(tree, one)
        and not _owns_actor(context, one)
        and not _residence(tree, one)
        and not aside.somebodys(context, one)
        and not _only_a_name(context, one)
        and not _launched_from(tree, one)
        and not _acts(tree, one, context.language)
    ]
    return tuple(
        sorted(
            kept,
            key=lambda one: (
                in_facility(context, one) and not _owns_facility(tree, one),
                aside.round_it(context, one),
                _distance(tree, one, token.index),
                one.start,
            ),
        )
    )


def in_facility(context: Context, mention: Mention) -> bool:
    """The name is part of a building's name ("St. Charles Hospital"): it may be no place at all."""
    rows = context.mentions_in(mention.passage, max(0, mention.start - 60), mention.end, "facility")
    return any(one.start <= mention.start and mention.end <= one.end for one in rows)


def _owns_facility(tree: Tree, mention: Mention) -> bool:
    """Reads "Kramatorsk's railway station": the town that the building stands in, no part of its name."""
    word = attached(tree, mention)
    if word is None or tree.tokens[word].dep != "poss" or tree.tokens[max(0, word - 1)].text.lower() in SAINTS:
        return False
    owned = tree.tokens[tree.tokens[word].head]
    return owned.pos == "NOUN" and mention.place is not None and mention.place.geonames is not None


SAINTS = frozenset({"st", "st.", "saint", "santa", "san"})


ACCUSES = frozenset({"accuse", "blame"})


def _acts(tree: Tree, mention: Mention, code: str) -> bool:
    """Reads "accuses Israel of bombing", "Russia struck a mall": a state that acts, not the country that was hit."""
    word = attached(tree, mention)
    if word is None or mention.place is None or mention.place.precision != "country":
        return False
    one = tree.tokens[word]
    above = tree.tokens[one.head]
    if one.dep == "nsubj":
        return above.lemma.lower() in ACCUSES or above.lemma.lower() in lexicon(code).words.verbs
    if one.dep == "dobj":
        return above.lemma.lower() in ACCUSES
    return one.dep == "pobj" and (above.dep == "agent" or above.text.lower() == "by")


def _launched_from(tree: Tree, mention: Mention) -> bool:
    """Reads "the missile was launched from near Dobropillia": where it came from, not what it hit."""
    word = attached(tree, mention)
    if word is None:
        return False
    under_from = False
    for above in tree.ancestors(word):
        one = tree.tokens[above]
        under_from = under_from or (one.pos == "ADP" and one.text.lower() == "from")
        if one.pos == "VERB":
            return under_from and (one.lemma.lower() == "launch" or (one.lemma.lower() == "fire" and one.tag == "VBN"))
    return False


def _only_a_name(context: Context, mention: Mention) -> bool:
    """The name is part of a building's that stands in another place ("the Bermuda Inn" of a town)."""
    for one in context.mentions_in(mention.passage, max(0, mention.start - 60), mention.end, "facility"):
        town = one.facility.place if one.facility is not None else None
        inside = one.start <= mention.start and mention.end <= one.end
        if inside and town is not None and mention.place is not None:
            number = mention.place.geonames
            return number != town.geonames and number not in town.within
    return False


def _residence(tree: Tree, mention: Mention) -> bool:
    """Reads "a man from Appleton", "both are from Appleton", "Erin Stoffel of Neenah": where somebody is from."""
    word = attached(tree, mention)
    if word is None or tree.tokens[word].dep != "pobj":
        return False
    link = tree.tokens[tree.tokens[word].head]
    owner = tree.tokens[link.head]
    if link.text.lower() == "from":
        return owner.pos in {"NOUN", "PROPN"} or owner.lemma.lower() == "be"
    return link.text.lower() == "of" and owner.pos == "PROPN" and owner.tag == "NNP" and not _place_like(owner)


def _place_like(token: Token) -> bool:
    return token.text.lower() in {
        "city",
        "town",
        "village",
        "district",
        "region",
        "province",
        "county",
        "state",
        "area",
        "suburb",
        "neighborhood",
        "neighbourhood",
        "capital",
        "university",
        "hospital",
        "port",
        "republic",
    }


def _owns_actor(context: Context, mention: Mention) -> bool:
    """The place is part of an actor's name or description ("the Donetsk People's Republic")."""
    for one in context.mentions_in(mention.passage, max(0, mention.start - 120), mention.end, "actor"):
        if (
            one.start <= mention.start
            and mention.end <= one.end
            and (one.end - one.start) > (mention.end - mention.start)
        ):
            return True
    return False


DATELINE = re.compile(
    "|".join(
        (
            # Agency in brackets, or none, before a dash.
            r"^\s*[A-Z][\w .'’-]{2,40}(?:, [\w .]{2,20}){0,2}\s*(?:\([A-Z][\w /]{1,20}\)\s*)?[—–-]{1,2}\s",
            # A month, a day, an agency between strokes.
            r"^\s*[A-Z]{3,}[\w ]{0,20}, [A-Z][a-z]+ \d{1,2}\. /\w+/",
            # A town and a colon.
            r"^\s*[A-Z][\w]{3,}(?: \([\w ]+\))?: ",
            # Town, month and day.
            r"^\s*[A-Z][\w ]{2,30}, [A-Z][a-z]{2,8}\.? \d{1,2},? ?[(/–—-]",
        )
    )
)


def _is_dateline(tree: Tree, mention: Mention) -> bool:
    """The place where the report was written ("KYIV (AP) —"), not where the attack was."""
    if mention.start - tree.sentence.start > 40:
        return False
    if tree.sentence.kind == "dateline":
        return True
    found = DATELINE.match(tree.sentence.text)
    return found is not None and mention.end - tree.sentence.start <= found.end()


def in_dateline(context: Context, mention: Mention) -> bool:
    """The same, of a mention anywhere in the report."""
    if context.passages[mention.passage].kind == "dateline":
        return True
    sentence = sentence_at(context, mention.passage, mention.start)
    return sentence is not None and _is_dateline(Tree(sentence), mention)


def dates(context: Context, tree: Tree, token: Token, said: list[Speech], *, loose: bool) -> tuple[Mention, ...]:
    """Dates of the head's own clause, or (`loose`) of clauses beside it."""
    rows = context.mentions_in(tree.sentence.passage, tree.sentence.start, tree.sentence.end, "date")
    kept = [
        one
        for one in rows
        if one.date is not None
        and not _is_dateline(tree, one)
        and not of_saying(tree, one, said)
        and not _counted_then(tree, one)
        and not _duration(one)
        and _binding(tree, one, token.index) == (1 if loose else 0)
    ]
    return tuple(sorted(kept, key=lambda one: (_distance(tree, one, token.index), one.start)))


def _binding(tree: Tree, mention: Mention, head: int) -> int:
    """0: the date is of the head's own clause; 1: of one beside it; 2: of another story told inside the sentence."""
    word = attached(tree, mention)
    if word is None:
        return 1
    if _reaches_back(tree, word, head):
        return 2
    if tree.tokens[word].head == head:
        return 0
    above = tree.ancestors(word)
    verb = next((one for one in above if one == head or tree.tokens[one].pos in {"VERB", "AUX"}), None)
    if verb is None or verb == head:
        return 0
    if verb in tree.ancestors(head):
        return 1 if _after(tree, head, verb) or not _happens(tree, head, verb) else 0
    between = [verb, *tree.ancestors(verb)]
    if head in between:
        crossed = [tree.tokens[one].dep for one in between[: between.index(head)]]
        if tree.tokens[head].pos in {"NOUN", "PROPN"} and crossed[-1] == "relcl":
            crossed.pop()  # "a shooting that occurred Monday"
        return 2 if {"relcl", "ccomp", "acl"} & set(crossed) else 0
    return 2 if tree.tokens[verb].dep in {"relcl", "acl"} else 1


SINCE = frozenset({"since", "until", "till", "before", "than"})


def _reaches_back(tree: Tree, word: int, head: int) -> bool:
    """Reads "the worst since the invasion began in February 2022": a date to compare with, not the attack's."""
    near = tree.tokens[max(0, word - 12) : word]
    cut = max((at for at, one in enumerate(near) if one.text in {",", ";"} or one.index == head), default=-1)
    return any(one.text.lower() in SINCE for one in near[cut + 1 :])


HAPPENS = frozenset(
    {
        "kill",
        "wound",
        "injure",
        "die",
        "hurt",
        "lose",
        "leave",
        "hit",
        "strike",
        "occur",
        "happen",
        "take",
        "rock",
        "shake",
        "be",
        "destroy",
        "damage",
        "shoot",
        "stab",
        "explode",
        "cause",
        "claim",
        "follow",
        "begin",
        "start",
        "perish",
        "rip",
        "tear",
        "target",
        "suffer",
    }
)
"""Verbs that tell what happened: a date beside them is the attack's. To charge, to visit have days of their own."""


def _happens(tree: Tree, head: int, verb: int) -> bool:
    return tree.tokens[verb].lemma.lower() in HAPPENS or tree.tokens[head].pos == "VERB"


def _after(tree: Tree, head: int, verb: int) -> bool:
    """The head stands below "after", "since", "in the aftermath of": the clause above happened later."""
    for one in [head, *tree.ancestors(head)]:
        if one == verb:
            return False
        token = tree.tokens[one]
        if token.text.lower() in {"after", "since", "following", "aftermath", "before", "over"}:
            return True
        if any(
            tree.tokens[child].dep == "mark" and tree.tokens[child].text.lower() in {"after", "since", "before"}
            for child in tree.children[one]
        ):
            return True
    return False


def _duration(mention: Mention) -> bool:
    return (
        mention.date is not None
        and mention.date.granularity == "unresolved"
        and mention.date.start is None
        and "for" in mention.quote.lower().split()[:1]
    )


def of_saying(tree: Tree, mention: Mention, said: list[Speech]) -> bool:
    """The date says when somebody spoke, not when it happened."""
    word = attached(tree, mention)
    if word is None:
        return False
    for above in tree.ancestors(word):
        one = tree.tokens[above]
        if one.pos in {"VERB", "AUX"}:
            return any(speech.cue[0] <= one.start < speech.cue[1] for speech in said)
        if one.pos == "NOUN" and tree.tokens[word].dep == "poss" and above == tree.tokens[word].head:
            return any(
                speech.cue[0] <= one.start < speech.cue[1] or speech.speaker.start <= one.start < speech.speaker.end
                for speech in said
            )
    return any(speech.speaker.start <= mention.start < speech.speaker.end for speech in said)


def _counted_then(tree: Tree, mention: Mention) -> bool:
    word = attached(tree, mention)
    return word is not None and of_counting(tree, word)


def of_counting(tree: Tree, word: int) -> bool:
    """Reads "police on Monday reduced the number of those killed": the day on which somebody counted anew."""
    verb = next((at for at in tree.ancestors(word) if tree.tokens[at].pos in {"VERB", "AUX"}), None)
    if verb is None or tree.tokens[verb].lemma.lower() not in RECOUNTS:
        return False
    counted = tree.child(verb, "dobj", "nsubjpass")
    if counted is None or word in tree.subtree(counted):
        return False
    return tree.tokens[counted].lemma.lower() in COUNTS


RECOUNTS = frozenset({"reduce", "lower", "raise", "revise", "correct", "cut", "update", "put", "increase", "confirm"})
COUNTS = frozenset({"number", "toll", "count", "figure", "total", "tally"})


def facilities(context: Context, tree: Tree, token: Token, said: list[Speech]) -> tuple[Mention, ...]:
    """Buildings of the sentence, nearest to the head first; none that only names a speaker."""
    rows = context.mentions_in(tree.sentence.passage, tree.sentence.start, tree.sentence.end, "facility")
    kept = [one for one in rows if one.facility is not None and not _speaks(one, said) and not treats(tree, one)]
    return tuple(sorted(kept, key=lambda one: (_distance(tree, one, token.index), one.start)))


def treats(tree: Tree, mention: Mention) -> bool:
    """Reads "died in hospital", "were taken to a clinic": where the harmed were brought, not what was hit."""
    if mention.facility is None or mention.facility.kind not in {"hospital", "clinic"}:
        return False
    word = attached(tree, mention)
    if word is None or tree.tokens[word].dep != "pobj":
        return False
    link = tree.tokens[tree.tokens[word].head]
    return link.dep == "prep" and tree.tokens[link.head].lemma.lower() in BROUGHT


BROUGHT = frozenset(
    {"die", "take", "treat", "rush", "transport", "bring", "admit", "airlift", "fly", "succumb", "recover", "transfer"}
)
"""Verbs before a hospital that take the harmed there, or that tell how they fared in it."""
