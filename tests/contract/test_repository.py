"""One suite on the fake repository and on Cosmos DB's, served by the emulator to the real SDK."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from azure.cosmos.aio import ContainerProxy, CosmosClient

from local.cosmos import CosmosEmulator
from local.provision import provision_cosmos
from local.serve import serve
from shared.adapters.cosmos import CosmosImageRepository, CosmosLeftovers
from shared.errors import (
    GalleryError,
    ImageExists,
    ImageNotFound,
    QuotaExceeded,
    ServiceUnavailable,
    StaleImage,
)
from shared.models import Embedding, Image, ImageStatus, Limits, ListQuery, Stage, Tag, Usage, now
from shared.ports import Bookmark, ImageRepository, Leftovers
from shared.services.removal import tombstone
from tests.fakes import FakeImages, FakeLeftovers

pytestmark = pytest.mark.asyncio(loop_scope="module")
LIMITS = Limits(images=3, bytes=1000, upload_bytes=1000, upload_pixels=1, analyses_per_month=2)
EMBEDDING = Embedding(vector=(1.0, *[0.0] * 1023), model_version="2023-04-15")
Parts = tuple[ImageRepository, Leftovers]


def image(owner: str, name: str = "a", **fields: Any) -> Image:
    known = {"filename": f"{name}.jpg", "content_type": "image/jpeg", "size": 100, "sha256": name}
    return Image(id=name, owner_id=owner, **{**known, **fields})


def done(status: str = "completed") -> tuple[Stage, ...]:
    return tuple(Stage(name=name, status=status) for name in ("renditions", "analysis", "embedding"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def emulated() -> AsyncIterator[tuple[CosmosEmulator, ContainerProxy]]:
    emulator = CosmosEmulator()
    async with serve(emulator.app) as url:
        await provision_cosmos(url, emulator.key, "gallery")
        async with CosmosClient(url, emulator.key) as client:
            yield emulator, client.get_database_client("gallery").get_container_client("images")


@pytest.fixture(params=["fake", "cosmos"])
def parts(request: pytest.FixtureRequest, emulated: tuple[CosmosEmulator, ContainerProxy]) -> Parts:
    if request.param == "fake":
        fake = FakeImages()
        return fake, FakeLeftovers(fake)
    return CosmosImageRepository(emulated[1]), CosmosLeftovers(emulated[1])


@pytest.fixture
def images(parts: Parts) -> ImageRepository:
    return parts[0]


@pytest.fixture
def owner() -> str:
    return uuid4().hex


async def test_what_is_created_is_read_again(images: ImageRepository, owner: str) -> None:
    created = await images.create(image(owner, tags=(Tag(name="dog"),)), LIMITS)
    assert await images.get(owner, "a") == created
    assert created.etag
    with pytest.raises(ImageExists):
        await images.create(image(owner), LIMITS)
    with pytest.raises(ImageNotFound):
        await images.get("somebody", "a")


@pytest.mark.parametrize(
    ("limits", "sizes", "fits"),
    [
        (Limits(images=2, bytes=1000, upload_bytes=1, upload_pixels=1, analyses_per_month=1), (1, 1, 1), 2),
        (
            Limits(images=9, bytes=1000, upload_bytes=1, upload_pixels=1, analyses_per_month=1),
            (600, 600, 400),
            2,
        ),
    ],
)
async def test_no_more_is_kept_than_the_limits_allow(
    images: ImageRepository, owner: str, limits: Limits, sizes: tuple[int, ...], fits: int
) -> None:
    uploads = (image(owner, str(n), size=size) for n, size in enumerate(sizes))
    kept = await asyncio.gather(*(images.create(each, limits) for each in uploads), return_exceptions=True)
    assert [type(each) for each in kept].count(QuotaExceeded) == len(sizes) - fits
    assert (await images.usage(owner)).images == fits


async def test_a_duplicate_is_told_also_at_the_limit(images: ImageRepository, owner: str) -> None:
    for name in "abc":
        await images.create(image(owner, name), LIMITS)
    with pytest.raises(ImageExists):
        await images.create(image(owner, "a"), LIMITS)
    with pytest.raises(QuotaExceeded):
        await images.create(image(owner, "d"), LIMITS)


async def test_what_is_deleted_makes_room(images: ImageRepository, owner: str) -> None:
    kept = [await images.create(image(owner, name), LIMITS) for name in "abc"]
    await images.delete(kept[0])
    await images.delete(kept[0])
    assert await images.usage(owner) == Usage(images=2, bytes=200, analyses=0)
    await images.create(image(owner, "d"), LIMITS)


async def test_a_deletion_is_of_one_version(images: ImageRepository, owner: str) -> None:
    first = await images.create(image(owner), LIMITS)
    second = await images.save(first.model_copy(update={"favorite": True}))
    with pytest.raises(StaleImage):
        await images.delete(first)
    await images.delete(second)
    with pytest.raises(ImageNotFound):
        await images.get(owner, "a")


async def test_a_tombstone_keeps_a_place_and_goes_without_a_trace(
    images: ImageRepository, owner: str
) -> None:
    buried = await images.entomb(tombstone(owner, "a"))
    for again in (images.entomb(tombstone(owner, "a")), images.create(image(owner), LIMITS)):
        with pytest.raises(ImageExists):
            await again
    await images.delete(buried)
    assert await images.usage(owner) == Usage(images=0, bytes=0, analyses=0)


@pytest.mark.parametrize(
    ("fields", "claimed"),
    [
        ({}, True),
        ({"status": ImageStatus.PROCESSING}, True),
        ({"status": ImageStatus.COMPLETED}, False),
        ({"status": ImageStatus.FAILED}, False),
        ({"deleted_at": now()}, False),
    ],
)
async def test_what_is_left_to_do_is_claimed(
    images: ImageRepository, owner: str, fields: dict[str, Any], claimed: bool
) -> None:
    await images.create(image(owner, **fields), LIMITS)
    found = await images.claim(owner, "a")
    assert (found is not None) is claimed
    if found:
        assert found == await images.get(owner, "a")
        assert found.status is ImageStatus.PROCESSING
    assert await images.claim(owner, "b") is None


async def test_a_save_of_what_changed_meanwhile_is_refused(images: ImageRepository, owner: str) -> None:
    first = await images.create(image(owner), LIMITS)
    second = await images.save(first.model_copy(update={"favorite": True}), EMBEDDING)
    for embedding in (None, EMBEDDING):
        with pytest.raises(StaleImage):
            await images.save(first, embedding)
    await images.delete(second)
    for embedding in (None, EMBEDDING):
        with pytest.raises(ImageNotFound):
            await images.save(second, embedding)


async def test_an_analysis_is_counted_once_and_up_to_the_limit(images: ImageRepository, owner: str) -> None:
    pictures = [await images.create(image(owner, name), LIMITS) for name in "abc"]
    charged = await images.charge(pictures[0], 2)
    assert charged.charged and charged == await images.get(owner, "a")
    with pytest.raises(StaleImage):
        await images.charge(pictures[0], 2)
    await images.charge(pictures[1], 2)
    with pytest.raises(QuotaExceeded):
        await images.charge(pictures[2], 2)
    await images.delete(pictures[2])
    with pytest.raises(ImageNotFound):
        await images.charge(pictures[2], 9)
    assert (await images.usage(owner)).analyses == 2


async def test_counts_and_what_is_unfinished(images: ImageRepository, owner: str) -> None:
    moment = now()
    statuses = [ImageStatus.PENDING, ImageStatus.COMPLETED, ImageStatus.PROCESSING]
    for number, status in enumerate(statuses):
        uploaded = moment - timedelta(hours=number)
        await images.create(image(owner, str(number), status=status, uploaded_at=uploaded), LIMITS)
    assert (await images.counts(owner)).model_dump() == {
        "pending": 1,
        "processing": 1,
        "completed": 1,
        "failed": 0,
    }
    assert [each.id for each in await images.unfinished(owner, 5)] == ["2", "0"]
    assert [each.id for each in await images.unfinished(owner, 1)] == ["2"]


async def test_nothing_of_a_deleted_image_is_listed(images: ImageRepository, owner: str) -> None:
    await images.create(image(owner, deleted_at=now()), LIMITS)
    assert await images.count(owner, ListQuery()) == 0
    assert (await images.counts(owner)).pending == 0
    assert await images.unfinished(owner, 5) == []


async def test_leftovers_are_found(parts: Parts, owner: str) -> None:
    images, leftovers = parts
    roomy = LIMITS.model_copy(update={"images": 99, "bytes": 99_999})
    past, moment = now() - timedelta(days=40), now()
    skipped = (Stage(name="renditions", status="completed"), *done("skipped")[1:])
    for each in (
        image(owner, "late", due_at=past),
        image(owner, "due", due_at=moment + timedelta(hours=1)),
        image(owner, "done", due_at=past, status=ImageStatus.COMPLETED, stages=done(), requested_at=past),
        image(owner, "buried", due_at=past, deleted_at=past),
        image(owner, "short", status=ImageStatus.COMPLETED, stages=skipped, requested_at=past),
        image(owner, "shorter", status=ImageStatus.COMPLETED, stages=skipped, requested_at=moment),
    ):
        await images.create(each, roomy)

    def names(found: list[Image]) -> list[str]:
        return [each.id for each in found if each.owner_id == owner]

    assert names(await leftovers.overdue(moment, 100)) == ["late"]
    assert names(await leftovers.buried(moment, 100)) == ["buried"]
    assert names(await leftovers.skipped(moment, 100)) == ["short"]
    assert len(await leftovers.overdue(moment + timedelta(hours=2), 1)) == 1


async def test_documents_between_two_places(parts: Parts, owner: str) -> None:
    images, leftovers = parts
    owners = [f"{owner}{number}" for number in range(3)]
    for each in owners:
        for name in "ab":
            await images.create(image(each, name), LIMITS)
    after, upto = (owners[0], "a"), (owners[2], "a")
    expected = [(owners[0], "b"), (owners[1], "a"), (owners[1], "b"), (owners[2], "a")]
    found = await leftovers.between(after, upto, 100)
    assert sorted(found) == expected
    assert set(found.values()) == {ImageStatus.PENDING}
    assert {(owners[2], "a"), (owners[2], "b")} <= set(await leftovers.between(expected[2], None, 1000))


async def test_a_bookmark_is_kept_and_forgotten(parts: Parts) -> None:
    _, leftovers = parts
    mark = Bookmark("marker", ("owner", "image"))
    await leftovers.keep_bookmark("renditions", mark)
    assert await leftovers.bookmark("renditions") == mark
    await leftovers.keep_bookmark("renditions", None)
    assert await leftovers.bookmark("renditions") is None


async def test_a_claim_that_met_another_writer_is_not_taken_for_done(
    emulated: tuple[CosmosEmulator, ContainerProxy], owner: str
) -> None:
    emulator, container = emulated
    images = CosmosImageRepository(container)
    await images.create(image(owner), LIMITS)
    emulator.fail(449, times=1, operation="patch")
    with pytest.raises(ServiceUnavailable):
        await images.claim(owner, "a")
    assert await images.claim(owner, "a")


async def test_an_edit_leaves_the_embedding_item_alone(
    emulated: tuple[CosmosEmulator, ContainerProxy], owner: str
) -> None:
    images = CosmosImageRepository(emulated[1])
    created = await images.create(image(owner), LIMITS)
    completed = created.model_copy(update={"status": ImageStatus.COMPLETED, "stages": done()})
    saved = await images.save(completed, EMBEDDING)
    item = await emulated[1].read_item("a:embedding", partition_key=owner)
    assert {name for name in item if not name.startswith("_")} == {
        *("id", "kind", "ownerId", "imageId", "uploadedAt", "vector", "modelVersion")
    }
    await images.save(saved.model_copy(update={"tags": (Tag(name="Cat"),), "favorite": True}))
    assert await emulated[1].read_item("a:embedding", partition_key=owner) == item


@pytest.mark.parametrize("status", [429, 503, 500])
@pytest.mark.parametrize("operation", ["create", "get", "claim", "charge", "save", "save both", "delete"])
async def test_a_database_that_fails_is_unavailable(
    emulated: tuple[CosmosEmulator, ContainerProxy], owner: str, operation: str, status: int
) -> None:
    emulator, container = emulated
    images = CosmosImageRepository(container)
    kept = await images.create(image(owner), LIMITS)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "create": lambda: images.create(image(owner, "b"), LIMITS),
        "get": lambda: images.get(owner, "a"),
        "claim": lambda: images.claim(owner, "a"),
        "charge": lambda: images.charge(kept, 9),
        "save": lambda: images.save(kept),
        "save both": lambda: images.save(kept, EMBEDDING),
        "delete": lambda: images.delete(kept),
    }
    emulator.fail(status, times=20, retry_after_ms=1)
    try:
        with pytest.raises(ServiceUnavailable):
            await calls[operation]()
    finally:
        emulator.clear_faults()


@pytest.mark.parametrize("operation", ["create", "charge", "delete"])
async def test_writers_that_meet_try_again(
    emulated: tuple[CosmosEmulator, ContainerProxy], owner: str, operation: str
) -> None:
    emulator, container = emulated
    images = CosmosImageRepository(container)
    kept = await images.create(image(owner), LIMITS)
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "create": lambda: images.create(image(owner, "b"), LIMITS),
        "charge": lambda: images.charge(kept, 9),
        "delete": lambda: images.delete(kept),
    }
    emulator.fail(449, times=1, operation="batch")
    try:
        await calls[operation]()
    except GalleryError as error:
        pytest.fail(f"{operation}: {error}")
    finally:
        emulator.clear_faults()
