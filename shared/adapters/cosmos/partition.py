"""Queries within the logical partition of one owner."""

from collections.abc import Mapping
from typing import Any

from azure.cosmos.aio import ContainerProxy

from shared.adapters.cosmos.failures import translated


async def select(
    container: ContainerProxy, owner: str, text: str, parameters: Mapping[str, Any]
) -> list[Any]:
    """All rows of a query. What a user typed is in `parameters`, never in `text`."""
    named = [{"name": name, "value": value} for name, value in parameters.items()]
    with translated():
        return [row async for row in container.query_items(text, parameters=named, partition_key=owner)]
