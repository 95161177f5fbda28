"""Closing accounts: all images of an owner are removed, a bounded number at a time, then the rest."""

import asyncio
from dataclasses import dataclass

from shared.errors import ImageNotFound, StaleImage
from shared.models import Image, ListQuery
from shared.ports import Closures, ImageRepository, ImageStore
from shared.services.removal import Removal

OWNERS = 20  # a run
IMAGES = 2000  # of one owner, a run
PAGE = 100
AT_ONCE = 8


@dataclass(frozen=True)
class Closing:
    images: ImageRepository
    store: ImageStore
    closures: Closures

    async def advance(self) -> int:
        """Go on with every account that is being closed; how many images were removed."""
        return sum([await self._close(owner) for owner in await self.closures.owners(OWNERS)])

    async def _close(self, owner: str) -> int:
        removed = 0
        while removed < IMAGES:
            images = await self.images.page(owner, ListQuery(sort="oldest"), after=None, skip=0, limit=PAGE)
            done = await self._remove(images)
            removed += done
            if not images:
                await self.closures.finish(owner)
            if not done:
                break
        return removed

    async def _remove(self, images: list[Image]) -> int:
        gate, removal = asyncio.Semaphore(AT_ONCE), Removal(self.images, self.store)

        async def remove(image: Image) -> bool:
            async with gate:
                try:
                    await removal.remove(await self.images.get(image.owner_id, image.id))
                except (StaleImage, ImageNotFound):
                    return False  # somebody is at work on it: the next run sees to it
                return True

        return sum(await asyncio.gather(*(remove(image) for image in images)))
