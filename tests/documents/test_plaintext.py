"""Text without markup: what each paragraph is, and that no word is lost."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import BODY, comments, from_text, kinds, text_of

from bearwitness.documents.blocks import lines_of, paragraphs

PLAIN = "\n\n".join(BODY)


def test_paragraphs_are_passages_and_the_first_is_the_lead() -> None:
    report = from_text(PLAIN)
    assert [one.kind for one in report.passages] == ["lead", "body", "body"]
    assert [one.id for one in report.passages] == ["p1", "p2", "p3"]
    assert [one.text for one in report.passages] == list(BODY)


def test_a_short_first_line_without_a_full_stop_is_the_title() -> None:
    report = from_text("Rocket hits bus station in Dobrava\n\n" + PLAIN)
    assert report.title == "Rocket hits bus station in Dobrava"
    assert kinds(report)[0] == ("title", "Rocket hits bus")


@pytest.mark.parametrize("first", ["Two people died.", "“Run,” he said.", "Explosions were heard in the night."])
def test_a_short_first_sentence_is_no_title(first: str) -> None:
    report = from_text(f"{first}\n\n{PLAIN}")
    assert report.title is None
    assert all(one.kind in ("lead", "body") for one in report.passages)


def test_a_given_title_stands_for_the_line_that_repeats_it() -> None:
    report = from_text("ROCKET HITS BUS STATION IN DOBRAVA\n\n" + PLAIN, title="Rocket hits bus station in Dobrava")
    assert [one.kind for one in report.passages] == ["title", "lead", "body", "body"]


def test_a_given_title_glued_to_the_text_is_cut_off() -> None:
    report = from_text("Rocket hits bus stationA rocket hit the bus station.", title="Rocket hits bus station")
    assert [one.text for one in report.passages] == ["Rocket hits bus station", "A rocket hit the bus station."]


def test_a_title_that_begins_a_sentence_is_not_cut_off() -> None:
    report = from_text("Rocket hits bus station in Dobrava on Monday.", title="Rocket hits bus station")
    assert report.passages[-1].text == "Rocket hits bus station in Dobrava on Monday."


def test_byline_and_date_line_are_read_and_the_date_only_where_it_says_published() -> None:
    head = "Rocket hits bus station in Dobrava\n\nBy Ana Kos and Ivo Lah\n\nPublished: 9 July 2024, 10:30\n\n"
    report = from_text(head + PLAIN)
    assert [one.kind for one in report.passages][:3] == ["title", "byline", "dateline"]
    assert (report.byline, report.published) == ("Ana Kos and Ivo Lah", "2024-07-09")
    assert report.published_from == "line that says when it was published"
    assert from_text(head.replace("Published", "Updated") + PLAIN).published is None
    assert from_text(head + PLAIN, published="2024-07-08").published_from == "given"


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("DOBRAVA, July 8 (Agency) - ", "DOBRAVA, July 8 (Agency) -"),
        ("DOBRAVA (AGY) — ", "DOBRAVA (AGY) —"),
        ("STARA GORA, Dobrava -- ", "STARA GORA, Dobrava --"),
        ("Dobrava (Agency) – ", "Dobrava (Agency) –"),
        ("DOBRAVA: ", "DOBRAVA:"),
        ("SANTA ROSA, 3 JAN 90 -- ", "SANTA ROSA, 3 JAN 90 --"),
    ],
)
def test_an_opening_dateline_is_a_passage_of_its_own(opening: str, dateline: str) -> None:
    report = from_text(opening + PLAIN)
    assert [(one.kind, one.text) for one in report.passages[:2]] == [("dateline", dateline), ("lead", BODY[0])]


@pytest.mark.parametrize(
    "opening", ["BREAKING: ", "UPDATE — ", "The mayor — a doctor — said that ", "Ivo Lah: ", "A well-known man - "]
)
def test_what_only_looks_like_a_dateline_is_left_alone(opening: str) -> None:
    assert "dateline" not in {one.kind for one in from_text(opening + PLAIN).passages}


def test_furniture_and_lists_of_links_are_told_from_the_report() -> None:
    text = (
        f"{BODY[0]}\n\nAdvertisement\n\n{BODY[1]}\n\nShare on Facebook\n\n{BODY[2]}\n\nRelated articles\n"
        "Second rocket found near the river\nMinister visits the wounded\n\n© 2024 The Example. All rights reserved."
    )
    report = from_text(text)
    assert text_of(report, "lead", "body") == "\n".join(BODY)
    assert sum(one.kind == "boilerplate" for one in report.passages) == 6


def test_a_paragraph_after_a_list_of_links_is_the_report_again() -> None:
    report = from_text(f"{BODY[0]}\n\nRead more\n\nSecond rocket found near the river\n\n{BODY[1]}\n\n{BODY[2]}")
    assert text_of(report, "lead", "body") == "\n".join(BODY)


@pytest.mark.parametrize(
    "note",
    [
        "Ana Kos is a reporter at The Example. She covers the east of the country.",
        "Follow Ana Kos on Twitter @anakos.",
        "(Reporting by Ana Kos; Editing by Ivo Lah)",
        "Ivo Lah contributed to this report.",
    ],
)
def test_a_note_on_the_author_at_the_end_is_told(note: str) -> None:
    assert from_text(f"{PLAIN}\n\n{note}").passages[-1].kind == "author_note"


@pytest.mark.parametrize(
    "ending",
    [
        "Petra Zor is a nurse at the hospital and was on her way home.",
        "Anyone with information is asked to contact the police on 555-0100.",
        "She wrote on Twitter that her brother was safe.",
        "Vid Bor, a reporter who was wounded, is a correspondent for a local radio station, said Vid Bor’s editor.",
    ],
)
def test_the_last_paragraph_of_a_report_is_no_note(ending: str) -> None:
    body = PLAIN + "\n\nOne of the wounded is Vid Bor, his family said on Tuesday."
    assert from_text(f"{body}\n\n{ending}").passages[-1].kind == "body"


def test_an_embedded_post_and_a_caption_are_told() -> None:
    report = from_text(
        f"{BODY[0]}\n\nThe square is closed, use the bridge.\n\n— City of Dobrava (@dobrava) July 8, 2024\n\n"
        f"Photo: Ana Kos / The Example\n\n{BODY[1]}\n\n{BODY[2]}"
    )
    assert [one.kind for one in report.passages] == ["lead", "embed", "embed", "caption", "body", "body"]
    assert (report.passages[1].author, report.passages[1].time) == ("City of Dobrava", "July 8, 2024")
    assert not comments(report)


def wrapped(text: str, width: int) -> str:
    """The text wrapped at a margin."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


@pytest.mark.parametrize("width", [45, 60, 72, 80])
@pytest.mark.parametrize("gap", ["\n\n", "\n \n"])
def test_text_wrapped_at_a_margin_is_put_together_again(width: int, gap: str) -> None:
    long = [f"{one} {other}" for one, other in zip(BODY, BODY[::-1], strict=True)]
    report = from_text(gap.join(wrapped(one, width) for one in long))
    assert [one.text for one in report.passages] == long


def test_single_line_ends_separate_paragraphs_where_lines_are_paragraphs() -> None:
    assert [one.text for one in from_text("\n".join(BODY)).passages] == list(BODY)


def test_a_sentence_that_goes_on_in_lower_case_is_not_cut() -> None:
    report = from_text("Rescuers were looking for the driver\nof the second bus until dark.\n\n" + PLAIN)
    assert report.passages[0].text == "Rescuers were looking for the driver of the second bus until dark."


WORDS = st.text(alphabet=string.ascii_letters + " .,\n—:()@“”-'é1", max_size=400)


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_paragraphs_keep_every_word_in_its_order(text: str) -> None:
    joined = "".join("".join(one.text.split()) for one in paragraphs(lines_of(text)))
    assert joined == "".join(text.split())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*BODY, "Related", "Photo: A", "By Ana Kos", "DOBRAVA (AGY) — It hit.", "Short line"]),
        min_size=1,
        max_size=9,
    )
)
def test_reading_keeps_every_word_in_its_order(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    assert "".join(one.text for one in from_text(text).passages).replace(" ", "") == "".join(text.split())
