"""Peak memory of a process that takes a picture of 100 megapixels: upload, then trigger, each format alone.

`python -m bench.memory` prints a table.
"""

import argparse
import asyncio
import logging
import subprocess
import sys
import time
from io import BytesIO

from PIL import Image

from bench.hostile import peak, trial
from shared import worker
from tests.app import LIMITS, App

SIDE = 10_000
HALF_SIDE = 7_071  # WebP and AVIF decoders take twice the memory, so that half the pixels are taken
FORMATS = ("JPEG", "progressive JPEG", "PNG", "RGBA PNG", "GIF", "WEBP", "TIFF", "BMP")


def picture(kind: str) -> bytes:
    name = kind.rpartition(" ")[2]
    side = HALF_SIDE if name == "WEBP" else SIDE
    mode = "RGBA" if kind.startswith("RGBA") else "L" if name == "BMP" else "RGB"
    gradient = Image.linear_gradient("L").resize((side, side))
    options: dict[str, object] = {"progressive": True} if kind.startswith("progressive") else {}
    if name == "TIFF":
        options["compression"] = "tiff_lzw"
    stream = BytesIO()
    gradient.convert(mode).save(stream, name, **options)
    return stream.getvalue()


async def measure(content: bytes) -> tuple[str, float]:
    limits = LIMITS.model_copy(update={"upload_bytes": 10**9, "bytes": 10**10, "upload_pixels": SIDE * SIDE})
    app = App(limits=limits)
    async with worker.override(app.services()):
        started = time.perf_counter()
        end = await trial(app, content)
        return end, time.perf_counter() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=FORMATS, help=", ".join(FORMATS))
    parser.add_argument("--stdin", action="store_true", help="measure a picture from stdin in this process")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    if options.stdin:
        end, seconds = asyncio.run(measure(sys.stdin.buffer.read()))
        print(f"{end} | {seconds:.1f} s | {peak():.0f} MB")
        return 0
    print("| 100 megapixels | bytes | ends | time | peak RSS |\n|---|---:|---|---:|---:|")
    for kind in options.formats:
        content = picture(kind)
        command = [sys.executable, "-m", "bench.memory", "--stdin"]
        told = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
        print(f"| {kind} | {len(content):,} | {told.strip()} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
