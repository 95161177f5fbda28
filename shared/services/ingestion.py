"""The way of a new original: renditions, analysis, embedding, one saved document.

Events arrive at least once, in any order, for images that may be gone: every step may run twice.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from random import uniform
from typing import TypeVar

from shared.errors import (
    AnalysisRefused,
    AnalyzerBusy,
    AnalyzerMisconfigured,
    GalleryError,
    ImageNotFound,
    ServiceUnavailable,
    StaleImage,
    UnreadableImage,
)
from shared.models import Image, ImageStatus, Renditions, Stage, StageName, now
from shared.ports import AnalysisQueue, ImageAnalyzer, ImageRepository, ImageStore
from shared.services import imaging
from shared.services.stages import Outcome, merge

logger = logging.getLogger(__name__)
T = TypeVar("T")
SAVE_ATTEMPTS = 8


@dataclass(frozen=True)
class Patience:
    """How often, how long and at what pace a stage is tried again. Times are seconds."""

    max_attempts: int
    max_age: float
    first_delay: float
    max_delay: float

    def delay(self, attempts: int, retry_after: float | None) -> float:
        """Full-jitter exponential backoff, never sooner than the service asked for.

        Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
        """
        ceiling: float = min(self.max_delay, self.first_delay * 2 ** min(attempts, 16))
        return (retry_after or 0) + ceiling * uniform(0.5, 1)  # noqa: S311 (spreads load, no secret)


@dataclass(frozen=True)
class Ingestion:
    images: ImageRepository
    store: ImageStore
    analyzer: ImageAnalyzer
    queue: AnalysisQueue
    patience: Patience
    max_pixels: int

    async def ingest(self, owner: str, image_id: str) -> Image | None:
        """Do the stages an image still misses; None when it is gone or misses none.

        What a bad picture or a refusing analyzer brings ends as a failed stage. A busy analyzer leaves the
        stage pending and a message for later. ServiceUnavailable is raised, for the host to try again.
        """
        image = await self.images.claim(owner, image_id)
        if image is None:
            return None
        run = _Run(image, self)
        preview = await run.preview()
        if preview is not None:
            await asyncio.gather(run.analyze(preview), run.embed(preview))
        return await self._finish(run)

    async def give_up(self, owner: str, image_id: str, reason: str) -> None:
        """Mark what is still missing as failed, telling why."""
        try:
            image = await self.images.get(owner, image_id)
        except ImageNotFound:
            return
        if image.deleted_at or image.status in (ImageStatus.COMPLETED, ImageStatus.FAILED):
            return
        stages = {s.name: failed(s, reason) for s in image.stages if s.status == "pending"}
        await self._save(image, Outcome(stages=stages))

    async def _finish(self, run: "_Run") -> Image | None:
        image = await self._save(run.image, run.outcome)
        if image is None:
            await self.store.delete_renditions(run.image.owner_id, run.image.id)
        elif run.retry_in is not None:
            await self.queue.send(image.owner_id, image.id, run.retry_in)
        return image

    async def _save(self, image: Image, outcome: Outcome) -> Image | None:
        """None when the image was deleted meanwhile; a user's edit meanwhile is kept."""
        for _ in range(SAVE_ATTEMPTS):
            try:
                return await self.images.save(merge(image, outcome), outcome.embedding)
            except StaleImage:
                try:
                    image = await self.images.get(image.owner_id, image.id)
                except ImageNotFound:
                    return None
            except ImageNotFound:
                return None
            if image.deleted_at:
                return None
            if image.status is ImageStatus.COMPLETED:
                return image
        raise ServiceUnavailable("The image keeps changing.")


class _Run:
    """One try at the missing stages of one image."""

    def __init__(self, image: Image, ingestion: Ingestion) -> None:
        self.image = image
        self.outcome = Outcome()
        self.retry_in: float | None = None
        self._with = ingestion

    async def preview(self) -> bytes | None:
        """The preview, made now if it is missing; None when the original cannot be rendered."""
        owner, image_id = self.image.owner_id, self.image.id
        if self.image.stage("renditions").status == "completed":
            return await self._with.store.get_preview(owner, image_id)
        started = time.monotonic()
        try:
            renditions = await self._render(owner, image_id)
        except ServiceUnavailable:
            raise
        except GalleryError as error:
            for stage in self.image.stages:
                self.outcome.stages[stage.name] = failed(stage, error.detail)
            return None
        self.outcome.renditions = renditions
        self._complete("renditions", started)
        return renditions.preview

    async def analyze(self, preview: bytes) -> None:
        self.outcome.analysis = await self._try("analysis", self._with.analyzer.analyze, preview)

    async def embed(self, preview: bytes) -> None:
        self.outcome.embedding = await self._try("embedding", self._with.analyzer.embed_image, preview)

    async def _render(self, owner: str, image_id: str) -> Renditions:
        content = await self._with.store.get_original(owner, image_id)
        digest = await asyncio.to_thread(hashlib.sha256, content)
        if digest.hexdigest() != self.image.sha256:
            raise UnreadableImage("The stored file is not the one that was announced.")
        renditions = await asyncio.to_thread(imaging.render, content, self._with.max_pixels)
        await self._with.store.put_renditions(
            owner, image_id, thumbnail=renditions.thumbnail, preview=renditions.preview
        )
        return renditions

    async def _try(self, name: StageName, call: Callable[[bytes], Awaitable[T]], preview: bytes) -> T | None:
        stage, started = self.image.stage(name), time.monotonic()
        if stage.status != "pending":
            return None
        try:
            result = await call(preview)
        except AnalysisRefused as error:
            self.outcome.stages[name] = failed(stage, str(error))
        except (AnalyzerBusy, AnalyzerMisconfigured) as error:
            self._postpone(stage, error)
        else:
            self._complete(name, started, getattr(result, "model_version", None))
            return result
        return None

    def _complete(self, name: StageName, started: float, model_version: str | None = None) -> None:
        self.outcome.stages[name] = self.image.stage(name).model_copy(
            update={
                "status": "completed",
                "attempts": self.image.stage(name).attempts + 1,
                "model_version": model_version,
                "error": None,
                "finished_at": now(),
                "duration_ms": round((time.monotonic() - started) * 1000),
            }
        )

    def _postpone(self, stage: Stage, error: AnalyzerBusy | AnalyzerMisconfigured) -> None:
        patience, attempts = self._with.patience, stage.attempts + 1
        age = now() - self.image.requested_at
        if attempts >= patience.max_attempts or age > timedelta(seconds=patience.max_age):
            self.outcome.stages[stage.name] = failed(stage, f"Gave up after {attempts} tries: {error.detail}")
            return
        self.outcome.stages[stage.name] = stage.model_copy(
            update={"attempts": attempts, "error": error.detail}
        )
        self.retry_in = max(self.retry_in or 0, patience.delay(attempts, error.retry_after))


def failed(stage: Stage, reason: str) -> Stage:
    return stage.model_copy(
        update={"status": "failed", "attempts": stage.attempts + 1, "error": reason, "finished_at": now()}
    )
