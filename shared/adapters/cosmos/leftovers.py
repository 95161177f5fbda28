"""Leftovers on Azure Cosmos DB: the only queries that cross partitions, each with a filter and no order."""

from datetime import datetime
from typing import Any

from azure.cosmos.aio import ContainerProxy

from shared.adapters.cosmos.failures import translated
from shared.adapters.cosmos.images import UNFINISHED
from shared.adapters.cosmos.items import image_of
from shared.errors import ImageNotFound
from shared.models import Image, ImageStatus, rfc3339
from shared.ports import BlobKind, Bookmark, Place

PARTITION = "sweeper"  # no owner's: those have 32 characters
BOOKMARK = "bookmark"
SKIPPED = "ARRAY_CONTAINS(c.stages, {'name': 'analysis', 'status': 'skipped'}, true)"


class CosmosLeftovers:
    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    async def overdue(self, before: datetime, limit: int) -> list[Image]:
        return await self._images(f"{UNFINISHED} AND c.dueAt < @before", before, limit)

    async def buried(self, before: datetime, limit: int) -> list[Image]:
        return await self._images("c.kind = 'deleted' AND c.deletedAt < @before", before, limit)

    async def skipped(self, before: datetime, limit: int) -> list[Image]:
        where = f"c.kind = 'image' AND c.status = 'completed' AND c.requestedAt < @before AND {SKIPPED}"
        return await self._images(where, before, limit)

    async def between(self, after: Place | None, upto: Place | None, limit: int) -> dict[Place, ImageStatus]:
        clauses, parameters = ["c.kind = 'image'"], dict[str, Any]()
        if after:
            clauses.append("(c.ownerId > @afterOwner OR (c.ownerId = @afterOwner AND c.id > @afterId))")
            parameters |= {"@afterOwner": after[0], "@afterId": after[1]}
        if upto:
            clauses.append("(c.ownerId < @uptoOwner OR (c.ownerId = @uptoOwner AND c.id <= @uptoId))")
            parameters |= {"@uptoOwner": upto[0], "@uptoId": upto[1]}
        text = f"SELECT c.ownerId, c.id, c.status FROM c WHERE {' AND '.join(clauses)}"  # noqa: S608 (constants)
        rows = await self._some(text, parameters, limit)
        return {(row["ownerId"], row["id"]): ImageStatus(row["status"]) for row in rows}

    async def bookmark(self, kind: BlobKind) -> Bookmark | None:
        try:
            with translated():
                item = await self._container.read_item(f"{BOOKMARK}:{kind}", partition_key=PARTITION)
        except ImageNotFound:
            return None
        return Bookmark(item["marker"], (item["owner"], item["imageId"])) if item["marker"] else None

    async def keep_bookmark(self, kind: BlobKind, bookmark: Bookmark | None) -> None:
        owner, image_id = bookmark.last if bookmark else (None, None)
        item = {
            "id": f"{BOOKMARK}:{kind}",
            "kind": BOOKMARK,
            "ownerId": PARTITION,
            "marker": bookmark.marker if bookmark else None,
            "owner": owner,
            "imageId": image_id,
        }
        with translated():
            await self._container.upsert_item(item)

    async def _images(self, where: str, before: datetime, limit: int) -> list[Image]:
        text = f"SELECT * FROM c WHERE {where}"  # noqa: S608 (constants)
        return [image_of(item) for item in await self._some(text, {"@before": rfc3339(before)}, limit)]

    async def _some(self, text: str, parameters: dict[str, Any], limit: int) -> list[Any]:
        """The first rows that come; the rest is not asked for."""
        named = [{"name": name, "value": value} for name, value in parameters.items()]
        rows: list[Any] = []
        with translated():
            async for row in self._container.query_items(text, parameters=named, max_item_count=limit):
                rows.append(row)
                if len(rows) == limit:
                    break
        return rows
