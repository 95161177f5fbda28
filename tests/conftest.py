"""The gallery on fakes, and what it traces, for the tests that ask for them."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from shared import worker
from tests.app import App

if TYPE_CHECKING:
    from tests.spans import Recorded

# How long an example takes says something about the machine, nothing about the property.
settings.register_profile("gallery", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gallery")


@pytest_asyncio.fixture
async def app() -> AsyncIterator[App]:
    app = App()
    async with worker.override(app.services()):
        yield app


@pytest.fixture
def spans() -> Iterator["Recorded"]:
    """What is traced from here on; the first test that asks brings the SDK that exports it."""
    from tests.spans import recording

    with recording() as recorded:
        yield recorded
