"""Finding images by words, meaning, colour, filters or likeness."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.errors import (
    AnalysisRefused,
    AnalyzerBusy,
    AnalyzerMisconfigured,
    ImageNotAnalyzed,
    ImageTooLarge,
    InvalidRequest,
    ServiceUnavailable,
    UnreadableImage,
)
from shared.models import (
    Embedding,
    Facets,
    Image,
    Json,
    Match,
    SearchHit,
    SearchPage,
    SearchQuery,
    SimilarImage,
    SimilarImages,
    SimilarQuery,
    SuggestionQuery,
    Suggestions,
    Upload,
)
from shared.ports import Criteria, ImageAnalyzer, ImageIndex, Listed
from shared.services import imaging
from shared.services.cursor import sort_key
from shared.services.gallery import Gallery
from shared.services.ingestion.decoders import Decoders
from shared.services.search.cursor import SearchCursor
from shared.services.search.explanation import explain
from shared.services.search.likeness import nearest
from shared.services.search.ordering import Hit
from shared.services.search.paging import Found, page_of, window
from shared.services.search.parsing import Asked, parse
from shared.services.search.ranked import RankedSearch

NEAR_DUPLICATE = 0.95
SPARE = 10  # more neighbours than asked for, since some may be on their way out
NO_WORDS = "There is no word to search for in this query."
NO_MEANING = "Search by meaning is unavailable just now: these are the images found by their words."
CUT_OFF = "More images fit than are ranked at once. Narrow the search to rank them all."


@dataclass(frozen=True)
class Search:
    index: ImageIndex
    gallery: Gallery
    analyzer: ImageAnalyzer
    decoders: Decoders

    async def search(self, owner: str, query: SearchQuery) -> Json[SearchPage]:
        """One page of hits: ranked where words or colours are asked for, else sorted.

        Raises InvalidRequest for a cursor of another query, ServiceUnavailable where only the analyzer could
        answer and it does not.
        """
        asked = parse(query.q)
        ranked = bool(query.color) or _by_meaning(query, asked) or _by_words(query, asked)
        at = SearchCursor.at(query, "ranked" if ranked else "sorted")
        if query.q.strip() and not (asked.wanted or asked.excluded or _by_meaning(query, asked)):
            found = Found(note=NO_WORDS)
        elif ranked:
            found = await self._ranked(owner, query, asked, at)
        else:
            found = await self._sorted(owner, query, asked, at)
        return page_of(query, at, found)

    async def similar(self, owner: str, image_id: str, query: SimilarQuery) -> Json[SimilarImages]:
        """Images like one of the owner's. Raises ImageNotFound, and ImageNotAnalyzed without an embedding."""
        image, embedding = await asyncio.gather(
            self.gallery.get(owner, image_id), self.index.embedding(owner, image_id)
        )
        if embedding is None:
            raise ImageNotAnalyzed(_unanalyzed(image))
        return await self._alike(owner, embedding, query, but=image_id)

    async def by_image(self, owner: str, upload: Upload, query: SimilarQuery) -> Json[SimilarImages]:
        """Images like an uploaded one, which is not kept.

        Raises ImageTooLarge, UnsupportedImageType, UnreadableImage or ServiceUnavailable.
        """
        if len(upload.content) > self.gallery.limits.upload_bytes:
            raise ImageTooLarge(f"The limit is {self.gallery.limits.upload_bytes:,} bytes a file.")
        pixels = await asyncio.to_thread(imaging.cost, upload.content, self.decoders.pixels)
        async with self.decoders.room_for(pixels):
            renditions = await asyncio.to_thread(imaging.render, upload.content, self.decoders.pixels)
        try:
            preview = await asyncio.to_thread(imaging.framed, renditions.preview)
            embedding = await self.analyzer.embed_image(preview)
        except AnalysisRefused as error:
            raise UnreadableImage(str(error)) from error
        return await self._alike(owner, embedding, query)

    async def suggest(self, owner: str, query: SuggestionQuery) -> Suggestions:
        """Tags that begin with what was typed, the most used first."""
        prefix = " ".join(query.q.casefold().split())
        return Suggestions(tags=tuple(await self.index.tags(owner, prefix, limit=query.limit)))

    async def _ranked(self, owner: str, query: SearchQuery, asked: Asked, at: SearchCursor | None) -> Found:
        meaning, note = await self._meaning(query, asked, at)
        found = await RankedSearch(self.index, owner, query, asked, at).run(meaning)
        shown, more = window(query, at, found.hits)
        every_hit = Criteria(ids=tuple(hit.id for hit in found.hits))
        hits, facets = await asyncio.gather(
            self._show(owner, shown, query, asked), self._facets(owner, query, every_hit)
        )
        return Found(
            hits=hits,
            last=shown[-1].key if shown else None,
            more=more,
            total=at.total if at else len(found.hits),
            every=found.every,
            ranking=found.ranking,
            note=note or (CUT_OFF if found.cut_off else None),
            facets=facets,
        )

    async def _sorted(self, owner: str, query: SearchQuery, asked: Asked, at: SearchCursor | None) -> Found:
        sort = query.sort if query.sort not in (None, "relevance") else "newest"
        criteria, total = await self._counted(owner, query, asked, at)
        skip = 0 if at else (query.page - 1) * query.limit
        images, facets = await asyncio.gather(
            self.index.page(
                owner,
                criteria,
                sort=sort,
                after=at.after if at else None,
                skip=skip,
                limit=query.limit + 1,
            ),
            self._facets(owner, query, criteria),
        )
        shown = images[: query.limit]
        return Found(
            hits=[await self._hit(image, 1.0, explain(image, asked.wanted)) for image in shown],
            last=sort_key(shown[-1], sort) if shown else None,
            more=len(images) > query.limit,
            total=total,
            every=criteria.every,
            facets=facets,
        )

    async def _counted(
        self, owner: str, query: SearchQuery, asked: Asked, at: SearchCursor | None
    ) -> tuple[Criteria, int]:
        """All words, or any of them where no image has them all; and how many images that makes."""
        criteria = Criteria(filters=query, words=asked.words, phrases=asked.phrases, excluded=asked.excluded)
        if at:
            return replace(criteria, every=at.every), at.total
        total = await self.index.count(owner, criteria)
        if total or len(asked.words) < 2:
            return criteria, total
        criteria = replace(criteria, every=False)
        return criteria, await self.index.count(owner, criteria)

    async def _meaning(
        self, query: SearchQuery, asked: Asked, at: SearchCursor | None
    ) -> tuple[Embedding | None, str | None]:
        """The query's embedding; or none, and a note when there should have been one."""
        if not _by_meaning(query, asked):
            return None, None
        if at and at.ranking and "meaning" not in at.ranking.scales:
            return None, None
        try:
            return await self.analyzer.embed_text(asked.text), None
        except AnalysisRefused as error:
            if query.mode == "semantic" or at:
                raise InvalidRequest("This query cannot be searched by meaning.") from error
        except (AnalyzerBusy, AnalyzerMisconfigured) as error:
            if query.mode == "semantic" or at:
                raise ServiceUnavailable(
                    "Search by meaning is unavailable just now.", retry_after=error.retry_after or 5
                ) from error
        return None, NO_MEANING

    async def _alike(
        self, owner: str, embedding: Embedding, query: SimilarQuery, but: str | None = None
    ) -> Json[SimilarImages]:
        neighbors = await nearest(self.index, owner, embedding, Criteria(filters=query), query.limit + SPARE)
        likeness = {neighbor.id: neighbor.similarity for neighbor in neighbors if neighbor.id != but}
        images = (await self.index.read(owner, tuple(likeness)))[: query.limit]
        return Json(images=[await self._similar(image, likeness[image.id]) for image in images])

    async def _show(
        self, owner: str, hits: Sequence[Hit], query: SearchQuery, asked: Asked
    ) -> list[Json[SearchHit]]:
        wanted = asked.wanted if query.mode != "semantic" else ()
        by_id = {hit.id: hit for hit in hits}
        images = await self.index.read(owner, tuple(by_id))
        shown = []
        for image in images:
            hit = by_id[image.id]
            matched = explain(image, wanted, hit.similarity, query.color, hit.palette)
            shown.append(await self._hit(image, hit.score, matched))
        return shown

    async def _hit(self, image: Listed, score: float, matched: Sequence[Json[Match]]) -> Json[SearchHit]:
        return Json(await self.gallery.linked(image), score=score, matched=matched)

    async def _similar(self, image: Listed, similarity: float) -> Json[SimilarImage]:
        return Json(
            await self.gallery.linked(image),
            score=round(min(1.0, max(0.0, similarity)), 4),
            matched=explain(image, similarity=similarity),
            nearDuplicate=similarity >= NEAR_DUPLICATE,
        )

    async def _facets(self, owner: str, query: SearchQuery, criteria: Criteria) -> Facets | None:
        return await self.index.facets(owner, criteria) if query.facets else None


def _by_meaning(query: SearchQuery, asked: Asked) -> bool:
    return query.mode != "text" and bool(asked.text)


def _by_words(query: SearchQuery, asked: Asked) -> bool:
    """Whether words alone rank the hits; with an order of its own, the database sorts them."""
    return bool(asked.wanted) and query.sort in (None, "relevance")


def _unanalyzed(image: Image) -> str:
    stage = image.stage("embedding")
    if stage.status == "failed":
        return f"This image could not be analysed, so nothing is known to be like it: {stage.error}"
    return "This image is not analysed yet. Try again in a moment."
