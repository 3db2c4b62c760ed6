"""A program of its own: reads an image or video from standard input and writes what it says as JSON, or a thumbnail.

It runs in a process with limits on memory and time (see `looking`), so it imports nothing of Bearwitness. The decoders
are native code; the worst that a hostile file can do here is to end this process.
"""

from __future__ import annotations

import io
import json
import math
import resource
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

MEMORY = 3 * 2**30
"""Bytes of address space."""
SECONDS = 60
PIXELS = 100_000_000
"""Pixels that a picture may have; of a larger one only the head is read."""
MOST_FIELDS, LONGEST = 300, 500
MOST_XMP = 4 * 2**20
THUMBNAIL = 320
FLAT = 4.0
"""Below this sum of the coefficients there is nothing in the picture by which it could be known again."""
GPS = 0x8825
CAMERA = 0x8769


def main() -> None:
    """`facts FORM TYPE` or `thumbnail`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    if sys.argv[1] == "thumbnail":
        sys.stdout.buffer.write(_thumbnail(data))
        return
    found: dict[str, Any] = {"faults": []}
    if sys.argv[1] == "image":
        _guarded(found, "it cannot be decoded", lambda: _image(data, found))
    _guarded(found, "its XMP cannot be read", lambda: found.update(xmp=list(_xmp(data))))
    found.update(_credentials(data, sys.argv[2]))
    sys.stdout.buffer.write(json.dumps(found).encode())


def _guarded(found: dict[str, Any], what: str, action: Callable[[], None]) -> None:
    """The action; whatever a decoder raises on hostile bytes becomes a fault."""
    try:
        action()
    except Exception as error:  # noqa: BLE001 - decoders raise anything at all
        found["faults"].append(f"{what} ({type(error).__name__}: {_text(str(error))[:120]})")


def _opened(data: bytes) -> Any:
    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS
    return Image.open(io.BytesIO(data))


def _image(data: bytes, found: dict[str, Any]) -> None:
    try:
        import PIL
    except ImportError:
        found["look_why"] = "Pillow is not installed: pip install 'bearwitness[media]'"
        found["faults"].append(found["look_why"])
        return
    del PIL
    try:
        image = _opened(data)
    except Exception as error:
        found["look_why"] = _bomb(error) or "it cannot be decoded"
        if _bomb(error):
            found["faults"].append(found["look_why"])
            return
        raise
    found.update(width=image.width, height=image.height, frames=getattr(image, "n_frames", 1))
    _guarded(found, "its EXIF cannot be read", lambda: _exif(image, found))
    try:
        upright = _upright(image)
    except Exception:
        found["look_why"] = "it cannot be decoded"
        raise
    found.update(width=upright.width, height=upright.height)
    found["look"] = _look(upright)
    if found["look"] is None:
        found["look_why"] = "it is of one colour, or nearly so"


def _bomb(error: Exception) -> str | None:
    if type(error).__name__ in ("DecompressionBombWarning", "DecompressionBombError"):
        return f"it has more than {PIXELS:,} pixels, the most that are decoded"
    return None


def _upright(image: Any) -> Any:
    """The first frame, turned as EXIF says."""
    from PIL import ImageOps

    image.load()
    return ImageOps.exif_transpose(image)


def _look(image: Any) -> str | None:
    """Perceptual hash: signs of the low frequencies of the cosine transform against their median (Zauner 2010)."""
    from PIL import Image

    side, low = 32, 8
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    small = image.convert("L").resize((side, side), Image.Resampling.LANCZOS)
    rows = [list(small.crop((0, at, side, at + 1)).tobytes()) for at in range(side)]
    wave = [[math.cos(math.pi * (2 * x + 1) * u / (2 * side)) for x in range(side)] for u in range(low + 1)]
    across = [[sum(a * b for a, b in zip(row, wave[u], strict=True)) for u in range(low + 1)] for row in rows]
    both = [
        sum(across[y][u] * wave[v][y] for y in range(side)) / (side * side)
        for v in range(1, low + 1)
        for u in range(1, low + 1)
    ]
    if sum(abs(one) for one in both) < FLAT:
        return None
    middle = sorted(both)[len(both) // 2]
    value = 0
    for one in both:
        value = value << 1 | (one > middle)
    return f"{value:016x}"


# --- what is written beside the picture ---


def _exif(image: Any, found: dict[str, Any]) -> None:
    from PIL.ExifTags import GPSTAGS, TAGS

    exif = image.getexif()
    fields = {TAGS.get(tag, f"tag {tag}"): value for tag, value in exif.items() if tag not in (GPS, CAMERA)}
    fields |= {TAGS.get(tag, f"tag {tag}"): value for tag, value in exif.get_ifd(CAMERA).items()}
    gps = {GPSTAGS.get(tag, f"tag {tag}"): value for tag, value in exif.get_ifd(GPS).items()}
    fields |= {name if name.startswith("GPS") else f"GPS {name}": value for name, value in gps.items()}
    shown = sorted((name, _text(value)) for name, value in fields.items())
    found["exif"] = [one for one in shown if one[1]][:MOST_FIELDS]
    found["latitude"] = _degrees(gps.get("GPSLatitude"), gps.get("GPSLatitudeRef"), 90)
    found["longitude"] = _degrees(gps.get("GPSLongitude"), gps.get("GPSLongitudeRef"), 180)
    if found["latitude"] is None or found["longitude"] is None:
        found["latitude"] = found["longitude"] = None
    found["taken"] = _moment(_text(fields.get("DateTimeOriginal", "")), _text(fields.get("OffsetTimeOriginal", "")))
    made = [_text(fields.get(one, "")) for one in ("Make", "Model")]
    found["camera"] = " ".join(one for one in made if one) or None


def _text(value: Any) -> str:
    """A value as printable text; bytes only where they are text."""
    if isinstance(value, bytes):
        value = value.decode("ascii", "ignore") if value.isascii() else f"{len(value)} bytes"
    if isinstance(value, tuple):
        value = ", ".join(_text(one) for one in value[:40])
    text = str(value)[: 4 * LONGEST].encode("utf-8", "replace").decode()
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:LONGEST]


def _degrees(value: Any, side: Any, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(one) for one in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = round(degrees + minutes / 60 + seconds / 3600, 7)
    if not 0 <= found <= most:  # not a number is refused too
        return None
    return -found if str(side).upper().startswith(("S", "W")) else found


def _moment(text: str, zone: str) -> str | None:
    import datetime

    try:
        datetime.datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - EXIF times have no zone of their own
        found = text[:10].replace(":", "-") + "T" + text[11:]
        return datetime.datetime.fromisoformat(found + zone).isoformat()
    except ValueError:
        return None


def _xmp(data: bytes) -> Iterator[tuple[str, str]]:
    """Names and values of the first XMP packet."""
    start = data.find(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", start)
    if start < 0 or not start < end < start + MOST_XMP:
        return
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data[start : end + 12], parser)
    count = 0
    for one in root.iter(etree.Element):
        own = [(etree.QName(name).localname, value) for name, value in sorted(one.attrib.items())]
        if not len(one) and one.text and one.text.strip():
            own.append((etree.QName(one).localname, one.text))
        for name, value in own:
            if _text(value) and count < MOST_FIELDS:
                count += 1
                yield _text(name), _text(value)


# --- content credentials ---


def _credentials(data: bytes, media_type: str) -> dict[str, Any]:
    """State and reason of the C2PA manifest in the bytes."""
    if b"c2pa" not in data:  # the label that every manifest store bears
        return {"credentials": "absent", "credentials_why": None}
    try:
        import c2pa
    except ImportError:
        return {
            "credentials": "unchecked",
            "credentials_why": "c2pa-python is not installed: pip install 'bearwitness[media]'",
        }
    offline = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": False}}
    try:
        with (
            c2pa.Context.from_dict(offline) as context,
            c2pa.Reader(media_type, io.BytesIO(data), context=context) as read,
        ):
            state, told = str(read.get_validation_state()), json.loads(read.json())
    except Exception as error:  # noqa: BLE001 - the library's own tree, and what native code raises
        if "ManifestNotFound" in type(error).__name__:
            return {"credentials": "absent", "credentials_why": None}
        return {"credentials": "unchecked", "credentials_why": f"it cannot be read ({_text(str(error))[:200]})"}
    manifest = told.get("manifests", {}).get(told.get("active_manifest"), {})
    signed = _text(manifest.get("signature_info", {}).get("issuer") or "nobody named")
    wrong = sorted({_text(one.get("code", "")) for one in told.get("validation_status") or () if isinstance(one, dict)})
    why = f"signed by {signed}" + (f"; {', '.join(wrong)[:300]}" if wrong else "")
    return {"credentials": "valid" if state in ("Valid", "Trusted") else "invalid", "credentials_why": why}


def _thumbnail(data: bytes) -> bytes:
    """A small JPEG without anything written beside the picture."""
    from PIL import Image

    image = _upright(_opened(data)).convert("RGB")
    image.thumbnail((THUMBNAIL, THUMBNAIL))
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=80)
    return out.getvalue()


if __name__ == "__main__":
    main()
