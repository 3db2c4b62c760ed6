"""Feeds (RSS, Atom, JSON Feed): what they announce, and what they hold of it themselves."""

from __future__ import annotations

import calendar
import datetime
import html
import io
import re
from typing import Any

import feedparser
import msgspec

from bearwitness.acquire.forms import JSON_FEED
from bearwitness.errors import UnreadableFile

ENTRIES = 2000
"""Entries of a feed that are taken; a feed announces tens."""
LONGEST_FIELD = 2000
ENOUGH = 400
"""Characters from which the words that a feed holds are the report and not a teaser."""
TAG = re.compile(r"<[^<>]{0,2000}>")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One report that a feed announces."""

    key: str
    """The feed's own id of it, else its address."""
    address: str | None = None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    """ISO 8601."""
    updated: str | None = None
    markup: str = ""
    """What the feed itself holds of the text."""

    @property
    def whole(self) -> bool:
        """Whether the feed holds enough of the text to be read as the report."""
        return len(TAG.sub(" ", self.markup).strip()) >= ENOUGH

    def page(self) -> str:
        """The text as a page."""
        title = html.escape(self.title or "")
        head = f"<!doctype html><html><head><title>{title}</title></head>"
        return f"{head}<body><article><h1>{title}</h1>{self.markup}</article></body></html>"


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed as read."""

    title: str | None
    entries: tuple[Entry, ...]


def parse(data: bytes, name: str) -> Feed | UnreadableFile:
    """The feed in these bytes. A broken feed gives what could be read of it; an error if that is nothing."""
    feed = _of_json(data) if JSON_FEED.match(data[:8192]) else _of_xml(data)
    if feed is None or not feed.entries:
        return UnreadableFile(f"{name}: the feed is broken or announces nothing.", remedy="Look at its address.")
    return feed


def _of_xml(data: bytes) -> Feed:
    # A file object: a string that is an address would be fetched.
    found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    entries = []
    for row in list(found.entries)[:ENTRIES]:
        address = _field(row.get("link"))
        key = _field(row.get("id")) or address
        if key is None:
            continue
        content = [one.get("value") for one in row.get("content") or [] if isinstance(one, dict)]
        markup = next((one for one in content if isinstance(one, str) and one.strip()), None) or row.get("summary")
        entries.append(
            Entry(
                key=key,
                address=address,
                title=_field(row.get("title")),
                author=_field(row.get("author")),
                published=_moment(row.get("published_parsed")),
                updated=_moment(dict.get(row, "updated_parsed")),
                markup=markup if isinstance(markup, str) else "",
            )
        )
    return Feed(title=_field(found.feed.get("title")), entries=tuple(entries))


def _of_json(data: bytes) -> Feed | None:
    """JSON Feed 1.1 (jsonfeed.org)."""
    try:
        row = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(row, dict) or not isinstance(row.get("items"), list):
        return None
    entries = []
    for one in row["items"][:ENTRIES]:
        if not isinstance(one, dict):
            continue
        address = _field(one.get("url"))
        key = _field(str(one["id"])) if isinstance(one.get("id"), str | int | float) else address
        if key is None:
            continue
        text = one.get("content_text")
        markup = one.get("content_html") or (
            "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n")) if isinstance(text, str) else ""
        )
        authors = one.get("authors") or [one.get("author")]
        author = (
            authors[0].get("name") if isinstance(authors, list) and authors and isinstance(authors[0], dict) else None
        )
        entries.append(
            Entry(
                key=key,
                address=address,
                title=_field(one.get("title")),
                author=_field(author),
                published=_iso(one.get("date_published")),
                updated=_iso(one.get("date_modified")),
                markup=markup if isinstance(markup, str) else "",
            )
        )
    return Feed(title=_field(row.get("title")), entries=tuple(entries))


def _field(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return html.unescape(TAG.sub("", value)).strip()[:LONGEST_FIELD] or None


def _moment(value: Any) -> str | None:
    """ISO 8601 of the UTC time tuple that feedparser gives."""
    try:
        return datetime.datetime.fromtimestamp(calendar.timegm(value), datetime.UTC).isoformat().replace("+00:00", "Z")
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _iso(value: Any) -> str | None:
    try:
        return (
            datetime.datetime.fromisoformat(value).isoformat().replace("+00:00", "Z")
            if isinstance(value, str)
            else None
        )
    except ValueError:
        return None
