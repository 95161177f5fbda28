"""images: upload, list, read and delete."""

import azure.functions as func

from shared.errors import (
    Conflict,
    ImageNotFound,
    ImageTooLarge,
    InvalidRequest,
    StaleImage,
    UnreadableImage,
    UnsupportedImageType,
)
from shared.http import Answer, IfMatch, IfNoneMatch, ImageId, operation, outcome
from shared.models import (
    ImagePage,
    ImageView,
    Json,
    ListQuery,
    Principal,
    Upload,
    UploadedImage,
    UploadResults,
)
from shared.worker import services

bp = func.Blueprint()
REFUSED = (InvalidRequest, Conflict, ImageTooLarge, UnsupportedImageType, UnreadableImage)


@operation(bp, "POST", "images/upload", statuses=(201, 200), problems=REFUSED)
async def upload_image(caller: Principal, file: Upload) -> Answer[UploadedImage]:
    """Keep a new image; its analysis follows in the background.

    Content that is already there is answered with 200 and `duplicate: true`.
    """
    gallery = (await services()).gallery
    added = await gallery.add(caller.owner, file)
    headers = {"Location": added.image.links.self}
    return Answer(added.uploaded(), 200 if added.duplicate else 201, headers)


@operation(bp, "POST", "images/upload-multiple", problems=(InvalidRequest,))
async def upload_images(caller: Principal, files: tuple[Upload, ...]) -> UploadResults:
    """Keep up to 50 new images. What is wrong with one spoils no other."""
    gallery = (await services()).gallery
    results = await gallery.add_all(caller.owner, files)
    return UploadResults(
        results=tuple(outcome(file, result) for file, result in zip(files, results, strict=True))
    )


@operation(bp, "GET", "images", problems=(InvalidRequest,))
async def list_images(caller: Principal, query: ListQuery) -> Json[ImagePage]:
    """One page of your images, newest first."""
    return await (await services()).gallery.page(caller.owner, query)


@operation(bp, "GET", "images/{image_id:length(24)}", statuses=(200, 304), problems=(ImageNotFound,))
async def get_image(caller: Principal, image_id: ImageId, headers: IfNoneMatch) -> Answer[ImageView | None]:
    """One image, with its analysis once there is one."""
    gallery = (await services()).gallery
    image = await gallery.show(caller.owner, image_id)
    etag = {"ETag": image.version}
    if headers.matches(image.version):
        return Answer(None, 304, etag)
    return Answer(image.view, 200, etag)


@operation(
    bp, "DELETE", "images/{image_id:length(24)}", statuses=(204,), problems=(ImageNotFound, StaleImage)
)
async def delete_image(caller: Principal, image_id: ImageId, headers: IfMatch) -> Answer[None]:
    """Remove an image and all that was made from it."""
    await (await services()).gallery.remove(caller.owner, image_id, headers.if_match)
    return Answer(None, 204)
