"""Every call of upload, analysis and delete, struck in every way: nothing is lost, nothing is left behind."""

from pathlib import Path

import pytest

from tests.faults.report import all_trials, table, written
from tests.faults.worlds import FakeWorld, emulators

pytestmark = pytest.mark.asyncio


async def test_every_fault_is_recovered_from_as_the_document_tells() -> None:
    assert table(await all_trials(FakeWorld)) == written(), "run `make faults`, which writes the table anew"


async def test_a_killed_process_leaves_no_trace_on_the_emulators(tmp_path: Path) -> None:
    async with emulators(tmp_path) as world:
        results = await all_trials(world.fresh, kinds=["killed after"])
    assert len(results) > 10
