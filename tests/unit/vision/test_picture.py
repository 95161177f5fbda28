"""Which bytes are taken for an image."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from local.vision.errors import VisionError
from local.vision.picture import MAX_BYTES, decode
from tests.unit.vision.pictures import encode, plain, shapes


def png_header(width: int, height: int) -> bytes:
    """A PNG that announces a size and has no pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + struct.pack(">I", zlib.crc32(header))
        + bytes(4)
        + b"IDAT"
    )


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "ICO", "TIFF", "MPO"])
def test_takes_the_formats_of_the_service(file_format: str) -> None:
    picture = decode(encode(plain("blue", (96, 64)), file_format, sizes=[(96, 64)]), min_side=50)
    assert (picture.width, picture.height) == (96, 64)


@pytest.mark.parametrize("file_format", ["AVIF", "PPM", "JPEG2000"])
def test_refuses_other_formats(file_format: str) -> None:
    with pytest.raises(VisionError) as refusal:
        decode(encode(plain("blue"), file_format), min_side=50)
    assert refusal.value.inner == "InvalidImageFormat"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not an image", id="text"),
        pytest.param(encode(shapes(1), "JPEG")[:4000], id="truncated JPEG"),
        pytest.param(encode(shapes(1), "PNG")[:4000], id="truncated PNG"),
        pytest.param(encode(shapes(1), "WEBP")[:4000], id="truncated WebP"),
        pytest.param(encode(shapes(1), "TIFF")[:4000], id="truncated TIFF"),
        pytest.param(png_header(100, 100), id="no pixels"),
        pytest.param(b"GIF89a" + bytes(7), id="empty GIF"),
    ],
)
def test_refuses_what_cannot_be_decoded(content: bytes) -> None:
    with pytest.raises(VisionError) as refusal:
        decode(content, min_side=50)
    assert (refusal.value.status, refusal.value.inner) == (400, "InvalidImageFormat")


@pytest.mark.parametrize("content", [b"", bytes(MAX_BYTES + 1)], ids=["empty", "too large"])
def test_refuses_nothing_and_too_much_without_an_inner_code(content: bytes) -> None:
    with pytest.raises(VisionError, match="zero or larger than 20971520 bytes") as refusal:
        decode(content, min_side=50)
    assert (refusal.value.code, refusal.value.inner) == ("InvalidRequest", None)


@pytest.mark.parametrize(("size", "min_side"), [((50, 90), 50), ((90, 50), 50), ((10, 11), 10)])
def test_refuses_small_sides(size: tuple[int, int], min_side: int) -> None:
    with pytest.raises(VisionError, match=f"smaller than {min_side}") as refusal:
        decode(encode(plain("blue", size)), min_side=min_side)
    assert refusal.value.inner == "InvalidImageSize"


@pytest.mark.parametrize("size", [(16000, 60), (60, 16000), (15999, 15999), (10000, 9999)])
def test_refuses_large_sides_from_the_header_alone(size: tuple[int, int]) -> None:
    with pytest.raises(VisionError) as refusal:
        decode(png_header(*size), min_side=50)
    assert refusal.value.inner == "InvalidImageSize"


@pytest.mark.parametrize("size", [(51, 51), (15999, 51)])
def test_takes_sides_within_the_limits(size: tuple[int, int]) -> None:
    picture = decode(encode(plain("blue", size)), min_side=50)
    assert (picture.width, picture.height) == size


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_takes_any_colour_mode(mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.full((64, 64), 65535, dtype=np.uint16))
    else:
        image = plain("white", (64, 64)).convert(mode)
    file_format = "TIFF" if mode in ("CMYK", "YCbCr") else "PNG"
    lightness = decode(encode(image, file_format), min_side=50).lab[..., 0]
    assert lightness.min() > 0.95


def test_lays_transparency_on_white() -> None:
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    assert decode(encode(image), min_side=50).lab[..., 0].min() > 0.99


def test_looks_at_the_first_frame() -> None:
    buffer = io.BytesIO()
    plain("white").save(buffer, "GIF", save_all=True, append_images=[plain("black")])
    assert decode(buffer.getvalue(), min_side=50).lab[..., 0].min() > 0.9
