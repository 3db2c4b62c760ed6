"""Reports whose authors want to run something in the reader's browser, or to hide what they wrote."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser
from tests.conftest import understood_files

from bearwitness.casebook import Casebook
from web.served import CHROMIUM, Served, chromium, let_in, serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
RUN = (
    "<img src=x onerror=\"window.pwned='{0}'\"><script>window.pwned='{0}'</script></script>"
    "<svg onload=\"window.pwned='{0}'\">"
)
TURNED = "\u202eeert eht\u2066 \u2069"
TURNING = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const apart = walker.currentNode.parentElement.closest("bdi, [dir], q, option, script");
    if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(walker.currentNode.data) && !apart)
      found.push(walker.currentNode.parentElement.outerHTML.slice(0, 300));
  }
  return found;
}"""
"""Characters that turn the direction, in the midst of our own words and not set apart from them."""
LONG_WORD = f"<script>window.pwned='long'</script>{'a' * 400} "
LONG = 5_000_000
"""Characters of one paragraph."""
WITHIN = 60.0
"""Seconds in which a page has to come on a machine that does many other things; a tenth of it where it is quiet."""
MOST = 500_000
"""Bytes of a page beside the text of the reports that it shows whole."""
WHOLE = ("dossier", "compare", "compare with the long one", "report long")
"""Pages that show the long report whole."""


def hostile(name: str, day: int, killed: int) -> dict[str, str]:
    """A report about one attack with an attack of its own in everything that a page shows."""
    run = RUN.format(name)
    return {
        "id": f"{name}<b>\"'&",
        "url": f"javascript:window.pwned='{name}'//https://example.org/",
        "source": f"Gazette {run} {TURNED}",
        "title": f"Missile kills {killed} in Kharkiv {run}</title><script>window.pwned='title'</script>",
        "byline": f"By {run}",
        "published": f"2024-05-{day:02}T10:00:00Z",
        "language": "en",
        "text": (
            f"A missile struck a market in Kharkiv on 10 May 2024, killing {killed} people, the police said.\n\n"
            f"“{killed} people were killed and 12 were injured </script><script>window.pwned='quote'</script>,” "
            f"said Ivan Honchar </script>{run}, the governor of the Kharkiv region, about the missile strike.\n\n"
            f"Police chief Oleh {TURNED} Marchenko said that {killed + 1} people were killed in the market.\n\n"
            f"{run} javascript:window.pwned='text' {TURNED} {{{{ 7 * 7 }}}} {{% raw %}} ${{7*7}} ]]> <!-- -->"
        ),
    }


PAGE = """<!DOCTYPE html><html lang="en">
<head><title>Missile kills 5 in Kharkiv &lt;script&gt;window.pwned='head'&lt;/script&gt;</title>
<meta property="article:published_time" content="2024-05-11T08:00:00Z">
<meta property="og:site_name" content="Courier &quot;&gt;&lt;img src=x onerror=window.pwned='site'&gt;">
</head><body><article><h1>Missile kills 5 in Kharkiv &lt;script&gt;window.pwned='h1'&lt;/script&gt;</h1>
<p>A missile struck a market in Kharkiv on 10 May 2024, killing five people and injuring 14, the prosecutor said.</p>
<p>Rescue workers searched the ruins of the market hall in Kharkiv through the night after the missile strike.</p>
</article>
<section id="comments"><h2>3 Comments</h2><ol class="comment-list">
<li class="comment"><div class="comment-author"><cite>&lt;img src=x onerror=window.pwned='author'&gt;</cite></div>
<div class="comment-content"><p>Look at &lt;script&gt;window.pwned='comment'&lt;/script&gt; and
&lt;a href="javascript:window.pwned='c'"&gt;this&lt;/a&gt;</p></div></li>
<li class="comment"><div class="comment-author"><cite>Mallory \u202e</cite></div>
<div class="comment-content"><p>hospital market \u202egnihtemos esle </p></div></li></ol></section></body></html>
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    """A casebook of hostile reports, which came in as all reports do."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [hostile(name, day, killed) for name, day, killed in (("one", 10, 3), ("two", 11, 4), ("three", 12, 6))]
    rows.append(
        {
            "id": "long",
            "source": "Endless",
            "title": "Missile kills 8 in Kharkiv",
            "published": "2024-05-12T12:00:00Z",
            "language": "en",
            "text": "A missile struck a market in Kharkiv on 10 May 2024, killing 8 people, the police said.\n\n"
            # Long words: it is the page that is tried here, not the parser.
            + (LONG_WORD * (LONG // len(LONG_WORD)))
            + "A missile struck a market in Kharkiv, killing 8 people, the police said.",
        }
    )
    (folder / "reports.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    found = understood_files([folder / "reports.jsonl", folder / "page.html"])
    assert any(each.kind == "comment" for one in found for each in one.report.passages)
    with Casebook.open(folder / "casebook", create=True) as book:
        for _, result in book.add_many(
            (one.acquired.capture, one.acquired.data, one.report, one.mentions, one.claims) for one in found
        ):
            assert result == "added"
    with serving(folder / "casebook", log=folder / "log") as site:
        yield site, folder / "casebook"


def addresses(folder: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Every kind of page that shows what reports say: the path and what is asked of it."""
    with Casebook.open(folder, create=False) as book, book.incidents() as found:
        record = max(found.records(), key=lambda one: (len(one.reports), one.id))
        assert len(record.reports) >= 4
        names = sorted(one.id for one in book.reports())
        claim = next(one.id for one in book.claims() if one.report.startswith("one"))
    page = next(one for one in names if one.startswith("r"))
    told = {
        "list": ("/incidents", {}),
        "timeline": ("/incidents", {"view": "timeline"}),
        "narrowed": ("/incidents", {"place": "</script><script>window.pwned='place'</script>"}),
        "incident": (f"/incidents/{record.id}", {}),
        "changes": (f"/incidents/{record.id}/changes", {}),
        "dossier": (f"/incidents/{record.id}/dossier", {}),
        "comments": ("/report", {"id": page}),
        "compare": ("/compare", {"left": names[-1], "right": names[0]}),
        "compare with the long one": ("/compare", {"left": "long", "right": page}),
        "search": ("/search", {"q": "market", "comments": "yes"}),
        "searched": ("/search", {"q": "\"><script>window.pwned='q'</script>"}),
        "review": ("/review", {}),
        "claim": ("/review/claim", {"id": claim}),
        "decide": ("/review/incident", {"id": record.id}),
    }
    return told | {f"report {name}": ("/report", {"id": name}) for name in names}


def test_nothing_that_a_report_says_runs_or_turns_the_page(served: tuple[Served, Path], browser: Browser) -> None:
    site, folder = served
    with let_in(browser, site) as (page, watch):
        for name, (path, asked) in addresses(folder).items():
            page.goto(str(httpx.URL(site.address + path, params=asked)), wait_until="load")
            assert page.evaluate("window.pwned") is None, name
            bad: Any = page.evaluate(
                "() => [...document.querySelectorAll('a[href], [src], form[action]')]"
                ".map(one => one.href || one.src || one.action)"
                ".filter(one => /^(javascript|vbscript|data):/i.test(one))"
            )
            assert bad == [], name
            ours = "main img, main svg[onload], main script:not([type='application/json']), main b"
            assert page.locator(ours).count() == 0, name
            assert page.evaluate(TURNING) == [], name
            assert page.evaluate("window.pwned") is None, name
        watch.nothing()


def test_the_words_are_shown_as_they_were_written(served: tuple[Served, Path], browser: Browser) -> None:
    site, folder = served
    path, asked = addresses(folder)["report one<b>\"'&"]
    with let_in(browser, site) as (page, watch):
        page.goto(str(httpx.URL(site.address + path, params=asked)))
        text = page.locator("main").inner_text()
        assert "<script>window.pwned='quote'</script>" in text
        assert "{{ 7 * 7 }}" in text
        assert "not linked: it is no web address" in text
        watch.nothing()


def test_a_paragraph_of_five_million_characters_keeps_no_page_waiting(served: tuple[Served, Path]) -> None:
    site, folder = served
    with httpx.Client(base_url=site.address, timeout=WITHIN, follow_redirects=True) as client:
        assert client.get("/", params={"token": site.token}).status_code == 200
        for name, (path, asked) in addresses(folder).items():
            start = time.monotonic()
            answer = client.get(path, params=asked)
            took = time.monotonic() - start
            assert answer.status_code == 200, name
            assert len(answer.content) < MOST + (2 * LONG if name in WHOLE else 0), name
            assert took < WITHIN, name
