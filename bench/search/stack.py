"""The search service on the database emulator and the Vision stand-in, both spoken to over HTTP.

The emulator has a process of its own, so that its documents are nothing to our caches and our collector.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

import httpx
from azure.ai.vision.imageanalysis.aio import ImageAnalysisClient
from azure.core.credentials import AzureKeyCredential
from azure.cosmos.aio import ContainerProxy, CosmosClient

from local.cosmos import EMULATOR_KEY
from local.cosmos.wire.traffic import RequestRecord
from local.provision import provision_cosmos
from local.serve import serve
from local.vision import VisionStandIn
from shared.adapters.cosmos import CosmosImageIndex, CosmosImageRepository
from shared.adapters.cosmos.items import embedding_item, image_item
from shared.adapters.vision import API_VERSION, VisionImageAnalyzer
from shared.models import Embedding, Image
from shared.ports import ImageAnalyzer, ImageIndex
from shared.services.gallery import Gallery
from shared.services.ingestion.decoders import Decoders
from shared.services.search import Search
from tests.app import LIMITS
from tests.fakes import FakeStore

OWNER = "owner"
VISION_KEY = "vision-stand-in"
BATCH = 50  # operations a transactional batch, well under its 2 MB


@dataclass
class Waited:
    """The processor time in which at least one call to a port was under way, in seconds."""

    seconds: float = 0.0
    running: int = 0
    since: float = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        if not self.running:
            self.since = time.thread_time()
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1
            if not self.running:
                self.seconds += time.thread_time() - self.since


@dataclass
class Timed:
    """Passes calls on to a port."""

    port: Any
    waited: Waited

    def __getattr__(self, name: str) -> Any:
        async def call(*args: Any, **named: Any) -> Any:
            with self.waited.call():
                return await getattr(self.port, name)(*args, **named)

        return call


@dataclass
class Traffic:
    """What the emulator was asked, as it tells."""

    emulator: httpx.AsyncClient

    async def clear(self) -> None:
        (await self.emulator.delete("/_emulator/requests")).raise_for_status()

    async def requests(self) -> list[RequestRecord]:
        told = (await self.emulator.get("/_emulator/requests")).raise_for_status().json()
        return [RequestRecord(**record) for record in told["requests"]]


@dataclass
class Bench:
    traffic: Traffic
    container: ContainerProxy
    analyzer: ImageAnalyzer
    search: Search
    waited: Waited

    async def load(self, images: Iterable[tuple[Image, Embedding | None]]) -> None:
        """Write image and embedding items as ingestion leaves them."""
        operations = (("create", (item,)) for image, embedding in images for item in _items(image, embedding))
        while batch := list(islice(operations, BATCH)):
            await self.container.execute_item_batch(batch, partition_key=OWNER)


def _items(image: Image, embedding: Embedding | None) -> Iterable[dict[str, Any]]:
    item = image_item(image)
    yield item
    if embedding:
        yield embedding_item(item, embedding)


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    """An empty gallery."""
    stand_in = VisionStandIn(key=VISION_KEY)
    async with _emulator() as cosmos_url, serve(stand_in.app) as vision_url:
        await provision_cosmos(cosmos_url, EMULATOR_KEY, "gallery")
        key = AzureKeyCredential(VISION_KEY)
        async with (
            httpx.AsyncClient(base_url=cosmos_url, timeout=60) as emulator,
            CosmosClient(cosmos_url, EMULATOR_KEY) as client,
            ImageAnalysisClient(vision_url, key, api_version=API_VERSION) as vision,
        ):
            container = client.get_database_client("gallery").get_container_client("images")
            analyzer = VisionImageAnalyzer(vision)
            waited = Waited()
            gallery = Gallery(CosmosImageRepository(container), FakeStore(), LIMITS)
            index = cast("ImageIndex", Timed(CosmosImageIndex(container), waited))
            search = Search(index, gallery, cast("ImageAnalyzer", Timed(analyzer, waited)), Decoders(10**8))
            yield Bench(Traffic(emulator), container, analyzer, search, waited)


@asynccontextmanager
async def _emulator() -> AsyncIterator[str]:
    command = (sys.executable, "-m", "local.cosmos", "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()
