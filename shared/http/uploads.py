"""What became of each of several files."""

from shared.errors import GalleryError
from shared.http.problems import describe
from shared.models import Upload, UploadResult
from shared.services.gallery import Added


def outcome(file: Upload, result: Added | GalleryError) -> UploadResult:
    if isinstance(result, GalleryError):
        return UploadResult(filename=file.filename, outcome="rejected", problem=describe(result))
    return UploadResult.model_construct(
        filename=file.filename,
        outcome="duplicate" if result.duplicate else "created",
        image=result.image,
        problem=None,
    )
