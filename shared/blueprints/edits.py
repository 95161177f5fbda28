"""images: edit, analyse again, and how far the analysis has come."""

import azure.functions as func

from shared.errors import ImageNotFound, InvalidRequest, StaleImage
from shared.http import Answer, IfMatch, ImageId, operation
from shared.models import ImageEdit, ImageView, Principal, ProcessingStatus
from shared.worker import services

bp = func.Blueprint()


@operation(bp, "PATCH", "images/{image_id:length(24)}", problems=(InvalidRequest, ImageNotFound, StaleImage))
async def edit_image(
    caller: Principal, image_id: ImageId, body: ImageEdit, headers: IfMatch
) -> Answer[ImageView]:
    """Change the description, the tags, the filename, or whether it is a favorite.

    What is not named stays; what is edited survives every later analysis.
    """
    editing = (await services()).editing
    edited = await editing.edit(caller.owner, image_id, body, headers.if_match)
    return Answer(edited.view, 200, {"ETag": edited.version})


@operation(
    bp,
    "POST",
    "images/{image_id:length(24)}/reprocess",
    statuses=(202,),
    problems=(ImageNotFound, StaleImage),
)
async def reprocess_image(caller: Principal, image_id: ImageId) -> Answer[ImageView]:
    """Analyse an image again in the background; this also heals what failed."""
    restarted = await (await services()).editing.reprocess(caller.owner, image_id)
    return Answer(restarted.view, 202, {"ETag": restarted.version})


@operation(bp, "GET", "images/processing-status")
async def get_processing_status(caller: Principal) -> ProcessingStatus:
    """How many of your images are in which status, and which are not done yet."""
    return await (await services()).editing.status(caller.owner)
