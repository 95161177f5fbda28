"""ImageIndex on Azure Cosmos DB for NoSQL. Every query stays in the partition of its owner."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from azure.cosmos.aio import ContainerProxy

from shared.adapters.cosmos.criteria import Where
from shared.adapters.cosmos.failures import translated
from shared.adapters.cosmos.images import SORTS
from shared.adapters.cosmos.items import EMBEDDING, LISTED, embedding_id, listed
from shared.adapters.cosmos.partition import select
from shared.errors import ImageNotFound
from shared.models import Embedding, FacetCount, Facets, SortKey, TagCount
from shared.ports import Candidate, Criteria, Listed, Neighbor

MAX_FACETS = 20
_FACETS = {  # what is counted, and where it comes from
    "tags": ("tag", "c JOIN tag IN c.tagNames"),
    "colors": ("color", "c JOIN color IN c.colorNames"),
    "cameras": ("c.camera", "c"),
    "years": ("LEFT(c.shownAt, 4)", "c"),
}


class CosmosImageIndex:
    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    async def candidates(
        self, owner: str, criteria: Criteria, *, stems: Sequence[str], sort: str, limit: int
    ) -> list[Candidate]:
        where = Where(criteria)
        palette = ", c.palette" if criteria.cells else ""
        rows = await self._select(
            owner,
            f"SELECT TOP {where.bind(limit)} c.id, c.uploadedAt, c.{SORTS[sort][0]} AS sortValue{palette},"
            f" SetIntersect(c.stems, {where.bind(list(stems))}) AS stems"
            f" FROM c WHERE {where} ORDER BY c.uploadedAt DESC",
            where.parameters,
        )
        return [_candidate(row) for row in rows]

    async def ids(self, owner: str, criteria: Criteria, *, limit: int) -> list[str]:
        where = Where(criteria)
        text = f"SELECT TOP {where.bind(limit)} VALUE c.id FROM c WHERE {where}"
        return await self._select(owner, text, where.parameters)

    async def nearest(
        self,
        owner: str,
        embedding: Embedding,
        *,
        among: Sequence[str] | None,
        until: str | None,
        limit: int,
    ) -> list[Neighbor]:
        clauses = [f"c.kind = '{EMBEDDING}'", "c.modelVersion = @model"]
        parameters: dict[str, Any] = {"@limit": limit, "@model": embedding.model_version}
        if among is not None:
            clauses.append("ARRAY_CONTAINS(@among, c.imageId)")
            parameters["@among"] = list(among)
        if until is not None:
            clauses.append("c.uploadedAt <= @until")
            parameters["@until"] = until
        rows = await self._select(
            owner,
            "SELECT TOP @limit c.imageId, VectorDistance(c.vector, @vector) AS similarity"
            f" FROM c WHERE {' AND '.join(clauses)} ORDER BY VectorDistance(c.vector, @vector)",
            parameters | {"@vector": list(embedding.vector)},
        )
        return [Neighbor(row["imageId"], row["similarity"]) for row in rows]

    async def embedding(self, owner: str, image_id: str) -> Embedding | None:
        try:
            with translated():
                item = await self._container.read_item(embedding_id(image_id), partition_key=owner)
        except ImageNotFound:
            return None
        return Embedding(vector=tuple(item["vector"]), model_version=item["modelVersion"])

    async def read(self, owner: str, ids: Sequence[str]) -> list[Listed]:
        if not ids:
            return []
        where = Where(Criteria(ids=tuple(ids)))
        rows = await self._select(owner, f"SELECT {LISTED} FROM c WHERE {where}", where.parameters)
        found = {row["id"]: listed(row) for row in rows}
        return [found[id] for id in ids if id in found]

    async def page(
        self, owner: str, criteria: Criteria, *, sort: str, after: SortKey | None, skip: int, limit: int
    ) -> list[Listed]:
        where = Where(criteria)
        field, direction = SORTS[sort]
        if after:
            where.after(field, direction, after)
        rows = await self._select(
            owner,
            f"SELECT {LISTED} FROM c WHERE {where} ORDER BY c.{field} {direction}, c.id {direction}"
            f" OFFSET {where.bind(skip)} LIMIT {where.bind(limit)}",
            where.parameters,
        )
        return [listed(row) for row in rows]

    async def count(self, owner: str, criteria: Criteria) -> int:
        where = Where(criteria)
        counts = await self._select(owner, f"SELECT VALUE COUNT(1) FROM c WHERE {where}", where.parameters)
        return sum(counts)

    async def facets(self, owner: str, criteria: Criteria) -> Facets:
        counted = await asyncio.gather(
            *(self._counts(owner, *counting, Where(criteria)) for counting in _FACETS.values())
        )
        facets = {name: _facet(counts) for name, counts in zip(_FACETS, counted, strict=True)}
        facets["years"] = tuple(sorted(facets["years"], key=lambda year: year.value, reverse=True))
        return Facets(**facets)

    async def tags(self, owner: str, prefix: str, *, limit: int) -> list[TagCount]:
        where = Where(Criteria())
        start = where.bind(prefix)
        where.clauses.append(f"EXISTS(SELECT VALUE t FROM t IN c.tagNames WHERE STARTSWITH(t, {start}))")
        where.clauses.append(f"STARTSWITH(tag, {start})")
        counts = await self._counts(owner, *_FACETS["tags"], where)
        return [TagCount(name=name, count=count) for name, count in _most_frequent(counts, limit)]

    async def _counts(self, owner: str, value: str, source: str, where: Where) -> Counter[str]:
        rows = await self._select(
            owner,
            f"SELECT {value} AS name, COUNT(1) AS images FROM {source} WHERE {where} GROUP BY {value}",
            where.parameters,
        )
        counts: Counter[str] = Counter()
        for row in rows:  # a group may come in parts, one a page of the answer
            counts[row.get("name", "")] += row["images"]
        return counts

    async def _select(self, owner: str, text: str, parameters: dict[str, Any]) -> list[Any]:
        return await select(self._container, owner, text, parameters)


def _candidate(row: dict[str, Any]) -> Candidate:
    return Candidate(
        id=row["id"],
        uploaded_at=row["uploadedAt"],
        sort_value=row["sortValue"],
        stems=tuple(row.get("stems", ())),
        palette=row.get("palette", ()),
    )


def _facet(counts: Counter[str]) -> tuple[FacetCount, ...]:
    found = _most_frequent(counts, MAX_FACETS)
    return tuple(FacetCount(value=value, count=count) for value, count in found if value)


def _most_frequent(counts: Counter[str], limit: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]
