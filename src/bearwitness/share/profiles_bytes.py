"""Whether the bytes of a capture hold anything that a profile withholds, in whatever way it is written there."""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
from collections.abc import Iterator

from bearwitness.model import Capture, Report
from bearwitness.share.profiles import strings
from bearwitness.share.profiles_text import Blade

SEARCHABLE = re.compile(r"text/|application/(?:[\w.+-]*\+)?(?:json|xml|xhtml|javascript|x-ndjson)\b", re.IGNORECASE)
"""Media types whose bytes are text. Anything else may be packed, and is taken to hold what cannot be ruled out."""
ESCAPE = re.compile(r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})")
PACKED = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
GARBLED = 10
"""A text of which one letter in so many cannot be read is none."""
OLD_CODES = ("cp1252", "cp1251", "koi8-r", "iso-8859-2")


def holds_none(blade: Blade, capture: Capture, data: bytes, report: Report) -> bool:
    """Whether a capture, and the report that was read from it, show nothing that the blade finds."""
    if not SEARCHABLE.match(capture.media_type):
        return False
    said = (capture.address, *capture.via, *(text for pair in capture.headers for text in pair))
    if any(blade.shows(one) for one in (*said, report.id, report.url or "")):
        return False
    read = [text for one in report.passages for text in (one.text, one.author or "")]
    read.extend(text for text in strings((report.title, report.byline, report.source)) if text)
    return not any(blade.find(one) for one in read) and shows_none(blade, data)


def shows_none(blade: Blade, data: bytes) -> bool:
    """Whether bytes show nothing that the blade finds, in no way in which they may be read."""
    return not any(blade.find(one) for one in texts_in(data))


def texts_in(data: bytes) -> Iterator[str]:
    """The bytes as text in every way a reader may take them: encodings, entities, escapes, percent signs, base64."""
    for text in _decoded(data):
        yield text
        plain = html.unescape(text)
        if plain != text:
            yield plain
        unescaped = ESCAPE.sub(_letter, plain)
        if unescaped != plain:
            yield unescaped
    if b"%" in data:
        yield _percent(data)
    if b"=" in data:
        yield quopri.decodestring(data).decode("utf-8", "replace")
    for one in PACKED.finditer(data):
        for skip in range(4):  # a run may begin inside a group of four
            yield from _unpacked(one[0][skip:])


def _decoded(data: bytes) -> Iterator[str]:
    try:
        yield data.decode("utf-8")
    except UnicodeDecodeError:
        yield data.decode("utf-8", "replace")
        for code in OLD_CODES:
            yield data.decode(code, "replace")
    if b"\0" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        for code in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
            for skip in (0, 1) if code.startswith("utf-16") else (0,):
                yield data[skip:].decode(code, "replace")


def _letter(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code < 0x110000 else ""


def _percent(data: bytes) -> str:
    return re.sub(rb"%([0-9a-fA-F]{2})", lambda one: bytes([int(one[1], 16)]), data).decode("utf-8", "replace")


def _unpacked(run: bytes) -> Iterator[str]:
    run = run.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    whole = run[: len(run) - len(run) % 4]
    try:
        data = base64.b64decode(whole, validate=True)
    except (binascii.Error, ValueError):
        return
    for code in ("utf-8", "utf-16-le", "utf-16-be") if b"\0" in data else ("utf-8",):
        text = data.decode(code, "replace")
        if text.count("\ufffd") * GARBLED < len(text):  # else it is a hash, a signature, a picture
            yield text
