"""Pages beyond their paragraphs: live pages, what stands beside the article, when it was published and changed."""

from __future__ import annotations

import pytest
from reading import from_html

BODY = (
    "Two people were killed when a missile hit the bus depot on Monday morning, the city council said in a statement.",
    "Rescuers were still searching the ruins in the afternoon, and the streets around the depot stayed closed to cars.",
    "The council opened a shelter in the sports hall, where families could wait for news of those who were missing.",
)


STATED = """<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-07-08T09:00:00Z",
"dateModified":"2024-07-09T10:00:00Z"}</script>"""


def article(*parts: str, head: str = "", before: str = "", after: str = "") -> str:
    inner = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    return (
        f"<!doctype html><html><head><title>Depot hit</title>{head}</head><body><nav><a href='/'>Home</a></nav>{before}"
        f"<article><h1>Missile hits bus depot in the city</h1>{inner}</article>{after}</body></html>"
    )


def post(time: str, text: str) -> str:
    return f"<div class='live-post'><time datetime='{time}'>{time[11:16]}</time><p>{text}</p></div>"


POSTS = (
    post("2024-07-08T15:00:00Z", "The number of people killed at the depot has risen to five, the governor says."),
    post("2024-07-08T12:00:00Z", "Three people are now known to have been killed at the depot, rescuers tell us."),
    post("2024-07-08T09:00:00Z", "A missile hit the bus depot this morning. Two people were killed, the council says."),
)


def test_each_post_of_a_live_page_has_its_own_time() -> None:
    report = from_html(article(*POSTS, head="<title>Live: depot hit</title>"))
    times = {line.text: line.time for line in report.passages if line.kind in ("lead", "body")}
    assert [time for text, time in times.items() if "killed" in text] == [
        "2024-07-08T15:00:00Z",
        "2024-07-08T12:00:00Z",
        "2024-07-08T09:00:00Z",
    ]


def test_a_list_of_reports_with_times_is_no_live_page() -> None:
    teasers = "".join(
        f"<div class='item'><h3><a href='/r{n}'>Another report about the city council's budget</a></h3>"
        f"<time datetime='2024-07-0{n}T10:00:00Z'>{n} July</time><p>The council met to talk of money.</p></div>"
        for n in range(1, 6)
    )
    report = from_html(article(*BODY, after=f"<div class='live-feed'>{teasers}</div>"))
    assert all(line.time is None for line in report.passages)
    assert not any("budget" in line.text for line in report.passages if line.kind in ("lead", "body"))


def test_a_subheading_and_a_short_line_between_paragraphs_belong_to_the_article() -> None:
    report = from_html(article(BODY[0], "<h2>What is known</h2>", BODY[1], "<p>Nobody was arrested.</p>", BODY[2]))
    words = [line.text for line in report.passages if line.kind in ("lead", "body")]
    assert "What is known" in words
    assert "Nobody was arrested." in words


@pytest.mark.parametrize("name", ["related-articles", "newsletter", "sidebar"])
def test_what_is_named_as_something_else_inside_the_article_is_left_out(name: str) -> None:
    box = f"<div class='{name}'><p>Another attack on the port killed nine people last week, the navy said.</p></div>"
    report = from_html(article(BODY[0], BODY[1], box, BODY[2], BODY[0] + " Again.", BODY[1] + " Again."))
    assert not any("navy" in line.text for line in report.passages if line.kind in ("lead", "body"))
    assert any("ruins" in line.text for line in report.passages)


def test_a_label_that_heads_a_list_of_links_is_left_out() -> None:
    links = "<ul><li><a href='/a'>A report</a></li><li><a href='/b'>Another report</a></li></ul>"
    report = from_html(article(*BODY, "<h3>More on this story</h3>", links))
    assert not any("More on this" in line.text for line in report.passages if line.kind in ("lead", "body"))


@pytest.mark.parametrize(
    ("head", "published", "updated"),
    [
        (
            STATED,
            "2024-07-08T09:00:00Z",
            "2024-07-09T10:00:00Z",
        ),
        ('<meta property="article:modified_time" content="2024-07-09">', None, "2024-07-09"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"0001-01-01"}</script>',
            None,
            None,
        ),
        ('<meta property="article:published_time" content="1970-01-01T00:00:00Z">', None, None),
    ],
)
def test_when_a_page_was_published_and_changed(head: str, published: str | None, updated: str | None) -> None:
    report = from_html(article(*BODY, head=head))
    assert (report.published, report.updated) == (published, updated)


@pytest.mark.parametrize(
    "line",
    [
        "July 8, 2024",
        "Published Mon, July 8, 2024",
        "July 8, 2024, 10:31 pm CST",
        "By Ann Bo | July 8, 2024",
        "Posted July 8, 2024 at 3:04 pm",
    ],
)
def test_a_date_line_beside_the_headline_is_found_where_metadata_says_nothing(line: str) -> None:
    markup = article(*BODY).replace("</h1>", f"</h1><div class='meta'><span>{line}</span></div>")
    assert (from_html(markup).published or "")[:10] == "2024-07-08"


def test_a_date_that_says_something_else_is_not_the_date_of_publication() -> None:
    markup = article(*BODY).replace(
        "</h1>", "</h1><div><span>Updated: July 9, 2024</span><p>Since May 1, 2020</p></div>"
    )
    assert from_html(markup).published is None
