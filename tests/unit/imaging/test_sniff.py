"""A file's type is what its first bytes say."""

from collections.abc import Callable

import pytest

from shared.errors import UnsupportedImageType
from shared.services.imaging import CONTENT_TYPES, inspect, sniff
from tests import pictures

MAKERS: dict[str, Callable[[], bytes]] = {
    "image/jpeg": pictures.jpeg,
    "image/png": pictures.png,
    "image/gif": pictures.animation,
    "image/webp": pictures.webp,
    "image/avif": pictures.avif,
    "image/heic": pictures.heic,
    "image/tiff": pictures.tiff,
    "image/bmp": pictures.bmp,
}


@pytest.mark.parametrize(("content_type", "make"), MAKERS.items(), ids=MAKERS)
def test_each_format_is_told_by_its_bytes(content_type: str, make: Callable[[], bytes]) -> None:
    assert sniff(make()) == content_type
    assert content_type in CONTENT_TYPES


@pytest.mark.parametrize(
    ("major", "compatible", "content_type"),
    [
        (b"mif1", b"mif1heic", "image/heic"),
        (b"mif1", b"mif1avif", "image/avif"),
        (b"mif1", b"miaf", "image/heif"),
        (b"avis", b"msf1", "image/avif"),
        (b"hevc", b"msf1", "image/heic"),
    ],
)
def test_a_generic_brand_gives_way_to_a_compatible_one(
    major: bytes, compatible: bytes, content_type: str
) -> None:
    box = b"ftyp" + major + bytes(4) + compatible
    assert sniff((len(box) + 4).to_bytes(4, "big") + box) == content_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"a text file named .jpg",
        b"BMW is a car maker, not a bitmap",
        b"RIFF....WAVEfmt ",
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42",
        b"%PDF-1.7",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\0\0\1\0\1\0",
        b"PK\3\4",
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(UnsupportedImageType, match="not a JPEG"):
        sniff(content)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_the_size_is_in_the_header(make: Callable[..., bytes]) -> None:
    assert inspect(make(width=96, height=64), 20_000) == (96, 64)
