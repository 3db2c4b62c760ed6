"""Comment threads in text without markup: several layouts, and articles that only look like one."""

# ruff: noqa: E501 - markup and threads stand here as pages have them
from __future__ import annotations

import pytest
from reading import BODY, comments, from_text, text_of

ARTICLE = "\n\n".join(BODY)
SAID = ("I was there and it was loud", "Stay safe everyone", "Why is the school closed for one day only?")

HANDLES = "\n\n".join(
    (
        "Notify of\n\nView all comments",
        f"Maja (@guest_11)\n2 months ago\n\n{SAID[0]}",
        f"Jan P\nJan P (@guest_12)\n2 months ago\nReply to  Maja\n\n{SAID[1]}",
        f"Maja (@guest_11)\n1 month ago\nReply to  Jan P\n\n{SAID[2]}",
    )
)
SAYS = (
    f"3 Comments\n\nMaja says:\nJuly 9, 2024 at 3:04 pm\n\n{SAID[0]}\n\nReply\n\n"
    f"Jan P says:\nJuly 9, 2024 at 5:10 pm\n\n@Maja {SAID[1]}\n\nReply\n\nMaja says:\nJuly 10, 2024 at 9:00 am\n\n{SAID[2]}\n\nReply"
)
BULLETS = (
    f"Comments (3)\nSort by newest\n\nMaja\n•\n2 days ago\n{SAID[0]}\n3\n•\nReply\n•\nShare\n\n"
    f"Jan P > Maja • a day ago\n{SAID[1]}\nReply\n\nMaja • 3 hours ago • edited\n{SAID[2]}\nReply"
)
BUTTONS = f"Comments\n\nMaja\n{SAID[0]}\nLike · Reply · 2d\n\nJan P\n{SAID[1]}\nLike · Reply · 1d\n\nZala\n{SAID[2]}\nLike · Reply · 3h"
POSTED = (
    f"Readers' comments\n\nPosted by Maja on July 9, 2024\n{SAID[0]}\n\nPosted by Jan P on July 9, 2024\n{SAID[1]}\n\n"
    f"Posted by Maja on July 10, 2024\n{SAID[2]}"
)


@pytest.mark.parametrize("thread", [HANDLES, SAYS, BULLETS, BUTTONS, POSTED])
def test_each_layout_gives_three_comments_with_author_and_time(thread: str) -> None:
    report = from_text(f"{ARTICLE}\n\n{thread}")
    found = comments(report)
    assert [one.text.removeprefix("@Maja ") for one in found] == list(SAID)
    assert [one.author for one in found][:2] == ["Maja", "Jan P"]
    assert all(one.time for one in found)
    assert text_of(report, "lead", "body") == "\n".join(BODY)


@pytest.mark.parametrize(
    ("thread", "parents"), [(HANDLES, [None, 0, 1]), (SAYS, [None, 0, None]), (BULLETS, [None, 0, None])]
)
def test_who_answers_whom_is_kept(thread: str, parents: list[int | None]) -> None:
    found = comments(from_text(f"{ARTICLE}\n\n{thread}"))
    assert [one.parent for one in found] == [None if at is None else found[at].id for at in parents]


def test_an_answer_goes_to_the_nearest_comment_of_that_name_in_its_branch() -> None:
    text = (
        f"{ARTICLE}\n\nView all comments\n\nMaja (@a_1)\n2 days ago\n\nFirst thing I said.\n\n"
        "Jan (@a_2)\n2 days ago\nReply to Maja\n\nI do not think so.\n\nMaja (@a_1)\n1 day ago\n\nAnother thing I said.\n\n"
        "Zala (@a_3)\n1 day ago\nReply to Maja\n\nThat is better."
    )
    found = comments(from_text(text))
    assert [one.parent for one in found] == [None, found[0].id, None, found[2].id]


@pytest.mark.parametrize("mark", ["… Read more »", "... See more", "… (more)", " Read more »"])
def test_a_comment_that_the_page_cut_short_is_marked(mark: str) -> None:
    text = f"{ARTICLE}\n\n" + HANDLES.replace(SAID[1], SAID[1] + mark)
    found = comments(from_text(text))
    assert [one.truncated for one in found] == [False, True, False]
    assert "more" not in found[1].text.casefold()


def test_several_paragraphs_are_one_comment_and_buttons_are_no_words() -> None:
    text = f"{ARTICLE}\n\n" + HANDLES.replace(
        SAID[0], "One thing.\n\nAnother thing.\n\nLast edited 2 months ago by Maja\n\nReply"
    )
    assert comments(from_text(text))[0].text == "One thing.\nAnother thing."


def test_what_follows_the_thread_is_no_comment() -> None:
    report = from_text(f"{ARTICLE}\n\n{SAYS}\n\nRelated articles\nRocket found near the river\n© 2024 The Example")
    assert [one.text.removeprefix("@Maja ") for one in comments(report)] == list(SAID)
    assert report.passages[-1].kind == "boilerplate"


LOOKALIKES = {
    "byline and date": f"Rocket hits bus station in Dobrava\n\nAna Kos\n2 days ago\n\n{ARTICLE}",
    "link to the comments at the top": f"Rocket hits bus station in Dobrava\n\n12 Comments\n\nAna Kos\n2 hours ago\n\n{ARTICLE}\n\n{ARTICLE}",
    "headlines with ages": f"{ARTICLE}\n\nMinister visits the wounded\n2 hours ago\nSecond rocket found\n3 hours ago\nRiver bridge closed\n5 hours ago",
    "names with ages": f"{ARTICLE}\n\nMaja Zor\n2 hours ago\nJan Lah\n3 hours ago",
    "live page": f"Ana Kos\n10:45\nSirens in the city.\n\nAna Kos\n11:02\nA second explosion.\n\n{ARTICLE}",
    "interview": f"{ARTICLE}\n\nAna Kos: What did you see?\n\nIvo Lah: A flash.\n\nAna Kos: And then?\n\nIvo Lah: Smoke over the roofs.",
    "quotations": f"{ARTICLE}\n\nThe mayor wrote:\n\n“We will rebuild the station.”\n\nThe minister said:\n\n“We stand with Dobrava.”",
    "posts": f"{BODY[0]}\n\nStay at home.\n\n— City (@city) July 8, 2024\n\nAll clear.\n\n— City (@city) July 8, 2024\n\n{BODY[1]}\n\n{BODY[2]}",
    "a heading and nothing": f"{ARTICLE}\n\nComments\n\nLeave a comment",
}


@pytest.mark.parametrize("name", sorted(LOOKALIKES))
def test_an_article_that_looks_like_a_thread_gets_no_comments(name: str) -> None:
    report = from_text(LOOKALIKES[name])
    assert not comments(report)
    assert all(part in text_of(report, "lead", "body") for part in BODY)


@pytest.mark.parametrize(
    "line",
    ["Like Reply 1 " * 10 + "x", "1" * 139, "Name Name • " * 11, "2 days ago " * 12, "- – — " * 20, "Reply to " * 14],
)
def test_lines_made_to_be_slow_are_not(line: str) -> None:
    text = "Comments\n" + f"{line}\n" * 300
    from_text(text)  # pytest's own time limit is the folder's budget; exponential matching would never end
