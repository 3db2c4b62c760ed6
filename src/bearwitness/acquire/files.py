"""Files and folders: which files are reports, and their bytes."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from bearwitness.errors import InputError, UnreadableFile
from bearwitness.model import Acquired, Capture, Given

LIMIT = 64 * 2**20
"""Bytes that one document may have; what is longer is refused unread."""
TEXT = frozenset({".txt", ".text", ".md"})
MARKUP = frozenset({".html", ".htm", ".xhtml", ".shtml"})
LINES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = TEXT | MARKUP | LINES
CASEBOOK = "casebook.sqlite"
"""A folder that holds this file is a casebook; what lies in it was read before."""
MARKUP_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,512}(?:<\?xml[^>]{0,200}>\s{0,64})?(?:<!--[^>]{0,1000}-->\s{0,64})?"
    rb"<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE,
)
# The same in UTF-16: every other byte is NUL.
WIDE_START = re.compile(rb"(?:\xff\xfe|\xfe\xff)?\0?(?:\s\0|\0\s){0,64}<\0?(?:!|h\0?t\0?m|\?\0?x)", re.IGNORECASE)


class Found(NamedTuple):
    """A file to read."""

    path: Path
    address: str
    """Its name, or its path inside the folder that was given, with slashes; never a full path of this machine."""
    lines: bool
    """A JSON Lines file: many documents."""


def walk(place: Path) -> Iterator[Found | InputError]:
    """The files at a place, sorted; an error for what is not there or cannot be listed."""
    try:
        mode = place.stat().st_mode
    except OSError as error:
        yield unreadable(place, error)
        return
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        yield UnreadableFile(
            f"{printable(str(place))}: this is no plain file.", remedy="Save what it holds as a file first."
        )
        return
    if stat.S_ISREG(mode):
        yield Found(place, printable(place.name), place.suffix.lower() in LINES)
        return
    nothing = True
    for found in _folder(place, ""):
        nothing = False
        yield found
    if nothing:
        yield UnreadableFile(
            f"{printable(str(place))}: the folder holds no report.",
            remedy=f"Reports are files that end in {', '.join(sorted(SUFFIXES))}.",
        )


def _folder(folder: Path, prefix: str) -> Iterator[Found | InputError]:
    """Depth first, one folder's listing in memory at a time on each level; links to folders are not followed."""
    todo = [(folder, prefix)]
    while todo:
        here, before = todo.pop()
        try:
            with os.scandir(here) as listing:
                entries = sorted(listing, key=lambda one: os.fsencode(one.name))
        except OSError as error:
            yield unreadable(here, error)
            continue
        if any(entry.name == CASEBOOK for entry in entries):
            continue
        deeper = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path, address = Path(entry.path), before + printable(entry.name)
            if entry.is_dir(follow_symlinks=False):
                deeper.append((path, address + "/"))
            elif path.suffix.lower() in SUFFIXES and (entry.is_file() or not path.exists()):
                yield Found(path, address, path.suffix.lower() in LINES)
        todo.extend(reversed(deeper))


def read_file(path: Path, address: str, *, given: Given, limit: int = LIMIT) -> Acquired | InputError:
    """The file as one capture; UnreadableFile (returned) if it is empty, too large or out of reach."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        return unreadable(path, error)
    if not data:
        return UnreadableFile(f"{printable(str(path))}: the file is empty.", remedy="Save the report again.")
    if len(data) > limit:
        return too_large(printable(str(path)), limit)
    form = form_of(path.suffix.lower(), data)
    return Acquired(
        capture=capture(data, "text/html" if form == "html" else "text/plain", address, given.retrieved),
        data=data,
        form=form,
        given=msgspec.structs.replace(given, id=None),
    )


def form_of(suffix: str, data: bytes) -> Literal["text", "html"]:
    """Markup by its suffix or its first bytes, else text."""
    start = data[:4096]
    if suffix in MARKUP or MARKUP_START.match(start) or (suffix not in TEXT and WIDE_START.match(start)):
        return "html"
    return "text"


def capture(data: bytes, media_type: str, address: str, retrieved: str | None) -> Capture:
    """The capture of these bytes."""
    return Capture(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=media_type,
        address=address,
        retrieved=retrieved,
    )


def unreadable(path: Path, error: OSError) -> UnreadableFile:
    """The error of the operating system in the words of a user."""
    name = printable(str(path))
    if isinstance(error, FileNotFoundError):
        return UnreadableFile(f"{name}: there is no such file or folder.", remedy="Look at the spelling of the path.")
    if isinstance(error, PermissionError):
        return UnreadableFile(f"{name}: you may not read it.", remedy="Change its permissions, or copy it.")
    return UnreadableFile(f"{name}: it cannot be read ({error.strerror or error}).")


def too_large(name: str, limit: int) -> UnreadableFile:
    """The error for a document above the limit."""
    return UnreadableFile(
        f"{name}: the document has more than {limit:,} bytes.",
        remedy="Give the report alone, without images in it, or split a list of reports into JSON Lines.",
    )


def printable(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", errors="replace")
