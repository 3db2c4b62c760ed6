"""Bytes to text: declared, wrongly declared, mixed, and no text at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import BODY, from_bytes, from_text

from bearwitness.documents.clean import characters, squeeze
from bearwitness.documents.encoding import decode
from bearwitness.errors import InputError, UnreadableFile

UKRAINIAN = "Удар по автовокзалу: загинули п'ять людей, рятувальники розбирають завали на площі."
SPANISH = (
    "Explosión en la estación: murieron cinco personas, según el señor alcalde de la ciudad, que habló al mediodía."
)
WESTERN = "“Five people died,” said the mayor’s office – the café next door was hit, too."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8-u"]
)
def test_cyrillic_text_is_read_in_each_encoding(encoding: str) -> None:
    assert decode(UKRAINIAN.encode(encoding), name="a").text == UKRAINIAN


@pytest.mark.parametrize(("text", "encoding"), [(SPANISH, "latin-1"), (WESTERN, "cp1252"), (WESTERN, "utf-16-le")])
def test_western_text_is_read_in_each_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), name="a").text == text


def test_utf_8_that_is_declared_as_something_else_is_utf_8() -> None:
    page = f'<meta charset="windows-1251"><p>{UKRAINIAN}</p>'
    assert UKRAINIAN in decode(page.encode(), name="a", markup=True).text


@pytest.mark.parametrize(
    ("declared", "real"), [("windows-1251", "cp1251"), ("iso-8859-1", "cp1252"), ("koi8-u", "koi8-u")]
)
def test_a_declaration_counts_where_the_bytes_fit_it(declared: str, real: str) -> None:
    text = WESTERN if real == "cp1252" else UKRAINIAN
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><p>{text}</p>'
    assert text in decode(page.encode(real), name="a", markup=True).text


def test_a_declaration_of_utf_16_that_can_be_read_byte_by_byte_is_wrong() -> None:
    page = f'<meta charset="utf-16"><p>{UKRAINIAN}</p>'
    assert UKRAINIAN in decode(page.encode(), name="a", markup=True).text


def test_stray_western_bytes_in_utf_8_are_read_as_such() -> None:
    data = WESTERN.encode() + b" \x93Fire,\x94 he said."
    assert decode(data, name="a").text == WESTERN + " “Fire,” he said."


def test_a_file_cut_in_the_middle_of_a_letter_is_read() -> None:
    assert decode((WESTERN + "é").encode()[:-1], name="a").text == WESTERN + "\ufffd"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (b"\x7fELF\x02\x01\x01" + bytes(2000), "program"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\0", "ZIP"),
        (bytes(range(256)) * 20, "binary"),
        (b"", "empty"),
    ],
)
def test_what_is_no_text_is_refused_by_its_kind(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile, match=kind) as raised:
        from_bytes(data)
    assert "a.text" in str(raised.value)
    assert raised.value.remedy


@pytest.mark.parametrize("text", ["", "   \n\t \u00a0\n", "— … —\n***", "\ufeff\u200b"])
def test_text_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile):
        from_text(text)
    with pytest.raises(UnreadableFile):
        from_bytes(text.encode())


def test_a_nul_is_removed_and_the_words_stay() -> None:
    report = from_bytes((BODY[0][:20] + "\0" + BODY[0][20:]).encode())
    assert report.passages[0].text == BODY[0]


def test_controls_and_invisible_marks_go_and_everything_else_stays_as_decoded() -> None:
    assert characters("a\x07b\u00adc\u200bd\ufeffe\x1b[0m") == "abcde[0m"
    assert characters("one\r\ntwo\rthree\u2028four\u2029five") == "one\ntwo\nthree\nfour\n\nfive"
    # No composition, no folding, no loss of joiners and marks of direction.
    kept = "e\u0301 é ﬁ ² \u200d \u200f ’ ʼ"
    assert characters(kept) == kept
    assert characters("half \ud83d") == "half \ufffd"
    assert characters("Sheriff\x92s") == "Sheriff’s"


def test_white_space_is_squeezed_but_not_in_numbers() -> None:
    assert squeeze("one \t two\u00a0three\n  four ") == "one two three\nfour"
    assert (
        squeeze("1\u00a0100 people, 12\u202f000 homes, 3\u00a0\u00a04") == "1\u00a0100 people, 12\u202f000 homes, 3 4"
    )


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for form in ("text", "html"):
        try:
            report = from_bytes(data, form=form)
        except InputError:
            continue
        for one in report.passages:
            assert one.text
            one.text.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = squeeze(characters(text))
    assert squeeze(characters(once)) == once
