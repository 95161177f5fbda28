"""What a cursor may say."""

import json
from base64 import urlsafe_b64encode

import pytest

from shared.errors import InvalidRequest
from shared.models import ListQuery, SearchQuery
from shared.services.cursor import Cursor, fingerprint
from shared.services.search.cursor import SearchCursor

QUERIES = [(Cursor, ListQuery(sort="size")), (SearchCursor, SearchQuery(sort="size"))]


def decoded(kind: type[Cursor], query: ListQuery | SearchQuery, size: int) -> Cursor:
    told = json.dumps({"query": fingerprint(query), "after": [size, "a"], "page": 2, "total": 1})
    return kind.decode(urlsafe_b64encode(told.encode()).decode().rstrip("="), query)


@pytest.mark.parametrize(("kind", "query"), QUERIES)
def test_a_size_that_json_cannot_hold_is_refused(kind: type[Cursor], query: ListQuery | SearchQuery) -> None:
    assert decoded(kind, query, 2**53).after == (2**53, "a")
    for size in (2**53 + 1, -(2**70)):
        with pytest.raises(InvalidRequest):
            decoded(kind, query, size)
