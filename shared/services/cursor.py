"""Opaque cursors: where a page ended, bound to the query it ended in."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Self

from pydantic import Field, ValidationError, model_validator

from shared.errors import InvalidRequest
from shared.models import ListQuery, Query, Schema, SortKey
from shared.ports import Listed

SORTED_BY = {"newest": "uploadedAt", "oldest": "uploadedAt", "filename": "filename", "size": "size"}
EXACT = 2**53  # integers up to here survive JSON


class Cursor(Schema):
    """`after` is the sort key of the last image shown; `page` the number of the page that follows."""

    query: str
    after: SortKey
    page: int = Field(ge=1)
    total: int = Field(ge=0)

    @classmethod
    def after_image(cls, image: Listed, query: ListQuery, page: int, total: int) -> Self:
        return cls(query=fingerprint(query), after=sort_key(image, query.sort), page=page, total=total)

    @classmethod
    def decode(cls, text: str, query: Query) -> Self:
        """Raises InvalidRequest for what is no cursor, or one of another query."""
        try:
            padded = text + "=" * (-len(text) % 4)
            cursor = cls.model_validate_json(urlsafe_b64decode(padded.encode("ascii")))
        except (ValidationError, ValueError) as error:
            raise InvalidRequest("The cursor is not one of ours.") from error
        if cursor.query != fingerprint(query):
            raise InvalidRequest("The cursor belongs to another query.")
        return cursor

    @model_validator(mode="after")
    def _check(self) -> Self:
        if isinstance(self.after[0], int) and abs(self.after[0]) > EXACT:
            raise ValueError("no size is so large")
        return self

    def encode(self) -> str:
        return urlsafe_b64encode(self.model_dump_json().encode()).decode().rstrip("=")


def sort_key(image: Listed, sort: str) -> SortKey:
    return image.shown[SORTED_BY[sort]], image.id


def fingerprint(query: Query) -> str:
    """Equal for queries that differ only in where they stand."""
    standing = query.model_dump_json(exclude={"page", "cursor"})
    return hashlib.sha256(f"{type(query).__name__}{standing}".encode()).hexdigest()[:16]
