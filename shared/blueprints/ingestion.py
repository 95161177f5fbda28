"""What happens in the background: new blobs, later tries, what failed too often, and what was interrupted."""

import json
import logging

import azure.functions as func

from shared.blob_name import BlobName
from shared.models import now
from shared.tracing import note, traced
from shared.triggers import STORAGE, blob_source, sweep_schedule
from shared.worker import services

bp = func.Blueprint()
logger = logging.getLogger(__name__)
SOURCE = func.BlobSource(blob_source())
GAVE_UP = "The analysis kept failing. Ask for it again, or upload the picture again."


@bp.blob_trigger("blob", "originals/{owner}/{image_id}", STORAGE, source=SOURCE)
@traced
async def analyze_image(blob: BlobName) -> None:
    """Render and analyse a new original. What it raises, the host tries again."""
    await _ingest(_place(blob.name))


@bp.queue_trigger("message", "analysis", STORAGE)
@traced
async def resume_analysis(message: func.QueueMessage) -> None:
    """Do the stages an image still misses."""
    await _ingest(_wanted(message))


@bp.queue_trigger("message", "webjobs-blobtrigger-poison", STORAGE)
@traced
async def bury_poisoned_blob(message: func.QueueMessage) -> None:
    """Mark an image as failed when its blob was given up on."""
    await _give_up(_place(str(_content(message).get("BlobName"))))


@bp.queue_trigger("message", "analysis-poison", STORAGE)
@traced
async def bury_poisoned_analysis(message: func.QueueMessage) -> None:
    """Mark an image as failed when its later tries were given up on."""
    await _give_up(_wanted(message))


@bp.timer_trigger("timer", sweep_schedule())
@traced
async def sweep(timer: func.TimerRequest) -> None:
    """Finish what was interrupted."""
    opened = await services()
    done = await opened.sweeping.sweep(now()) | {"of closed accounts": await opened.closing.advance()}
    if any(done.values()):
        logger.warning("swept: %s", ", ".join(f"{count} {name}" for name, count in done.items() if count))


async def _ingest(place: tuple[str, str] | None) -> None:
    if place is None:
        logger.error("an event names no image, and is dropped")
        return
    owner, image_id = place
    note(owner=owner, image_id=image_id)
    image = await (await services()).ingestion.ingest(owner, image_id)
    logger.info("image %s: %s", image_id, image.status if image else "nothing to do")


async def _give_up(place: tuple[str, str] | None) -> None:
    if place is None:
        logger.error("an event names no image, and is dropped")
        return
    owner, image_id = place
    note(owner=owner, image_id=image_id)
    await (await services()).ingestion.give_up(owner, image_id, GAVE_UP)
    logger.error("gave up on image %s", image_id)


def _place(name: str) -> tuple[str, str] | None:
    """Owner and image of an original's blob name; None for a blob that is not ours."""
    parts = name.split("/")
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) else None


def _wanted(message: func.QueueMessage) -> tuple[str, str] | None:
    content = _content(message)
    owner, image_id = content.get("owner"), content.get("imageId")
    return (owner, image_id) if isinstance(owner, str) and isinstance(image_id, str) else None


def _content(message: func.QueueMessage) -> dict[str, object]:
    try:
        content = json.loads(message.get_body())
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
