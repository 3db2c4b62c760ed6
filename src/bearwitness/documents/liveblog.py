"""Live pages: one page, many dated posts. Each post is part of the report and has its own time.

A page is live when it says so, in its structured data (schema.org `LiveBlogPosting`) or in the names of its parts, and
when at least three parts that stand beside each other each hold one time and words of their own. A list of teasers has
times too, but its headings lead to other pages.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from bearwitness.documents.dom import text_of
from bearwitness.documents.names import Names

LEAST_POSTS = 3
LEAST_WORDS = 8
"""Words of a post."""
NAMES = re.compile(
    r"(?:^|[-_\s])(?:live[-_]?(?:blog|feed|post|update|ticker|event|coverage|stream|text|page)|liveblog|liveticker|"
    r"ticker|minute[-_]?by[-_]?minute|lb[-_]?(?:post|update|item)|key[-_]?events|timeline)",
    re.IGNORECASE,
)
HINTS = ("live", "ticker", "minute", "lb", "key", "timeline")
TITLE = re.compile(r"\blive\b|\bas it happened\b|\bliveticker\b|\blive[- ]?blog\b|\ben direct\b", re.IGNORECASE)
TIMED = ".//time[@datetime] | .//*[@data-timestamp] | .//*[@data-post-time] | .//*[@data-time]"
HEADINGS = frozenset({"h2", "h3", "h4"})
SECONDS = re.compile(r"1\d{9}(?:\d{3})?")


@dataclass(frozen=True)
class LivePost:
    """One post of a live page."""

    element: HtmlElement
    time: str
    """ISO 8601."""


def live_posts(root: HtmlElement, names: Names, *, declared: bool, title: str | None) -> list[LivePost]:
    """The posts of a live page in reading order; empty for every other page.

    `declared`: the structured data of the page says that it is live.
    """
    called = declared or TITLE.search(title or "") is not None
    if not called and not names.mention(*HINTS):
        return []
    groups: dict[HtmlElement, list[LivePost]] = {}
    for element, time in _timed(root):
        item = _item(element)
        parent = item.getparent() if item is not None else None
        if item is not None and parent is not None and _own_words(item):
            groups.setdefault(parent, []).append(LivePost(item, time))
    best = max(groups.values(), key=len, default=[])
    if len(best) < LEAST_POSTS:
        return []
    says = called or any(_named(one.element) for one in best[:3])
    return best if says else []


def _timed(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in root.xpath(TIMED):
        written = (
            element.get("datetime")
            or element.get("data-timestamp")
            or element.get("data-post-time")
            or element.get("data-time")
        )
        time = _moment((written or "").strip())
        if time is not None:
            yield element, time


def _moment(written: str) -> str | None:
    """A date with a time of day, in ISO 8601; None for anything else (a bare day dates no post)."""
    if SECONDS.fullmatch(written):
        moment = datetime.datetime.fromtimestamp(int(written[:10]), datetime.UTC)
    elif "T" in written or " " in written:
        try:
            moment = datetime.datetime.fromisoformat(written[:40])
        except ValueError:
            return None
    else:
        return None
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _item(element: HtmlElement) -> HtmlElement | None:
    """The largest element around a time that holds no other: the post."""
    item = element
    above = item.getparent()
    while above is not None and above.tag not in ("body", "main", "html"):
        times = {_moment((one.get("datetime") or "").strip()) for one in above.iter("time")} - {None}
        others = len(above.xpath("./*[.//time[@datetime] or self::time]"))
        if len(times) > 1 or others > 1:
            return item
        item, above = above, above.getparent()
    return item


def _own_words(item: HtmlElement) -> bool:
    """Whether it has words of its own, and no heading that leads to another page."""
    if len(text_of(item).split()) < LEAST_WORDS:
        return False
    for heading in item.iter(*HEADINGS):
        links = [*heading.iter("a"), *(one for one in (heading.getparent(),) if one is not None and one.tag == "a")]
        if any(not (one.get("href") or "#").startswith("#") and "#" not in (one.get("href") or "") for one in links):
            return False
    return True


def _named(item: HtmlElement) -> bool:
    """Whether it or an element around it is called live."""
    element: HtmlElement | None = item
    for _ in range(4):
        if element is None:
            return False
        if NAMES.search(element.get("class") or "") or NAMES.search(element.get("id") or ""):
            return True
        element = element.getparent()
    return False
