"""`python -m bench.search [quality] [scale]` prints the tables of docs/search.md."""

import argparse
import asyncio

from bench.search.quality import measure, table
from bench.search.scale import scale

SIZES = (1_000, 10_000, 100_000)


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("tables", nargs="*", default=["quality", "scale"])
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    chosen = parser.parse_args()
    if "quality" in chosen.tables:
        print(table(await measure()), end="\n\n", flush=True)
    if "scale" in chosen.tables:
        async for growth in scale(chosen.sizes):
            print(growth, end="\n\n", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
