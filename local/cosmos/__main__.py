"""`python -m local.cosmos`: the emulator as a server of its own."""

import argparse
import asyncio
import contextlib
import signal
from pathlib import Path

from local.cosmos import CosmosEmulator
from local.serve import serve


async def main() -> None:
    options = argparse.ArgumentParser(prog="python -m local.cosmos", description="Cosmos DB emulator")
    options.add_argument(
        "--port", type=int, default=8081, help="port on the loopback address, 0 for a free one"
    )
    options.add_argument("--path", type=Path, help="SQLite file; without it the data lives in memory")
    options.add_argument("--partitions", type=int, default=2, help="ranges every container is split into")
    chosen = options.parse_args()
    emulator = CosmosEmulator(chosen.path, chosen.partitions)
    stop = _stop_event()
    async with serve(emulator.app, port=chosen.port) as url:
        print(url, flush=True)
        await stop.wait()


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends the loop by itself
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
