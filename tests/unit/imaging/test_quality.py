"""Renditions are as sharp as the best resampling makes them, in the colours that the file means."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from shared.services.imaging import sniff
from shared.services.imaging.decoding import open_picture, preview
from shared.services.imaging.renditions import tile
from tests import pictures

PIXELS = 100_000_000
LUMA = np.array((0.299, 0.587, 0.114), np.float32)
Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def previewed(content: bytes) -> Array:
    content_type = sniff(content)
    return np.asarray(preview(open_picture(content, content_type, PIXELS), content_type), np.float32)


def shrunk(format: str, size: tuple[int, int], rendition: str, noise: float) -> tuple[Array, Array]:
    """A rendition before it is encoded, and what it should be: what shrinking alone loses."""
    options = {"quality": 92} if format == "JPEG" else {"compress_level": 1}
    content = pictures.encoded(pictures.scene(*size, noise=noise), format, **options)
    content_type = sniff(content)
    small = preview(open_picture(content, content_type, PIXELS), content_type)
    if rendition == "tile":
        small = tile(small)
    return np.asarray(small, np.float32), resampled(open_picture(content, content_type, PIXELS), *small.size)


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


def similarity(one: Array, other: Array) -> float:
    """Mean SSIM of the luma. Source: Wang, Bovik, Sheikh, Simoncelli, Image Quality Assessment, 2004."""
    x, y = one @ LUMA, other @ LUMA
    mean_x, mean_y = windowed(x), windowed(y)
    variances = windowed(x * x) - mean_x**2 + windowed(y * y) - mean_y**2
    covariance = windowed(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    return float(np.mean(alike / ((mean_x**2 + mean_y**2 + c1) * (variances + c2))))


def windowed(plane: Array) -> Array:
    """Mean over a Gaussian window of 11 x 11 pixels, its deviation 1.5, where it lies within the plane."""
    weights = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    weights /= weights.sum()
    rows = sum(weight * plane[at : len(plane) - 10 + at] for at, weight in enumerate(weights))
    mean: Array = sum(weight * rows[:, at : rows.shape[1] - 10 + at] for at, weight in enumerate(weights))
    return mean


SHRUNK = pytest.mark.parametrize(
    ("format", "size", "rendition"),
    [
        ("JPEG", (2700, 1800), "preview"),
        ("JPEG", (4032, 3024), "preview"),
        ("PNG", (2700, 1800), "preview"),
        ("JPEG", (2700, 1800), "tile"),
        ("JPEG", (4032, 3024), "tile"),
        ("JPEG", (2559, 1700), "tile"),
        ("PNG", (3839, 2000), "tile"),
        ("PNG", (1300, 900), "tile"),
    ],
)


@SHRUNK
def test_shrinking_loses_less_than_can_be_seen(format: str, size: tuple[int, int], rendition: str) -> None:
    small, best = shrunk(format, size, rendition, noise=6)
    assert decibels(small, best) >= (43 if rendition == "preview" else 50)


@SHRUNK
def test_shrinking_keeps_the_structure(format: str, size: tuple[int, int], rendition: str) -> None:
    """Previews with the noise of daylight: where noise is all there is, SSIM compares how it was averaged."""
    small, best = shrunk(format, size, rendition, noise=2 if rendition == "preview" else 6)
    assert similarity(small, best) >= 0.992


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
