"""What an outcome makes of an image."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Picture

from shared.models import (
    Analysis,
    Box,
    Caption,
    DetectedObject,
    Embedded,
    Image,
    ImageStatus,
    Stage,
    StageName,
    Tag,
)
from shared.services.imaging import framed
from shared.services.ingestion import stages
from shared.services.ingestion.stages import Outcome, merge, status_of
from tests.fakes import dog_analysis
from tests.pictures import encoded, scene

NAMES: tuple[StageName, ...] = ("renditions", "analysis", "embedding")


def staged(*statuses: str) -> tuple[Stage, ...]:
    return tuple(
        Stage.model_validate({"name": name, "status": status, "error": status[:4]})
        for name, status in zip(NAMES, statuses, strict=True)
    )


def image(**fields: object) -> Image:
    known = {"id": "i", "owner_id": "o", "filename": "a.jpg", "content_type": "image/jpeg", "size": 1}
    return Image.model_validate({**known, "sha256": "0", **fields})


@pytest.mark.parametrize(
    ("statuses", "status", "error"),
    [
        (("pending", "pending", "pending"), ImageStatus.PENDING, None),
        (("completed", "pending", "completed"), ImageStatus.PENDING, None),
        (("completed", "completed", "completed"), ImageStatus.COMPLETED, None),
        (("completed", "skipped", "skipped"), ImageStatus.COMPLETED, "skip"),
        (("completed", "failed", "pending"), ImageStatus.FAILED, "fail"),
        (("completed", "skipped", "failed"), ImageStatus.FAILED, "fail"),
    ],
)
def test_the_status_follows_from_the_stages(
    statuses: tuple[str, ...], status: ImageStatus, error: str | None
) -> None:
    found = staged(*statuses)
    assert status_of(found) is status
    merged = merge(image(), Outcome(stages={stage.name: stage for stage in found}))
    assert (merged.status, merged.error) == (status, error)


@pytest.mark.parametrize("found", ["pending", "failed"])
@pytest.mark.parametrize(("known", "kept"), [("completed", True), ("skipped", True), ("pending", False)])
def test_what_is_done_is_not_undone(known: str, kept: bool, found: str) -> None:
    before = image(stages=staged(known, known, known))
    late = Outcome(stages={stage.name: stage for stage in staged(found, found, found)})
    assert {stage.status for stage in merge(before, late).stages} == {known if kept else found}


def test_words_of_the_file_come_before_those_of_the_analysis() -> None:
    before = image(embedded=Embedded(description="my dog", keywords=("Dog", "holiday")))
    merged = merge(before, Outcome(analysis=dog_analysis()))
    assert (merged.description, merged.description_source) == ("my dog", "file")
    assert [(tag.name, tag.source) for tag in merged.tags] == [
        ("Dog", "file"),
        ("holiday", "file"),
        ("beach", "ai"),
    ]


def test_what_the_user_edited_stays() -> None:
    before = image(
        edited=("description", "tags"),
        description="mine",
        description_source="user",
        tags=(Tag(name="my", source="user"),),
    )
    merged = merge(before, Outcome(analysis=dog_analysis()))
    assert (merged.description, [tag.name for tag in merged.tags]) == ("mine", ["my"])
    assert merged.caption == Caption(text="a dog running on a beach", confidence=0.83)


@pytest.mark.parametrize(
    ("size", "analysed", "box", "expected"),
    [
        ((4000, 3000), (2000, 1500), (10, 20, 300, 200), (20, 40, 600, 400)),
        ((3000, 4000), (1500, 2000), (10, 20, 300, 200), (20, 40, 600, 400)),
        ((40, 30), (64, 64), (10, 5, 20, 20), (10, 5, 20, 20)),
        ((40, 30), (64, 64), (0, 0, 64, 64), (0, 0, 40, 30)),
        ((10_000, 10), (2500, 64), (100, 0, 100, 64), (400, 0, 400, 10)),
    ],
)
def test_boxes_are_in_pixels_of_the_original_and_within_it(
    size: tuple[int, int],
    analysed: tuple[int, int],
    box: tuple[int, int, int, int],
    expected: tuple[int, int, int, int],
) -> None:
    x, y, width, height = box
    found = DetectedObject(name="dog", confidence=1, box=Box(x=x, y=y, width=width, height=height))
    analysis = Analysis(width=analysed[0], height=analysed[1], objects=(found,), model_version="1")
    merged = merge(image(width=size[0], height=size[1]), Outcome(analysis=analysis))
    assert tuple(merged.objects[0].box.model_dump().values()) == expected


@pytest.mark.parametrize(
    ("size", "framed_to"), [((1, 1), (64, 64)), ((2560, 3), (2560, 64)), ((64, 64), (64, 64))]
)
def test_a_small_preview_is_framed(size: tuple[int, int], framed_to: tuple[int, int]) -> None:
    preview = encoded(scene(64, 64).resize(size), "JPEG")
    found = framed(preview)
    assert Picture.open(BytesIO(found)).size == framed_to
    assert (found is preview) is (size == framed_to)


def test_a_frame_adds_no_colour() -> None:
    with Picture.open(BytesIO(framed(encoded(Picture.new("RGB", (8, 8), "red"), "JPEG")))) as found:
        pixels = np.asarray(found)
    assert pixels[..., 0].min() > 240 and pixels[..., 1:].max() < 16


def test_times_and_tries_of_a_stage() -> None:
    stage = Stage(name="analysis", attempts=2, error="busy")
    done = stages.completed(stage, 84, "2023-10-01")
    assert (done.attempts, done.duration_ms, done.model_version, done.error) == (3, 84, "2023-10-01", None)
    assert done.finished_at
    assert stages.postponed(stage, "busy", tried=True).attempts == 3
    assert stages.postponed(stage, "busy", tried=False).attempts == 2
    assert stages.failed(stage, "no").error == "no"
