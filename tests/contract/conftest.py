"""The real emulators, started once for all contract tests."""

import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from local.azurite import Azurite


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def azurite(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Azurite]:
    """Blob and Queue storage, shared: take names that start with `prefix`."""
    async with Azurite(tmp_path_factory.mktemp("azurite")) as running:
        yield running


@pytest.fixture
def prefix() -> str:
    """A container and queue name prefix that no other test has."""
    return f"t{uuid.uuid4().hex[:12]}"
