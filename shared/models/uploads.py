"""Files that come, through the API or directly to storage."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from shared.models.base import Schema, Timestamp
from shared.models.images import ImageView
from shared.models.problems import Problem


class UploadedImage(ImageView):
    duplicate: bool = False


class Upload(Schema):
    """A file as the client sent it."""

    filename: str
    content: bytes


class UploadResult(Schema):
    filename: str
    outcome: Literal["created", "duplicate", "rejected"]
    image: ImageView | None = None
    problem: Problem | None = None


class UploadResults(Schema):
    results: tuple[UploadResult, ...]


def _whole(value: object) -> object:
    """JSON knows no integers: 5.0 is 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Announcement(Schema):
    """A file that the client is about to send to storage by itself."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False)

    filename: str = Field(min_length=1, max_length=1000)
    size: Annotated[int, Field(ge=0, le=2**53, strict=True), BeforeValidator(_whole)] = Field(
        description="In bytes."
    )
    content_type: str = Field(
        max_length=100, description="What the bytes are, whatever the name says.", examples=["image/jpeg"]
    )
    sha256: Annotated[str, StringConstraints(pattern="^[0-9A-Fa-f]{64}$", to_lower=True)] = Field(
        description="Of the content, in hexadecimal."
    )


class SignedUpload(Schema):
    """One request that puts one blob, once: send the file to `url` with these headers."""

    url: str
    method: Literal["PUT"] = "PUT"
    headers: dict[str, str]
    expires_at: Timestamp


class AnnouncedUpload(Schema):
    """`upload` says how to send what was created; a duplicate needs no sending."""

    filename: str
    outcome: Literal["created", "duplicate", "rejected"]
    image: ImageView | None = None
    upload: SignedUpload | None = None
    problem: Problem | None = None


class AnnouncedUploads(Schema):
    results: tuple[AnnouncedUpload, ...]
