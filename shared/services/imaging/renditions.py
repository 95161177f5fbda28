"""Thumbnail, tile, preview, colours, placeholder and facts, all from one decode of the original."""

from io import BytesIO
from typing import IO

from PIL import Image

from shared.models import Renditions
from shared.services.imaging import embedded, exif
from shared.services.imaging.decoding import open_picture, orientation, preview, upright
from shared.services.imaging.palette import palette
from shared.services.imaging.placeholder import placeholder

THUMBNAIL = 300
TILE = 640
QUALITY = 80
TILE_QUALITY = 75  # a page shows dozens of them, each smaller than it is or on a dense screen
WEBP_METHOD = 2  # less than half the CPU of the default 4, for some 3 % more bytes
SKETCH = 128


def derive(content: bytes | IO[bytes], content_type: str, max_pixels: int) -> Renditions:
    """Raises UnreadableImage or, above `max_pixels`, ImageTooLarge."""
    picture = open_picture(content, content_type, max_pixels)
    stored = picture.size
    image = preview(picture, content_type)
    width, height = upright(stored, orientation(picture))
    facts, words = exif.facts(picture), embedded.words(picture)
    Image.Image.close(picture)  # its pixels are not needed any more; the file is the caller's to close
    small = tile(image)
    sketch = small.resize(_within(small.size, SKETCH), Image.Resampling.BOX, reducing_gap=1.01)
    square = thumbnail(small if min(small.size) >= THUMBNAIL else image)
    return Renditions(
        width=width,
        height=height,
        thumbnail=_encoded(square, "WEBP", quality=QUALITY, method=WEBP_METHOD),
        tile=_encoded(small, "WEBP", quality=TILE_QUALITY, method=WEBP_METHOD),
        preview=_encoded(image, "JPEG", quality=QUALITY),
        preview_width=image.width,
        preview_height=image.height,
        colors=palette(sketch),
        placeholder=placeholder(sketch),
        exif=facts,
        embedded=words,
    )


def tile(preview: Image.Image) -> Image.Image:
    """The whole picture, its long side 640 pixels, or as many as there are."""
    return preview.resize(_within(preview.size, TILE), Image.Resampling.LANCZOS, reducing_gap=1.5)


def thumbnail(image: Image.Image) -> Image.Image:
    """A square of 300 pixels from the middle."""
    side = min(image.size)
    left, top = (image.width - side) / 2, (image.height - side) / 2
    return image.resize(
        (THUMBNAIL, THUMBNAIL),
        Image.Resampling.LANCZOS,
        box=(left, top, left + side, top + side),
        reducing_gap=1.5,
    )


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    ratio = min(1.0, side / max(size))
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))


def _encoded(image: Image.Image, format: str, **options: int) -> bytes:
    encoded = BytesIO()
    image.save(encoded, format, **options)
    return encoded.getvalue()
