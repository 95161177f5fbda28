"""What a run of ingestion found out, and how it is laid over an image document. Pure functions."""

from dataclasses import dataclass, field

from shared.models import (
    STAGES,
    Analysis,
    Box,
    Embedding,
    Image,
    ImageStatus,
    Orientation,
    Renditions,
    Stage,
    StageName,
    now,
)
from shared.services import colors, indexing


@dataclass
class Outcome:
    """The results of one run; a stage it did not touch is absent from `stages`."""

    renditions: Renditions | None = None
    analysis: Analysis | None = None
    embedding: Embedding | None = None
    stages: dict[StageName, Stage] = field(default_factory=dict)


def merge(image: Image, outcome: Outcome) -> Image:
    """`image` with the outcome laid over it; what its user edited stays."""
    stages = tuple(outcome.stages.get(name, image.stage(name)) for name in STAGES)
    changed = image.model_copy(
        update={
            "stages": stages,
            "status": status_of(stages),
            "error": next((stage.error for stage in stages if stage.status == "failed"), None),
            "updated_at": now(),
            **(_rendered(outcome.renditions) if outcome.renditions else {}),
        }
    )
    if outcome.analysis:
        changed = changed.model_copy(update=_analyzed(changed, outcome.analysis))
    if "tags" not in image.edited:
        found = tuple(tag for tag in changed.tags if tag.source == "ai")
        changed = changed.model_copy(update={"tags": indexing.merge_tags(changed.embedded, found)})
    return indexing.index(changed)


def status_of(stages: tuple[Stage, ...]) -> ImageStatus:
    """Failed once a stage has failed for good; completed when none is left to do."""
    if any(stage.status == "failed" for stage in stages):
        return ImageStatus.FAILED
    if any(stage.status == "pending" for stage in stages):
        return ImageStatus.PENDING
    return ImageStatus.COMPLETED


def _rendered(renditions: Renditions) -> dict[str, object]:
    return {
        "width": renditions.width,
        "height": renditions.height,
        "orientation": _orientation(renditions.width, renditions.height),
        "colors": renditions.colors,
        "color_cells": colors.cells_of(renditions.colors),
        "placeholder": renditions.placeholder,
        "exif": renditions.exif,
        "embedded": renditions.embedded,
    }


def _analyzed(image: Image, analysis: Analysis) -> dict[str, object]:
    scale = (image.width or analysis.width) / analysis.width
    objects = tuple(found.model_copy(update={"box": _scaled(found.box, scale)}) for found in analysis.objects)
    update: dict[str, object] = {
        "caption": analysis.caption,
        "objects": objects,
        "people": analysis.people,
        "text": analysis.text,
        "analyzed_at": now(),
    }
    if "tags" not in image.edited:
        update["tags"] = analysis.tags
    return update


def _scaled(box: Box, scale: float) -> Box:
    return Box(
        x=round(box.x * scale),
        y=round(box.y * scale),
        width=round(box.width * scale),
        height=round(box.height * scale),
    )


def _orientation(width: int, height: int) -> Orientation:
    if width == height:
        return "square"
    return "landscape" if width > height else "portrait"
