"""How well an image's words fit those asked for."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from shared.ports import Candidate

FIELD_WEIGHTS = {"tags": 0.6, "description": 0.5, "text": 0.35, "filename": 0.3}
UNSEEN = 0.05  # the full-text index found it by a stem that is not among ours


def field_stems(stems: Iterable[str]) -> list[str]:
    """As `field:stem`, for every field."""
    return [f"{field}:{stem}" for stem in stems for field in FIELD_WEIGHTS]


def rarity(stems: Sequence[str], candidates: Sequence[Candidate]) -> tuple[float, ...]:
    """The share of each stem in the score: the rarer among the candidates, the more. They add up to 1."""
    if not stems:
        return ()
    counts = Counter[str]()
    for found, times in Counter(candidate.stems for candidate in candidates).items():
        counts.update(dict.fromkeys(_stems(found), times))
    weights = [math.log(1 + (len(candidates) + 1) / (counts[stem] + 1)) for stem in stems]
    total = sum(weights)
    return tuple(round(weight / total, 4) for weight in weights)


def score(found: Iterable[str], weights: Mapping[str, float]) -> float:
    """From 0 to 1, for `field:stem` entries found of the stems that `weights` weighs.

    Within a word, fields add up as independent chances do: 1 - (1 - tags)(1 - text)…
    """
    missing = dict.fromkeys(weights, 1.0)
    for entry in found:
        field, _, stem = entry.partition(":")
        missing[stem] *= 1 - FIELD_WEIGHTS[field]
    return sum(weight * (1 - missing[stem]) for stem, weight in weights.items())


def covers(found: Iterable[str], stems: Iterable[str]) -> bool:
    """Whether every stem was found in some field."""
    return _stems(found).issuperset(stems)


def _stems(found: Iterable[str]) -> set[str]:
    return {entry.partition(":")[2] for entry in found}
