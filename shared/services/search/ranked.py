"""A search whose hits are ranked: by words, by meaning, by colour, or by several of these at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.errors import InvalidRequest
from shared.models import Embedding, SearchQuery
from shared.ports import Candidate, Criteria, ImageIndex
from shared.services.search import keywords, shades
from shared.services.search.cursor import Ranking, SearchCursor
from shared.services.search.likeness import nearest
from shared.services.search.ordering import Hit, Wanted, rank
from shared.services.search.parsing import Asked

CANDIDATES = 1000
COLORED = 400  # candidates of a search for colours, each of which takes longer to value
NEIGHBORS = 100
TAIL = 0.8  # of the best hit's cosine: what is less like the query is no hit
NOISE = 0.02  # a cosine that says nothing


@dataclass(frozen=True)
class Ranked:
    """All hits in order, how they were ranked, and whether more images fit than are ranked."""

    hits: Sequence[Hit]
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
        self._most = COLORED if query.color else CANDIDATES
        by_words = query.mode != "semantic"
        self._words = asked.words if by_words else ()
        self._wanted = asked.wanted if by_words else ()
        self._by_text = bool(asked)
        if self._kept and len(self._kept.weights) != len(self._wanted):
            raise InvalidRequest("The cursor is not one of ours.")
        self._criteria = Criteria(
            filters=query,
            phrases=asked.phrases,
            excluded=asked.excluded,
            cells=shades.labels(query.color, self._kept.level if self._kept else 0),
            until=self._kept.until if self._kept else None,
        )

    async def run(self, meaning: Embedding | None) -> Ranked:
        """`meaning` is the embedding of the query, if it is to be searched by meaning."""
        likeness = await self._likeness(meaning)
        floor = self._kept.floor if self._kept else max(NOISE, TAIL * max(likeness.values(), default=0))
        meant = tuple(id for id, cosine in likeness.items() if cosine >= floor)
        criteria, level, found = await self._candidates(meant)
        wanted = Wanted(self._wanted, self._query.color, likeness, floor, self._query.sort or "relevance")
        hits, ranking = rank(found[: self._most], wanted, self._kept)
        least = self._kept.least if self._kept else min(likeness.values(), default=0)
        ranking = ranking.model_copy(update={"least": least, "floor": floor, "level": level})
        return Ranked(hits, criteria.every, ranking, len(found) > self._most or level > 0)

    async def _likeness(self, meaning: Embedding | None) -> dict[str, float]:
        """Cosines by image id, of the images nearest to the query."""
        if meaning is None:
            return {}
        neighbors = await nearest(self._index, self._owner, meaning, self._criteria, NEIGHBORS)
        cosines = {neighbor.id: round(neighbor.similarity, 4) for neighbor in neighbors}
        least = self._kept.least if self._kept else -1
        return {id: cosine for id, cosine in cosines.items() if cosine >= least}

    async def _candidates(self, meant: tuple[str, ...]) -> tuple[Criteria, int, list[Candidate]]:
        """Those `meant`, and those with all the words, or when there are none with any.

        Where only phrases are asked for, all that hold them. Also tells the level of colours.
        """
        criteria = replace(
            self._criteria,
            words=self._words,
            every=self._at.every if self._at else True,
            ids=meant if self._by_text and ((self._words and meant) or not self._wanted) else None,
        )
        found = await self._find(criteria)
        if self._kept:
            return criteria, self._kept.level, found
        if len(self._words) > 1 and not any(keywords.covers(each.stems, self._wanted) for each in found):
            criteria = replace(criteria, every=False)
            found = await self._find(criteria)
        if self._query.color and len(found) > self._most:
            return await self._narrowed(criteria)
        return criteria, 0, found

    async def _narrowed(self, criteria: Criteria) -> tuple[Criteria, int, list[Candidate]]:
        """The lowest level on which not too many images fit: whoever is left out ranks lower."""
        low, high = 1, len(shades.LEVELS) - 1
        while low < high:
            level = (low + high) // 2
            if await self._index.count(self._owner, self._on(level, criteria)) > self._most:
                low = level + 1
            else:
                high = level
        narrowed = self._on(low, criteria)
        return narrowed, low, await self._find(narrowed)

    def _on(self, level: int, criteria: Criteria) -> Criteria:
        return replace(criteria, cells=shades.labels(self._query.color, level))

    async def _find(self, criteria: Criteria) -> list[Candidate]:
        if criteria.ids == () and not criteria.words:
            return []
        return await self._index.candidates(
            self._owner,
            criteria,
            stems=keywords.field_stems(self._wanted),
            sort=self._query.sort if self._query.sort not in (None, "relevance") else "newest",
            limit=self._most + 1,
        )
