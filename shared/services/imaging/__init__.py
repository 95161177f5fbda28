"""What the gallery asks of an image file: its type, its size, and its renditions.

The type is read from the first bytes alone, so that nothing imports Pillow before a picture is opened.
"""

from typing import IO

from shared.errors import UnsupportedImageType
from shared.models import Renditions

CONTENT_TYPES = (
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/heic",
    "image/heif",
    "image/tiff",
    "image/bmp",
)

_HEAD = 256
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
)
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_HEIF_BRANDS = {b"mif1", b"msf1"}
_BMP_HEADER_SIZES = {12, 16, 40, 52, 56, 64, 108, 124}


def sniff(content: bytes) -> str:
    """The content type that the bytes themselves tell, one of `CONTENT_TYPES`.

    Raises UnsupportedImageType.
    """
    for signature, content_type in _SIGNATURES:
        if content.startswith(signature):
            return content_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and (branded := _by_brand(content)):
        return branded
    if content[:2] == b"BM" and int.from_bytes(content[14:18], "little") in _BMP_HEADER_SIZES:
        return "image/bmp"
    raise UnsupportedImageType("This is not a JPEG, PNG, GIF, WebP, AVIF, HEIC, TIFF or BMP picture.")


def _by_brand(content: bytes) -> str | None:
    """ISO/IEC 14496-12 `ftyp`: the major brand, or for a generic one the brands it is compatible with."""
    end = min(int.from_bytes(content[:4], "big"), 256)
    brands = [content[8:12], *(content[at : at + 4] for at in range(16, end, 4))]
    if brands[0] in _HEIF_BRANDS:
        brands.append(brands.pop(0))
    for brand in brands:
        if brand in _AVIF_BRANDS:
            return "image/avif"
        if brand in _HEIC_BRANDS:
            return "image/heic"
    return "image/heif" if brands[-1] in _HEIF_BRANDS else None


def sniff_file(content: bytes | IO[bytes]) -> str:
    """`sniff` of a file's first bytes. Raises UnsupportedImageType."""
    if isinstance(content, bytes):
        return sniff(content)
    content.seek(0)
    return sniff(content.read(_HEAD))


def inspect(content: bytes, max_pixels: int) -> tuple[int, int]:
    """Width and height of the upright picture, from its header, without decoding it.

    Raises UnsupportedImageType, UnreadableImage or, above `max_pixels`, ImageTooLarge.
    """
    from shared.services.imaging.decoding import open_picture, orientation, upright

    picture = open_picture(content, sniff(content), max_pixels)
    return upright(picture.size, orientation(picture))


def cost(content: bytes | IO[bytes], max_pixels: int) -> int:
    """The memory that decoding takes, in pixels: a decoder that takes twice as much counts double.

    Raises as `inspect` does.
    """
    from shared.services.imaging.bombs import WEIGHT
    from shared.services.imaging.decoding import open_picture

    content_type = sniff_file(content)
    width, height = open_picture(content, content_type, max_pixels).size
    return width * height * WEIGHT.get(content_type, 1)


def framed(preview: bytes) -> bytes:
    """A preview large enough for an analyzer: a small one with white on its right and below it."""
    from shared.services.imaging.framing import framed as frame

    return frame(preview)


def render(content: bytes | IO[bytes], max_pixels: int) -> Renditions:
    """All that one decode of a picture, in memory or in a file, yields. CPU work: call it in a thread.

    Raises UnsupportedImageType, UnreadableImage or, above `max_pixels`, ImageTooLarge.
    """
    from shared.services.imaging.renditions import derive

    return derive(content, sniff_file(content), max_pixels)
