"""What searches answer, and why an image is a hit."""

from pydantic import Field

from shared.models.base import Schema
from shared.models.images import ImageFields, ImagePage, ImageView


class Match(Schema):
    """Why an image is a hit: the field, and what in it met the query."""

    field: str
    value: str


class SearchHit(ImageView):
    score: float = Field(description="How well it fits, from 0 to 1; comparable within one search only.")
    matched: tuple[Match, ...] = ()


class SimilarImage(SearchHit):
    near_duplicate: bool = False


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
