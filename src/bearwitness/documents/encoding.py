"""Bytes -> text.

Tried in this order; the first that fits is taken:

1. a byte order mark (UTF-8, UTF-16, UTF-32);
2. UTF-16 without a mark, known by NUL in every other byte;
3. strict UTF-8, whatever is declared: text in another encoding practically never is valid UTF-8 by chance;
4. UTF-8 with a few stray bytes (a quotation pasted from elsewhere, a file that was cut): the stray bytes are read as
   windows-1252, the cut end becomes U+FFFD;
5. what the markup declares, when the bytes fit it;
6. what charset-normalizer finds, else windows-1252 when the bytes fit it.

Bytes that are no text at all (an image, a program, an archive) are refused with their kind.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

from bearwitness.documents.language import language
from bearwitness.errors import UnreadableFile

KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or a DOCX, ODT or WACZ file)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"OggS", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"SQLite format 3\0", "a database"),
)
# The longest first: a UTF-32 mark begins like a UTF-16 one.
MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers understand by these names (the WHATWG encoding standard).
BROWSERS: dict[str, str] = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
# What texts that declare nothing are in, the world over; the western one is tried last of all.
LEGACY = (
    *("cp1251", "koi8_u", "cp1250", "cp1256", "cp1255", "cp1253", "cp1254", "cp1252"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949", "cp874"),
)
CENTRAL = frozenset({"pl", "cs", "sk", "hu", "sl", "hr", "bs", "sr", "ro", "sq"})
DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_.:-]{1,40})"
    rb"|<\?xml[^>]{0,100}?encoding\s{0,8}=\s{0,8}[\"']([A-Za-z0-9_.:-]{1,40})",
    re.IGNORECASE,
)
PRESCAN = 16_384
SAMPLE = 65_536
CONTROLS = bytes(one for one in range(32) if one not in b"\t\n\v\f\r\x1b") + b"\x7f"
# Above this share of control characters it is no text; a page with some NULs in it is far below.
MOST_CONTROLS = 0.05
SOME_CONTROLS = 2
SAVE = "Save the report as text or HTML in UTF-8."


class Decoded(NamedTuple):
    """Text and how it was decoded."""

    text: str
    encoding: str


def decode(data: bytes, *, name: str, markup: bool = False) -> Decoded:
    """The text of the bytes; UnreadableFile names the kind of file where they are no text."""
    if not data:
        raise UnreadableFile(f"{name}: the document is empty.", remedy="Save the report again.")
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(encoding, errors="replace"), encoding)
    for start, kind in KINDS:
        if data.startswith(start):
            raise UnreadableFile(f"{name}: this is {kind}, no text.", remedy=SAVE)
    wide = _wide(data)
    if wide is not None:
        return wide
    head = data[:SAMPLE]
    controls = len(head) - len(head.translate(None, delete=CONTROLS))
    if controls > SOME_CONTROLS + len(head) * MOST_CONTROLS:
        raise UnreadableFile(f"{name}: this is binary data, no text.", remedy=SAVE)
    declared = _declared(data) if markup else None
    if declared is not None and declared.startswith("iso2022") and b"\x1b" in data:
        found = _strictly(data, declared)
        if found is not None:
            return found
    return _utf8(data) or _otherwise(data, declared, name)


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: NUL in a good part of the even, or of the odd, positions, and hardly in the others."""
    head = data[: SAMPLE & ~1]
    even, odd = head[::2].count(0), head[1::2].count(0)
    more, less, half = max(even, odd), min(even, odd), len(head) / 2
    if half < 2 or more < half * 0.08 or less > more * 0.1 or len(data) % 2:
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    found = _strictly(data, encoding)
    if found is None:
        return None
    start = found.text[:2000]
    plain = sum(one.isalnum() or one.isspace() or one in ".,;:!?'\"()-–—“”‘’<>/=" for one in start)
    return found if plain >= 0.9 * len(start) else None


def _declared(data: bytes) -> str | None:
    """The Python name of the encoding that the markup declares."""
    match = DECLARED.search(data[:PRESCAN])
    if match is None:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
    except LookupError:
        return None
    # Markup whose declaration could be read byte by byte is not UTF-16, whatever it says.
    return None if name.startswith(("utf-16", "utf-32")) else BROWSERS.get(name, name)


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _utf8(data: bytes) -> Decoded | None:
    """Strict UTF-8, or UTF-8 where sequences that are valid outnumber the bytes that are not."""
    found = _strictly(data, "utf-8")
    if found is not None:
        return found
    text = data.decode("utf-8", errors="surrogateescape")
    stray = len(STRAY.findall(text))
    valid = len(BEYOND.findall(text))
    if valid < 2 or stray > valid:
        return None
    cut = CUT.search(text)
    if cut is not None and cut.start() >= len(text) - 3:
        text = text[: cut.start()] + "\ufffd"
    return Decoded(STRAY.sub(_western, text), "utf-8")


STRAY = re.compile("[\udc80-\udcff]")
BEYOND = re.compile("[\u0080-\ud7ff\ue000-\U0010ffff]")
CUT = re.compile("[\udcc2-\udcf4][\udc80-\udcbf]*$")


def _western(match: re.Match[str]) -> str:
    return bytes([ord(match[0]) - 0xDC00]).decode("cp1252", errors="replace")


def _otherwise(data: bytes, declared: str | None, name: str) -> Decoded:
    """One byte (or an Asian pair) a character: as declared, as recognised, or western."""
    if declared is not None and declared != "utf-8":
        found = _strictly(data, declared)
        if found is not None and _plausible(found.text):
            return found
    best = from_bytes(data[:SAMPLE], cp_isolation=list(LEGACY)).best()
    guesses = [best.encoding] if best is not None and best.encoding not in ("utf_8", "ascii") else []
    for guess in (*guesses, "cp1252"):
        found = _strictly(data, guess)
        if found is not None and _plausible(found.text) and _fits(found):
            return found
    # Nearly western: a few bytes that windows-1252 does not have.
    text = data.decode("cp1252", errors="replace")
    if text.count("\ufffd") <= len(text) / 200 and _plausible(text):
        return Decoded(text, "cp1252")
    raise UnreadableFile(f"{name}: the text is in no encoding that could be recognised.", remedy=SAVE)


def _fits(found: Decoded) -> bool:
    """Central European and western letters share most bytes: the language must be one of those that want the former."""
    return found.encoding != "cp1250" or language(found.text) in CENTRAL


def _plausible(text: str) -> bool:
    """Letters, digits, white space and punctuation make up nearly all of it; few control characters."""
    start = text[:SAMPLE]
    odd = sum(1 for one in start if not one.isprintable() and one not in "\t\n\r\v\f\u00a0\u00ad\x00")
    return odd <= len(start) / 50
