"""The re-analysis on fakes, and on the emulator with the real SDK."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from azure.cosmos.aio import ContainerProxy, CosmosClient

from infra.reanalyze import roll
from local.cosmos import CosmosEmulator
from local.provision import provision_cosmos
from local.serve import serve
from shared.adapters.cosmos import CosmosImageRepository
from shared.adapters.cosmos.outdated import CosmosOutdated
from shared.models import Image, ImageStatus, Limits, Stage, StageName, now
from shared.ports import ImageRepository, Outdated
from shared.services.reanalysis import Reanalysis
from tests.fakes import FakeImages, FakeQueue

pytestmark = pytest.mark.asyncio(loop_scope="module")
LIMITS = Limits(images=100, bytes=10_000, upload_bytes=1000, upload_pixels=1, analyses_per_month=10)
NEW: dict[StageName, str] = {"analysis": "2028-01-01", "embedding": "2028-02-02"}


@dataclass
class FakeOutdated:
    repository: FakeImages

    async def images(self, models: Mapping[StageName, str], before: datetime, limit: int) -> list[Image]:
        found = [
            image
            for image in self.repository.images.values()
            if image.status is ImageStatus.COMPLETED
            and image.requested_at < before
            and any(
                image.stage(stage).status == "completed" and image.stage(stage).model_version != version
                for stage, version in models.items()
            )
        ]
        return found[:limit]


@dataclass
class Pauses:
    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client() -> AsyncIterator[CosmosClient]:
    emulator = CosmosEmulator()
    async with serve(emulator.app) as url, CosmosClient(url, emulator.key) as opened:
        await provision_cosmos(url, emulator.key, "gallery")
        yield opened
    emulator.close()


@pytest_asyncio.fixture(loop_scope="module", params=["fake", "cosmos"])
async def parts(request: pytest.FixtureRequest, client: CosmosClient) -> tuple[ImageRepository, Outdated]:
    if request.param == "fake":
        fake = FakeImages()
        return fake, FakeOutdated(fake)
    container: ContainerProxy = client.get_database_client("gallery").get_container_client("images")
    return CosmosImageRepository(container), CosmosOutdated(container)


async def keep(images: ImageRepository, owner: str, name: str, analysis: str, embedding: str) -> None:
    done = now() - timedelta(hours=1)
    await images.create(
        Image(
            id=name,
            owner_id=owner,
            filename=f"{name}.jpg",
            content_type="image/jpeg",
            size=10,
            sha256=name,
            status=ImageStatus.COMPLETED,
            requested_at=done,
            stages=(
                Stage(name="renditions", status="completed"),
                Stage(name="analysis", status="completed", model_version=analysis),
                Stage(name="embedding", status="completed", model_version=embedding),
            ),
        ),
        LIMITS,
    )


async def test_what_other_models_did_is_asked_for_once_and_at_the_pace_given(
    parts: tuple[ImageRepository, Outdated],
) -> None:
    images, outdated = parts
    owner, queue, pauses = uuid4().hex, FakeQueue(), Pauses()
    for number in range(5):
        await keep(images, owner, f"old{number}", "2023-10-01", "2023-04-15")
    await keep(images, owner, "half", "2028-01-01", "2023-04-15")
    await keep(images, owner, "new", "2028-01-01", "2028-02-02")

    asked = await roll(Reanalysis(images, outdated, queue), NEW, per_minute=2, pause=pauses)

    assert asked == 6
    assert sorted(name for _, name, _ in queue.messages) == ["half", "old0", "old1", "old2", "old3", "old4"]
    assert pauses.seconds == [60, 60, 60]
    pending = {stage.name for stage in (await images.get(owner, "half")).stages if stage.status == "pending"}
    assert pending == {"embedding"}


async def test_an_image_of_the_current_models_is_left_alone(
    parts: tuple[ImageRepository, Outdated],
) -> None:
    images, outdated = parts
    owner, queue = uuid4().hex, FakeQueue()
    await keep(images, owner, "new", "2028-01-01", "2028-02-02")
    await roll(Reanalysis(images, outdated, queue), NEW, per_minute=60, pause=Pauses())
    assert queue.messages == []
    assert (await images.get(owner, "new")).status is ImageStatus.COMPLETED
