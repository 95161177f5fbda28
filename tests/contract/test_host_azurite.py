"""Azurite as a child process: starts on free ports, keeps its state, and says plainly why it cannot start."""

import asyncio
import signal
import socket
import sys
from pathlib import Path

import pytest
from azure.storage.blob.aio import BlobServiceClient
from azure.storage.queue.aio import QueueServiceClient

from local.azurite import Azurite, AzuriteError

ROOT = Path(__file__).parents[2]


@pytest.mark.asyncio
async def test_blobs_and_queues_outlive_a_restart(tmp_path: Path) -> None:
    async with (
        Azurite(tmp_path) as first,
        BlobServiceClient.from_connection_string(first.connection_string) as blobs,
        QueueServiceClient.from_connection_string(first.connection_string) as queues,
    ):
        await (await blobs.create_container("kept")).upload_blob("name", b"content")
        await (await queues.create_queue("kept")).send_message("message")
    async with (
        Azurite(tmp_path) as second,
        BlobServiceClient.from_connection_string(second.connection_string) as blobs,
        QueueServiceClient.from_connection_string(second.connection_string) as queues,
    ):
        assert await (await blobs.get_blob_client("kept", "name").download_blob()).readall() == b"content"
        assert [message.content for message in await queues.get_queue_client("kept").peek_messages()] == [
            "message"
        ]


CRASHING = """
import asyncio, os, signal, sys
from pathlib import Path
from azure.storage.blob.aio import BlobServiceClient
from local.azurite import Azurite

async def main():
    async with Azurite(Path(sys.argv[1])) as azurite:
        async with BlobServiceClient.from_connection_string(azurite.connection_string) as blobs:
            await blobs.create_container("kept")
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.mark.asyncio
async def test_a_crash_leaves_no_process_and_loses_nothing(tmp_path: Path) -> None:
    crashed = await asyncio.create_subprocess_exec(sys.executable, "-c", CRASHING, str(tmp_path), cwd=ROOT)
    assert await crashed.wait() == -signal.SIGKILL
    async with (
        Azurite(tmp_path) as again,
        BlobServiceClient.from_connection_string(again.connection_string) as blobs,
    ):
        assert [container.name async for container in blobs.list_containers()] == ["kept"]


@pytest.mark.asyncio
async def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AzuriteError, match=f"Port {port} is in use"):
            async with Azurite(tmp_path, blob_port=port):
                pass


@pytest.mark.asyncio
async def test_a_missing_node_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AzuriteError, match=r"Node\.js is missing"):
        async with Azurite(tmp_path):
            pass


@pytest.mark.asyncio
async def test_a_state_folder_serves_one_run_at_a_time(azurite: Azurite) -> None:
    with pytest.raises(AzuriteError, match="Another run"):
        async with Azurite(azurite.location, start_timeout=0.2):
            pass
