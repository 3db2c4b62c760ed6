"""Weapons of a report: listed types, common nouns, and the adjectives that belong to them.

One pass over the text with an automaton finds listed words; those that stand together ("Kh-101 cruise missile") are
one weapon, whose name is the most exact of them. A word of another sense (gun control, coal mine, nutshell, a missile
of criticism) is left out: a weapon that is not there is worse than one that is missed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from bearwitness.errors import DataError
from bearwitness.languages import available, load
from bearwitness.model import Mention, Passage, Report, Weapon
from bearwitness.vocabulary import WeaponClass

SKIPPED = frozenset({"boilerplate", "author_note", "byline"})
LAST_WORD = re.compile(r"(?:\d*\.\d[\w-]*|[^\s.,;:!?()\[\]\"“”]+)$")
NEXT_WORD = re.compile(r"[ \n]([^\W_]+(?:[-'’][^\W_]+)*)")
WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
SENTENCE_END = re.compile(r"[.!?]\s|\n\n")
WINDOW = 200
"""Code points on each side in which a word can decide the sense; never beyond the sentence."""
CALIBRE = re.compile(
    r"\.?\d[\d.,]*(?:-?(?:mm|millimet(?:er|re)|pound|lb|kg|kilogram|caliber|calibre|gauge))?", re.IGNORECASE
)


class _Types(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    types: tuple[tuple[WeaponClass, str, tuple[str, ...]], ...]
    ambiguous: tuple[str, ...]
    heads: tuple[tuple[WeaponClass, str, tuple[str, ...]], ...]


class _English(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    modifiers: frozenset[str]
    origin_endings: tuple[str, ...]
    not_before: frozenset[str]
    not_after: frozenset[str]
    needs_near: frozenset[str]
    near: frozenset[str]
    companions: frozenset[str]
    pit: frozenset[str]
    determiners: frozenset[str]
    sizes: tuple[str, ...]
    figurative_of: frozenset[str]
    ramming: frozenset[str]
    rammed_by: frozenset[str]
    rammed_into: frozenset[str]


@dataclass(frozen=True)
class _Entry:
    weapon_class: WeaponClass
    name: str
    spelling: str
    head: bool
    ambiguous: bool

    @property
    def exact(self) -> bool:
        """A designation or proper name rather than a common noun."""
        return any(letter.isupper() or letter.isdigit() for letter in self.name)


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    entry: _Entry


def _flat(text: str) -> str:
    """Small letters with every mark as a space, code point for code point."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(one.lower() if len(one.lower()) == 1 else one for one in text)
    return NO_LETTER.sub(" ", lowered)


NO_LETTER = re.compile(r"[\W_]")


@cache
def _automaton(code: str) -> tuple[AhoCorasick, tuple[_Entry, ...], _English]:
    try:
        data = msgspec.convert(
            tomllib.loads((resources.files(__package__) / "data" / "weapons.toml").read_text(encoding="utf-8")), _Types
        )
    except (FileNotFoundError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise DataError(f"The data file entities/data/weapons.toml is missing or damaged: {error}.") from error
    ambiguous = {one.lower() for one in data.ambiguous}
    patterns: dict[str, _Entry] = {}
    for rows, head in ((data.types, False), (data.heads, True)):
        for weapon_class, name, spellings in rows:
            for spelling in spellings:
                entry = _Entry(weapon_class, name, spelling, head, spelling.lower() in ambiguous)
                flat = " " + _flat(spelling).strip()
                for form in (flat, flat + "s"):
                    patterns.setdefault(form, entry)
    return (
        AhoCorasick(list(patterns), matchkind=MatchKind.Standard),
        tuple(patterns.values()),
        load(code, "weapons", _English),
    )


def find(report: Report) -> list[Mention]:
    """The weapons named in a report, comments included, in reading order; none for a language without a file."""
    code = report.language or "en"
    if code not in available():
        return []
    found: list[Mention] = []
    for passage in report.passages:
        if passage.kind not in SKIPPED:
            found.extend(_Passage(passage, code).mentions())
    return found


class _Passage:
    """The weapons of one passage."""

    def __init__(self, passage: Passage, code: str) -> None:
        self.passage, self.text = passage, passage.text
        self.flat = " " + _flat(passage.text) + " "
        self.automaton, self.entries, self.words = _automaton(code)

    def mentions(self) -> Iterator[Mention]:
        """In order, without overlaps."""
        hits = self._merged(self._hits())
        for group in hits:
            yield self._mention(group)

    def _hits(self) -> list[_Hit]:
        """Listed words that stand alone and in a weapon's sense; the longest of those that overlap."""
        found: list[_Hit] = []
        for pattern, start, end in self.automaton.find_matches_as_indexes(self.flat, overlapping=True):
            if self.flat[end] != " ":
                continue
            # The leading space of `flat` and of the pattern cancel each other.
            hit = _Hit(start, end - 1, self.entries[pattern])
            if self._case(hit):
                found.append(hit)
        found.sort(key=lambda hit: (hit.start, -hit.end))
        kept: list[_Hit] = []
        for hit in found:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return [hit for at, hit in enumerate(kept) if self._sense(hit, kept[at - 1] if at else None)]

    def _case(self, hit: _Hit) -> bool:
        """Acronyms need their capitals, proper names of one word a capital."""
        spelling, written = hit.entry.spelling, self.text[hit.start : hit.end]
        if any(letter.isdigit() for letter in spelling):
            return True
        if spelling.isupper():
            return written.rstrip("s").isupper()
        if spelling[0].isupper():
            return written[0].isupper()
        return True

    def _sentence(self, hit: _Hit) -> tuple[int, int]:
        start = max(0, hit.start - WINDOW)
        for match in SENTENCE_END.finditer(self.text, start, hit.start):
            start = match.end()
        stop = min(len(self.text), hit.end + WINDOW)
        ending = SENTENCE_END.search(self.text, hit.end, stop)
        return start, ending.start() if ending else stop

    def _around(self, hit: _Hit) -> frozenset[str]:
        start, stop = self._sentence(hit)
        return frozenset(WORDS.findall((self.text[start : hit.start] + " " + self.text[hit.end : stop]).lower()))

    def _before(self, at: int) -> str:
        match = LAST_WORD.search(self.text[max(0, at - 40) : at].rstrip(" "))
        return match[0].lower().strip("'’“‘") if match and self.text[at - 1 : at] in (" ", "\n", "-") else ""

    def _after(self, at: int) -> str:
        match = NEXT_WORD.match(self.text, at)
        return match[1].lower() if match else ""

    def _sense(self, hit: _Hit, before_it: _Hit | None) -> bool:
        words, entry = self.words, hit.entry
        if before_it is not None and self._joined(before_it, hit):
            # "phosphorus shells": what stands before says which sense.
            return self._after(hit.end) not in words.not_before
        after, before = self._after(hit.end), self._before(hit.start)
        if self.text[hit.end : hit.end + 1] == "-" and not entry.exact:
            return False
        if after in words.not_before:
            return False
        if after == "of" and self._after(hit.end + 3) in words.figurative_of:
            return False
        if entry.head:
            if before in words.not_after or before == "to" or after == "on":
                return False
            if self.text[hit.start - 1 : hit.start] == "-" and before.rstrip("-") not in words.modifiers:
                return False
        if entry.ambiguous and not self._around(hit) & words.companions:
            return False
        if entry.name in words.needs_near and not self._around(hit) & (words.near | words.companions):
            return False
        if entry.name == "mine":
            return not self._around(hit) & words.pit and (
                before in words.determiners or self.text[hit.start : hit.end].lower() == "mines"
            )
        return True

    def _merged(self, hits: list[_Hit]) -> Iterator[list[_Hit]]:
        """Hits with nothing but a space, a hyphen, a quote or a calibre between them belong to one weapon."""
        group: list[_Hit] = []
        for hit in hits:
            if group and self._joined(group[-1], hit):
                group.append(hit)
                continue
            if group:
                yield group
            group = [hit]
        if group:
            yield group

    def _joined(self, one: _Hit, other: _Hit) -> bool:
        gap = self.text[one.end : other.start]
        if gap in (" ", "-", "\n", "/", '" ', "” ", "' "):
            return True
        words = gap.lower().split()
        return (
            0 < len(words) < 4
            and gap[:1] == " "
            and gap[-1:] == " "
            and all(word in self.words.modifiers for word in words)
        )

    def _mention(self, group: list[_Hit]) -> Mention:
        exact = [hit for hit in group if hit.entry.exact]
        entry = (exact[0] if exact else max(group, key=lambda hit: (not hit.entry.head, hit.start))).entry
        start = self._extended(group[0].start)
        end = group[-1].end
        quote = self.text[start:end]
        return Mention(
            kind="weapon",
            passage=self.passage.id,
            start=start,
            end=end,
            quote=quote,
            weapon=Weapon(text=quote, weapon_class=entry.weapon_class, name=entry.name),
        )

    def _extended(self, start: int) -> int:
        """Over the adjectives and the calibre before the head."""
        while start > 1 and self.text[start - 1] == " ":
            match = LAST_WORD.search(self.text[max(0, start - 41) : start - 1])
            if match is None:
                break
            word = match[0].lower()
            sized = self.text[start:].lower().startswith(self.words.sizes)
            calibre = CALIBRE.fullmatch(word) is not None and (not word.lstrip(".").isdigit() or sized)
            if word not in self.words.modifiers and not calibre:
                break
            start = max(0, start - 41) + match.start()
        if (
            start
            and self.text[start - 1] == "."
            and self.text[start].isdigit()
            and not self.text[max(0, start - 2)].isalnum()
        ):
            start -= 1
        return start
