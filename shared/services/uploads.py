"""Direct uploads: the client announces a file, is given a signed address, and sends it to storage itself."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import (
    GalleryError,
    ImageBeingDeleted,
    ImageExists,
    ImageTooLarge,
    InvalidRequest,
    StaleImage,
    UnsupportedImageType,
)
from shared.models import Announcement, Image, ImageStatus, ImageView, SignedUpload
from shared.ports import AnalysisQueue
from shared.services import imaging, indexing
from shared.services.gallery import ATTEMPTS, DELETE_SECONDS, Gallery, image_id, restarted

AT_ONCE = 8
ALIASES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-ms-bmp": "image/bmp"}


@dataclass(frozen=True)
class Announced:
    """An image whose original is expected at `upload`, or, without one, is there already."""

    image: ImageView
    upload: SignedUpload | None


@dataclass(frozen=True)
class DirectUploads:
    gallery: Gallery
    queue: AnalysisQueue

    async def announce(self, owner: str, files: Sequence[Announcement]) -> list[Announced | GalleryError]:
        """Each file by itself: what is wrong with one spoils no other."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def announce(file: Announcement) -> Announced | GalleryError:
            async with gate:
                try:
                    return await self._announce(self._image(owner, file))
                except GalleryError as error:
                    return error

        return await asyncio.gather(*(announce(file) for file in files))

    def _image(self, owner: str, file: Announcement) -> Image:
        if not file.size:
            raise InvalidRequest("The file is empty.")
        if file.size > self.gallery.limits.upload_bytes:
            raise ImageTooLarge(f"The limit is {self.gallery.limits.upload_bytes:,} bytes a file.")
        named = file.content_type.partition(";")[0].strip().lower()
        content_type = ALIASES.get(named, named)
        if content_type not in imaging.CONTENT_TYPES:
            raise UnsupportedImageType("Taken are JPEG, PNG, GIF, WebP, AVIF, HEIC, TIFF and BMP pictures.")
        return indexing.index(
            Image(
                id=image_id(owner, file.sha256),
                owner_id=owner,
                filename=file.filename,
                content_type=content_type,
                size=file.size,
                sha256=file.sha256,
            )
        )

    async def _announce(self, announced: Image) -> Announced:
        try:
            return await self._expected(await self.gallery.create(announced))
        except ImageExists:
            return await self._again(announced)

    async def _again(self, announced: Image) -> Announced:
        """The image already there: a duplicate, unless its original never arrived.

        What failed with its original in place is analysed anew, since nothing needs to be sent again.
        """
        owner, images = announced.owner_id, self.gallery.images
        for _ in range(ATTEMPTS):
            image = await images.get(owner, announced.id)
            if image.deleted_at:
                raise ImageBeingDeleted("This image is being deleted.", retry_after=DELETE_SECONDS)
            kept = await self.gallery.store.has_original(owner, image.id)
            if kept and image.status is not ImageStatus.FAILED:
                return Announced(await self.gallery.view(image), None)
            try:
                image = await images.save(restarted(image if kept else _replaced(image, announced)))
            except StaleImage:
                continue
            if not kept:
                return await self._expected(image)
            await self.queue.send(owner, image.id)
            return Announced(await self.gallery.view(image), None)
        raise StaleImage("The image keeps changing. Please try again.")

    async def _expected(self, image: Image) -> Announced:
        return Announced(await self.gallery.view(image), await self.gallery.store.upload_link(image))


def _replaced(image: Image, announced: Image) -> Image:
    """`image` as it is announced now: what was said of a file that never arrived counts no more."""
    fields = ("filename", "content_type", "size")
    return image.model_copy(update={name: getattr(announced, name) for name in fields})
