"""From candidates to hits in order. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from shared.models import SortKey
from shared.ports import Candidate
from shared.services.search import keywords, shades
from shared.services.search.cursor import Ranking
from shared.services.search.ranking import Order, Scale, fuse

Sort = Literal["relevance", "newest", "oldest", "filename", "size"]
Values = dict[Order, float]
DESCENDING = {"relevance", "newest", "size"}


@dataclass(frozen=True)
class Wanted:
    """What hits are valued by: stems, colours (hex), and cosines by image id; and how they are sorted.

    A cosine of `floor` makes an image a hit; a lesser one counts for what is a hit already.
    """

    stems: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    likeness: Mapping[str, float] = field(default_factory=dict)
    floor: float = 0.0
    sort: Sort = "relevance"


class Hit(NamedTuple):
    id: str
    key: SortKey
    score: float
    uploaded_at: str
    similarity: float | None


def rank(
    candidates: Sequence[Candidate], wanted: Wanted, kept: Ranking | None = None
) -> tuple[list[Hit], Ranking]:
    """The hits among the candidates, in order, and what later pages have to keep.

    With `kept`, an image's score depends on that image alone: whatever came or went since the first page,
    no hit changes its place among the others.
    """
    weights = kept.weights if kept else keywords.rarity(wanted.stems, candidates)
    valued = list(zip(candidates, _values(candidates, wanted, weights), strict=True))
    scales = kept.scales if kept else _scales([values for _, values in valued])
    score = cache(lambda *values: fuse(dict(values), scales))
    hits = []
    for candidate, values in valued:
        if counted := [each for each in values.items() if each[0] in scales]:
            fused = counted[0][1] if len(scales) == 1 else score(*counted)
            hits.append(_hit(candidate, wanted, fused))
    hits.sort(key=lambda hit: hit.key, reverse=wanted.sort in DESCENDING)
    until = kept.until if kept else max((hit.uploaded_at for hit in hits), default="")
    return hits, Ranking(scales=scales, weights=weights, until=until)


def _values(candidates: Sequence[Candidate], wanted: Wanted, weights: Sequence[float]) -> Iterator[Values]:
    """What each image is worth in each order; nothing when it lacks a colour that is asked for."""
    shares = dict(zip(wanted.stems, weights, strict=True))
    by_words = cache(lambda stems: round(keywords.score(stems, shares), 4))
    for candidate in candidates:
        values: Values = {}
        if wanted.colors:
            worth = round(shades.score(wanted.colors, candidate.palette), 4)
            if not worth:
                yield {}
                continue
            values["color"] = worth
        cosine = wanted.likeness.get(candidate.id)
        if candidate.stems:
            values["words"] = by_words(candidate.stems)
        elif wanted.stems and (cosine is None or cosine < wanted.floor):
            values["words"] = keywords.UNSEEN
        if cosine is not None:
            values["meaning"] = cosine
        yield values


def _hit(candidate: Candidate, wanted: Wanted, score: float) -> Hit:
    by_relevance = wanted.sort == "relevance"
    value = f"{score:.6f} {candidate.uploaded_at}" if by_relevance else candidate.sort_value
    cosine = wanted.likeness.get(candidate.id)
    similarity = cosine if cosine is not None and cosine >= wanted.floor else None
    return Hit(candidate.id, (value, candidate.id), round(score, 6), candidate.uploaded_at, similarity)


def _scales(valued: Sequence[Values]) -> dict[Order, Scale]:
    by_order: dict[Order, list[float]] = {}
    for values in valued:
        for order, value in values.items():
            by_order.setdefault(order, []).append(value)
    return {order: Scale.of(values) for order, values in by_order.items()}
