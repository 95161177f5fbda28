"""The re-analysis job as it is started, between the emulators of storage and database."""

import pytest
from azure.cosmos.aio import CosmosClient
from azure.storage.queue.aio import QueueClient

from infra.reanalyze import run
from local.azurite import Azurite
from local.cosmos import CosmosEmulator
from local.provision import provision_cosmos, provision_storage
from local.serve import serve
from shared.adapters.cosmos import CosmosImageRepository
from tests.contract.test_reanalysis import NEW, keep


@pytest.mark.asyncio(loop_scope="session")
async def test_the_job_sends_outdated_images_to_the_queue_of_the_app(
    azurite: Azurite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    emulator = CosmosEmulator()
    async with serve(emulator.app) as url, CosmosClient(url, emulator.key) as client:
        await provision_storage(azurite.connection_string, ["http://localhost"])
        await provision_cosmos(url, emulator.key, "gallery")
        container = client.get_database_client("gallery").get_container_client("images")
        await keep(CosmosImageRepository(container), "owner", "old", "2023-10-01", "2023-04-15")
        for name, value in {
            "STORAGE": azurite.connection_string,
            "COSMOS_ENDPOINT": url,
            "COSMOS_KEY": emulator.key,
            "VISION_ENDPOINT": "http://unused",
            "AUTH_ISSUER": "unused",
            "AUTH_AUDIENCE": "unused",
        }.items():
            monkeypatch.setenv(f"GALLERY_{name}", value)
        await run(NEW, per_minute=6000)
    emulator.close()
    async with QueueClient.from_connection_string(azurite.connection_string, "analysis") as queue:
        messages = [message async for message in queue.receive_messages()]
        await queue.clear_messages()
    assert len(messages) == 1
    assert "pictures asked for: 1" in capsys.readouterr().out
