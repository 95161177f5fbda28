"""What searches send to Cosmos DB and get from it, by the log of the emulator."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from azure.cosmos.aio import CosmosClient

from local.cosmos import CosmosEmulator
from local.provision import provision_cosmos
from local.serve import serve
from shared.adapters.cosmos import CosmosImageIndex, CosmosImageRepository
from shared.models import (
    Color,
    Embedding,
    Image,
    SearchPage,
    SearchQuery,
    SimilarQuery,
    SuggestionQuery,
    Tag,
)
from shared.services import indexing
from shared.services.gallery import Gallery
from shared.services.ingestion.decoders import Decoders
from shared.services.search import Search
from tests.app import LIMITS
from tests.fakes import FakeAnalyzer, FakeStore

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = "owner"
IMAGES = 40
VECTOR_BYTES = 10_000  # an item with a vector is larger, an image item smaller
NOISE = 1.2345678901234567e-09
SEARCHES: list[dict[str, Any]] = [
    {"q": "dog sea"},
    {"q": 'dog -"red car"', "mode": "text"},
    {"q": "dog", "mode": "semantic", "favorite": "false"},
    {"q": "dog", "color": "3a6ea5,c02020", "facets": "true"},
    {"color": "3a6ea5"},
    {"tags": "dog", "from": "2020-01-01", "people": "0", "facets": "true", "sort": "size"},
    {},
]
MARK = "zebra9731"
HOSTILE = [
    *("' OR true --", '"); SELECT * FROM c --', "@p0", "c.vector", "FullTextContains(c.id, 'x')", "\0\x1f"),
    *("💥" * 50, "שלום עולם", "\\' \\\" \\u0027", "the of and", "-", '"" ""', "%27%20", "x" * 900),
]


@dataclass
class Served:
    search: Search
    images: CosmosImageRepository
    emulator: CosmosEmulator

    async def page(self, **params: Any) -> SearchPage:
        query = SearchQuery.model_validate({"limit": 5, **params})
        return SearchPage.model_validate(await self.search.search(OWNER, query))

    async def keep(self, number: int) -> None:
        shades = (
            Color(hex="#3a6ea5", name="blue", fraction=0.5),
            Color(hex="#c02020", name="red", fraction=0.5),
        )
        image = Image(
            id=f"{number:024}",
            owner_id=OWNER,
            filename=f"IMG_{number}.jpg",
            content_type="image/jpeg",
            size=number,
            sha256="",
            uploaded_at=datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=number),
            tags=(Tag(name="dog"), *([Tag(name="sea")] if number % 3 else [])),
            colors=shades,
        )
        created = await self.images.create(indexing.index(image), LIMITS)
        cosine = 0.2 + number % 100 / 300
        vector = (cosine, (1 - cosine**2) ** 0.5, *[NOISE] * 1022)
        await self.images.save(created, Embedding(vector=vector, model_version="2023-04-15"))

    async def remove(self, id: str) -> None:
        await self.images.delete(await self.images.get(OWNER, id))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served() -> AsyncIterator[Served]:
    emulator = CosmosEmulator()
    async with serve(emulator.app) as url:
        await provision_cosmos(url, emulator.key, "gallery")
        async with CosmosClient(url, emulator.key) as client:
            container = client.get_database_client("gallery").get_container_client("images")
            images = CosmosImageRepository(container)
            gallery = Gallery(images, FakeStore(), LIMITS)
            search = Search(CosmosImageIndex(container), gallery, FakeAnalyzer(), Decoders(1))
            served = Served(search, images, emulator)
            for number in range(IMAGES):
                await served.keep(number)
            yield served


@pytest.mark.parametrize("params", SEARCHES, ids=str)
async def test_no_query_leaves_the_partition_or_brings_vectors(
    served: Served, params: dict[str, Any]
) -> None:
    served.emulator.clear_requests()
    page = await served.page(**params)
    assert page.total > 0
    for record in served.emulator.requests:
        assert (record.operation, record.cross_partition, record.status) == ("query", False, 200)
        assert OWNER in str(record.partition_key)
        assert record.response_bytes / max(1, record.returned) < VECTOR_BYTES


async def test_likeness_reads_one_vector_and_suggestions_none(served: Served) -> None:
    served.emulator.clear_requests()
    found = await served.search.similar(OWNER, f"{3:024}", SimilarQuery(limit=5))
    tags = await served.search.suggest(OWNER, SuggestionQuery(q="d"))
    assert len(found["images"]) == 5 and tags.tags[0].count == IMAGES
    brought = [
        record.operation
        for record in served.emulator.requests
        if record.response_bytes / max(1, record.returned) > VECTOR_BYTES
    ]
    assert brought == ["read"]
    assert not any(record.cross_partition for record in served.emulator.requests)


@pytest.mark.parametrize("mode", ["hybrid", "text", "semantic"])
@pytest.mark.parametrize("text", HOSTILE)
async def test_what_is_typed_is_never_part_of_a_query(served: Served, text: str, mode: str) -> None:
    typed = f"{text} {MARK}"
    served.emulator.clear_requests()
    await served.page(q=typed, mode=mode, tags=typed[-64:], camera=typed[-200:])
    await served.search.suggest(OWNER, SuggestionQuery(q=typed[-64:]))
    assert len(served.emulator.requests) >= 2
    for record in served.emulator.requests:
        assert record.status == 200 and MARK not in str(record.query)


async def test_ranked_pages_stay_put_while_pictures_come_and_go(served: Served) -> None:
    before = [hit.id for hit in (await served.page(q="dog sea", limit=100)).images]
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    for turn in range(20):
        page = await served.page(q="dog sea", **cursor)
        seen += [hit.id for hit in page.images]
        if page.next_cursor is None:
            break
        cursor = {"cursor": page.next_cursor}
        await served.keep(1000 + turn)
        await served.remove(seen[-2])
    kept = [id for id in before if id in seen]
    assert len(seen) == len(set(seen)) and kept == before
