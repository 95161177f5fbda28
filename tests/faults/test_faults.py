"""Every call of upload, analysis and delete, struck in every way: nothing is lost, nothing is left behind."""

from pathlib import Path

import pytest

from tests.faults.report import all_trials, table, written
from tests.faults.worlds import FakeWorld, emulators

pytestmark = pytest.mark.asyncio


async def test_every_call_that_fails_is_recovered_from_as_the_document_tells() -> None:
    assert table(await all_trials(FakeWorld)) == written("calls"), (
        "run `make faults`, which writes the tables"
    )


async def test_a_process_killed_after_any_request_leaves_no_trace(tmp_path: Path) -> None:
    async with emulators(tmp_path) as world:
        world.struck = "requests"
        results = await all_trials(world.fresh, kinds=["killed after"])
    assert len(results) == written("requests").count("\n") - 1
