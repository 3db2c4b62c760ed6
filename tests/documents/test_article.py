"""Pages: the article, what the page says of itself, and comments in several kinds of markup."""

# ruff: noqa: E501 - markup and threads stand here as pages have them
from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import BODY, comments, from_bytes, from_html, text_of

from bearwitness.errors import InputError

PARAGRAPHS = "".join(f"<p>{one} {one[:40]}again.</p>" for one in BODY)
TEXTS = [f"{one} {one[:40]}again." for one in BODY]
HEAD = (
    '<html lang="en"><head><title>Rocket hits bus station | The Example</title>'
    '<meta property="og:site_name" content="The Example"><link rel="canonical" href="https://example.org/a">'
    '<meta property="article:published_time" content="2024-07-08T09:12:00+02:00"></head>'
)


def page(inner: str, *, head: str = HEAD) -> str:
    return (
        f"{head}<body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav><main><article><h1>Rocket hits bus station</h1>"
        f"{PARAGRAPHS}</article>{inner}</main><footer>© 2024 The Example. All rights reserved.</footer></body></html>"
    )


def test_the_article_and_what_the_page_says_of_itself() -> None:
    report = from_html(page(""))
    assert (report.title, report.source, report.url) == (
        "Rocket hits bus station",
        "The Example",
        "https://example.org/a",
    )
    assert (report.published, report.published_from) == ("2024-07-08T09:12:00+02:00", "meta article:published_time")
    assert report.language == "en"
    assert text_of(report, "lead", "body") == "\n".join(TEXTS)
    assert [one.kind for one in report.passages if one.kind == "title"] == ["title"]


def test_what_is_given_wins_over_the_page() -> None:
    report = from_html(page(""), title="Another title", published="2024-07-09", source="Wire", id="x1")
    assert (report.id, report.title, report.published, report.published_from, report.source) == (
        "x1",
        "Another title",
        "2024-07-09",
        "given",
        "Wire",
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"datePublished":"2024-07-08T06:00:00Z"', "2024-07-08T06:00:00Z"),
        ('"datePublished":"2024-07-08T06:00:00+0300"', "2024-07-08T06:00:00+03:00"),
        ('"datePublished":"2024-07-08"', "2024-07-08"),
        ('"datePublished":"July 8, 2024"', "2024-07-08"),
        ('"datePublished":"08/07/2024"', None),
        ('"dateModified":"2024-07-08"', None),
    ],
)
def test_a_date_is_taken_from_json_ld_only_where_it_is_one(value: str, expected: str | None) -> None:
    script = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle",'
        f'"author":[{{"@type":"Person","name":"Ana Kos"}}],{value}}}]}}</script>'
    )
    report = from_html(page("", head=f"<html><head>{script}</head>"))
    assert report.published == expected
    assert report.byline == "Ana Kos"


def test_a_page_without_a_date_has_none() -> None:
    assert from_html(page("", head="<html><head></head>")).published is None


def test_captions_and_embedded_posts_keep_their_places() -> None:
    inner = (
        f"<figure><img src=x><figcaption>People leave the station.</figcaption></figure><p>{TEXTS[1]}</p>"
        '<blockquote class="twitter-tweet"><p>The square is closed.</p>— City (@city) <a href="https://t.example/1">July 8</a></blockquote>'
        f"<p>{TEXTS[2]}</p>"
    )
    markup = f"<html><body><article><h1>Rocket hits bus station</h1><p>{TEXTS[0]}</p>{inner}</article></body></html>"
    report = from_html(markup)
    assert [one.kind for one in report.passages] == ["title", "lead", "caption", "body", "embed", "body"]


def test_a_paragraph_that_is_one_link_leads_elsewhere() -> None:
    markup = page("").replace(
        "</p><p>", "</p><p><a href='/b'>Second rocket found near the river, police say</a></p><p>", 1
    )
    report = from_html(markup)
    assert "Second rocket" not in text_of(report, "lead", "body")


WORDPRESS = """<ol class="commentlist"><li class="comment even depth-1" id="comment-1"><div class="comment-body">
<cite class="fn">Maja</cite> <span class="says">says:</span><div class="comment-meta"><time datetime="2024-07-09T10:00">July 9</time></div>
<p>I was there and it was loud.</p><div class="reply"><a>Reply</a></div></div><ul class="children">
<li class="comment odd depth-2" id="comment-2"><div class="comment-body"><cite class="fn">Jan P</cite>
<div class="comment-meta"><time datetime="2024-07-09T11:00">July 9</time></div><p>Stay safe everyone.</p></div></li></ul></li>
<li class="comment even depth-1" id="comment-3"><div class="comment-body"><cite class="fn">Zala</cite>
<div class="comment-meta"><time datetime="2024-07-09T12:00">July 9</time></div><p>Why is the school closed?</p></div></li></ol>"""
WPDISCUZ = """<div id="wpdcom"><div class="wpd-thread-list">
<div id="wpd-comm-1_0" class="comment wpd-comment wpd_comment_level-1"><div class="wpd-comment-wrap"><div class="wpd-comment-author">Maja</div>
<div class="wpd-comment-date">2 months ago</div><div class="wpd-comment-text"><p>I was there and it was loud.</p></div></div>
<div id="wpd-comm-2_1" class="comment wpd-comment wpd_comment_level-2"><div class="wpd-comment-wrap"><div class="wpd-comment-author">Jan P</div>
<div class="wpd-comment-date">2 months ago</div><div class="wpd-reply-to">Reply to Maja</div><div class="wpd-comment-text"><p>Stay safe everyone.</p></div></div></div></div>
<div id="wpd-comm-3_0" class="comment wpd-comment wpd_comment_level-1"><div class="wpd-comment-wrap"><div class="wpd-comment-author">Zala</div>
<div class="wpd-comment-date">2 months ago</div><div class="wpd-comment-text"><p>Why is the school closed?</p></div></div></div></div></div>"""
DISQUS = """<div id="disqus_thread"><ul id="post-list"><li class="post" id="post-1"><div class="post-content"><span class="author">Maja</span>
<a class="time-ago">a day ago</a><div class="post-message"><p>I was there and it was loud.</p></div></div><ul class="children">
<li class="post" id="post-2"><div class="post-content"><span class="author">Jan P</span><a class="parent-link">Maja</a><a class="time-ago">a day ago</a>
<div class="post-message"><p>Stay safe everyone.</p></div></div></li></ul></li><li class="post" id="post-3"><div class="post-content">
<span class="author">Zala</span><a class="time-ago">3 hours ago</a><div class="post-message"><p>Why is the school closed?</p></div></div></li></ul></div>"""
SCHEMA = """<section><div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><b itemprop="author">Maja</b>
<time itemprop="dateCreated" datetime="2024-07-09">9 July</time><p itemprop="text">I was there and it was loud.</p>
<div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><b itemprop="author">Jan P</b>
<time itemprop="dateCreated" datetime="2024-07-09">9 July</time><p itemprop="text">Stay safe everyone.</p></div></div>
<div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><b itemprop="author">Zala</b>
<time itemprop="dateCreated" datetime="2024-07-09">9 July</time><p itemprop="text">Why is the school closed?</p></div></section>"""
OBFUSCATED = """<div class="x1a"><div class="q9">3 Comments</div><div class="z7"><span class="k">Maja</span><div class="k2">2 days ago</div>
<div class="k3">I was there and it was loud.</div><div class="k4">Reply</div></div><div class="z7"><span class="k">Jan P</span>
<div class="k2">2 days ago</div><div class="k5">Reply to Maja</div><div class="k3">Stay safe everyone.</div><div class="k4">Reply</div></div>
<div class="z7"><span class="k">Zala</span><div class="k2">1 day ago</div><div class="k3">Why is the school closed?</div></div></div>"""


@pytest.mark.parametrize("thread", [WORDPRESS, WPDISCUZ, DISQUS, SCHEMA, OBFUSCATED])
def test_comments_are_found_by_markup_or_structure_and_leave_the_article(thread: str) -> None:
    report = from_html(page(thread))
    found = comments(report)
    assert [(one.author, one.text) for one in found] == [
        ("Maja", "I was there and it was loud."),
        ("Jan P", "Stay safe everyone."),
        ("Zala", "Why is the school closed?"),
    ]
    assert all(one.time for one in found)
    assert [one.parent for one in found] == [None, found[0].id, None]
    assert text_of(report, "lead", "body") == "\n".join(TEXTS)


def test_a_page_that_wraps_everything_in_comments_loses_nothing() -> None:
    markup = page("").replace("<main>", '<main><div class="comments">').replace("</main>", "</div></main>")
    assert text_of(from_html(markup), "lead", "body") == "\n".join(TEXTS)


def test_signed_articles_and_teasers_are_no_comments() -> None:
    teasers = "".join(
        f"<div class='card'><h3>{name}</h3><time>July {day}, 2024</time><p>Short text of a teaser number {day}.</p></div>"
        for day, name in enumerate(("Minister visits Dobrava", "River bridge closed", "Second rocket found"), 5)
    )
    byline = "<div>Written by Ana Kos on July 8, 2024</div>"
    assert not comments(from_html(page(byline + teasers + byline)))


def test_tags_nested_ten_thousand_deep_are_read_in_bounded_time() -> None:
    start = time.process_time()
    markup = "<html><body>" + "<div>" * 10_000 + f"<p>{TEXTS[0]}</p>" + "</div>" * 10_000 + f"<p>{TEXTS[1]}</p>"
    report = from_html(markup)
    assert text_of(report, "lead", "body") == "\n".join(TEXTS[:2])
    assert time.process_time() - start < 20
    assert TEXTS[0] in text_of(from_html("<b><i>" * 10_000 + TEXTS[0]), "body")


@pytest.mark.parametrize(
    "markup",
    [
        "<div " + "a=b " * 50_000 + f">{TEXTS[0]}</div>",
        "&amp;" * 50_000 + TEXTS[0],
        "<p>\0" + TEXTS[0] + "\0</p>",
        "<p>" + TEXTS[0],
    ],
)
def test_odd_markup_still_gives_its_words(markup: str) -> None:
    assert TEXTS[0] in text_of(from_html(markup), "title", "lead", "body")


@pytest.mark.parametrize("markup", ["<html></html>", "<p></p>", "<!-- only a note -->", "<script>var a = 1</script>"])
def test_a_page_without_words_is_refused(markup: str) -> None:
    with pytest.raises(InputError, match="no text"):
        from_html(markup)


def test_a_page_is_decoded_before_it_is_parsed() -> None:
    markup = page("").replace("<head>", "<head><meta charset='windows-1252'>").replace("rocket", "rocket’s café")
    assert "rocket’s café" in text_of(from_bytes(markup.encode("cp1252"), form="html"), "lead", "body")


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class='comment'>",
        "</div>",
        "<li id=comment-1>",
        "<table><td>",
        "<br>",
        "<a href=x>",
        "</a>",
        "text ",
        "<time>2 days ago</time>",
        "<h1>",
        "&#0;",
        "<!--",
        "]]>",
        "<figure><figcaption>",
        "é“",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TAGS, max_size=40))
def test_any_soup_of_tags_is_read_or_refused(parts: list[str]) -> None:
    try:
        report = from_html("".join(parts))
    except InputError:
        return
    names = [one.id for one in report.passages]
    assert names == [f"p{at}" for at in range(1, len(names) + 1)]
    assert all(one.parent in names[: names.index(one.id)] for one in report.passages if one.parent)
