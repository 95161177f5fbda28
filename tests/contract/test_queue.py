"""One suite on the fake queue and on Queue storage's, served by Azurite to the real SDK."""

import base64
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from azure.storage.queue import TextBase64EncodePolicy
from azure.storage.queue.aio import QueueClient, QueueServiceClient

from local.azurite import Azurite
from shared.adapters.queue import MAX_DELAY_SECONDS, StorageAnalysisQueue
from shared.errors import ServiceUnavailable

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def queue(azurite: Azurite, prefix: str) -> AsyncIterator[QueueClient]:
    async with QueueServiceClient.from_connection_string(azurite.connection_string) as service:
        client = service.get_queue_client(prefix, message_encode_policy=TextBase64EncodePolicy())
        await client.create_queue()
        yield client


async def visible(queue: QueueClient) -> list[object]:
    """As the trigger sees them: Base64 of JSON."""
    peeked = await queue.peek_messages(max_messages=32)
    return [json.loads(base64.b64decode(message.content)) for message in peeked]


async def test_a_message_names_owner_and_image(queue: QueueClient) -> None:
    await StorageAnalysisQueue(queue).send("owner", "image")
    assert await visible(queue) == [{"owner": "owner", "imageId": "image"}]


@pytest.mark.parametrize("delay", [30, 10 * MAX_DELAY_SECONDS])
async def test_a_delayed_message_is_there_but_not_yet_seen(queue: QueueClient, delay: float) -> None:
    await StorageAnalysisQueue(queue).send("owner", "image", delay)
    assert await visible(queue) == []
    assert (await queue.get_queue_properties()).approximate_message_count == 1


async def test_a_queue_that_is_not_there_is_unavailable(queue: QueueClient) -> None:
    await queue.delete_queue()
    with pytest.raises(ServiceUnavailable):
        await StorageAnalysisQueue(queue).send("owner", "image")
