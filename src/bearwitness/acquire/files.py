"""Files and folders: which files are reports, and their bytes."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from bearwitness.acquire.decoration import rules
from bearwitness.acquire.forms import HEAD, MARKUP, PACKED_ARCHIVE, PERHAPS, SUFFIXES, Form, form_of
from bearwitness.acquire.mhtml import read_mhtml
from bearwitness.errors import InputError, UnreadableFile
from bearwitness.model import Acquired, Capture, Given

LIMIT = 64 * 2**20
"""Bytes that one document may have; what is longer is refused unread."""
MEDIA_TYPES = {"html": "text/html", "pdf": "application/pdf", "text": "text/plain"}
EXPORT_PAGE = re.compile(r"messages\d{0,6}\.html")
EXPORT_MARK = b'class="page_wrap"'
"""How the pages of a Telegram export are named, and what stands at their beginning."""
CASEBOOK = "casebook.sqlite"
"""A folder that holds this file is a casebook; what lies in it was read before."""


class Found(NamedTuple):
    """A file to read."""

    path: Path
    address: str
    """Its name, or its path inside the folder that was given, with slashes; never a full path of this machine."""
    form: Form


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
        yield _found(place, printable(place.name))
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
        endings = rules().companions
        export = False
        pages = {Path(one.name).stem for one in entries if Path(one.name).suffix.lower() in MARKUP}
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path, address = Path(entry.path), before + printable(entry.name)
            if entry.is_dir(follow_symlinks=False):
                if any(entry.name.endswith(one) and entry.name.removesuffix(one) in pages for one in endings):
                    continue
                deeper.append((path, address + "/"))
            elif _perhaps(entry.name.lower()) and (entry.is_file() or not path.exists()):
                found = _found(path, address)
                if isinstance(found, InputError) or found.form != "other":
                    export = export or (isinstance(found, Found) and found.form == "telegram")
                    yield found
        if not export:  # the folders of an export hold what was attached to its messages, not reports
            todo.extend(reversed(deeper))


def _perhaps(name: str) -> bool:
    """Whether a file of this (lower-case) name in a folder may be a report."""
    return name.endswith(PACKED_ARCHIVE) or Path(name).suffix in SUFFIXES | PERHAPS


def _found(path: Path, address: str) -> Found | UnreadableFile:
    """The file with its form."""
    try:
        with path.open("rb") as file:
            start = file.read(HEAD)
    except OSError as error:
        return unreadable(path, error)
    name = path.name.lower()
    return Found(
        path, address, "telegram" if EXPORT_PAGE.fullmatch(name) and EXPORT_MARK in start else form_of(name, start)
    )


def read_file(path: Path, address: str, form: Form, *, given: Given, limit: int = LIMIT) -> Acquired | InputError:
    """The file as one capture of this form; UnreadableFile (returned) if it is empty, too large or out of reach."""
    data = bytes_of(path, limit)
    if isinstance(data, UnreadableFile):
        return data
    if not data:
        return UnreadableFile(f"{printable(str(path))}: the file is empty.", remedy="Save the report again.")
    return acquired(data, address, form, given)


def bytes_of(path: Path, limit: int) -> bytes | UnreadableFile:
    """What is in a file; UnreadableFile (returned) if it is out of reach or has more bytes than the limit."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        return unreadable(path, error)
    return data if len(data) <= limit else too_large(printable(str(path)), limit)


def acquired(data: bytes, address: str, form: Form, given: Given) -> Acquired | InputError:
    """One document that is one report; UnreadableFile (returned) if its form is none that holds a report."""
    if form == "mhtml":
        return read_mhtml(data, capture(data, "multipart/related", address, given.retrieved), given=given)
    if form not in ("html", "pdf", "text"):
        return UnreadableFile(
            f"{address}: this is no report that can be read.",
            remedy="Reports are text, HTML, MHTML, PDF, JSON Lines, feeds, WARC, WACZ and Telegram exports.",
        )
    return Acquired(
        capture=capture(data, MEDIA_TYPES[form], address, given.retrieved),
        data=data,
        form=form,
        given=msgspec.structs.replace(given, id=None),
    )


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
