"""The real emulators, started once for all contract tests."""

import sys
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from local.azurite import Azurite


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def azurite(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Azurite]:
    """Blob and Queue storage, shared: take names that start with `prefix`."""
    async with Azurite(tmp_path_factory.mktemp("azurite")) as running:
        yield running


@pytest.fixture
def module_path() -> Iterator[None]:
    """Each app is a module `function_app` of its own, gone after its test."""
    before = list(sys.path)
    sys.modules.pop("function_app", None)
    yield
    sys.path[:] = before
    sys.modules.pop("function_app", None)


@pytest.fixture
def prefix() -> str:
    """A container and queue name prefix that no other test has."""
    return f"t{uuid.uuid4().hex[:12]}"
