"""List and get under load over loopback: the gallery on its local host against FastAPI, both on uvicorn.

`python -m bench.load` needs wrk (`apt-get install wrk`, `brew install wrk`). Each turn of each contestant is
a server process of its own with one event loop, warm before it is measured; contestants take turns. The
local host stands where Azure's would, and is counted with the gallery; what the database answers comes from
memory, as in bench.requests. CPU is user and system time of the server's threads.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import identity
from bench.documents import documents
from bench.tables import markdown

CONTESTANTS = ("gallery", "fastapi", "fastapi-tuned")
CONNECTIONS = 16
WARM = 2
SECONDS, TURNS = 5, 3
HEAD = ("route", "by", "requests/s", "p50, ms", "p99, ms", "CPU a request, µs", "gallery ÷ it")
Result = dict[str, float]


@contextmanager
def server(contestant: str, folder: Path) -> Iterator[tuple[str, int]]:
    """Its address and process id."""
    command = [sys.executable, "-m", "bench.servers", contestant, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.stdin.close()


def shot(url: str, token: str, seconds: int) -> Result:
    """Raises AssertionError when a request failed."""
    script = Path(__file__).parent / "peers" / "report.lua"
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script)]
    command = ["wrk", *options, "-H", f"Authorization: Bearer {token}", url]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: Result = json.loads(done.stdout.splitlines()[-1])
    assert not result["failed"], done.stdout
    return result


def cpu(process: int) -> float:
    """Seconds of user and system time, of all threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(turns: int, seconds: int) -> str:
    routes = {"list": "images", "get": f"images/{documents(1)[0]['id']}"}
    found: dict[tuple[str, str], list[Result]] = {(r, name): [] for r in routes for name in CONTESTANTS}
    with tempfile.TemporaryDirectory() as kept:
        identity.write(Path(kept) / "identity.json")
        _, token = identity.read(Path(kept) / "identity.json")
        for _ in range(turns):
            for name in CONTESTANTS:
                with server(name, Path(kept)) as (url, process):
                    for route, path in routes.items():
                        address = f"{url}/api/v1/{path}"
                        shot(address, token, WARM)
                        before = cpu(process)
                        result = shot(address, token, seconds)
                        used = (cpu(process) - before) / result["requests"] * 1e6
                        found[route, name].append(result | {"cpu": used})
    return table(found)


def table(found: dict[tuple[str, str], list[Result]]) -> str:
    middle = {
        of: {what: statistics.median(result[what] for result in results) for what in results[0]}
        for of, results in found.items()
    }
    rows = [
        (
            *(route, name),
            *(f"{of['rate']:,.0f}", f"{of['p50']:.1f}", f"{of['p99']:.1f}", f"{of['cpu']:,.0f}"),
            f"{middle[route, 'gallery']['cpu'] / of['cpu']:.2f}",
        )
        for (route, name), of in middle.items()
    ]
    return markdown(HEAD, rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    given = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk (Debian, Ubuntu) or brew install wrk (macOS).")
    print(run(given.turns, given.seconds))
