"""What a report carries: images and videos in the file, folder, export or archive that it was read from.

Taken are pictures and videos that the page refers to as its own (`references`), of several sizes of one picture the
largest that is there; of a Telegram export what is attached to the messages. Nothing is fetched.

Bounds: `MOST` of one report, `LARGEST` bytes each; one is held at a time. A name that leads out of its
folder is refused.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

import msgspec

from bearwitness.acquire.archived import Archive
from bearwitness.acquire.decoration import rules
from bearwitness.acquire.files import Found, bytes_of, printable
from bearwitness.acquire.references import Reference, key_of, references
from bearwitness.errors import InputError, LeadsOut, UnreadableFile
from bearwitness.model import Acquired, Carriage, Carried

MOST = 300
"""Images and videos that are taken of one report."""
LARGEST = 128 * 2**20
"""Bytes that one of them may have."""
PARTS = 5000
LONGEST = 1000
"""Characters of a name that are kept."""
DRIVE = re.compile(r"[A-Za-z]:|[\\/]")
MISSING = "(File "
"""How a Telegram export begins the name of a file that it left out."""
Find = Callable[[str], Carried | None]


def of_page(acquired: Acquired, find: Find | None) -> Carriage:
    """What a page carries. `find` gives what lies at an address, where the page came with its pictures."""
    if acquired.form != "html":
        return Carriage()
    named = references(acquired.content or acquired.data, acquired.given.url)
    items: dict[tuple[str, str, int], Carried] = {}
    decoration = absent = written = 0
    for one in named:
        inside, written = _written(one, written)
        if one.decoration:
            decoration += 1
            continue
        found = next((each for address in one.addresses if (each := find(address)) is not None), None) if find else None
        found = found or inside
        if found is not None:
            items.setdefault((found.address, found.place, found.offset), found)
        elif find is not None:
            absent += 1
    listed = tuple(items.values())
    return Carriage(items=listed[:MOST], decoration=decoration, absent=absent, over=max(0, len(listed) - MOST))


def _written(one: Reference, count: int) -> tuple[Carried | None, int]:
    """The `data:` address of a reference, and how many there were so far."""
    found = None
    for address in one.addresses:
        if address.startswith("data:"):
            found = found or Carried(address=f"data {count + 1}", place="written", offset=count)
            count += 1
    return found, count


def beside(acquired: Acquired, path: Path) -> Carriage:
    """What a saved page carries in the folder that the browser saved beside it."""
    folder = companion(path)
    if folder is None:
        return of_page(acquired, None)
    missing: list[str] = []
    refused: list[str] = []

    def find(address: str) -> Carried | None:
        name = unquote(address).removeprefix("./")
        if not name.startswith(f"{folder.name}/"):
            return None
        try:
            return inside(folder.parent, name, within=folder)
        except UnreadableFile as error:
            (refused if isinstance(error, LeadsOut) else missing).append(error.what)
            return None

    # The page's own address is left out: its pictures are named beside it.
    found = of_page(msgspec.structs.replace(acquired, given=msgspec.structs.replace(acquired.given, url=None)), find)
    return msgspec.structs.replace(found, missing=tuple(missing), refused=tuple(refused), absent=0)


def companion(path: Path) -> Path | None:
    """The folder that a browser saved beside a page."""
    for ending in rules().companions:
        folder = path.with_name(path.stem + ending)
        if folder.is_dir() and not folder.is_symlink():
            return folder
    return None


def inside(folder: Path, name: str, *, within: Path | None = None) -> Carried:
    """The file of this name below the folder. LeadsOut if it would not be; UnreadableFile if there is no such file."""
    shown = shown_name(name)
    bad = DRIVE.match(name) or "\0" in name or "\\" in name or ".." in name.split("/")
    if not bad:
        try:
            path = (folder / name).resolve()
            bad = not path.is_relative_to((within or folder).resolve())
        except (OSError, ValueError, RuntimeError):
            bad = True
    if bad:
        raise LeadsOut(f"{shown}: the name leads out of its folder; nothing is read there.", remedy="Who made this?")
    if not path.is_file():
        raise UnreadableFile(f"{shown}: it is not there.", remedy="Copy the whole folder.")
    return Carried(address=shown, place="file", path=str(path))


def shown_name(name: str) -> str:
    """A stranger's name for a file, on one line and printable."""
    return "".join(one if one.isprintable() else "\ufffd" for one in printable(name))[:LONGEST]


def attached(folder: Path, names: Iterable[str]) -> Carriage:
    """The files that the messages of an export name."""
    items: dict[str, Carried] = {}
    missing: list[str] = []
    refused: list[str] = []
    for name in names:
        if name.startswith(MISSING):
            missing.append(shown_name(name))
            continue
        try:
            items.setdefault(name, inside(folder, name))
        except UnreadableFile as error:
            (refused if isinstance(error, LeadsOut) else missing).append(error.what)
    listed = tuple(items.values())
    return Carriage(
        items=listed[:MOST], missing=tuple(missing), refused=tuple(refused), over=max(0, len(listed) - MOST)
    )


def of_whole_page(acquired: Acquired) -> Carriage:
    """What a page saved whole (MHTML) carries in its parts."""
    by_name: dict[str, tuple[int, str]] = {}
    for number, part in enumerate(_parts(acquired.data)):
        if part.get_content_maintype() in ("image", "video"):
            for name in (_header(part, "Content-ID"), _header(part, "Content-Location")):
                if name:
                    key = f"cid:{name.strip('<>')}" if name.startswith("<") else key_of(name)
                    by_name.setdefault(key, (number, name))

    def find(address: str) -> Carried | None:
        found = by_name.get(unquote(address) if address.lower().startswith("cid:") else key_of(address))
        if found is None:
            return None
        return Carried(address=shown_name(found[1]), place="part", offset=found[0])

    return of_page(acquired, find)


def _parts(data: bytes) -> list[EmailMessage]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    found = []
    for number, part in enumerate(message.walk()):
        if number > PARTS:
            break
        found.append(part)
    return found


def _header(part: EmailMessage, name: str) -> str | None:
    try:
        value = part.get(name)
    except (ValueError, IndexError, AttributeError):  # as in `mhtml`
        return None
    return str(value).strip() or None if value is not None else None


@contextmanager
def carrier(found: Found) -> Iterator[Callable[[Acquired], Carriage]]:
    """Tells what the reports carry that are read from a file."""
    if found.form in ("warc", "wacz"):
        try:
            archive = Archive(found.path)
        except UnreadableFile:  # it is named where the pages are read
            yield lambda _: Carriage()
            return
        try:
            yield lambda one: of_page(one, archive.find)
        finally:
            archive.close()
    elif found.form == "telegram":
        yield lambda one: attached(found.path.parent, one.attached)
    elif found.form == "mhtml":
        yield of_whole_page
    elif found.form == "html":
        yield lambda one: beside(one, found.path)
    else:
        yield lambda one: of_page(one, None)


class Bringer:
    """Reads the bytes of what is carried, one at a time; keeps open what was read last."""

    def __init__(self) -> None:
        self._archive: Archive | None = None
        self._whole: tuple[str, list[EmailMessage]] = ("", [])
        self._page: tuple[str, list[str]] = ("", [])

    def close(self) -> None:
        """Let go of the files."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None

    def bytes_of(self, one: Carried, acquired: Acquired) -> bytes:
        """The bytes; UnreadableFile if they are not there any more, damaged, or too many."""
        if one.place == "file":
            found = bytes_of(Path(one.path or ""), LARGEST)
            if isinstance(found, InputError):
                raise found
            data = found
        elif one.place == "record":
            data = self._archived(one)
        elif one.place == "part":
            data = self._part(one, acquired)
        else:
            data = self._data(one, acquired)
        if len(data) > LARGEST:
            raise UnreadableFile(
                f"{one.address}: it has more than {LARGEST:,} bytes.", remedy="Add it by hand: `media add`."
            )
        if not data:
            raise UnreadableFile(f"{one.address}: it is empty.")
        return data

    def _archived(self, one: Carried) -> bytes:
        if self._archive is None or self._archive.path != Path(one.path or ""):
            self.close()
            self._archive = Archive(Path(one.path or ""))
        return self._archive.read(one, LARGEST)

    def _part(self, one: Carried, acquired: Acquired) -> bytes:
        if self._whole[0] != acquired.capture.sha256:
            self._whole = acquired.capture.sha256, _parts(acquired.data)
        try:
            data = self._whole[1][one.offset].get_payload(decode=True)
        except (IndexError, ValueError, LookupError) as error:
            raise UnreadableFile(f"{one.address}: the part cannot be read ({error}).") from error
        return data if isinstance(data, bytes) else b""

    def _data(self, one: Carried, acquired: Acquired) -> bytes:
        if self._page[0] != acquired.capture.sha256:
            named = references(acquired.content or acquired.data, acquired.given.url)
            listed = [address for each in named for address in each.addresses if address.startswith("data:")]
            self._page = acquired.capture.sha256, listed
        return _decoded(self._page[1][one.offset], one.address)


def _decoded(address: str, name: str) -> bytes:
    """The bytes that a `data:` address is (RFC 2397)."""
    head, _, body = address.partition(",")
    if not head.lower().rstrip().endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(unquote(body), validate=False)
    except (binascii.Error, ValueError) as error:
        raise UnreadableFile(f"{name}: its base64 cannot be read ({error}).") from error
