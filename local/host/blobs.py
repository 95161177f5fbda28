"""Blob triggers: every version of every blob fires at least once, also after a crash."""

import asyncio
import logging
import time

from local.host.blob_call import BlobCall, path_pattern
from local.host.blob_listing import list_blobs
from local.host.config import BlobsSection
from local.host.connections import HOST_STORAGE, Connections
from local.host.functions import HostedFunction
from local.host.invocation import Invoker
from local.host.listener import AGAIN, AWAY, Tasks, pause
from local.host.receipts import Receipt, Receipts, host_container

log = logging.getLogger(__name__)
SHORTEST_PAUSE = 0.25
PAUSE_PER_SCAN = 2


class BlobListener:
    """Scans the container of one function and calls it for each version of a blob that it has not seen.

    The emulator sends no events, so a trigger with the Event Grid source is scanned for as well. Versions are
    told apart by ETag and not by time, since a slow upload appears late with an early time. A long scan is
    followed by a long pause.
    """

    def __init__(
        self,
        function: HostedFunction,
        config: BlobsSection,
        connections: Connections,
        invoker: Invoker,
        host_id: str,
    ) -> None:
        self.ready = asyncio.Event()
        self._connection = str(function.trigger["connection"])
        self._container = str(function.trigger["path"]).partition("/")[0]
        self._pattern = path_pattern(function.trigger["path"])
        self._receipts_prefix = f"blobreceipts/{host_id}/{function.id}/{self._container}/"
        self._connections = connections
        self._call = BlobCall(function, connections, invoker)
        self._threshold = config.poison_blob_threshold
        self._tasks = Tasks(config.max_degree_of_parallelism)
        self._seen: dict[str, str] = {}
        self._attempts: dict[tuple[str, str], int] = {}
        self._stopping = asyncio.Event()

    async def run(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping
        while not stopping.is_set():
            started = time.perf_counter()
            try:
                await self._scan()
                self.ready.set()
            except AWAY as error:
                log.warning("the container %s cannot be scanned: %s", self._container, error)
                await pause(stopping, AGAIN)
            await pause(stopping, max(SHORTEST_PAUSE, PAUSE_PER_SCAN * (time.perf_counter() - started)))
        await self._tasks.join()

    async def fire(self, container: str, name: str) -> None:
        """Call the function for a blob that an event or a person names, seen before or not.

        Raises ResourceNotFoundError when there is no such blob.
        """
        etag = (await self._call.properties(container, name)).etag.strip('"')
        self._start(await self._receipts(), container, name, etag)

    async def _scan(self) -> None:
        if not self.ready.is_set():
            await self._recall()
        receipts = await self._receipts()
        service = await self._connections.blobs(self._connection)
        before, present = set(self._seen), set()
        async for blob in list_blobs(await self._connections.session(), service, self._container):
            present.add(blob.name)
            new = self._seen.get(blob.name) != blob.etag
            if new and self._pattern.fullmatch(f"{self._container}/{blob.name}"):
                self._start(receipts, self._container, blob.name, blob.etag)
        for name in before - present:
            self._seen.pop(name, None)
            await receipts.remove(name)

    async def _recall(self) -> None:
        await host_container(await self._connections.blobs(HOST_STORAGE))
        receipts = await self._receipts()
        for name, receipt in (await receipts.read_all(await self._connections.session())).items():
            if receipt.completed:
                self._seen.setdefault(name, receipt.etag)
            else:
                self._attempts[name, receipt.etag] = receipt.attempts

    async def _receipts(self) -> Receipts:
        return Receipts(await self._connections.blobs(HOST_STORAGE), self._receipts_prefix)

    def _start(self, receipts: Receipts, container: str, name: str, etag: str) -> None:
        self._seen[name] = etag
        self._tasks.start(self._serve(receipts, container, name, etag))

    async def _serve(self, receipts: Receipts, container: str, name: str, etag: str) -> None:
        try:
            await self._serve_until_done(receipts, container, name, etag)
        except AWAY as error:
            log.warning("%s/%s is left for the next scan: %s", container, name, error)
            if self._seen.get(name) == etag:
                del self._seen[name]

    async def _serve_until_done(self, receipts: Receipts, container: str, name: str, etag: str) -> None:
        attempts = self._attempts.pop((name, etag), 0)
        while not self._stopping.is_set():
            outcome = await self._call.attempt(container, name, etag)
            if outcome in ("superseded", "interrupted"):
                return
            attempts += 1
            given_up = outcome == "failed" and attempts >= self._threshold
            if given_up:
                await self._call.bury(container, name, etag)
            completed = given_up or outcome == "succeeded"
            if self._seen.get(name) == etag:
                await receipts.write(name, Receipt(etag, attempts, completed))
            if completed:
                return
