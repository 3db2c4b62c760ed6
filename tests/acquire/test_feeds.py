"""Feeds: what they announce is fetched, what they hold themselves is read where the page does not come."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from servers import Answer, serving

from bearwitness.acquire import Manners, Web, captures
from bearwitness.acquire.feed import parse
from bearwitness.documents import read
from bearwitness.errors import InputError, UnreadableFile
from bearwitness.model import Acquired

WORDS = "<p>Two people were hurt when a missile hit the depot, the city council said on Monday.</p>" * 6
PAGE = (
    b"<!doctype html><title>Two hurt</title><article><p>Two people were hurt in the strike on the depot.</p></article>"
)


def rss(root: str) -> bytes:
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Dispatch</title>
<item><title>Two hurt</title><link>{root}/a</link><guid>a1</guid>
<pubDate>Mon, 08 Jul 2024 12:00:00 +0300</pubDate></item>
<item><title>Depot hit</title><link>{root}/gone</link><guid>b1</guid>
<content:encoded><![CDATA[{WORDS}]]></content:encoded></item>
<item><title>Teaser</title><link>{root}/gone2</link><guid>c1</guid><description>Read more.</description></item>
</channel></rss>""".encode()


ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Dispatch</title>
<entry><id>urn:1</id><title>Two hurt</title><link href="https://news.example/a"/><updated>2024-07-08T09:00:00Z</updated>
<published>2024-07-08T08:00:00Z</published><author><name>Ann Bo</name></author>
<content type="html">{WORDS.replace("<", "&lt;")}</content></entry></feed>""".encode()
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Dispatch",
        "items": [
            {
                "id": 1,
                "url": "https://news.example/a",
                "title": "Two hurt",
                "content_html": WORDS,
                "date_published": "2024-07-08T08:00:00Z",
                "authors": [{"name": "Ann Bo"}],
            }
        ],
    }
).encode()


def test_what_a_feed_announces_is_fetched_and_its_own_words_stand_in_for_a_page_that_does_not_come() -> None:
    with serving({"/a": Answer(PAGE)}) as site, Web(Manners(allowed=frozenset({"127.0.0.1"}), pause=0)) as web:
        site.routes["/feed"] = Answer(rss(site.root), media_type="application/rss+xml")
        found = list(captures([site.root + "/feed"], web=web))
    kinds = [type(one).__name__ for one in found]
    assert kinds == ["Acquired", "Unreachable", "Acquired", "Unreachable"]
    first, second = (one for one in found if isinstance(one, Acquired))
    assert first.data == PAGE
    assert first.given.published == "2024-07-08T09:00:00Z"
    assert read(second).title == "Depot hit"
    assert second.given.source == "The Dispatch"


@pytest.mark.parametrize(("name", "data"), [("feed.xml", ATOM), ("a.atom", ATOM), ("feed.json", JSON)])
def test_a_saved_feed_is_read_as_far_as_it_holds_the_text(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "other.json").write_text('{"a": 1}')
    (tmp_path / "other.xml").write_text("<?xml version='1.0'?><map/>")
    (one,) = captures([tmp_path])
    assert isinstance(one, Acquired)
    report = read(one)
    assert (report.title, report.source, report.byline, report.published) == (
        "Two hurt",
        "The Dispatch",
        "Ann Bo",
        "2024-07-08T08:00:00Z",
    )
    assert "Two people were hurt" in report.passages[-1].text
    assert report.url == "https://news.example/a"


@pytest.mark.parametrize(
    "data",
    [
        b"<rss><channel>",
        b'{"version":"https://jsonfeed.org/version/1","items":[7,{"a":1}]}',
        b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 50_000,
        b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"\x00\xff" * 100,
    ],
)
def test_a_broken_feed_is_named(data: bytes) -> None:
    assert isinstance(parse(data, "feed"), UnreadableFile)


def test_a_feed_of_entities_that_swell_ends_soon() -> None:
    names = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{names}]>'
    bomb = f"{head}<rss><channel><title>&e11;</title></channel></rss>"
    began = time.process_time()
    assert isinstance(parse(bomb.encode(), "feed"), InputError)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "broken",
    [
        JSON.replace(b"Two hurt", b"Two \x9b hurt"),
        JSON[:-40],
        b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + b"[" * 5000,
    ],
)
def test_a_json_feed_that_is_no_json_is_named(broken: bytes) -> None:
    assert isinstance(parse(broken, "feed.json"), UnreadableFile)
