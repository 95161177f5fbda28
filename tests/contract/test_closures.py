"""One suite on the fake closures and on Cosmos DB's, served by the emulator to the real SDK."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from azure.cosmos.aio import ContainerProxy, CosmosClient

from local.cosmos import CosmosEmulator
from local.provision import provision_cosmos
from local.serve import serve
from shared.adapters.cosmos import CosmosClosures, CosmosImageRepository
from shared.models import Image, Limits
from shared.ports import Closures, ImageRepository
from tests.fakes import FakeClosures, FakeImages

pytestmark = pytest.mark.asyncio(loop_scope="module")
LIMITS = Limits(images=3, bytes=1000, upload_bytes=1000, upload_pixels=1, analyses_per_month=2)
Parts = tuple[ImageRepository, Closures]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def container() -> AsyncIterator[ContainerProxy]:
    emulator = CosmosEmulator()
    async with serve(emulator.app) as url:
        await provision_cosmos(url, emulator.key, "gallery")
        async with CosmosClient(url, emulator.key) as client:
            yield client.get_database_client("gallery").get_container_client("images")


@pytest.fixture(params=["fake", "cosmos"])
def parts(request: pytest.FixtureRequest, container: ContainerProxy) -> Parts:
    if request.param == "fake":
        fake = FakeImages()
        return fake, FakeClosures(fake)
    return CosmosImageRepository(container), CosmosClosures(container)


@pytest.fixture
def owner() -> str:
    return uuid4().hex


def image(owner: str) -> Image:
    return Image(id="a", owner_id=owner, filename="a.jpg", content_type="image/jpeg", size=100, sha256="a")


async def test_a_mark_stays_until_it_is_finished(parts: Parts, owner: str) -> None:
    _, closures = parts
    assert await closures.since(owner) is None
    begun = await closures.begin(owner)
    assert await closures.begin(owner) == await closures.since(owner) == begun
    assert owner in await closures.owners(100)
    assert await closures.finish(owner)
    assert await closures.since(owner) is None and owner not in await closures.owners(100)


async def test_nothing_is_finished_while_images_are_there(parts: Parts, owner: str) -> None:
    images, closures = parts
    created = await images.create(image(owner), LIMITS)
    await closures.begin(owner)
    assert not await closures.finish(owner)
    assert await closures.since(owner) is not None
    assert (await images.usage(owner)).images == 1
    await images.delete(created)
    assert await closures.finish(owner)


async def test_the_months_count_outlives_the_account(parts: Parts, owner: str) -> None:
    images, closures = parts
    charged = await images.charge(await images.create(image(owner), LIMITS), 2)
    await images.delete(charged)
    await closures.begin(owner)
    assert await closures.finish(owner)
    usage = await images.usage(owner)
    assert (usage.images, usage.bytes, usage.analyses) == (0, 0, 1)
