"""Named connections: a function's `connection` is looked up in the app settings and opened once."""

import base64
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Self

import aiohttp
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from local.host.errors import IndexingError

DEVELOPMENT_STORAGE = (
    "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
    "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1;"
)
HOST_STORAGE = "AzureWebJobsStorage"


class Connections:
    """The storage accounts that the app settings name by connection strings."""

    def __init__(self, settings: Mapping[str, str], *, plain_queues: bool) -> None:
        self._settings = settings
        self._plain_queues = plain_queues
        self._blobs: dict[str, BlobServiceClient] = {}
        self._queues: dict[str, QueueServiceClient] = {}
        self._session: aiohttp.ClientSession | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def connection_string(self, name: str) -> str:
        """Raises IndexingError when the setting is missing or is no connection string."""
        value = self._settings.get(name) or self._settings.get(f"AzureWebJobs{name}")
        if not value:
            raise IndexingError(f"the connection {name!r} is not set in the app settings")
        if value.strip().rstrip(";") == "UseDevelopmentStorage=true":
            return DEVELOPMENT_STORAGE
        if "AccountKey=" not in value:
            raise IndexingError(f"the connection {name!r} is not a connection string with an account key")
        return value

    async def session(self) -> aiohttp.ClientSession:
        """The HTTP session for what the SDK does not do well."""
        if self._session is None:
            self._session = await self._stack.enter_async_context(aiohttp.ClientSession())
        return self._session

    async def blobs(self, name: str) -> BlobServiceClient:
        if name not in self._blobs:
            client = BlobServiceClient.from_connection_string(self.connection_string(name))
            self._blobs[name] = await self._stack.enter_async_context(client)
        return self._blobs[name]

    async def queue(self, name: str, queue: str) -> "Queue":
        if name not in self._queues:
            client = QueueServiceClient.from_connection_string(self.connection_string(name))
            self._queues[name] = await self._stack.enter_async_context(client)
        return Queue(self._queues[name].get_queue_client(queue), plain=self._plain_queues)


class Queue:
    """A storage queue whose messages are Base64, or plain text where host.json says so."""

    def __init__(self, client: QueueClient, *, plain: bool) -> None:
        self.client = client
        self._plain = plain

    async def send(self, body: bytes) -> None:
        """Put a message; the queue is created when it is missing."""
        content = body.decode(errors="replace") if self._plain else base64.b64encode(body).decode()
        try:
            await self.client.send_message(content)
        except ResourceNotFoundError:
            await self.client.create_queue()
            await self.client.send_message(content)

    def decode(self, content: str) -> bytes:
        """Raises ValueError when the message is not Base64."""
        return content.encode() if self._plain else base64.b64decode(content, validate=True)
