"""A comment thread in text that has no markup: found by its structure, not by the habits of one site.

A thread is a run of units. A unit has a head (who, when, in answer to whom) and words. What a line can be:

- a *stamp*: a time and nothing else but the words around it ("2 months ago", "July 9, 2024 at 3:04 pm Reply");
- a *signed* line: a name with a handle, with a time, or with a verb of saying ("Ann (@guest_12)", "Ann • 3 days ago",
  "Ann says:", "Posted by Ann on July 9, 2024");
- an *answer* line ("Reply to Ann");
- a *closing* line: actions with a time after the words ("Like · Reply · 2d");
- an *action* ("Reply", "Share", "Last edited ..."), a *name*, or words.

A run of units is a thread only when something says so: a heading of a comment section right above it, or signs that
articles do not have (handles, "says:", "Reply to", "Reply" under each unit) in most of its units. A byline with a date,
a list of headlines with their ages, an embedded post and a live page have neither.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bearwitness.documents.blocks import Line, paragraphs
from bearwitness.documents.draft import Draft
from bearwitness.documents.phrases import HANDLE, NAME, Matcher, either, plain

LONGEST_HEAD = 140
"""Characters of a line that can be part of a head."""
PREAMBLE = 14
"""Lines that may stand between the heading of the section and the first comment."""
LONG_WORDS = 150
"""A unit of this many words that is also far longer than the others is no comment but the report under its byline."""
FAR = 5
SEPARATOR = r"\s*(?:[•·|,–—-]|\s-\s)\s*"
# No part of a repetition may match in two ways, or a line of digits would take for ever.
BUTTON = r"\(?edited\b\)?|(?:reply|permalink|link|share|report|flag|\d{1,5})\b|#\d{1,7}\b|#"
TRAIL = rf"(?:\s*[•·|–—-]?\s*(?:{BUTTON}))*+\s*[•·|:]?"
# An embedded post is signed so, under its words: "— Name (@handle) July 8, 2024".
SIGNATURES = ("—", "–", "―", "- ")
FIGURE = re.compile(r"[\d@]")
JUNK = re.compile(r"[\W\d_]{1,12}")


@dataclass(frozen=True)
class Thread:
    """A comment thread: lines `start` to `end` (indices into the list of lines, half-open), and its comments."""

    start: int
    end: int
    comments: tuple[Draft, ...]
    """Parents are positions in this tuple."""
    preamble: tuple[str, ...]
    """Lines of the section that are no comment: its heading, its form."""


@dataclass
class _Unit:
    """A head, and where its words stand."""

    first: int
    """Line where the head begins."""
    words: int
    """Line where the words begin."""
    author: str | None
    time: str | None
    answers: str | None = None
    strong: bool = False
    end: int = 0
    closed: bool = False
    """Its head data came from a closing line."""
    actions: int = 0

    @property
    def signed(self) -> bool:
        """Whether it has a sign that articles do not have."""
        return self.strong or self.actions > 0


class Threads:
    """Finds threads in the language of its phrases."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    @cached_property
    def _stamp(self) -> re.Pattern[str]:
        before = rf"(?:[•·|(]|{either(self.matcher.phrases.published_starts)}|on|at|edited)?\s*:?\s*"
        return re.compile(rf"{before}(?P<when>{self.matcher.when})\)?{TRAIL}", re.IGNORECASE)

    @cached_property
    def _signed(self) -> tuple[tuple[re.Pattern[str], bool], ...]:
        """Expressions for a line with a name and more; whether each is a sign that articles do not have."""
        when, says = self.matcher.when, either(self.matcher.phrases.comment_says)
        posted = either(self.matcher.phrases.comment_posted)
        replies = either(self.matcher.phrases.comment_replied)
        name, parent = f"(?P<name>{NAME}?)", f"(?P<parent>{NAME}?)"
        handle = r"\s*\(@[\w.-]{2,40}\)"
        listed = (
            (rf"{name}{handle}(?:{SEPARATOR}|\s+)?(?:(?P<when>{when}){TRAIL})?", True),
            (rf"{name}\s+{replies}\s+{parent}(?:(?:{SEPARATOR}|\s+)(?P<when>{when}){TRAIL})?:?", True),
            (rf"{name}\s*[>→▶↪]\s*{parent}(?:{SEPARATOR}|\s+)(?P<when>{when}){TRAIL}", True),
            (rf"{name}\s+{says}\s*:?(?:{SEPARATOR}|\s+)?(?:on\s+|at\s+)?(?P<when>{when}){TRAIL}", True),
            (rf"{name}\s+(?:on\s+|at\s+)(?P<when>{when})\s*{says}\s*:?", True),
            (rf"{name}\s+(?:on\s+|at\s+)(?P<when>{when})\s*:?", False),
            (rf"{posted}:?\s+{name}(?:{SEPARATOR}|\s+)(?:on\s+|at\s+)?(?P<when>{when}){TRAIL}", False),
            (rf"{name}\s+{says}\s*:", True),
            (rf"{name}(?:{SEPARATOR}|\s+)\(?(?:on\s+|at\s+)?(?P<when>{when})\)?{TRAIL}", False),
        )
        return tuple((re.compile(expression, re.IGNORECASE), strong) for expression, strong in listed)

    @cached_property
    def _answer(self) -> re.Pattern[str]:
        return re.compile(rf"\W*{either(self.matcher.phrases.comment_replies)}:?\s+@?(?P<parent>{NAME})", re.IGNORECASE)

    @cached_property
    def _closing(self) -> re.Pattern[str]:
        words = either(one for one in self.matcher.phrases.comment_actions if not any(mark in one for mark in "#*{~"))
        action = rf"(?:{words}|\d{{1,5}})\b"
        closer, when = either(self.matcher.phrases.comment_closers), self.matcher.when
        # Atomic, and never a time: "like reply" is one action or two, and a line of them would take for ever.
        actions = rf"(?>(?:(?!{when}){action}\s*[•·|]?\s*)+)"
        return re.compile(
            rf"(?=.*\b{closer}\b)(?:{actions}(?P<when>{when})\s*[•·|]?\s*{actions}?|(?P<when2>{when})\s*[•·|]?\s*{actions})",
            re.IGNORECASE,
        )

    @cached_property
    def _signs(self) -> tuple[str, ...]:
        words = self.matcher.phrases
        return (*words.age_after, *words.age_words, *words.comment_says, *words.comment_replied)

    def _may_head(self, text: str) -> bool:
        """Whether a line has what every time, handle or verb of saying has: others need no closer look."""
        if len(text) > LONGEST_HEAD:
            return False
        if FIGURE.search(text) is not None:
            return True
        lower = text.casefold()
        return any(sign in lower for sign in self._signs)

    def find(self, lines: Sequence[Line], *, section: bool = False) -> Thread | None:
        """The thread of a text; None if nothing says that there is one. `section`: the lines are a comment section."""
        units = self._units(lines)
        if not units:
            units = self._closed_units(lines)
        if not units:
            return None
        start = self._in_section(lines, units) if section else self._section(lines, units)
        if start is None:
            return None
        first, units = start
        end = self._end(lines, units)
        return self._thread(lines, first, units, end)

    # --- heads ----------------------------------------------------------------------------------------------------

    def _units(self, lines: Sequence[Line]) -> list[_Unit]:
        """Every head in the text, in order, overlapping ones left out."""
        units: list[_Unit] = []
        if not any(self._may_head(line.text) for line in lines):
            return units
        at = 0
        while at < len(lines):
            unit = self._head(lines, at, units[-1].words if units else 0)
            if unit is not None:
                units.append(unit)
                at = max(unit.words, at + 1)
            else:
                at += 1
        return units

    def _head(self, lines: Sequence[Line], at: int, floor: int) -> _Unit | None:
        """The head whose defining line (a stamp or a signed line) is `at`; lines before `floor` belong to another."""
        text = lines[at].text
        if not self._may_head(text) or text.startswith(SIGNATURES):
            return None
        stamp = self._stamp.fullmatch(text)
        if stamp is not None:
            return self._stamped(lines, at, floor, stamp["when"])
        for expression, strong in self._signed:
            match = expression.fullmatch(text)
            if match is None:
                continue
            groups = match.groupdict()
            name = HANDLE.sub("", groups["name"]).strip(" -–—•·|,")
            if not self.matcher.name_like(name):
                continue
            unit = _Unit(self._above(lines, at, floor, name), at + 1, name, groups.get("when"), strong=strong)
            unit.answers = groups.get("parent")
            self._below(lines, unit)
            # A name that speaks, without a time, is how interviews and plays are printed too.
            unit.strong = strong and (unit.time is not None or "@" in text or unit.answers is not None)
            if unit.time is None and not unit.strong:
                return None
            return unit
        return None

    def _stamped(self, lines: Sequence[Line], at: int, floor: int, when: str) -> _Unit | None:
        """A head whose time stands alone: the name is in the line before, signs and badges between them left out."""
        name_at = at - 1
        while name_at >= floor and at - name_at <= 3 and self._between(lines[name_at].text):
            name_at -= 1
        if name_at < floor:
            return None
        name = lines[name_at].text
        handle = HANDLE.fullmatch(name)
        if handle is not None and name_at - 1 >= floor and self.matcher.name_like(lines[name_at - 1].text):
            name_at -= 1
            name = lines[name_at].text
        bare = HANDLE.sub("", name).strip() or name.strip("(@) ")
        if not self.matcher.name_like(bare) or self._is_furniture(bare):
            return None
        unit = _Unit(self._above(lines, name_at, floor, bare), at + 1, bare, when, strong="(@" in name)
        self._below(lines, unit)
        return unit

    def _between(self, text: str) -> bool:
        return JUNK.fullmatch(text) is not None or self.matcher.comment_action.match(text)

    def _is_furniture(self, text: str) -> bool:
        return (
            self.matcher.comment_action.match(text)
            or self.matcher.comment_start.match(text)
            or self.matcher.boilerplate.match(text)
        )

    def _above(self, lines: Sequence[Line], at: int, floor: int, name: str) -> int:
        """Where a head begins whose name stands in line `at`: an avatar or the same name may stand above it."""
        first, bare = at, plain(name)
        while first - 1 >= floor:
            text = plain(lines[first - 1].text)
            same = text == bare or (bare and text in (f"{bare}'s avatar", f"{bare} avatar", f"avatar of {bare}"))
            if same or (self.matcher.boilerplate.match(text) and "avatar" in text):
                first -= 1
            else:
                break
        return first

    def _below(self, lines: Sequence[Line], unit: _Unit) -> None:
        """Takes the lines after the name that belong to the head: a time, an answer line, badges."""
        while unit.words < len(lines):
            text = lines[unit.words].text
            if len(text) > LONGEST_HEAD:
                return
            answer = self._answer.fullmatch(text)
            stamp = self._stamp.fullmatch(text)
            if answer is not None and unit.answers is None and self.matcher.name_like(answer["parent"].strip()):
                unit.answers, unit.strong = answer["parent"].strip(), True
            elif stamp is not None and unit.time is None:
                unit.time = stamp["when"]
            elif not (self._between(text) and not text.isdecimal()) and HANDLE.fullmatch(text) is None:
                return
            unit.words += 1

    def _closes(self, text: str) -> re.Match[str] | None:
        return self._closing.fullmatch(text) if self._may_head(text) else None

    def _closed_units(self, lines: Sequence[Line]) -> list[_Unit]:
        """Units whose time stands in a closing line under the words; the first line above them is the name."""
        units: list[_Unit] = []
        start = 0
        if not any(self._closes(line.text) for line in lines):
            return units
        for at, line in enumerate(lines):
            match = self._closes(line.text)
            if match is None:
                if self.matcher.comment_start.match(line.text) or self.matcher.comment_form.match(line.text):
                    start = at + 1
                continue
            if not units:
                # Before the first closing line there may be the whole report: its name stands right above the words.
                start = next(
                    (one for one in range(at - 1, max(start, at - 8) - 1, -1) if self._a_name(lines[one].text)), at
                )
            if start < at - 1 and self._a_name(lines[start].text):
                when = match["when"] or match["when2"]
                units.append(_Unit(start, start + 1, lines[start].text, when, strong=True, end=at, closed=True))
            start = at + 1
        return units

    def _a_name(self, text: str) -> bool:
        return self.matcher.name_like(text) and not self._is_furniture(text)

    # --- the section ----------------------------------------------------------------------------------------------

    def _section(self, lines: Sequence[Line], units: list[_Unit]) -> tuple[int, list[_Unit]] | None:
        """The first line of the section and its units; None if nothing says that they are comments."""
        self._measure(lines, units)
        sizes = [self._size(lines, unit) for unit in units]
        usual = sorted(sizes)[len(sizes) // 2]
        # From each unit to the end: how many have a sign, and how many names there are.
        signs, voices, names = [0] * (len(units) + 1), [0] * (len(units) + 1), set[str]()
        for at in range(len(units) - 1, -1, -1):
            names.add(plain(units[at].author or ""))
            signs[at], voices[at] = signs[at + 1] + units[at].signed, len(names)
        for at, unit in enumerate(units):
            left = len(units) - at
            # What follows the head is the report: long, and far longer than what follows the other heads.
            if sizes[at] >= LONG_WORDS and (left == 1 or sizes[at] > FAR * max(usual, 8)):
                continue
            heading = self._heading(lines, unit.first, units[at - 1].words if at else 0)
            if heading is not None and (left > 1 or unit.first >= 3):
                return heading, units[at:]
            if unit.signed and voices[at] >= 2 and signs[at] * 2 >= left:
                return unit.first, units[at:]
        return None

    def _in_section(self, lines: Sequence[Line], units: list[_Unit]) -> tuple[int, list[_Unit]]:
        """The same where all lines are of a comment section: what repeats is how it prints every comment."""
        above = [unit.first - 1 for unit in units]
        floors = [0, *(unit.words for unit in units)]
        # A name, then the town or rank of who wrote, then the time: the name comes first.
        if len(units) > 1 and all(
            at >= floor and self._a_name(lines[at].text) for at, floor in zip(above, floors, strict=False)
        ):
            for unit, at in zip(units, above, strict=True):
                unit.first, unit.author = at, lines[at].text
        self._measure(lines, units)
        if units[0].first and not self._words(lines[units[-1].words : units[-1].end])[0]:
            self._signed_below(lines, units)  # nothing stands under the last name
        return units[0].first, units

    def _signed_below(self, lines: Sequence[Line], units: list[_Unit]) -> None:
        """Turns the units round: each name and time stands under its words."""
        start = next(
            (
                at
                for at in range(units[0].first)
                if not (self.matcher.comment_start.match(lines[at].text) or self._is_furniture(lines[at].text))
            ),
            units[0].first,
        )
        for unit in units:
            head = unit.first
            unit.first, unit.words, unit.end, start = start, start, head, unit.words

    def _measure(self, lines: Sequence[Line], units: list[_Unit]) -> None:
        for unit, following in zip(units, [*units[1:], None], strict=True):
            unit.end = unit.end or (following.first if following is not None else len(lines))
            unit.actions = sum(
                len(line.text) <= LONGEST_HEAD and self.matcher.comment_action.match(line.text)
                for line in lines[max(unit.words, unit.end - 6) : unit.end]
            )

    @staticmethod
    def _size(lines: Sequence[Line], unit: _Unit) -> int:
        """Words."""
        return sum(line.text.count(" ") + 1 for line in lines[unit.words : unit.end])

    def _heading(self, lines: Sequence[Line], first: int, floor: int) -> int | None:
        """Where the section begins that has its first unit at `first`; None without a heading right above."""
        found = None
        for at in range(first - 1, max(floor, first - PREAMBLE) - 1, -1):
            text = lines[at].text
            if self.matcher.comment_start.match(text):
                found = at
            elif not (
                self.matcher.comment_form.match(text) or self._between(text) or self.matcher.boilerplate.match(text)
            ):
                break
        return found

    def _end(self, lines: Sequence[Line], units: Sequence[_Unit]) -> int:
        """The line after the last comment: where furniture, or a list of links, begins."""
        last = units[-1]
        for at in range(last.words, last.end):
            text = lines[at].text
            if self.matcher.comment_end.match(text) or (self.matcher.link_list.match(text) and at > last.words):
                return at
            if at > last.words and not self.matcher.comment_action.match(text) and self.matcher.boilerplate.match(text):
                return at
        return last.end

    # --- the comments ---------------------------------------------------------------------------------------------

    def _thread(self, lines: Sequence[Line], first: int, units: list[_Unit], end: int) -> Thread:
        units[-1].end = min(units[-1].end, end)
        drafts: list[Draft] = []
        ancestors: deque[int] = deque()
        latest: dict[str, int] = {}
        for unit in units:
            texts, truncated = self._words(lines[unit.words : unit.end])
            if not texts:
                continue
            answers = unit.answers or self._addressed(texts[0], latest)
            parent = self._parent(answers, drafts, ancestors, latest)
            latest[plain(unit.author or "")] = len(drafts)
            ancestors.append(len(drafts))
            drafts.append(Draft("comment", "\n".join(texts), unit.author, unit.time, parent, truncated))
        preamble = tuple(line.text for line in lines[first : units[0].first])
        return Thread(first, end, tuple(drafts), preamble)

    def _words(self, lines: Sequence[Line]) -> tuple[list[str], bool]:
        """The paragraphs of a comment without actions, and whether the page cut them short."""
        kept = list(lines)
        while kept and (self._between(kept[-1].text) or self._closes(kept[-1].text)):
            kept.pop()
        start = 0
        while start < len(kept) and self.matcher.comment_action.match(kept[start].text):
            start += 1
        words = [one for one in kept[start:] if one.text.isdecimal() or not self.matcher.comment_action.match(one.text)]
        cut = False
        if words:
            mark = self.matcher.truncated.search(words[-1].text[-60:])
            if mark is not None and (mark["dots"] or mark.start() == 0 or mark[0].rstrip().endswith(("»", "›", "→"))):
                at = max(len(words[-1].text) - 60, 0) + mark.start()
                rest = (words[-1].text[:at] + (mark["dots"] or "")).strip()
                words[-1:] = [replace(words[-1], text=rest)] if rest else []
                cut = True
        return [one.text for one in paragraphs(words)], cut

    def _addressed(self, text: str, latest: dict[str, int]) -> str | None:
        """The author that a comment addresses with an @ at its beginning, if there is one before."""
        if not text.startswith("@"):
            return None
        words = text[1:80].split()
        for count in (3, 2, 1):
            name = plain(" ".join(words[:count]))
            if name in latest:
                return name
        return None

    @staticmethod
    def _parent(answers: str | None, drafts: list[Draft], ancestors: deque[int], latest: dict[str, int]) -> int | None:
        """The comment that is answered: the nearest above in the branch by that name, else the latest by that name.

        `ancestors` is the branch down to the comment before; it is cut back to the parent.
        """
        if answers is None:
            ancestors.clear()
            return None
        wanted = plain(answers)
        while ancestors:
            if plain(drafts[ancestors[-1]].author or "") == wanted:
                return ancestors[-1]
            ancestors.pop()
        return latest.get(wanted)
