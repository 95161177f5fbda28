"""What happens in the background: new blobs, later tries, and what failed too often."""

import json
import logging

import azure.functions as func

from shared.blob_name import BlobName
from shared.bootstrap import services
from shared.settings import STORAGE, TriggerSettings

bp = func.Blueprint()
logger = logging.getLogger(__name__)
SOURCE = func.BlobSource(TriggerSettings().blob_trigger_source)
GAVE_UP = "The analysis kept failing. Ask for it again, or upload the picture again."


@bp.blob_trigger("blob", "originals/{owner}/{image_id}", STORAGE, source=SOURCE)
async def analyze_image(blob: BlobName) -> None:
    """Render and analyse a new original. What it raises, the host tries again."""
    owner, image_id = blob.name.split("/")
    image = await (await services()).ingestion.ingest(owner, image_id)
    logger.info("image %s: %s", image_id, image.status if image else "nothing to do")


@bp.queue_trigger("message", "analysis", STORAGE)
async def resume_analysis(message: func.QueueMessage) -> None:
    """Do the stages an image still misses."""
    wanted = json.loads(message.get_body())
    image = await (await services()).ingestion.ingest(wanted["owner"], wanted["imageId"])
    logger.info("image %s: %s", wanted["imageId"], image.status if image else "nothing to do")


@bp.queue_trigger("message", "webjobs-blobtrigger-poison", STORAGE)
async def bury_poisoned_blob(message: func.QueueMessage) -> None:
    """Mark an image as failed when its blob was given up on."""
    owner, image_id = json.loads(message.get_body())["BlobName"].split("/")[-2:]
    await (await services()).ingestion.give_up(owner, image_id, GAVE_UP)
    logger.error("gave up on image %s", image_id)


@bp.queue_trigger("message", "analysis-poison", STORAGE)
async def bury_poisoned_analysis(message: func.QueueMessage) -> None:
    """Mark an image as failed when its later tries were given up on."""
    wanted = json.loads(message.get_body())
    await (await services()).ingestion.give_up(wanted["owner"], wanted["imageId"], GAVE_UP)
    logger.error("gave up on image %s", wanted["imageId"])
