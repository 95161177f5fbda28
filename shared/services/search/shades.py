"""How well a picture's colours fit those asked for, and which cells of the index hold such pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import dist

from shared.models import Color
from shared.services import colors
from shared.services.search.difference import cielab, difference

LIMIT = 15.0  # CIEDE2000: colours further apart are not alike
FAR = 0.2  # OKLab: nor are these, which a coarse look tells sooner

Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Reach:
    """How far from a colour (OKLab) pictures are looked for, and what share of them it covers at least."""

    radius: float
    area: float

    def cells(self, hex: str) -> tuple[str, ...]:
        near = colors.cells(colors.parse(hex), self.radius)
        return tuple(colors.large(cell, self.area) for cell in near) if self.area else tuple(near)


# The first holds nearly all that fit; the others ever fewer, the nearest and largest of them.
REACHES = (
    Reach(colors.NEAR, 0),
    Reach(0.1, 0.1),
    Reach(0.08, 0.1),
    Reach(0.08, 0.2),
    Reach(0.06, 0.2),
    Reach(0.05, 0.2),
    Reach(0.05, 0.35),
    Reach(0.04, 0.35),
    Reach(0.03, 0.35),
    Reach(0.03, 0.5),
)


def cells(wanted: Sequence[str], reach: int) -> Cells:
    """For each wanted colour, the cells of which a picture within REACHES[reach] has one."""
    return tuple(_cells(hex, reach) for hex in wanted)


@lru_cache(maxsize=256)
def _cells(hex: str, reach: int) -> tuple[str, ...]:
    return REACHES[reach].cells(hex)


def score(wanted: Sequence[str], found: Sequence[Color]) -> float:
    """From 0 to 1: the mean over the wanted colours, 0 when one of them is missing.

    A wanted colour counts the share of the area that like colours cover, each by its nearness.
    """
    total = 0.0
    for hex in wanted:
        at = colors.oklab(colors.parse(hex))
        near = (color for color in found if dist(at, _roughly(color.hex)) <= FAR)
        covered = sum(color.fraction * nearness(hex, color.hex) for color in near)
        if not covered:
            return 0.0
        total += covered
    return min(1.0, total / len(wanted)) if wanted else 0.0


def nearness(hex: str, other: str) -> float:
    """1 for the same colour, falling to 0 at a difference of LIMIT."""
    return max(0.0, 1 - difference(cielab(hex), cielab(other)) / LIMIT)


def _roughly(hex: str) -> colors.Lab:
    """OKLab of a stored colour, `#rrggbb`, by the first five bits of each channel."""
    rgb = int(hex[1:], 16)
    return _coarse(rgb >> 19, rgb >> 11 & 31, rgb >> 3 & 31)


@lru_cache(maxsize=1 << 15)
def _coarse(red: int, green: int, blue: int) -> colors.Lab:
    return colors.oklab((8 * red + 4, 8 * green + 4, 8 * blue + 4))
