"""What becomes of an original, when all goes well and when it does not: on fakes."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import azure.functions as func
import pytest
from azure.functions.timer import TimerRequest

from shared.blob_name import BlobName
from shared.blueprints.ingestion import (
    GAVE_UP,
    analyze_image,
    bury_poisoned_analysis,
    bury_poisoned_blob,
    resume_analysis,
    sweep,
)
from shared.errors import (
    AnalysisRefused,
    AnalyzerBusy,
    AnalyzerMisconfigured,
    AnalyzerThrottled,
    ServiceUnavailable,
)
from shared.models import Image, ImageStatus, Upload, now
from shared.services.ingestion.run import NOT_ARRIVED
from tests.app import App
from tests.pictures import jpeg, png
from tests.races.pausing import Pausing

pytestmark = pytest.mark.asyncio
OWNER = "aliceowner"


async def upload(app: App, content: bytes | None = None, seed: int = 0) -> str:
    sent = Upload(filename="a.jpg", content=content or jpeg(64, 48, seed=seed))
    return (await app.gallery.add(OWNER, sent)).image.id


def kept(app: App, image_id: str) -> Image:
    return app.images.images[OWNER, image_id]


def statuses(image: Image) -> list[str]:
    return [stage.status for stage in image.stages]


async def test_all_stages_in_one_go(app: App) -> None:
    image_id = await upload(app)
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image == kept(app, image_id)
    assert statuses(image) == ["completed"] * 3
    assert [stage.attempts for stage in image.stages] == [1, 1, 1]
    assert [stage.model_version for stage in image.stages] == [None, "2023-10-01", "2023-04-15"]
    assert all(stage.finished_at and stage.duration_ms is not None for stage in image.stages)
    assert (app.analyzer.calls, app.queue.messages) == (2, [])
    assert (OWNER, image_id) in app.images.embeddings


async def test_a_second_event_does_nothing(app: App) -> None:
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    writes = app.images.writes
    assert await app.ingestion.ingest(OWNER, image_id) is None
    assert (app.images.writes, app.analyzer.calls) == (writes, 2)


@pytest.mark.parametrize(
    ("error", "attempts", "least"),
    [
        (AnalyzerBusy("The analysis service is unavailable."), 1, 1),
        (AnalyzerBusy("The analysis service is unavailable.", retry_after=30), 1, 30),
        (AnalyzerThrottled("The analysis service is busy.", retry_after=20), 0, 19.9),
        (AnalyzerMisconfigured("The analysis service refuses the gallery's credentials."), 0, 60),
    ],
)
async def test_what_is_there_is_shown_and_the_rest_comes_later(
    app: App, error: AnalyzerBusy, attempts: int, least: float
) -> None:
    app.analyzer.errors = [error, error]
    image_id = await upload(app)
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image
    assert (image.status, statuses(image)) == (ImageStatus.PENDING, ["completed", "pending", "pending"])
    assert (image.width, image.height) == (64, 48)
    assert image.colors and image.placeholder
    assert (image.stage("analysis").error, image.stage("analysis").attempts) == (error.detail, attempts)
    ((owner, queued, delay),) = app.queue.messages
    assert (owner, queued) == (OWNER, image_id)
    assert delay >= least
    assert image.due_at - now() == pytest.approx(timedelta(seconds=delay), abs=timedelta(seconds=5))


async def test_renditions_are_shown_before_a_slow_analysis_is_done(app: App) -> None:
    image_id = await upload(app)
    analyzer = Pausing(app.analyzer, "analyze", after=False)
    images = Pausing(app.images, "save", after=True)
    slow = replace(app.ingestion, analyzer=analyzer, images=images, soon=0)
    run = asyncio.create_task(slow.ingest(OWNER, image_id))
    await images.reached.wait()
    shown = kept(app, image_id)
    assert (shown.status, statuses(shown)) == (ImageStatus.PENDING, ["completed", "pending", "pending"])
    assert shown.colors
    images.go.set()
    analyzer.go.set()
    image = await run
    assert image and image.status is ImageStatus.COMPLETED


async def test_only_missing_stages_are_done_again(app: App) -> None:
    app.analyzer.errors = [AnalyzerBusy("down")]
    image_id = await upload(app)
    first = await app.ingestion.ingest(OWNER, image_id)
    assert first and sorted(statuses(first)) == ["completed", "completed", "pending"]
    rendered = first.stage("renditions").finished_at
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and image.status is ImageStatus.COMPLETED
    assert (app.analyzer.calls, image.stage("renditions").finished_at) == (3, rendered)


async def test_a_lost_preview_is_made_again(app: App) -> None:
    app.analyzer.errors = [AnalyzerBusy("down")] * 2
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    app.store.renditions.clear()
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and image.status is ImageStatus.COMPLETED
    assert (OWNER, image_id) in app.store.renditions


async def test_a_picture_the_analyzer_refuses_fails_for_good(app: App) -> None:
    app.analyzer.errors = [AnalysisRefused("The analysis service does not take this picture.")]
    image_id = await upload(app)
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image
    assert (image.status, image.error) == (
        ImageStatus.FAILED,
        "The analysis service does not take this picture.",
    )
    assert (sorted(statuses(image)), app.queue.messages) == (["completed", "completed", "failed"], [])


async def test_failures_are_counted_and_end(app: App) -> None:
    image_id = await upload(app)
    for _ in range(3):
        app.throttle = type(app.throttle)()
        app.analyzer.errors = [AnalyzerBusy("The analysis service is unavailable.")] * 2
        await app.ingestion.ingest(OWNER, image_id)
    image = kept(app, image_id)
    assert image.status is ImageStatus.FAILED
    assert image.error == "Gave up after 3 tries: The analysis service is unavailable."
    assert len(app.queue.messages) == 2


@pytest.mark.parametrize("error", [AnalyzerThrottled("busy"), AnalyzerMisconfigured("refused")])
async def test_only_age_ends_what_is_no_fault_of_the_picture(app: App, error: AnalyzerBusy) -> None:
    image_id = await upload(app)
    for _ in range(10):
        app.throttle = type(app.throttle)()
        app.analyzer.errors = [error] * 2
        await app.ingestion.ingest(OWNER, image_id)
    assert kept(app, image_id).status is ImageStatus.PENDING
    old = kept(app, image_id).model_copy(update={"requested_at": now() - timedelta(days=2)})
    app.throttle = type(app.throttle)()
    app.analyzer.errors = [error] * 2
    await app.images.save(old)
    await app.ingestion.ingest(OWNER, image_id)
    assert (kept(app, image_id).status, kept(app, image_id).error) == (ImageStatus.FAILED, error.detail)


async def test_no_call_is_made_while_the_service_wants_none(app: App) -> None:
    app.analyzer.errors = [AnalyzerThrottled("busy", retry_after=60)] * 2
    ids = [await upload(app, seed=seed) for seed in range(5)]
    for image_id in ids:
        await app.ingestion.ingest(OWNER, image_id)
    assert app.analyzer.calls == 1
    delays = [delay for _, _, delay in app.queue.messages]
    assert delays == sorted(delays) and delays[0] > 59 and delays[-1] > delays[0]
    assert [image_id for _, image_id, _ in app.queue.messages] == ids
    assert all(kept(app, image_id).stage("renditions").status == "completed" for image_id in ids)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (jpeg(640, 480)[:9000], "the file ends before the picture does"),
        (png(640, 480)[:-3000] + bytes(3000), "its content is damaged"),
    ],
)
async def test_a_picture_that_cannot_be_decoded_fails_with_the_reason(
    app: App, content: bytes, reason: str
) -> None:
    image_id = await upload(app, content)
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and image.status is ImageStatus.FAILED
    assert image.error and reason in image.error
    assert (app.analyzer.calls, app.images.analyses[OWNER]) == (0, 0)


async def test_content_that_was_not_announced_fails_and_is_removed(app: App) -> None:
    image_id = await upload(app)
    app.store.originals[OWNER, image_id] = jpeg(64, 48, seed=5)
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and image.status is ImageStatus.FAILED and "announced" in str(image.error)
    assert (OWNER, image_id) not in app.store.originals
    await upload(app)
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and image.status is ImageStatus.COMPLETED


async def test_a_file_that_has_not_arrived_is_waited_for(app: App) -> None:
    image_id = await upload(app)
    content = app.store.originals.pop((OWNER, image_id))
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and (image.status, image.stage("renditions").error) == (ImageStatus.PENDING, NOT_ARRIVED)
    app.store.originals[OWNER, image_id] = content
    image = await app.ingestion.ingest(OWNER, image_id)
    assert image and image.status is ImageStatus.COMPLETED


async def test_over_the_allowance_a_picture_is_complete_without_analysis(app: App) -> None:
    app.limits = app.limits.model_copy(update={"analyses_per_month": 1})
    first, second = await upload(app), await upload(app, seed=1)
    await app.ingestion.ingest(OWNER, first)
    image = await app.ingestion.ingest(OWNER, second)
    assert image and image.status is ImageStatus.COMPLETED
    assert statuses(image) == ["completed", "skipped", "skipped"]
    assert image.error == "This month's 1 analyses are used up."
    assert image.colors and app.analyzer.calls == 2
    assert (await app.images.usage(OWNER)).analyses == 1


async def test_later_tries_of_one_analysis_are_counted_once(app: App) -> None:
    app.analyzer.errors = [AnalyzerBusy("down")] * 2
    image_id = await upload(app)
    await app.ingestion.ingest(OWNER, image_id)
    await app.ingestion.ingest(OWNER, image_id)
    assert (await app.images.usage(OWNER)).analyses == 1


class AwayStore:
    """A store that cannot be reached."""

    async def read_original(self, image: Image, into: object) -> None:
        raise ServiceUnavailable("Blob storage cannot be reached.", retry_after=7)


async def test_a_store_that_is_away_leaves_a_message(app: App) -> None:
    image_id = await upload(app)
    away: Any = AwayStore()
    image = await replace(app.ingestion, store=away).ingest(OWNER, image_id)
    assert image and image.status is ImageStatus.PROCESSING
    ((_, queued, delay),) = app.queue.messages
    assert queued == image_id and delay > 7


def message(content: object) -> func.QueueMessage:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return func.QueueMessage(body=body)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("bury", "content"),
    [
        (bury_poisoned_blob, {"BlobName": f"{OWNER}/IMAGE", "ContainerName": "originals"}),
        (bury_poisoned_analysis, {"owner": OWNER, "imageId": "IMAGE"}),
    ],
)
async def test_what_failed_too_often_is_marked_and_told_once(
    app: App, caplog: pytest.LogCaptureFixture, bury: Any, content: dict[str, str]
) -> None:
    image_id = await upload(app)
    named = {key: value.replace("IMAGE", image_id) for key, value in content.items()}
    await bury(message(named))
    assert (kept(app, image_id).status, kept(app, image_id).error) == (ImageStatus.FAILED, GAVE_UP)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        f"gave up on image {image_id}"
    ]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("function", [resume_analysis, bury_poisoned_blob, bury_poisoned_analysis])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", {}, {"owner": 1, "imageId": []}, {"BlobName": "a"}]
)
async def test_a_message_that_names_no_image_is_dropped(function: Any, content: object) -> None:
    await function(message(content))


@pytest.mark.usefixtures("app")
async def test_events_reach_the_image(app: App) -> None:
    first, second = await upload(app), await upload(app, seed=1)
    await analyze_image(BlobName("originals", f"{OWNER}/{first}"))
    await analyze_image(BlobName("originals", "odd"))
    await analyze_image(BlobName("originals", f"{OWNER}/{first}/odd"))
    await resume_analysis(message({"owner": OWNER, "imageId": second}))
    assert {image.status for image in app.images.images.values()} == {ImageStatus.COMPLETED}


@pytest.mark.usefixtures("app")
async def test_the_timer_sweeps(app: App) -> None:
    image_id = await upload(app)
    late = kept(app, image_id).model_copy(update={"due_at": now() - timedelta(hours=1)})
    await app.images.save(late)
    await sweep(TimerRequest())
    assert [queued for _, queued, _ in app.queue.messages] == [image_id]
