"""The gallery's nouns: one schema each, shared by the API and the Cosmos DB documents."""

import re
from datetime import UTC, datetime, time
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

T = TypeVar("T")


def now() -> datetime:
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """UTC with exactly six decimals, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


Timestamp = Annotated[datetime, PlainSerializer(rfc3339, when_used="json")]
Source = Literal["ai", "file", "user"]
ImageId = Annotated[str, StringConstraints(pattern="^[a-z2-7]{24}$")]
StageName = Literal["renditions", "analysis", "embedding"]
TagName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"[^\s\x85]")
]
STAGES: tuple[StageName, ...] = ("renditions", "analysis", "embedding")


class Schema(BaseModel):
    """camelCase on the wire, snake_case here, unchangeable once made."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        frozen=True,
        defer_build=True,
        json_schema_serialization_defaults_required=True,
    )

    @classmethod
    def trusted(cls, **values: Any) -> Self:
        """One of values that are valid already, in a tenth of the time that `model_construct` takes."""
        blank: Self = _blank(cls)
        return blank.model_copy(update=values)


class Json(dict[str, Any], Generic[T]):
    """A `T` as JSON says it, put together without the model."""


@cache
def _blank(schema: type[BaseModel]) -> Any:
    return schema.model_construct()


class Principal(Schema):
    """Whoever signed in. `owner` is the partition key of all their data."""

    owner: str
    subject: str
    name: str | None = None


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
    search_text: str = ""
    stems: tuple[str, ...] = Field(default=(), description="Each as `field:stem`.")
    color_cells: tuple[str, ...] = ()

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
    thumbnail: str | None = None
    expires_at: Timestamp


class ImageView(ImageFields):
    """An image as the API shows it."""

    links: Links


class UploadedImage(ImageView):
    duplicate: bool = False


class Match(Schema):
    """Why an image is a hit: the field, and what in it met the query."""

    field: str
    value: str


def _without_defaults(schema: JsonDict) -> None:
    """An absent field of an edit is no value."""
    schema["minProperties"] = 1
    fields = schema["properties"]
    if isinstance(fields, dict):
        for field in fields.values():
            if isinstance(field, dict):
                field.pop("default", None)


class ImageEdit(Schema):
    """What a user changes of an image; absent fields stay. No later analysis undoes an edit."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False, json_schema_extra=_without_defaults)

    description: Annotated[str, StringConstraints(max_length=5000)] | None = Field(
        default=None, description="null gives back the file's or the analysis's own."
    )
    tags: tuple[TagName, ...] = Field(default=(), max_length=50, description="All tags from now on.")
    filename: str = Field(default="", min_length=1, max_length=1000)
    favorite: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Name at least one field.")
        return self


class StatusCounts(Schema):
    pending: int = 0
    processing: int = 0
    completed: int = 0
    failed: int = 0


class ProcessingStatus(Schema):
    counts: StatusCounts
    images: tuple[ImageView, ...] = Field(description="Up to 100 of those not yet done, the oldest first.")


class SearchHit(ImageView):
    score: float = Field(description="How well it fits, from 0 to 1; comparable within one search only.")
    matched: tuple[Match, ...] = ()


class SimilarImage(SearchHit):
    near_duplicate: bool = False


class ImagePage(Schema):
    images: tuple[ImageView, ...]
    total: int
    page: int
    limit: int
    has_next: bool
    has_prev: bool
    next_cursor: str | None = None


class FacetCount(Schema):
    value: str
    count: int


class Facets(Schema):
    """How the hits of a search are spread, the most frequent first; years the latest first."""

    tags: tuple[FacetCount, ...] = ()
    colors: tuple[FacetCount, ...] = ()
    cameras: tuple[FacetCount, ...] = ()
    years: tuple[FacetCount, ...] = ()


class SearchPage(ImagePage):
    images: tuple[SearchHit, ...]
    note: str | None = Field(default=None, description="What a person should know about this answer.")
    facets: Facets | None = None


class SimilarImages(Schema):
    images: tuple[SimilarImage, ...]


class TagCount(Schema):
    name: str
    count: int


class Export(Schema):
    """All that is known of some images, in the order of their upload. Their files have their own routes."""

    images: tuple[ImageFields, ...]
    next_cursor: str | None = None


class Suggestions(Schema):
    tags: tuple[TagCount, ...]


class Upload(Schema):
    """A file as the client sent it."""

    filename: str
    content: bytes


class FieldError(Schema):
    """What is wrong with one field; `pointer` is a JSON pointer, empty for the whole body."""

    pointer: str
    detail: str
    type: str


class Problem(Schema):
    """RFC 9457 problem details."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    request_id: str | None = None
    errors: tuple[FieldError, ...] | None = None


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
    size: Annotated[int, Field(ge=1, le=2**53, strict=True), BeforeValidator(_whole)] = Field(
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


IdList = Annotated[tuple[ImageId, ...], Field(min_length=1, max_length=100)]


class Deletion(Schema):
    model_config = ConfigDict(extra="forbid")

    ids: IdList


class BulkEdit(Schema):
    """One edit for several images."""

    model_config = ConfigDict(extra="forbid")

    ids: IdList
    edit: ImageEdit


class BulkResult(Schema):
    id: str
    outcome: Literal["edited", "deleted", "rejected"]
    image: ImageView | None = Field(default=None, description="The image as edited.")
    problem: Problem | None = None


class BulkResults(Schema):
    """One for each id, in the order of the request; an id given twice counts once."""

    results: tuple[BulkResult, ...]


class Embedding(Schema):
    """A picture as a point among pictures: 1024 floats, compared by cosine."""

    vector: tuple[float, ...]
    model_version: str


class Analysis(Schema):
    """What an analyzer saw in a picture. Boxes are in pixels of the picture it was given."""

    caption: Caption | None = None
    tags: tuple[Tag, ...] = ()
    objects: tuple[DetectedObject, ...] = ()
    people: int = 0
    text: str | None = None
    width: int
    height: int
    model_version: str


class Renditions(Schema):
    """What one decode of an original yields. Sizes are of the upright picture."""

    width: int
    height: int
    thumbnail: bytes
    preview: bytes
    preview_width: int
    preview_height: int
    colors: tuple[Color, ...]
    placeholder: str
    exif: Exif
    embedded: Embedded


class Query(Schema):
    """Query parameters: unknown ones are refused, so that a typo never widens a search."""

    model_config = ConfigDict(extra="forbid")


Limit = Annotated[int, Field(ge=1, le=100)]


SortKey = tuple[str | int, str]  # the value an image is sorted by, and its id as the tie-breaker


class ListQuery(Query):
    page: int = Field(default=1, ge=1, le=10_000)
    limit: Limit = 20
    cursor: str | None = Field(default=None, max_length=2000, description="`nextCursor` of the page before.")
    status: ImageStatus | None = None
    tag: TagName | None = None
    favorite: bool | None = None
    sort: Literal["newest", "oldest", "filename", "size"] = "newest"


def _split(value: object) -> object:
    return [part for part in value.split(",") if value] if isinstance(value, str) else value


def _day(closing: time) -> BeforeValidator:
    """A date without a time becomes its first or its last moment."""

    def moment(value: object) -> object:
        if isinstance(value, str) and not _DATED.match(value):
            raise ValueError("Input should be a date, or a date and time.")
        is_day = isinstance(value, str) and len(value) == 10
        return f"{value}T{closing.isoformat()}Z" if is_day else value

    return BeforeValidator(moment)


def _utc(moment: datetime) -> datetime:
    """No picture is from before 1000 or after 9998: such a bound is as good as the nearest of those."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware, _FIRST), _LAST).astimezone(UTC)


_FIRST = datetime(1000, 1, 1, tzinfo=UTC)
_LAST = datetime(9998, 12, 31, 23, 59, 59, 999_999, UTC)
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_MOMENT = WithJsonSchema({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]})


def _list_of(pattern: str, most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^({pattern}(,{pattern}){{0,{most - 1}}})?$"})


HexColor = Annotated[str, StringConstraints(strip_whitespace=True, pattern="^#?([0-9A-Fa-f]{3}){1,2}$")]


class Filters(Query):
    """What images must be like, whatever else is asked of them."""

    model_config = ConfigDict(validate_by_name=False)

    tags: Annotated[
        tuple[TagName, ...],
        BeforeValidator(_split),
        _list_of(r"[^,]*[^,\s\x85][^,]*", 20),
        Field(max_length=20),
    ] = Field(default=(), description="Separated by commas; images have all of them.")
    since: Annotated[datetime, _day(time.min), AfterValidator(_utc), _MOMENT] | None = Field(
        default=None, alias="from", description="Taken (else uploaded) at this time or day or later."
    )
    until: Annotated[datetime, _day(time.max), AfterValidator(_utc), _MOMENT] | None = Field(
        default=None, alias="to", description="Taken (else uploaded) at this time or day or earlier."
    )
    camera: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    orientation: Orientation | None = None
    people: int | None = Field(
        default=None, ge=0, le=1000, description="0: nobody is seen; else at least so many people."
    )
    favorite: bool | None = None
    status: ImageStatus | None = None


class SearchQuery(Filters):
    q: str = Field(default="", max_length=1000, description='Words, "phrases", and -words to leave out.')
    mode: Literal["hybrid", "text", "semantic"] = "hybrid"
    color: Annotated[
        tuple[HexColor, ...],
        BeforeValidator(_split),
        _list_of("#?([0-9A-Fa-f]{3}){1,2}", 5),
        Field(max_length=5),
    ] = Field(default=(), description="Hex colours, separated by commas; images have all of them.")
    sort: Literal["relevance", "newest", "oldest", "filename", "size"] | None = Field(
        default=None, description="By relevance when words or colours are asked for, else the newest first."
    )
    facets: bool = False
    page: int = Field(default=1, ge=1, le=10_000)
    limit: Limit = 20
    cursor: str | None = Field(default=None, max_length=4000, description="`nextCursor` of the page before.")


class ExportQuery(Filters):
    q: str = Field(default="", max_length=1000, description='Words, "phrases", and -words to leave out.')
    limit: int = Field(default=100, ge=1, le=500)
    cursor: str | None = Field(default=None, max_length=4000, description="`nextCursor` of the page before.")


class SimilarQuery(Filters):
    limit: int = Field(default=10, ge=1, le=50)


class SuggestionQuery(Query):
    q: str = Field(default="", max_length=64, description="How the tag begins.")
    limit: int = Field(default=10, ge=1, le=50)


class Usage(Schema):
    images: int
    bytes: int
    analyses: int = Field(default=0, description="Pictures analysed this month (UTC).")


class Limits(Schema):
    images: int
    bytes: int
    upload_bytes: int
    upload_pixels: int = Field(description="Most pixels of a picture; half of it for WebP and AVIF.")
    analyses_per_month: int


class Account(Schema):
    id: str
    name: str | None
    usage: Usage
    limits: Limits
    closing_since: Timestamp | None = Field(
        default=None, description="Since when everything of yours is being deleted, if it is."
    )


class SignIn(Schema):
    """What a single-page app needs for the authorization code flow with PKCE."""

    issuer: str
    client_id: str
    scopes: str
    audience: str


class Alive(Schema):
    status: Literal["alive"] = "alive"


DependencyStatus = Literal["reached", "unreachable", "refuses"]


class Dependency(Schema):
    """One that refuses has been given the wrong credentials."""

    name: str
    status: DependencyStatus
    latency_ms: int


class Readiness(Schema):
    status: Literal["ready", "unavailable"]
    dependencies: tuple[Dependency, ...]
