"""Where a page of a search ended, and how the search stood when it began."""

from typing import Literal, Self

from pydantic import Field

from shared.errors import InvalidRequest
from shared.models import Schema, SearchQuery
from shared.services.cursor import Cursor
from shared.services.search.ranking import Order, Scale
from shared.services.search.shades import LEVELS


class Ranking(Schema):
    """What later pages go by.

    `weights` are the shares of the words; `least` is the least likeness that counts and `floor` the least
    that makes a hit; `until` is the latest upload, and `level` what a picture is worth at least, of
    LEVELS, for its colours to be looked at.
    """

    scales: dict[Order, Scale]
    weights: tuple[float, ...] = Field(default=(), max_length=100)
    least: float = Field(default=0, allow_inf_nan=False)
    floor: float = Field(default=0, allow_inf_nan=False)
    until: str = ""
    level: int = Field(default=0, ge=0, lt=len(LEVELS))


class SearchCursor(Cursor):
    """`every`: whether the words must all occur. `ranking` is there for ranked searches."""

    every: bool = True
    ranking: Ranking | None = None

    @classmethod
    def at(cls, query: SearchQuery, kind: Literal["ranked", "sorted"]) -> Self | None:
        """None at the first page. Raises InvalidRequest for a cursor that no such search gave out."""
        if not query.cursor:
            return None
        cursor = cls.decode(query.cursor, query)
        if (cursor.ranking is not None) != (kind == "ranked"):
            raise InvalidRequest("The cursor is not one of ours.")
        if isinstance(cursor.after[0], int) != (query.sort == "size"):
            raise InvalidRequest("The cursor is not one of ours.")
        return cursor
