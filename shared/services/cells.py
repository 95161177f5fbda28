"""Where colours lie in the index: cells of DIN99o, a space in which equal distances look about equal.

DIN99o is of DIN 6176 (2018): a logarithm of lightness and one of chroma. Few of its cells hold all that
CIEDE2000 calls alike, whatever the colour.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import atan2, cos, exp, floor, hypot, log, radians, sin

from shared.models import Color
from shared.services.difference import CIELab, cielab, nearness

AREAS = tuple(percent / 100 for percent in range(5, 95, 5))  # shares of a picture that cells are marked with
LEAST = 0.02  # the nearness of a cell that only just holds like colours
_CELL = 10.0  # the side of a cell
_TILT = radians(26)
_COS, _SIN = cos(_TILT), sin(_TILT)

Point = tuple[float, float, float]  # in DIN99o
Cell = tuple[int, int, int]


def palette(found: Iterable[Color]) -> tuple[float, ...]:
    """The colours of a picture as ranking needs them, one after the other: CIELAB, share of area, cell."""
    numbers: list[float] = []
    for color in found:
        lab = cielab(color.hex)
        numbers += (*(round(axis, 4) for axis in lab), color.fraction, int(cell(lab)))
    return tuple(numbers)


def labels(found: Sequence[Color]) -> tuple[str, ...]:
    """The cells of a picture's colours, each once, followed by those of AREAS that it covers.

    A colour covers what like colours do, each by its nearness: what the picture is worth to whoever asks for
    that colour.
    """
    labels: dict[str, None] = {}
    for color in found:
        lab = cielab(color.hex)
        covered = sum(nearness(lab, cielab(other.hex)) * other.fraction for other in found)
        label = cell(lab)
        labels |= dict.fromkeys((label, *(large(label, area) for area in AREAS if covered >= area)))
    return tuple(labels)


def cell(lab: CIELab) -> str:
    """The label of the cell of a colour."""
    return _name(_cell(_din99o(lab)))


@lru_cache(maxsize=1 << 12)
def large(cell: str, area: float) -> str:
    """The label of a cell of which a picture covers at least `area`, one of AREAS."""
    return f"{cell}>{area}"


@lru_cache(maxsize=256)
def near(hex: str) -> dict[str, float]:
    """The cells that hold colours like the one asked for, and how near those are: above 0, to 1.

    Colours of a cell are taken to be midway between its centre and its nearest point.
    """
    return {_name(cell): nearness for cell, nearness in _near(hex).items()}


@lru_cache(maxsize=256)
def numbers_near(hex: str) -> frozenset[float]:
    """The same cells, as a palette says them."""
    return frozenset(map(int, near(hex)))


@lru_cache(maxsize=256)
def _near(hex: str) -> dict[Cell, float]:
    """From the colour's own cell outwards, as far as colours are alike."""
    wanted = cielab(hex)
    at = _din99o(wanted)
    found, edge = {_cell(at): 1.0}, [_cell(at)]
    seen = set(edge)
    while edge:
        for other in _beside(edge.pop()):
            if other in seen:
                continue
            seen.add(other)
            nearest = _nearest(at, other)
            if nearness(wanted, _cielab(nearest)) > 0:
                found[other] = max(LEAST, nearness(wanted, _cielab(_midway(nearest, other))))
                edge.append(other)
    return found


def _din99o(lab: CIELab) -> Point:
    lightness, a, b = lab
    red, yellow = a * _COS + b * _SIN, 0.83 * (b * _COS - a * _SIN)
    chroma, hue = log(1 + 0.075 * hypot(red, yellow)) / 0.0435, atan2(yellow, red) + _TILT
    return 303.67 * log(1 + 0.0039 * lightness), chroma * cos(hue), chroma * sin(hue)


def _cielab(point: Point) -> CIELab:
    lightness, a, b = point
    chroma, hue = (exp(0.0435 * hypot(a, b)) - 1) / 0.075, atan2(b, a) - _TILT
    red, yellow = chroma * cos(hue), chroma * sin(hue) / 0.83
    return (
        (exp(lightness / 303.67) - 1) / 0.0039,
        red * _COS - yellow * _SIN,
        red * _SIN + yellow * _COS,
    )


def _cell(point: Point) -> Cell:
    lightness, a, b = point
    return floor(lightness / _CELL), floor(a / _CELL), floor(b / _CELL)


def _nearest(point: Point, cell: Cell) -> Point:
    """The point of the cell that is nearest."""
    lightness, a, b = point
    dark, green, blue = _CELL * cell[0], _CELL * cell[1], _CELL * cell[2]
    return (
        min(max(lightness, dark), dark + _CELL),
        min(max(a, green), green + _CELL),
        min(max(b, blue), blue + _CELL),
    )


def _midway(point: Point, cell: Cell) -> Point:
    """Between a point and the centre of the cell."""
    lightness, a, b = point
    return (
        (lightness + _CELL * (cell[0] + 0.5)) / 2,
        (a + _CELL * (cell[1] + 0.5)) / 2,
        (b + _CELL * (cell[2] + 0.5)) / 2,
    )


def _beside(cell: Cell) -> Iterator[Cell]:
    lightness, a, b = cell
    for step in (-1, 1):
        yield lightness + step, a, b
        yield lightness, a + step, b
        yield lightness, a, b + step


def _name(cell: Cell) -> str:
    """A number: no axis of DIN99o has 64 cells."""
    lightness, a, b = cell
    return str((lightness * 64 + a + 32) * 64 + b + 32)
