"""`python -m tests.faults`: every trial on fakes and on the emulators; writes the tables of the document."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from tests.faults.report import all_trials, table, write
from tests.faults.worlds import FakeWorld, emulators


async def main() -> int:
    logging.disable(logging.WARNING)
    on_fakes = await all_trials(FakeWorld)
    with tempfile.TemporaryDirectory() as state:
        async with emulators(Path(state)) as world:
            calls = await all_trials(world.fresh)
            world.struck = "requests"
            requests = await all_trials(world.fresh)
    write("calls", calls)
    write("requests", requests)
    for struck, results in (("calls", calls), ("requests", requests)):
        trials = sum(len(row) for row in results.values())
        print(f"{len(results)} {struck}, {trials} trials: all recovered.")  # noqa: T201
    if table(calls) != table(on_fakes):
        print(f"Fakes recover differently:\n{table(on_fakes)}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


sys.exit(asyncio.run(main()))
