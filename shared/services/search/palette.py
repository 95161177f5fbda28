"""How well a picture's colours fit those asked for."""

from collections.abc import Sequence
from functools import lru_cache
from math import dist

from shared.models import Color
from shared.services.colors import NEAR, Lab, oklab, parse


def score(wanted: Sequence[Lab], found: Sequence[Color]) -> float:
    """From 0 to 1: the mean over the wanted colours, 0 when one of them is missing.

    A wanted colour counts the share of the area that near colours cover, each by its nearness, which falls
    from 1 for the same colour to 0 at an OKLab distance of NEAR.
    """
    covered = [sum(color.fraction * nearness(lab, color.hex) for color in found) for lab in wanted]
    return min(1.0, sum(covered) / len(covered)) if covered and min(covered) > 0 else 0.0


def nearness(lab: Lab, hex: str) -> float:
    return max(0.0, 1 - dist(lab, lab_of(hex)) / NEAR)


@lru_cache(maxsize=1 << 14)
def lab_of(hex: str) -> Lab:
    return oklab(parse(hex))
