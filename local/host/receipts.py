"""Blob receipts: what was done with each version of a blob, kept beside the blobs and so across restarts."""

from dataclasses import dataclass

import aiohttp
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob.aio import BlobServiceClient, ContainerClient

from local.host.blob_listing import list_blobs

HOST_CONTAINER = "azure-webjobs-hosts"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`attempts` so far on the version `etag`; `completed` once it succeeded or was given up."""

    etag: str
    attempts: int
    completed: bool


class Receipts:
    """One receipt a blob and function, overwritten with each version and gone with the blob."""

    def __init__(self, service: BlobServiceClient, prefix: str) -> None:
        self._service = service
        self._prefix = prefix

    async def read_all(self, session: aiohttp.ClientSession) -> dict[str, Receipt]:
        """Return the receipts by blob name."""
        return {
            blob.name.removeprefix(self._prefix): Receipt(
                etag=blob.metadata.get("etag", ""),
                attempts=int(blob.metadata.get("attempts", 0)),
                completed=blob.metadata.get("completed") == "true",
            )
            async for blob in list_blobs(session, self._service, HOST_CONTAINER, self._prefix, metadata=True)
        }

    async def write(self, name: str, receipt: Receipt) -> None:
        metadata = {
            "etag": receipt.etag,
            "attempts": str(receipt.attempts),
            "completed": "true" if receipt.completed else "false",
        }
        blob = self._service.get_blob_client(HOST_CONTAINER, self._prefix + name)
        await blob.upload_blob(b"", overwrite=True, metadata=metadata)

    async def remove(self, name: str) -> None:
        try:
            await self._service.get_blob_client(HOST_CONTAINER, self._prefix + name).delete_blob()
        except ResourceNotFoundError:
            return


async def host_container(service: BlobServiceClient) -> ContainerClient:
    """Return the container in which a host keeps its own state, created when missing."""
    container = service.get_container_client(HOST_CONTAINER)
    try:
        await container.create_container()
    except ResourceExistsError:
        return container
    return container
