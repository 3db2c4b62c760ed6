"""The dossier on paper: it holds the dossier's words, and what a report says is printed and never read as markup."""

from __future__ import annotations

import builtins
import datetime
from typing import Any

import msgspec
import pypdfium2
import pytest
from share_builders import Edition, edition

from bearwitness.errors import NotInstalled
from bearwitness.share import FORMATS
from bearwitness.share.pdf import EPOCH, MOST, newest
from bearwitness.share.pdf_blocks import blocks

HOSTILE = '#read("/etc/passwd") $x^2$ *bold* _it_ @w1 <w1> \\u{41} `raw` = h // c /* ] } ) #[x] #import "@preview/a:1"'


def read(data: bytes) -> str:
    pages = pypdfium2.PdfDocument(data)
    return " ".join("".join(one.get_textpage().get_text_range() + "\n" for one in pages).replace("\u200b", "").split())


def made(given: Edition, **changes: Any) -> bytes:
    found = FORMATS["pdf"].write(msgspec.structs.replace(given.record, **changes), *given.given[1:])
    assert isinstance(found, bytes)
    return found


@pytest.fixture(scope="module")
def plain() -> bytes:
    return made(edition())


def test_it_holds_every_section_with_values_and_words(plain: bytes) -> None:
    text = read(plain)
    for told in (
        "In short",
        "Killed: 33",
        "superseded by these words",
        "The mayor said 7 people were killed in Kyiv.",
        "Where the sources contradict each other",
        "Competing explanations",
        "Responsibility: accusations, claims and denials",
        "What reviewers decided",
        "How this was made",
        "SHA-256",
        "1 / ",
    ):
        assert told in text, told


def test_it_has_an_outline_a_title_tags_and_the_date_of_the_newest_report(plain: bytes) -> None:
    pages = pypdfium2.PdfDocument(plain)
    levels = [(one.level, one.get_title()) for one in pages.get_toc()]
    assert (1, "Figures") in levels
    assert (0, edition().record.title) in levels
    about = pages.get_metadata_dict()
    assert about["Title"] == edition().record.title
    assert about["CreationDate"].startswith("D:20240709")
    assert b"/MarkInfo" in plain
    assert b"/StructTreeRoot" in plain
    width, height = pages[0].get_size()
    assert (round(width), round(height)) == (595, 842)


def test_hostile_text_is_printed_as_it_is() -> None:
    given = edition()
    reports = {
        name: msgspec.structs.replace(
            one,
            title=HOSTILE,
            source=HOSTILE,
            passages=tuple(msgspec.structs.replace(each, text=each.text + " " + HOSTILE) for each in one.passages),
        )
        for name, one in given.reports.items()
    }
    text = read(made(Edition(given.record, given.others, reports, given.claims), title=HOSTILE))
    assert text.count(" ".join(HOSTILE.split())) + text.count('#read("/etc/passwd")') > 8
    assert "root:" not in text


@pytest.mark.parametrize(
    ("text", "shown"), [("Удар по лікарні, Київ", True), ("Ελλάδα ñ ő ş", True), ("中文 😀", False)]
)
def test_letters_that_no_font_has_are_replaced_where_one_sees_it(text: str, shown: bool) -> None:
    found = read(made(edition(), title=text))
    assert (text in found) is shown
    assert ("cannot be shown with the fonts of this file" in found) is not shown
    assert ("\ufffd\ufffd" in found) is not shown


def test_right_to_left_letters_and_long_words_are_printed_and_turns_of_direction_are_not() -> None:
    found = read(made(edition(), title="שלום مرحبا \u202eabc " + "W" * 3000))
    assert "cannot be shown" not in found
    assert found.count("W") >= 3000
    assert "\u202e" not in found


def test_a_paragraph_of_megabytes_is_cut_and_says_so() -> None:
    given = edition()
    name, one = next(iter(given.reports.items()))
    long = msgspec.structs.replace(one.passages[-1], text="word " * 1_000_000)
    reports = {**given.reports, name: msgspec.structs.replace(one, passages=(*one.passages[:-1], long))}
    found = read(made(Edition(given.record, given.others, reports, given.claims)))
    assert f"{5_000_000 - 1 - MOST} more characters" in found


def test_without_typst_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NotInstalled, match=r"bearwitness\[pdf\]"):
        made(edition())


def test_the_date_is_the_newest_reports_or_none() -> None:
    given = edition()
    assert newest(given.reports.values()) == datetime.datetime(2024, 7, 9, 15, 0, tzinfo=datetime.UTC)
    assert newest([]) == EPOCH


def test_a_page_becomes_blocks_with_each_name_once() -> None:
    page = '<p id="a">One <b>two</b> <a href="#a">there</a></p><p>x <span id="a"></span>y</p><nav><p>no</p></nav>'
    first, second, third = blocks(page)
    assert first == {"kind": "place", "at": "a"}
    assert "".join(one["text"] for one in second["runs"]) == "One two there"
    assert second["runs"][-1]["to"] == "#a"
    assert [one["at"] for one in third["runs"]] == [None]
