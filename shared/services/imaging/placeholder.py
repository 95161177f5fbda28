"""ThumbHash: a picture in about 25 bytes, to be shown until the real one has come.

The format is Evan Wallace's (https://evanw.github.io/thumbhash), here for opaque pictures: a few cosine
terms of lightness and of two colour differences, computed separably.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import cos, floor, pi
from operator import mul
from typing import NamedTuple

from PIL import Image

SIDE = 32
MIN_SIDE = 8  # fewer samples than cosine terms would make terms up


class _Channel(NamedTuple):
    mean: float
    scale: float
    terms: list[float]  # 0..1, 0.5 for none


def placeholder(image: Image.Image) -> str:
    """The ThumbHash of an RGB picture, base64."""
    ratio = SIDE / max(image.size)
    width, height = (max(MIN_SIDE, round(side * ratio)) for side in image.size)
    small = image.resize((width, height), Image.Resampling.BOX)
    red, green, blue = (band.tobytes() for band in small.split())
    columns, rows = (max(1, _nearest(7 * side / max(image.size))) for side in image.size)

    light = _encoded(
        [(r + g + b) / 765 for r, g, b in zip(red, green, blue, strict=True)],
        width,
        max(3, columns),
        max(3, rows),
    )
    yellow = _encoded(
        [(r + g) / 510 - b / 255 for r, g, b in zip(red, green, blue, strict=True)], width, 3, 3
    )
    magenta = _encoded([(r - g) / 255 for r, g in zip(red, green, strict=True)], width, 3, 3)

    landscape = image.width > image.height
    head = (
        _nearest(63 * light.mean)
        | _nearest(31.5 + 31.5 * yellow.mean) << 6
        | _nearest(31.5 + 31.5 * magenta.mean) << 12
        | _nearest(31 * light.scale) << 18
        | (rows if landscape else columns) << 24
        | _nearest(63 * yellow.scale) << 27
        | _nearest(63 * magenta.scale) << 33
        | landscape << 39
    )
    terms = (*light.terms, *yellow.terms, *magenta.terms)
    return b64encode(head.to_bytes(5, "little") + _packed(terms)).decode()


def _encoded(samples: Sequence[float], width: int, columns: int, rows: int) -> _Channel:
    """The lowest cosine terms, a triangle of `columns` by `rows`, relative to the greatest of them."""
    lines = [samples[at : at + width] for at in range(0, len(samples), width)]
    across = [[_dot(line, wave) for line in lines] for wave in _waves(width, columns)]
    down = _waves(len(lines), rows)
    mean, *terms = (
        _dot(across[x], down[y]) / len(samples)
        for y in range(rows)
        for x in range(columns)
        if x * rows < columns * (rows - y)
    )
    scale = max(map(abs, terms))
    return _Channel(mean, scale, [0.5 + 0.5 * term / scale if scale else 0.5 for term in terms])


@lru_cache(64)
def _waves(length: int, count: int) -> list[list[float]]:
    return [[cos(pi / length * order * (x + 0.5)) for x in range(length)] for order in range(count)]


def _dot(one: Iterable[float], other: Iterable[float]) -> float:
    return float(sum(map(mul, one, other)))


def _packed(terms: Sequence[float]) -> bytes:
    """Four bits a term, the first in the low half of a byte."""
    nibbles = [_nearest(15 * term) for term in terms]
    nibbles += [0] * (len(nibbles) % 2)
    return bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))


def _nearest(value: float) -> int:
    return floor(value + 0.5)
