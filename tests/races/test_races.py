"""Two things at once: every step of one is stopped in turn while the other happens, by events, not time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from shared.errors import GalleryError, ImageBeingDeleted, ImageNotFound, StaleImage
from shared.models import Image, ImageEdit, ImageStatus, Upload, now
from shared.services.gallery import Gallery
from shared.services.ingestion import Ingestion
from tests.app import App
from tests.pictures import jpeg
from tests.races.pausing import Pausing

pytestmark = pytest.mark.asyncio
OWNER = "aliceowner"
CONTENT = jpeg(64, 48)
S = TypeVar("S", Gallery, Ingestion)
Happening = Callable[[App, str], Awaitable[object]]

INGESTION = [
    ("images", "claim"),
    ("store", "read_original"),
    ("store", "put_renditions"),
    ("images", "charge"),
    ("analyzer", "analyze"),
    ("analyzer", "embed_image"),
    ("images", "save"),
]
REMOVAL = [
    ("images", "get"),
    ("images", "save"),
    ("store", "versions"),
    ("store", "delete"),
    ("images", "delete"),
]
UPLOAD = [("images", "create"), ("store", "put_original")]


def points(steps: list[tuple[str, str]]) -> list[Any]:
    return [
        pytest.param(port, method, after, id=f"{'after' if after else 'before'}-{method}")
        for port, method in steps
        for after in (False, True)
    ]


async def upload(app: App, image_id: str = "") -> str:
    return (await app.gallery.add(OWNER, Upload(filename="a.jpg", content=CONTENT))).image.id


async def remove(app: App, image_id: str) -> None:
    await app.gallery.remove(OWNER, image_id)


async def edit(app: App, image_id: str) -> None:
    await app.editing.edit(OWNER, image_id, ImageEdit.model_validate({"description": "mine", "tags": ["my"]}))


async def reprocess(app: App, image_id: str) -> None:
    await app.editing.reprocess(OWNER, image_id)


async def event(app: App, image_id: str) -> Image | None:
    return await app.ingestion.ingest(OWNER, image_id)


async def bury(app: App, image_id: str) -> None:
    await app.ingestion.give_up(OWNER, image_id, "poisoned")


async def remove_and_upload(app: App, image_id: str) -> None:
    await remove(app, image_id)
    await upload(app)


async def remove_upload_and_analyse(app: App, image_id: str) -> None:
    await remove_and_upload(app, image_id)
    await event(app, image_id)


async def sweep(app: App, image_id: str) -> None:
    await app.sweeping.sweep(now() + timedelta(minutes=30))


async def replace_blob(app: App, image_id: str) -> None:
    app.store.originals[OWNER, image_id] = b"something else"


async def interleaved(
    run: Coroutine[Any, Any, object], pausing: Pausing, happening: Awaitable[object]
) -> None:
    """Start `run`, let `happening` pass while it stands still, and let it go on to its end."""
    task = asyncio.create_task(run)
    reached = asyncio.create_task(pausing.reached.wait())
    await asyncio.wait([task, reached], return_when=asyncio.FIRST_COMPLETED)
    assert pausing.reached.is_set()
    await reached
    await happening
    pausing.go.set()
    await task


def standing_on(service: S, port: str, stand_in: Any) -> S:
    return replace(service, **{port: stand_in})


async def settle(app: App) -> None:
    """All that was to come: the blob's events, the queue's messages, and sweeps for what was interrupted."""
    for _ in range(3):
        for place in list(app.store.originals):
            await app.ingestion.ingest(*place)
        while app.queue.messages:
            owner, image_id, _ = app.queue.messages.pop()
            await app.ingestion.ingest(owner, image_id)
        await sweep(app, "")


def assert_nothing_left(app: App) -> None:
    assert not app.images.images and not app.images.embeddings
    assert not app.store.originals and not app.store.renditions


def assert_whole(app: App, image_id: str) -> Image:
    place = OWNER, image_id
    image = app.images.images[place]
    assert (image.status, image.error) == (ImageStatus.COMPLETED, None)
    assert set(app.images.images) == set(app.images.embeddings) == {place}
    assert set(app.store.originals) == set(app.store.renditions) == {place}
    return image


async def ingest_while(app: App, port: str, method: str, after: bool, happening: Happening) -> str:
    image_id = await upload(app)
    ingestion = app.ingestion
    pausing = Pausing(getattr(ingestion, port), method, after=after)
    run = standing_on(ingestion, port, pausing).ingest(OWNER, image_id)
    await interleaved(run, pausing, happening(app, image_id))
    return image_id


@pytest.mark.parametrize(("port", "method", "after"), points(INGESTION))
async def test_a_delete_during_the_analysis_is_final(app: App, port: str, method: str, after: bool) -> None:
    await ingest_while(app, port, method, after, remove)
    await settle(app)
    assert_nothing_left(app)
    assert (await app.images.usage(OWNER)).images == 0


@pytest.mark.parametrize(("port", "method", "after"), points(INGESTION))
async def test_an_edit_during_the_analysis_is_kept(app: App, port: str, method: str, after: bool) -> None:
    image_id = await ingest_while(app, port, method, after, edit)
    image = assert_whole(app, image_id)
    assert (image.description, [tag.name for tag in image.tags]) == ("mine", ["my"])
    assert image.caption and image.caption.text == "a dog running on a beach"


@pytest.mark.parametrize(("port", "method", "after"), points(INGESTION))
@pytest.mark.parametrize("happening", [event, upload, replace_blob])
async def test_the_same_again_during_the_analysis_changes_nothing(
    app: App, port: str, method: str, after: bool, happening: Happening
) -> None:
    image_id = await ingest_while(app, port, method, after, happening)
    await upload(app)
    await settle(app)
    assert_whole(app, image_id)
    assert (await app.images.usage(OWNER)).analyses <= 2


@pytest.mark.parametrize(("port", "method", "after"), points(INGESTION))
async def test_an_analysis_asked_for_during_another_is_done(
    app: App, port: str, method: str, after: bool
) -> None:
    image_id = await ingest_while(app, port, method, after, reprocess)
    asked = app.images.images[OWNER, image_id].requested_at
    await settle(app)
    image = assert_whole(app, image_id)
    assert image.requested_at == asked
    assert image.analyzed_at and image.analyzed_at >= asked


@pytest.mark.parametrize(("port", "method", "after"), points(INGESTION))
@pytest.mark.parametrize("happening", [remove_and_upload, remove_upload_and_analyse])
async def test_what_is_uploaded_again_after_a_delete_stays(
    app: App, port: str, method: str, after: bool, happening: Happening
) -> None:
    image_id = await ingest_while(app, port, method, after, happening)
    await settle(app)
    assert_whole(app, image_id)


@pytest.mark.parametrize(("port", "method", "after"), points(INGESTION))
async def test_giving_up_never_undoes_what_was_done(app: App, port: str, method: str, after: bool) -> None:
    image_id = await ingest_while(app, port, method, after, bury)
    image = app.images.images[OWNER, image_id]
    assert (image.status, image.error) in [(ImageStatus.COMPLETED, None), (ImageStatus.FAILED, "poisoned")]
    await reprocess(app, image_id)
    await settle(app)
    assert_whole(app, image_id)


@pytest.mark.parametrize(("port", "method", "after"), points(REMOVAL))
@pytest.mark.parametrize("happening", [remove, sweep, event, edit])
async def test_a_delete_is_final_whatever_happens_meanwhile(
    app: App, port: str, method: str, after: bool, happening: Happening
) -> None:
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    pausing = Pausing(getattr(app, port), method, after=after)

    async def run() -> None:
        try:
            await standing_on(app.gallery, port, pausing).remove(OWNER, image_id)
        except ImageNotFound:
            return

    async def meanwhile() -> None:
        try:
            await happening(app, image_id)
        except ImageNotFound:
            return

    await interleaved(run(), pausing, meanwhile())
    await settle(app)
    assert_nothing_left(app)
    assert (await app.images.usage(OWNER)).images == 0


@pytest.mark.parametrize(("port", "method", "after"), points(REMOVAL[1:]))
@pytest.mark.parametrize("analysed", [False, True])
async def test_a_slow_delete_takes_nothing_of_what_was_uploaded_since(
    app: App, port: str, method: str, after: bool, analysed: bool
) -> None:
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    pausing = Pausing(getattr(app, port), method, after=after)

    async def meanwhile() -> None:
        await sweep(app, image_id)
        with suppress(ImageNotFound):
            await remove(app, image_id)
        await upload(app)
        if analysed:
            await event(app, image_id)

    with suppress(StaleImage, ImageNotFound):
        await interleaved(
            standing_on(app.gallery, port, pausing).remove(OWNER, image_id), pausing, meanwhile()
        )
    await settle(app)
    if (method, after) != ("save", False):  # a delete that had not begun is of what there is when it begins
        assert_whole(app, image_id)


@pytest.mark.parametrize(("port", "method", "after"), points(REMOVAL))
async def test_an_upload_during_a_delete_is_refused_or_kept(
    app: App, port: str, method: str, after: bool
) -> None:
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    pausing = Pausing(getattr(app, port), method, after=after)
    answers: list[object] = []

    async def again() -> None:
        try:
            answers.append(await app.gallery.add(OWNER, Upload(filename="b.jpg", content=CONTENT)))
        except ImageBeingDeleted as error:
            answers.append(error)

    await interleaved(standing_on(app.gallery, port, pausing).remove(OWNER, image_id), pausing, again())
    await settle(app)
    came_before_the_delete = method == "get" or (method, after) == ("save", False)
    if isinstance(answers[0], GalleryError) or came_before_the_delete:
        assert_nothing_left(app)
    else:
        assert_whole(app, image_id)


@pytest.mark.parametrize(("port", "method", "after"), points(UPLOAD))
@pytest.mark.parametrize("happening", [upload, event, remove, sweep])
async def test_an_upload_meets_another_or_its_own_delete(
    app: App, port: str, method: str, after: bool, happening: Happening
) -> None:
    pausing = Pausing(getattr(app, port), method, after=after)
    gallery = standing_on(app.gallery, port, pausing)
    image_id = await upload(App())

    async def meanwhile() -> None:
        try:
            await happening(app, image_id)
        except ImageNotFound:
            return

    await interleaved(gallery.add(OWNER, Upload(filename="a.jpg", content=CONTENT)), pausing, meanwhile())
    await settle(app)
    if (OWNER, image_id) in app.images.images:
        assert_whole(app, image_id)
    else:
        assert happening is remove
        await app.sweeping.sweep(now() + timedelta(hours=3))
        assert_nothing_left(app)
