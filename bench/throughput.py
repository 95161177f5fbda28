"""Memory over two thousand pictures; then two hundred at once through upload and analysis, lists in between.

`python -m bench.throughput` runs the functions on ports in memory: all processor time is the gallery's. What
two cores allow is twice the wall time's worth of it; time in which a thread could run but waited for a core
counts as used, so that a busy machine does not look like an idle gallery. The lag of the event loop is by
how much a task wakes up too late; told as well without the wait for a core.
"""

import argparse
import asyncio
import gc
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.renditions import make
from bench.tables import markdown
from shared import worker
from shared.blob_name import BlobName
from shared.blueprints import images, ingestion
from tests.app import LIMITS, App, body, call, form, request

PICTURES = 200
MANY = 2_000
TICK = 0.005
CORES = 2
GENEROUS = LIMITS.model_copy(
    update={"images": 10**6, "bytes": 10**12, "upload_bytes": 10**8, "analyses_per_month": 10**6}
)


def different(content: bytes, number: int) -> bytes:
    """The same picture with a comment of its own: another image to the gallery."""
    comment = f"{number:012}".encode()
    return content[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + content[2:]


async def upload(content: bytes) -> str:
    headers, sent = form([("picture.jpg", content)])
    response = await call(images.upload_image, request("POST", "images/upload", headers=headers, body=sent))
    assert response.status_code == 201, response.get_body()
    return str(body(response)["id"])


async def analyze(image_id: str) -> None:
    await call(ingestion.analyze_image, BlobName("originals", f"aliceowner/{image_id}"))


async def lists(waits: list[float]) -> None:
    while True:
        started = time.perf_counter()
        response = await call(images.list_images, request("GET", "images"))
        assert response.status_code == 200
        waits.append(time.perf_counter() - started)
        await asyncio.sleep(0.02)


async def ticks(lags: list[float], own: list[float]) -> None:
    while True:
        started, waited = time.perf_counter(), _waited("thread-self")
        await asyncio.sleep(TICK)
        lags.append(time.perf_counter() - started - TICK)
        own.append(max(0.0, lags[-1] - (_waited("thread-self") - waited)))


def _waited(whose: str) -> float:
    """Seconds that threads were ready to run and no core was free."""
    return sum(int(each.read_text().split()[1]) for each in Path("/proc").glob(f"{whose}/schedstat")) / 1e9


@asynccontextmanager
async def beside(*work: object) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(each) for each in work]  # type: ignore[call-overload]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


async def burst(content: bytes, pictures: int) -> str:
    app, lags, own, waits = App(limits=GENEROUS), list[float](), list[float](), list[float]()
    contents = [different(content, number) for number in range(pictures)]
    async with worker.override(app.services()):
        for number in range(4):
            await analyze(await upload(different(content, pictures + number)))
        gc.collect()
        gc.freeze()
        started, before, waited = time.perf_counter(), time.process_time(), _waited("self/task/*")
        async with beside(ticks(lags, own), lists(waits)):
            ids = await asyncio.gather(*(upload(each) for each in contents))
            await asyncio.gather(*(analyze(image_id) for image_id in ids))
        wall, cpu = time.perf_counter() - started, time.process_time() - before
        wanted = cpu + _waited("self/task/*") - waited
        assert all(image.status == "completed" for image in app.images.images.values())
    rows = (
        ("pictures", f"{pictures}"),
        ("pictures a second", f"{pictures / wall:.1f}"),
        ("waiting for a core", f"{(wanted - cpu) / wanted:.0%}"),
        ("CPU a picture, ms", f"{cpu / pictures * 1000:.0f}"),
        (f"of what {CORES} cores allow", f"{wanted / wall / CORES:.0%}"),
        ("lag of the event loop, p50 and p99, ms", _percentiles(lags)),
        ("the same without the wait for a core", _percentiles(own)),
        ("list meanwhile, p50 and p99, ms", _percentiles(waits)),
    )
    return markdown(("200 at once", "12 MP JPEG"), rows)


def _percentiles(seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return f"{cuts[49] * 1000:.1f}, {cuts[98] * 1000:.1f}"


async def endurance(content: bytes, pictures: int) -> str:
    rows = []
    for number in range(pictures):
        app = App(limits=GENEROUS)  # its store forgets: what grows is ours
        async with worker.override(app.services()):
            await analyze(await upload(different(content, number)))
        if number + 1 in {pictures // 20, pictures // 4, pictures // 2, pictures}:
            rows.append((f"{number + 1:,}", f"{_resident():.0f}", f"{_peak():.0f}"))
    return markdown(("pictures", "resident, MB", "peak, MB"), rows)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def run(content: bytes, pictures: int, many: int) -> None:
    print(await endurance(content, many), end="\n\n", flush=True)
    print(await burst(content, pictures))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=PICTURES)
    parser.add_argument("--many", type=int, default=MANY)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        path = Path(kept) / "picture.jpg"
        make("12 MP JPEG", path)
        asyncio.run(run(path.read_bytes(), given.pictures, given.many))
