"""The lines of a page that are not the report, as `languages/<code>/documents.toml` lists them, ready to be matched.

Every expression here is matched against whole lines of at most `LONGEST_LINE` characters, so that the work on a
hostile text stays proportional to its length.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import cache, cached_property

import msgspec

from bearwitness.languages import load

LONGEST_LINE = 300
"""Characters; a longer line is running text."""
EDGES = " \t•·|–—-*»«›‹→←▶►▼▲↓↑↪+>…:;,.!()[]#\"“”'‘’"
NAME = r"[^\s:|•·,;.!?][^\n:|•·;!?]{0,59}"
WILD = {"*": r".{0,200}", "#": r"[\d.,]{1,9}\s?[km]?", "~": NAME}

HANDLE = re.compile(r"\s*\(?@[\w.-]{2,40}\)?\s*")
"""A visitor's handle beside the name: "(@guest_12)", "@ann"."""


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shape of `documents.toml`; its comments say what each list is."""

    boilerplate: tuple[str, ...]
    link_lists: tuple[str, ...]
    comment_starts: tuple[str, ...]
    comment_forms: tuple[str, ...]
    comment_actions: tuple[str, ...]
    comment_closers: tuple[str, ...]
    comment_ends: tuple[str, ...]
    comment_says: tuple[str, ...]
    comment_replies: tuple[str, ...]
    comment_replied: tuple[str, ...]
    comment_posted: tuple[str, ...]
    truncations: tuple[str, ...]
    not_in_names: tuple[str, ...]
    months: tuple[str, ...]
    month_numbers: tuple[int, ...]
    weekdays: tuple[str, ...]
    age_units: tuple[str, ...]
    age_short: tuple[str, ...]
    age_counts: tuple[str, ...]
    age_after: tuple[str, ...]
    age_words: tuple[str, ...]
    byline_starts: tuple[str, ...]
    byline_ends: tuple[str, ...]
    published_starts: tuple[str, ...]
    updated_starts: tuple[str, ...]
    dateline_never: tuple[str, ...]
    caption_starts: tuple[str, ...]
    caption_ends: tuple[str, ...]
    caption_words: tuple[str, ...]
    embed_lines: tuple[str, ...]
    author_headings: tuple[str, ...]
    author_roles: tuple[str, ...]
    author_verbs: tuple[str, ...]
    author_is: tuple[str, ...]
    author_networks: tuple[str, ...]
    author_follow: tuple[str, ...]
    author_reach: tuple[str, ...]
    author_pronouns: tuple[str, ...]
    author_present: tuple[str, ...]
    author_credits: tuple[str, ...]


def plain(line: str) -> str:
    """A line as phrases are compared: lower case, straight apostrophes, no punctuation at its ends."""
    return line.replace("’", "'").replace("‘", "'").casefold().strip(EDGES)


def either(words: Iterable[str]) -> str:
    """An alternative of these words, the longest first, blanks as any white space."""
    ordered = sorted(set(words), key=lambda one: (-len(one), one))
    return "(?:" + "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in ordered) + ")"


class Matcher:
    """The phrases of one language as expressions."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.when = _when(phrases)
        """An age, a date or a time, as a fragment without groups."""

    def _lines(self, globs: Iterable[str]) -> Lines:
        return Lines(globs, self.when)

    @cached_property
    def boilerplate(self) -> Lines:
        """Furniture."""
        return self._lines(self.phrases.boilerplate)

    @cached_property
    def link_list(self) -> Lines:
        """Headings of lists of links."""
        return self._lines(self.phrases.link_lists)

    @cached_property
    def comment_start(self) -> Lines:
        """What stands above a thread."""
        return self._lines(self.phrases.comment_starts)

    @cached_property
    def comment_form(self) -> Lines:
        """What may stand between that and the first comment."""
        return self._lines(self.phrases.comment_forms)

    @cached_property
    def comment_action(self) -> Lines:
        """Lines of a comment that are not its words."""
        return self._lines(self.phrases.comment_actions)

    @cached_property
    def comment_end(self) -> Lines:
        """What follows a thread."""
        return self._lines(self.phrases.comment_ends)

    @cached_property
    def author_heading(self) -> Lines:
        """Headings of a note on the author."""
        return self._lines(self.phrases.author_headings)

    @cached_property
    def author_credit(self) -> Lines:
        """Whole lines that say who else worked on the report."""
        return self._lines(self.phrases.author_credits)

    @cached_property
    def embed_line(self) -> Lines:
        """Lines that an embedded post leaves behind."""
        return self._lines(self.phrases.embed_lines)

    @cached_property
    def truncated(self) -> re.Pattern[str]:
        """The mark of a text cut short, at its end."""
        return re.compile(
            rf"(?P<dots>…|\.\.\.|\[…\]|\[\.\.\.\])?\s*\(?\b{either(self.phrases.truncations)}\)?\s*[»›→….]*\s*$",
            re.IGNORECASE,
        )

    @cached_property
    def names_never(self) -> frozenset[str]:
        """Words that names do not have."""
        return frozenset(self.phrases.not_in_names)

    @cached_property
    def month_number(self) -> dict[str, int]:
        """Name of a month -> 1..12."""
        return dict(zip(self.phrases.months, self.phrases.month_numbers, strict=True))

    def day(self, text: str) -> datetime.date | None:
        """The one date that a text names with day, month and year; None if it is not there or could be two."""
        match = self._day.search(text)
        if match is None:
            return None
        try:
            if match["iso"]:
                return datetime.date.fromisoformat(match["iso"])
            month = self.month_number[(match["m1"] or match["m2"]).casefold()]
            return datetime.date(int(match["y1"] or match["y2"]), month, int(match["d1"] or match["d2"]))
        except ValueError:
            return None

    @cached_property
    def _day(self) -> re.Pattern[str]:
        month = either(self.phrases.months)
        return re.compile(
            rf"\b(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
            rf"|(?P<m1>{month})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>\d{{4}})"
            rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{month})\.?,?\s+(?P<y2>\d{{4}}))\b",
            re.IGNORECASE,
        )

    def name_like(self, line: str) -> bool:
        """Whether a line may be the name of a person who comments: short, no sentence, no word that names lack."""
        if not 0 < len(line) <= 50 or (line[-1] in '.!?:;,…”"' and not line.endswith(("Jr.", "Sr."))):
            return False
        words = line.split()
        if len(words) > 5 or not any(one.isalpha() for one in line):
            return False
        if len(words) == 1:
            return words[0].casefold() not in self.names_never
        # "john smith" is a name too; "the hospital" is not.
        return not any(word.casefold().strip("().,") in self.names_never and not _initial(word) for word in words)


def _initial(word: str) -> bool:
    return len(word.strip(".")) == 1 and word[0].isupper()


class Lines:
    """Globs for whole lines."""

    def __init__(self, globs: Iterable[str], when: str) -> None:
        exact: set[str] = set()
        wild: list[str] = []
        for glob in globs:
            if any(mark in glob for mark in (*WILD, "{when}")):
                wild.append(_glob(glob, when))
            else:
                exact.add(plain(glob))
        self.exact = frozenset(exact)
        self.wild = re.compile("|".join(sorted(wild)) or r"(?!)", re.IGNORECASE)

    def match(self, line: str) -> bool:
        """Whether the whole line is one of the phrases."""
        if len(line) > LONGEST_LINE:
            return False
        bare = plain(line)
        return bare in self.exact or (bool(bare) and self.wild.fullmatch(bare) is not None)


def _glob(glob: str, when: str) -> str:
    """A glob as an expression over plain lines."""
    parts = []
    for piece in re.split(r"(\{when\}|[*#~]| )", glob.casefold().strip(EDGES.replace("*", "").replace("#", ""))):
        if piece == "{when}":
            parts.append(when)
        elif piece == " ":
            parts.append(r"\s+")
        else:
            parts.append(WILD.get(piece, re.escape(piece)))
    # "subscribe to *" also stands alone, and "*contributed" may have no blank before it.
    expression = "".join(parts)
    return expression.replace(r"\s+.{0,200}", r"(?:\s.{0,200})?").replace(r".{0,200}\s+", r"(?:.{0,200}\s)?")


def _when(phrases: Phrases) -> str:
    """Ages ("2 months ago", "3h"), dates with a year or a time of day, and both together."""
    month, weekday = either(phrases.months), either(phrases.weekdays)
    clock = r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?\s?m\.?)?|\d{1,2}\s?[ap]\.?m\.?"
    zone = r"(?:\s?(?:[A-Z]{2,4}|[+-]\d{2}:?\d{2}))?"
    date = (
        rf"(?:{weekday}\.?,?\s+)?(?:{month}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{month}\.?,?(?:\s+\d{{4}})?"
        rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}}))"
    )
    between = r"\s*(?:,|at|@|-|–|—|•|·|\||T)?\s*"
    age = (
        rf"(?:\d{{1,3}}\+?|{either(phrases.age_counts)})\s*{either(phrases.age_units)}\s+{either(phrases.age_after)}"
        rf"|\d{{1,3}}\s?{either(phrases.age_short)}(?:\s+{either(phrases.age_after)})?"
        rf"|{either(phrases.age_words)}(?:{between}(?:{clock}))?"
    )
    return rf"(?:(?:{age})|{date}(?:{between}(?:{clock}){zone})?|(?:{clock}){zone}{between}(?:on\s+)?{date})"


@cache
def matcher(language: str = "en") -> Matcher:
    """The phrases of a language; DataError if it has no `documents.toml`."""
    return Matcher(load(language, "documents", Phrases))
