"""What the listeners share: they run until told to stop, and survive a storage account that is away."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

import aiohttp
from azure.core.exceptions import AzureError

log = logging.getLogger(__name__)
AGAIN = 1.0
AWAY = (AzureError, aiohttp.ClientError, OSError)


async def pause(stopping: asyncio.Event, seconds: float) -> None:
    """Sleep, or return at once when stopping."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


class Tasks:
    """At most `limit` coroutines at a time; what they raise is logged."""

    def __init__(self, limit: int) -> None:
        self._slots = asyncio.Semaphore(limit)
        self._running: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._run(coroutine))
        self._running.add(task)
        task.add_done_callback(self._done)

    async def next_done(self) -> None:
        await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def join(self) -> None:
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        async with self._slots:
            await coroutine

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s", error, exc_info=None if isinstance(error, AWAY) else error)
