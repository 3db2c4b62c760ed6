"""Active or passive, and which persons of a row belong to a word of harm: the checks behind the constructions."""

from __future__ import annotations

from bearwitness.extract.casualties_units import PERSONS, Line, Unit

LISTED = frozenset({"COMMA", "AND", "NAME", "THEY", "PEOPLE", "COUNT", "OTHER", "NOUN", "OF", "POSS", "NUMBER", "DASH"})
HELPING = frozenset({"BE", "HAVE", "ADV", "MODAL", "NOT", "GET"})
PREDICATES = frozenset({"DONE", "DIED", "STATE"})
BARE_STATES = frozenset({"fatally", "critically", "seriously", "serious", "critical"})
"""States of one word that are adverbs and adjectives elsewhere."""
LONGEST_INSERT = 14
TAILING = frozenset({"THINGS", "NOUN", "OTHER", "PREP", "TO", "AT", "OF", "VERB", "COMMA", "NAME", "ADV"})
"""Symbols of what is told of people between them and "including"."""
WITH = frozenset({"with", "alongside"})
KIN_OF = frozenset({"his", "her", "their"})


def passive(line: Line, harm: int) -> bool:
    """A form of be or get stands before the participle, adverbs between."""
    at = harm - 1
    while line.symbol(at) in ("ADV", "NOT"):
        at -= 1
    return line.symbol(at) in ("BE", "GET")


def helped(line: Line, who: int, harm: int) -> bool:
    """A form of be or get stands anywhere between the people and the participle."""
    return any(line.symbol(one) in ("BE", "GET") for one in range(who + 1, harm))


def has_object(line: Line, harm: int) -> bool:
    """Persons or things follow the verb directly, or follow a second verb joined to it."""
    after = harm + 1
    if line.symbol(after) == "ADV" and line.word(after) != "so":
        after += 1
    symbol = line.symbol(after)
    if symbol in ("PEOPLE", "COUNT", "VICTIMS", "THINGS"):
        return True
    if symbol in ("NAME", "THEY"):
        head = line.sentence.tokens[line.units[after].head]
        wanted = ("dobj", "conj", "appos", "dative", "oprd")
        return head.dep in wanted or head.head == line.units[harm].head
    joined = after
    while line.symbol(joined) in ("COMMA", "AND"):
        joined += 1
    # "poisoned, shot, and killed five"
    return joined > harm + 1 and line.symbol(joined) == "DONE" and has_object(line, joined)


def active(line: Line, who: int, harm: int) -> bool:
    """A single person and a past tense without be: "the mother shot as he turned". Headlines leave be out."""
    person = line.units[who]
    if line.sentence.kind == "title" or person.symbol == "COUNT" or not person.singular:
        return False
    token = line.sentence.tokens[line.units[harm].head]
    subject = any(one.head == token.index and one.dep == "nsubj" for one in line.sentence.tokens)
    return token.tag == "VBD" and (subject or token.dep in ("ROOT", "conj", "ccomp", "advcl"))


def governed(line: Line, at: int) -> bool:
    """A definite person who is the object of another word: "guards who stopped the bomber were killed"."""
    unit = line.units[at]
    if line.symbol(at - 1) == "BESIDE":
        return False  # "in addition to the bomber, three guards were killed"
    if line.symbol(at - 1) == "OF" and line.word(at - 2) in ("all", "both"):
        return False  # "all of the soldiers were found dead"
    return unit.symbol == "THEY" and line.sentence.tokens[unit.head].dep in ("dobj", "pobj")


def compound(line: Line, who: int) -> bool:
    """The person is the second part of a compound: "shooting victim", "murder suspect"."""
    unit = line.units[who]
    if unit.symbol != "PEOPLE" or unit.figure is None or unit.figure.text != unit.words:
        return False
    return not any(one in ("a", "an") for one in line.words[unit.first : unit.last])


def opens_clause(line: Line, at: int) -> bool:
    """A definite person right after a participle can open the next clause: "when shot he was"."""
    return line.sentence.tokens[line.units[at].head].dep in ("nsubj", "nsubjpass")


def modifies_what_follows(line: Line, harm: int) -> bool:
    """A state of one word that belongs to the words after it: "was seriously considering"."""
    unit = line.units[harm]
    if unit.last - unit.first > 1 or line.words[unit.first] not in BARE_STATES:
        return False
    after = line.symbol(harm + 1)
    ends = after in ("", "COMMA", "AND", "SEMI", "PREP", "AT", "SCONJ", "BY") or line.word(harm + 1) in (".", "!", "…")
    return not ends


def one_list(line: Line, who: list[int], *, nearest_last: bool) -> list[int]:
    """The members that are one list with the one nearest to the word of harm, which stands last or first.

    "the wounded numbered 50, five of them ..." and "35, a volunteer said" go on with something else.
    """
    for at in range(1, len(who)):
        unit = line.units[who[at]]
        if unit.partitive:
            return who[at:] if nearest_last else who[:at]
        rest = {line.symbol(one) for one in range(who[at - 1] + 1, who[-1])}
        before = line.units[who[at - 1]]
        links = {line.symbol(one) for one in range(who[at - 1] + 1, who[at])}
        if _names_of(before, unit) and not links & {"AND", "OR"}:
            return who[:at]  # "two daughters, Ann and Eve"
        unlike = before.symbol in ("COUNT", "TOLLED") or not unit.singular
        if not rest & {"AND", "OR"} and unlike and unit.singular and unit.symbol in ("PEOPLE", "THEY", "NAME"):
            return who[:at]
    return who


def _names_of(several: Unit, unit: Unit) -> bool:
    """A single person without an article after several counted people: one of them, told by name or age."""
    if several.symbol != "PEOPLE" or several.singular or several.figure is None or not unit.singular:
        return False
    return unit.symbol == "NAME" or (unit.symbol == "THEY" and not unit.definite)


def without_foreign_tail(line: Line, who: list[int]) -> list[int]:
    """The list without a last member that is the subject of the next predicate ("killing five and two were hurt")."""
    if len(who) < 2:
        return who
    after = who[-1] + 1
    while line.symbol(after) in HELPING:
        after += 1
    if line.symbol(after) not in PREDICATES or line.units[after].outcome is None:
        return who
    links = {line.symbol(one) for one in range(who[-2] + 1, who[-1])}
    return who[:-1] if links & {"AND", "COMMA"} else who


def without_foreign_head(line: Line, who: list[int]) -> list[int]:
    """The list without members that are the object of what stands before ("killing five and two were hurt")."""
    if len(who) < 2:
        return who
    before = who[0] - 1
    while line.symbol(before) in ("ADV", "OF", "DASH"):
        before -= 1
    symbol = line.symbol(before)
    if symbol in ("DOING", "DOES", "DONE", "HARMOF") and not (symbol == "DONE" and passive(line, before)):
        return who[-1:]
    if symbol == "BY":
        return who[-1:]
    if symbol in ("TO", "AT") and line.symbol(before - 1) == "RISE":
        return who[1:]  # "the toll rose to 31, and 125 were injured"
    if symbol in ("PREP", "AT", "TO") and line.symbol(who[0]) == "NAME":
        # "in Kabul, Afghanistan, five people were killed": names before the first counted people are places
        counted = [at for at, one in enumerate(who) if line.symbol(one) in ("PEOPLE", "COUNT", "VICTIMS")]
        return who[counted[0] :] if counted else who
    return who


def of_things(line: Line, at: int) -> bool:
    """Reads "about 40 missiles were launched, and 30 of them ...": a pronoun for counted things, not for people."""
    unit = line.units[at]
    if line.words[unit.last - 1] not in ("them", "these", "those", "which"):
        return False
    for before in range(at - 1, -1, -1):
        if line.symbol(before) in ("PEOPLE", "VICTIMS", "NAME"):
            return False
        if line.symbol(before) == "THINGS":
            return True
    return False


def before_including(line: Line, who: list[int]) -> list[int]:
    """The three of "three people, including Qadir and two guards, were killed": the list is a part of them."""
    at = who[0] - 1
    while at >= 0 and who[0] - at <= LONGEST_INSERT and line.symbol(at) in LISTED:
        at -= 1
    if line.symbol(at) != "INCL":
        return who
    at -= 1
    while line.symbol(at) in ("COMMA", "DASH"):
        at -= 1
    rest = _after_parts(line, who)
    if rest and _harm_told(line, at):
        return rest
    if line.symbol(at) in PERSONS:
        return [at]
    whole = _counted_before(line, at)
    if whole is not None and line.symbol(who[-1] + 1) == "COMMA":
        return [whole]
    return who[-1:] if line.symbol(who[-1]) == "COUNT" and line.symbol(who[-1] - 1) == "AND" else who


def _harm_told(line: Line, at: int) -> bool:
    """A word of harm closes or governs what stands before "including": those after it are a part of that count."""
    for one in range(at, max(-1, at - LONGEST_INSERT), -1):
        symbol = line.symbol(one)
        if symbol in PREDICATES or symbol in ("DOING", "DOES", "HARMOF"):
            return line.units[one].outcome is not None
        if symbol not in TAILING | PERSONS | {"AND"}:
            return False
    return False


def _after_parts(line: Line, who: list[int]) -> list[int]:
    """The nine of "ten were killed, including two children and six women, and nine others were hurt"; else nobody.

    A comma before the verb closes the parts instead: "nine others, including two guards, and a nurse, were hurt".
    """
    if line.symbol(who[-1] + 1) == "COMMA":
        return []
    for at in range(len(who) - 1, 0, -1):
        if [line.symbol(one) for one in range(who[at - 1] + 1, who[at])] == ["COMMA", "AND"]:
            return who[at:]
    return []


def _counted_before(line: Line, at: int) -> int | None:
    """Counted people before unit `at` with nothing but what is told of them between: "25 guests of two families"."""
    for one in range(at, max(-1, at - LONGEST_INSERT), -1):
        if line.symbol(one) in ("PEOPLE", "COUNT", "VICTIMS") and not line.units[one].singular:
            return one
        if line.symbol(one) not in TAILING:
            return None
    return None


def agreeing(line: Line, who: list[int], harm: int) -> list[int]:
    """The two of "two guards of a commander were hurt": one person has no "were", so the people before are meant."""
    unit, before = line.units[who[0]], line.symbol(who[0] - 1)
    if unit.symbol == "THEY" and not unit.definite and before == "ADV" and line.symbol(who[0] - 2) == "COMMA":
        whole = _counted_before(line, who[0] - 3)  # "18 guests, mostly women, were killed"
        return who if whole is None else [whole]
    if before == "OTHER" and line.word(who[0] - 1) == "the":
        before = line.symbol(who[0] - 2)
    named = unit.symbol == "NAME" and before in ("PREP", "OF", "COMMA")  # "21 members of the Dale (Dahl) family were"
    person = unit.symbol == "PEOPLE" and before in ("PREP", "OF")
    listed = any(line.symbol(one) in ("AND", "OR") for one in range(who[0], who[-1]))
    if listed or not unit.singular or not (named or person):
        return who
    verb = next((one for one in range(who[-1] + 1, harm) if line.symbol(one) in ("BE", "HAVE")), None)
    if verb is None or line.word(verb) not in ("were", "are", "have"):
        return who
    whole = _counted_before(line, who[0] - 1)
    return who if whole is None else [whole]


def with_companions(line: Line, who: list[int], harm: int) -> list[int]:
    """The people with those told after the word of harm to share it: "was killed with his wife and two children"."""
    at = harm + 1
    while line.symbol(at) in ("COMMA", "ADV"):
        at += 1
    if line.symbol(at) != "BESIDE" and line.word(at) not in WITH:
        return who
    found: list[int] = []
    at += 1
    while line.symbol(at) in ("PEOPLE", "THEY", "NAME"):
        if line.units[at].group == "attackers" or (not found and not _of_the_same(line, at)):
            return who
        found.append(at)
        at += 1
        while line.symbol(at) in ("COMMA", "AND"):
            at += 1
    if line.symbol(at) in HELPING | PREDICATES | {"VERB", "DOING"}:
        found = found[:-1]  # "with his son, and two women were hurt"; "with his partner watching"
    if any(line.units[one].figure is None and not line.units[one].singular for one in found):
        return who  # "with her children": how many is not told
    return [*who, *found]


def _of_the_same(line: Line, at: int) -> bool:
    """The words tie the companion to the one told before: "his wife", "two of her sons"."""
    unit = line.units[at]
    return bool(KIN_OF & set(line.words[unit.first : unit.last]))


def of_outer(line: Line, who: list[int]) -> list[int]:
    """The people before "of": four, in "four members of one family"."""
    at = who[0]
    if line.symbol(at - 1) == "OF" and line.symbol(at - 2) in ("PEOPLE", "COUNT", "VICTIMS"):
        return [at - 2]
    return who


def in_phrase(line: Line, at: int) -> bool:
    """A name after a preposition is no subject ("the man from Lindon was shot"), and nobody is after by."""
    if line.symbol(at - 1) == "BY":
        return True
    return line.symbol(at) == "NAME" and line.symbol(at - 1) in ("PREP", "AT", "OF", "TO")
