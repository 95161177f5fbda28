"""What lists and reads ask of the database as a gallery grows, and as it is shared by more people.

`python -m bench.growth` tells of one owner with more and more pictures, then of as many that belong to a
thousand owners. The searches have a table of their own: `python -m bench.search scale`.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from bench.documents import document
from bench.search.stack import BATCH, OWNER, Bench, bench
from bench.tables import markdown
from shared.models import ListQuery
from shared.services.cursor import Cursor, fingerprint

SIZES = (1_000, 10_000, 100_000)
OWNERS = 1_000
DEEP = 1_000
START = datetime(2020, 1, 1, tzinfo=UTC)
HEAD = ("pictures", "request", "calls", "examined", "returned", "kB read")

Ask = Callable[[Bench], Awaitable[Any]]


def item(number: int, owner: str = OWNER) -> dict[str, Any]:
    at = (START + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    fresh = document(number) | {"id": f"{number:024}", "ownerId": owner, "kind": "image", "uploadedAt": at}
    return fresh | {"tagNames": [f"word{number % 50}"], "shownAt": at}


def requests(size: int) -> Iterator[tuple[str, Ask]]:
    def page(gallery: Bench, **params: Any) -> Awaitable[Any]:
        return gallery.search.gallery.page(OWNER, ListQuery(**params))

    yield "get", lambda gallery: gallery.search.gallery.show(OWNER, f"{size // 2:024}")
    yield "first page", page
    yield "next page, by cursor", lambda gallery: page(gallery, cursor=_cursor(size, 1))
    if size > 20 * DEEP:
        yield f"page {DEEP:,}, by cursor", lambda gallery: page(gallery, cursor=_cursor(size, DEEP))
        yield f"page {DEEP:,}, by number", lambda gallery: page(gallery, page=DEEP)
    yield "first page of a tag", lambda gallery: page(gallery, tag="word7")


def _cursor(size: int, pages: int) -> str:
    """As the answer before would have it."""
    last = size - 20 * pages
    at = item(last)["uploadedAt"]
    return Cursor(
        query=fingerprint(ListQuery()), after=(at, f"{last:024}"), page=pages + 1, total=size
    ).encode()


async def load(gallery: Bench, items: Iterator[dict[str, Any]]) -> None:
    while batch := list(islice(items, BATCH)):
        operations = [("create", (each,)) for each in batch]
        await gallery.container.execute_item_batch(operations, partition_key=batch[0]["ownerId"])


async def rows(gallery: Bench, size: int, named: str) -> list[Sequence[object]]:
    found: list[Sequence[object]] = []
    for name, ask in requests(size):
        for _ in range(2):  # until the SDK knows where everything is
            await ask(gallery)
        await gallery.traffic.clear()
        await ask(gallery)
        records = await gallery.traffic.requests()
        counted = (
            len(records),
            sum(record.examined for record in records),
            sum(record.returned for record in records),
            round(sum(record.response_bytes for record in records) / 1000, 1),
        )
        found.append((named, name, *(f"{number:,}" for number in counted)))
    return found


async def run(sizes: Sequence[int]) -> str:
    grown: list[Sequence[object]] = []
    async with bench() as gallery:
        have = 0
        for size in sizes:
            await load(gallery, (item(number) for number in range(have, size)))
            have = size
            grown += await rows(gallery, size, f"{size:,} of one owner")
    async with bench() as gallery:
        each = sizes[-1] // OWNERS
        for owner in range(OWNERS):
            name = OWNER if owner == 0 else f"owner{owner}"
            await load(gallery, (item(number, name) for number in range(each)))
        grown += await rows(gallery, each, f"{each} each of {OWNERS:,} owners")
    return markdown(HEAD, grown)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    print(asyncio.run(run(parser.parse_args().sizes)))
