"""JSON Lines: what is read, and what each kind of bad line is answered with."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st

from bearwitness.acquire import Given, captures
from bearwitness.acquire.fields import checked
from bearwitness.errors import BadField, BadLine, InputError, UnreadableFile
from bearwitness.model import Acquired


def lines(tmp_path: Path, data: bytes, **options: int) -> list[Acquired | InputError]:
    path = tmp_path / "in.jsonl"
    path.write_bytes(data)
    return list(captures([path], **options))


def test_a_line_is_a_capture_of_its_exact_bytes_without_mark_and_line_end(tmp_path: Path) -> None:
    first, second = lines(tmp_path, b'\xef\xbb\xbf{"text": "one"}\r\n\r\n{"html":"<p>two"}')
    assert isinstance(first, Acquired)
    assert isinstance(second, Acquired)
    assert (first.data, first.form, first.content) == (b'{"text": "one"}', "text", "one")
    assert (second.data, second.form, second.capture.address) == (b'{"html":"<p>two"}', "html", "in.jsonl#3")


def test_fields_describe_the_report_and_options_fill_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"id":"a","text":"x","published":"2024-07-08T14:30+0300","language":"en-GB","title":" T ","source":null}\n'
    )
    (found,) = captures([path], given=Given(id="never", published="2020-01-01", source="Option"))
    assert isinstance(found, Acquired)
    assert found.given == Given(
        id="a", published="2024-07-08T14:30:00+03:00", language="en", title="T", source="Option"
    )


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        (b"[1]", BadLine, "a list"),
        (b'"text"', BadLine, "a text"),
        (b"null", BadLine, "null"),
        (b"{'text': 1}", BadLine, "no JSON"),
        (b'{"text": "cut', BadLine, "no JSON"),
        (b'{"text": "\xff"}', BadLine, "UTF-8"),
        (b'{"text":"a","text":"b"}', BadLine, "twice"),
        (b"[" * 100_000, BadLine, "nested"),
        (b"{}", BadField, "`text`"),
        (b'{"text":""}', BadField, "empty"),
        (b'{"text":7}', BadField, "a number"),
        (b'{"text":"a","title":["b"]}', BadField, "a list"),
        (b'{"text":"a","published":"8 July"}', BadField, "published"),
        (b'{"text":"a","published":"2024-02-30"}', BadField, "published"),
        (b'{"text":"a","retrieved":"2024-07-08T25:00"}', BadField, "retrieved"),
        (b'{"text":"a","language":"English"}', BadField, "language"),
        (b'{"text":"a","id":"\\u0000"}', BadField, "id"),
        (b'{"text":"a","id":"\\ud800"}', BadField, "id"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(
    tmp_path: Path, line: bytes, kind: type[InputError], words: str
) -> None:
    before, bad, after = lines(tmp_path, b'{"text":"one"}\n' + line + b'\n{"text":"two"}\n')
    assert isinstance(before, Acquired)
    assert isinstance(after, Acquired)
    assert type(bad) is kind
    assert "in.jsonl, line 2" in str(bad)
    assert words in str(bad)
    assert bad.remedy
    str(bad).encode("utf-8")  # can be printed


def test_half_a_surrogate_in_a_text_is_no_reason_to_refuse_it(tmp_path: Path) -> None:
    (found,) = lines(tmp_path, b'{"text":"cut \\ud83d"}')
    assert isinstance(found, Acquired)


def test_a_field_twice_in_an_object_that_nobody_reads_is_no_matter(tmp_path: Path) -> None:
    (found,) = lines(tmp_path, b'{"text":"a","other":{"x":1,"x":2}}')
    assert isinstance(found, Acquired)


def test_a_line_over_the_limit_is_skipped_without_holding_it(tmp_path: Path) -> None:
    data = b'{"text":"' + b"x" * 5_000_000 + b'"}\n{"text":"next"}\n'
    tracemalloc.start()
    first, second = lines(tmp_path, data, limit=1000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(first, UnreadableFile)
    assert "line 1" in str(first)
    assert isinstance(second, Acquired)
    assert peak < 4_000_000


def test_a_long_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("w") as file:
        for number in range(20_000):
            file.write(json.dumps({"id": str(number), "text": "words " * 40}) + "\n")
    tracemalloc.start()
    count = sum(isinstance(one, Acquired) for one in captures([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 1_000_000 < path.stat().st_size


def test_utf_16_is_refused_once_and_not_line_by_line(tmp_path: Path) -> None:
    (found,) = lines(tmp_path, '{"text":"a"}\n{"text":"b"}\n'.encode("utf-16"))
    assert isinstance(found, UnreadableFile)
    assert "UTF-16" in str(found)


@settings(max_examples=200, deadline=None)
@given_by(st.text(max_size=40))
def test_a_date_is_either_kept_in_one_form_or_refused(value: str) -> None:
    try:
        found = checked(Given(published=value), "here").published
    except BadField:
        return
    assert found is None or checked(Given(published=found), "here").published == found
