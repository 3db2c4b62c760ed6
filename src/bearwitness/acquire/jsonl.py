"""JSON Lines: the form that other programs write, one report a line.

Fields: `id url source title byline published retrieved language`, all optional, and `text` or `html`. A field that is
null or blank counts as absent; a field of another name is kept in the capture and otherwise ignored. Errors name the
file, the line (the first is 1) and the field.

A line that names its `platform` is a social post. Beside `text` it may hold `author` (the person, where `source` is the
channel), `edited`, `forwarded` and `answers` (each `{"text","author","time"}`) and `replies` (a list of
`{"id","parent","text","author","time"}`, in the order in which they were written).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any, Literal

import msgspec

from bearwitness.acquire.fields import checked, with_defaults
from bearwitness.acquire.files import LIMIT, capture, printable, too_large, unreadable
from bearwitness.errors import BadField, BadLine, InputError, UnreadableFile
from bearwitness.model import Acquired, Given, Post

BOM = b"\xef\xbb\xbf"
WIDE = (b"\xff\xfe", b"\xfe\xff")
STEP = 2**20
BLANK = b" \t\r\n"
SHAPE = 'Write one object a line: {"text": "..."} with, where known, "published", "source", "title", "url".'
POST_SHAPE = (
    'A post is {"platform": "...", "text": "..."} with, where there are any, "forwarded" and "answers" '
    '({"text", "author", "time"}) and "replies" ([{"id", "parent", "text", "author", "time"}]).'
)
TYPES = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}


def read_lines(path: Path, address: str, *, given: Given, limit: int = LIMIT) -> Iterator[Acquired | InputError]:
    """Each line of the file as a capture or an error; holds one line at a time."""
    name, reports = printable(str(path)), 0
    try:
        with path.open("rb") as file:
            if file.peek(2)[:2] in WIDE:
                yield UnreadableFile(f"{name}: the file is UTF-16.", remedy="Save it as UTF-8.")
                return
            for number, line in _lines(file, limit):
                if line is None:
                    reports += 1
                    yield too_large(f"{name}, line {number}", limit)
                elif line.strip(BLANK):
                    reports += 1
                    yield _report(line, f"{name}, line {number}", f"{address}#{number}", given)
    except OSError as error:
        yield unreadable(path, error)
        return
    if not reports:
        yield UnreadableFile(f"{name}: the file holds no report.", remedy=SHAPE)


def _lines(file: BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line without its line end (and the first without a byte order mark); None for bytes
    of a line that is longer than the limit.
    """
    number = 0
    while line := file.readline(limit + 3):
        number += 1
        if not line.endswith(b"\n") and len(line) > limit:
            while (rest := file.readline(STEP)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        line = line.removesuffix(b"\n").removesuffix(b"\r")
        line = line.removeprefix(BOM) if number == 1 else line
        yield number, line if len(line) <= limit else None


def _report(line: bytes, where: str, address: str, given: Given) -> Acquired | InputError:
    """The report of one line; the error says what is wrong with it."""
    try:
        row = _object(line, where)
        own = checked(Given(**{field: _text(row, field, where) for field in Given.__struct_fields__}), where)
        post = _post(row, where)
        form: Literal["post", "html", "text"] = "post"
        content = None
        if post is None:
            form, content = _content(row, where)
        else:
            own = msgspec.structs.replace(own, byline=own.byline or _text(row, "author", where))
    except InputError as error:
        return error
    said = with_defaults(own, given)
    return Acquired(
        capture=capture(line, "application/json", address, said.retrieved),
        data=line,
        form=form,
        content=content,
        post=post,
        given=said,
    )


class _Row(dict[str, Any]):
    """An object of JSON that remembers the first name that stands twice in it."""

    twice: str | None = None


def _pairs(pairs: list[tuple[str, Any]]) -> _Row:
    row = _Row(pairs)
    if len(row) < len(pairs):
        row.twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
    return row


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"), object_pairs_hook=_pairs)
    except UnicodeDecodeError as error:
        raise BadLine(f"{where}: byte {error.start + 1} is no UTF-8.", remedy="Save the file as UTF-8.") from None
    except RecursionError:
        raise BadLine(f"{where}: lists or objects are nested too deeply.", remedy=SHAPE) from None
    except ValueError as error:
        fault = f"{error.msg} at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise BadLine(f"{where}: this is no JSON ({fault}).", remedy=SHAPE) from None
    if not isinstance(row, _Row):
        raise BadLine(f"{where}: this is {TYPES.get(type(row), 'null')}, no object.", remedy=SHAPE)
    if row.twice is not None:
        raise BadLine(f"{where}: the field `{row.twice}` stands twice.", remedy="Keep one of them.")
    return row


def _text(row: dict[str, Any], field: str, where: str) -> str | None:
    value = row.get(field)
    if value is not None and not isinstance(value, str):
        raise BadField(
            f"{where}: the field `{field}` is {TYPES.get(type(value), 'an object')}, where text is wanted.",
            remedy="Put the value in quotation marks, or leave the field out.",
        )
    return value


def _post(row: dict[str, Any], where: str) -> Post | None:
    """The social post of a line that names its `platform`; BadField if a part of it has the wrong shape."""
    platform = (_text(row, "platform", where) or "").strip()
    if not platform:
        return None
    said = {name: row[name] for name in ("text", "forwarded", "answers", "replies", "edited") if row.get(name)}
    try:
        post = msgspec.convert({"text": "", "platform": platform, **said}, Post)
    except msgspec.ValidationError as error:
        raise BadField(f"{where}: the post cannot be read ({error}).", remedy=POST_SHAPE) from None
    if not post.text.strip() and (post.forwarded is None or not post.forwarded.text.strip()):
        raise BadField(f"{where}: the post has no words.", remedy=POST_SHAPE)
    return post


def _content(row: dict[str, Any], where: str) -> tuple[Literal["html", "text"], str]:
    """`html` (what was captured, where there are both), else `text`, and its value; BadField if neither is there."""
    fields: tuple[Literal["html", "text"], ...] = ("html", "text")
    for field in fields:
        if (_text(row, field, where) or "").strip():
            return field, row[field]
    if "text" in row or "html" in row:
        raise BadField(f"{where}: the field `{'text' if 'text' in row else 'html'}` is empty.", remedy=SHAPE)
    raise BadField(f"{where}: the field `text` (or `html`) is missing.", remedy=SHAPE)
