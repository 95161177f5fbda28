"""What became of each of several files."""

from typing import TYPE_CHECKING

from shared.errors import GalleryError
from shared.http.problems import describe
from shared.models import AnnouncedUpload, Announcement, Upload, UploadResult

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
