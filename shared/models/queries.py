"""Query parameters, of lists and searches."""

import re
from datetime import UTC, datetime, time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from shared.models.base import Schema
from shared.models.images import ImageStatus, Orientation, TagName


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
