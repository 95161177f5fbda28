"""What users change of their images, and what they ask to be done again."""

import asyncio
from dataclasses import dataclass
from typing import Any

from shared.errors import StaleImage
from shared.models import Image, ImageEdit, ProcessingStatus, Tag, now
from shared.ports import AnalysisQueue
from shared.services import indexing
from shared.services.gallery import ATTEMPTS, Gallery, Shown, restarted

MOST_UNFINISHED = 100


@dataclass(frozen=True)
class Editing:
    gallery: Gallery
    queue: AnalysisQueue

    async def edit(self, owner: str, image_id: str, edit: ImageEdit, if_match: str | None = None) -> Shown:
        """Raises ImageNotFound, or StaleImage when the image is none of the versions in `if_match`."""
        for _ in range(ATTEMPTS):
            image = await self.gallery.version(owner, image_id, if_match)
            try:
                return await self.gallery.shown(await self.gallery.images.save(edited(image, edit)))
            except StaleImage:
                continue
        raise StaleImage("The image keeps changing. Please try again.")

    async def reprocess(self, owner: str, image_id: str) -> Shown:
        """Analyse an image again, whatever became of it before. Raises ImageNotFound."""
        for _ in range(ATTEMPTS):
            image = await self.gallery.get(owner, image_id)
            try:
                image = await self.gallery.images.save(restarted(image))
            except StaleImage:
                continue
            await self.queue.send(owner, image_id)
            return await self.gallery.shown(image)
        raise StaleImage("The image keeps changing. Please try again.")

    async def status(self, owner: str) -> ProcessingStatus:
        counts, unfinished = await asyncio.gather(
            self.gallery.images.counts(owner), self.gallery.images.unfinished(owner, MOST_UNFINISHED)
        )
        views = await asyncio.gather(*(self.gallery.view(image) for image in unfinished))
        return ProcessingStatus(counts=counts, images=tuple(views))


def edited(image: Image, edit: ImageEdit) -> Image:
    """`image` with the fields that `edit` names; they are marked, so that no analysis undoes them."""
    update: dict[str, Any] = {"updated_at": now()}
    marks = set(image.edited)
    for name in edit.model_fields_set & {"filename", "favorite"}:
        update[name] = getattr(edit, name)
    if "tags" in edit.model_fields_set:
        update["tags"] = _tags(image, edit.tags)
        marks.add("tags")
    if "description" in edit.model_fields_set:
        marks.discard("description")
        if edit.description is not None:
            marks.add("description")
            update |= {"description": edit.description, "description_source": "user"}
    return indexing.index(image.model_copy(update=update | {"edited": tuple(sorted(marks))}))


def _tags(image: Image, names: tuple[str, ...]) -> tuple[Tag, ...]:
    """A tag that was there keeps where it came from; no name twice."""
    known = {tag.name.casefold(): tag for tag in image.tags}
    wanted = {name.casefold(): name for name in names}
    return tuple(known.get(key, Tag(name=name, source="user")) for key, name in wanted.items())
