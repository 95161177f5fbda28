"""Errors as the API tells them."""

from pydantic import ConfigDict

from shared.models.base import Schema


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
