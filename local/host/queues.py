"""Queue triggers: leased messages, five tries, then the poison queue."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import uuid4

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.functions.meta import Datum
from azure.storage.queue import QueueMessage

from local.host.config import QueuesSection
from local.host.connections import Connections, Queue
from local.host.conversion import as_json, decode, text
from local.host.errors import HostStoppedError
from local.host.functions import HostedFunction
from local.host.invocation import Invoker
from local.host.listener import AGAIN, AWAY, Tasks, pause

log = logging.getLogger(__name__)
LEASE = 30
RENEW_EVERY = 10
Outcome = Literal["done", "failed", "interrupted", "kept"]
SHORTEST_POLL, LONGEST_POLL = 0.1, 0.5


class QueueListener:
    """Feeds one function from its queue.

    Two things differ from the cloud, for a person who waits: an idle queue is asked every half second, and a
    lease is 30 s (renewed), so that what a killed host had taken is soon seen again. A poison queue has none
    of its own: what fails there is kept, and seen again when its lease has run out.
    """

    def __init__(
        self, function: HostedFunction, config: QueuesSection, connections: Connections, invoker: Invoker
    ) -> None:
        self.ready = asyncio.Event()
        self._function = function
        self._config = config
        self._connections = connections
        self._invoker = invoker
        self._tasks = Tasks(config.batch_size + config.new_batch_threshold)

    async def run(self, stopping: asyncio.Event) -> None:
        connection, name = self._function.trigger["connection"], self._function.trigger["queueName"]
        queue = await self._connections.queue(connection, name)
        poison = None
        if not name.endswith("-poison"):
            poison = await self._connections.queue(connection, f"{name}-poison")
        longest = min(LONGEST_POLL, self._config.max_polling_interval.total_seconds())
        delay = SHORTEST_POLL
        while not stopping.is_set():
            if len(self._tasks) > self._config.new_batch_threshold:
                await self._tasks.next_done()
                continue
            messages = await self._receive(queue, stopping)
            for message in messages:
                self._tasks.start(self._handle(queue, poison, message))
            delay = SHORTEST_POLL if messages else min(longest, delay * 2)
            if not messages:
                await pause(stopping, delay)
        await self._tasks.join()

    async def fire(self, body: str) -> None:
        """Call the function with this text as its message. Raises what the function raises."""
        message = QueueMessage(content=body)
        message.id, message.dequeue_count = str(uuid4()), 1
        message.inserted_on = message.expires_on = message.next_visible_on = datetime.now(UTC)
        await self._invoker.invoke(self._function, decode(self._function, text(body), _metadata(message)))

    async def _receive(self, queue: Queue, stopping: asyncio.Event) -> list[QueueMessage]:
        size = self._config.batch_size
        try:
            pages = queue.client.receive_messages(messages_per_page=size, visibility_timeout=LEASE).by_page()
            messages = [message async for message in await anext(pages)]
        except (ResourceNotFoundError, StopAsyncIteration):
            messages = []
        except AWAY as error:
            log.warning("the queue %s cannot be read: %s", self._function.trigger["queueName"], error)
            await pause(stopping, AGAIN)
            return []
        self.ready.set()
        return messages

    async def _handle(self, queue: Queue, poison: Queue | None, message: QueueMessage) -> None:
        tried = asyncio.Event()
        renewal = asyncio.create_task(_renew(queue, message, tried))
        try:
            outcome = await self._try(queue, poison, message)
        finally:
            tried.set()
            await renewal
        try:
            match outcome:
                case "done":
                    await queue.client.delete_message(message.id, message.pop_receipt)
                case "failed":
                    await _release(queue, message, self._config.visibility_timeout)
                case "interrupted":
                    await _release(queue, message, timedelta(0))
        except HttpResponseError as error:
            log.warning("the message %s was changed by another: %s", message.id, error.message)

    async def _try(self, queue: Queue, poison: Queue | None, message: QueueMessage) -> Outcome:
        try:
            body = queue.decode(message.content)
            argument = decode(self._function, text(body.decode()), _metadata(message))
        except ValueError:
            log.error("a message of %s cannot be decoded", self._function.trigger["queueName"])
            return await _bury(poison, message.content.encode())
        try:
            await self._invoker.invoke(self._function, argument)
        except HostStoppedError:
            return "interrupted"
        except Exception as error:  # logged by the invoker
            log.debug("%s failed", self._function.name, exc_info=error)
            if poison is not None and (message.dequeue_count or 1) < self._config.max_dequeue_count:
                return "failed"
            log.error("a message of %s failed %d times", self._function.name, message.dequeue_count)
            return await _bury(poison, body)
        return "done"


async def _bury(poison: Queue | None, body: bytes) -> Outcome:
    if poison is None:
        return "kept"
    await poison.send(body)
    return "done"


async def _release(queue: Queue, message: QueueMessage, after: timedelta) -> None:
    seconds = int(after.total_seconds())
    await queue.client.update_message(message.id, message.pop_receipt, visibility_timeout=seconds)


async def _renew(queue: Queue, message: QueueMessage, tried: asyncio.Event) -> None:
    while not tried.is_set():
        await pause(tried, RENEW_EVERY)
        if tried.is_set():
            return
        try:
            renewed = await queue.client.update_message(
                message.id, message.pop_receipt, visibility_timeout=LEASE
            )
        except AWAY as error:
            log.warning("the lease of message %s is not renewed: %s", message.id, error)
        else:
            message.pop_receipt = renewed.pop_receipt


def _metadata(message: QueueMessage) -> dict[str, Datum]:
    def moment(value: datetime | None) -> Datum:
        return as_json(value.isoformat() if value else None)

    return {
        "Id": text(message.id),
        "PopReceipt": text(message.pop_receipt or ""),
        "DequeueCount": as_json(message.dequeue_count),
        "ExpirationTime": moment(message.expires_on),
        "InsertionTime": moment(message.inserted_on),
        "NextVisibleTime": moment(message.next_visible_on),
    }
