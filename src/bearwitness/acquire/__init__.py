"""A place -> captures: files, folders, archives, exports, feeds and pages become bytes with an address and a hash.

What is promised:

- One bad input never stops a batch: it is yielded as an `InputError` that names the file or address, the line, the
  field and the remedy, in its place among the captures, and the rest goes on.
- At most one document is held at a time, and no document above the size limit is held at all. (A Telegram export is
  held whole, up to its own limit.)
- The order is that of the places as given; inside a folder, files come sorted by name, folder by folder.
- A folder is read recursively. In it, files with the suffixes of `SUFFIXES` are reports, and so are JSON and XML files
  that are exports or feeds; other files, names that begin with a dot and links to folders are passed over (so a loop
  of links cannot trap anybody). A file that is named itself is read whatever it is called. `-` is standard input.
- The folder that a browser saved beside a page belongs to that page and holds no reports.
- What a file is, its first bytes say before its name does.
- The capture of a file is the file; of a JSON line the bytes of that line without its line end; of a page from the web
  or an archive the page's bytes after unpacking; of a Telegram message its bytes in the export.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import msgspec

from bearwitness.acquire import carried, telegram
from bearwitness.acquire.carried import Bringer, carrier
from bearwitness.acquire.feed import parse
from bearwitness.acquire.fields import checked
from bearwitness.acquire.files import LIMIT, Found, read_file, walk
from bearwitness.acquire.forms import HEAD, SUFFIXES, form_of
from bearwitness.acquire.jsonl import read_lines
from bearwitness.acquire.news import announced, of_answer, of_entry
from bearwitness.acquire.warc import read_wacz, read_warc
from bearwitness.acquire.web import Manners, Page, Web, is_address
from bearwitness.errors import InputError, Refused, UnreadableFile
from bearwitness.model import Acquired, Given

__all__ = ["LIMIT", "SUFFIXES", "Acquired", "Bringer", "Given", "Manners", "Web", "captures"]

STANDARD_INPUT = "-"


def captures(
    places: Sequence[Path | str],
    *,
    given: Given | None = None,
    limit: int = LIMIT,
    web: Web | None = None,
    standard_input: BinaryIO | None = None,
    keep: Path | None = None,
) -> Iterator[Acquired | InputError]:
    """Everything in the places, one document at a time; what cannot be read comes as an error in its place.

    `given` holds for every document, except where a JSON line, an export or an archive says something else itself;
    BadField (raised) if it holds a date or language that is none. `limit`: the most bytes a document may have.
    `web`: how addresses are asked; without it they are refused. `keep`: a folder of the caller's; with it, images and
    videos that a report carries are looked for, and an archive from the web stays there until the caller has read them.
    """
    said = checked(given or Given(), "the options")
    for place in places:
        if isinstance(place, str) and is_address(place):
            yield from _from_web(place, said, web, limit, keep)
        elif str(place) == STANDARD_INPUT:
            yield from _from_input(standard_input or sys.stdin.buffer, said, limit, keep)
        else:
            for found in walk(Path(place)):
                if isinstance(found, InputError):
                    yield found
                else:
                    yield from _read(found, said, limit, keep)


def _read(found: Found, given: Given, limit: int, keep: Path | None) -> Iterator[Acquired | InputError]:
    """The documents of a file, by its form, each with what it carries if that is to be looked for."""
    documents = _documents(found, given, limit)
    if keep is None:
        yield from documents
        return
    with carrier(found) as look:
        for one in documents:
            yield one if isinstance(one, InputError) else msgspec.structs.replace(one, carries=look(one))


def _documents(found: Found, given: Given, limit: int) -> Iterator[Acquired | InputError]:
    path, address = found.path, found.address
    if found.form == "lines":
        yield from read_lines(path, address, given=given, limit=limit)
    elif found.form == "warc":
        yield from read_warc(path, address, given=given, limit=limit)
    elif found.form == "wacz":
        yield from read_wacz(path, address, given=given, limit=limit)
    elif found.form == "telegram":
        read = telegram.read_page if path.suffix.lower() == ".html" else telegram.read_export
        yield from read(path, address, given=given)
    elif found.form == "feed":
        yield from _feed_file(path, address, given, limit)
    else:
        yield read_file(path, address, found.form, given=given, limit=limit)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """A folder for what came over the network or through a pipe; it stays if the caller keeps it."""
    if keep is not None:
        yield Path(tempfile.mkdtemp(dir=keep))
        return
    with tempfile.TemporaryDirectory(prefix="bearwitness-") as folder:
        yield Path(folder)


def _from_input(stream: BinaryIO, given: Given, limit: int, keep: Path | None) -> Iterator[Acquired | InputError]:
    """Standard input, kept in a file while it is read: JSON Lines, or one document of any form."""
    with _folder(keep) as folder:
        path = folder / "input"
        size = 0
        with path.open("wb") as file:
            while piece := stream.read(2**20):
                size += len(piece)
                file.write(piece)
        with path.open("rb") as file:
            start = file.read(HEAD)
        if not size:
            yield UnreadableFile("standard input: nothing came.", remedy="Pipe a report into the command.")
            return
        form = form_of("", start)
        if form == "text" and start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            form = "lines"
        yield from _read(Found(path, "standard input", form), given, limit, keep)


def _feed_file(path: Path, address: str, given: Given, limit: int) -> Iterator[Acquired | InputError]:
    """The entries of a saved feed, as far as the feed holds their text; nothing is fetched."""
    whole = read_file(path, address, "text", given=given, limit=limit)
    if isinstance(whole, InputError):
        yield whole
        return
    feed = parse(whole.data, address)
    if isinstance(feed, InputError):
        yield feed
        return
    for number, entry in enumerate(feed.entries, start=1):
        if entry.markup.strip() or entry.title:
            yield of_entry(whole.data, entry, feed, number, f"{address}#{number}", given)


def _from_web(
    address: str, given: Given, web: Web | None, limit: int, keep: Path | None
) -> Iterator[Acquired | InputError]:
    """A page, or everything that the archive, export or feed at the address holds."""
    if web is None:
        yield Refused(f"{address}: the web is not asked here.", remedy="Save the page and give the file.")
        return
    try:
        page = web.get(address)
    except InputError as error:
        yield error
        return
    if page is None:
        return
    yield from of_page(page, given, web, limit, keep)


def of_page(
    page: Page, given: Given, web: Web, limit: int, keep: Path | None = None
) -> Iterator[Acquired | InputError]:
    """What an answer from the web holds."""
    name = urlsplit(page.address).path.lower()
    form = form_of(name, page.data[:HEAD], page.header("content-type"))
    given = msgspec.structs.replace(given, retrieved=page.retrieved)
    if form == "feed":
        feed = parse(page.data, page.address)
        if isinstance(feed, InputError):
            yield feed
            return
        for number, entry in enumerate(feed.entries, start=1):
            yield from announced(entry, number, feed, page, given, web, limit)
    elif form in ("lines", "warc", "wacz", "telegram"):
        with _folder(keep) as folder:
            path = folder / "page"
            path.write_bytes(page.data)
            yield from _read(Found(path, page.address, form), given, limit, keep)
    else:
        one = of_answer(page, form, given, limit)
        if keep is not None and isinstance(one, Acquired):
            one = msgspec.structs.replace(one, carries=carried.of_page(one, None))
        yield one
