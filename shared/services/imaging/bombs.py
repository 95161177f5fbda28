"""Refuses files made to cost far more than they show, before a decoder pays for them."""

import re
import struct
from collections.abc import Iterator
from mmap import mmap

from shared.errors import ImageTooLarge, UnreadableImage

Content = bytes | mmap

MAX_SEGMENTS = 10_000
MAX_SEGMENT_BYTES = 32 * 1024 * 1024  # in all; the decoder keeps them
MAX_EXIF_SEGMENTS = 100  # each is copied onto those before it
MAX_SCANS = 100  # passes over a picture of the greatest size
MAX_TAGS = 4096
MAX_VALUES = 200_000  # the colour map of a 16-bit palette has 196,608

# What a decoder takes for a pixel, in multiples of the about ten bytes that the others take at most.
WEIGHT = {"image/webp": 2, "image/avif": 2}
_TOO_LONG = "This JPEG picture has more metadata than is read."
_APP1, _START_OF_SCAN = 0xE1, 0xDA
_SEQUENTIAL = {0xC0, 0xC1, 0xC9}  # frames that may have all of their components in one scan
_BYTES = {1, 2, 6, 7}  # TIFF types that cost no more in memory than in the file


def refuse_header(content: Content, content_type: str) -> None:
    """Raises UnreadableImage where merely reading the header would not end in bounded time and memory."""
    if content_type == "image/jpeg":
        _refuse_segments(content)
    elif content_type == "image/tiff":
        _refuse_directory(content)


def refuse_size(content: Content, content_type: str, size: tuple[int, int], max_pixels: int) -> None:
    """Raises ImageTooLarge where the decoder's memory or time would pass what `max_pixels` allows."""
    pixels, most = size[0] * size[1], max_pixels / WEIGHT.get(content_type, 1)
    if pixels > most:
        raise ImageTooLarge(
            f"The picture is {size[0]} x {size[1]} pixels; "
            f"at most {most / 1_000_000:g} megapixels are taken in this format."
        )
    if content_type == "image/jpeg" and pixels * _scans(content) > MAX_SCANS * max_pixels:
        raise ImageTooLarge("This JPEG picture takes more passes to decode than the gallery makes.")


def _segments(content: Content) -> Iterator[tuple[int, int]]:
    """Marker and position of the payload of each JPEG segment up to the first scan, skipping junk.

    Raises UnreadableImage.
    """
    at = content.find(b"\xff", 2)
    for _ in range(MAX_SEGMENTS):
        if not 0 <= at < len(content) - 4:
            return
        marker = content[at + 1]
        if 0xC0 <= marker < 0xFF and not 0xD0 <= marker <= 0xD9:
            yield marker, at + 4
            if marker == _START_OF_SCAN:
                return
            at += 1 + int.from_bytes(content[at + 2 : at + 4], "big")
        at = content.find(b"\xff", at + 1)
    raise UnreadableImage(_TOO_LONG)


def _refuse_segments(content: Content) -> None:
    pieces = total = 0
    for marker, at in _segments(content):
        pieces += marker == _APP1 and content[at : at + 6] == b"Exif\0\0"
        total += int.from_bytes(content[at - 2 : at], "big")
    if pieces > MAX_EXIF_SEGMENTS or total > MAX_SEGMENT_BYTES:
        raise UnreadableImage(_TOO_LONG)


def _scans(content: Content) -> int:
    """One where the first scan has all of the frame's components; else as many as there can be."""
    components = b""
    for marker, at in _segments(content):
        if marker in _SEQUENTIAL:
            components = content[at + 5 : at + 6]
        elif marker == _START_OF_SCAN and content[at : at + 1] == components:
            return 1
    return sum(1 for _ in re.finditer(rb"\xff\xda\0", content))


def _refuse_directory(content: Content) -> None:
    """The first directory of a TIFF or BigTIFF; what is wrong with it otherwise, its decoder will tell."""
    order = "<" if content[:2] == b"II" else ">"
    big = 43 in content[2:4]
    try:
        (start,) = struct.unpack_from(order + ("Q" if big else "I"), content, 8 if big else 4)
        (tags,) = struct.unpack_from(order + ("Q" if big else "H"), content, start)
    except (struct.error, OverflowError):
        return
    if tags > MAX_TAGS:
        raise UnreadableImage("This TIFF picture has more tags than are read.")
    entry, first = struct.Struct(order + ("HHQ8x" if big else "HHI4x")), start + (8 if big else 2)
    entries = content[first : first + tags * entry.size]
    for _, kind, count in entry.iter_unpack(entries[: len(entries) // entry.size * entry.size]):
        if kind not in _BYTES and count > MAX_VALUES:
            raise UnreadableImage("This TIFF picture has longer tags than are read.")
