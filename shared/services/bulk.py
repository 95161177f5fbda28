"""The same done to several images, each by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared.errors import GalleryError
from shared.models import ImageEdit, ImageView
from shared.services.editing import Editing

T = TypeVar("T")
AT_ONCE = 8


@dataclass(frozen=True)
class Bulk:
    editing: Editing

    async def edit(
        self, owner: str, ids: Sequence[str], edit: ImageEdit
    ) -> dict[str, ImageView | GalleryError]:
        async def one(image_id: str) -> ImageView:
            return (await self.editing.edit(owner, image_id, edit)).view

        return await _each(ids, one)

    async def delete(self, owner: str, ids: Sequence[str]) -> dict[str, GalleryError | None]:
        return await _each(ids, lambda image_id: self.editing.gallery.remove(owner, image_id))


async def _each(ids: Sequence[str], act: Callable[[str], Awaitable[T]]) -> dict[str, T | GalleryError]:
    """What came of each id: what is wrong with one spoils no other."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(image_id: str) -> T | GalleryError:
        async with gate:
            try:
                return await act(image_id)
            except GalleryError as error:
                return error

    unique = tuple(dict.fromkeys(ids))
    return dict(zip(unique, await asyncio.gather(*map(one, unique)), strict=True))
