"""Captures of what the web answered: a page, and what a feed announces or holds itself."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from bearwitness.acquire.feed import Entry, Feed
from bearwitness.acquire.files import acquired, capture, too_large
from bearwitness.acquire.forms import HEAD, Form, form_of
from bearwitness.acquire.web import Page, Web
from bearwitness.errors import InputError, Unreachable
from bearwitness.model import Acquired, Given


def of_entry(data: bytes, entry: Entry, feed: Feed, number: int, address: str, given: Given) -> Acquired:
    """What the feed itself holds of a report; its capture is the feed."""
    taken = capture(data, "application/xml", address, given.retrieved)
    return Acquired(
        capture=taken,
        data=data,
        form="html",
        content=entry.page(),
        given=msgspec.structs.replace(
            given,
            id=f"r{taken.sha256[:12]}-{number}",
            url=entry.address,
            source=given.source or feed.title,
            title=entry.title,
            byline=given.byline or entry.author,
            published=given.published or entry.published,
        ),
    )


def announced(
    entry: Entry, number: int, feed: Feed, page: Page, given: Given, web: Web, limit: int
) -> Iterator[Acquired | InputError]:
    """The page that a feed announces; what the feed holds of it where the page does not come."""
    said = msgspec.structs.replace(given, published=given.published or entry.published)
    if entry.address is not None:
        try:
            found = web.get(entry.address)
        except InputError as error:
            yield error
        else:
            if found is not None:
                form = form_of(urlsplit(found.address).path.lower(), found.data[:HEAD], found.header("content-type"))
                yield of_answer(found, form, msgspec.structs.replace(said, retrieved=found.retrieved), limit)
            return
    if entry.whole:
        yield of_entry(page.data, entry, feed, number, f"{page.address}#{number}", given)


def of_answer(page: Page, form: Form, given: Given, limit: int) -> Acquired | InputError:
    """One page that is one report, with how it came."""
    if len(page.data) > limit:
        return too_large(page.address, limit)
    found = acquired(page.data, page.address, form, given)
    if isinstance(found, InputError):
        return Unreachable(f"{page.address}: this is no page, text or PDF.", remedy="Give the address of the report.")
    declared = (page.header("content-type") or "").partition(";")[0].strip().lower()
    return msgspec.structs.replace(
        found,
        capture=msgspec.structs.replace(
            found.capture,
            media_type=declared or found.capture.media_type,
            status=page.status,
            headers=page.headers,
            via=page.via,
        ),
        given=msgspec.structs.replace(found.given, url=found.given.url or page.address),
    )
