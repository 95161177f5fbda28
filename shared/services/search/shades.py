"""How well a picture's colours fit those asked for, and which labels of the index hold such pictures."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from shared.services.cells import AREAS, large, near, numbers_near
from shared.services.difference import LIMIT, cielab, difference

# What a picture is worth at least to be looked at: nothing, or ever more where too many fit.
LEVELS = (0.0, *(round(0.02 * 1.1**step, 4) for step in range(40)))

Labels = tuple[tuple[str, ...], ...]


def labels(wanted: Sequence[str], level: int) -> Labels:
    """Sets of labels, of each of which a picture has one that may be worth LEVELS[level].

    It has like colours for each wanted one, and as a mean is no more than its greatest part, one of them is
    worth the level.
    """
    present = tuple(tuple(near(hex)) for hex in wanted)
    if not level:
        return present
    worth = tuple(dict.fromkeys(label for hex in wanted for label in _worth_it(hex, level)))
    return (*present, worth) if len(wanted) > 1 else (worth,)


@lru_cache(maxsize=256)
def _worth_it(hex: str, level: int) -> tuple[str, ...]:
    """The nearer a cell, the less of a picture has to be in it."""
    needed = {cell: bisect_left(AREAS, LEVELS[level] / nearness) for cell, nearness in near(hex).items()}
    return tuple(large(cell, AREAS[at]) for cell, at in needed.items() if at < len(AREAS))


def score(wanted: Sequence[str], palette: Sequence[float]) -> float:
    """What a picture is worth to whoever asks for some colours: from 0 to 1.

    It is the mean over the wanted colours, 0 when one of them is missing. A wanted colour counts the share of
    the area that like colours cover, each by its nearness.
    """
    total = 0.0
    for hex in wanted:
        worth, _ = _fit(hex, palette)
        if not worth:
            return 0.0
        total += worth
    return min(1.0, total / len(wanted)) if wanted else 0.0


def nearest(hex: str, palette: Sequence[float]) -> int | None:
    """The position of the colour that is most like the one asked for; None where none is like it."""
    return _fit(hex, palette)[1]


def _fit(hex: str, palette: Sequence[float]) -> tuple[float, int | None]:
    """What like colours cover, each by its nearness; and the position of the nearest."""
    wanted, like = cielab(hex), numbers_near(hex)
    worth, least, nearest = 0.0, LIMIT, None
    for at in range(4, len(palette), 5):
        if palette[at] in like:
            lightness, a, b, fraction = palette[at - 4 : at]
            apart = difference(wanted, (lightness, a, b))
            if apart < LIMIT:
                worth += fraction * (1 - apart / LIMIT)
                if apart < least:
                    least, nearest = apart, at // 5
    return worth, nearest
