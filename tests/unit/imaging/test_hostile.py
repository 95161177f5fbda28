"""Whatever a stranger sends: renditions or a clear refusal, in bounded time and memory."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.errors import GalleryError, ImageTooLarge, UnreadableImage
from shared.models import Renditions
from shared.services.imaging import inspect, render
from tests import pictures

PIXELS = 100_000_000
SMALL: dict[str, bytes] = {
    "jpeg": pictures.jpeg(96, 64, orientation=6, keywords=("beach",), description="Sea", gps=(1, 2)),
    "progressive": pictures.encoded(pictures.scene(96, 64), "JPEG", progressive=True),
    "cmyk": pictures.encoded(pictures.scene(96, 64).convert("CMYK"), "JPEG"),
    "png": pictures.png(96, 64, icc_profile=pictures.display_p3()),
    "palette": pictures.encoded(pictures.scene(96, 64).quantize(16), "PNG", transparency=3),
    "gif": pictures.animation("GIF"),
    "webp": pictures.webp(96, 64, exif=pictures.exif(orientation=3)),
    "animated webp": pictures.animation("WEBP"),
    "avif": pictures.avif(96, 64),
    "heic": pictures.heic(96, 64),
    "tiff": pictures.tiff(96, 64),
    "lzw tiff": pictures.tiff(96, 64, compression="tiff_lzw"),
    "bmp": pictures.bmp(96, 64),
}


def rendered(content: bytes, max_pixels: int = PIXELS) -> Renditions | str:
    """What becomes of a file: renditions, or the reason why not."""
    try:
        return render(content, max_pixels)
    except GalleryError as error:
        return error.detail


@pytest.mark.parametrize("read", [inspect, render])
@pytest.mark.parametrize("name", SMALL)
def test_the_pixel_limit_is_the_callers(name: str, read: Callable[[bytes, int], object]) -> None:
    pixels = 64 * 48 if name in ("gif", "animated webp") else 96 * 64
    pixels *= 2 if name in ("webp", "animated webp", "avif") else 1  # their decoders take twice the memory
    read(SMALL[name], pixels)
    with pytest.raises(ImageTooLarge, match="at most"):
        read(SMALL[name], pixels - 1)


def test_a_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(ImageTooLarge, match="50000 x 50000 pixels; at most 100 megapixels"):
        render(pictures.png_bomb(), PIXELS)


@pytest.mark.parametrize("size", [(65_500, 65_500), (65_500, 1600)])
def test_a_jpeg_that_promises_too_much_is_refused(size: tuple[int, int]) -> None:
    content = bytearray(pictures.jpeg(96, 64))
    frame = content.index(b"\xff\xc0")
    struct.pack_into(">HH", content, frame + 5, *reversed(size))
    with pytest.raises(ImageTooLarge):
        render(bytes(content), PIXELS)


def test_a_jpeg_with_a_side_of_65500_pixels_is_shown() -> None:
    made = render(pictures.jpeg(65_500, 16), PIXELS)
    assert (made.width, made.height, made.preview_width) == (65_500, 16, 1365)


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_off_file_is_refused_or_shown(name: str, share: float) -> None:
    content = SMALL[name]
    outcome = rendered(content[: int(share * len(content))])
    assert "cannot be decoded" in outcome if isinstance(outcome, str) else outcome.width in (64, 96)


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png])
def test_a_cut_off_photograph_is_told_so(make: Callable[[int, int], bytes]) -> None:
    content = make(1600, 1200)
    with pytest.raises(UnreadableImage, match="the file ends before the picture does"):
        render(content[: len(content) // 2], PIXELS)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBP",
        b"II*\0",
        b"II+\0",
        b"BM" + bytes(12) + b"\x28",
    ]
    + [b"\0\0\0\x10ftyp" + brand + bytes(4) for brand in (b"avif", b"heic", b"mif1")],
)
def test_a_bare_signature_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableImage, match="cannot be decoded"):
        render(content.ljust(18, b"\0") if content[:2] == b"BM" else content, PIXELS)


@pytest.mark.parametrize("format", ["GIF", "WEBP"])
def test_thousands_of_frames_cost_no_more_than_one(format: str) -> None:
    made = render(pictures.animation(format, frames=3000, width=16, height=16), PIXELS)
    assert (made.width, made.height) == (16, 16)


def directory(entries: int, count: int, offset: int) -> bytes:
    """A TIFF directory of distinct tags that all claim the same `count` bytes at `offset`."""
    tags = b"".join(struct.pack("<HHII", 40_000 + n, 7, count, offset) for n in range(entries))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", entries) + tags + bytes(4)


def test_exif_that_multiplies_itself_is_bounded() -> None:
    facts = directory(5000, 60_000, 8)
    content = pictures.with_segments(pictures.jpeg(96, 64), pictures.segment(0xE1, b"Exif\0\0" + facts))
    assert render(content, PIXELS).width == 96


def test_a_tiff_that_multiplies_itself_is_bounded() -> None:
    with pytest.raises(UnreadableImage):
        render(directory(20_000, 200_000, 8), PIXELS)


def test_a_tiff_of_millions_of_strips_is_refused() -> None:
    strips, at = 1_000_000, 8 + 2 + 5 * 12 + 4
    tags = ((256, 4, 1, 1), (257, 4, 1, strips), (258, 3, 1, 8), (273, 4, strips, at), (278, 4, 1, 1))
    head = b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags))
    content = head + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4 + 4 * strips)
    with pytest.raises(UnreadableImage, match="longer tags"):
        render(content, PIXELS)


@pytest.mark.parametrize(
    "piece",
    [pictures.segment(0xE1, b"Exif\0\0" + bytes(8)), pictures.segment(0xFE, b""), b"\xff", b"\xff\0"],
    ids=["exif", "comments", "padding", "junk"],
)
def test_a_jpeg_header_without_end_is_refused(piece: bytes) -> None:
    with pytest.raises(UnreadableImage, match="more metadata"):
        render(pictures.with_segments(SMALL["jpeg"], piece * 20_000), PIXELS)


def test_a_jpeg_of_endless_passes_is_refused() -> None:
    content = SMALL["progressive"]
    last = content.rindex(b"\xff\xda")
    repeated = content[:last] + content[last:-2] * 200 + content[-2:]
    assert render(repeated, PIXELS).width == 96
    with pytest.raises(ImageTooLarge, match="more passes"):
        render(repeated, 96 * 64)


@pytest.mark.parametrize("name", [b"iCCP", b"zTXt", b"iTXt"])
def test_a_png_chunk_that_explodes_is_bounded(name: bytes) -> None:
    packed = zlib.compress(bytes(50_000_000), 9)
    head = b"XML:com.adobe.xmp\0" + (b"\1\0\0\0" if name == b"iTXt" else b"\0")
    plain = pictures.png(96, 64)
    content = plain[:33] + pictures.png_chunk(name, head + packed) + plain[33:]
    with pytest.raises(UnreadableImage):
        render(content, PIXELS)


MEASURE = """
import resource, sys
from shared.services.imaging import render
from tests import pictures

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

content = open(sys.argv[1], "rb").read()
render(pictures.jpeg(64, 64), 10**8)
before = peak()
made = render(content, 10**8)
print((peak() - before) / (made.width * made.height))
"""


@pytest.mark.parametrize(
    ("format", "mode", "most"),
    [("JPEG", "RGB", 2), ("JPEG", "CMYK", 2), ("PNG", "RGBA", 6), ("PNG", "P", 3), ("TIFF", "RGB", 6)],
)
def test_a_decode_takes_few_bytes_for_a_pixel(tmp_path: Path, format: str, mode: str, most: float) -> None:
    """Peak memory of a process of its own: less than a second full-size copy would take."""
    original = tmp_path / "original"
    image = pictures.scene(1000, 750).resize((4000, 3000), Image.Resampling.NEAREST).convert(mode)
    original.write_bytes(pictures.encoded(image, format, compress_level=1))
    command = [sys.executable, "-c", MEASURE, str(original)]
    measured = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(measured.stdout) < most


Mutation = tuple[list[tuple[float, int]], float]
mutations = st.tuples(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    st.one_of(st.just(1.0), st.floats(0, 1)),
)


def mutated(content: bytes, mutation: Mutation) -> bytes:
    """Bytes replaced, more of them near the front where the headers are, and the end cut off."""
    changes, length = mutation
    changed = bytearray(content)
    for position, value in changes:
        changed[int(position**3 * len(changed))] = value
    return bytes(changed[: round(length * len(changed))])


@pytest.mark.parametrize("name", SMALL)
@settings(max_examples=150, derandomize=True)
@given(mutation=mutations)
def test_damage_ends_in_renditions_or_a_refusal(name: str, mutation: Mutation) -> None:
    outcome = rendered(mutated(SMALL[name], mutation), 1_000_000)
    assert isinstance(outcome, Renditions) or outcome.endswith(".")


def test_a_jpeg_of_comments_alone_is_refused_before_they_are_kept() -> None:
    comments = pictures.segment(0xFE, bytes(60_000)) * 600
    with pytest.raises(UnreadableImage, match="more metadata"):
        render(pictures.with_segments(SMALL["jpeg"], comments), PIXELS)


@pytest.mark.parametrize("name", SMALL)
def test_a_file_is_rendered_as_its_bytes_are(name: str, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(SMALL[name])
    with path.open("rb") as file:
        file.seek(5)
        assert render(file, PIXELS) == render(SMALL[name], PIXELS)
