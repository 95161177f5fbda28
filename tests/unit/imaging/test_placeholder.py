"""A placeholder, decoded as a browser would, looks like the picture."""

from base64 import b64decode
from collections.abc import Iterator
from hashlib import shake_128
from math import cos, pi

import numpy as np
import pytest
from PIL import Image

from shared.services.imaging.placeholder import placeholder
from tests import pictures

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def decoded(text: str) -> Array:
    """RGB, 0..1, 32 pixels a side; after `thumbHashToRGBA` of the reference implementation."""
    content = b64decode(text)
    head = int.from_bytes(content[:5], "little")
    light, yellow, magenta = (head & 63) / 63, (head >> 6 & 63) / 31.5 - 1, (head >> 12 & 63) / 31.5 - 1
    assert not head >> 23 & 1, "no alpha"
    side, landscape = head >> 24 & 7, head >> 39
    columns, rows = (7, side) if landscape else (side, 7)
    scales = (head >> 18 & 31) / 31, (head >> 27 & 63) / 63 * 1.25, (head >> 33 & 63) / 63 * 1.25
    nibbles = iter([half for byte in content[5:] for half in (byte & 15, byte >> 4)])
    lightness = light + waves(nibbles, max(3, columns), max(3, rows), scales[0])
    first = yellow + waves(nibbles, 3, 3, scales[1])
    second = magenta + waves(nibbles, 3, 3, scales[2])
    blue = lightness - 2 / 3 * first
    red = (3 * lightness - blue + second) / 2
    return np.clip(np.stack([red, red - second, blue], axis=-1), 0, 1)


def waves(nibbles: Iterator[int], columns: int, rows: int, scale: float) -> Array:
    total: Array = np.zeros((32, 32))
    for y in range(rows):
        for x in range(0 if y else 1, columns):
            if x * rows >= columns * (rows - y):
                break
            across = [cos(pi / 32 * x * (at + 0.5)) for at in range(32)]
            down = [cos(pi / 32 * y * (at + 0.5)) for at in range(32)]
            total += (next(nibbles) / 7.5 - 1) * scale * 2 * np.outer(down, across)
    return total


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#ff0000", "#3a6ea5"])
def test_one_colour_stays_that_colour(color: str) -> None:
    image = Image.new("RGB", (40, 30), color)
    wanted = np.asarray(image)[0, 0] / 255
    assert np.abs(decoded(placeholder(image)) - wanted).max() < 0.04


@pytest.mark.parametrize("size", [(300, 300), (600, 400), (400, 600), (900, 100), (5, 700)])
def test_a_placeholder_is_a_blur_of_its_picture(size: tuple[int, int]) -> None:
    image = pictures.scene(*size)
    text = placeholder(image)
    small = np.asarray(image.resize((32, 32), Image.Resampling.BOX)) / 255
    error = np.abs(decoded(text) - small)
    assert error.mean() < 0.08
    assert len(b64decode(text)) <= 25


@pytest.mark.parametrize(
    ("size", "reference"),
    [
        ((32, 32), "4AcCDwC2k5RzM3iN9BANI5VwZKQHErYA"),
        ((32, 20), "HwgCDIJ2wKaKo0GyYUHFhXAgyA=="),
        ((12, 32), "4AcCEwIoZSnUmEmgwIUGqGQ="),
    ],
)
def test_a_placeholder_is_what_the_reference_implementation_makes(
    size: tuple[int, int], reference: str
) -> None:
    noise = shake_128(b"noise").digest(3 * size[0] * size[1])
    assert placeholder(Image.frombytes("RGB", size, noise)) == reference  # thumbhash 0.1.1, npm
