"""What the sweeper finds and does, and what it leaves alone: on fakes, at moments that the test names."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.errors import ImageNotFound, ServiceUnavailable
from shared.models import Image, ImageStatus, Stage, Upload, now
from shared.services.inventory import FILE_GONE
from shared.services.sweeping import ARRIVAL, STUCK
from tests.app import App
from tests.fakes import FakeLeftovers, FakeStore
from tests.pictures import jpeg

pytestmark = pytest.mark.asyncio
OWNER = "aliceowner"
LATER = timedelta(minutes=1)


async def upload(app: App, seed: int = 0) -> str:
    sent = Upload(filename="a.jpg", content=jpeg(64, 48, seed=seed))
    return (await app.gallery.add(OWNER, sent)).image.id


async def change(app: App, image_id: str, **fields: Any) -> Image:
    return await app.images.save(app.images.images[OWNER, image_id].model_copy(update=fields))


@pytest.mark.parametrize("status", [ImageStatus.PENDING, ImageStatus.PROCESSING])
async def test_a_stuck_image_is_queued_again_once(app: App, status: ImageStatus) -> None:
    image_id = await upload(app)
    await change(app, image_id, status=status)
    for moment in (now(), now() + STUCK + LATER, now() + STUCK + LATER):
        await app.sweeping.sweep(moment)
    assert [queued for _, queued, _ in app.queue.messages] == [image_id]
    assert app.images.images[OWNER, image_id].status is status


async def test_who_waits_for_a_turn_is_not_stuck(app: App) -> None:
    image_id = await upload(app)
    await change(app, image_id, due_at=now() + timedelta(hours=5))
    await app.sweeping.sweep(now() + timedelta(hours=5))
    assert app.queue.messages == []


async def test_what_was_tried_for_too_long_fails_with_the_reason(app: App) -> None:
    image_id = await upload(app)
    waits = Stage(name="analysis", error="The analysis service is unavailable.")
    image = app.images.images[OWNER, image_id]
    stages = (image.stages[0].model_copy(update={"status": "completed"}), waits, image.stages[2])
    await change(app, image_id, requested_at=now() - timedelta(days=2), stages=stages)
    await app.sweeping.sweep(now() + STUCK + LATER)
    swept = app.images.images[OWNER, image_id]
    assert (swept.status, swept.error) == (ImageStatus.FAILED, "The analysis service is unavailable.")


@pytest.mark.parametrize(("after", "left"), [(STUCK + LATER, True), (ARRIVAL + LATER, False)])
async def test_a_file_that_never_came_leaves_nothing(app: App, after: timedelta, left: bool) -> None:
    image_id = await upload(app)
    del app.store.originals[OWNER, image_id]
    await app.sweeping.sweep(now() + after)
    await app.sweeping.sweep(now() + after)
    assert ((OWNER, image_id) in app.images.images) is left
    assert app.queue.messages == []


async def test_uploads_still_to_come_do_not_crowd_out_others(app: App) -> None:
    sweeping = replace(app.sweeping, limit=2)
    waiting = [await upload(app, seed) for seed in range(2)]
    stuck = await upload(app, 9)
    for image_id in waiting:
        del app.store.originals[OWNER, image_id]
    moment = now() + STUCK + LATER
    await sweeping.sweep(moment)
    await sweeping.sweep(moment)
    assert [queued for _, queued, _ in app.queue.messages] == [stuck]


async def test_an_original_that_was_there_and_is_gone_is_told_of(app: App) -> None:
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    del app.store.originals[OWNER, image_id]
    await app.editing.reprocess(OWNER, image_id)
    again = await app.ingestion.ingest(OWNER, image_id)
    assert again and again.status is ImageStatus.COMPLETED
    await app.sweeping.sweep(now() + ARRIVAL + LATER)
    image = app.images.images[OWNER, image_id]
    assert (image.status, image.error) == (ImageStatus.FAILED, FILE_GONE)


async def test_an_interrupted_delete_is_finished(app: App) -> None:
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    await change(app, image_id, deleted_at=now())
    await app.sweeping.sweep(now())
    assert app.images.images
    await app.sweeping.sweep(now() + STUCK + LATER)
    assert not app.images.images and not app.images.embeddings
    assert not app.store.originals and not app.store.renditions


async def test_what_the_allowance_left_out_is_made_up_for_in_the_new_month(app: App) -> None:
    app.limits = app.limits.model_copy(update={"analyses_per_month": 0})
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    await app.sweeping.sweep(now())
    assert app.queue.messages == []
    following = (now().replace(day=1) + timedelta(days=32)).replace(day=1)
    await app.sweeping.sweep(following)
    assert [queued for _, queued, _ in app.queue.messages] == [image_id]
    app.limits = app.limits.model_copy(update={"analyses_per_month": 9})
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and (image.stage("analysis").status, image.error) == ("completed", None)


@pytest.mark.parametrize(("after", "left"), [(timedelta(0), True), (timedelta(hours=2), False)])
async def test_blobs_without_a_document_are_removed(app: App, after: timedelta, left: bool) -> None:
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    app.images.images.clear()
    await app.sweeping.sweep(now() + after)
    assert (bool(app.store.originals), bool(app.store.renditions)) == (left, left)
    assert not app.images.images


async def test_a_completed_image_without_its_original_fails_and_can_be_uploaded_again(app: App) -> None:
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    app.store.originals.clear()
    await app.sweeping.sweep(now() + timedelta(hours=2))
    assert app.images.images[OWNER, image_id].error == FILE_GONE
    await upload(app)
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and image.status is ImageStatus.COMPLETED


async def test_a_walk_goes_on_where_it_ended(app: App) -> None:
    ids = sorted([await upload(app, seed) for seed in range(5)])
    orphan = ids[4]
    leftovers = FakeLeftovers(app.images)
    sweeping = replace(app.sweeping, leftovers=leftovers, limit=2)
    for image_id in ids:
        await app.ingestion.ingest(OWNER, image_id)
    del app.images.images[OWNER, orphan]
    removed = []
    for _ in range(3):
        await sweeping.sweep(now() + timedelta(hours=2))
        removed.append((OWNER, orphan) not in app.store.originals)
    assert removed == [False, False, True]
    assert leftovers.bookmarks["originals"] is None
    assert sorted(app.images.images) == [(OWNER, image_id) for image_id in ids[:4]]


class AwayStore(FakeStore):
    async def has_original(self, owner: str, image_id: str) -> bool:
        raise ServiceUnavailable("Blob storage cannot be reached.")


async def test_a_task_that_fails_stops_no_other(app: App) -> None:
    stuck, buried = await upload(app), await upload(app, 1)
    await change(app, buried, deleted_at=now())
    store = AwayStore(app.store.originals, app.store.renditions)
    sweeping = replace(app.sweeping, store=store)
    done = await sweeping.sweep(now() + STUCK + LATER)
    assert (done["overdue"], done["buried"]) == (0, 1)
    with pytest.raises(ImageNotFound):
        await app.images.get(OWNER, buried)
    assert (OWNER, stuck) in app.images.images


class StaleLeftovers(FakeLeftovers):
    """Finds what was so a moment ago."""

    async def overdue(self, before: datetime, limit: int) -> list[Image]:
        found = await super().overdue(before, limit)
        for image in found:
            await self.images.save(image.model_copy(update={"favorite": True}))
        return found


async def test_what_changed_since_it_was_found_is_left_alone(app: App) -> None:
    await upload(app)
    sweeping = replace(app.sweeping, leftovers=StaleLeftovers(app.images))
    done = await sweeping.sweep(now() + STUCK + LATER)
    assert (done["overdue"], app.queue.messages) == (0, [])
