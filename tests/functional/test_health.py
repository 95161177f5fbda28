"""What health tells of the services behind the gallery: on fakes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from shared import worker
from shared.blueprints.system import get_health, get_liveness, get_readiness
from shared.errors import AnalyzerBusy, AnalyzerMisconfigured, AnalyzerThrottled, ServiceUnavailable
from shared.services.health import Health
from shared.services.ingestion.throttling import ThrottledAnalyzer
from tests.app import App, body, call, request

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def watched() -> AsyncIterator[App]:
    """Health asks the analyzer by way of the throttle, as in the deployed app."""
    app = App()
    analyzer = ThrottledAnalyzer(app.analyzer, app.throttle)
    health = Health({"database": app.images.ping, "analysis": analyzer.ping})
    async with worker.override(replace(app.services(), health=health)):
        yield app


@pytest.mark.parametrize("function", [get_readiness, get_health])
@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (None, 200, "reached"),
        (AnalyzerThrottled("busy", retry_after=30), 200, "reached"),
        (AnalyzerBusy("down"), 503, "unreachable"),
        (AnalyzerMisconfigured("refused"), 503, "refuses"),
    ],
)
async def test_how_the_analysis_service_is(
    watched: App, function: object, error: Exception | None, status: int, told: str
) -> None:
    watched.analyzer.errors = [error] * 9 if error else []
    for _ in range(4):
        response = await call(function, request("GET", "health/ready", user=None))
        found = {each["name"]: each["status"] for each in body(response)["dependencies"]}
        assert (response.status_code, found) == (status, {"database": "reached", "analysis": told})
    assert watched.analyzer.calls <= 3


async def test_a_service_that_does_not_answer_is_not_waited_for() -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    async def away() -> None:
        raise ServiceUnavailable("away")

    found = await Health({"hangs": hang, "away": away}, patience=0).check()
    assert {each.name: each.status for each in found.dependencies} == {
        "hangs": "unreachable",
        "away": "unreachable",
    }


async def test_the_process_answers_whatever_is_away() -> None:
    response = await call(get_liveness, request("GET", "health/live", user=None))
    assert (response.status_code, body(response)) == (200, {"status": "alive"})
