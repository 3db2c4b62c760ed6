"""Pages saved whole (MHTML, RFC 2557): the page is the first HTML part, and the head says where it came from."""

from __future__ import annotations

import email
import email.policy
import email.utils
from email.message import EmailMessage

import msgspec

from bearwitness.errors import UnreadableFile
from bearwitness.model import Acquired, Capture, Given

PARTS = 5000
"""Parts that are looked at for the page."""


def read_mhtml(data: bytes, taken: Capture, *, given: Given) -> Acquired | UnreadableFile:
    """The page in the file; the address and the time of saving come from its head. The capture is the file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    page = None
    for number, part in enumerate(message.walk()):
        if number > PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part
            break
    markup = _text(page) if page is not None else ""
    if page is None or not markup.strip():
        return UnreadableFile(f"{taken.address}: there is no page in it.", remedy="Save the page again.")
    address = _header(message, "Snapshot-Content-Location") or _header(page, "Content-Location")
    if address is not None and not address.lower().startswith(("http://", "https://")):
        address = None
    retrieved = given.retrieved or _date(_header(message, "Date"))
    return Acquired(
        capture=msgspec.structs.replace(taken, retrieved=retrieved),
        data=data,
        form="html",
        content=markup,
        given=msgspec.structs.replace(given, id=None, url=given.url or address, retrieved=retrieved),
    )


def _text(part: EmailMessage) -> str:
    """The markup of a part; bytes that do not fit its character set are replaced, never lost silently."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return raw.decode(charset, errors="replace")
    except LookupError:
        return raw.decode("utf-8", errors="replace")


def _header(part: EmailMessage, name: str) -> str | None:
    try:
        value = part.get(name)
    except (ValueError, IndexError, AttributeError):  # the standard library's parser gives up on some broken heads
        return None
    return str(value).strip() or None if value is not None else None


def _date(value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return email.utils.parsedate_to_datetime(value).isoformat().replace("+00:00", "Z")
    except (ValueError, TypeError, OverflowError):
        return None
