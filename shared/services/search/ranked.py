"""A search whose hits are ranked: by words, by meaning, by colour, or by several of these at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.errors import InvalidRequest
from shared.models import Embedding, SearchQuery, SortKey
from shared.ports import Candidate, Criteria, ImageIndex, Neighbor
from shared.services import colors
from shared.services.search import keywords, palette
from shared.services.search.cursor import Ranking, SearchCursor
from shared.services.search.likeness import nearest
from shared.services.search.parsing import Asked
from shared.services.search.ranking import Order, Scale, fuse

CANDIDATES = 1000
NEIGHBORS = 100
TAIL = 0.8  # of the best hit's cosine: what is less like the query is no hit
NOISE = 0.02  # a cosine that says nothing
DESCENDING = {"relevance", "newest", "size"}

Values = dict[Order, float]


@dataclass(frozen=True)
class Hit:
    id: str
    key: SortKey
    score: float
    uploaded_at: str
    similarity: float | None


@dataclass(frozen=True)
class Hits:
    """All hits in order, how they were ranked, and whether there were more candidates than are ranked."""

    hits: tuple[Hit, ...]
    every: bool
    ranking: Ranking
    cut_off: bool


class RankedSearch:
    """One query of one owner; on later pages it goes by what the cursor kept of the first."""

    def __init__(
        self, index: ImageIndex, owner: str, query: SearchQuery, asked: Asked, at: SearchCursor | None
    ) -> None:
        self._index, self._owner, self._query, self._at = index, owner, query, at
        self._kept = at.ranking if at else None
        by_words = query.mode != "semantic"
        self._words = asked.words if by_words else ()
        self._wanted = asked.wanted if by_words else ()
        self._by_text = bool(asked)
        self._colors = [colors.oklab(colors.parse(color)) for color in query.color]
        self._criteria = Criteria(
            filters=query,
            phrases=asked.phrases,
            excluded=asked.excluded,
            cells=tuple(tuple(colors.cells(colors.parse(color))) for color in query.color),
            until=self._kept.until if self._kept else None,
        )
        if self._kept and len(self._kept.weights) != len(self._wanted):
            raise InvalidRequest("The cursor is not one of ours.")

    async def run(self, meaning: Embedding | None) -> Hits:
        """`meaning` is the embedding of the query, if it is to be searched by meaning."""
        likeness, floor = await self._likeness(meaning)
        found, every = await self._candidates(likeness)
        cut_off = len(found) > CANDIDATES
        hits, ranking = self._rank(found[:CANDIDATES], likeness, floor)
        return Hits(tuple(hits), every, ranking, cut_off)

    async def _likeness(self, meaning: Embedding | None) -> tuple[dict[str, float], float]:
        """Cosines by image id, without the tail; and where the tail begins."""
        if meaning is None:
            return {}, 0.0
        neighbors = await nearest(self._index, self._owner, meaning, self._criteria, NEIGHBORS)
        floor = self._kept.floor if self._kept else _tail(neighbors)
        cosines = {neighbor.id: round(neighbor.similarity, 4) for neighbor in neighbors}
        return {id: cosine for id, cosine in cosines.items() if cosine >= floor}, floor

    async def _candidates(self, likeness: dict[str, float]) -> tuple[list[Candidate], bool]:
        """All words first; when no image has them all, any of them."""
        every = self._at.every if self._at else True
        found = await self._find(likeness, every)
        if self._at or len(self._words) < 2 or any(keywords.covers(each, self._wanted) for each in found):
            return found, every
        return await self._find(likeness, False), False

    async def _find(self, likeness: dict[str, float], every: bool) -> list[Candidate]:
        ids = tuple(likeness) if self._by_meaning(likeness) else None
        if ids == () and not self._words:
            return []
        sort = self._query.sort or "relevance"
        return await self._index.candidates(
            self._owner,
            replace(self._criteria, words=self._words, every=every, ids=ids),
            stems=keywords.field_stems(self._wanted),
            sort="newest" if sort == "relevance" else sort,
            limit=CANDIDATES + 1,
        )

    def _by_meaning(self, likeness: dict[str, float]) -> bool:
        """Whether an image's likeness alone makes it a candidate."""
        if not self._by_text:
            return False
        return bool(likeness) or not self._wanted

    def _rank(
        self, candidates: Sequence[Candidate], likeness: dict[str, float], floor: float
    ) -> tuple[list[Hit], Ranking]:
        weights = self._kept.weights if self._kept else keywords.rarity(self._wanted, candidates)
        shares = dict(zip(self._wanted, weights, strict=True))
        valued = [(each, self._values(each, shares, likeness.get(each.id))) for each in candidates]
        scales = self._kept.scales if self._kept else _scales([values for _, values in valued])
        hits = []
        for candidate, values in valued:
            counted: Values = {order: value for order, value in values.items() if order in scales}
            if counted:
                hits.append(self._hit(candidate, fuse(counted, scales), likeness.get(candidate.id)))
        hits.sort(key=lambda hit: hit.key, reverse=(self._query.sort or "relevance") in DESCENDING)
        until = self._kept.until if self._kept else max((hit.uploaded_at for hit in hits), default="")
        return hits, Ranking(scales=scales, weights=weights, floor=floor, until=until)

    def _values(self, candidate: Candidate, shares: dict[str, float], cosine: float | None) -> Values:
        values: Values = {}
        if self._colors:
            values["color"] = round(palette.score(self._colors, candidate.colors), 4)
            if not values["color"]:
                return {}
        if candidate.stems:
            values["words"] = round(keywords.score(candidate, shares), 4)
        elif self._wanted and cosine is None:
            values["words"] = keywords.UNSEEN
        if cosine is not None:
            values["meaning"] = cosine
        return values

    def _hit(self, candidate: Candidate, score: float, similarity: float | None) -> Hit:
        by_relevance = (self._query.sort or "relevance") == "relevance"
        value = f"{score:.6f} {candidate.uploaded_at}" if by_relevance else candidate.sort_value
        return Hit(candidate.id, (value, candidate.id), round(score, 6), candidate.uploaded_at, similarity)


def _tail(neighbors: Sequence[Neighbor]) -> float:
    best = neighbors[0].similarity if neighbors else 0.0
    return max(best * TAIL, NOISE)


def _scales(valued: Sequence[Values]) -> dict[Order, Scale]:
    by_order: dict[Order, list[float]] = {}
    for values in valued:
        for order, value in values.items():
            by_order.setdefault(order, []).append(value)
    return {order: Scale.of(values) for order, values in by_order.items()}
