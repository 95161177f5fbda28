"""From what a search found to one page of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.models import Facets, Json, SearchHit, SearchPage, SearchQuery, SortKey
from shared.services.cursor import fingerprint
from shared.services.search.cursor import Ranking, SearchCursor
from shared.services.search.ordering import DESCENDING, Hit


@dataclass(frozen=True)
class Found:
    """The hits of one page and the sort key of the last; `more` when others follow."""

    hits: Sequence[Json[SearchHit]] = ()
    last: SortKey | None = None
    more: bool = False
    total: int = 0
    every: bool = True
    ranking: Ranking | None = None
    note: str | None = None
    facets: Facets | None = None


def page_of(query: SearchQuery, at: SearchCursor | None, found: Found) -> Json[SearchPage]:
    page, cursor = at.page if at else query.page, None
    if found.more and found.last:
        cursor = SearchCursor(
            query=fingerprint(query),
            after=found.last,
            page=page + 1,
            total=found.total,
            every=found.every,
            ranking=found.ranking,
        ).encode()
    return Json(
        images=found.hits,
        total=found.total,
        page=page,
        limit=query.limit,
        hasNext=found.more,
        hasPrev=page > 1,
        nextCursor=cursor,
        note=found.note,
        facets=found.facets.model_dump(by_alias=True) if found.facets else None,
    )


def window(query: SearchQuery, at: SearchCursor | None, hits: Sequence[Hit]) -> tuple[Sequence[Hit], bool]:
    """The hits of the page asked for, and whether others follow."""
    if at is None:
        left = hits[(query.page - 1) * query.limit :]
    elif (query.sort or "relevance") in DESCENDING:
        left = [hit for hit in hits if hit.key < at.after]
    else:
        left = [hit for hit in hits if hit.key > at.after]
    return left[: query.limit], len(left) > query.limit
