"""Removing images for good: whatever interrupts it, somebody goes on, and nobody removes what came after.

A deleted document stands in the place of an image until its blobs are gone, and nothing is uploaded there
meanwhile. Whoever wrote that document last is the one to remove it.
"""

from contextlib import suppress
from dataclasses import dataclass

from shared.errors import ImageExists, ImageNotFound, StaleImage
from shared.models import Image, now
from shared.ports import ImageRepository, ImageStore

ATTEMPTS = 5


@dataclass(frozen=True)
class Removal:
    images: ImageRepository
    store: ImageStore

    async def remove(self, image: Image) -> None:
        """Mark, remove the blobs, then the documents. Raises StaleImage when `image` has changed since."""
        buried = await self.images.save(image.model_copy(update={"deleted_at": now()}))
        versions = await self.store.versions(buried.owner_id, buried.id)
        if not await self._is_last(buried):
            return  # somebody else took over, and these may be blobs of what was uploaded since
        await self.store.delete(versions)
        with suppress(StaleImage):
            await self.images.delete(buried)

    async def _is_last(self, buried: Image) -> bool:
        try:
            return (await self.images.get(buried.owner_id, buried.id)).etag == buried.etag
        except ImageNotFound:
            return False

    async def clear(self, owner: str, image_id: str) -> bool:
        """Remove what is left at a place without an image; False when an image is there after all."""
        for _ in range(ATTEMPTS):
            try:
                image = await self.images.entomb(tombstone(owner, image_id))
            except ImageExists:
                try:
                    image = await self.images.get(owner, image_id)
                except ImageNotFound:
                    continue
                if not image.deleted_at:
                    return False
            try:
                await self.remove(image)
            except (StaleImage, ImageNotFound):
                continue
            return True
        return False


def tombstone(owner: str, image_id: str) -> Image:
    """A deleted image that never was."""
    return Image(
        id=image_id, owner_id=owner, filename="", content_type="", size=0, sha256="", deleted_at=now()
    )
