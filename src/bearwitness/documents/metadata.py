"""What a page says of itself: JSON-LD first, then `meta` elements, then the markup.

A date is taken where the page says that it is the date of publication. Only where neither its data nor its visible
lines say so, it is `inferred`: from the day in the page's address, else by htmldate from the page's markup. How a date
was found stands beside it, so that one that was inferred can be told from one that was stated.
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement
from selectolax.lexbor import LexborHTMLParser

from bearwitness.documents.clean import line
from bearwitness.documents.phrases import Matcher

ARTICLES = re.compile(r"(?:^|/)(?:\w*Article|Report|\w*Posting|Review|Blog|LiveBlogPosting)$")
EARLIEST, EPOCH = "1900-01-01", "1970-01-01"
ADDRESS_DAY = re.compile(r"^https?://[^?#]{1,300}?/((?:19|20)\d\d)/([01]?\d)/([0-3]?\d)(?:[/-]|$)")
OLDEST_PAGE = "1995-01-01"
LARGEST = 2**20
"""Characters of a JSON-LD block that is read."""
TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "headline")
BYLINES = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "byline",
    "cxenseparse:author",
)
SOURCES = ("og:site_name", "application-name", "dc.publisher", "publisher")
DATES = (
    *("article:published_time", "og:article:published_time", "article:published", "article.published", "og:pubdate"),
    *(
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "datepublished",
        "date_published",
        "pubdate",
    ),
    *("publishdate", "publish-date", "publication_date", "originalpublicationdate", "ptime"),
    *("date.issued", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "date"),
)
LIVE = "LiveBlogPosting"
CHANGES = (
    *("article:modified_time", "og:updated_time", "article:modified", "article.updated", "last-modified", "lastmod"),
    *("datemodified", "date_modified", "dcterms.modified", "dc.date.modified", "updated_time", "parsely-modified-date"),
)
TIMES = (
    "article time[pubdate], header time[datetime], article time[datetime], time[pubdate], time.published, "
    "time.entry-date"
)
ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s?(Z|[+-]\d{2}:?\d{2})?)?")


@dataclass(frozen=True)
class Metadata:
    """Title, byline and so on; None where the page does not say."""

    title: str | None = None
    byline: str | None = None
    published: str | None = None
    published_from: str | None = None
    updated: str | None = None
    updated_from: str | None = None
    live: bool = False
    """The page says in its structured data that it is a live page."""
    language: str | None = None
    url: str | None = None
    source: str | None = None
    body: str | None = None
    """The text of the article as JSON-LD carries it."""


def metadata(page: LexborHTMLParser, *, matcher: Matcher) -> Metadata:
    """What the page says of itself; before its scripts are stripped."""
    told = _json_ld(page)
    metas = _metas(page)
    published, how = _published(page, told, metas, matcher)
    updated, updated_how = _updated(page, told, metas, matcher)
    heading = _heading(page)
    root = page.css_first("html")
    link = page.css_first("link[rel=canonical]")
    url = _url(link.attributes.get("href") if link else None) or _url(metas.get("og:url"))
    return Metadata(
        title=_first(told.get("headline"), heading, *(metas.get(one) for one in TITLES), _window(page)),
        byline=_first(told.get("author"), *(_person(metas.get(one)) for one in BYLINES)),
        published=published,
        published_from=how,
        updated=updated,
        updated_from=updated_how,
        live="live" in told,
        language=_first(root.attributes.get("lang") if root else None, told.get("inLanguage")),
        url=url,
        source=_first(told.get("publisher"), *(metas.get(one) for one in SOURCES)),
        body=told.get("articleBody"),
    )


def _first(*values: str | None) -> str | None:
    for value in values:
        cleaned = line(value) if value else ""
        if cleaned:
            return cleaned
    return None


def _metas(page: LexborHTMLParser) -> dict[str, str]:
    """Name or property in lower case -> content; the first of each."""
    found: dict[str, str] = {}
    for node in page.css("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().casefold(), content)
    return found


def _heading(page: LexborHTMLParser) -> str | None:
    """The only level-one heading with words in it, or the one marked as the headline."""
    marked = page.css_first("[itemprop=headline]")
    if marked is not None and marked.text(strip=True):
        return marked.text(separator=" ")
    texts = [text for text in (node.text(separator=" ") for node in page.css("h1")) if len(text.split()) >= 3]
    return texts[0] if len(texts) == 1 else None


def _window(page: LexborHTMLParser) -> str | None:
    node = page.css_first("head > title") or page.css_first("title")
    return node.text() if node is not None else None


def _person(value: str | None) -> str | None:
    """A name; not an address of a profile."""
    return None if value is None or "://" in value or value.startswith("@") else value


def _url(value: str | None) -> str | None:
    return value.strip() if value and re.match(r"https?://[^\s]{3,2000}$", value.strip()) else None


# --- JSON-LD -------------------------------------------------------------------------------------------------------


def _json_ld(page: LexborHTMLParser) -> dict[str, str]:
    """The article's own properties as text, from the first object that is an article."""
    for node in page.css('script[type="application/ld+json"]'):
        raw = node.text()
        if len(raw) > LARGEST:
            continue
        try:
            value = json.loads(re.sub(r"[\x00-\x1f]", " ", raw.strip().rstrip(";")))
        except (ValueError, RecursionError):
            continue
        for thing in _things(value):
            kinds = thing.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and ARTICLES.search(kind) for kind in kinds):
                return _properties(thing)
    return {}


def _things(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD value, two levels down."""
    todo = [value]
    for _ in range(200):
        if not todo:
            return
        one = todo.pop(0)
        if isinstance(one, list):
            todo.extend(one[:50])
        elif isinstance(one, dict):
            yield one
            todo.extend(
                one[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(one.get(key), list | dict)
            )


def _properties(thing: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    kinds = thing.get("@type")
    if LIVE in (kinds if isinstance(kinds, list) else [kinds]):
        found["live"] = LIVE
    for key in ("headline", "datePublished", "dateModified", "inLanguage", "articleBody"):
        if isinstance(thing.get(key), str):
            found[key] = thing[key]
    for key in ("author", "publisher"):
        names = [
            name for name in map(_name, thing[key] if isinstance(thing.get(key), list) else [thing.get(key)]) if name
        ]
        if names:
            found[key] = ", ".join(dict.fromkeys(names))
    return found


def _name(value: Any) -> str | None:
    name = value.get("name") if isinstance(value, dict) else value
    name = name[0] if isinstance(name, list) and name else name
    return _person(name) if isinstance(name, str) else None


# --- the date -------------------------------------------------------------------------------------------------------


def _published(
    page: LexborHTMLParser, told: dict[str, str], metas: dict[str, str], matcher: Matcher
) -> tuple[str | None, str | None]:
    """The date of publication and where it stands."""
    candidates: list[tuple[str | None, str]] = [(told.get("datePublished"), "JSON-LD datePublished")]
    candidates += [(metas[name], f"meta {name}") for name in DATES if name in metas]
    candidates.append((_marked(page, "datePublished"), "itemprop datePublished"))
    times = [one for one in page.css(TIMES) if one.attributes.get("datetime")]
    if times:
        candidates.append((times[0].attributes.get("datetime"), "time element"))
    return _first_likely(candidates, matcher)


def _marked(page: LexborHTMLParser, name: str) -> str | None:
    """The date that the first element with this `itemprop` gives."""
    node = page.css_first(f"[itemprop={name}]")
    if node is None:
        return None
    return node.attributes.get("datetime") or node.attributes.get("content") or node.text()


def _first_likely(candidates: Iterable[tuple[str | None, str]], matcher: Matcher) -> tuple[str | None, str | None]:
    """The first that is a date on which something can have been published; templates fill in the year 1 and 1970."""
    for found, how in candidates:
        date = moment(found, matcher=matcher) if found else None
        if date and date[:10] >= EARLIEST and not date.startswith(EPOCH):
            return date, how
    return None, None


def _updated(
    page: LexborHTMLParser, told: dict[str, str], metas: dict[str, str], matcher: Matcher
) -> tuple[str | None, str | None]:
    """When the report was last changed, and where that stands."""
    candidates: list[tuple[str | None, str]] = [(told.get("dateModified"), "JSON-LD dateModified")]
    candidates += [(metas[name], f"meta {name}") for name in CHANGES if name in metas]
    candidates.append((_marked(page, "dateModified"), "itemprop dateModified"))
    return _first_likely(candidates, matcher)


def inferred(root: HtmlElement, told: Metadata) -> tuple[str | None, str | None]:
    """The date of publication of a page that does not state one, and how it was found; None for both where it is not.

    htmldate fills in the first of a month where a page tells the month alone, and may take the day of a change: neither
    is a date of publication.
    """
    match = ADDRESS_DAY.search(told.url or "")
    if match is not None:
        with contextlib.suppress(ValueError):
            return datetime.date(*map(int, match.groups())).isoformat(), "day in the address"
    with contextlib.suppress(ValueError, TypeError):
        found = find_date(root, original_date=True, extensive_search=False, min_date=OLDEST_PAGE)
        if found and not found.endswith("-01") and found != (told.updated or "")[:10]:
            return found, "htmldate"
    return None, None


def _zone(zone: str | None) -> str:
    if zone is None or zone in ("Z", "+0000", "+00:00"):
        return "Z" if zone else ""
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def moment(value: str, *, matcher: Matcher) -> str | None:
    """A date, or date and time, in ISO 8601; None where it could be read in two ways."""
    text = value.strip()[:100]
    match = ISO.match(text)
    try:
        if match:
            day, clock, zone = match.groups()
            datetime.date.fromisoformat(day)
            if not clock or (zone is None and clock.startswith("00:00")):
                return day
            offset = _zone(zone)
            datetime.datetime.fromisoformat(f"{day}T{clock}{offset}")
            return f"{day}T{clock if clock.count(':') == 2 else clock + ':00'}{offset}"
        if re.fullmatch(r"\d{8}", text):
            return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return None
    try:
        return email.utils.parsedate_to_datetime(text).isoformat().replace("+00:00", "Z")
    except (ValueError, TypeError, IndexError, OverflowError):
        found = matcher.day(text)
        return found.isoformat() if found else None
