"""Pictures made up for the tests: coloured shapes, always the same for the same number."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

LATITUDE, LONGITUDE = 50.4504167, 30.4666667


def scene(number: int, size: tuple[int, int] = (480, 360)) -> Image.Image:
    """Forty shapes at random places, softened as by a lens."""
    chance = random.Random(number)

    def colour() -> tuple[int, int, int]:
        return chance.randrange(256), chance.randrange(256), chance.randrange(256)

    image = Image.new("RGB", size, colour())
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        box = (x, y, x + chance.randrange(20, 200), y + chance.randrange(20, 200))
        (draw.rectangle if chance.random() < 0.5 else draw.ellipse)(box, fill=colour())
    return image.filter(ImageFilter.GaussianBlur(2))


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file's bytes."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def notes(*, turned: int = 1) -> Image.Exif:
    """EXIF with a camera, a time and an exact place."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Glasswerk", "G7 secretmodel", turned
    exif.get_ifd(0x8769)[0x9003] = "2024:07:08 10:42:00"
    exif.get_ifd(0x8769)[0x9011] = "+03:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 27.0, 1.5), 3: "E", 4: (30.0, 28.0, 0.0)})
    return exif
