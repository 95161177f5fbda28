"""A preview is as sharp as the best resampling makes it, and its colours are those the file means."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from shared.services.imaging import sniff
from shared.services.imaging.decoding import open_picture, preview
from tests import pictures

PIXELS = 100_000_000
Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def previewed(content: bytes) -> Array:
    content_type = sniff(content)
    return np.asarray(preview(open_picture(content, content_type, PIXELS), content_type), np.float32)


def resampled(image: Image.Image, width: int, height: int) -> Array:
    """By Lanczos in floating point, from every pixel."""
    bands = [
        np.asarray(band.convert("F").resize((width, height), Image.Resampling.LANCZOS))
        for band in image.split()
    ]
    whole: Array = np.stack(bands, axis=-1)
    return whole.clip(0, 255)


def decibels(one: Array, other: Array) -> float:
    return float(10 * np.log10(255**2 / np.mean((one - other) ** 2)))


@pytest.mark.parametrize(
    ("format", "size"), [("JPEG", (2700, 1800)), ("JPEG", (4032, 3024)), ("PNG", (2700, 1800))]
)
def test_shrinking_by_whole_numbers_costs_no_visible_quality(format: str, size: tuple[int, int]) -> None:
    """The pixels before they are encoded again, against the decoded original: what shrinking alone loses."""
    options = {"quality": 92} if format == "JPEG" else {"compress_level": 1}
    content = pictures.encoded(pictures.scene(*size, noise=6), format, **options)
    small = previewed(content)
    original = open_picture(content, sniff(content), PIXELS)
    assert decibels(small, resampled(original, small.shape[1], small.shape[0])) >= 43


def test_a_wide_gamut_picture_is_converted() -> None:
    """Display P3 (234, 51, 35) is the red of sRGB."""
    image = Image.new("RGB", (400, 300), (234, 51, 35))
    wide = previewed(pictures.encoded(image, "PNG", icc_profile=pictures.display_p3()))
    plain = previewed(pictures.encoded(image, "PNG"))
    assert np.abs(wide[0, 0] - (255, 0, 0)).max() <= 4
    assert np.abs(plain[0, 0] - (234, 51, 35)).max() == 0


def test_an_srgb_profile_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = pictures.scene(400, 300)
    assert np.array_equal(previewed(pictures.encoded(image, "PNG", icc_profile=profile)), np.asarray(image))


@pytest.mark.parametrize(
    "profile",
    [
        b"",
        b"not a profile",
        bytes(128),
        pictures.display_p3()[:200],
        pictures.display_p3() + bytes(5_000_000),
    ],
    ids=["empty", "text", "zeros", "cut", "endless"],
)
def test_a_profile_that_cannot_be_used_is_ignored(profile: bytes) -> None:
    image = pictures.scene(400, 300)
    found = previewed(pictures.encoded(image, "TIFF", icc_profile=profile))
    assert np.array_equal(found, np.asarray(image))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_a_profile_for_another_kind_of_picture_is_ignored(mode: str) -> None:
    image = Image.new("RGB", (400, 300), "white").convert(mode)
    found = previewed(pictures.encoded(image, "TIFF", icc_profile=pictures.display_p3()))
    assert found.min() == 255
