"""Mutated pictures of every format on the whole way: upload, then trigger; and what memory that takes.

`python -m bench.hostile --pictures 1000` fails when a request ends in a 5xx, when the trigger raises, when a
picture ends neither completed nor failed with a reason, and when memory or time pass a bound.
"""

import argparse
import asyncio
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from shared import worker
from shared.blob_name import BlobName
from shared.blueprints.images import upload_image
from shared.blueprints.ingestion import analyze_image
from shared.models import ImageStatus
from tests import pictures
from tests.app import LIMITS, App, body, call, form, request

SIZE = (320, 240)
OWNER = "aliceowner"
REFUSED = {400, 413, 415, 422}


def originals() -> list[bytes]:
    scene = pictures.scene(*SIZE)
    facts = {"keywords": ("beach",), "description": "Sea", "gps": (1.0, 2.0), "camera": ("Maker", "Model")}
    return [
        pictures.jpeg(*SIZE, orientation=6, **facts),  # type: ignore[arg-type]
        pictures.encoded(scene, "JPEG", progressive=True),
        pictures.encoded(scene.convert("CMYK"), "JPEG"),
        pictures.encoded(scene, "MPO", save_all=True, append_images=[scene]),
        pictures.png(*SIZE),
        pictures.encoded(scene.convert("I;16") if scene.mode == "L" else scene.convert("L"), "PNG"),
        pictures.encoded(scene.convert("LA"), "PNG"),
        pictures.encoded(scene.quantize(16), "PNG", transparency=3),
        pictures.animation("GIF", 5),
        pictures.webp(*SIZE),
        pictures.animation("WEBP", 5),
        pictures.avif(*SIZE),
        pictures.heic(*SIZE),
        pictures.tiff(*SIZE),
        pictures.tiff(*SIZE, compression="tiff_lzw"),
        pictures.bmp(*SIZE),
    ]


def mutated(count: int, seed: int = 0) -> Iterator[bytes]:
    """Bits flipped, ends cut off, ranges zeroed, repeated or replaced, and heads of other formats."""
    chance = random.Random(seed)  # noqa: S311 (a test's dice)
    kinds = originals()
    for number in range(count):
        content = bytearray(kinds[number % len(kinds)])
        start = chance.randrange(len(content))
        length = chance.randrange(1, 64)
        match chance.randrange(7):
            case 0:
                for _ in range(chance.randrange(1, 64)):
                    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            case 1:
                for _ in range(chance.randrange(1, 16)):
                    content[chance.randrange(min(600, len(content)))] = chance.randrange(256)
            case 2:
                del content[start:]
            case 3:
                content[start : start + length] = bytes(length)
            case 4:
                content[start:start] = content[start : start + 4096] * 3
            case 5:
                content[start : start + length] = chance.randbytes(length)
            case _:
                head = chance.choice(kinds)[: chance.randrange(4, 256)]
                content[: len(head)] = head
        yield bytes(content)


async def trial(app: App, content: bytes) -> str:
    """What became of one file. Raises AssertionError, or whatever the trigger raises."""
    headers, sent = form([("x.jpg", content)])
    response = await call(upload_image, request("POST", "images/upload", headers=headers, body=sent))
    if response.status_code in REFUSED:
        return f"refused with {response.status_code}"
    assert response.status_code in (200, 201), (response.status_code, response.get_body())
    image_id = body(response)["id"]
    await analyze_image(BlobName("originals", f"{OWNER}/{image_id}"))
    image = app.images.images[OWNER, image_id]
    assert image.status in (ImageStatus.COMPLETED, ImageStatus.FAILED), image.status
    assert bool(image.error) == (image.status is ImageStatus.FAILED), image.error
    await app.gallery.remove(OWNER, image_id)
    return str(image.status)


async def run(count: int) -> tuple[Counter[str], float, float]:
    """How often which end was met, MB by which the memory's peak grew, and the longest seconds of one."""
    ends: Counter[str] = Counter()
    longest = 0.0
    app = App(limits=LIMITS.model_copy(update={"analyses_per_month": 2 * count}))
    async with worker.override(app.services()):
        for content in originals():
            await trial(app, content)
        before = peak()
        for content in mutated(count):
            started = time.perf_counter()
            ends[await trial(app, content)] += 1
            longest = max(longest, time.perf_counter() - started)
    return ends, peak() - before, longest


def peak() -> float:
    """Peak RSS of this process in MB, as Linux tells it."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=1000)
    count = parser.parse_args().pictures
    logging.disable(logging.WARNING)
    ends, grown, longest = asyncio.run(run(count))
    told = ", ".join(f"{number} {end}" for end, number in ends.most_common())
    print(f"{count} mutated pictures: {told}; memory's peak grew by {grown:.0f} MB; longest {longest:.2f} s")
    return 0 if grown < 200 and longest < 10 else 1


if __name__ == "__main__":
    sys.exit(main())
