"""Making what the app needs, in the emulators that the settings name."""

import pytest
from azure.cosmos.aio import CosmosClient
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from local.azurite import Azurite
from local.cosmos import CosmosEmulator
from local.provision import BLOB_CONTAINERS, QUEUES, provision
from local.serve import serve


@pytest.mark.asyncio
async def test_what_is_missing_is_made_and_what_is_there_stays(azurite: Azurite) -> None:
    emulator = CosmosEmulator()
    async with serve(emulator.app) as url:
        settings = {
            "GALLERY_STORAGE": azurite.connection_string,
            "GALLERY_COSMOS_ENDPOINT": url,
            "GALLERY_COSMOS_KEY": emulator.key,
            "GALLERY_COSMOS_DATABASE": "gallery",
        }
        await provision(settings)
        async with CosmosClient(url, emulator.key) as client:
            container = client.get_database_client("gallery").get_container_client("images")
            await container.create_item({"id": "kept", "ownerId": "alice"})
            await provision(settings)
            assert await container.read_item("kept", partition_key="alice")
    async with BlobServiceClient.from_connection_string(azurite.connection_string) as blobs:
        assert {found.name async for found in blobs.list_containers()} >= set(BLOB_CONTAINERS)
    async with QueueServiceClient.from_connection_string(azurite.connection_string) as queues:
        assert {found.name async for found in queues.list_queues()} >= set(QUEUES)
