"""Comments as the common systems and forums print them: each is found, and none of it gets into the article."""

# ruff: noqa: E501 - markup stands here as pages have it
from __future__ import annotations

import pytest
from reading import BODY, comments, from_html, text_of

SAID = (
    ("Maja Kos", "July 9, 2024 at 3:04 pm", "I was there and it was loud, the windows broke."),
    ("Jan P", "2 days ago", "Stay safe everyone."),
    ("zala_77", "1 day ago", "Why is the school closed? Nobody told the parents\nand we waited an hour."),
)


def thread(head: str, item: str, foot: str) -> str:
    """A thread: the item is printed for each comment."""
    items = (
        item.format(a=a, t=t, w=w.replace("\n", "</p><p>"), wb=w.replace("\n", "<br>"), n=at + 101)
        for at, (a, t, w) in enumerate(SAID)
    )
    return head + "".join(items) + foot


SYSTEMS = {
    "blogger": thread(
        '<div class="comments" id="comments"><h4>3 comments:</h4><div id="comment-holder"><div id="c1" class="comment-thread toplevel-thread"><ol id="top-ra">',
        '<li class="comment" id="c{n}"><div class="avatar-image-container"><img src="x"></div><div id="c{n}" class="comment-block"><div class="comment-header" id="bc_0_0M"><cite class="user"><a rel="nofollow">{a}</a></cite><span class="icon user"></span><span class="datetime secondary-text"><a rel="nofollow" href="#c{n}">{t}</a></span></div><p class="comment-content" id="bc_0MC">{wb}</p><span class="comment-actions secondary-text"><a class="comment-reply">Reply</a><span class="item-control"><a>Delete</a></span></span></div><div class="comment-replies"></div></li>',
        '</ol></div></div><p class="comment-footer"><a href="x">Post a Comment</a></p></div>',
    ),
    "disqus": thread(
        '<div id="disqus_thread"><div id="layout"><section id="conversation"><ul id="post-list" class="post-list">',
        '<li class="post" id="post-{n}"><div class="post-content"><div class="avatar hovercard"><a class="user"><img alt="Avatar"></a></div><div class="post-body"><header class="comment__header"><span class="post-byline"><span class="author publisher-anchor-color"><a href="u">{a}</a></span></span><span class="post-meta"><span class="bullet time-ago-bullet">•</span><a class="time-ago" title="x">{t}</a></span></header><div class="post-body-inner"><div class="post-message-container"><div class="publisher-anchor-color"><div class="post-message"><div><p>{w}</p></div></div></div></div></div><footer class="comment__footer"><menu class="comment-footer__menu"><li class="voting">3</li><li class="reply"><a>Reply</a></li><li class="share"><a>Share</a></li></menu></footer></div></div><ul class="children"></ul></li>',
        "</ul></section></div></div>",
    ),
    "facebook": thread(
        '<div class="fb-comments"><div class="_491z"><span>3 Comments</span></div><div class="_4k-6">',
        '<div class="_5nz1"><div class="_1ci"><a class="UFICommentActorName" href="f">{a}</a></div><div class="_30o4"><span class="_5mdd"><span>{wb}</span></span></div><div class="_2vq9"><a>Like</a> · <a>Reply</a> · <abbr class="UFISutroCommentTimestamp"><span>{t}</span></abbr></div></div>',
        "</div></div>",
    ),
    "coral": thread(
        '<div id="coral_thread"><div class="coral coral-stream">',
        '<div class="coral coral-comment coral-indent-0" id="comment-ab{n}"><div class="coral coral-comment-header"><span class="coral coral-username coral-comment-username">{a}</span><time class="coral coral-timestamp coral-comment-timestamp" datetime="2024-07-09">{t}</time></div><div class="coral coral-content coral-comment-content"><div>{wb}</div></div><div class="coral coral-comment-actionBar"><button>Respect</button><button>Reply</button><button>Report</button></div></div>',
        "</div></div>",
    ),
    "obfuscated": thread(
        '<section class="x1a"><h3 class="q9">Comments (3)</h3>',
        '<div class="f3z"><div class="g1"><span class="u8">{a}</span><span class="t2">{t}</span></div><div class="b7"><p>{w}</p></div><div class="z0"><button>Reply</button><button>Like</button></div></div>',
        "</section>",
    ),
    "twentytwelve": thread(
        '<div id="comments" class="comments-area"><h2 class="comments-title">3 thoughts on “Rocket”</h2><ol class="commentlist">',
        '<li class="comment even thread-even depth-1" id="li-comment-{n}"><article id="comment-{n}" class="comment"><header class="comment-meta comment-author vcard"><img class="avatar"><cite><b class="fn">{a}</b> </cite><a href="https://e.org/a/#comment-{n}"><time datetime="2024-07-09T15:04">{t}</time></a></header><section class="comment-content comment"><p>{w}</p></section><div class="reply"><a class="comment-reply-link">Reply</a> <span>↓</span></div></article></li>',
        '</ol><div id="respond" class="comment-respond"><h3 id="reply-title">Leave a Reply</h3><form id="commentform" class="comment-form"><p>Your email address will not be published.</p><p><label>Name *</label><input></p></form></div></div>',
    ),
    "viafoura": thread(
        '<div class="viafoura"><div class="vf-conversations"><div class="vf3-conversations-list">',
        '<div class="vf3-comment" id="vf3-comment-{n}"><div class="vf3-comment__user-info"><span class="vf-comment-header__name">{a}</span><span class="vf3-comment-date">{t}</span></div><div class="vf-comment-content vf3-text"><p>{w}</p></div><div class="vf-comment-actions"><button>Reply</button></div></div>',
        "</div></div></div>",
    ),
    "spotim": thread(
        '<div data-spotim-module="conversation" class="spcv_conversation"><ul class="spcv_messages-list">',
        '<li class="spcv_list-item"><article class="spcv_root"><div class="spcv_header"><span class="spcv_username">{a}</span><time class="spcv_time">{t}</time></div><div class="spcv_messageContent"><div class="components-MessageContent"><p>{w}</p></div></div><div class="spcv_actions"><button>Reply</button><button>Share</button></div></article></li>',
        "</ul></div>",
    ),
    "drupal": thread(
        '<section class="comments comment-wrapper" id="comments"><h2 class="title">Comments</h2>',
        '<div class="comment comment-by-anonymous clearfix"><h3 class="comment__title"><a href="/comment/{n}#comment-{n}">Terrible</a></h3><div class="submitted">Submitted by <span class="username">{a}</span> on {t}</div><div class="content"><div class="field field-name-comment-body"><div class="field-items"><div class="field-item even"><p>{w}</p></div></div></div></div><ul class="links inline"><li class="comment-reply"><a>reply</a></li></ul></div>',
        "</section>",
    ),
    "dlBlog": thread(
        '<div class="komm"><h2>Readers comments</h2><dl>',
        "<dt><b>{a}</b> wrote on {t}</dt><dd>{wb}</dd>",
        "</dl></div>",
    ),
    "table": thread(
        '<table id="cmts"><tr><th colspan=2>Your comments</th></tr>',
        '<tr><td class="usr">{a}<br><small>{t}</small></td><td>{wb}</td></tr>',
        "</table>",
    ),
    "guardian": thread(
        '<div id="comments" class="d-comments"><ul class="d-thread d-thread--comments">',
        '<li id="comment-{n}" class="d-comment d-comment--top-level" itemscope itemtype="http://schema.org/Comment" data-comment-author="{a}"><div class="d-comment__inner"><div class="d-comment__meta"><span class="d-comment__author" itemprop="author"><a><span itemprop="name">{a}</span></a></span><time class="d-comment__timestamp" datetime="2024"><a>{t}</a></time></div><div class="d-comment__content"><div class="d-comment__body" itemprop="text"><p>{w}</p></div><div class="d-comment__actions"><button>Reply</button><button>Share</button></div></div></div></li>',
        "</ul></div>",
    ),
    "joomla": thread(
        '<div id="jc"><div id="comments"><h4>Comments</h4><div id="comments-list" class="comments-list">',
        '<div class="even" id="comment-item-{n}"><div class="rbox"><div class="comment-box"><a class="comment-anchor" href="#comment-{n}" id="comment-{n}">#{n}</a> <span class="comment-author">{a}</span> <span class="comment-date">{t}</span><div class="comment-body" id="comment-body-{n}">{wb}</div><span class="comments-buttons"><a>Quote</a></span></div></div></div>',
        "</div></div></div>",
    ),
    "hyper": thread(
        '<div id="hypercomments_widget"><div class="hc__root">',
        '<div class="hc__message" id="hcm_{n}"><div class="hc__message__head"><span class="hc__message__username">{a}</span><span class="hc__message__created">{t}</span></div><div class="hc__message__text">{wb}</div></div>',
        "</div></div>",
    ),
    "youtube": thread(
        '<ytd-comments id="comments"><div id="contents">',
        '<ytd-comment-thread-renderer><div id="main"><a id="author-text"><span>@maja{n}</span></a><span id="published-time-text">{t}</span><div id="content"><span id="content-text">{wb}</span></div><div id="actions"><button>Reply</button></div></div></ytd-comment-thread-renderer>',
        "</div></ytd-comments>",
    ),
    "nytimes": thread(
        '<div class="comments-panel"><h3>Comments 3</h3><ol>',
        '<li><div class="css-1"><div class="css-2"><span class="css-3">{a}</span><span class="css-4">Berlin</span><span class="css-5">{t}</span></div><p class="css-6">{w}</p><div><button>Recommend 12</button><button>Share</button><button>Flag</button></div></div></li>',
        "</ol></div>",
    ),
    "mdtoday": thread(
        '<div class="reader-comments"><h3>Reader comments</h3>',
        '<div class="rc"><p class="rc-t">{wb}</p><p class="rc-a">{a}, Kyiv, {t}</p><p>Click to rate 12</p></div>',
        "</div>",
    ),
}


def page(thread_: str, *, inside: bool = False) -> str:
    """A page with a report and a thread under it, or inside its element."""
    body = "".join(f"<p>{one}</p>" for one in BODY)
    article = f"<article><h1>Rocket hits bus station</h1>{body}{thread_ if inside else ''}</article>"
    return f"<html><head><title>Rocket hits bus station</title></head><body><main>{article}{'' if inside else thread_}</main><footer>© 2024 The Example</footer></body></html>"


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_each_system_gives_its_comments_and_leaves_the_article(name: str, inside: bool) -> None:
    report = from_html(page(SYSTEMS[name], inside=inside))
    found = comments(report)
    assert [" ".join(one.text.split()) for one in found] == [" ".join(one[2].split()) for one in SAID]
    assert all(one.author for one in found)
    assert text_of(report, "lead", "body") == "\n".join(BODY)


def test_the_name_is_the_author_and_not_the_town_after_it() -> None:
    assert [one.author for one in comments(from_html(page(SYSTEMS["nytimes"])))] == ["Maja Kos", "Jan P", "zala_77"]


FORUM = thread(
    '<div class="posts">',
    '<div id="p{n}" class="post bg2"><dl class="postprofile"><dt><a class="username">{a}</a></dt><dd>Posts: 12</dd></dl><div class="postbody"><p class="author">by <strong class="username">{a}</strong> » <time datetime="2024-07-09T10:00:00">{t}</time></p><div class="content">{wb}</div></div></div>',
    "</div>",
)


def test_in_a_forum_the_first_contribution_is_the_report_and_the_others_answer() -> None:
    report = from_html(f"<html><body><h1>Rocket hits bus station</h1>{FORUM}</body></html>")
    assert [one.author for one in comments(report)] == ["Jan P", "zala_77"]
    assert SAID[0][2] in text_of(report, "title", "lead", "body")


def test_a_form_for_writing_a_comment_is_none() -> None:
    form = '<div class="commentbox"><div id="respond"><h3>Leave a comment</h3><form id="commentform" action="/wp-comments-post.php"><p>Your email address will not be published.</p><p class="comment-form-author"><label for="author">Name *</label></p><p>Website</p></form></div></div>'
    assert not comments(from_html(page(form)))


def test_the_latest_comments_on_other_pages_are_none() -> None:
    item = '<li class="recentcomments recent-comment"><div class="comment-wrap"><span class="comment-author-link">{a}</span> on <a href="https://e.example/other-{n}/#comment-{n}">Another report</a>: <span class="comment-excerpt">{w}</span> <span class="comment-date">{t}</span></div></li>'
    assert not comments(from_html(page(thread('<ul class="recent-comments-list">', item, "</ul>"))))


def test_an_article_whose_tags_speak_of_comments_is_no_comment() -> None:
    body = "".join(f"<p>{one}</p>" for one in BODY)
    markup = f'<html><body><div class="wrap"><div id="post-7" class="post hentry tag-city-comments"><h1>Rocket hits bus station</h1><time datetime="2024-07-09">9 July</time>{body}</div></div></body></html>'
    report = from_html(markup)
    assert not comments(report)
    assert text_of(report, "lead", "body") == "\n".join(BODY)


def test_a_page_in_a_noscript_that_was_never_closed_is_read() -> None:
    body = "".join(f"<p>{one} {'The street was closed until the evening. ' * 20}</p>" for one in BODY)
    report = from_html(
        f"<html><body><noscript><img src=x><article><h1>Rocket hits bus station</h1>{body}</article></body></html>"
    )
    assert all(one in text_of(report, "lead", "body") for one in BODY)


def test_the_declared_text_stands_in_where_a_script_fills_the_page() -> None:
    text = "\\n".join(one.replace('"', "'") for one in BODY)
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Rocket hits bus station","articleBody":"{text}"}}</script>'
    report = from_html(
        f"<html><head>{script}</head><body><div id=app>Loading, please wait for the page.</div></body></html>"
    )
    assert all(one.replace('"', "'") in text_of(report, "lead", "body") for one in BODY)
