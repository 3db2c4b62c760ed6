"""Which pictures of a page are decoration, by what the page says of them and by their first bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

WORD = re.compile(r"[^\W_]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
DRAWN = re.compile(rb"\s{0,64}(?:<\?xml|<!--|<!DOCTYPE|<svg)", re.IGNORECASE)
ICON = b"\x00\x00\x01\x00"
JPEG_SCAN = 1 << 20
"""Bytes of a JPEG that are looked through for its size: a thumbnail may stand before it."""


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `data/decoration.toml` says."""

    least_pixels: int
    own: frozenset[str]
    around_elements: frozenset[str]
    around: frozenset[str]
    companions: tuple[str, ...]


@cache
def rules() -> Rules:
    """The rules, read once."""
    text = (Path(__file__).parent / "data" / "decoration.toml").read_text(encoding="utf-8")
    return msgspec.toml.decode(text, type=Rules)


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """The words of names: `lead-photo siteLogo` has `lead`, `photo`, `site` and `logo`."""
    return frozenset(one.lower() for text in texts for one in WORD.findall(CAMEL.sub(" ", text[:1000])))


def decorates(data: bytes) -> bool:
    """Whether the bytes are a drawing (SVG), an icon file, or a picture of too few pixels."""
    if data.startswith(ICON) or (DRAWN.match(data[:128]) and b"<svg" in data[:4096].lower()):
        return True
    size = pixels(data)
    return size is not None and min(size) < rules().least_pixels


def pixels(data: bytes) -> tuple[int, int] | None:
    """Width and height as the head of a PNG, GIF, JPEG or WebP states them; None where it does not."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return _jpeg(data) if data.startswith(b"\xff\xd8") else None


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(data) >= 30:
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < min(len(data), JPEG_SCAN):
        if data[at] != 0xFF:
            return None
        mark = data[at + 1]
        if mark == 0xFF or mark in (0x01, *range(0xD0, 0xD8)):
            at += 1 if mark == 0xFF else 2
            continue
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None
