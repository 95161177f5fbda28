"""Room for the pictures that are decoded at the same time: memory is bounded, and first come goes first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 2


class Decoders:
    """At most two pictures, and together no more than `pixels`, which one picture may have."""

    def __init__(self, pixels: int) -> None:
        self.pixels = pixels
        self._free = pixels
        self._line = asyncio.Lock()
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def room_for(self, pixels: int) -> AsyncIterator[None]:
        taken = min(max(pixels, self.pixels // AT_ONCE), self.pixels)
        async with self._line, self._changed:
            await self._changed.wait_for(lambda: self._free >= taken)
            self._free -= taken
        try:
            yield
        finally:
            async with self._changed:
                self._free += taken
                self._changed.notify_all()
