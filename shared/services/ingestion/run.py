"""One try at the missing stages of one image."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from tempfile import TemporaryFile
from typing import TypeVar

from shared.errors import (
    AnalysisRefused,
    AnalyzerBusy,
    AnalyzerMisconfigured,
    AnalyzerThrottled,
    GalleryError,
    ImageNotFound,
    ServiceUnavailable,
)
from shared.models import Image, Renditions, Stage, StageName
from shared.ports import ImageAnalyzer, ImageStore
from shared.services import imaging
from shared.services.ingestion import stages
from shared.services.ingestion.decoders import Decoders
from shared.services.ingestion.patience import Patience
from shared.services.ingestion.stages import Outcome
from shared.services.ingestion.throttling import Throttle
from shared.services.ingestion.verification import UnannouncedFile, refuse_unannounced

T = TypeVar("T")
NOT_ARRIVED = "The file has not arrived yet."
WAITS = "The picture waits for its turn."


class Run:
    """`outcome` is what it found out; `superseded` tells that a newer original came, with its own event."""

    def __init__(
        self,
        image: Image,
        store: ImageStore,
        analyzer: ImageAnalyzer,
        throttle: Throttle,
        patience: Patience,
    ) -> None:
        self.image = image
        self.outcome = Outcome()
        self.superseded = False
        self._store = store
        self._analyzer = analyzer
        self._throttle = throttle
        self._patience = patience
        self._preview = b""
        self._errors: list[AnalyzerBusy | AnalyzerMisconfigured] = []

    async def render(self, decoders: Decoders) -> bool:
        """Make the renditions that are missing; False when there are none to analyse."""
        if self.image.stage("renditions").status == "completed" and await self._has_preview():
            return True
        started = time.monotonic()
        try:
            renditions = await self._rendered(decoders)
        except ImageNotFound:
            waiting = stages.postponed(self.image.stage("renditions"), NOT_ARRIVED, tried=False)
            self.outcome.stages["renditions"] = waiting
            return False
        except ServiceUnavailable:
            raise
        except GalleryError as error:
            for stage in self.image.stages:
                self.outcome.stages[stage.name] = stages.failed(stage, error.detail)
            return False
        self.outcome.renditions, self._preview = renditions, renditions.preview
        self._complete("renditions", started)
        return True

    async def analyze(self) -> None:
        """Ask for what is missing of analysis and embedding, both at once."""
        if self._errors or self._must_wait():
            return
        self._preview = await asyncio.to_thread(imaging.framed, self._preview)
        self.outcome.analysis, self.outcome.embedding = await asyncio.gather(
            self._ask("analysis", self._analyzer.analyze),
            self._ask("embedding", self._analyzer.embed_image),
        )

    def skip(self, reason: str) -> None:
        self._errors.clear()
        for name in ("analysis", "embedding"):
            stage = self.image.stage(name)
            if stage.status == "pending":
                self.outcome.stages[name] = stages.skipped(stage, reason)

    def so_far(self) -> dict[StageName, Stage]:
        return {"renditions": self.outcome.stages["renditions"]}

    def delay(self) -> float | None:
        """Seconds until the next try; None when none is needed."""
        if not self._errors:
            return None
        if all(isinstance(error, AnalyzerThrottled) for error in self._errors):
            return self._throttle.turn() if self._is_new() else self._throttle.shut_for + self._jitter()
        if any(isinstance(error, AnalyzerMisconfigured) for error in self._errors):
            return self._patience.max_delay
        attempts = max(stage.attempts for stage in self.outcome.stages.values())
        return max(self._patience.delay(attempts, error.retry_after) for error in self._errors)

    async def _has_preview(self) -> bool:
        """Whether there is a preview to analyse; it is not fetched to wait with it."""
        if self._must_wait():
            return True
        try:
            self._preview = await self._store.get_preview(self.image.owner_id, self.image.id)
        except ImageNotFound:
            return False
        return True

    def _must_wait(self) -> bool:
        """Who comes while others wait for their turns gets in line; nobody asks while it is shut."""
        try:
            self._throttle.check()
            if self._is_new() and self._throttle.in_line:
                raise AnalyzerThrottled(WAITS)
        except (AnalyzerThrottled, AnalyzerMisconfigured) as error:
            for name in ("analysis", "embedding"):
                if self.image.stage(name).status == "pending":
                    self._postpone(name, error)
            return bool(self._errors)
        return False

    async def _rendered(self, decoders: Decoders) -> Renditions:
        owner, image_id = self.image.owner_id, self.image.id
        with TemporaryFile() as original:
            version = await self._store.read_original(self.image, original)
            try:
                await asyncio.to_thread(refuse_unannounced, original, self.image)
            except UnannouncedFile:
                self.superseded = not await self._store.discard_original(self.image, version)
                raise
            pixels = await asyncio.to_thread(imaging.cost, original, decoders.pixels)
            async with decoders.room_for(pixels):
                renditions = await asyncio.to_thread(imaging.render, original, decoders.pixels)
        await self._store.put_renditions(
            owner,
            image_id,
            thumbnail=renditions.thumbnail,
            tile=renditions.tile,
            preview=renditions.preview,
        )
        return renditions

    async def _ask(self, name: StageName, call: Callable[[bytes], Awaitable[T]]) -> T | None:
        stage, started = self.image.stage(name), time.monotonic()
        if stage.status != "pending":
            return None
        try:
            result = await call(self._preview)
        except AnalysisRefused as error:
            self.outcome.stages[name] = stages.failed(stage, str(error))
        except (AnalyzerBusy, AnalyzerMisconfigured) as error:
            self._postpone(name, error)
        else:
            self._complete(name, started, getattr(result, "model_version", None))
            return result
        return None

    def _complete(self, name: StageName, started: float, model_version: str | None = None) -> None:
        took = round((time.monotonic() - started) * 1000)
        self.outcome.stages[name] = stages.completed(self.image.stage(name), took, model_version)

    def _postpone(self, name: StageName, error: AnalyzerBusy | AnalyzerMisconfigured) -> None:
        """Neither throttling nor refused credentials are held against the picture: only its age ends them."""
        tried = not isinstance(error, AnalyzerThrottled | AnalyzerMisconfigured)
        stage = stages.postponed(self.image.stage(name), error.detail, tried=tried)
        if self._patience.is_over(self.image) or stage.attempts >= self._patience.max_attempts:
            reason = f"Gave up after {stage.attempts} tries: {error.detail}" if tried else error.detail
            self.outcome.stages[name] = stages.failed(self.image.stage(name), reason)
            return
        self.outcome.stages[name] = stage
        self._errors.append(error)

    def _is_new(self) -> bool:
        return all(stage.error is None for stage in self.image.stages if stage.name != "renditions")

    def _jitter(self) -> float:
        return self._patience.delay(0) / 4
