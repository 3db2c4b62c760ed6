"""Bytes -> what an image or video says of itself. They are decoded by `reader`, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from bearwitness.errors import UnreadableFile
from bearwitness.media import reader
from bearwitness.model import MediaFacts
from bearwitness.vocabulary import MediaKind

LARGEST = 512 * 2**20
"""Bytes that an image or video may have."""
MOMENTS = 2 * reader.SECONDS
"""Seconds that reading may take by the clock."""
FORMS: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\xff\xd8\xff", "jpeg", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (0, b"GIF87a", "gif", "image/gif"),
    (0, b"GIF89a", "gif", "image/gif"),
    (0, b"II*\0", "tiff", "image/tiff"),
    (0, b"MM\0*", "tiff", "image/tiff"),
    (8, b"WEBP", "webp", "image/webp"),
    (8, b"AVI ", "avi", "video/x-msvideo"),
    (0, b"\x1a\x45\xdf\xa3", "matroska", "video/x-matroska"),
    (0, b"OggS", "ogg", "video/ogg"),
)
"""Where which bytes stand in which form."""
BRANDS = {
    b"avif": ("avif", "image/avif"),
    b"avis": ("avif", "image/avif"),
    b"heic": ("heic", "image/heic"),
    b"heix": ("heic", "image/heic"),
    b"mif1": ("heif", "image/heif"),
    b"qt  ": ("quicktime", "video/quicktime"),
}
"""Forms of ISO media files by their main brand; any other is taken for a video."""
REMEDY = "Images (JPEG, PNG, GIF, WebP, TIFF, AVIF, HEIC) and videos (MP4, QuickTime, Matroska, WebM, AVI) are taken."


def form_of(data: bytes) -> tuple[MediaKind, str, str] | None:
    """Kind, form and media type by the first bytes; None for anything else."""
    found = next(((form, kind) for at, mark, form, kind in FORMS if data[at : at + len(mark)] == mark), None)
    if found is not None and found[0] in ("webp", "avi") and data[:4] != b"RIFF":
        return None
    if found is None and data[4:8] == b"ftyp" and len(data) >= 12:
        found = BRANDS.get(data[8:12], ("mp4", "video/mp4"))
    if found is None:
        return None
    return ("image" if found[1].startswith("image/") else "video"), *found


def look_at(data: bytes, *, name: str) -> MediaFacts:
    """What the bytes say. What of an image or video cannot be read is named in `faults`; UnreadableFile if the bytes
    are neither, or too many.
    """
    if not data:
        raise UnreadableFile(f"{name}: the file is empty.", remedy="Copy it again.")
    if len(data) > LARGEST:
        raise UnreadableFile(f"{name}: it has more than {LARGEST:,} bytes.", remedy="Cut it into parts.")
    form = form_of(data)
    if form is None:
        raise UnreadableFile(f"{name}: this is neither an image nor a video that is known.", remedy=REMEDY)
    kind, short, media_type = form
    told, fault = _run(data, kind, media_type)
    try:
        found: dict[str, object] = msgspec.json.decode(told) if fault is None else {"faults": [fault]}
        if kind == "video":
            found["look_why"] = "frames of videos are not compared"
        elif not found.get("look"):
            found.setdefault("look_why", "it cannot be decoded")
        return msgspec.convert(found | {"kind": kind, "form": short, "media_type": media_type}, MediaFacts)
    except msgspec.MsgspecError as error:
        raise UnreadableFile(f"{name}: what its reader told makes no sense ({error}).") from error


def thumbnail(data: bytes, *, name: str) -> bytes:
    """A small JPEG of an image, with nothing of what was written beside it; UnreadableFile if it cannot be made."""
    found = form_of(data)
    if found is None or found[0] != "image":
        raise UnreadableFile(f"{name}: only images have a thumbnail.", remedy=REMEDY)
    made, fault = _run(data, "thumbnail", found[2])
    if fault is not None or not made:
        raise UnreadableFile(f"{name}: {fault or 'it cannot be decoded'}.", remedy="Look at the bytes themselves.")
    return made


def _run(data: bytes, what: str, media_type: str) -> tuple[bytes, str | None]:
    """What the reader writes, or why it wrote nothing."""
    program = str(Path(reader.__file__))
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own program, the bytes on its standard input
            [sys.executable, "-I", program, what, media_type],
            input=data,
            capture_output=True,
            timeout=MOMENTS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b"", f"reading it took more than {MOMENTS} seconds"
    except OSError as error:
        return b"", f"its reader could not be started ({error.strerror})"
    return done.stdout, "it cannot be decoded: its reader ended before it was done" if done.returncode else None
