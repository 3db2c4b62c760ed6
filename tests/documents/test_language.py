"""The language of a report: told by its words, by the page only where they cannot, never guessed."""

from __future__ import annotations

import pytest
from reading import BODY, from_text

from bearwitness.documents.language import language
from bearwitness.documents.phrases import matcher
from bearwitness.languages import available

UKRAINIAN = "Ракета влучила в автовокзал серед ранку, чотирьох людей забрали до лікарні, повідомив міський голова."


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        (BODY[0], None, "en"),
        (BODY[0].upper(), None, "en"),
        (UKRAINIAN, "en", "uk"),
        ("Boom!", None, None),
        ("Boom!", "uk-UA", "uk"),
        ("1 2 3 4 5 6 7 8 9" * 20, "english", None),
        ("", None, None),
    ],
)
def test_words_decide_and_the_page_only_where_they_cannot(
    text: str, declared: str | None, expected: str | None
) -> None:
    assert language(text, declared=declared) == expected


def test_a_given_language_is_kept() -> None:
    assert from_text(BODY[0], language="uk").language == "uk"


def test_the_comments_do_not_decide() -> None:
    thread = "".join(f"\n\nOlena{at} (@guest_{at})\n2 months ago\n\n{UKRAINIAN}" for at in range(5))
    assert from_text("\n\n".join(BODY) + "\n\nView all comments" + thread).language == "en"


@pytest.mark.parametrize("code", [one for one in available() if one == "en"])
def test_the_phrases_of_a_language_can_be_matched(code: str) -> None:
    phrases = matcher(code)
    assert len(phrases.phrases.months) == len(phrases.phrases.month_numbers)
    for lines in (
        phrases.boilerplate,
        phrases.link_list,
        phrases.comment_start,
        phrases.comment_form,
        phrases.author_credit,
    ):
        assert lines.exact or lines.wild.pattern
        assert not lines.match(BODY[0])
    assert phrases.comment_start.match("12 Comments")
    assert not phrases.boilerplate.match("")
