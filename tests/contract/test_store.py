"""One suite on the fake store and on Blob storage's, served by Azurite to the real SDK."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import pytest
import pytest_asyncio
from azure.storage.blob.aio import BlobServiceClient

from local.azurite import ACCOUNT, ACCOUNT_KEY, Azurite
from local.provision import provision_storage
from shared.adapters.blob import BlobImageStore
from shared.adapters.keys import AccountKey
from shared.adapters.links import LinkSigner
from shared.errors import ImageNotFound, ServiceUnavailable
from shared.models import Image, now
from shared.ports import BlobKind, ImageStore, Place
from tests.fakes import FakeStore

pytestmark = pytest.mark.asyncio(loop_scope="module")
CONTENT = b"content of a picture"
RENDITIONS = {"thumbnail": b"thumbnail", "tile": b"tile", "preview": b"preview"}


def image(owner: str, name: str = "a", content: bytes = CONTENT) -> Image:
    return Image(
        id=name,
        owner_id=owner,
        filename="a.jpg",
        content_type="image/jpeg",
        size=len(content),
        sha256=sha256(content).hexdigest(),
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(azurite: Azurite) -> AsyncIterator[BlobServiceClient]:
    await provision_storage(azurite.connection_string, ["http://localhost"])
    async with BlobServiceClient.from_connection_string(azurite.connection_string) as service:
        yield service


@pytest.fixture(params=["fake", "azurite"])
def store(request: pytest.FixtureRequest, service: BlobServiceClient) -> ImageStore:
    if request.param == "fake":
        return FakeStore()
    return BlobImageStore(service, LinkSigner(ACCOUNT, service.url, AccountKey(ACCOUNT_KEY), 3600))


@pytest.fixture
def owner() -> str:
    return uuid4().hex


async def read(store: ImageStore, image: Image) -> tuple[bytes, str]:
    """Content and version of the original."""
    file = BytesIO()
    version = await store.read_original(image, file)
    return file.getvalue(), version


async def test_an_original_is_kept_as_it_came(store: ImageStore, owner: str) -> None:
    assert not await store.has_original(owner, "a")
    await store.put_original(image(owner), CONTENT)
    assert await store.has_original(owner, "a")
    assert (await read(store, image(owner)))[0] == CONTENT
    with pytest.raises(ImageNotFound):
        await read(store, image(owner, "b"))


async def test_the_same_original_again_changes_nothing(store: ImageStore, owner: str) -> None:
    await store.put_original(image(owner), CONTENT)
    _, version = await read(store, image(owner))
    await store.put_original(image(owner), CONTENT)
    assert (await read(store, image(owner)))[1] == version


async def test_a_longer_original_is_not_read_whole(store: ImageStore, owner: str) -> None:
    await store.put_original(image(owner, content=CONTENT * 1000), CONTENT * 1000)
    content, _ = await read(store, image(owner))
    assert len(content) == len(CONTENT) + 1


async def test_only_the_version_that_was_read_is_discarded(store: ImageStore, owner: str) -> None:
    wrong = image(owner, content=b"wrong")
    await store.put_original(wrong, b"wrong")
    _, version = await read(store, wrong)
    await store.put_original(image(owner), CONTENT)
    assert not await store.discard_original(image(owner), version)
    _, newer = await read(store, image(owner))
    assert await store.discard_original(image(owner), newer)
    assert not await store.has_original(owner, "a")
    assert not await store.discard_original(image(owner), version)


async def test_what_is_larger_than_announced_is_discarded(store: ImageStore, owner: str) -> None:
    assert not await store.discard_larger(image(owner))
    await store.put_original(image(owner), CONTENT)
    assert not await store.discard_larger(image(owner))
    smaller = image(owner).model_copy(update={"size": len(CONTENT) - 1})
    assert await store.discard_larger(smaller)
    assert not await store.has_original(owner, "a")


async def test_everything_goes_and_may_go_again(store: ImageStore, owner: str) -> None:
    await store.put_original(image(owner), CONTENT)
    await store.put_renditions(owner, "a", **RENDITIONS)
    assert await store.get_preview(owner, "a") == b"preview"
    versions = await store.versions(owner, "a")
    for _ in range(2):
        await store.delete(versions)
    assert not await store.has_original(owner, "a")
    with pytest.raises(ImageNotFound):
        await store.get_preview(owner, "a")


async def test_what_was_put_since_its_version_was_read_stays(store: ImageStore, owner: str) -> None:
    async def put() -> None:
        await store.put_original(image(owner), CONTENT)
        await store.put_renditions(owner, "a", **RENDITIONS)

    await put()
    before = await store.versions(owner, "a")
    await store.delete(before)
    assert await store.versions(owner, "a") == {}
    await put()
    await store.delete(before)
    assert await store.has_original(owner, "a")
    assert await store.get_preview(owner, "a") == b"preview"


@pytest.mark.parametrize("kind", ["originals", "renditions"])
async def test_a_listing_walks_through_all_in_order(store: ImageStore, owner: str, kind: BlobKind) -> None:
    for name in "cab":
        await store.put_original(image(owner, name), CONTENT)
        await store.put_renditions(owner, name, **RENDITIONS)
    found: list[Place] = []
    changed: list[datetime] = []
    marker = None
    while True:
        page = await store.listing(kind, marker, 2)
        found += page.places
        changed += page.places.values()
        marker = page.marker
        if marker is None:
            break
    ours = [place for place in dict.fromkeys(found) if place[0] == owner]
    assert ours == [(owner, "a"), (owner, "b"), (owner, "c")]
    assert found == sorted(found)
    assert all(now() - moment < timedelta(minutes=5) for moment in changed)


async def test_storage_that_cannot_be_reached_is_unavailable(owner: str) -> None:
    connection = (
        f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};"
        "BlobEndpoint=http://127.0.0.1:9/devstoreaccount1;"
    )
    async with BlobServiceClient.from_connection_string(connection, retry_total=0) as service:
        store = BlobImageStore(service, LinkSigner(ACCOUNT, service.url, AccountKey(ACCOUNT_KEY), 3600))
        for call in (
            store.put_original(image(owner), CONTENT),
            store.read_original(image(owner), BytesIO()),
            store.has_original(owner, "a"),
            store.versions(owner, "a"),
            store.delete({("originals", "a"): "1"}),
            store.listing("originals", None, 5),
        ):
            with pytest.raises(ServiceUnavailable):
                await call
