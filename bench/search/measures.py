"""Measures of ranked answers against graded relevance."""

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain, gain 2^grade - 1. Source: Burges et al., ICML 2005."""
    best = sorted(grades.values(), reverse=True)
    ideal = _gain(best[:depth])
    return _gain([grades.get(id, 0) for id in found[:depth]]) / ideal if ideal else 1.0


def recall(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Share of the fully relevant among the first `depth`, of as many as there is room for."""
    relevant = {id for id, grade in grades.items() if grade == 2}
    room = min(depth, len(relevant))
    return len(relevant.intersection(found[:depth])) / room if room else 1.0


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 / the place of the first fully relevant."""
    places = (place for place, id in enumerate(found, 1) if grades.get(id, 0) == 2)
    return 1 / next(places, float("inf"))


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1)))
