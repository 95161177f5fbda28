"""Timer triggers: one run at a time, by schedule; a run missed while the host was away is made up for."""

import asyncio
import json
import logging
from datetime import datetime
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob.aio import BlobClient

from local.host.connections import HOST_STORAGE, Connections
from local.host.conversion import as_json, decode
from local.host.errors import IndexingError
from local.host.functions import HostedFunction
from local.host.invocation import Invoker
from local.host.listener import AGAIN, AWAY, pause
from local.host.receipts import host_container
from local.host.schedule import Schedule

log = logging.getLogger(__name__)


class TimerListener:
    """Runs one function by its schedule, in the local time zone, and keeps when it ran."""

    def __init__(
        self, function: HostedFunction, connections: Connections, invoker: Invoker, host_id: str
    ) -> None:
        """Raises IndexingError for a schedule that is none."""
        self.ready = asyncio.Event()
        self._function = function
        self._connections = connections
        self._invoker = invoker
        self._path = f"timers/{host_id}/{function.id}/status"
        try:
            self._schedule = Schedule(function.trigger["schedule"])
        except ValueError as error:
            raise IndexingError(f"{function.name}: {error}") from error

    async def run(self, stopping: asyncio.Event) -> None:
        status = await self._read_status(stopping)
        self.ready.set()
        overdue = "Next" in status and datetime.fromisoformat(status["Next"]) < _now()
        if overdue or self._function.trigger.get("runOnStartup"):
            status = await self._fire(status, past_due=overdue)
        while not stopping.is_set():
            due = self._schedule.next_after(_now())
            await pause(stopping, (due - _now()).total_seconds())
            if not stopping.is_set():
                status = await self._fire(status, past_due=False)

    async def fire(self) -> None:
        """Run the function now, whatever its schedule says. Raises what the function raises."""
        await self._invoke({}, past_due=False)

    async def _fire(self, status: dict[str, str], *, past_due: bool) -> dict[str, str]:
        try:
            await self._invoke(status, past_due=past_due)
        except Exception as error:  # logged by the invoker; the schedule goes on
            log.debug("%s failed", self._function.name, exc_info=error)
        now = _now()
        status = {
            "Last": now.isoformat(),
            "Next": self._schedule.next_after(now).isoformat(),
            "LastUpdated": now.isoformat(),
        }
        if self._monitored:
            try:
                await (await self._status_blob()).upload_blob(json.dumps(status), overwrite=True)
            except AWAY as error:
                log.warning("the status of %s cannot be kept: %s", self._function.name, error)
        return status

    async def _invoke(self, status: dict[str, str], *, past_due: bool) -> Any:
        content = {
            "Schedule": {"AdjustForDST": True},
            "ScheduleStatus": status or None,
            "IsPastDue": past_due,
        }
        return await self._invoker.invoke(self._function, decode(self._function, as_json(content)))

    @property
    def _monitored(self) -> bool:
        return self._function.trigger.get("useMonitor") is not False

    async def _status_blob(self) -> BlobClient:
        container = await host_container(await self._connections.blobs(HOST_STORAGE))
        return container.get_blob_client(self._path)

    async def _read_status(self, stopping: asyncio.Event) -> dict[str, str]:
        while self._monitored and not stopping.is_set():
            try:
                content = await (await (await self._status_blob()).download_blob()).readall()
                status: dict[str, str] = json.loads(content)
            except ResourceNotFoundError:
                return {}
            except AWAY as error:
                log.warning("the status of %s cannot be read: %s", self._function.name, error)
                await pause(stopping, AGAIN)
            else:
                return status
        return {}


def _now() -> datetime:
    return datetime.now().astimezone()
