"""Changes that a user asks for, of one image or of several."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from shared.models.base import Schema
from shared.models.images import ImageId, ImageView, TagName
from shared.models.problems import Problem


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
