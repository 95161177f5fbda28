"""One page of a query's results over the documents it may see."""

import base64
import binascii
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
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


Row = tuple[Key, Position, Env]


class Execution:
    """One page of one query text.

    Args:
        run: what the query may ask of its container.
        parameters: values by "@name".
        size: most results of the page.
        continuation: where the page before stopped.

    Raises:
        BadRequest: no query, a bad count, or a continuation of another query.
    """

    def __init__(
        self,
        text: str,
        parameters: dict[str, Value],
        run: Run,
        *,
        size: int = PAGE_ITEMS,
        continuation: str | None = None,
    ):
        self.query: CompiledQuery = compiled(text)
        self.env: Env = {**parameters, RUN: run}
        self._fingerprint = zlib.crc32(text.encode())
        self._size = min(size, PAGE_ITEMS)
        self._examined = 0
        self._skip, self._left = self.query.bounds(self.env)
        self._place = self._decode(continuation) if continuation else None
        if self._place:
            self._skip, self._left = self._place.skip, self._place.left

    @property
    def after(self) -> Key | None:
        """What the rows of this page compare higher than, for a query in order."""
        if self._place is None or self.query.ordering is None:
            return None
        return self.query.ordering.comparable(self._place.key, self._place.position)

    @property
    def wanted(self) -> int:
        """Rows that fill the page, and one to know whether there are more."""
        return self._skip + 1 + (self._size if self._left is None else min(self._size, self._left))

    def page(self, items: Sequence[Item]) -> Page:
        """The page out of items in order of their numbers."""
        if not self.query.resumable:
            return self._run(lambda: self._counted(items))
        if self.query.ordering:
            return self._run(lambda: self._fill(self._sorted(items)))
        return self._run(lambda: self._fill(self._streamed(items)))

    def page_in_order(self, items: Iterable[Item]) -> Page:
        """The page out of items that are in the query's order already and come after the page before."""
        return self._run(lambda: self._fill(self._walked(items)))

    def _run(self, fill: Callable[[], tuple[list[bytes], _Place | None]]) -> Page:
        try:
            results, stopped = fill()
        except RecursionError:
            raise BadRequest("The query is nested too deeply.") from None
        return Page(results, self._encode(stopped) if stopped else None, self._examined)

    def _fill(self, rows: Iterable[Row]) -> tuple[list[bytes], _Place | None]:
        skip, left = self._skip, self._left
        results: list[bytes] = []
        room = PAGE_BYTES
        last: tuple[Key, Position] = ((), (0, 0))
        for key, position, env in rows:
            value = self.query.project(env)
            if value is UNDEFINED:
                continue
            if skip:
                skip -= 1
                continue
            if len(results) == left:
                break
            text = encode(value)
            room -= len(text)
            if results and (len(results) == self._size or room < 0):
                return results, _Place(*last, left=None if left is None else left - len(results))
            results.append(text)
            last = (key, position)
            if len(results) == left:
                break
        return results, None

    def _matching(self, items: Iterable[Item], after: Position | None) -> Iterator[tuple[Position, Env]]:
        """Joined rows that match, with their positions, from a position on."""
        query, base = self.query, self.env
        for number, document in items if query.query.sources else [Item(0, {})]:
            self._examined += 1
            for ordinal, env in enumerate(query.expand({**base, DOCUMENTS: (document,)})):
                if after and (number, ordinal) <= after:
                    continue
                if query.where is None or query.where(env) is True:
                    yield (number, ordinal), env

    def _streamed(self, items: Sequence[Item]) -> Iterator[Row]:
        after = self._place.position if self._place else None
        start = bisect_left(items, after[0], key=lambda item: item.number) if after else 0
        for position, env in self._matching(items[start:] if start else items, after):
            yield (), position, env

    def _sorted(self, items: Iterable[Item]) -> Iterable[Row]:
        rows = self._matching(items, None)
        if self.query.query.selection == "value":
            rows = ((at, env) for at, env in rows if self.query.project(env) is not UNDEFINED)
        return self.query.ordering.first(rows, self.wanted, self.after) if self.query.ordering else ()

    def _walked(self, items: Iterable[Item]) -> Iterator[Row]:
        for position, env in self._matching(items, None):
            key = self.query.ordering.key(env) if self.query.ordering else None
            yield key or (), position, env

    def _counted(self, items: Sequence[Item]) -> tuple[list[bytes], _Place | None]:
        """Groups and distinct values: computed anew for each page."""
        skip = self._place.skip if self._place else 0
        self._examined = len(items)
        documents = [item.document for item in items]
        results: list[bytes] = []
        room = PAGE_BYTES
        for at, value in enumerate(self.query.rows({**self.env, DOCUMENTS: documents})):
            if at < skip:
                continue
            text = encode(value)
            room -= len(text)
            if results and (len(results) == self._size or room < 0):
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
