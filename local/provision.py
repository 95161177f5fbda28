"""Makes what Bicep makes in Azure: blob containers, queues, CORS, the database and its container.

`python -m local.provision` makes it where `local.settings.json` points to.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from azure.core.exceptions import ResourceExistsError
from azure.cosmos import PartitionKey
from azure.cosmos.aio import CosmosClient
from azure.storage.blob import CorsRule
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

INFRA = Path(__file__).parent.parent / "infra"
CONTAINER = INFRA / "cosmos-container.json"
CORS = INFRA / "blob-cors.json"
BLOB_CONTAINERS = ("originals", "renditions")
QUEUES = ("analysis",)


async def provision(settings: Mapping[str, str]) -> None:
    """Everything, in the emulators that the app's settings name. What is there stays."""
    await provision_storage(settings["GALLERY_STORAGE"], ["*"])
    await provision_cosmos(
        settings["GALLERY_COSMOS_ENDPOINT"],
        settings["GALLERY_COSMOS_KEY"],
        settings["GALLERY_COSMOS_DATABASE"],
    )


async def provision_storage(connection_string: str, origins: Sequence[str]) -> None:
    """`origins` may read and write blobs from a browser, with a signed address."""
    async with BlobServiceClient.from_connection_string(connection_string) as blobs:
        for name in BLOB_CONTAINERS:
            await _unless_there(blobs.create_container(name))
        cors = json.loads(CORS.read_text())
        rule = CorsRule(
            list(origins),
            cors["allowedMethods"],
            allowed_headers=cors["allowedHeaders"],
            exposed_headers=cors["exposedHeaders"],
            max_age_in_seconds=cors["maxAgeInSeconds"],
        )
        await blobs.set_service_properties(cors=[rule])
    async with QueueServiceClient.from_connection_string(connection_string) as queues:
        for name in QUEUES:
            await _unless_there(queues.create_queue(name))


async def provision_cosmos(endpoint: str, key: str, database: str) -> None:
    definition = json.loads(CONTAINER.read_text())
    async with CosmosClient(endpoint, key) as client:
        gallery = await client.create_database_if_not_exists(database)
        await gallery.create_container_if_not_exists(
            definition["id"],
            PartitionKey(path=definition["partitionKey"]["paths"][0]),
            indexing_policy=definition["indexingPolicy"],
            vector_embedding_policy=definition["vectorEmbeddingPolicy"],
            full_text_policy=definition["fullTextPolicy"],
        )


async def _unless_there(creation: Any) -> None:
    try:
        await creation
    except ResourceExistsError:
        return


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "local.settings.json")
    if not path.exists():
        sys.exit(f"{path} is missing: copy local.settings.sample.json.")
    asyncio.run(provision(json.loads(path.read_text())["Values"]))
