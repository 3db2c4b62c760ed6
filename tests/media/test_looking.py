"""What the bytes of an image say, and that hostile bytes are named and do no harm."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from bearwitness.errors import UnreadableFile
from bearwitness.media import CLOSE, look_at, thumbnail
from bearwitness.media.looking import form_of
from bearwitness.media.reader import PIXELS
from media.pictures import LATITUDE, LONGITUDE, encoded, notes, scene

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="image/jpeg">'
    b"<dc:creator>R. Olenko</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def bits(one: bytes, other: bytes) -> int:
    first, second = look_at(one, name="a"), look_at(other, name="b")
    assert first.look is not None
    assert second.look is not None
    return (int(first.look, 16) ^ int(second.look, 16)).bit_count()


def test_what_stands_beside_the_picture_is_read() -> None:
    found = look_at(encoded(scene(1), exif=notes(turned=6), xmp=XMP), name="a.jpg")
    assert (found.kind, found.form, found.media_type) == ("image", "jpeg", "image/jpeg")
    assert (found.width, found.height) == (360, 480)  # turned upright
    assert found.taken == "2024-07-08T10:42:00+03:00"
    assert found.camera == "Glasswerk G7 secretmodel"
    assert (found.latitude, found.longitude) == (LATITUDE, LONGITUDE)
    assert ("Make", "Glasswerk") in found.exif
    assert found.xmp == (("format", "image/jpeg"), ("creator", "R. Olenko"))
    assert found.credentials == "absent"
    assert found.faults == ()


def test_a_picture_without_notes_says_nothing() -> None:
    found = look_at(encoded(scene(1), "PNG"), name="a.png")
    assert (found.taken, found.camera, found.latitude, found.longitude) == (None, None, None, None)
    assert (found.exif, found.xmp) == ((), ())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "TIFF"])
def test_the_form_is_told_by_the_bytes(form: str) -> None:
    found = look_at(encoded(scene(2), form), name="whatever.txt")
    assert found.form == form.lower()
    assert found.look is not None


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"\0\0\0\x18ftypisom" + bytes(8), ("video", "mp4", "video/mp4")),
        (b"\0\0\0\x14ftypqt  " + bytes(8), ("video", "quicktime", "video/quicktime")),
        (b"\x1a\x45\xdf\xa3" + bytes(8), ("video", "matroska", "video/x-matroska")),
        (b"RIFF\0\0\0\0AVI LIST", ("video", "avi", "video/x-msvideo")),
        (b"\0\0\0\x18ftypheic" + bytes(8), ("image", "heic", "image/heic")),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"%PDF-1.7", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"MZ\x90\0", None),
    ],
)
def test_forms(data: bytes, form: tuple[str, str, str] | None) -> None:
    assert form_of(data) == form


def test_a_video_is_kept_and_says_why_it_has_no_look() -> None:
    found = look_at(b"\0\0\0\x18ftypisom" + bytes(400), name="clip.mp4")
    assert (found.kind, found.look, found.look_why) == ("video", None, "frames of videos are not compared")
    assert found.faults == ()


@pytest.mark.parametrize("data", [b"", b"plain words", b"<html></html>", bytes(1000)])
def test_what_is_no_picture_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^odd\.jpg: "):
        look_at(data, name="odd.jpg")


@pytest.mark.parametrize("part", [0.05, 0.3, 0.9])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_named(form: str, part: float) -> None:
    whole = encoded(scene(3), form)
    found = look_at(whole[: int(len(whole) * part)], name="cut")
    assert found.look is None
    assert found.look_why == "it cannot be decoded"
    assert found.faults[-1].startswith("it cannot be decoded")


def test_damaged_bytes_never_raise() -> None:
    whole = encoded(scene(4), exif=notes())
    for at in (25, 60, 140, 200, 400):
        data = bytearray(whole)
        data[at : at + 12] = b"\xff" * 12
        found = look_at(bytes(data), name="damaged")
        assert found.look is not None or found.faults


def bomb(width: int, height: int) -> bytes:
    """A small PNG that unpacks to very many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packed = zlib.compress(bytes(1000), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(PIXELS // 1000, 1001), (50_000, 50_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_not_decoded(width: int, height: int) -> None:
    found = look_at(bomb(width, height), name="bomb.png")
    assert found.look is None
    assert found.faults != ()
    with pytest.raises(UnreadableFile):
        thumbnail(bomb(width, height), name="bomb.png")


def test_the_bound_on_pixels_is_named() -> None:
    found = look_at(bomb(PIXELS // 1000, 1001), name="bomb.png")
    assert found.faults == (f"it has more than {PIXELS:,} pixels, the most that are decoded",)
    allowed = look_at(bomb(PIXELS // 1000, 1000), name="large.png")
    assert "pixels" not in (allowed.look_why or "")


def test_an_entity_in_xmp_is_not_followed() -> None:
    hostile = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x:xmpmeta xmlns:x="adobe:ns:meta/"><a>&e;</a>'
        b"</x:xmpmeta>"
    )
    found = look_at(encoded(scene(5)) + hostile, name="a")
    assert "root" not in str(found.xmp)


@pytest.mark.parametrize(
    ("latitude", "kept"), [((91.0, 0.0, 0.0), False), ((float("nan"), 0.0, 0.0), False), ((89.0, 59.0, 0.0), True)]
)
def test_a_place_that_is_none_is_not_taken(latitude: tuple[float, ...], kept: bool) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: latitude, 3: "W", 4: (30.0, 30.0, 0.0)})
    try:
        data = encoded(scene(6), exif=exif)
    except ValueError:  # not a number cannot be written
        return
    found = look_at(data, name="a")
    assert (found.latitude is not None, found.longitude is not None) == (kept, kept)
    if kept:
        assert (found.latitude, found.longitude) == (-89.9833333, -30.5)


def test_the_same_picture_in_other_files_looks_alike() -> None:
    for number in range(3):
        image = scene(number)
        first = encoded(image)
        assert bits(first, encoded(image.resize((200, 150)), quality=35)) <= CLOSE
        assert bits(first, encoded(image.convert("L"), "PNG")) <= CLOSE
        turned = image.transpose(Image.Transpose.ROTATE_90)
        assert bits(first, encoded(turned, exif=notes(turned=6))) <= CLOSE


def test_other_pictures_look_otherwise() -> None:
    data = [encoded(scene(number)) for number in range(6)]
    assert min(bits(one, other) for at, one in enumerate(data) for other in data[:at]) > CLOSE


def test_a_picture_of_one_colour_has_no_look() -> None:
    found = look_at(encoded(Image.new("RGB", (64, 64), "grey")), name="a")
    assert (found.look, found.look_why) == (None, "it is of one colour, or nearly so")


def test_a_thumbnail_is_small_and_bare() -> None:
    data = encoded(scene(7, (1600, 1200)), exif=notes(), xmp=XMP, comment=b"secretcomment")
    small = thumbnail(data, name="a")
    for secret in (b"secretmodel", b"secretcomment", b"Olenko", b"Exif", b"xmp"):
        assert secret not in small
    with Image.open(io.BytesIO(small)) as image:
        assert max(image.size) <= 320
        assert dict(image.getexif()) == {}
    with pytest.raises(UnreadableFile):
        thumbnail(b"\0\0\0\x18ftypisom" + bytes(8), name="clip")
