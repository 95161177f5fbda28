"""Signed links, tried on real blob storage by a client that has nothing but the link."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from azure.core.exceptions import ServiceRequestError
from azure.storage.blob.aio import BlobServiceClient

from local.azurite import ACCOUNT, ACCOUNT_KEY, Azurite
from shared.adapters.keys import AccountKey, DelegationKey
from shared.adapters.links import WHOLE_BYTES, LinkSigner, Window
from shared.errors import ServiceUnavailable
from shared.models import Image

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOUR = 3600


def image(name: str, *, filename: str = "beach.jpg", size: int = 3) -> Image:
    return Image(
        id=name, owner_id="alice", filename=filename, content_type="image/jpeg", size=size, sha256="0" * 64
    )


@pytest_asyncio.fixture(loop_scope="session")
async def storage(azurite: Azurite, prefix: str) -> AsyncIterator[tuple[Azurite, str]]:
    """Blob storage with an `originals` container, and a name that no other test has."""
    async with BlobServiceClient.from_connection_string(azurite.connection_string) as service:
        container = service.get_container_client("originals")
        if not await container.exists():
            await container.create_container()
    yield azurite, prefix


def signer(azurite: Azurite, clock: Callable[[], float] = time.time) -> LinkSigner:
    return LinkSigner(ACCOUNT, azurite.blob_endpoint, AccountKey(ACCOUNT_KEY), HOUR, clock)


async def test_what_is_put_by_a_link_is_read_by_a_link(storage: tuple[Azurite, str]) -> None:
    azurite, name = storage
    upload = await signer(azurite).upload(image(name))
    links = await signer(azurite).links(image(name))
    async with httpx.AsyncClient() as client:
        put = await client.put(upload.url, content=b"jpg", headers=upload.headers)
        read = await client.get(links["original"])
    assert (put.status_code, read.content) == (201, b"jpg")
    assert read.headers["content-type"] == "image/jpeg"
    assert read.headers["cache-control"].endswith("immutable")


async def test_a_link_to_put_does_nothing_else(storage: tuple[Azurite, str]) -> None:
    azurite, name = storage
    upload = await signer(azurite).upload(image(name))
    other = upload.url.replace(f"{name}?", f"{name}x?")
    async with httpx.AsyncClient() as client:
        elsewhere = await client.put(other, content=b"jpg", headers=upload.headers)
        await client.put(upload.url, content=b"jpg", headers=upload.headers)
        again = await client.put(upload.url, content=b"other", headers=upload.headers)
        others = [await client.request(method, upload.url) for method in ("GET", "HEAD", "DELETE")]
    assert {response.status_code for response in (elsewhere, again, *others)} == {403}


async def test_a_link_to_read_opens_nothing_else(storage: tuple[Azurite, str]) -> None:
    azurite, name = storage
    upload = await signer(azurite).upload(image(name))
    address = (await signer(azurite).links(image(name)))["original"]
    container = address.rpartition("/")[0].rpartition("/")[0]
    signature = urlsplit(address).query
    async with httpx.AsyncClient() as client:
        await client.put(upload.url, content=b"jpg", headers=upload.headers)
        tried = [
            await client.get(address.replace(f"{name}?", f"{name}x?")),
            await client.get(f"{container}?restype=container&comp=list&{signature}"),
            await client.get(address.partition("?")[0]),
            await client.get(address.replace("sp=r", "sp=rw")),
            await client.put(address, content=b"x", headers=upload.headers),
            await client.delete(address),
        ]
    assert {response.status_code for response in tried} <= {403, 404, 409}
    assert all(b"jpg" not in response.content for response in tried)


@pytest.mark.parametrize(("age", "status"), [(0, 200), (HOUR / 2, 200), (3 * HOUR, 403)])
async def test_a_link_ends(storage: tuple[Azurite, str], age: float, status: int) -> None:
    azurite, name = storage
    upload = await signer(azurite).upload(image(name))
    links = await signer(azurite, lambda: time.time() - age).links(image(name))
    async with httpx.AsyncClient() as client:
        await client.put(upload.url, content=b"jpg", headers=upload.headers)
        assert (await client.get(links["original"])).status_code == status


async def test_a_link_to_put_ends_within_the_hour(storage: tuple[Azurite, str]) -> None:
    azurite, name = storage
    upload = await signer(azurite, lambda: time.time() - HOUR - 1).upload(image(name))
    async with httpx.AsyncClient() as client:
        assert (await client.put(upload.url, content=b"x", headers=upload.headers)).status_code == 403


@pytest.mark.parametrize(("size", "permission"), [(WHOLE_BYTES, "c"), (WHOLE_BYTES + 1, "cw")])
async def test_only_files_sent_in_blocks_get_more_than_create(
    storage: tuple[Azurite, str], size: int, permission: str
) -> None:
    azurite, name = storage
    upload = await signer(azurite).upload(image(name, size=size))
    assert f"&sp={permission}&" in upload.url


@pytest.mark.parametrize(
    "filename", ["beach.jpg", "naïve café.jpg", "海辺.jpg", 'a"b;c.jpg', "a\r\nSet-Cookie: x.jpg", "🏖" * 100]
)
async def test_a_download_carries_any_filename(storage: tuple[Azurite, str], filename: str) -> None:
    azurite, name = storage
    upload = await signer(azurite).upload(image(name))
    links = await signer(azurite).links(image(name, filename=filename))
    async with httpx.AsyncClient() as client:
        await client.put(upload.url, content=b"jpg", headers=upload.headers)
        read = await client.get(links["original"])
    assert read.status_code == 200
    disposition = read.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="') and "filename*=UTF-8''" in disposition
    assert "set-cookie" not in read.headers


async def test_links_of_one_window_are_the_same(storage: tuple[Azurite, str]) -> None:
    azurite, name = storage
    start = 1_800_000_000 // HOUR * HOUR
    urls = [
        (await signer(azurite, partial(float, start + at)).links(image(name)))["original"]
        for at in (0, HOUR - 1, HOUR)
    ]
    assert urls[0] == urls[1] != urls[2]


class DelegationService:
    """Counts how often a user delegation key is asked for."""

    def __init__(self) -> None:
        self.asked = 0

    async def get_user_delegation_key(self, key_start_time: datetime, key_expiry_time: datetime) -> Any:
        self.asked += 1
        await asyncio.sleep(0)
        return object()


async def test_a_delegation_key_is_fetched_once_a_window() -> None:
    service = DelegationService()
    key = DelegationKey(service)
    now, later = Window.at(1_800_000_000, HOUR), Window.at(1_800_000_000 + HOUR, HOUR)
    found = await asyncio.gather(*(key(now) for _ in range(5)))
    assert service.asked == 1 and all(each == found[0] for each in found)
    assert await key(later) != found[0] and service.asked == 2


async def test_a_key_that_cannot_be_fetched_is_a_service_that_is_away() -> None:
    class Away:
        async def get_user_delegation_key(self, key_start_time: datetime, key_expiry_time: datetime) -> Any:
            raise ServiceRequestError("no route")

    with pytest.raises(ServiceUnavailable):
        await DelegationKey(Away())(Window.at(1_800_000_000, HOUR))
