"""Adding, listing, finding and removing images."""

import asyncio
import hashlib
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import (
    GalleryError,
    ImageBeingDeleted,
    ImageExists,
    ImageNotFound,
    ImageTooLarge,
    InvalidRequest,
    StaleImage,
)
from shared.models import (
    STAGES,
    Image,
    ImageFields,
    ImagePage,
    ImageStatus,
    ImageView,
    Json,
    Limits,
    Links,
    ListQuery,
    Stage,
    Upload,
    UploadedImage,
    now,
)
from shared.ports import ImageRepository, ImageStore, Listed
from shared.services import imaging, indexing
from shared.services.cursor import Cursor
from shared.services.removal import Removal

DELETE_SECONDS = 5
MAX_FILENAME = 1000
ATTEMPTS = 5


@dataclass(frozen=True)
class Added:
    image: ImageView
    duplicate: bool

    def uploaded(self) -> UploadedImage:
        return UploadedImage.trusted(**vars(self.image), duplicate=self.duplicate)


@dataclass(frozen=True)
class Shown:
    """An image as it is shown, and the strong entity tag of just that."""

    view: ImageView
    version: str


@dataclass(frozen=True)
class Gallery:
    images: ImageRepository
    store: ImageStore
    limits: Limits

    async def add(self, owner: str, upload: Upload) -> Added:
        """Keep a new original; analysis follows from its blob.

        The document is written first, so that the blob trigger always finds it. The same content twice is
        one image; content whose analysis failed, or whose upload broke off, is taken up anew.
        """
        image = await self._identify(owner, upload)
        try:
            image, duplicate = await self.create(image), False
        except ImageExists:
            image, duplicate = await self._renew(owner, image.id)
        if image.status in (ImageStatus.PENDING, ImageStatus.PROCESSING):
            await self.store.put_original(image, upload.content)
        return Added(await self.view(image), duplicate)

    async def create(self, image: Image) -> Image:
        """A new image. What was announced of the same content with a wrong size makes way for it.

        Raises ImageExists and QuotaExceeded.
        """
        try:
            return await self.images.create(image, self.limits)
        except ImageExists:
            existing = await self.images.get(image.owner_id, image.id)
            if existing.deleted_at or existing.size == image.size:
                raise
            await Removal(self.images, self.store).remove(existing)
            return await self.images.create(image, self.limits)

    async def add_all(self, owner: str, uploads: Sequence[Upload]) -> list[Added | GalleryError]:
        """Each file by itself: what is wrong with one spoils no other."""
        gate = asyncio.Semaphore(4)

        async def add(upload: Upload) -> Added | GalleryError:
            async with gate:
                try:
                    return await self.add(owner, upload)
                except GalleryError as error:
                    return error

        return await asyncio.gather(*(add(upload) for upload in uploads))

    async def get(self, owner: str, image_id: str) -> Image:
        """Raises ImageNotFound, also while the image is being deleted."""
        image = await self.images.get(owner, image_id)
        if image.deleted_at:
            raise ImageNotFound("There is no such image.")
        return image

    async def show(self, owner: str, image_id: str) -> Shown:
        """Raises ImageNotFound."""
        return await self.shown(await self.get(owner, image_id))

    async def shown(self, image: Image) -> Shown:
        view = await self.view(image)
        return Shown(view, f'"{_bare(image.etag)}.{view.links.expires_at.timestamp():.0f}"')

    async def links(self, owner: str, image_id: str) -> Links:
        """Raises ImageNotFound."""
        return Links.model_validate(await self.store.links(await self.get(owner, image_id)))

    async def page(self, owner: str, query: ListQuery) -> Json[ImagePage]:
        """One page. A cursor resumes after an image, wherever that image now stands."""
        at = Cursor.decode(query.cursor, query) if query.cursor else None
        skip = 0 if at else (query.page - 1) * query.limit
        after = at.after if at else None
        found, total = await asyncio.gather(
            self.images.listed(owner, query, after=after, skip=skip, limit=query.limit + 1),
            _known(at.total) if at else self.images.count(owner, query),
        )
        images, page = found[: query.limit], at.page if at else query.page
        more = len(found) > query.limit
        return Json(
            images=[await self.linked(image) for image in images],
            total=total,
            page=page,
            limit=query.limit,
            hasNext=more,
            hasPrev=page > 1,
            nextCursor=Cursor.after_image(images[-1], query, page + 1, total).encode() if more else None,
        )

    async def remove(self, owner: str, image_id: str, if_match: str | None = None) -> None:
        """Raises ImageNotFound, or StaleImage when the image is none of the versions in `if_match`."""
        removal = Removal(self.images, self.store)
        for _ in range(ATTEMPTS):
            image = await self.version(owner, image_id, if_match)
            try:
                return await removal.remove(image)
            except StaleImage:
                continue
        raise StaleImage("The image keeps changing. Please try again.")

    async def version(self, owner: str, image_id: str, if_match: str | None) -> Image:
        """Raises ImageNotFound, or StaleImage when the image is none of the versions in `if_match`."""
        image = await self.get(owner, image_id)
        if if_match not in (None, "*") and not _is_version(if_match, image):
            raise StaleImage("The image has changed since you read it.")
        return image

    async def view(self, image: Image) -> ImageView:
        fields = {name: getattr(image, name) for name in ImageFields.model_fields}
        return ImageView.trusted(**fields, links=Links.model_validate(await self.store.links(image)))

    async def linked(self, image: Listed) -> dict[str, Any]:
        return image.shown | {"links": await self.store.links(image)}

    async def _identify(self, owner: str, upload: Upload) -> Image:
        if not upload.content:
            raise InvalidRequest("The file is empty.")
        if len(upload.content) > self.limits.upload_bytes:
            raise ImageTooLarge(f"The limit is {self.limits.upload_bytes:,} bytes a file.")
        content_type = imaging.sniff(upload.content)
        digest = await asyncio.to_thread(_examine, upload.content, self.limits.upload_pixels)
        return indexing.index(
            Image(
                id=image_id(owner, digest),
                owner_id=owner,
                filename=upload.filename[:MAX_FILENAME],
                content_type=content_type,
                size=len(upload.content),
                sha256=digest,
            )
        )

    async def _renew(self, owner: str, image_id: str) -> tuple[Image, bool]:
        """The image already there, started anew when it had failed; and whether it was a duplicate."""
        for _ in range(ATTEMPTS):
            image = await self.images.get(owner, image_id)
            if image.deleted_at:
                raise ImageBeingDeleted("This image is being deleted.", retry_after=DELETE_SECONDS)
            if image.status is not ImageStatus.FAILED:
                return image, True
            try:
                return await self.images.save(restarted(image)), False
            except StaleImage:
                continue
        raise StaleImage("The image keeps changing. Please try again.")


def image_id(owner: str, sha256: str) -> str:
    """24 base32 characters (120 bits) of SHA-256 over owner and content: one id a picture and owner."""
    digest = hashlib.sha256(f"{owner}:{sha256}".encode()).digest()
    return b32encode(digest[:15]).decode().lower()


def restarted(image: Image) -> Image:
    """`image` with every stage to be done again but whole renditions; what the user edited stays."""
    fresh = [image.stage("renditions") if image.tiled else Stage(name="renditions")]
    fresh += [Stage(name=name) for name in STAGES if name != "renditions"]
    moment = now()
    return image.model_copy(
        update={
            "status": ImageStatus.PENDING,
            "error": None,
            "stages": tuple(fresh),
            "updated_at": moment,
            "requested_at": moment,
            "due_at": moment,
            "charged": False,
        }
    )


def _examine(content: bytes, max_pixels: int) -> str:
    """The SHA-256 of a picture whose header can be read and promises no more than `max_pixels`."""
    imaging.inspect(content, max_pixels)
    return hashlib.sha256(content).hexdigest()


def _bare(etag: str | None) -> str:
    return (etag or "").strip('"')


def _is_version(if_match: str, image: Image) -> bool:
    """Whether one of the entity tags is of the document as it is, whatever links it was shown with."""
    tags = (tag.strip().strip('"').partition(".")[0] for tag in if_match.split(","))
    return _bare(image.etag) in tags


async def _known(total: int) -> int:
    return total
