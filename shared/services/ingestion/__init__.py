"""The way of a new original: renditions, analysis, embedding, one saved document.

Events arrive at least once, in any order, for images that may be gone: every step may run twice. No lease
keeps two runs apart, since it would outlive a killed one; etags decide, and two runs find the same.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from shared.errors import (
    ImageNotFound,
    QuotaExceeded,
    ServiceUnavailable,
    StaleImage,
)
from shared.models import Image, now
from shared.ports import AnalysisQueue, ImageAnalyzer, ImageRepository, ImageStore
from shared.services.ingestion import stages
from shared.services.ingestion.decoders import Decoders
from shared.services.ingestion.patience import Patience
from shared.services.ingestion.run import Run
from shared.services.ingestion.stages import Outcome
from shared.services.ingestion.throttling import Throttle
from shared.services.removal import Removal

logger = logging.getLogger(__name__)
SAVE_ATTEMPTS = 8


@dataclass(frozen=True)
class Ingestion:
    images: ImageRepository
    store: ImageStore
    analyzer: ImageAnalyzer
    queue: AnalysisQueue
    throttle: Throttle
    patience: Patience
    decoders: Decoders
    analyses_per_month: int
    soon: float = 2.0  # seconds an analysis may take before the renditions are shown without it

    async def ingest(self, owner: str, image_id: str) -> Image | None:
        """Do the stages an image still misses; None when it is gone or misses none.

        What a bad picture or a refusing analyzer brings ends as a failed stage. A busy analyzer leaves the
        stage pending and a message for later; so does a busy database or store. ServiceUnavailable is raised
        only when not even a message can be left.
        """
        image = None
        try:
            image = await self.images.claim(owner, image_id)
            if image is None:
                await self._guard(owner, image_id)
                return None
            return await self._run(image)
        except ServiceUnavailable as error:
            if image and self.patience.is_over(image):
                return await self.give_up(owner, image_id, f"Gave up: {error.detail}")
            delay = self.patience.delay(1, error.retry_after)
            logger.warning("image %s waits %.0f s: %s", image_id, delay, error.detail)
            await self.queue.send(owner, image_id, delay)
            return image

    async def give_up(self, owner: str, image_id: str, reason: str) -> Image | None:
        """Mark what is still missing as failed, telling why; None when nothing is."""
        try:
            image = await self.images.get(owner, image_id)
        except ImageNotFound:
            return None
        pending = [stage for stage in image.stages if stage.status == "pending"]
        if image.deleted_at or not pending:
            return None
        return await self._save(
            image, Outcome(stages={each.name: stages.failed(each, reason) for each in pending})
        )

    async def _guard(self, owner: str, image_id: str) -> None:
        """A link to upload may outlive the analysis: by it, nothing larger is kept than was announced."""
        try:
            image = await self.images.get(owner, image_id)
        except ImageNotFound:
            return
        if image.deleted_at is None and await self.store.discard_larger(image):
            logger.warning("image %s: a larger file than was announced is removed", image_id)

    async def _run(self, image: Image) -> Image | None:
        run = Run(image, self.store, self.analyzer, self.throttle, self.patience)
        rendered = await run.render(self.decoders)
        if run.superseded:
            return image
        if rendered:
            charged = await self._charge(run.image)
            if charged is None or charged.requested_at != image.requested_at:
                return await self._finish(run)
            run.image = charged
            await self._analyze(run)
        return await self._finish(run)

    async def _analyze(self, run: Run) -> None:
        """Save the renditions by themselves when the analysis takes its time."""
        if not run.image.charged:
            run.skip(f"This month's {self.analyses_per_month:,} analyses are used up.")
            return
        analysis = asyncio.ensure_future(run.analyze())
        try:
            await asyncio.wait([analysis], timeout=self.soon)
            if not analysis.done() and run.outcome.renditions:
                partial = Outcome(renditions=run.outcome.renditions, stages=run.so_far())
                saved = await self._save(run.image, partial)
                if saved and saved.requested_at == run.image.requested_at:
                    run.image = saved
            await analysis
        finally:
            analysis.cancel()

    async def _charge(self, image: Image) -> Image | None:
        """`image` on the month's count, or as it is when that is full; None when nothing is left to do."""
        claimed: Image | None = image
        for _ in range(SAVE_ATTEMPTS):
            if claimed is None or claimed.charged or claimed.stage("analysis").status != "pending":
                return claimed
            try:
                return await self.images.charge(claimed, self.analyses_per_month)
            except QuotaExceeded:
                return claimed
            except ImageNotFound:
                return None
            except StaleImage:
                claimed = await self.images.claim(image.owner_id, image.id)
        raise ServiceUnavailable("The image keeps changing.")

    async def _finish(self, run: Run) -> Image | None:
        delay = run.delay()
        if delay is not None:
            run.outcome.due_at = now() + timedelta(seconds=delay)
        image = await self._save(run.image, run.outcome)
        if image is None:
            await Removal(self.images, self.store).clear(run.image.owner_id, run.image.id)
        elif delay is not None:
            await self.queue.send(image.owner_id, image.id, delay)
        return image

    async def _save(self, image: Image, outcome: Outcome) -> Image | None:
        """The image as it then is; None when it is deleted.

        A user's edit meanwhile is kept. When the image was asked for anew meanwhile, the outcome is dropped:
        it belongs to the request before.
        """
        request = image.requested_at
        for _ in range(SAVE_ATTEMPTS):
            try:
                return await self.images.save(stages.merge(image, outcome), outcome.embedding)
            except StaleImage:
                try:
                    image = await self.images.get(image.owner_id, image.id)
                except ImageNotFound:
                    return None
            except ImageNotFound:
                return None
            if image.deleted_at:
                return None
            if image.requested_at != request or not any(s.status == "pending" for s in image.stages):
                return image
        raise ServiceUnavailable("The image keeps changing.")
