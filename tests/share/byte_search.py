"""Looks for text in the bytes of a file in every form in which a format could hold it."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pypdfium2


def layers(data: bytes, name: str = "") -> Iterator[tuple[str, bytes]]:
    """The bytes, and those of every member and stream packed in them."""
    yield name, data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for one in package.infolist():
                yield f"{name}/{one.filename}", one.filename.encode() + one.comment + one.extra
                yield from layers(package.read(one), f"{name}/{one.filename}")
    if data[:5] == b"%PDF-":
        pages = pypdfium2.PdfDocument(data)
        told = "".join(page.get_textpage().get_text_range() + "\n" for page in pages).replace("\u200b", "")
        yield f"{name}/text", " ".join(told.split()).encode()
        yield f"{name}/letters", "".join(told.split()).encode()
        yield f"{name}/about", repr((pages.get_metadata_dict(), [one.get_title() for one in pages.get_toc()])).encode()
        for found in re.finditer(rb"stream\r?\n", data):
            try:
                yield f"{name}/{found.end()}", zlib.decompressobj().decompress(data[found.end() :])
            except zlib.error:
                continue
    if b"\x1f\x8b\x08" in data:
        at = data.find(b"\x1f\x8b\x08")
        while at >= 0:
            stream = zlib.decompressobj(wbits=31)
            try:
                plain = stream.decompress(data[at:]) + stream.flush()
            except zlib.error:
                plain = b""
            if plain:
                yield from layers(plain, f"{name}@{at}")
            at = data.find(b"\x1f\x8b\x08", at + 1)


def forms(text: str) -> dict[str, bytes]:
    """The text as bytes in all the ways in which files hold text."""
    plain = text.encode()
    found = {
        "utf-8": plain,
        "lower case": text.lower().encode(),
        "upper case": text.upper().encode(),
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "json": "".join(f"\\u{ord(one):04x}" for one in text).encode(),
        "json, where needed": json.dumps(text)[1:-1].encode(),
        "entities": "".join(f"&#{ord(one)};" for one in text).encode(),
        "hexadecimal entities": "".join(f"&#x{ord(one):x};" for one in text).encode(),
        "entities, where needed": text.encode("ascii", "xmlcharrefreplace"),
        "percent": quote(text).encode(),
        "plus": quote_plus(text).encode(),
        "every percent": "".join(f"%{one:02X}" for one in plain).encode(),
        "hyphens": text.lower().replace(" ", "-").encode(),
        "underscores": text.lower().replace(" ", "_").encode(),
        "hexadecimal": plain.hex().encode(),
    }
    for skip in range(3):
        packed = base64.b64encode(b"\0" * skip + plain)
        # Of the groups at both ends some bits belong to the neighbours.
        inner = packed[(skip * 8 + 5) // 6 :].rstrip(b"=")
        found[f"base64 at {skip}"] = inner[: len(inner) - 1]
        found[f"url-safe base64 at {skip}"] = inner[: len(inner) - 1].replace(b"+", b"-").replace(b"/", b"_")
    return {name: one for name, one in found.items() if len(one) >= 4}


def leaks(data: bytes, secrets: list[str]) -> list[str]:
    """Every secret that the bytes hold, with the place and the form."""
    return sorted(
        {
            f"{secret!r} as {form} in {where or 'the file'}"
            for where, layer in layers(data)
            for secret in secrets
            for form, wanted in forms(secret).items()
            if wanted in layer or (form == "lower case" and wanted in layer.lower())
        }
    )
