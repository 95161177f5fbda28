"""ImageRepository on Azure Cosmos DB for NoSQL: one logical partition an owner."""

from typing import Any

from azure.core import MatchConditions
from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import CosmosBatchOperationError

from shared.adapters.cosmos.failures import refusal, translated
from shared.adapters.cosmos.items import Item, embedding_id, embedding_item, image_item, image_of
from shared.errors import ImageNotFound, StaleImage
from shared.models import Embedding, Image, ImageStatus, ListQuery, SortKey, Usage, now, rfc3339

SORTS = {
    "newest": ("uploadedAt", "DESC"),
    "oldest": ("uploadedAt", "ASC"),
    "filename": ("filename", "ASC"),
    "size": ("size", "DESC"),
}
CLAIMABLE = "FROM c WHERE c.kind = 'image' AND c.status IN ('pending', 'processing')"


class CosmosImageRepository:
    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    async def create(self, image: Image) -> Image:
        with translated():
            return image_of(await self._container.create_item(image_item(image)))

    async def get(self, owner: str, image_id: str) -> Image:
        with translated():
            return image_of(await self._container.read_item(image_id, partition_key=owner))

    async def claim(self, owner: str, image_id: str) -> Image | None:
        marks = [
            {"op": "set", "path": "/status", "value": ImageStatus.PROCESSING},
            {"op": "set", "path": "/updatedAt", "value": rfc3339(now())},
        ]
        try:
            with translated():
                item = await self._container.patch_item(
                    image_id, partition_key=owner, patch_operations=marks, filter_predicate=CLAIMABLE
                )
        except (StaleImage, ImageNotFound):
            return None
        return image_of(item)

    async def save(self, image: Image, embedding: Embedding | None = None) -> Image:
        item = image_item(image)
        with translated():
            if embedding is None:
                return image_of(
                    await self._container.replace_item(
                        image.id, item, etag=image.etag, match_condition=MatchConditions.IfNotModified
                    )
                )
            return await self._save_both(image, item, embedding_item(image, embedding))

    async def delete(self, owner: str, image_id: str) -> None:
        for item_id in (embedding_id(image_id), image_id):
            try:
                with translated():
                    await self._container.delete_item(item_id, partition_key=owner)
            except ImageNotFound:
                continue

    async def page(
        self, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Image]:
        clauses, parameters = _filters(query)
        field, direction = SORTS[query.sort]
        if after:
            sign = "<" if direction == "DESC" else ">"
            clauses.append(f"(c.{field} {sign} @value OR (c.{field} = @value AND c.id {sign} @id))")
            parameters |= {"@value": after[0], "@id": after[1]}
        text = (
            f"SELECT * FROM c WHERE {' AND '.join(clauses)}"  # noqa: S608 (clauses are constants)
            f" ORDER BY c.{field} {direction}, c.id {direction} OFFSET @skip LIMIT @limit"
        )
        return [
            image_of(item)
            for item in await self._query(owner, text, parameters | {"@skip": skip, "@limit": limit})
        ]

    async def count(self, owner: str, query: ListQuery) -> int:
        clauses, parameters = _filters(query)
        text = f"SELECT VALUE COUNT(1) FROM c WHERE {' AND '.join(clauses)}"  # noqa: S608 (as above)
        (total,) = await self._query(owner, text, parameters)
        return int(total)

    async def usage(self, owner: str) -> Usage:
        text = "SELECT COUNT(1) AS images, SUM(c.size) AS bytes FROM c WHERE c.kind = 'image'"
        (found,) = await self._query(owner, text, {})
        return Usage.model_validate(found)

    async def ping(self) -> None:
        with translated():
            await self._container.read()

    async def _save_both(self, image: Image, item: Item, embedding: Item) -> Image:
        try:
            replaced, _ = await self._container.execute_item_batch(
                [("replace", (image.id, item), {"if_match_etag": image.etag}), ("upsert", (embedding,))],
                partition_key=image.owner_id,
            )
        except CosmosBatchOperationError as error:
            raise refusal(error.operation_responses[error.error_index]["statusCode"], error) from error
        return image_of(replaced["resourceBody"])

    async def _query(self, owner: str, text: str, parameters: dict[str, Any]) -> list[Any]:
        named = [{"name": name, "value": value} for name, value in parameters.items()]
        with translated():
            return [
                item
                async for item in self._container.query_items(text, parameters=named, partition_key=owner)
            ]


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
