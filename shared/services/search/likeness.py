"""Images by the likeness of their embeddings, within what a search is narrowed to."""

from dataclasses import replace

from shared.models import Embedding, Filters
from shared.ports import Criteria, ImageIndex, Neighbor

CANDIDATES = 1000


async def nearest(
    index: ImageIndex, owner: str, embedding: Embedding, criteria: Criteria, limit: int
) -> list[Neighbor]:
    """The most similar images that meet the criteria, the most similar first.

    Embeddings carry nothing that a user may edit, so the criteria are asked of the images: beforehand while
    at most CANDIDATES images meet them, which is exact; else of the CANDIDATES most similar ones.
    """
    until = criteria.until
    if not _narrows(criteria):
        return await index.nearest(owner, embedding, among=None, until=until, limit=limit)
    among = await index.ids(owner, criteria, limit=CANDIDATES + 1)
    if not among:
        return []
    if len(among) <= CANDIDATES:
        return await index.nearest(owner, embedding, among=among, until=until, limit=limit)
    found = await index.nearest(owner, embedding, among=None, until=until, limit=CANDIDATES)
    ids = tuple(neighbor.id for neighbor in found)
    meeting = set(await index.ids(owner, replace(criteria, ids=ids), limit=CANDIDATES))
    return [neighbor for neighbor in found if neighbor.id in meeting][:limit]


def _narrows(criteria: Criteria) -> bool:
    filtered = any(
        getattr(criteria.filters, name) != field.default for name, field in Filters.model_fields.items()
    )
    return filtered or bool(criteria.phrases or criteria.excluded or criteria.cells)
