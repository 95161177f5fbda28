"""Closures on Azure Cosmos DB: a mark in the owner's own partition."""

from datetime import datetime
from typing import Any

from azure.core import MatchConditions
from azure.cosmos.aio import ContainerProxy

from shared.adapters.cosmos.counters import COUNTER, kept_counter, month_counter
from shared.adapters.cosmos.failures import translated
from shared.adapters.cosmos.partition import select
from shared.errors import ImageExists, ImageNotFound, StaleImage
from shared.models import now, rfc3339

CLOSING = "closing"


class CosmosClosures:
    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    async def begin(self, owner: str) -> datetime:
        moment = now()
        mark = {"id": CLOSING, "kind": CLOSING, "ownerId": owner, "since": rfc3339(moment)}
        try:
            with translated():
                await self._container.create_item(mark)
        except ImageExists:
            return await self.since(owner) or moment
        return moment

    async def since(self, owner: str) -> datetime | None:
        try:
            with translated():
                mark = await self._container.read_item(CLOSING, partition_key=owner)
        except ImageNotFound:
            return None
        return datetime.fromisoformat(mark["since"])

    async def owners(self, limit: int) -> list[str]:
        text = f"SELECT VALUE c.ownerId FROM c WHERE c.kind = '{CLOSING}'"  # noqa: S608 (a constant)
        found: list[str] = []
        with translated():
            async for owner in self._container.query_items(text, max_item_count=limit):
                found.append(str(owner))
                if len(found) == limit:
                    break
        return found

    async def finish(self, owner: str) -> bool:
        counters = await select(
            self._container,
            owner,
            "SELECT c.id, c.images, c._etag FROM c WHERE c.kind = @kind AND c.id != @month",
            {"@kind": COUNTER, "@month": month_counter(owner)["id"]},
        )
        if any(counter["id"] == kept_counter(owner)["id"] and counter["images"] for counter in counters):
            return False
        try:
            for counter in counters:
                await self._delete(owner, counter["id"], counter["_etag"])
            await self._delete(owner, CLOSING)
        except StaleImage:
            return False
        return True

    async def _delete(self, owner: str, item_id: str, etag: str | None = None) -> None:
        only_if: dict[str, Any] = (
            {"etag": etag, "match_condition": MatchConditions.IfNotModified} if etag else {}
        )
        try:
            with translated():
                await self._container.delete_item(item_id, partition_key=owner, **only_if)
        except ImageNotFound:
            return
