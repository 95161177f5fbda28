"""The colours a picture is made of, found where people see differences: in OKLab."""

from math import dist

from PIL import Image

from shared.models import Color
from shared.services import colors
from shared.services.colors import Lab

SAMPLE = 64
SHADES = 128
ROUNDS = 8
ALIKE = 0.06
LEAST = 0.005
COLORS = 5

Point = tuple[Lab, float]


def palette(image: Image.Image) -> tuple[Color, ...]:
    """Up to five colours of an RGB picture, the largest first; their fractions add up to 1."""
    clusters = _merged(_clusters(_shades(image)))
    least = LEAST * sum(weight for _, weight in clusters)
    clusters = [cluster for cluster in clusters if cluster[1] >= least]
    total = sum(weight for _, weight in clusters)
    found = []
    for lab, weight in sorted(clusters, key=lambda cluster: -cluster[1]):
        rgb = colors.srgb(lab)
        found.append(
            Color(hex=colors.hexadecimal(rgb), name=colors.name(rgb), fraction=round(weight / total, 4))
        )
    return tuple(found)


def _shades(image: Image.Image) -> list[Point]:
    small = image.resize((SAMPLE, SAMPLE), Image.Resampling.BOX)
    indexed = small.quantize(SHADES, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    channels = indexed.getpalette() or []
    shades = list(zip(channels[::3], channels[1::3], channels[2::3], strict=True))
    counts = indexed.histogram()[: len(shades)]
    return [(colors.oklab(rgb), count) for rgb, count in zip(shades, counts, strict=True) if count]


def _clusters(points: list[Point]) -> list[Point]:
    """Weighted k-means, started from the points that are both heavy and far from those chosen before."""
    centres = _seeds(points)
    weights: list[float] = []
    for _ in range(ROUNDS):
        sums = [[0.0, 0.0, 0.0, 0.0] for _ in centres]
        for lab, weight in points:
            near = min(range(len(centres)), key=lambda i: dist(centres[i], lab))
            total = sums[near]
            total[0] += lab[0] * weight
            total[1] += lab[1] * weight
            total[2] += lab[2] * weight
            total[3] += weight
        weights = [total[3] for total in sums]
        moved = [
            (total[0] / weight, total[1] / weight, total[2] / weight) if weight else centre
            for total, weight, centre in zip(sums, weights, centres, strict=True)
        ]
        if moved == centres:
            break
        centres = moved
    return [cluster for cluster in zip(centres, weights, strict=True) if cluster[1]]


def _seeds(points: list[Point]) -> list[Lab]:
    seeds = [max(points, key=lambda point: point[1])[0]]
    gaps = [float("inf")] * len(points)
    while len(seeds) < min(COLORS, len(points)):
        gaps = [min(gap, dist(lab, seeds[-1]) ** 2) for gap, (lab, _) in zip(gaps, points, strict=True)]
        seeds.append(max(zip(gaps, points, strict=True), key=lambda scored: scored[0] * scored[1][1])[1][0])
    return seeds


def _merged(clusters: list[Point]) -> list[Point]:
    """Colours that most people would call the same are one."""
    kept: list[Point] = []
    for lab, weight in sorted(clusters, key=lambda cluster: -cluster[1]):
        twin = next((i for i, (other, _) in enumerate(kept) if dist(lab, other) < ALIKE), None)
        if twin is None:
            kept.append((lab, weight))
            continue
        other, heavier = kept[twin]
        both = weight + heavier
        lightness, a, b = ((x * weight + y * heavier) / both for x, y in zip(lab, other, strict=True))
        kept[twin] = ((lightness, a, b), both)
    return kept
