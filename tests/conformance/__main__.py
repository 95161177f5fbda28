"""`python -m tests.conformance SDK PYTHON`: the SDK's own tests, against the Cosmos DB emulator."""

import asyncio
import json
import os
import sys
import tempfile
import tomllib
from pathlib import Path

from local.cosmos import CosmosEmulator
from local.serve import serve
from tests.conformance.report import Results, table, write

HERE = Path(__file__).parent
SELECTION = tomllib.loads((HERE / "selection.toml").read_text())


async def outcomes(sdk: Path, python: str, ranges: int) -> Results:
    """What the chosen tests say of an emulator whose containers have so many ranges."""
    options = ["-q", "--tb=short", "-p", "no:cacheprovider", "-p", "plugin"]
    options += ["-c", os.devnull, "--rootdir", ".", "-o", "asyncio_default_fixture_loop_scope=function"]
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "results.json"
        async with serve(CosmosEmulator(partitions=ranges).app) as url:
            environ = {
                "ACCOUNT_HOST": f"{url}/",
                "CONFORMANCE_RANGES": str(ranges),
                "CONFORMANCE_RESULTS": str(found),
                "PYTHONPATH": str(HERE),
            }
            process = await asyncio.create_subprocess_exec(
                *(python, "-m", "pytest", *options, *SELECTION["files"]),
                cwd=sdk / "tests",
                env=os.environ | environ,
            )
            await process.wait()
        return {test: (kind, why) for test, (kind, why) in json.loads(found.read_text()).items()}


async def main(sdk: Path, python: str) -> int:
    results: Results = {}
    for ranges in (2, *map(int, SELECTION["ranges"])):
        results |= await outcomes(sdk, python, ranges)
    write(results)
    print(table(results))  # noqa: T201
    failed = {test: why for test, (kind, why) in results.items() if kind == "failed"}
    for test, why in failed.items():
        print(f"{test}: {why}", file=sys.stderr)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]).resolve(), str(Path(sys.argv[2]).absolute()))))
