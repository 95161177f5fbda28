"""What a run of ingestion found out, and how it is laid over an image document. Pure functions."""

from dataclasses import dataclass, field
from datetime import datetime

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
from shared.services import indexing


@dataclass
class Outcome:
    """The results of one run; a stage it did not touch is absent from `stages`."""

    renditions: Renditions | None = None
    analysis: Analysis | None = None
    embedding: Embedding | None = None
    stages: dict[StageName, Stage] = field(default_factory=dict)
    due_at: datetime | None = None


def merge(image: Image, outcome: Outcome) -> Image:
    """`image` with the outcome laid over it; what its user edited and what is already done stays."""
    stages = tuple(_later(image.stage(name), outcome.stages.get(name)) for name in STAGES)
    changed = image.model_copy(
        update={
            "stages": stages,
            "status": status_of(stages),
            "error": _error(stages),
            "updated_at": now(),
            "due_at": outcome.due_at or image.due_at,
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


def completed(stage: Stage, duration_ms: int, model_version: str | None = None) -> Stage:
    return stage.model_copy(
        update={
            "status": "completed",
            "attempts": stage.attempts + 1,
            "model_version": model_version,
            "error": None,
            "finished_at": now(),
            "duration_ms": duration_ms,
        }
    )


def failed(stage: Stage, reason: str) -> Stage:
    """`stage`, not to be tried again."""
    return stage.model_copy(
        update={"status": "failed", "attempts": stage.attempts + 1, "error": reason, "finished_at": now()}
    )


def skipped(stage: Stage, reason: str) -> Stage:
    """`stage`, not tried and not missed: the image is complete without it."""
    return stage.model_copy(update={"status": "skipped", "error": reason, "finished_at": now()})


def postponed(stage: Stage, reason: str, *, tried: bool) -> Stage:
    return stage.model_copy(update={"attempts": stage.attempts + tried, "error": reason})


def _later(stage: Stage, found: Stage | None) -> Stage:
    return found if found and stage.status in ("pending", "failed") else stage


def _error(stages: tuple[Stage, ...]) -> str | None:
    """Why an image failed, or why it is complete without its analysis."""
    reasons = {stage.status: stage.error for stage in reversed(stages)}
    return reasons.get("failed") or reasons.get("skipped")


def _rendered(renditions: Renditions) -> dict[str, object]:
    return {
        "width": renditions.width,
        "height": renditions.height,
        "orientation": _orientation(renditions.width, renditions.height),
        "colors": renditions.colors,
        "placeholder": renditions.placeholder,
        "tiled": True,
        "exif": renditions.exif,
        "embedded": renditions.embedded,
    }


def _analyzed(image: Image, analysis: Analysis) -> dict[str, object]:
    scale = _scale(image, analysis)
    boxes = (_scaled(found.box, scale, image) for found in analysis.objects)
    objects = tuple(
        found.model_copy(update={"box": box}) for found, box in zip(analysis.objects, boxes, strict=True)
    )
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


def _scale(image: Image, analysis: Analysis) -> float:
    """Pixels of the original to one that was analysed; a small picture was framed, not enlarged."""
    longest = max(image.width or 0, image.height or 0)
    return max(1.0, longest / max(analysis.width, analysis.height))


def _scaled(box: Box, scale: float, image: Image) -> Box:
    """In pixels of the original, and within it."""
    right, bottom = image.width or box.x + box.width, image.height or box.y + box.height
    x, y = min(round(box.x * scale), right), min(round(box.y * scale), bottom)
    return Box(
        x=x,
        y=y,
        width=min(round(box.width * scale), right - x),
        height=min(round(box.height * scale), bottom - y),
    )


def _orientation(width: int, height: int) -> Orientation:
    if width == height:
        return "square"
    return "landscape" if width > height else "portrait"
