"""Outdated on Azure Cosmos DB: for the operator's job alone; across partitions, filtered, in no order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from azure.cosmos.aio import ContainerProxy

from shared.adapters.cosmos.failures import translated
from shared.adapters.cosmos.items import image_of
from shared.models import Image, StageName, rfc3339


class CosmosOutdated:
    def __init__(self, container: ContainerProxy) -> None:
        self._container = container

    async def images(self, models: Mapping[StageName, str], before: datetime, limit: int) -> list[Image]:
        parameters: list[dict[str, Any]] = [{"name": "@before", "value": rfc3339(before)}]
        other = []
        for stage, version in models.items():
            parameters += [
                {"name": f"@{stage}Done", "value": {"name": stage, "status": "completed"}},
                {"name": f"@{stage}Current", "value": {"name": stage, "modelVersion": version}},
            ]
            other.append(
                f"(ARRAY_CONTAINS(c.stages, @{stage}Done, true)"
                f" AND NOT ARRAY_CONTAINS(c.stages, @{stage}Current, true))"
            )
        text = (
            "SELECT * FROM c WHERE c.kind = 'image' AND c.status = 'completed' AND c.requestedAt < @before"  # noqa: S608 (constants)
            f" AND ({' OR '.join(other)})"
        )
        found: list[Image] = []
        with translated():
            async for item in self._container.query_items(text, parameters=parameters, max_item_count=limit):
                found.append(image_of(item))
                if len(found) == limit:
                    break
        return found
