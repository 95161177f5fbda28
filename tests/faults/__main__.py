"""`python -m tests.faults`: every trial on fakes and on the emulators; writes the table of the document."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.faults.report import all_trials, write
from tests.faults.worlds import FakeWorld, emulators


async def main() -> int:
    on_fakes = await all_trials(FakeWorld)
    with tempfile.TemporaryDirectory() as state:
        async with emulators(Path(state)) as world:
            emulated = await all_trials(world.fresh)
    write(emulated)
    trials = sum(len(row) for row in emulated.values())
    print(f"{len(emulated)} calls, {trials} trials on fakes and on the emulators: all recovered.")  # noqa: T201
    if emulated != on_fakes:
        differing = [key for key in emulated if emulated[key] != on_fakes.get(key)]
        print(f"Fakes and emulators recover differently: {differing}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


sys.exit(asyncio.run(main()))
