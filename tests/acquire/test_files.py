"""Files and folders: what is taken, in which order, and what is said of the rest."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from bearwitness.acquire import Given, captures
from bearwitness.errors import BadField, InputError, UnreadableFile
from bearwitness.model import Acquired


def good(found: object) -> Acquired:
    assert isinstance(found, Acquired), found
    return found


def test_a_file_is_one_capture_of_its_exact_bytes(tmp_path: Path) -> None:
    data = "Вибух у місті.\r\nTwo people were hurt.\n".encode()
    (tmp_path / "a.txt").write_bytes(data)
    (found,) = captures([tmp_path / "a.txt"], given=Given(published="2024-07-08", source=" The Daily "))
    one = good(found)
    assert one.data == data
    assert one.capture.sha256 == hashlib.sha256(data).hexdigest()
    assert (one.capture.size, one.capture.media_type, one.form) == (len(data), "text/plain", "text")
    assert (one.given.published, one.given.source) == ("2024-07-08", "The Daily")


def test_an_address_is_never_a_full_path_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "b.html").write_text("<p>x")
    assert [good(one).capture.address for one in captures([tmp_path, tmp_path / "inner" / "b.html"])] == [
        "inner/b.html",
        "b.html",
    ]


def test_a_folder_is_read_sorted_and_recursively_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a.HTM", "z/c.jsonl", "z/picture.png", ".hidden/d.txt", "y/e.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"text":"w"}')
    found = [good(one).capture.address for one in captures([tmp_path])]
    assert found == ["a.HTM", "b.txt", "y/e.txt", "z/c.jsonl#1"]


def test_a_loop_of_links_ends_and_a_link_to_nowhere_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("words")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    found = list(captures([tmp_path]))
    assert [type(one) for one in found] == [UnreadableFile, Acquired]
    assert "gone.txt" in str(found[0])


@pytest.mark.parametrize("name", ["missing.txt", "empty.txt", "empty.jsonl", "folder"])
def test_what_is_not_there_or_empty_is_an_error_and_the_rest_goes_on(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "empty.jsonl").write_text("\n \r\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "fine.txt").write_text("words")
    found = list(captures([tmp_path / name, tmp_path / "fine.txt"]))
    assert isinstance(found[0], UnreadableFile)
    assert name in str(found[0])
    assert found[0].remedy
    assert good(found[1]).data == b"words"


def test_a_document_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(b"x" * 101)
    (tmp_path / "short.txt").write_bytes(b"x" * 100)
    found = list(captures([tmp_path], limit=100))
    assert isinstance(found[0], UnreadableFile)
    assert "100" in str(found[0])
    assert good(found[1]).capture.size == 100


def test_a_file_that_vanishes_between_listing_and_reading_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "b.txt").write_text("words")
    real = Path.open

    def opened(path: Path, *args: object, **options: object) -> object:
        if path.name == "a.txt":
            path.unlink()
        return real(path, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", opened)
    first, second = captures([tmp_path])
    assert isinstance(first, UnreadableFile)
    assert good(second).capture.address == "b.txt"


def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("words")

    def refused(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    (found,) = captures([tmp_path / "a.txt"])
    assert isinstance(found, UnreadableFile)
    assert "permission" in str(found).casefold()


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (found,) = captures([tmp_path / "pipe.txt"])
    assert isinstance(found, UnreadableFile)


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.html", b"no tags", "html"),
        ("page", b"\xef\xbb\xbf <!DOCTYPE html><p>x", "html"),
        ("page", "<html><p>x".encode("utf-16"), "html"),
        ("note.txt", b"<b>not a page</b>", "text"),
        ("note", b"a < b and c > d", "text"),
    ],
)
def test_markup_is_told_from_text_by_suffix_or_first_bytes(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    (tmp_path / name).write_bytes(data)
    (found,) = captures([tmp_path / name])
    assert good(found).form == form


def test_a_bad_option_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadField, match="published"):
        list(captures([tmp_path], given=Given(published="last Monday")))


def test_every_error_is_an_input_error(tmp_path: Path) -> None:
    assert all(isinstance(one, InputError) for one in captures([tmp_path / "no", tmp_path / "way.jsonl"]))
