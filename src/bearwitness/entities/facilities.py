"""Report and its places -> facility mentions: listed ones with their own point, named ones and kinds in their town."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs
import msgspec

from bearwitness.entities.facilities_list import listed, named_in, own_place
from bearwitness.entities.main_place import main_place
from bearwitness.entities.places_spot import Word, capitals, joined
from bearwitness.entities.places_words import speaks
from bearwitness.languages import load
from bearwitness.model import Facility, Mention, Passage, Place, Report
from bearwitness.vocabulary import FacilityKind

SKIPPED = frozenset({"boilerplate", "author_note"})
WORD_BEFORE = re.compile(r"([\w.'’-]+)[ ]$")
WORD_AFTER = re.compile(r"[ ]([\w'’-]+)")
OF = re.compile(r" (?:of|for) (?:the )?$")
NUMBER_AFTER = re.compile(r" (?:No\.? ?|Number |#)?\d{1,4}\b")
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])|\n")
BEFORE = 1.5
"""A place after a facility is nearer than one as far before it ("the hospital in Kyiv")."""
SAINTS = ("St ", "St. ", "Saint ")
DEDICATED: frozenset[FacilityKind] = frozenset({"place_of_worship", "school", "hospital"})
MODIFIERS_MOST = 4
PROPER_MOST = 6


class Shape(msgspec.Struct, frozen=True):
    """The shape of `languages/<code>/facilities.toml`."""

    kinds: dict[FacilityKind, tuple[str, ...]]
    modifiers: tuple[str, ...]
    others: tuple[str, ...]
    never: tuple[str, ...]
    guarded: tuple[str, ...]
    determiners: tuple[str, ...]
    sentence_openers: tuple[str, ...]


@dataclass(frozen=True)
class Nouns:
    """A language's head nouns, ready to be looked for."""

    patterns: tuple[str, ...]
    kinds: tuple[FacilityKind | None, ...]
    """By pattern; None for a phrase that is no facility."""
    kind_of: dict[str, FacilityKind | None]
    automaton: ahocorasick_rs.AhoCorasick
    modifiers: frozenset[str]
    others: frozenset[str]
    guarded: frozenset[str]
    determiners: frozenset[str]
    openers: frozenset[str]


@cache
def nouns(code: str) -> Nouns:
    """The nouns of a language in the singular and plural."""
    shape = load(code, "facilities", Shape)
    table: dict[str, FacilityKind | None] = {}
    for kind, phrases in shape.kinds.items():
        for phrase in phrases:
            table[phrase.lower()] = kind
            table[_plural(phrase.lower())] = kind
    table.update(dict.fromkeys(shape.never))
    patterns = tuple(sorted(table))
    guarded = {one for word in shape.guarded for one in (word, _plural(word))}
    return Nouns(
        patterns=patterns,
        kinds=tuple(table[one] for one in patterns),
        kind_of=table,
        automaton=ahocorasick_rs.AhoCorasick(list(patterns), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        modifiers=frozenset(shape.modifiers),
        others=frozenset(shape.others),
        guarded=frozenset(guarded),
        determiners=frozenset(shape.determiners),
        openers=frozenset((*shape.determiners, *shape.sentence_openers)),
    )


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun + "s"


class Site:
    """A run of words that names or describes a facility."""

    __slots__ = ("end", "kind", "name", "number", "start")

    def __init__(
        self, start: int, end: int, kind: FacilityKind, *, name: str | None, number: str | None = None
    ) -> None:
        self.start, self.end, self.kind, self.name, self.number = start, end, kind, name, number


def find(report: Report, places: Sequence[Mention]) -> list[Mention]:
    """The facilities that a report names or describes, in reading order.

    `places` are the report's place mentions. A listed facility has its own point; every other one the place that its
    words or its sentence name, else the report's main place.
    """
    language = report.language or "en"
    if not speaks(language):
        return []
    known = nouns(language)
    main = main_place(report, places)
    beside: dict[str, list[Mention]] = {}
    for mention in places:
        if mention.kind == "place":
            beside.setdefault(mention.passage, []).append(mention)
    found: list[Mention] = []
    for passage in report.passages:
        if passage.kind not in SKIPPED:
            here = beside.get(passage.id, [])
            ends = {one.start: one.end for one in here}
            found += [
                _mention(passage, site, here, main)
                for site in _sites(passage.text, known)
                if site.number is not None or ends.get(site.start, 0) < site.end
            ]
    return found


def without_names(named: Sequence[Mention], sites: Sequence[Mention]) -> list[Mention]:
    """The places without those that are only part of a facility's name.

    The demonym of a listed one ("the Indonesian Hospital"), the saint of a church, a school or a hospital ("St. Mary's
    Church"), a town of another country than the facility's ("Al-Salam market" in Idlib).
    """
    inside = {
        (site.passage, at): site.facility
        for site in sites
        if site.facility and site.facility.name
        for at in range(site.start, site.end)
    }
    return [one for one in named if not _only_a_name(one, inside.get((one.passage, one.start)))]


def _only_a_name(mention: Mention, site: Facility | None) -> bool:
    if site is None or mention.place is None:
        return False
    if _saint(mention, site.kind):
        return True
    if site.listed is not None:
        return mention.place.matched == "demonym"
    if mention.place.matched == "unresolved":
        return True
    other = site.place is not None and site.place.country != mention.place.country
    return other and mention.place.precision == "city"


def _saint(mention: Mention, kind: FacilityKind) -> bool:
    return kind in DEDICATED and mention.quote.startswith(SAINTS)


def _sites(text: str, known: Nouns) -> list[Site]:
    words = capitals(text)
    starts = [word.start for word in words]
    taken: list[Site] = []
    for start, end, number in named_in(text, words):
        row = listed()[1][number]
        taken.append(_grown(text, Site(start, end, row.kind, name=row.name, number=number), known))
    covered = bytearray(len(text))
    for site in taken:
        covered[site.start : site.end] = b"1" * (site.end - site.start)
    for site in _described(text, words, starts, known):
        if not any(covered[site.start : site.end]):
            taken.append(site)
            covered[site.start : site.end] = b"1" * (site.end - site.start)
    return sorted(taken, key=lambda one: (one.start, one.end))


def _grown(text: str, site: Site, known: Nouns) -> Site:
    """Takes in the noun phrase of the same kind that follows ("Okhmatdyt" + "children's hospital")."""
    end = site.end
    for _ in range(MODIFIERS_MOST):
        match = WORD_AFTER.match(text, end)
        if match is None:
            break
        word = match[1].lower()
        if known.kind_of.get(word) == site.kind:
            site.end = match.end()
            break
        if word not in known.modifiers:
            break
        end = match.end()
    return site


def _lowered(text: str) -> str:
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals become two characters
        lower = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return lower


def _described(text: str, words: Sequence[Word], starts: Sequence[int], known: Nouns) -> Iterator[Site]:
    lower = _lowered(text)
    for pattern, start, end in known.automaton.find_matches_as_indexes(lower):
        kind = known.kinds[pattern]
        if kind is None or (start and (lower[start - 1].isalnum() or lower[start - 1] in "-_@#/")):
            continue
        if end < len(lower) and (lower[end].isalnum() or lower[end] in "-_@"):
            continue
        site = _phrase(text, Site(start, end, kind, name=None), words, starts, known)
        if site is not None:
            yield site


def _phrase(text: str, head: Site, words: Sequence[Word], starts: Sequence[int], known: Nouns) -> Site | None:
    """The noun phrase round a head noun, with its proper name; None where the words mean another thing."""
    start, end = head.start, head.end
    after = WORD_AFTER.match(text, end)
    first, proper = _leftwards(text, start, words, starts, known)
    tail = _rightwards(text, end, words, starts) if proper is None else end
    named = proper is not None or tail > end
    if after and after[1].lower() in known.others and not named:
        return None
    if not named and text[start].isupper() and after and after[1][0].isupper():
        return None  # the head of another name ("Church Street", "Bank of America Tower")
    if not named and text[start:end].lower() in known.guarded:
        before = WORD_BEFORE.search(text[max(0, first - 20) : first])
        if first == start and (before is None or before[1].lower() not in known.determiners):
            return None
    return Site(first, tail, head.kind, name=text[first:tail] if named else None)


def _leftwards(
    text: str, start: int, words: Sequence[Word], starts: Sequence[int], known: Nouns
) -> tuple[int, str | None]:
    """Where the phrase begins, and its proper name if it has one."""
    first = start
    for _ in range(MODIFIERS_MOST):
        match = WORD_BEFORE.search(text[max(0, first - 30) : first])
        if match is None or match[1].lower() not in known.modifiers:
            break
        first -= len(match[0])
    at = bisect_right(starts, first - 1) - 1
    run = first
    count = 0
    while at >= 0 and count < PROPER_MOST:
        word = words[at]
        gap = text[word.end : run]
        if gap not in (" ", "-", "'s ", "’s ", ". ") and not (
            count and gap.strip(" -") in ("of", "al", "of the", "bin", "al-")
        ):
            break
        if gap == ". " and len(word.text) > 3:
            break
        if _opens_sentence(text, word) and word.text.lower() in known.openers:
            break
        run = word.start
        count += 1
        at -= 1
    if not count or _only_modifier(text[run:first], known):
        return (run if count else first), None
    return run, text[run:start]


def _only_modifier(text: str, known: Nouns) -> bool:
    return all(word.lower() in known.modifiers or word.lower() in known.determiners for word in text.split())


def _opens_sentence(text: str, word: Word) -> bool:
    before = text[max(0, word.start - 3) : word.start].rstrip("\"'“‘( ")
    return not before.strip() or before.strip()[-1] in ".!?:"


def _rightwards(text: str, end: int, words: Sequence[Word], starts: Sequence[int]) -> int:
    """The end of a name that follows its head ("Church of the Nativity", "School No. 20")."""
    number = NUMBER_AFTER.match(text, end)
    if number and text[end - 1].isalpha() and text[number.start() : number.end()].strip()[:1] in "N#":
        return number.end()
    head = text[max(0, text.rfind(" ", 0, end) + 1) : end]
    if not head[:1].isupper():
        return end
    at = bisect_right(starts, end)
    if at >= len(words) or not OF.fullmatch(text[end : words[at].start]):
        return end
    last = at
    while last + 1 < len(words) and last - at < 3 and joined(text, words[last], words[last + 1]):
        last += 1
    return words[last].end


def _mention(passage: Passage, site: Site, beside: Sequence[Mention], main: Place | None) -> Mention:
    text = passage.text[site.start : site.end]
    if site.number is not None:
        place: Place | None = own_place(site.number)[0]
    else:
        place = _town(passage.text, site, beside)
        if place is None and main is not None:
            place = msgspec.structs.replace(
                main, matched="context", decided_by="the report's main place", candidates=()
            )
    facility = Facility(text=text, kind=site.kind, name=site.name, listed=site.number, place=place)
    return Mention(kind="facility", passage=passage.id, start=site.start, end=site.end, quote=text, facility=facility)


def _start(mention: Mention) -> int:
    return mention.start


def _town(text: str, site: Site, beside: Sequence[Mention]) -> Place | None:
    """The place named inside the facility's words, else right after, else nearest in the same sentence."""
    ends = [
        match.end() for match in SENTENCE_END.finditer(text, max(0, site.start - 600), min(len(text), site.end + 600))
    ]
    low = max((one for one in ends if one <= site.start), default=max(0, site.start - 600))
    high = min((one for one in ends if one >= site.end), default=min(len(text), site.end + 600))
    inside: list[tuple[float, int, Place]] = []
    outside: list[tuple[float, int, Place]] = []
    first = bisect_left(beside, low, key=_start)
    for mention in beside[first : bisect_right(beside, high, key=_start)]:
        place = mention.place
        if place is None or mention.end > high or place.geonames is None:
            continue
        if place.matched == "demonym" or place.precision in ("country", "area"):
            continue  # "a Russian missile hit a hospital" does not put the hospital in Russia
        if site.start <= mention.start < site.end:
            if not _saint(mention, site.kind):
                inside.append((0.0, mention.start, place))
        elif mention.start >= site.end:
            outside.append((mention.start - site.end, mention.start, place))
        else:
            outside.append(((site.start - mention.end) * BEFORE, mention.start, place))
    nearest = min(outside, key=lambda one: one[:2], default=None)
    named = next((one for one in inside if nearest is None or one[2].country == nearest[2].country), None)
    best = named or nearest
    return None if best is None else msgspec.structs.replace(best[2], candidates=())
