"""Queue triggers on the storage emulator: done once, tried again, and buried after the last try."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from local.azurite import Azurite
from local.host import FunctionHost

APP = """
import asyncio
import azure.functions as func

app = func.FunctionApp()
seen = asyncio.Queue()

@app.queue_trigger("message", "{queue}", "AzureWebJobsStorage")
async def work(message: func.QueueMessage) -> None:
    text = message.get_body().decode()
    await seen.put((text, message.dequeue_count))
    if text == "hold":
        await asyncio.Event().wait()
    if text == "fail":
        raise ValueError(text)
"""


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


async def left(queue: QueueClient) -> int:
    return int((await queue.get_queue_properties()).approximate_message_count or 0)


class Queues:
    """A queue, its poison queue, and hosts that serve it."""

    def __init__(self, azurite: Azurite, service: QueueServiceClient, prefix: str, app_dir: Path) -> None:
        self.queue: QueueClient = service.get_queue_client(prefix)
        self.poison: QueueClient = service.get_queue_client(f"{prefix}-poison")
        self._azurite = azurite
        self._app_dir = app_dir
        self._module: dict[str, Any] = {}

    @asynccontextmanager
    async def host(self, *, poisoned: bool = False, **queues: Any) -> AsyncIterator[FunctionHost]:
        served = self.poison if poisoned else self.queue
        (self._app_dir / "function_app.py").write_text(APP.format(queue=served.queue_name))
        (self._app_dir / "host.json").write_text(json.dumps({"extensions": {"queues": queues}}))
        environ = {"AzureWebJobsStorage": self._azurite.connection_string}
        async with FunctionHost(self._app_dir, environ=environ, grace=0) as host:
            self._module = host.functions[0].call.__globals__
            await host.wait_ready()
            yield host

    async def seen(self, count: int) -> list[tuple[str, int]]:
        async with asyncio.timeout(20):
            return [await self._module["seen"].get() for _ in range(count)]

    async def buried(self) -> str:
        async with asyncio.timeout(20):
            while True:
                properties = await self.poison.get_queue_properties()
                if properties.approximate_message_count:
                    (message,) = await self.poison.peek_messages()
                    return base64.b64decode(message.content).decode()
                await asyncio.sleep(0.05)


@pytest_asyncio.fixture
async def queues(azurite: Azurite, prefix: str, tmp_path: Path) -> AsyncIterator[Queues]:
    async with QueueServiceClient.from_connection_string(azurite.connection_string) as service:
        queues = Queues(azurite, service, prefix, tmp_path)
        await service.create_queue(prefix)
        await service.create_queue(f"{prefix}-poison")
        yield queues


@pytest.mark.asyncio
async def test_each_message_is_served_once_and_removed(queues: Queues) -> None:
    async with queues.host():
        await asyncio.gather(*(queues.queue.send_message(encoded(str(number))) for number in range(40)))
        assert sorted(await queues.seen(40)) == sorted((str(number), 1) for number in range(40))
    assert await left(queues.queue) == 0


@pytest.mark.asyncio
async def test_a_failing_message_is_buried_after_the_last_try(queues: Queues) -> None:
    async with queues.host(maxDequeueCount=3):
        await queues.queue.send_message(encoded("fail"))
        assert await queues.seen(3) == [("fail", 1), ("fail", 2), ("fail", 3)]
        assert await queues.buried() == "fail"
    assert await left(queues.queue) == 0


@pytest.mark.asyncio
async def test_a_message_that_is_not_base64_is_buried(queues: Queues) -> None:
    async with queues.host():
        await queues.queue.send_message("not base64!")
        assert await queues.buried() == "not base64!"
        await queues.queue.send_message(encoded("good"))
        assert await queues.seen(1) == [("good", 1)]


@pytest.mark.asyncio
async def test_plain_messages_are_taken_where_host_json_says_so(queues: Queues) -> None:
    async with queues.host(messageEncoding="none"):
        await queues.queue.send_message("plain")
        assert await queues.seen(1) == [("plain", 1)]


@pytest.mark.asyncio
async def test_a_stopped_host_gives_its_messages_back(queues: Queues) -> None:
    async with queues.host(visibilityTimeout="01:00:00"):
        await queues.queue.send_message(encoded("hold"))
        assert await queues.seen(1) == [("hold", 1)]
    async with queues.host():
        ((text, dequeued),) = await queues.seen(1)
    assert text == "hold"
    assert dequeued > 1


@pytest.mark.asyncio
async def test_a_queue_that_is_made_later_is_served(queues: Queues) -> None:
    await queues.queue.delete_queue()
    async with queues.host():
        await queues.queue.create_queue()
        await queues.queue.send_message(encoded("late"))
        assert await queues.seen(1) == [("late", 1)]


@pytest.mark.asyncio
async def test_a_person_can_run_a_queue_function(queues: Queues) -> None:
    async with (
        queues.host() as host,
        httpx.AsyncClient(transport=httpx.ASGITransport(host.app), base_url="http://host") as caller,
    ):
        assert (await caller.post("/admin/functions/work", json={"input": "by hand"})).status_code == 202
        assert await queues.seen(1) == [("by hand", 1)]
        assert (await caller.post("/admin/functions/work", content=b"")).status_code == 400


@pytest.mark.asyncio
async def test_what_fails_in_a_poison_queue_is_kept(queues: Queues) -> None:
    async with queues.host(poisoned=True, maxDequeueCount=1):
        await queues.poison.send_message(encoded("fail"))
        await queues.poison.send_message(encoded("good"))
        assert sorted(await queues.seen(2)) == [("fail", 1), ("good", 1)]
    assert await left(queues.poison) == 1
