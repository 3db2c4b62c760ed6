"""Author boxes and visitors' handles in the markup of a page."""

from __future__ import annotations

from bearwitness.documents.article import read_page
from bearwitness.documents.draft import Draft
from bearwitness.documents.phrases import matcher
from bearwitness.model import Given

STORY = "".join(
    f"<p>Rescuers worked on the {floor} floor of the clinic until evening and found nobody alive there, they said.</p>"
    for floor in ("first", "second", "third", "fourth", "fifth")
)


def passages(extra: str) -> list[Draft]:
    body = f"<article><h1>Clinic hit</h1>{STORY}{extra}</article>"
    page = f"<html><head><title>Clinic</title></head><body>{body}</body></html>"
    return read_page(page, given=Given(), matcher=matcher("en"))[0]


def comment(number: int, name: str, words: str, answer: str = "") -> str:
    reply = f'<div class="wpd-reply-to">Reply to <a href="#c">{answer}</a></div>' if answer else ""
    return (
        f'<div id="comment-{number}" class="comment">'
        f'<div class="comment-author">{name} <span>(@guest_{number})</span></div>'
        f'<time datetime="2024-05-0{number}">May {number}</time>{reply}'
        f'<div class="comment-text"><p>{words}</p></div></div>'
    )


def test_an_author_box_is_a_note_and_no_part_of_the_report() -> None:
    found = passages(
        '<div class="author-box"><p>Ann Reed covers hospitals for the paper and studied medicine in Leeds.</p></div>'
    )
    notes = [one for one in found if one.kind == "author_note"]
    assert len(notes) == 1
    assert "Leeds" in notes[0].text
    assert not [one for one in found if one.kind in ("lead", "body") and "Leeds" in one.text]


def test_a_byline_in_an_author_box_is_no_note() -> None:
    assert not [one for one in passages('<div class="author-box">By Ann Reed</div>') if one.kind == "author_note"]


def test_a_reply_finds_the_comment_of_a_visitor_with_a_handle() -> None:
    thread = comment(1, "Ann", "What a dreadful day for the town.") + comment(2, "Bo", "Yes, dreadful it is.", "Ann")
    found = passages(f'<section id="comments" class="comments-area">{thread}</section>')
    said = [one for one in found if one.kind == "comment"]
    assert [one.author for one in said] == ["Ann", "Bo"]
    assert said[1].parent == found.index(said[0])
