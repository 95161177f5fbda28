"""images/{id}/original, preview, tile and thumbnail: stable addresses that lead to signed ones."""

import azure.functions as func

from shared.errors import ImageNotAnalyzed, ImageNotFound
from shared.http import Answer, ImageId, operation
from shared.models import Principal
from shared.worker import services

bp = func.Blueprint()
RENDITION = (ImageNotFound, ImageNotAnalyzed)


@operation(bp, "GET", "images/{image_id:length(24)}/original", statuses=(302,), problems=(ImageNotFound,))
async def get_original(caller: Principal, image_id: ImageId) -> Answer[None]:
    """The file as it was uploaded, by way of a signed address that downloads it under its name."""
    links = await (await services()).gallery.links(caller.owner, image_id)
    return _found(links.original)


@operation(bp, "GET", "images/{image_id:length(24)}/preview", statuses=(302,), problems=RENDITION)
async def get_preview(caller: Principal, image_id: ImageId) -> Answer[None]:
    """A JPEG whose long side is 1280 to 2560 pixels where the original has as many, by a signed address."""
    links = await (await services()).gallery.links(caller.owner, image_id)
    return _found(links.preview)


@operation(bp, "GET", "images/{image_id:length(24)}/tile", statuses=(302,), problems=RENDITION)
async def get_tile(caller: Principal, image_id: ImageId) -> Answer[None]:
    """A WebP of the whole picture, its long side 640 pixels where the original has as many, for grids."""
    links = await (await services()).gallery.links(caller.owner, image_id)
    return _found(links.tile)


@operation(bp, "GET", "images/{image_id:length(24)}/thumbnail", statuses=(302,), problems=RENDITION)
async def get_thumbnail(caller: Principal, image_id: ImageId) -> Answer[None]:
    """A WebP of 300 x 300 pixels from the middle of the picture, by way of a signed address."""
    links = await (await services()).gallery.links(caller.owner, image_id)
    return _found(links.thumbnail)


def _found(address: str | None) -> Answer[None]:
    """Raises ImageNotAnalyzed."""
    if address is None:
        raise ImageNotAnalyzed("The picture has no such rendition yet.", retry_after=2)
    return Answer(None, 302, {"Location": address})
