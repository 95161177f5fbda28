"""A burst of pictures on a free tier of 20 calls a minute; a minute may be made shorter.

`python -m bench.burst --pictures 500 --minute 2` runs the local gallery with settings scaled alike, and fails
unless every picture completes.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from local.signin.token import issue
from local.stack import VISION_KEY, run
from local.vision import VisionStandIn
from tests.pictures import jpeg

CALLS_A_MINUTE = 20
CALLS_A_PICTURE = 2


@dataclass(frozen=True)
class Result:
    pictures: int
    completed: int
    calls: int
    refused: int
    seconds: float
    least_seconds: float
    displacement: float

    def __str__(self) -> str:
        return (
            f"{self.completed} of {self.pictures} pictures completed in {self.seconds:.0f} s"
            f" (the limit allows {self.least_seconds:.0f} s); {self.calls} calls, {self.refused} refused;"
            f" a picture completed {self.displacement:.1f} places from where it came, on average"
        )


async def burst(pictures: int, minute: float, state: Path) -> Result:
    stand_in = VisionStandIn(key=VISION_KEY, calls_per_minute=CALLS_A_MINUTE, rate_window_seconds=minute)
    scaled = {
        "GALLERY_ANALYSIS_RETRY_SECONDS": str(15 * minute / 60),
        "GALLERY_ANALYSIS_RETRY_MAX_SECONDS": str(900 * minute / 60),
    }
    async with run(state, 0, extra=scaled, stand_in=stand_in) as stack:
        headers = {"Authorization": f"Bearer {issue(state, 'alice', timedelta(hours=2))}"}
        async with httpx.AsyncClient(base_url=f"{stack.url}/api/v1/", headers=headers, timeout=60) as client:
            started = time.monotonic()
            ids = [await _upload(client, seed) for seed in range(pictures)]
            images = await _finished(client, pictures)
            seconds = time.monotonic() - started
    calls = [call.status for call in stand_in.log.calls]
    done = sorted(images, key=lambda image: str(image["analyzedAt"]))
    places = {image["id"]: place for place, image in enumerate(done)}
    return Result(
        pictures,
        sum(image["status"] == "completed" for image in images),
        len(calls),
        calls.count(429),
        seconds,
        pictures * CALLS_A_PICTURE / CALLS_A_MINUTE * minute,
        sum(abs(places[each] - came) for came, each in enumerate(ids)) / pictures,
    )


async def _upload(client: httpx.AsyncClient, seed: int) -> str:
    files = {"file": (f"{seed}.jpg", jpeg(96, 72, seed=seed))}
    response = await client.post("images/upload", files=files)
    return str(response.raise_for_status().json()["id"])


async def _finished(client: httpx.AsyncClient, pictures: int) -> list[dict[str, Any]]:
    while True:
        status = (await client.get("images/processing-status")).raise_for_status().json()
        if not status["images"]:
            break
        await asyncio.sleep(0.5)
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while len(found) < pictures:
        page = (await client.get("images", params={"limit": 100, **cursor})).raise_for_status().json()
        found += page["images"]
        if not page["nextCursor"]:
            break
        cursor = {"cursor": page["nextCursor"]}
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--minute", type=float, default=2, help="how many seconds a minute lasts (2)")
    options = parser.parse_args()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as state:
        result = asyncio.run(burst(options.pictures, options.minute, Path(state)))
    print(result)
    return 0 if result.completed == result.pictures else 1


if __name__ == "__main__":
    sys.exit(main())
