"""The search service on the database emulator and the Vision stand-in, both spoken to over HTTP."""

import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from azure.ai.vision.imageanalysis.aio import ImageAnalysisClient
from azure.core.credentials import AzureKeyCredential
from azure.cosmos.aio import ContainerProxy, CosmosClient

from local.cosmos import EMULATOR_KEY, CosmosEmulator
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
class Bench:
    emulator: CosmosEmulator
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
    emulator, stand_in = CosmosEmulator(), VisionStandIn(key=VISION_KEY)
    async with serve(emulator.app) as cosmos_url, serve(stand_in.app) as vision_url:
        await provision_cosmos(cosmos_url, EMULATOR_KEY, "gallery")
        key = AzureKeyCredential(VISION_KEY)
        async with (
            CosmosClient(cosmos_url, EMULATOR_KEY) as client,
            ImageAnalysisClient(vision_url, key, api_version=API_VERSION) as vision,
        ):
            container = client.get_database_client("gallery").get_container_client("images")
            analyzer = VisionImageAnalyzer(vision)
            waited = Waited()
            gallery = Gallery(CosmosImageRepository(container), FakeStore(), LIMITS)
            index = cast("ImageIndex", Timed(CosmosImageIndex(container), waited))
            search = Search(index, gallery, cast("ImageAnalyzer", Timed(analyzer, waited)), Decoders(10**8))
            yield Bench(emulator, container, analyzer, search, waited)
