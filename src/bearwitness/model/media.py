"""Images and videos as evidence: what their bytes say, what they belong to, and which others look like them."""

from __future__ import annotations

from typing import Literal

import msgspec

from bearwitness.vocabulary import CredentialState, MediaKind, MediaTargetKind


class MediaFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the bytes of an image or video say of themselves. Nothing of it is proof: anybody can write it."""

    kind: MediaKind
    form: str
    """By the first bytes, never by a file's name: `jpeg`, `png`, `mp4`, ..."""
    media_type: str
    width: int | None = None
    """Pixels, as they are to be shown (turned as EXIF says); None where they could not be read."""
    height: int | None = None
    frames: int | None = None
    taken: str | None = None
    """ISO 8601 without a zone, or with the one that EXIF states: when the camera says that it was."""
    camera: str | None = None
    latitude: float | None = None
    """Degrees, as EXIF states them: an exact coordinate."""
    longitude: float | None = None
    exif: tuple[tuple[str, str], ...] = ()
    """Names and values as text, sorted, long ones cut."""
    xmp: tuple[tuple[str, str], ...] = ()
    look: str | None = None
    """Perceptual hash of the first frame, 16 hexadecimal digits; None where there is none."""
    look_why: str | None = None
    """Why there is none."""
    credentials: CredentialState = "unchecked"
    """What the C2PA manifest in the bytes says, if there is one."""
    credentials_why: str | None = None
    faults: tuple[str, ...] = ()
    """What could not be read, in words: damaged, cut short, too large to be decoded."""


class MediaTarget(msgspec.Struct, frozen=True, kw_only=True):
    """What an image or video was added to."""

    kind: MediaTargetKind
    id: str
    report: str | None = None
    """Of an incident a report that tells it: it leads there when the incident has got another id."""


class MediaItem(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the log: these bytes belong to this report or incident."""

    id: str
    sha256: str
    """The capture that holds the bytes."""
    target: MediaTarget
    by: str | None
    """Who added it, as the key's holder is called; None where nobody signs or the key has no holder."""
    reader: str
    """Which version read the facts."""
    brought: str | None = None
    """SHA-256 of the capture that brought it: of the page, message or archive that carries it; None where somebody
    added it.
    """
    facts: MediaFacts


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """An image that looks like another one."""

    media: str
    """Id of the media item."""
    sha256: str
    bits: int
    """In how many of 64 bits the two perceptual hashes differ; 0 also for the same bytes."""
    same: bool
    """Whether the bytes are the same."""
    incident: str | None = None
    title: str | None = None
    first: str | None = None
    """ISO 8601: when that incident began, as far as it is known."""
    older: bool = False
    """Whether that incident is older than the one in which the image is shown: a warning."""


class Exhibit(msgspec.Struct, frozen=True, kw_only=True):
    """A media item as an incident shows it."""

    item: MediaItem
    address: str
    """Where the bytes were taken from."""
    at: str
    """ISO 8601, UTC: when it was put into the log."""
    incident: str | None
    alike: tuple[Alike, ...] = ()

    @property
    def warnings(self) -> tuple[Alike, ...]:
        """The same picture in an older incident."""
        return tuple(one for one in self.alike if one.older)


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bytes of an image or video lie that a report carries. They are read when they are wanted."""

    address: str
    """A URL, or the name inside the export, page or archive."""
    place: Literal["file", "record", "part", "written"]
    """A file; a record of a web archive; a part of a page saved whole; a `data:` address in the markup."""
    path: str | None = None
    """Of the file or the archive, on this machine. It is never stored."""
    member: str | None = None
    """The archive inside a WACZ package."""
    offset: int = 0
    """Where the record begins; the number of the part or of the `data:` address."""
    retrieved: str | None = None


class Carriage(msgspec.Struct, frozen=True, kw_only=True):
    """What a report carries, as far as it can be told without looking at the bytes."""

    items: tuple[Carried, ...] = ()
    decoration: int = 0
    """Pictures that the page calls decoration, or that belong to other parts of the site."""
    missing: tuple[str, ...] = ()
    """Names of what the report refers to and the export or folder lacks."""
    absent: int = 0
    """How many the archive has no answer for."""
    refused: tuple[str, ...] = ()
    """What will not be read, and why, in words."""
    over: int = 0
    """Beyond the most that are taken of one report."""
