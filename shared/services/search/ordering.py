"""From candidates to hits in order. Pure functions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from shared.models import SortKey
from shared.ports import Candidate
from shared.services.search import keywords, shades
from shared.services.search.cursor import Ranking
from shared.services.search.ranking import Order, Scale, fuse

Sort = Literal["relevance", "newest", "oldest", "filename", "size"]
Values = tuple[tuple[Order, float], ...]  # what an image is worth, by order
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
    """Hits are sorted as they are: by `value`, and where that is the same by `id`."""

    value: str | int
    id: str
    score: float
    uploaded_at: str
    similarity: float | None
    palette: Sequence[float]

    @property
    def key(self) -> SortKey:
        return self.value, self.id


def rank(
    candidates: Sequence[Candidate], wanted: Wanted, kept: Ranking | None = None
) -> tuple[list[Hit], Ranking]:
    """The hits among the candidates, in order, and what later pages have to keep.

    With `kept`, an image's score depends on that image alone: whatever came or went since the first page,
    no hit changes its place among the others.
    """
    weights = kept.weights if kept else keywords.rarity(wanted.stems, candidates)
    valued = list(_values(candidates, wanted, weights))
    scales = kept.scales if kept else _scales(valued)
    hits = list(_hits(zip(candidates, valued, strict=True), wanted, scales))
    hits.sort(reverse=wanted.sort in DESCENDING)
    until = kept.until if kept else max((hit.uploaded_at for hit in hits), default="")
    return hits, Ranking(scales=scales, weights=weights, until=until)


def _values(candidates: Sequence[Candidate], wanted: Wanted, weights: Sequence[float]) -> Iterator[Values]:
    """What each image is worth in each order; nothing when it lacks a colour that is asked for."""
    shares = dict(zip(wanted.stems, weights, strict=True))

    @cache
    def told(stems: tuple[str, ...], cosine: float | None) -> Values:
        values: Values = () if cosine is None else (("meaning", cosine),)
        if stems:
            return (("words", round(keywords.score(stems, shares), 4)), *values)
        if wanted.stems and (cosine is None or cosine < wanted.floor):
            return (("words", keywords.UNSEEN), *values)
        return values

    cosine = wanted.likeness.get
    for candidate in candidates:
        values = told(candidate.stems, cosine(candidate.id))
        if wanted.colors:
            worth = round(shades.score(wanted.colors, candidate.palette), 4)
            values = (("color", worth), *values) if worth else ()
        yield values


def _hits(
    valued: Iterable[tuple[Candidate, Values]], wanted: Wanted, scales: Mapping[Order, Scale]
) -> Iterator[Hit]:
    """Most images share their values with others, so a score is reckoned and spelled once for all of them."""

    @cache
    def scored(values: Values) -> tuple[float, str] | None:
        counted = [pair for pair in values if pair[0] in scales]
        if not counted:
            return None
        score = fuse(counted, scales)
        return round(score, 6), f"{score:.6f} "

    by_relevance = wanted.sort == "relevance"
    cosine = {id: cosine for id, cosine in wanted.likeness.items() if cosine >= wanted.floor}.get
    for candidate, values in valued:
        if found := scored(values):
            score, spelled = found
            value = spelled + candidate.uploaded_at if by_relevance else candidate.sort_value
            yield Hit(
                value, candidate.id, score, candidate.uploaded_at, cosine(candidate.id), candidate.palette
            )


def _scales(valued: Iterable[Values]) -> dict[Order, Scale]:
    by_order: dict[Order, list[float]] = {}
    for values in valued:
        for order, value in values:
            by_order.setdefault(order, []).append(value)
    return {order: Scale.of(values) for order, values in by_order.items()}
