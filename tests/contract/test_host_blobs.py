"""Blob triggers on the storage emulator: each version once, again after a failure, and never lost."""

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from azure.core.exceptions import ResourceExistsError
from azure.storage.blob.aio import BlobServiceClient, ContainerClient
from azure.storage.queue.aio import QueueServiceClient

from local.azurite import Azurite
from local.host import FunctionHost
from local.host.blob_call import BlobCall
from local.host.connections import Connections
from local.host.functions import index_functions
from local.host.invocation import Invoker

APP = """
import asyncio
import azure.functions as func
from shared.blob_name import BlobName

app = func.FunctionApp()
seen = asyncio.Queue()
fail, hold = set(), set()

async def note(name):
    await seen.put(name)
    if name in hold:
        await asyncio.Event().wait()
    if name in fail:
        raise ValueError(name)

@app.blob_trigger("blob", "{container}/{{owner}}/{{name}}", "Pictures", source={source})
async def analyze(blob: BlobName) -> None:
    await note(blob.name)
"""
STREAM_APP = """
import asyncio
import azure.functions as func

app = func.FunctionApp()
seen = asyncio.Queue()

@app.blob_trigger("blob", "{container}", "Pictures")
async def read(blob: func.InputStream) -> None:
    await seen.put((blob.name, blob.length, blob.read(), blob.metadata, blob.blob_properties["ContentType"]))
"""


@dataclass
class Running:
    """A host on the emulator, with what its function noted."""

    host: FunctionHost
    module: dict[str, Any] = field(repr=False)

    async def seen(self, count: int) -> list[Any]:
        async with asyncio.timeout(20):
            return [await self.module["seen"].get() for _ in range(count)]


@dataclass
class Storage:
    azurite: Azurite
    prefix: str
    container: ContainerClient
    app_dir: Path

    def write_app(self, template: str, **values: str) -> None:
        (self.app_dir / "function_app.py").write_text(template.format(container=self.prefix, **values))
        (self.app_dir / "host.json").write_text('{"extensions": {"blobs": {"poisonBlobThreshold": 3}}}')

    @asynccontextmanager
    async def host(
        self, prepare: Callable[[dict[str, Any]], None] = lambda _: None
    ) -> AsyncIterator[Running]:
        environ = {
            "AzureWebJobsStorage": self.azurite.connection_string,
            "Pictures": self.azurite.connection_string,
            "AzureFunctionsWebHost__hostid": self.prefix,
        }
        host = FunctionHost(self.app_dir, environ=environ, grace=0)
        async with host:
            module = host.functions[0].call.__globals__
            prepare(module)
            yield Running(host, module)

    async def poison(self) -> dict[str, Any]:
        """Wait for the message about this container in the poison queue."""
        async with (
            QueueServiceClient.from_connection_string(self.azurite.connection_string) as queues,
            queues.get_queue_client("webjobs-blobtrigger-poison") as queue,
        ):
            with contextlib.suppress(ResourceExistsError):
                await queue.create_queue()
            async with asyncio.timeout(20):
                while True:
                    async for message in queue.receive_messages(visibility_timeout=1):
                        body: dict[str, Any] = json.loads(base64.b64decode(message.content))
                        if body["ContainerName"] == self.prefix:
                            return body
                    await asyncio.sleep(0.05)


@pytest_asyncio.fixture
async def storage(azurite: Azurite, prefix: str, tmp_path: Path) -> AsyncIterator[Storage]:
    async with BlobServiceClient.from_connection_string(azurite.connection_string) as service:
        container = await service.create_container(prefix)
        storage = Storage(azurite, prefix, container, tmp_path)
        storage.write_app(APP, source="None")
        yield storage


@pytest.mark.asyncio
async def test_each_blob_fires_once(storage: Storage) -> None:
    names = {f"ann/{number}" for number in range(30)}
    await storage.container.upload_blob("ann/before", b"x")
    async with storage.host() as running:
        await running.host.wait_ready()
        await asyncio.gather(*(storage.container.upload_blob(name, b"x") for name in names))
        assert sorted(await running.seen(31)) == sorted(names | {"ann/before"})
        await storage.container.upload_blob("ann/last", b"x")
        assert await running.seen(1) == ["ann/last"]


@pytest.mark.asyncio
async def test_a_new_version_fires_again_also_within_a_second(storage: Storage) -> None:
    async with storage.host() as running:
        for _ in range(3):
            await storage.container.upload_blob("ann/one", b"x", overwrite=True)
            assert await running.seen(1) == ["ann/one"]


@pytest.mark.asyncio
async def test_what_the_path_does_not_match_never_fires(storage: Storage) -> None:
    async with storage.host() as running:
        await storage.container.upload_blob("top", b"x")
        await storage.container.upload_blob("ann/deep/er", b"x")
        assert await running.seen(1) == ["ann/deep/er"]


@pytest.mark.asyncio
async def test_a_failing_blob_ends_in_the_poison_queue(storage: Storage) -> None:
    async with storage.host(lambda module: module["fail"].add("ann/bad")) as running:
        properties = await (await storage.container.upload_blob("ann/bad", b"x")).get_blob_properties()
        assert await running.seen(3) == ["ann/bad"] * 3
        message = await storage.poison()
        await storage.container.upload_blob("ann/good", b"x")
        assert await running.seen(1) == ["ann/good"]
    assert message == {
        "Type": "BlobTrigger",
        "FunctionId": "Host.Functions.analyze",
        "BlobType": "BlockBlob",
        "ContainerName": storage.prefix,
        "BlobName": "ann/bad",
        "ETag": properties.etag,
    }


@pytest.mark.asyncio
async def test_a_restart_fires_only_what_was_not_finished(storage: Storage) -> None:
    for name in ("ann/done", "ann/held"):
        await storage.container.upload_blob(name, b"x")
    async with storage.host(lambda module: module["hold"].add("ann/held")) as running:
        assert sorted(await running.seen(2)) == ["ann/done", "ann/held"]
        await storage.container.upload_blob("ann/sent", b"x")
        await running.seen(1)
    async with storage.host() as running:
        assert await running.seen(1) == ["ann/held"]
        await storage.container.upload_blob("ann/new", b"x")
        assert await running.seen(1) == ["ann/new"]


@pytest.mark.asyncio
async def test_a_deleted_blob_that_comes_back_fires_again(storage: Storage) -> None:
    async with storage.host() as running:
        for _ in range(2):
            await storage.container.upload_blob("ann/one", b"x")
            assert await running.seen(1) == ["ann/one"]
            await storage.container.delete_blob("ann/one")


@pytest.mark.asyncio
async def test_an_input_stream_carries_the_content(storage: Storage) -> None:
    storage.write_app(STREAM_APP)
    async with storage.host() as running:
        await storage.container.upload_blob("one", b"abc", metadata={"by": "ann"})
        (blob,) = await running.seen(1)
    assert blob == (f"{storage.prefix}/one", 3, b"abc", {"by": "ann"}, "application/octet-stream")


@pytest.mark.asyncio
async def test_an_event_fires_its_blob(storage: Storage) -> None:
    storage.write_app(APP, source="func.BlobSource.EVENT_GRID")
    async with storage.host() as running:
        transport = httpx.ASGITransport(running.host.app)
        await storage.container.upload_blob("ann/one", b"x")
        await running.seen(1)
        async with httpx.AsyncClient(transport=transport, base_url="http://host") as caller:
            url = storage.container.get_blob_client("ann/one").url
            created = {"eventType": "Microsoft.Storage.BlobCreated", "data": {"url": url}}
            post = "/runtime/webhooks/blobs?functionName=Host.Functions.analyze"
            notification = {"aeg-event-type": "Notification"}
            assert (await caller.post(post, json=[created], headers=notification)).status_code == 202
            assert await running.seen(1) == ["ann/one"]
            handshake = await caller.post(
                post,
                json=[{"data": {"validationCode": "42"}}],
                headers={"aeg-event-type": "SubscriptionValidation"},
            )
            assert handshake.json() == {"validationResponse": "42"}
            for content in (b"", b"{}", b"[1]", b"[[", b'[{"eventType": "Microsoft.Storage.BlobCreated"}]'):
                answer = await caller.post(post, content=content, headers=notification)
                assert answer.status_code == 400
            elsewhere = "/runtime/webhooks/blobs?functionName=Host.Functions.other"
            assert (await caller.post(elsewhere, json=[created], headers=notification)).status_code == 404
            assert (await caller.post(post, json=[created])).status_code == 400


@pytest.mark.asyncio
@pytest.mark.usefixtures("module_path")
async def test_a_version_that_is_no_longer_there_is_left_alone(storage: Storage) -> None:
    await storage.container.upload_blob("ann/one", b"x")
    settings = {"Pictures": storage.azurite.connection_string}
    (function,) = index_functions(storage.app_dir, settings)
    async with Connections(settings, plain_queues=False) as connections:
        call = BlobCall(function, connections, Invoker(str(storage.app_dir), timedelta(minutes=1)))
        etag = (await call.properties(storage.prefix, "ann/one")).etag.strip('"')
        assert await call.attempt(storage.prefix, "ann/one", etag) == "succeeded"
        assert await call.attempt(storage.prefix, "ann/one", "0x0") == "superseded"
        assert await call.attempt(storage.prefix, "ann/gone", etag) == "superseded"
    assert function.call.__globals__["seen"].qsize() == 1
