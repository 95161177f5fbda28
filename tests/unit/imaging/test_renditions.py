"""A rendition is upright, in sRGB, of the promised size, and tells nothing the picture does not show."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from shared.services.imaging import inspect, render
from tests import pictures

PIXELS = 100_000_000
CORNERS = {"red": (0, 0), "lime": (1, 0), "blue": (0, 1), "yellow": (1, 1)}
Pixel = tuple[int, int, int]


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def pixel(content: bytes, x: float, y: float) -> Pixel:
    """The colour at a point given as fractions of width and height."""
    image = opened(content).convert("RGB")
    found = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def near(found: Pixel, wanted: Pixel, by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def quarters(width: int, height: int) -> Image.Image:
    """Red, lime over blue, yellow."""
    image = Image.new("RGB", (width, height))
    for color, (column, row) in CORNERS.items():
        image.paste(color, (column * width // 2, row * height // 2, width, height))
    image.paste("yellow", (width // 2, height // 2, width, height))
    return image


# How a camera stores an upright picture, for each orientation it may write.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "TIFF"])
@pytest.mark.parametrize("orientation", STORED)
def test_every_orientation_ends_upright(format: str, orientation: int) -> None:
    turn = STORED[orientation]
    upright = quarters(480, 320)
    stored = upright if turn is None else upright.transpose(turn)
    content = pictures.encoded(stored, format, exif=pictures.exif(orientation=orientation))

    made = render(content, PIXELS)

    assert (made.width, made.height) == inspect(content, PIXELS) == (480, 320)
    assert (made.preview_width, made.preview_height) == opened(made.preview).size == (480, 320)
    assert opened(made.tile).size == (480, 320)
    for rendition in (made.preview, made.tile, made.thumbnail):
        corners = [pixel(rendition, 0.25 + 0.5 * x, 0.25 + 0.5 * y) for x, y in CORNERS.values()]
        wanted = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]
        assert all(map(near, corners, wanted))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(orientation: int) -> None:
    assert render(pictures.jpeg(orientation=orientation), PIXELS).width == 640


@pytest.mark.parametrize(
    ("format", "size", "expected"),
    [
        ("JPEG", (4032, 3024), (2016, 1512)),
        ("JPEG", (2561, 1700), (1281, 850)),
        ("JPEG", (2560, 1700), (1280, 850)),
        ("JPEG", (2559, 1700), (2559, 1700)),
        ("JPEG", (1000, 3000), (500, 1500)),
        ("JPEG", (12_000, 90), (1500, 12)),
        ("JPEG", (65_500, 8), (1365, 1)),
        ("PNG", (3000, 1000), (1500, 500)),
        ("PNG", (2559, 10), (2559, 10)),
        ("PNG", (3841, 5), (1281, 2)),
        ("PNG", (1, 1), (1, 1)),
        ("PNG", (1, 9000), (1, 1286)),
        ("GIF", (640, 480), (640, 480)),
    ],
)
def test_a_preview_keeps_between_1280_and_2560_pixels(
    format: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    made = render(pictures.encoded(Image.new("RGB", size, "teal"), format), PIXELS)

    assert (made.width, made.height) == size
    assert (made.preview_width, made.preview_height) == expected
    preview, thumbnail = opened(made.preview), opened(made.thumbnail)
    assert (preview.format, preview.mode, preview.size) == ("JPEG", "RGB", expected)
    assert (thumbnail.format, thumbnail.mode, thumbnail.size) == ("WEBP", "RGB", (300, 300))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4032, 3024), (640, 480)),
        ((1000, 3000), (213, 640)),
        ((641, 100), (640, 100)),
        ((640, 640), (640, 640)),
        ((200, 100), (200, 100)),
        ((9000, 1), (640, 1)),
    ],
)
def test_a_tile_is_the_whole_picture_and_never_enlarged(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    tile = opened(render(pictures.encoded(Image.new("RGB", size, "teal"), "PNG"), PIXELS).tile)
    assert (tile.format, tile.mode, tile.size) == ("WEBP", "RGB", expected)


@pytest.mark.parametrize("scale", [1, 3])
def test_a_thumbnail_is_the_middle(scale: int) -> None:
    """Also of a picture so long that its tile is too narrow to cut one from."""
    image = Image.new("RGB", (900 * scale, 300 * scale), "red")
    image.paste("blue", (300 * scale, 0, 600 * scale, 300 * scale))
    thumbnail = render(pictures.encoded(image, "PNG"), PIXELS).thumbnail
    assert all(near(pixel(thumbnail, x, 0.5), (0, 0, 255), 30) for x in (0.02, 0.5, 0.98))


def test_renditions_carry_no_metadata() -> None:
    content = pictures.jpeg(
        orientation=6, keywords=("beach",), description="At home", gps=(48.2, 16.4), camera=("Canon", "R5")
    )
    content = pictures.with_segments(content, pictures.segment(0xFE, b"a comment"))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for original in (content, pictures.webp(icc_profile=profile, exif=pictures.exif(gps=(1, 2)))):
        made = render(original, PIXELS)
        for rendition in (made.preview, made.tile, made.thumbnail):
            image = opened(rendition)
            assert not image.getexif()
            assert not image.info.keys() & {"icc_profile", "exif", "xmp", "photoshop", "comment"}


def test_transparency_lies_over_white() -> None:
    clear = Image.new("RGBA", (3000, 200), (0, 0, 0, 0))
    clear.paste((255, 0, 0, 128), (0, 0, 1500, 200))
    preview = render(pictures.encoded(clear, "PNG"), PIXELS).preview
    assert near(pixel(preview, 0.25, 0.5), (255, 127, 127))
    assert near(pixel(preview, 0.75, 0.5), (255, 255, 255))


def in_mode(mode: str) -> tuple[Image.Image, str]:
    """A grey of 64 on the left and 192 on the right, and a format that keeps it in the mode."""
    grey = Image.new("L", (2600, 600), 192)
    grey.paste(64, (0, 0, 1300, 600))
    deep = grey.convert("I").point(lambda level: level * 257)
    match mode:
        case "I;16":
            return deep.convert("I;16"), "PNG"
        case "I":
            return Image.merge("RGB", [grey] * 3).convert("L").convert("I"), "TIFF"
        case "F":
            return grey.convert("F"), "TIFF"
        case "P":
            return grey.convert("RGB").quantize(8), "PNG"
        case "1":
            return grey.point(lambda level: 255 * (level > 100)).convert("1"), "PNG"
        case "CMYK" | "YCbCr":
            return grey.convert("RGB").convert(mode), "JPEG" if mode == "CMYK" else "TIFF"
        case _:
            return grey.convert("RGBA").convert(mode), "PNG"


@pytest.mark.parametrize(
    ("mode", "dark", "light"),
    [
        ("L", 64, 192),
        ("LA", 64, 192),
        ("RGBA", 64, 192),
        ("P", 64, 192),
        ("I;16", 64, 192),
        ("I", 0, 255),
        ("F", 0, 255),
        ("1", 0, 255),
        ("CMYK", 64, 192),
        ("YCbCr", 64, 192),
    ],
)
def test_every_mode_becomes_plain_rgb(mode: str, dark: int, light: int) -> None:
    image, format = in_mode(mode)
    preview = render(pictures.encoded(image, format), PIXELS).preview
    assert near(pixel(preview, 0.25, 0.5), (dark, dark, dark))
    assert near(pixel(preview, 0.75, 0.5), (light, light, light))


def test_a_palette_with_a_clear_colour_lies_over_white() -> None:
    image = Image.new("P", (400, 300), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.paste(0, (0, 0, 200, 300))
    preview = render(pictures.encoded(image, "PNG", transparency=0), PIXELS).preview
    assert near(pixel(preview, 0.25, 0.5), (255, 255, 255))
    assert near(pixel(preview, 0.75, 0.5), (255, 0, 0))


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_an_animation_is_its_first_frame(format: str) -> None:
    preview = render(pictures.animation(format), PIXELS).preview
    assert near(pixel(preview, 0.5, 0.5), (0x5B, 0x9B, 0xD5))


def test_an_mpo_is_its_first_picture() -> None:
    left, right = Image.new("RGB", (320, 240), "red"), Image.new("RGB", (320, 240), "blue")
    content = pictures.encoded(left, "MPO", save_all=True, append_images=[right])
    assert near(pixel(render(content, PIXELS).preview, 0.5, 0.5), (255, 0, 0))


def test_a_progressive_jpeg_is_a_jpeg() -> None:
    image = pictures.scene(1300, 900)
    plain, progressive = (pictures.encoded(image, "JPEG", progressive=how) for how in (False, True))
    assert render(progressive, PIXELS).preview == render(plain, PIXELS).preview
