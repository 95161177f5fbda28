"""Has the pictures analysed again that other models saw, some a minute, until none is left. Stop it at will.

    python -m infra.reanalyze --analysis VERSION --embedding VERSION [--per-minute 6]

The connection settings are those of the app, in the environment.
"""

import argparse
import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping

from shared.bootstrap import open_reanalysis
from shared.models import StageName, now
from shared.services.reanalysis import Reanalysis
from shared.settings import Settings

BATCH = 100


async def roll(
    job: Reanalysis,
    models: Mapping[StageName, str],
    per_minute: float,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> int:
    """How many images were asked for, in batches of at most a minute's worth."""
    began, asked = now(), 0
    limit = max(1, min(BATCH, int(per_minute)))
    while found := await job.ask(models, began, limit):
        asked += found
        print(f"pictures asked for: {asked}")
        await pause(60 * found / per_minute)
    return asked


async def run(models: Mapping[StageName, str], per_minute: float) -> None:
    async with open_reanalysis(Settings()) as job:
        await roll(job, models, per_minute)
    print("Nothing is left to ask for.")


def rate(text: str) -> float:
    value = float(text)
    if not 0 < value <= 6000:
        raise argparse.ArgumentTypeError("a number over 0, at most 6000")
    return value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--analysis", help="model version of the analyses to keep")
    parser.add_argument("--embedding", help="model version of the embeddings to keep")
    parser.add_argument("--per-minute", type=rate, default=6, help="pictures a minute (6)")
    options = parser.parse_args()
    versions: dict[StageName, str | None] = {"analysis": options.analysis, "embedding": options.embedding}
    models = {stage: version for stage, version in versions.items() if version}
    if not models:
        parser.error("give --analysis, --embedding or both")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(models, options.per_minute))


if __name__ == "__main__":
    main()
