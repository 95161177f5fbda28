"""CPU of one request, all but the SDK call: the gallery against FastAPI, in turns.

`python -m bench.requests` runs it all; each turn of each contestant is a process of its own.
"""

import argparse
import asyncio
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bench import identity
from bench.contestants import CONTESTANTS, Ask, Request
from bench.documents import documents
from bench.sources import Container
from bench.tables import markdown
from tests import pictures

TURNS = 7
CALLS = {"list": 300, "get": 1500, "search": 300, "upload": 30}
BOUNDARY = "frontier"
PEERS = [name for name in CONTESTANTS if name != "gallery"]


def requests(token: str, picture: bytes) -> dict[str, Request]:
    """The measured ones, by name."""
    signed = {"authorization": f"Bearer {token}"}
    image_id = documents(1)[0]["id"]
    body = b"".join(
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'.encode(),
            b"Content-Type: image/jpeg\r\n\r\n",
            picture,
            f"\r\n--{BOUNDARY}--\r\n".encode(),
        )
    )
    form = signed | {
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        "content-length": str(len(body)),
    }
    return {
        "list": Request("GET", "images", "list_images", headers=signed),
        "get": Request(
            "GET", f"images/{image_id}", "get_image", route={"image_id": image_id}, headers=signed
        ),
        "search": Request(
            "GET", "search/images", "search_images", query={"q": "harbour", "mode": "text"}, headers=signed
        ),
        "upload": Request("POST", "images/upload", "upload_image", headers=form, body=body),
    }


async def turn(contestant: str, folder: Path) -> dict[str, Any]:
    """CPU in µs per request by route, and the longest pause of the collector, in ms of CPU."""
    key, token = identity.read(folder / "identity.json")
    async with AsyncExitStack() as stack:
        ask = await CONTESTANTS[contestant](Container(documents(20)), key, stack)
        asked = requests(token, (folder / "picture.jpg").read_bytes())
        for request in asked.values():
            for _ in range(10):
                status, body = await ask(request)
                assert status in (200, 201), body
        gc.collect()
        gc.freeze()
        pauses = _watch_collector()
        return {name: await _cpu(ask, asked[name], CALLS[name]) for name in asked} | {"pause": max(pauses)}


async def _cpu(ask: Ask, request: Request, calls: int) -> float:
    started = time.process_time()
    for _ in range(calls):
        await ask(request)
    return (time.process_time() - started) / calls * 1e6


def _watch_collector() -> list[float]:
    pauses, begun = [0.0], [0.0]

    def note(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            begun[0] = time.thread_time()
        else:
            pauses.append((time.thread_time() - begun[0]) * 1000)

    gc.callbacks.append(note)
    return pauses


def table(results: dict[str, list[dict[str, float]]]) -> str:
    middle = {
        name: {route: statistics.median(turn[route] for turn in turns) for route in (*CALLS, "pause")}
        for name, turns in results.items()
    }
    ours = middle["gallery"]
    rows: list[Iterable[object]] = [
        (
            route,
            *(f"{middle[name][route]:,.0f}" for name in CONTESTANTS),
            *(f"{ours[route] / middle[name][route]:.2f}" for name in PEERS),
        )
        for route in CALLS
    ]
    pauses = ", ".join(f"{name} {middle[name]['pause']:.1f} ms" for name in CONTESTANTS)
    head = ("route", *(f"{name}, µs" for name in CONTESTANTS), *(f"÷ {name}" for name in PEERS))
    return f"{markdown(head, rows)}\n\nLongest pause of the garbage collector: {pauses}."


def run(turns: int) -> str:
    results: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        identity.write(folder / "identity.json")
        (folder / "picture.jpg").write_bytes(pictures.jpeg(4200, 3100, noise=14))
        for _ in range(turns):
            for name in CONTESTANTS:
                command = [sys.executable, "-m", "bench.requests", "--turn", name, kept]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                results[name].append(json.loads(done.stdout.splitlines()[-1]))
    return table(results)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--turn", nargs=2, metavar=("CONTESTANT", "FOLDER"))
    given = parser.parse_args()
    if given.turn:
        print(json.dumps(asyncio.run(turn(given.turn[0], Path(given.turn[1])))))
    else:
        print(run(given.turns))
