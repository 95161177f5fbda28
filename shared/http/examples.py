"""An image made up for the API description; whatever shows one shows this."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from shared.models import (
    STAGES,
    Caption,
    Color,
    Exif,
    ImagePage,
    ImageStatus,
    ImageView,
    Links,
    Match,
    Schema,
    SearchHit,
    SearchPage,
    SimilarImage,
    SimilarImages,
    Stage,
    Tag,
    UploadedImage,
)

ID = "mfzwizltoq4dgmbsgy3tqojq"
MOMENT = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
BLOBS = "https://account.blob.core.windows.net"
MATCHED = (Match(field="tags", value="dog"),)


def example(model: Any) -> Any:
    """What an answer of this model may be, or None for a model without images."""
    shown = _examples().get(model)
    return shown.model_dump(mode="json", by_alias=True) if shown else None


@cache
def _examples() -> dict[Any, Schema]:
    image = _image()
    fields = dict(image)
    hit = SearchHit(**fields, score=0.92, matched=MATCHED)
    page = {"total": 1, "page": 1, "limit": 20, "has_next": False, "has_prev": False}
    return {
        ImageView: image,
        UploadedImage: UploadedImage(**fields),
        ImagePage: ImagePage(images=(image,), **page),
        SearchPage: SearchPage(images=(hit,), **page),
        SimilarImages: SimilarImages(images=(SimilarImage(**fields, score=0.97),)),
    }


def _image() -> ImageView:
    signed = "?sv=…&sig=…"
    return ImageView(
        id=ID,
        filename="IMG_1234.jpg",
        content_type="image/jpeg",
        size=3_481_223,
        width=4032,
        height=3024,
        orientation="landscape",
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        status=ImageStatus.COMPLETED,
        stages=tuple(
            Stage(name=name, status="completed", attempts=1, finished_at=MOMENT, duration_ms=120)
            for name in STAGES
        ),
        description="a dog running on a beach",
        description_source="ai",
        caption=Caption(text="a dog running on a beach", confidence=0.83),
        tags=(Tag(name="dog", confidence=0.98),),
        colors=(Color(hex="#3a6ea5", name="blue", fraction=0.42),),
        exif=Exif(taken_at=MOMENT, iso=100, f_number=2.8),
        uploaded_at=MOMENT,
        updated_at=MOMENT,
        analyzed_at=MOMENT,
        links=Links(
            self=f"/api/v1/images/{ID}",
            original=f"{BLOBS}/originals/owner/{ID}{signed}",
            preview=f"{BLOBS}/renditions/owner/{ID}/preview.jpg{signed}",
            tile=f"{BLOBS}/renditions/owner/{ID}/tile.webp{signed}",
            thumbnail=f"{BLOBS}/renditions/owner/{ID}/thumbnail.webp{signed}",
            expires_at=MOMENT,
        ),
    )
