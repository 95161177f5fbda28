"""Who decodes at the same time."""

import asyncio

import pytest

from shared.services.ingestion.decoders import Decoders

pytestmark = pytest.mark.asyncio


class Picture:
    """One that is decoded until it is told to be done."""

    def __init__(self, decoders: Decoders, pixels: int) -> None:
        self.decoding = False
        self._done = asyncio.Event()
        self.task = asyncio.create_task(self._decode(decoders, pixels))

    async def _decode(self, decoders: Decoders, pixels: int) -> None:
        async with decoders.room_for(pixels):
            self.decoding = True
            try:
                await self._done.wait()
            finally:
                self.decoding = False

    async def finish(self) -> None:
        self._done.set()
        await self.task


async def decoding(pictures: list[Picture]) -> list[int]:
    for _ in range(20):
        await asyncio.sleep(0)
    return [number for number, picture in enumerate(pictures) if picture.decoding]


@pytest.mark.parametrize(
    ("sizes", "first", "second"),
    [
        ([1, 1, 1], [0, 1], [1, 2]),
        ([50, 50, 50], [0, 1], [1, 2]),
        ([60, 50, 1], [0], [1, 2]),
        ([1, 100, 1], [0], [1]),
        ([500, 1, 1], [0], [1, 2]),
    ],
)
async def test_first_come_first_go_as_far_as_there_is_room(
    sizes: list[int], first: list[int], second: list[int]
) -> None:
    decoders = Decoders(100)
    pictures = [Picture(decoders, size) for size in sizes]
    assert await decoding(pictures) == first
    await pictures[0].finish()
    assert await decoding(pictures) == second
    for picture in pictures[1:]:
        await picture.finish()


async def test_who_gives_up_leaves_the_room_to_others() -> None:
    decoders = Decoders(100)
    pictures = [Picture(decoders, 100) for _ in range(3)]
    assert await decoding(pictures) == [0]
    for gone in (1, 0):
        pictures[gone].task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pictures[gone].task
    assert await decoding(pictures) == [2]
    await pictures[2].finish()
