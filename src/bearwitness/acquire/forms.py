"""What a file or page is, by its first bytes before its name: names and content types lie more often than bytes do."""

from __future__ import annotations

import re
from typing import Literal

Form = Literal["text", "html", "pdf", "mhtml", "lines", "feed", "warc", "wacz", "telegram", "other"]
"""`lines`: JSON Lines. `telegram`: `result.json` of a Telegram desktop export. `other`: no form that holds reports."""

HEAD = 8192
"""Bytes of the beginning that decide."""
TEXT = frozenset({".txt", ".text", ".md"})
MARKUP = frozenset({".html", ".htm", ".xhtml", ".shtml"})
LINES = frozenset({".jsonl", ".ndjson"})
PORTABLE = frozenset({".pdf"})
WHOLE_PAGES = frozenset({".mhtml", ".mht"})
FEEDS = frozenset({".rss", ".atom"})
ARCHIVES = frozenset({".warc", ".wacz"})
PACKED_ARCHIVE = ".warc.gz"
PERHAPS = frozenset({".json", ".xml"})
"""Suffixes of files that hold reports only if their first bytes say so."""
SUFFIXES = TEXT | MARKUP | LINES | PORTABLE | WHOLE_PAGES | FEEDS | ARCHIVES | {PACKED_ARCHIVE}

MARKUP_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,512}(?:<\?xml[^>]{0,200}>\s{0,64})?(?:<!--[^>]{0,1000}-->\s{0,64})?"
    rb"<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE,
)
# The same in UTF-16: every other byte is NUL.
WIDE_START = re.compile(rb"(?:\xff\xfe|\xfe\xff)?\0?(?:\s\0|\0\s){0,64}<\0?(?:!|h\0?t\0?m|\?\0?x)", re.IGNORECASE)
FEED_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,512}(?:<\?xml[^>]{0,200}>\s{0,64})?(?:<[?!][^>]{0,1000}>\s{0,64}){0,4}"
    rb"<(?:rss|feed|(?:\w{1,8}:)?RDF)[\s>]",
    re.IGNORECASE,
)
JSON_FEED = re.compile(rb'\s{0,64}\{.{0,2000}?"version"\s{0,8}:\s{0,8}"https?:(?:\\?/){2}jsonfeed\.org', re.DOTALL)
TELEGRAM_START = re.compile(
    rb'\s{0,64}\{\s{0,64}"(?:name|about)"\s{0,8}:.{0,4000}?"messages"\s{0,8}:\s{0,8}\[', re.DOTALL
)
TELEGRAM_ALL = re.compile(rb'\s{0,64}\{\s{0,64}"about"\s{0,8}:.{0,4000}?"chats"\s{0,8}:\s{0,8}\{', re.DOTALL)
MHTML_START = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,8}){0,16}?"
    rb"Content-Type:\s{0,4}multipart/related",
    re.IGNORECASE,
)


def form_of(name: str, start: bytes, media_type: str | None = None) -> Form:
    """The form of a file with this name (lower case) or of a page with this media type, and these first bytes."""
    found = _by_bytes(start)
    if found is not None:
        return found
    suffix = "." + name.rpartition(".")[2] if "." in name else ""
    if suffix in LINES:
        return "lines"
    if suffix in TEXT:
        return "text"
    declared = (media_type or "").partition(";")[0].strip().lower()
    if suffix in MARKUP or declared in ("text/html", "application/xhtml+xml"):
        return "html"
    if MARKUP_START.match(start):
        return "html"
    if suffix in PERHAPS or (declared and not declared.startswith("text/")):
        return "other"
    if WIDE_START.match(start):
        return "html"
    return "text"


def _by_bytes(start: bytes) -> Form | None:
    """What the first bytes say beyond doubt."""
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith((b"WARC/0.", b"WARC/1.", b"\x1f\x8b")):
        return "warc"
    if start.startswith(b"PK\x03\x04"):
        return "wacz"
    if FEED_START.match(start) or JSON_FEED.match(start):
        return "feed"
    if TELEGRAM_START.match(start) or TELEGRAM_ALL.match(start):
        return "telegram"
    if MHTML_START.match(start):
        return "mhtml"
    return None
