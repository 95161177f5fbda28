"""Walking through all blobs and documents side by side, a page a run, to find what has no counterpart."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import ImageNotFound, StaleImage
from shared.models import ImageStatus
from shared.ports import BlobKind, Bookmark, ImageRepository, ImageStore, Leftovers, Listing, Place
from shared.services.removal import Removal

logger = logging.getLogger(__name__)
SETTLED = timedelta(hours=1)  # what changed since is not judged
FILE_GONE = "The stored file is gone. Upload the picture again."


@dataclass(frozen=True)
class Inventory:
    images: ImageRepository
    leftovers: Leftovers
    store: ImageStore
    limit: int

    async def check(self, kind: BlobKind, moment: datetime) -> int:
        """Judge the next page of blobs, and keep where it ended. How many images something was done for."""
        bookmark = await self.leftovers.bookmark(kind)
        page = await self.store.listing(kind, bookmark.marker if bookmark else None, self.limit)
        last = max(page.places, default=None)
        documents = await self.leftovers.between(
            bookmark.last if bookmark else None, last if page.marker else None, 2 * self.limit
        )
        done = await self._clear_orphans(page, documents, moment - SETTLED)
        if kind == "originals":
            done += await self._tell_of_losses(page, documents, moment - SETTLED)
        following = Bookmark(page.marker, last) if page.marker and last else None
        await self.leftovers.keep_bookmark(kind, following)
        return done

    async def _clear_orphans(
        self, page: Listing, documents: dict[Place, ImageStatus], before: datetime
    ) -> int:
        removal = Removal(self.images, self.store)
        orphans = [
            place for place, changed in page.places.items() if changed < before and place not in documents
        ]
        return sum([await removal.clear(*place) for place in orphans])

    async def _tell_of_losses(
        self, page: Listing, documents: dict[Place, ImageStatus], before: datetime
    ) -> int:
        """Of completed images only: others are overdue, or have failed already."""
        missing = [
            place
            for place, status in documents.items()
            if status is ImageStatus.COMPLETED and place not in page.places
        ]
        return sum([await self._mark_lost(*place, before) for place in missing])

    async def _mark_lost(self, owner: str, image_id: str, before: datetime) -> bool:
        try:
            image = await self.images.get(owner, image_id)
            if (
                image.deleted_at
                or image.uploaded_at > before
                or await self.store.has_original(owner, image_id)
            ):
                return False
            lost = image.model_copy(update={"status": ImageStatus.FAILED, "error": FILE_GONE})
            await self.images.save(lost)
        except (ImageNotFound, StaleImage):
            return False
        logger.error("the original of image %s is gone", image_id)
        return True
