"""Over what a count runs: a facility, a building, a district, a city, a region, a country.

The words of the count's own clause come first ("in the city", "at the market", "across the country"); else the attack
told in its sentence, by its target or its place; else the report's main attack. A hospital where people were treated is
no scope. A town around the building that was hit does not widen a toll told of that building, unless the report tells
of several attacks: then "nine killed in the town" counts the town. A count without words of its own shares those of
the count that it is joined to, and those of the paragraph's last count that had any.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import msgspec

from bearwitness.extract import occurrences
from bearwitness.extract.casualties_units import Line
from bearwitness.extract.context import Context
from bearwitness.extract.scope_sites import among_sites, has_sites, is_site, site_named
from bearwitness.extract.told import sentence_at
from bearwitness.extract.whereabouts import inside
from bearwitness.languages import load
from bearwitness.model import Claim, Evidence, Facility, Mention, Place, Scope, Sentence
from bearwitness.vocabulary import ScopeKind

LEVELS: dict[str, ScopeKind] = {
    "point": "facility",
    "facility": "facility",
    "district": "district",
    "city": "city",
    "area": "region",
    "region": "region",
    "country": "country",
}
CLAUSE = re.compile(r"[;:.]|,? \b(?:while|whereas|but|after|when|as)\b|, and\b|, (?:which|who|where)\b")
FRONT = re.compile(r"^[\"“'‘]?(?:at|in|inside|near|outside) (?:the |a |an )?(?:\w+ ){0,2}$", re.IGNORECASE)
NAMED_FRONT = re.compile(r"^[\"“'‘]?At (?:the )?(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}), ")
"""A named site in front of the clause ("At Adonis, a clinic, ...") that no list knows."""
ALONE = re.compile(r" (?:alone|itself),? ")
ANOTHER = re.compile(r"\b(?:at|in|inside) (?:another|a second|a different|a separate) (?:[\w-]+ )?$", re.IGNORECASE)
CALLED = re.compile(r"(?: in [A-Z][\w’'-]+)?, (?:the )?(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}),")
"""The name behind a site that is told apart: "at another clinic in the city, the Adonis, ..."."""
SINGULAR = ("headquarters", "barracks", "premises", "grounds", "works", "gardens", "offices", "flats", "apartments")
"""Words in the plural for one site ("block of flats")."""
CONTRAST = re.compile(r";|\b(?:while|whereas|but|elsewhere|another attack|separately)\b")
OWN = "the count's own words"
JOINED = "the words of the count that it goes on from"
REACH = 120
"""Code points after the count in which its place is looked for."""


class Phrases(msgspec.Struct, frozen=True):
    """Phrases of each level."""

    country: tuple[str, ...]
    region: tuple[str, ...]
    city: tuple[str, ...]
    district: tuple[str, ...]
    building: tuple[str, ...]
    facility: tuple[str, ...]


class Listed(msgspec.Struct, frozen=True):
    """Words of one use."""

    words: tuple[str, ...]


class Open(msgspec.Struct, frozen=True):
    """Kinds of facility."""

    kinds: tuple[str, ...]


class Among(msgspec.Struct, frozen=True):
    """Words by which a report makes its attack one of several, and a count that of all of them."""

    one: tuple[str, ...]
    over: tuple[str, ...]
    nouns: tuple[str, ...]


class Words(msgspec.Struct, frozen=True):
    """The shape of `scope.toml`."""

    phrases: Phrases
    whole: Listed
    inside: Listed
    over: Listed
    attack: Listed
    attacks: Listed
    among: Among
    treatment: Listed
    open: Open


@cache
def _phrases(code: str) -> tuple[re.Pattern[str], dict[str, ScopeKind]]:
    listed = load(code, "scope", Words).phrases
    levels: dict[str, ScopeKind] = {}
    for level in Phrases.__struct_fields__:
        for phrase in getattr(listed, level):
            levels.setdefault(phrase, level)  # type: ignore[arg-type]
    ordered = sorted(levels, key=lambda one: (-len(one), one))
    return re.compile(r"\b(?:" + "|".join(re.escape(one) for one in ordered) + r")\b(?!['’]s\b)", re.IGNORECASE), levels


def of(context: Context, line: Line, start: int, end: int) -> Scope:
    """The scope of the count told at `start..end` of the line's passage."""
    words = load(context.language, "scope", Words)
    several = _over_several(context, line)
    if several is not None:
        return several
    main = main_scope(context, line.sentence.index)
    own = _by_words(context, line, start, end, words, main)
    return own if own is not None else main


@cache
def _among(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Says that the attack is one of several; says that something holds for all of them."""
    words = load(code, "scope", Words).among
    nouns, between = "|".join(words.nouns), r"(?: [\w-]+){0,3}"
    one = rf"\b(?:{'|'.join(words.one)}){between} (?:{nouns})\b"
    over = rf"\b(?:{'|'.join(words.over)}){between} (?:{nouns})\b"
    return re.compile(one, re.IGNORECASE), re.compile(over, re.IGNORECASE)


def _over_several(context: Context, line: Line) -> Scope | None:
    """The scope of "nine people were killed across the three attacks", where the attack told is one of the three."""
    one, over = _among(context.language)
    sentence = line.sentence
    found = over.search(sentence.text)
    if found is None or one.search(context.passages[sentence.passage].text, 0, sentence.end) is None:
        return None
    return Scope(text=found[0], kind="unspecified", why=OWN)


def _clause(line: Line, start: int, end: int) -> tuple[int, int]:
    """The count and what follows it in its clause."""
    text, offset = line.sentence.text, line.sentence.start
    after = text[end - offset : end - offset + REACH]
    cut = CLAUSE.search(after)
    return start, end + (cut.start() if cut else len(after))


def _by_words(context: Context, line: Line, start: int, end: int, words: Words, main: Scope) -> Scope | None:
    first, last = _clause(line, start, end)
    sentence = line.sentence
    text = sentence.text[first - sentence.start : last - sentence.start]
    pattern, levels = _phrases(context.language)
    before = sentence.text[max(0, first - sentence.start - 40) : first - sentence.start]
    found = pattern.search(text) or _leading(pattern, before)
    if found is not None:
        level = levels[found[0].lower()]
        place = _place_of_level(context, level, line, first)
        if level != "facility":
            return Scope(text=found[0], kind=level, place=place, why=OWN)
    site = site_named(context, sentence.passage, first, text, words.attack.words, why=OWN)
    if site is not None:
        return site
    treated = {word for word in text.lower().split() if word.strip(",.;") in words.treatment.words}
    for one in _sites(context, sentence.passage, first, last):
        scope = _by_mention(context, line, one, words, main, treated)
        if scope is not None:
            return scope
    leading = [
        one
        for one in _sites(context, sentence.passage, sentence.start, first)
        if _right_before(line, one, first) or _fronted(line, one, first)
    ]
    for one in leading:
        beside = one.place is not None and first - one.end == 1  # "Kyiv death toll"
        scope = _by_mention(context, line, one, words, main, treated, beside=beside)
        if scope is not None:
            return scope
    name = NAMED_FRONT.match(sentence.text)
    if name is not None and sentence.start + name.end() <= first <= sentence.start + name.end() + REACH:
        return Scope(text=name["name"], kind="facility", why=OWN)
    return None


def _right_before(line: Line, one: Mention, first: int) -> bool:
    """Reads "in Kyiv 17 people died", "In Kyiv alone, 17 people died", "at the hospital itself two died"."""
    offset = line.sentence.start
    return first - one.end <= 3 or ALONE.fullmatch(line.sentence.text[one.end - offset : first - offset]) is not None


def _fronted(line: Line, one: Mention, first: int) -> bool:
    """Reads "At the Adonis, a clinic on the left bank, nine people were killed": it opens the clause of the count."""
    text, offset = line.sentence.text, line.sentence.start
    opens = FRONT.match(text[: one.start - offset])
    between = text[one.end - offset : first - offset]
    return opens is not None and first - one.end <= REACH and between.strip().endswith(",") and between.count(",") <= 2


def _sites(context: Context, passage: str, first: int, last: int) -> list[Mention]:
    """Places and facilities of a stretch; a place inside a facility's name is no place of its own."""
    rows = context.mentions_in(passage, first, last, "facility", "place")
    sites = [(one.start, one.end) for one in rows if one.kind == "facility"]
    return [one for one in rows if one.kind == "facility" or not any(s <= one.start and one.end <= e for s, e in sites)]


def _leading(pattern: re.Pattern[str], before: str) -> re.Match[str] | None:
    """The phrase that ends right before the count: "across the country, 36 people were killed"."""
    for match in pattern.finditer(before):
        if before[match.end() :].strip(" ,") == "":
            return match
    return None


def _by_mention(
    context: Context,
    line: Line,
    one: Mention,
    words: Words,
    main: Scope,
    treated: set[str],
    *,
    beside: bool = False,
) -> Scope | None:
    """The scope that a place or facility beside the count gives; None if it gives none."""
    sentence = line.sentence
    before = sentence.text[max(0, one.start - sentence.start - 24) : one.start - sentence.start].lower().split()
    word = next(
        (w for w in reversed(before) if w not in ("the", "a", "an", "city", "of", "town", "region", "village")), ""
    )
    if one.facility is not None:
        return _by_building(context, line, one, words, one.facility, treated, word)
    place = one.place
    if place is None or place.precision not in LEVELS:
        return None
    level = LEVELS[place.precision]
    over = level == "country" and word in words.over.words
    if not over and not beside and word not in words.inside.words and word not in words.whole.words:
        return None
    if place.matched == "demonym":
        return _capital(context, line, one)
    if (
        word not in words.whole.words
        and main.kind in ("facility", "building")
        and main.place is not None
        and (inside(main.place, place) or inside(place, main.place))
        and not over
        and not _many(main)
        and not (_several(context, line) and _of_the_harmed(context, line, one))
    ):
        return None  # "the bombing of a mosque in the city": the town around the building
    if main.kind in ("facility", "building") and main.place is None and word not in words.whole.words:
        return None
    return Scope(text=one.quote, kind=level, place=place, why=OWN)


def _by_building(
    context: Context, line: Line, one: Mention, words: Words, building: Facility, treated: set[str], word: str
) -> Scope | None:
    """The same of a facility; `word` is the one before it."""
    if among_sites(context, one.passage, one.start):
        return None
    apart = _told_apart(line.sentence, one)
    if apart is not None and not treated:
        return apart
    if word not in words.inside.words or (building.kind in words.open.kinds and not is_site(context, building)):
        return None
    itself = line.sentence.text.startswith(" itself", one.end - line.sentence.start)
    hospital = building.kind in ("hospital", "clinic") and not itself
    # Of a hospital known to have been attacked, "died at" alone does not say that it only treated them.
    elsewhere = treated - {"died", "hospital"} if building.listed is not None else treated
    if hospital and (elsewhere or (building.name is None and not _is_target(context, building))):
        return None
    return _of_facility(building, OWN)


def _told_apart(sentence: Sentence, one: Mention) -> Scope | None:
    """Reads "at another clinic in the city, the Adonis, nine died": expressly not the site told before."""
    text, offset = sentence.text, sentence.start
    if one.facility is None or not (
        ANOTHER.search(text[: one.start - offset]) or one.quote.lower().startswith("another ")
    ):
        return None
    called = CALLED.match(text[one.end - offset :])
    scope = _of_facility(one.facility, OWN)
    return msgspec.structs.replace(scope, text=called["name"]) if called else scope


def tells_another(context: Context, words: Evidence) -> bool:
    """The sentence of the words names a site that is expressly not the one told before."""
    sentence = sentence_at(context, words.passage.id, words.start)
    if sentence is None:
        return False
    rows = context.mentions_in(sentence.passage, sentence.start, sentence.end, "facility")
    return any(_told_apart(sentence, one) is not None for one in rows)


def _is_target(context: Context, facility: Facility) -> bool:
    return any(
        attack.target is not None and attack.about == "main" and attack.target.kind == facility.kind
        for attack in context.once(occurrences.attacks_of)
    )


def _of_facility(facility: Facility, why: str) -> Scope:
    kind: ScopeKind = "building" if facility.kind == "residential_building" else "facility"
    return Scope(text=facility.name or facility.text, kind=kind, place=facility.place, why=why)


def main_scope(context: Context, sentence: int) -> Scope:
    """The scope of the attack told in the sentence, else of the report's main attack."""
    attacks = context.once(occurrences.attacks_of)
    mains = [one for one in attacks if one.about == "main"]
    told = [one for one in mains if any(event.sentence == sentence for event in one.events)]
    for attack in _ordered(told) + mains[:1]:
        scope = _of_attack(context, attack)
        if scope is not None:
            return scope
    return Scope(why="no words say it")


def _ordered(told: Sequence[occurrences.Attack]) -> list[occurrences.Attack]:
    """Of several attacks of one sentence, the one that holds the others first."""
    return sorted(told, key=lambda one: (one.part_of is not None, one.key))


def _of_attack(context: Context, attack: occurrences.Attack) -> Scope | None:
    words = load(context.language, "scope", Words)
    target = attack.target or (None if has_sites(context, attack) else _named_target(context, attack))
    if target is not None and target.kind not in words.open.kinds:
        scope = _of_facility(target, "the target of the attack")
        if not _many(scope):
            return msgspec.structs.replace(scope, place=scope.place or attack.place)
    if attack.place is not None and attack.place.precision in LEVELS:
        return Scope(
            text=attack.place.text,
            kind=LEVELS[attack.place.precision],
            place=attack.place,
            why="the place of the attack",
        )
    return None


def _many(scope: Scope) -> bool:
    """Whether several sites without a name were struck ("churches and hotels"): a toll runs over the place around."""
    text = scope.text or ""
    plural = text.endswith("s") and not text.endswith(("ss", "us", *SINGULAR))
    return scope.kind in ("facility", "building") and text.islower() and plural


def _named_target(context: Context, attack: occurrences.Attack) -> Facility | None:
    """A facility named beside the telling where the attack itself was given none."""
    words = load(context.language, "scope", Words)
    for event in attack.events[:2]:
        sentence = context.sentences[event.sentence]
        for one in context.mentions_in(sentence.passage, sentence.start, sentence.end, "facility"):
            if one.facility is not None and one.facility.kind not in (*words.open.kinds, "hospital", "clinic"):
                return one.facility
    return None


def _place_of_level(context: Context, level: ScopeKind, line: Line, before: int) -> Place | None:
    """What "the city" means: the place of this level named last before the count, else the main attack's."""
    order = {one.id: at for at, one in enumerate(context.report.passages)}
    here = order[line.sentence.passage]
    named = [
        (order[one.passage], one.start, one.place)
        for one in context.mentions
        if one.place is not None
        and one.place.geonames is not None
        and LEVELS.get(one.place.precision) == level
        and (order[one.passage] < here or (one.passage == line.sentence.passage and one.start < before))
        and context.passages[one.passage].kind in ("title", "lead", "body")
    ]
    mains = [one for one in context.once(occurrences.attacks_of) if one.about == "main" and one.place is not None]
    own = [one.place for one in mains if one.place is not None and LEVELS.get(one.place.precision) == level]
    if own and (level != "city" or len({one.geonames for one in own}) == 1):
        return own[0]
    if named:
        return max(named, key=lambda row: row[:2])[2]
    return own[0] if own else None


def _capital(context: Context, line: Line, one: Mention) -> Scope | None:
    """Reads "in the Ukrainian capital": a town, the one that the report last named."""
    after = line.sentence.text[one.end - line.sentence.start :].lstrip()
    if not after.lower().startswith("capital"):
        return None
    place = _place_of_level(context, "city", line, one.start)
    return Scope(text=f"{one.quote} capital", kind="city", place=place, why=OWN)


def _several(context: Context, line: Line) -> bool:
    """The report tells of several attacks, so that a town's toll and a building's may differ."""
    attacks = [one for one in context.once(occurrences.attacks_of) if one.about == "main"]
    if len(attacks) > 1:
        return True
    words = load(context.language, "scope", Words)
    return bool(set(re.findall(r"[\w-]+", line.sentence.text.lower())) & set(words.attacks.words))


def _of_the_harmed(context: Context, line: Line, place: Mention) -> bool:
    """The place belongs to the harm, not to the word of an attack before it, and no target is told in the sentence."""
    sentence = line.sentence
    before = sentence.text[: place.start - sentence.start].lower()
    words = load(context.language, "scope", Words)
    if set(re.findall(r"[\w-]+", before[-60:])) & set(words.attack.words):
        return False
    targets = context.mentions_in(sentence.passage, sentence.start, sentence.end, "facility")
    return not any(one.facility is not None and one.start < place.start for one in targets)


def shared(context: Context, claims: Sequence[Claim]) -> list[Claim]:
    """The claims; a count without words of its own has the scope of the one it is joined to, or of its paragraph's."""
    order = {one.id: at for at, one in enumerate(context.report.passages)}
    rows = sorted(claims, key=lambda one: (order[one.evidence[0].passage.id], one.evidence[0].start))
    told = {event.sentence for one in context.once(occurrences.attacks_of) for event in one.events}
    found: dict[str, Claim] = {one.id: one for one in rows}
    for first, second in pairwise(rows):
        before, claim = found[first.id], found[second.id]
        if before.casualty is None or claim.casualty is None or claim.casualty.scope.why == OWN:
            continue
        if before.evidence[0].passage.id != claim.evidence[0].passage.id or before.about != claim.about:
            continue
        if before.casualty.scope.why in (OWN, JOINED) and _goes_on(context, before, claim, told):
            scope = msgspec.structs.replace(before.casualty.scope, why=JOINED)
            casualty = msgspec.structs.replace(claim.casualty, scope=scope)
            found[claim.id] = msgspec.structs.replace(claim, casualty=casualty)
    bodies = [one for one in found.values() if one.evidence[0].passage.kind != "title" and one.about == "main"]
    return [_headline(found[one.id], bodies) for one in claims]


def _headline(claim: Claim, bodies: Sequence[Claim]) -> Claim:
    """A headline's figure without words of its own has the scope that the text gives the same figure."""
    own = claim.casualty
    if own is None or claim.evidence[0].passage.kind != "title" or own.scope.why == OWN:
        return claim
    key = (own.outcome, own.group, own.figure.low, own.figure.high)
    for one in bodies:
        told = one.casualty
        if told is not None and key == (told.outcome, told.group, told.figure.low, told.figure.high):
            scope = msgspec.structs.replace(told.scope, why="the scope of the same figure in the text")
            return msgspec.structs.replace(claim, casualty=msgspec.structs.replace(own, scope=scope))
    return claim


def _goes_on(context: Context, before: Claim, claim: Claim, told: set[int]) -> bool:
    """The second count goes on with the first: one sentence without a contrast, or the next that tells no attack."""
    passage = claim.evidence[0].passage.id
    one = sentence_at(context, passage, before.evidence[0].start)
    other = sentence_at(context, passage, claim.evidence[0].start)
    if one is None or other is None:
        return False
    if one.index == other.index:
        between = context.passages[passage].text[before.evidence[0].end : claim.evidence[0].start].lower()
        return CONTRAST.search(between) is None
    return other.index - one.index == 1 and other.index not in told
