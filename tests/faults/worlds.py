"""Where a process runs: its ports, and what can be seen from outside. On fakes, or on the emulators."""

import asyncio
import json
from collections.abc import AsyncIterator, Sized
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import uuid4

from azure.ai.vision.imageanalysis.aio import ImageAnalysisClient
from azure.core.credentials import AzureKeyCredential
from azure.cosmos.aio import ContainerProxy, CosmosClient
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue import TextBase64DecodePolicy, TextBase64EncodePolicy
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from local.azurite import ACCOUNT, ACCOUNT_KEY, Azurite
from local.cosmos import CosmosEmulator
from local.provision import provision_cosmos, provision_storage
from local.serve import serve
from local.vision import VisionStandIn
from shared.adapters.blob import BlobImageStore
from shared.adapters.cosmos import CosmosImageRepository, CosmosLeftovers
from shared.adapters.keys import AccountKey
from shared.adapters.links import LinkSigner
from shared.adapters.queue import StorageAnalysisQueue
from shared.adapters.vision import API_VERSION, VisionImageAnalyzer
from shared.ports import AnalysisQueue, ImageAnalyzer, ImageRepository, ImageStore, Leftovers
from tests.fakes import FakeAnalyzer, FakeImages, FakeLeftovers, FakeQueue, FakeStore
from tests.faults.faults import Wire
from tests.faults.transport import StruckTransport, Through

VISION_KEY = "vision-stand-in"


class World(Protocol):
    """`things` names what is kept of an owner: items by kind, blobs by kind. `calls` are the analyzer's."""

    @property
    def owner(self) -> str: ...
    @property
    def images(self) -> ImageRepository: ...
    @property
    def leftovers(self) -> Leftovers: ...
    @property
    def store(self) -> ImageStore: ...
    @property
    def analyzer(self) -> ImageAnalyzer: ...
    @property
    def queue(self) -> AnalysisQueue: ...

    async def things(self) -> list[str]: ...

    async def messages(self) -> list[str]:
        """Image ids of the queue's messages, which are then gone."""
        ...

    def calls(self) -> int: ...

    def through(self, wire: Wire, name: str, port: Any) -> Any:
        """A port whose calls, or the requests they make, go by way of `wire`."""
        ...


@dataclass
class FakeWorld:
    owner: str = "alice"
    images: FakeImages = field(default_factory=FakeImages)
    store: FakeStore = field(default_factory=FakeStore)
    analyzer: FakeAnalyzer = field(default_factory=FakeAnalyzer)
    queue: FakeQueue = field(default_factory=FakeQueue)

    @property
    def leftovers(self) -> FakeLeftovers:
        return FakeLeftovers(self.images)

    async def things(self) -> list[str]:
        kept: dict[str, Sized] = {
            "image": self.images.images,
            "embedding": self.images.embeddings,
            "original": self.store.originals,
            "renditions": self.store.renditions,
        }
        return [name for name, things in kept.items() for _ in range(len(things))]

    async def messages(self) -> list[str]:
        ids = [image_id for _, image_id, _ in self.queue.messages]
        self.queue.messages.clear()
        return ids

    def calls(self) -> int:
        return self.analyzer.calls

    def through(self, wire: Wire, name: str, port: Any) -> Any:
        return wire.port(name, port)


class HastyQueue(StorageAnalysisQueue):
    """Where no time passes until a message is seen."""

    async def send(self, owner: str, image_id: str, delay_seconds: float = 0) -> None:
        await super().send(owner, image_id, 0)


@dataclass
class EmulatedWorld:
    container: ContainerProxy
    blobs: BlobServiceClient
    client: QueueClient
    vision: VisionStandIn
    images: ImageRepository
    leftovers: Leftovers
    store: ImageStore
    analyzer: ImageAnalyzer
    queue: AnalysisQueue
    struck: Literal["calls", "requests"] = "calls"
    owner: str = ""
    before: int = 0

    def fresh(self) -> "EmulatedWorld":
        """The same emulators, and an owner of whom they know nothing."""
        self.owner, self.before = uuid4().hex, len(self.vision.log.calls)
        return self

    async def things(self) -> list[str]:
        text = "SELECT VALUE c.kind FROM c WHERE c.kind != 'counter'"
        rows = self.container.query_items(text, partition_key=self.owner)
        kinds = sorted([str(row) async for row in rows], reverse=True)
        originals = self.blobs.get_container_client("originals").list_blobs(self.owner)
        renditions = self.blobs.get_container_client("renditions").list_blobs(self.owner)
        made = {blob.name.split("/")[1] async for blob in renditions}
        return [*kinds, *["original" async for _ in originals], *["renditions" for _ in made]]

    async def messages(self) -> list[str]:
        ids = []
        async for message in self.client.receive_messages():
            ids.append(json.loads(message.content)["imageId"])
            await self.client.delete_message(message)
        return ids

    def calls(self) -> int:
        return len(self.vision.log.calls) - self.before

    def through(self, wire: Wire, name: str, port: Any) -> Any:
        return wire.port(name, port) if self.struck == "calls" else Through(wire, port)


@asynccontextmanager
async def emulators(state: Path) -> AsyncIterator[EmulatedWorld]:
    cosmos, vision = CosmosEmulator(), VisionStandIn(key=VISION_KEY)
    async with Azurite(state) as azurite, serve(cosmos.app) as cosmos_url, serve(vision.app) as vision_url:
        text = azurite.connection_string
        await asyncio.gather(
            provision_storage(text, ["http://localhost"]), provision_cosmos(cosmos_url, cosmos.key, "gallery")
        )
        coding: dict[str, Any] = {
            "message_encode_policy": TextBase64EncodePolicy(),
            "message_decode_policy": TextBase64DecodePolicy(),
        }
        credential = AzureKeyCredential(VISION_KEY)
        once: dict[str, Any] = {"retry_total": 0}
        async with (
            CosmosClient(cosmos_url, cosmos.key, transport=StruckTransport()) as client,
            BlobServiceClient.from_connection_string(text, transport=StruckTransport(), **once) as blobs,
            QueueServiceClient.from_connection_string(text, transport=StruckTransport(), **once) as queues,
            ImageAnalysisClient(
                vision_url, credential, api_version=API_VERSION, transport=StruckTransport(), **once
            ) as analysis,
        ):
            container = client.get_database_client("gallery").get_container_client("images")
            queue = queues.get_queue_client("analysis", **coding)
            signer = LinkSigner(ACCOUNT, blobs.url, AccountKey(ACCOUNT_KEY), 3600)
            yield EmulatedWorld(
                container,
                blobs,
                queue,
                vision,
                CosmosImageRepository(container),
                CosmosLeftovers(container),
                BlobImageStore(blobs, signer),
                VisionImageAnalyzer(analysis),
                HastyQueue(queue),
            )
