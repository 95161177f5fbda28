"""What became of each of several files or images."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from shared.errors import GalleryError
from shared.http.problems import describe
from shared.models import (
    AnnouncedUpload,
    Announcement,
    BulkResult,
    BulkResults,
    ImageView,
    Upload,
    UploadResult,
)

if TYPE_CHECKING:
    from shared.services.gallery import Added
    from shared.services.uploads import Announced


def outcome(file: Upload, result: "Added | GalleryError") -> UploadResult:
    if isinstance(result, GalleryError):
        return UploadResult(filename=file.filename, outcome="rejected", problem=describe(result))
    return UploadResult.model_construct(
        filename=file.filename,
        outcome="duplicate" if result.duplicate else "created",
        image=result.image,
        problem=None,
    )


def announced(file: Announcement, result: "Announced | GalleryError") -> AnnouncedUpload:
    if isinstance(result, GalleryError):
        return AnnouncedUpload(filename=file.filename, outcome="rejected", problem=describe(result))
    return AnnouncedUpload.model_construct(
        filename=file.filename,
        outcome="created" if result.upload else "duplicate",
        image=result.image,
        upload=result.upload,
        problem=None,
    )


def bulk_results(
    outcomes: Mapping[str, ImageView | GalleryError | None], done: Literal["edited", "deleted"]
) -> BulkResults:
    return BulkResults(
        results=tuple(
            BulkResult(id=image_id, outcome="rejected", problem=describe(result))
            if isinstance(result, GalleryError)
            else BulkResult.model_construct(id=image_id, outcome=done, image=result, problem=None)
            for image_id, result in outcomes.items()
        )
    )
