"""ImageRepository on Azure Cosmos DB for NoSQL: one logical partition an owner."""

from typing import Any

from azure.core import MatchConditions
from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import CosmosBatchOperationError

from shared.adapters.cosmos.counters import (
    added,
    count_in_batch,
    failed_status,
    kept_counter,
    month_counter,
)
from shared.adapters.cosmos.failures import Contended, refusal, translated
from shared.adapters.cosmos.items import (
    LISTED,
    SHOWN,
    Item,
    embedding_id,
    embedding_item,
    image_item,
    image_of,
    listed,
)
from shared.adapters.cosmos.partition import select
from shared.errors import ImageNotFound, QuotaExceeded, ServiceUnavailable, StaleImage
from shared.models import (
    Embedding,
    Image,
    ImageStatus,
    Limits,
    ListQuery,
    SortKey,
    StatusCounts,
    Usage,
    now,
    rfc3339,
)
from shared.ports import Listed

SORTS = {
    "newest": ("uploadedAt", "DESC"),
    "oldest": ("uploadedAt", "ASC"),
    "filename": ("filename", "ASC"),
    "size": ("size", "DESC"),
}
UNFINISHED = "c.kind = 'image' AND c.status IN ('pending', 'processing')"


class CosmosImageRepository:
    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    async def create(self, image: Image, limits: Limits) -> Image:
        room = f"FROM c WHERE c.images < {limits.images} AND c.bytes <= {limits.bytes - image.size}"
        return await self._create(image, room)

    async def entomb(self, tombstone: Image) -> Image:
        return await self._create(tombstone, None)

    async def get(self, owner: str, image_id: str) -> Image:
        with translated():
            return image_of(await self._container.read_item(image_id, partition_key=owner))

    async def claim(self, owner: str, image_id: str) -> Image | None:
        moment = rfc3339(now())
        marks = [
            {"op": "set", "path": "/status", "value": ImageStatus.PROCESSING},
            {"op": "set", "path": "/updatedAt", "value": moment},
            {"op": "set", "path": "/dueAt", "value": moment},
        ]
        try:
            with translated():
                item = await self._container.patch_item(
                    image_id,
                    partition_key=owner,
                    patch_operations=marks,
                    filter_predicate=f"FROM c WHERE {UNFINISHED}",
                )
        except Contended as error:
            raise ServiceUnavailable(error.detail, retry_after=error.retry_after) from error
        except (StaleImage, ImageNotFound):
            return None
        return image_of(item)

    async def charge(self, image: Image, limit: int) -> Image:
        mark = [{"op": "set", "path": "/charged", "value": True}]
        month = month_counter(image.owner_id)
        operations = [
            ("patch", (image.id, mark), {"if_match_etag": image.etag}),
            added({"analyses": 1}, month, f"FROM c WHERE c.analyses < {limit}"),
        ]
        charged, _ = await count_in_batch(self._container, operations, month)
        return image_of(charged["resourceBody"])

    async def save(self, image: Image, embedding: Embedding | None = None) -> Image:
        item = image_item(image)
        if embedding:
            return await self._save_both(image, item, embedding_item(item, embedding))
        with translated():
            replaced = await self._container.replace_item(
                image.id, item, etag=image.etag, match_condition=MatchConditions.IfNotModified
            )
        return image_of(replaced)

    async def delete(self, image: Image) -> None:
        kept = kept_counter(image.owner_id)
        operations = [
            ("delete", (image.id,), {"if_match_etag": image.etag}),
            added({"images": -1, "bytes": -image.size}, kept),
        ]
        try:
            with translated():
                await self._container.delete_item(embedding_id(image.id), partition_key=image.owner_id)
        except ImageNotFound:
            pass
        try:
            await count_in_batch(self._container, operations, kept)
        except ImageNotFound:
            return

    async def page(
        self, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Image]:
        items = await self._page(SHOWN, owner, query, after=after, skip=skip, limit=limit)
        return [image_of(item) for item in items]

    async def listed(
        self, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Listed]:
        items = await self._page(LISTED, owner, query, after=after, skip=skip, limit=limit)
        return [listed(item) for item in items]

    async def count(self, owner: str, query: ListQuery) -> int:
        clauses, parameters = _filters(query)
        text = f"SELECT VALUE COUNT(1) FROM c WHERE {' AND '.join(clauses)}"  # noqa: S608 (as above)
        (total,) = await select(self._container, owner, text, parameters)
        return int(total)

    async def usage(self, owner: str) -> Usage:
        text = "SELECT * FROM c WHERE c.id IN (@kept, @month)"
        names = {"@kept": kept_counter(owner)["id"], "@month": month_counter(owner)["id"]}
        counters = await select(self._container, owner, text, names)
        counted = {name: value for counter in counters for name, value in counter.items()}
        return Usage(**{name: counted.get(name, 0) for name in Usage.model_fields})

    async def counts(self, owner: str) -> StatusCounts:
        text = "SELECT c.status, COUNT(1) AS images FROM c WHERE c.kind = 'image' GROUP BY c.status"
        rows = await select(self._container, owner, text, {})
        return StatusCounts(**{row["status"]: row["images"] for row in rows})

    async def unfinished(self, owner: str, limit: int) -> list[Image]:
        text = f"SELECT {SHOWN} FROM c WHERE {UNFINISHED} ORDER BY c.uploadedAt, c.id OFFSET 0 LIMIT @limit"  # noqa: S608
        return [image_of(item) for item in await select(self._container, owner, text, {"@limit": limit})]

    async def ping(self) -> None:
        with translated():
            await self._container.read()

    async def _page(
        self, fields: str, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Item]:
        clauses, parameters = _filters(query)
        field, direction = SORTS[query.sort]
        if after:
            sign = "<" if direction == "DESC" else ">"
            clauses.append(f"(c.{field} {sign} @value OR (c.{field} = @value AND c.id {sign} @id))")
            parameters |= {"@value": after[0], "@id": after[1]}
        text = (
            f"SELECT {fields} FROM c WHERE {' AND '.join(clauses)}"  # noqa: S608 (clauses are constants)
            f" ORDER BY c.{field} {direction}, c.id {direction} OFFSET @skip LIMIT @limit"
        )
        return await select(self._container, owner, text, parameters | {"@skip": skip, "@limit": limit})

    async def _create(self, image: Image, room: str | None) -> Image:
        kept = kept_counter(image.owner_id)
        operations = [
            ("create", (image_item(image),), {}),
            added({"images": 1, "bytes": image.size}, kept, room),
        ]
        try:
            created, _ = await count_in_batch(self._container, operations, kept)
        except QuotaExceeded as error:
            raise QuotaExceeded("You keep as many images or bytes as you may. Delete some first.") from error
        return image_of(created["resourceBody"])

    async def _save_both(self, image: Image, item: Item, embedding: Item) -> Image:
        replace = ("replace", (image.id, item), {"if_match_etag": image.etag})
        upsert = ("upsert", (embedding,))
        try:
            with translated():
                replaced, _ = await self._container.execute_item_batch(
                    [replace, upsert], partition_key=image.owner_id
                )
        except CosmosBatchOperationError as error:
            raise refusal(failed_status(error), error) from error
        return image_of(replaced["resourceBody"])


def _filters(query: ListQuery) -> tuple[list[str], dict[str, Any]]:
    clauses = ["c.kind = 'image'"]
    parameters: dict[str, Any] = {}
    if query.status:
        clauses.append("c.status = @status")
        parameters["@status"] = query.status
    if query.tag:
        clauses.append("ARRAY_CONTAINS(c.tagNames, @tag)")
        parameters["@tag"] = query.tag.casefold()
    if query.favorite is not None:
        clauses.append("c.favorite = @favorite")
        parameters["@favorite"] = query.favorite
    return clauses, parameters
