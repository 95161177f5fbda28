"""One page of a query's results over the documents it may see."""

import base64
import binascii
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson

from local.cosmos.errors import BadRequest
from local.cosmos.sql.ordering import Key, Position
from local.cosmos.sql.queries import CompiledQuery, compiled
from local.cosmos.sql.scope import DOCUMENTS, RUN, Env, Run
from local.cosmos.sql.values import UNDEFINED, Value, encode

PAGE_ITEMS: Final = 1000
PAGE_BYTES: Final = 4 * 1024 * 1024


class Item(NamedTuple):
    """A document and its number in the container, which grows with each creation."""

    number: int
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Results as JSON texts, the continuation where there is more, and how many documents were looked at."""

    results: list[bytes]
    continuation: str | None
    examined: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page stopped: after a row, or after so many results where rows map to no document.

    `left` is what TOP or LIMIT still allow.
    """

    key: Key
    position: Position
    skip: int = 0
    left: int | None = None


class Execution:
    """Runs one query text, page by page.

    Args:
        run: what the query may ask of its container.
        parameters: values by "@name".
    """

    def __init__(self, text: str, parameters: dict[str, Value], run: Run):
        self._query: CompiledQuery = compiled(text)
        self._fingerprint = zlib.crc32(text.encode())
        self._base: Env = {**parameters, RUN: run}
        self._examined = 0

    def page(self, items: Sequence[Item], size: int = PAGE_ITEMS, continuation: str | None = None) -> Page:
        """At most `size` results and 4 MB from `items`, which are in order of their numbers.

        Raises:
            BadRequest: a bad parameter, or a continuation of another query.
        """
        place = self._decode(continuation) if continuation else None
        if not self._query.query.sources:
            items = [Item(0, {})]
        try:
            results, stopped = self._fill(items, min(size, PAGE_ITEMS), place)
        except RecursionError:
            raise BadRequest("The query is nested too deeply.") from None
        return Page(results, self._encode(stopped) if stopped else None, self._examined)

    def _fill(
        self, items: Sequence[Item], size: int, place: _Place | None
    ) -> tuple[list[bytes], _Place | None]:
        skip, left = self._query.bounds(self._base)
        if place:
            skip, left = place.skip, place.left
        if not self._query.resumable:
            return self._counted(items, size, place.skip if place else 0)
        if self._query.ordering:
            rows = self._ordered(items, place, skip, size if left is None else min(size, left))
        else:
            rows = (
                ((), position, env) for position, env in self._rows(items, place.position if place else None)
            )
        results: list[bytes] = []
        room = PAGE_BYTES
        last: tuple[Key, Position] = ((), (0, 0))
        for key, position, env in rows:
            value = self._query.project(env)
            if value is UNDEFINED:
                continue
            if skip:
                skip -= 1
                continue
            if left is not None and len(results) == left:
                break
            text = encode(value)
            room -= len(text)
            if results and (len(results) == size or room < 0):
                return results, _Place(*last, left=None if left is None else left - len(results))
            results.append(text)
            last = (key, position)
        return results, None

    def _rows(self, items: Sequence[Item], after: Position | None) -> Iterator[tuple[Position, Env]]:
        """Joined rows that match, with their positions, from a position on."""
        query, base = self._query, self._base
        start = bisect_left(items, after[0], key=lambda item: item.number) if after else 0
        for number, document in items[start:] if start else items:
            self._examined += 1
            for ordinal, env in enumerate(query.expand({**base, DOCUMENTS: (document,)})):
                if after and (number, ordinal) <= after:
                    continue
                if query.where is None or query.where(env) is True:
                    yield (number, ordinal), env

    def _ordered(
        self, items: Sequence[Item], place: _Place | None, skip: int, size: int
    ) -> Iterator[tuple[Key, Position, Env]]:
        assert self._query.ordering  # noqa: S101 - the caller looked
        rows = self._rows(items, None)
        if self._query.query.selection == "value":
            rows = ((at, env) for at, env in rows if self._query.project(env) is not UNDEFINED)
        after = (place.key, place.position) if place else None
        return iter(self._query.ordering.first(rows, skip + size + 1, after))

    def _counted(self, items: Sequence[Item], size: int, skip: int) -> tuple[list[bytes], _Place | None]:
        """Groups and distinct values: computed anew for each page."""
        self._examined = len(items)
        documents = [item.document for item in items]
        results: list[bytes] = []
        room = PAGE_BYTES
        for at, value in enumerate(self._query.rows({**self._base, DOCUMENTS: documents})):
            if at < skip:
                continue
            text = encode(value)
            room -= len(text)
            if results and (len(results) == size or room < 0):
                return results, _Place((), (0, 0), skip=at)
            results.append(text)
        return results, None

    def _encode(self, place: _Place) -> str:
        state = [self._fingerprint, place.key, place.position, place.skip, place.left]
        return base64.b64encode(orjson.dumps(state)).decode()

    def _decode(self, token: str) -> _Place:
        try:
            fingerprint, key, position, skip, left = orjson.loads(base64.b64decode(token, validate=True))
            number, ordinal = position
        except (ValueError, TypeError, binascii.Error):
            raise BadRequest("Invalid Continuation Token") from None
        if fingerprint != self._fingerprint:
            raise BadRequest("Invalid Continuation Token: it belongs to another query.")
        return _Place(_tuples(key), (number, ordinal), skip, left)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
