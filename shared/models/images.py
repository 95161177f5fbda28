"""An image, and what is known of it."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.models.base import Schema, Timestamp, now

Source = Literal["ai", "file", "user"]
ImageId = Annotated[str, StringConstraints(pattern="^[a-z2-7]{24}$")]
StageName = Literal["renditions", "analysis", "embedding"]
TagName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"[^\s\x85]")
]
STAGES: tuple[StageName, ...] = ("renditions", "analysis", "embedding")


class ImageStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class Stage(Schema):
    """How far one stage of ingestion has come, and why it has not come further."""

    name: StageName
    status: Literal["pending", "completed", "failed", "skipped"] = "pending"
    attempts: int = 0
    model_version: str | None = None
    error: str | None = None
    finished_at: Timestamp | None = None
    duration_ms: int | None = None


class Caption(Schema):
    text: str
    confidence: float


class Tag(Schema):
    name: str
    confidence: float = 1.0
    source: Source = "ai"


class Color(Schema):
    """One of a picture's colours, and the share of its area that the colour covers."""

    hex: str = Field(pattern="^#[0-9a-f]{6}$")
    name: str
    fraction: float


class Box(Schema):
    """Pixels of the upright original, from its top left corner."""

    x: int
    y: int
    width: int
    height: int


class DetectedObject(Schema):
    name: str
    confidence: float
    box: Box


class Location(Schema):
    latitude: float
    longitude: float


class Exif(Schema):
    taken_at: Timestamp | None = None
    camera: str | None = None
    lens: str | None = None
    iso: int | None = None
    exposure: str | None = None
    f_number: float | None = None
    focal_length: float | None = None
    location: Location | None = None


class Embedded(Schema):
    """The photographer's own words, carried in the file (XMP, IPTC, EXIF)."""

    description: str | None = None
    keywords: tuple[str, ...] = ()


Orientation = Literal["landscape", "portrait", "square"]


class ImageFields(Schema):
    """What the API shows of an image and Cosmos DB keeps of it."""

    id: str
    filename: str
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None
    orientation: Orientation | None = None
    sha256: str
    status: ImageStatus = ImageStatus.PENDING
    error: str | None = None
    stages: tuple[Stage, ...] = tuple(Stage(name=name) for name in STAGES)
    description: str | None = None
    description_source: Source | None = None
    caption: Caption | None = None
    tags: tuple[Tag, ...] = ()
    colors: tuple[Color, ...] = ()
    objects: tuple[DetectedObject, ...] = ()
    people: int = 0
    text: str | None = None
    placeholder: str | None = Field(default=None, description="A ThumbHash, base64.")
    exif: Exif = Exif()
    favorite: bool = False
    uploaded_at: Timestamp = Field(default_factory=now)
    updated_at: Timestamp = Field(default_factory=now)
    analyzed_at: Timestamp | None = None


class Image(ImageFields):
    """An image as the services know it."""

    owner_id: str
    etag: str | None = None
    embedded: Embedded = Embedded()
    edited: tuple[Literal["description", "tags"], ...] = ()
    requested_at: Timestamp = Field(default_factory=now)
    due_at: Timestamp = Field(default_factory=now, description="When the next sign of progress is expected.")
    charged: bool = Field(default=False, description="Whether this analysis is on the month's count.")
    deleted_at: Timestamp | None = None
    tiled: bool = Field(default=False, description="Whether there is a tile among its renditions.")
    search_text: str = ""
    stems: tuple[str, ...] = Field(default=(), description="Each as `field:stem`.")
    palette: tuple[float, ...] = Field(
        default=(), description="Of each colour, one after the other: CIELAB, share of the area, cell."
    )
    color_cells: tuple[str, ...] = Field(
        default=(), description="The cells of its colours, also marked with what they cover."
    )

    def stage(self, name: StageName) -> Stage:
        return next(stage for stage in self.stages if stage.name == name)

    @property
    def rendered(self) -> bool:
        return self.stage("renditions").status == "completed"


class Links(Schema):
    """Where to read the image. All but `self` are signed and end at `expires_at`."""

    self: str
    original: str
    preview: str | None = None
    tile: str | None = Field(
        default=None,
        description="A WebP of the whole picture, for grids; null where renditions are older than tiles.",
    )
    thumbnail: str | None = None
    expires_at: Timestamp


class ImageView(ImageFields):
    """An image as the API shows it."""

    links: Links


class StatusCounts(Schema):
    pending: int = 0
    processing: int = 0
    completed: int = 0
    failed: int = 0


class ProcessingStatus(Schema):
    counts: StatusCounts
    images: tuple[ImageView, ...] = Field(description="Up to 100 of those not yet done, the oldest first.")


class ImagePage(Schema):
    images: tuple[ImageView, ...]
    total: int
    page: int
    limit: int
    has_next: bool
    has_prev: bool
    next_cursor: str | None = None
