"""How well a picture's colours fit those asked for, and which labels of the index hold such pictures."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from shared.services.cells import AREAS, large, near
from shared.services.difference import LIMIT, CIELab, cielab, difference

# What a picture is worth at least to be looked at: nothing, or ever more where too many fit.
LEVELS = (0.0, *(round(0.02 * 1.1**step, 4) for step in range(40)))

LIGHTER = 1.75 * LIMIT  # CIEDE2000 divides a difference in lightness by less than that

Labels = tuple[tuple[str, ...], ...]


def labels(wanted: Sequence[str], level: int) -> Labels:
    """For each wanted colour, the labels of which a picture worth LEVELS[level] for it has one."""
    return tuple(_labels(hex, level) for hex in wanted)


@lru_cache(maxsize=256)
def _labels(hex: str, level: int) -> tuple[str, ...]:
    """The nearer a cell, the less of a picture has to be in it."""
    if not level:
        return tuple(near(hex))
    needed = {cell: bisect_left(AREAS, LEVELS[level] / nearness) for cell, nearness in near(hex).items()}
    return tuple(large(cell, AREAS[at]) for cell, at in needed.items() if at < len(AREAS))


class Scorer:
    """What pictures are worth to whoever asks for some colours."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = [cielab(hex) for hex in wanted]

    def __call__(self, palette: Sequence[float]) -> float:
        """From 0 to 1: the mean over the wanted colours, 0 when one of them is missing.

        A wanted colour counts the share of the area that like colours cover, each by its nearness.
        """
        total = 0.0
        for wanted in self._wanted:
            worth = _worth(wanted, palette)
            if not worth:
                return 0.0
            total += worth
        return min(1.0, total / len(self._wanted)) if total else 0.0


def _worth(wanted: CIELab, palette: Sequence[float]) -> float:
    worth, numbers = 0.0, iter(palette)
    for lightness, a, b, fraction in zip(numbers, numbers, numbers, numbers, strict=True):
        if abs(lightness - wanted[0]) < LIGHTER:
            apart = difference(wanted, (lightness, a, b))
            if apart < LIMIT:
                worth += fraction * (1 - apart / LIMIT)
    return worth
