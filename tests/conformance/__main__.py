"""`python -m tests.conformance SDK PYTHON [FILE …]`: the SDK's own tests, against the Cosmos DB emulator."""

import asyncio
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from local.cosmos import CosmosEmulator
from local.serve import serve
from tests.conformance.report import Results, table, write

HERE = Path(__file__).parent
OPTIONS = [
    "-q",
    "--tb=short",
    "--disable-warnings",
    "--show-capture=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "plugin",
]
OPTIONS += ["-c", os.devnull, "--rootdir", "."]
SELECTION = tomllib.loads((HERE / "selection.toml").read_text())


async def outcomes(sdk: Path, python: str, file: str, ranges: str) -> Results:
    """What the tests of a file say of an emulator whose containers have so many ranges.

    Each file has a process of its own: the SDK's tests leave settings behind.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "results.json"
        async with serve(CosmosEmulator(partitions=int(ranges)).app) as url:
            environ = {
                "ACCOUNT_HOST": f"{url}/",
                "CONFORMANCE_RANGES": ranges,
                "CONFORMANCE_RESULTS": str(found),
                "PYTHONPATH": str(HERE),
                "PYTHONWARNINGS": "ignore",
            }
            process = await asyncio.create_subprocess_exec(
                *(python, "-m", "pytest", *OPTIONS, file),
                cwd=sdk / "tests",
                env=os.environ | environ,
                stdout=sys.stderr,
            )
            await process.wait()
        return {test: (kind, why) for test, (kind, why) in json.loads(found.read_text()).items()}


async def main(sdk: Path, python: str, files: Sequence[str]) -> int:
    results: Results = {}
    for file in files or SELECTION["files"]:
        for ranges in ranges_of(file):
            results |= await outcomes(sdk, python, file, ranges)
    if not files:
        write(results)
    print(table(results))  # noqa: T201
    failed = {test: why for test, (kind, why) in results.items() if kind == "failed"}
    for test, why in failed.items():
        print(f"{test}: {why}", file=sys.stderr)  # noqa: T201
    return 1 if failed else 0


def ranges_of(file: str) -> Iterator[str]:
    """How many ranges containers shall have for some test of a file: two, and what is listed for it."""
    yield "2"
    for ranges, patterns in SELECTION["ranges"].items():
        if any(fnmatch(file, pattern.partition("::")[0]) for pattern in patterns):
            yield ranges


if __name__ == "__main__":
    sdk, python, *files = sys.argv[1:]
    sys.exit(asyncio.run(main(Path(sdk).resolve(), str(Path(python).absolute()), files)))
