"""Timer triggers: by schedule, at once when missed, and by hand."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from azure.storage.blob.aio import BlobServiceClient

from local.azurite import Azurite
from local.host import FunctionHost

APP = """
import asyncio
import azure.functions as func

app = func.FunctionApp()
seen = asyncio.Queue()

@app.timer_trigger("timer", {schedule!r}, run_on_startup={on_startup})
async def tick(timer: func.TimerRequest) -> None:
    await seen.put((timer.past_due, timer.schedule_status))
"""
NEVER = "0 0 0 31 12 *"


@asynccontextmanager
async def ticking(
    azurite: Azurite, prefix: str, app_dir: Path, *, schedule: str = NEVER, on_startup: bool = False
) -> AsyncIterator[tuple[FunctionHost, "asyncio.Queue[Any]"]]:
    (app_dir / "function_app.py").write_text(APP.format(schedule=schedule, on_startup=on_startup))
    (app_dir / "host.json").write_text("{}")
    environ = {"AzureWebJobsStorage": azurite.connection_string, "AzureFunctionsWebHost__hostid": prefix}
    async with FunctionHost(app_dir, environ=environ) as host, asyncio.timeout(20):
        await host.wait_ready()
        yield host, host.functions[0].call.__globals__["seen"]


@pytest.mark.asyncio
async def test_a_timer_ticks_by_its_schedule(azurite: Azurite, prefix: str, tmp_path: Path) -> None:
    async with ticking(azurite, prefix, tmp_path, schedule="* * * * * *") as (_, seen):
        (first_due, first), (_, second) = await seen.get(), await seen.get()
    assert (first_due, first) == (False, {})
    assert second["Last"] < second["Next"]


@pytest.mark.asyncio
async def test_a_timer_can_run_at_the_start(azurite: Azurite, prefix: str, tmp_path: Path) -> None:
    async with ticking(azurite, prefix, tmp_path, on_startup=True) as (_, seen):
        assert await seen.get() == (False, {})


@pytest.mark.asyncio
async def test_a_missed_run_is_made_up_for(azurite: Azurite, prefix: str, tmp_path: Path) -> None:
    status = {"Last": "2026-01-01T00:00:00+00:00", "Next": "2026-01-01T01:00:00+00:00"}
    async with ticking(azurite, prefix, tmp_path):
        pass
    async with BlobServiceClient.from_connection_string(azurite.connection_string) as service:
        blob = service.get_blob_client("azure-webjobs-hosts", f"timers/{prefix}/Host.Functions.tick/status")
        await blob.upload_blob(json.dumps(status))
        async with ticking(azurite, prefix, tmp_path) as (_, seen):
            assert await seen.get() == (True, status)
        kept = json.loads(await (await blob.download_blob()).readall())
    assert datetime.fromisoformat(kept["Next"]) > datetime.now().astimezone()


@pytest.mark.asyncio
async def test_a_person_can_run_a_timer(azurite: Azurite, prefix: str, tmp_path: Path) -> None:
    async with (
        ticking(azurite, prefix, tmp_path) as (host, seen),
        httpx.AsyncClient(transport=httpx.ASGITransport(host.app), base_url="http://host") as caller,
    ):
        assert (await caller.post("/admin/functions/tick", json={})).status_code == 202
        assert await seen.get() == (False, {})
