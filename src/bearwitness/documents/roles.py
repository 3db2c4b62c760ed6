"""Which part of a report each paragraph is, told from its words and its place: for text without markup, and for what
an extractor leaves of a page.

Every function takes the paragraphs in reading order and gives back the same words in the same order; only kinds
change, and a dateline that opens a paragraph becomes a passage of its own.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bearwitness.documents.draft import Draft
from bearwitness.documents.phrases import LONGEST_LINE, Matcher, either, plain

TOP = 8
"""Paragraphs from the beginning among which bylines and date lines are looked for."""
TAIL = 6
"""Paragraphs from the end among which notes on the author are looked for."""
LONGEST_NOTE = 120
"""Words."""
LONGEST_CAPTION = 80
"""Words."""
LONGEST_CREDITED = 600
"""Characters."""
CREDIT = 120
"""Characters at the end of a caption among which its credit stands."""
LONGEST_LINK = 160
"""Characters of a headline in a list of links."""
MOST_LINKS = 15
SENTENCE_END = tuple(".!?…\"”'’)")
DASH = re.compile(r"(?P<head>\S.{1,118}?)(?P<dash>\s*(?:—|–|―|--+|_)\s*|\)\s?-\s?|\s-\s)(?=\S)")
COLON = re.compile(r"(?P<head>[^\W\d_a-z][^:\n]{2,40})(?P<dash>:\s+)(?=\S)")
AGENCY = re.compile(r"\s*\([^()]{2,60}\)?\s*$")
WORD = re.compile(r"[^\W\d_]+")
SMALL = frozenset({"of", "the", "and", "de", "la", "el", "al", "du", "le", "las", "los", "upon", "sur", "near", "in"})


CLOCK = re.compile(r"\d{1,2}(?:st|nd|rd|th)?(?::\d{2}){0,2}\s?(?:[ap]\.?m\.?)?", re.IGNORECASE)
LONGEST_ZONE = 4
"""Letters of a time zone or a weekday's short form."""


@dataclass(frozen=True)
class Head:
    """What the first paragraphs say of the report."""

    title: str | None = None
    byline: str | None = None
    published: str | None = None
    published_from: str | None = None


class Roles:
    """Sorts paragraphs in the language of its phrases."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    # --- furniture ------------------------------------------------------------------------------------------------

    def furniture(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Lines that belong to the page, and the headlines under the heading of a list of links, as boilerplate."""
        found: list[Draft] = []
        links, begun = 0, False
        for draft in drafts:
            if draft.kind != "body":
                found.append(draft)
                continue
            text = draft.text
            if self.matcher.link_list.match(text):
                links = MOST_LINKS if begun else 0
                found.append(replace(draft, kind="boilerplate"))
            elif self.matcher.boilerplate.match(text):
                found.append(replace(draft, kind="boilerplate"))
            elif (
                links
                and len(text) <= LONGEST_LINK
                and not text.endswith((".", "!", "…", ":"))
                and len(text.split()) > 2
            ):
                links -= 1
                found.append(replace(draft, kind="boilerplate"))
            else:
                links = 0
                begun = begun or running(text)
                found.append(draft)
        return found

    # --- pictures and posts ---------------------------------------------------------------------------------------

    @cached_property
    def _caption_start(self) -> re.Pattern[str]:
        starts = self.matcher.phrases.caption_starts
        alone = either(one for one in starts if " " in one)
        return re.compile(rf"\W{{0,3}}(?:{either(starts)}\s*(?::|\||/|–|—|\s-\s|©)|{alone}\b)", re.IGNORECASE)

    @cached_property
    def _caption_end(self) -> re.Pattern[str]:
        """A credit that ends a text, or stands near its end."""
        ends = either(self.matcher.phrases.caption_ends)
        inside = either(self.matcher.phrases.caption_words)
        return re.compile(rf"(?:[-–—/|©(]\s*|\bby\s+){ends}\)?\.?$|{inside}.{{0,60}}\Z", re.IGNORECASE | re.DOTALL)

    def _is_caption(self, text: str) -> bool:
        return (
            len(text) <= LONGEST_CREDITED
            and text.count(" ") < LONGEST_CAPTION
            and (self._caption_start.match(text) is not None or self._caption_end.search(text[-CREDIT:]) is not None)
        )

    @cached_property
    def _signature(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?:—|–|-|―)\s?(?P<name>[^\n()—]{{1,60}}?)\s?\((?P<handle>@\w{{1,40}})\)\s+(?:on\s+)?"
            rf"(?P<when>{self.matcher.when})\s*$",
            re.IGNORECASE,
        )

    def pictures(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Captions and credits of pictures, and posts that are set into the text with the name of who wrote them."""
        found: list[Draft] = []
        for draft in drafts:
            text = draft.text
            if draft.kind != "body":
                found.append(draft)
                continue
            tail = text[-160:]
            signature = self._signature.search(tail) if "(@" in tail else None
            if signature is not None:
                who, when = signature["name"].strip(), signature["when"]
                if len(text) <= 160 and signature.start() == 0 and found and found[-1].kind == "body":
                    found[-1] = replace(found[-1], kind="embed", author=who, time=when)
                found.append(replace(draft, kind="embed", author=who, time=when))
            elif self.matcher.embed_line.match(text):
                found.append(replace(draft, kind="embed"))
            elif self._is_caption(text):
                found.append(replace(draft, kind="caption"))
            else:
                found.append(draft)
        return found

    # --- the head -------------------------------------------------------------------------------------------------

    @cached_property
    def _byline(self) -> re.Pattern[str]:
        roles = either(self.matcher.phrases.byline_ends)
        return re.compile(
            rf"(?:{either(self.matcher.phrases.byline_starts)}:?\s+(?P<name>\S.{{1,118}})"
            rf"|(?P<staff>[^\d.!?]{{3,60}}?(?:,|\s[|–—-])\s*(?:[^\d.,!?]{{0,30}}\s)?{roles}(?:,\s[^.!?]{{2,30}})?))",
            re.IGNORECASE,
        )

    @cached_property
    def _date_line(self) -> re.Pattern[str]:
        updated = either(self.matcher.phrases.updated_starts)
        published = either(self.matcher.phrases.published_starts)
        when = self.matcher.when
        return re.compile(
            rf"(?:(?P<updated>{updated})|(?P<published>{published}))?\s*:?\s*(?P<when>{when})"
            rf"(?:\s*[-–—|,•·(/]?\s*(?:(?:{updated}|{published})?\s*:?\s*{when}|[A-Z]{{2,5}})\)?){{0,2}}\W*",
            re.IGNORECASE,
        )

    def head(self, drafts: Sequence[Draft], *, title: str | None = None) -> tuple[list[Draft], Head]:
        """The title, byline and date lines at the top; `title` if it is known already (then it is not looked for)."""
        found = list(drafts)
        told = Head(title=title)
        places = [at for at, draft in enumerate(found) if draft.kind == "body"][:TOP]
        for at in places:
            text = found[at].text
            if len(text) > LONGEST_LINE:
                continue
            if title is not None and _same(text, title):
                found[at] = replace(found[at], kind="title")
            elif self._date_line.fullmatch(text):
                found[at] = replace(found[at], kind="dateline")
                told = self._dated(told, text)
            elif self._is_byline(text):
                found[at] = replace(found[at], kind="byline")
                told = told if told.byline else replace_head(told, byline=self._names(text))
                told = self._dated(told, text)
        if title is None:
            at_title = self._title(found, places)
            if at_title is not None:
                told = replace_head(told, title=found[at_title].text)
                found[at_title] = replace(found[at_title], kind="title")
                for at in places:
                    # A section's name above the headline ("World", "Europe").
                    if at < at_title and found[at].kind == "body" and len(found[at].text.split()) <= 3:
                        found[at] = replace(found[at], kind="boilerplate")
        return found, told

    def _dated(self, told: Head, text: str) -> Head:
        match = self._date_line.fullmatch(text)
        day = self.matcher.day(text)
        if told.published is not None or day is None or (match is not None and match["updated"]):
            return told
        how = "line that says when it was published" if match is not None and match["published"] else "date line"
        return replace_head(told, published=day.isoformat(), published_from=how)

    def date_beside(self, lines: Sequence[str]) -> Head:
        """The date among the short lines around a headline: one that says that it is the date of publication, else
        the first that is a date and nothing else, or the date of a byline.
        """
        likely = Head()
        for text in lines:
            if len(text) > LONGEST_LINE:
                continue
            match = self._date_line.match(text)
            if match is not None and match["updated"]:
                continue
            labelled = self._labelled.match(text) is not None
            day = self.matcher.day(text) if labelled or self._only_a_date(text) else self._of_byline(text)
            if day is None:
                continue
            if labelled:
                return Head(published=day.isoformat(), published_from="line that says when it was published")
            if likely.published is None:
                likely = Head(published=day.isoformat(), published_from="date line")
        return likely

    @cached_property
    def _labelled(self) -> re.Pattern[str]:
        """A line that begins by saying that what follows is the date of publication."""
        return re.compile(rf"{either(self.matcher.phrases.published_starts)}\b\s*:?", re.IGNORECASE)

    def _only_a_date(self, text: str) -> bool:
        """Whether a line holds a date, a time of day and a time zone, and no other word."""
        rest = re.sub(self.matcher.when, " ", text, flags=re.IGNORECASE)
        return not any(len(word) > LONGEST_ZONE for word in WORD.findall(CLOCK.sub(" ", rest)))

    def _of_byline(self, text: str) -> datetime.date | None:
        """The date that stands in a byline, behind the names."""
        day = self.matcher.day(text)
        names = self._names(text) if day is not None else text
        return day if names != text and self._is_byline(names) else None

    def _is_byline(self, text: str) -> bool:
        match = self._byline.fullmatch(text)
        if match is None or len(text.split()) > 18:
            return False
        if match["staff"]:
            return text[0].isupper()
        name = match["name"]
        first = name.split()[0].casefold()
        return (
            name[0].isupper() and first not in self.matcher.names_never and not text.endswith((".", "!", "?", ":", ","))
        )

    def _names(self, text: str) -> str:
        """A byline without the word "by" and without a date."""
        match = self._byline.fullmatch(text)
        names = (match["name"] or match["staff"]) if match is not None else text
        return re.split(rf"\s*(?:[|•·]|\s[–—-]\s|,?\s+{self.matcher.when})", names, maxsplit=1, flags=re.IGNORECASE)[
            0
        ].strip()

    def _title(self, drafts: Sequence[Draft], places: Sequence[int]) -> int | None:
        """The first paragraph that looks like a headline, if running text follows and none stands before it."""
        for at in places:
            draft = drafts[at]
            if draft.kind != "body":
                continue
            if running(draft.text) and not _title_case(draft.text):
                return None
            if self._headline(draft.text):
                return at if any(running(one.text) for one in drafts[at + 1 :] if one.kind == "body") else None
        return None

    def _headline(self, text: str) -> bool:
        words = text.split()
        if not 3 <= len(words) <= 30 or len(text) > 220 or text[0].islower():
            return False
        if text.endswith((",", ";", ":", "-", "–", "—")) or self.dateline(text) or self._only_dateline(text):
            return False
        return not text.endswith((".", "…")) or _title_case(text)

    # --- the dateline ---------------------------------------------------------------------------------------------

    def dateline(self, text: str) -> int:
        """Where the words after an opening dateline begin ("KYIV, July 8 (Agency) - "); 0 if there is none."""
        start = text[:150]
        for pattern in (DASH, COLON):
            match = pattern.match(start)
            if match is None:
                continue
            end = match.end()
            head = match["head"] + (")" if match["dash"].startswith(")") else "")
            rest = text[end : end + 200]
            if self._names_place(head, rest, colon=pattern is COLON):
                return end
        return 0

    def _only_dateline(self, text: str) -> bool:
        """Whether the paragraph is a dateline and nothing more."""
        return len(text) < 120 and self.dateline(text + " X") == len(text) + 1

    def _names_place(self, head: str, rest: str, *, colon: bool) -> bool:
        agency = AGENCY.search(head)
        place = head[: agency.start()] if agency else head
        dated = re.search(
            rf",?\s+(?:{self.matcher.when}(?:\s+\d\d)?|{either(self.matcher.phrases.weekdays)})$", place, re.IGNORECASE
        )
        if dated is not None:
            place = place[: dated.start()]
        pieces = [one.strip() for one in re.split(r"[,/]", place.strip())]
        if not 1 <= len(pieces) <= 4 or plain(place) in self.matcher.phrases.dateline_never:
            return False
        for piece in pieces:
            words = WORD.findall(piece)
            if not words or len(words) > 5 or any(one[0].islower() and one not in SMALL for one in words):
                return False
            if any(char.isdigit() for char in piece) or any(
                one.casefold() in self.matcher.names_never - SMALL for one in words
            ):
                return False
        capitals = pieces[0].isupper() and sum(map(len, WORD.findall(pieces[0]))) >= 3
        if not rest or not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "“\"‘'`[«"):
            return False
        if colon:
            return capitals and len(pieces) <= 2 and not rest.isupper()
        return capitals or agency is not None or dated is not None or len(pieces) > 1

    # --- the author -----------------------------------------------------------------------------------------------

    @cached_property
    def _contact(self) -> re.Pattern[str]:
        words = self.matcher.phrases
        networks, who = either(words.author_networks), either(words.author_pronouns)
        name = r"[^\W\d_a-z][\w.'’-]+(?:\s[\w.'’-]+){0,3}?"
        # Only names depend on capitals.
        return re.compile(
            rf"\b(?i:{either(words.author_follow)})\s+(?:(?i:{who})|{name})(?:\s+on\s+(?i:{networks})\b|\s*[:,]?\s*@)"
            rf"|\b(?i:{either(words.author_reach)}\s+{who})\b"
            rf"|\b(?i:{either(words.author_present)}\s+(?:{networks}\b|@))"
            rf"|\b(?i:on\s+{networks}\s+(?:at\s+)?@\w)"
        )

    @cached_property
    def _role(self) -> re.Pattern[str]:
        words = self.matcher.phrases
        return re.compile(
            rf"[^\W\d_a-z].{{0,60}}?\b(?i:{either(words.author_is)})\s+(?:[\w'’.-]+,?\s+){{0,7}}?"
            rf"(?i:{either(words.author_roles)})\b"
        )

    @cached_property
    def _verb(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{either(self.matcher.phrases.author_verbs)})\b", re.IGNORECASE)

    def notes(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Paragraphs at the end that tell who wrote the report, or who else worked on it."""
        found = list(drafts)
        own = [at for at, draft in enumerate(found) if draft.kind in ("body", "lead")]
        for at in reversed(own[-TAIL:]):
            text = found[at].text
            headed = at > 0 and self._introduces(found[at - 1])
            if self.matcher.author_credit.match(text):
                found[at] = replace(found[at], kind="author_note")
            elif self.matcher.author_heading.match(text):
                found[at] = replace(found[at], kind="boilerplate")
            elif (
                len(own) > 1 and text.count(" ") < LONGEST_NOTE and self._about_author(text, found[:at], headed=headed)
            ):
                found[at] = replace(found[at], kind="author_note")
            elif running(text):
                break
        return found

    def _introduces(self, draft: Draft) -> bool:
        """Whether a note on the author is to be expected after this paragraph."""
        return self.matcher.author_heading.match(draft.text) or (
            draft.kind == "boilerplate" and "avatar" in draft.text.casefold()
        )

    def _about_author(self, text: str, before: Sequence[Draft], *, headed: bool) -> bool:
        if self._contact.search(text[:1500]) is not None:
            return True
        role, verb = self._role.match(text[:400]), self._verb.search(text[:400])
        if headed:
            return role is not None or verb is not None
        # A person of whom the report tells is no author: their name stands in it.
        name = text.split(maxsplit=1)[0].casefold() if text else ""
        return role is not None and not any(
            name in one.text.casefold() for one in before if one.kind in ("body", "lead")
        )

    # --- all of it ------------------------------------------------------------------------------------------------

    def sort(self, drafts: Sequence[Draft], *, title: str | None = None) -> tuple[list[Draft], Head]:
        """All of the above in their order, then the dateline and the lead."""
        found, told = self.head(self.pictures(self.furniture(drafts)), title=title)
        found = self.notes(found)
        first = next(
            (
                at
                for at, one in enumerate(found)
                if one.kind == "body" and (running(one.text) or self._only_dateline(one.text))
            ),
            None,
        )
        if first is None:
            return found, told
        text = found[first].text
        end = self.dateline(text)
        if end:
            found[first : first + 1] = [
                Draft("dateline", text[:end].rstrip()),
                replace(found[first], text=text[end:]),
            ]
            first += 1
        elif self._only_dateline(text):
            found[first] = replace(found[first], kind="dateline")
            first += 1
        bodies = [at for at, one in enumerate(found) if one.kind == "body"]
        if len(bodies) > 1 and first in bodies:
            found[first] = replace(found[first], kind="lead")
        return found, told


def running(text: str) -> bool:
    """Whether a paragraph is running text: a sentence or more."""
    words = text.count(" ") + 1
    return words >= 25 or (words >= 6 and text.endswith(SENTENCE_END))


def _title_case(text: str) -> bool:
    """Whether all longer words begin with a capital, as in headlines of the American kind."""
    long = [one for one in WORD.findall(text) if len(one) >= 4]
    return len(long) >= 3 and len(text.split()) <= 20 and all(one[0].isupper() for one in long)


def _same(text: str, title: str) -> bool:
    """Whether a paragraph is the known title, give or take what an outlet adds to it."""
    one, other = plain(text), plain(title)
    short, long = sorted((one, other), key=len)
    return bool(short) and (one == other or (len(short) >= 20 and short in long and len(short) >= 0.6 * len(long)))


def replace_head(told: Head, **changes: str | None) -> Head:
    """The same with these fields changed."""
    return replace(told, **changes)
