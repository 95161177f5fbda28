"""Calls are counted for whoever makes them, whichever SDK makes them."""

import asyncio

import pytest
from azure.storage.blob.aio import BlobServiceClient

from local.azurite import Azurite
from shared.adapters.transport import CountedTransport
from shared.calls import counting

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_each_counts_its_own_calls_and_those_of_its_tasks(azurite: Azurite) -> None:
    transport = CountedTransport("blobs")
    async with BlobServiceClient.from_connection_string(
        azurite.connection_string, transport=transport
    ) as service:

        async def calls(number: int) -> dict[str, int]:
            counted = counting()
            await asyncio.gather(*(service.get_service_properties() for _ in range(number)))
            return dict(counted)

        assert list(await asyncio.gather(calls(1), calls(3))) == [{"blobs": 1}, {"blobs": 3}]
