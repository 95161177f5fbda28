"""Finishing what was interrupted: a bounded amount of work at a time, safe beside everything else.

Nothing here trusts what a query or a listing said: every act is conditional on the document as it then is.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.errors import GalleryError, ImageNotFound, StaleImage
from shared.models import Image
from shared.ports import AnalysisQueue, ImageRepository, ImageStore, Leftovers
from shared.services.gallery import restarted
from shared.services.ingestion import Ingestion
from shared.services.inventory import Inventory
from shared.services.removal import Removal

logger = logging.getLogger(__name__)
STUCK = timedelta(minutes=12)  # longer than a function may run
ARRIVAL = timedelta(hours=2)  # longer than an upload link is good
UNFINISHED = "The analysis was never finished."


@dataclass(frozen=True)
class Sweeping:
    images: ImageRepository
    leftovers: Leftovers
    store: ImageStore
    queue: AnalysisQueue
    ingestion: Ingestion
    limit: int = 200  # images or blobs that each task takes up in a run

    async def sweep(self, moment: datetime) -> dict[str, int]:
        """How many images each task took up. A task that fails is left for the next run."""
        inventory = Inventory(self.images, self.leftovers, self.store, self.limit)
        month = moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        tasks: dict[str, Callable[[], Awaitable[int]]] = {
            "overdue": lambda: self._each(
                self.leftovers.overdue(moment - STUCK, self.limit), lambda image: self._resume(image, moment)
            ),
            "buried": lambda: self._each(self.leftovers.buried(moment - STUCK, self.limit), self._remove),
            "skipped": lambda: self._each(self.leftovers.skipped(month, self.limit), self._restart),
            "originals": lambda: inventory.check("originals", moment),
            "renditions": lambda: inventory.check("renditions", moment),
        }
        return {name: await _done(name, task) for name, task in tasks.items()}

    async def _each(self, found: Awaitable[Iterable[Image]], act: Callable[[Image], Awaitable[None]]) -> int:
        done = 0
        for image in await found:
            try:
                await act(image)
            except (StaleImage, ImageNotFound):
                continue  # somebody is at work on it
            done += 1
        return done

    async def _resume(self, image: Image, moment: datetime) -> None:
        never_rendered = image.stage("renditions").status == "pending"
        if never_rendered and not await self.store.has_original(image.owner_id, image.id):
            await self._await_file(image, moment)
        elif self.ingestion.patience.is_over(image):
            await self.ingestion.give_up(image.owner_id, image.id, image_error(image))
        else:
            await self.images.save(image.model_copy(update={"due_at": moment}))
            await self.queue.send(image.owner_id, image.id)

    async def _await_file(self, image: Image, moment: datetime) -> None:
        """A file that never came leaves nothing."""
        until = max(image.uploaded_at, image.requested_at) + ARRIVAL
        if moment < until:
            await self.images.save(image.model_copy(update={"due_at": until}))
        else:
            await self._remove(image)

    async def _remove(self, image: Image) -> None:
        await Removal(self.images, self.store).remove(image)

    async def _restart(self, image: Image) -> None:
        await self.images.save(restarted(image))
        await self.queue.send(image.owner_id, image.id)


def image_error(image: Image) -> str:
    """Why an image has not come further."""
    return next((stage.error for stage in image.stages if stage.error), UNFINISHED)


async def _done(name: str, task: Callable[[], Awaitable[int]]) -> int:
    try:
        return await task()
    except GalleryError as error:
        logger.warning("the sweep for %s broke off: %s", name, error.detail)
        return 0
