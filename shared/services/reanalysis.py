"""Asking again for what other models saw: a rolling job, some images at a time, to be stopped at will."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.errors import ImageNotFound, StaleImage
from shared.models import Image, ImageStatus, Stage, StageName, now
from shared.ports import AnalysisQueue, ImageRepository, Outdated


@dataclass(frozen=True)
class Reanalysis:
    images: ImageRepository
    outdated: Outdated
    queue: AnalysisQueue

    async def ask(self, models: Mapping[StageName, str], before: datetime, limit: int) -> int:
        """Have the stages done anew that another model did; how many images were found, 0 when none is left.

        `before` is when the job began: an image it has asked for already is not asked for again.
        """
        found = await self.outdated.images(models, before, limit)
        for image in found:
            try:
                await self.images.save(renewed(image, models))
            except (StaleImage, ImageNotFound):
                continue  # somebody is at work on it; the job comes by again
            await self.queue.send(image.owner_id, image.id)
        return len(found)


def renewed(image: Image, models: Mapping[StageName, str]) -> Image:
    """`image` with its outdated stages to be done again, at nobody's charge; what they found stays."""
    moment = now()
    stages = tuple(
        Stage(name=stage.name)
        if stage.model_version != models.get(stage.name, stage.model_version)
        else stage
        for stage in image.stages
    )
    return image.model_copy(
        update={
            "status": ImageStatus.PENDING,
            "stages": stages,
            "updated_at": moment,
            "requested_at": moment,
            "due_at": moment,
            "charged": True,
        }
    )
