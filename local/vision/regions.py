"""Where to look: areas that stand out from an even background, and crops that keep what matters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from local.vision.color import Floats, main_color
from local.vision.picture import Picture

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the original image."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Area:
    """A connected area of one colour that stands out from the background."""

    color: str
    confidence: float
    box: Box


def areas(picture: Picture, *, limit: int = 5) -> list[Area]:
    """Areas unlike an even background, largest first; none where the border of the picture is not even.

    The background is the median colour of the border. An area takes 1 to 60 % of the picture and fills at
    least a third of its box.
    """
    lab = picture.lab
    border = np.concatenate([lab[:3].reshape(-1, 3), lab[-3:].reshape(-1, 3)])
    border = np.concatenate([border, lab[3:-3, :3].reshape(-1, 3), lab[3:-3, -3:].reshape(-1, 3)])
    background = np.median(border, axis=0)
    unevenness = float(np.linalg.norm(border - background, axis=1).mean())
    if unevenness > 0.06:
        return []
    distance = np.linalg.norm(lab - background, axis=2)
    found = []
    for mask in _connected(distance > max(0.12, 3 * unevenness)):
        rows, columns = np.nonzero(mask)
        top, left = int(rows.min()), int(columns.min())
        height, width = int(rows.max()) - top + 1, int(columns.max()) - left + 1
        if 0.01 <= mask.mean() <= 0.6 and rows.size >= height * width / 3:
            confidence = min(0.95, 0.5 + float(distance[mask].mean()))
            found.append(
                (rows.size, Area(main_color(lab[mask]), confidence, _box(picture, left, top, width, height)))
            )
    found.sort(key=lambda pair: -pair[0])
    return [area for _, area in found[:limit]]


def crop(picture: Picture, ratio: float | None) -> tuple[float, Box]:
    """The largest box of a width / height over what stands out, and that ratio.

    By default it is the picture's own, within 0.5 to 2.
    """
    wanted = min(2.0, max(0.5, picture.aspect)) if ratio is None else ratio
    interest = np.linalg.norm(picture.lab - picture.lab.mean(axis=(0, 1)), axis=2) + 1e-6
    if wanted < picture.aspect:
        width, height = max(1, round(picture.height * wanted)), picture.height
        x, y = _slide(interest.sum(axis=0), width, picture.width), 0
    else:
        width, height = picture.width, max(1, round(picture.width / wanted))
        x, y = 0, _slide(interest.sum(axis=1), height, picture.height)
    return round(wanted, 2), Box(x, y, width, height)


def _slide(profile: Floats, window: int, length: int) -> int:
    """Offset, in pixels, at which a window over the profile is centred best on what stands out."""
    total = np.concatenate([[0.0], np.cumsum(profile)])
    starts = np.linspace(0, length - window, 65)
    scale = len(profile) / length
    at = np.arange(len(total))
    gains = np.interp((starts + window) * scale, at, total) - np.interp(starts * scale, at, total)
    best = np.flatnonzero(gains >= gains.max() - 1e-6 * total[-1])
    return round(float(starts[best[len(best) // 2]]))


def _box(picture: Picture, left: int, top: int, width: int, height: int) -> Box:
    rows, columns = picture.lab.shape[:2]
    x, y = left * picture.width // columns, top * picture.height // rows
    right, bottom = (left + width) * picture.width // columns, (top + height) * picture.height // rows
    return Box(x, y, max(1, right - x), max(1, bottom - y))


def _connected(mask: Mask) -> list[Mask]:
    """Split a mask into its 4-connected parts."""
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(mask), strict=True)}
    parts = []
    while left:
        part = np.zeros_like(mask)
        edge = [left.pop()]
        while edge:
            row, column = edge.pop()
            part[row, column] = True
            near = {(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)} & left
            left -= near
            edge.extend(near)
        parts.append(part)
    return parts
