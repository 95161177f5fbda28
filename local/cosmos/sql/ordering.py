"""ORDER BY: keys, the first so many rows, and resuming after a row."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering
from operator import itemgetter
from typing import Any

from local.cosmos.errors import NotSupported
from local.cosmos.sql.calls import VectorCall
from local.cosmos.sql.expressions import ExpressionCompiler
from local.cosmos.sql.parser import query_error
from local.cosmos.sql.scope import RUN, Env
from local.cosmos.sql.syntax import Call, Identifier, Index, OrderItem
from local.cosmos.sql.values import UNDEFINED, sort_key

Key = tuple[Any, ...]
Position = tuple[int, int]  # number of the document, ordinal of the joined row in it


def vector_call(items: tuple[OrderItem, ...]) -> VectorCall | None:
    """The distance an ORDER BY sorts by, if it does."""
    first = items[0].expression if items else None
    return VectorCall.of(first) if isinstance(first, Call) and first.function == "VECTORDISTANCE" else None


def check_order(items: tuple[OrderItem, ...]) -> None:
    """Refuse what the service can not sort by."""
    vector = vector_call(items)
    if vector and len(items) > 1:
        raise NotSupported("ORDER BY VectorDistance together with another item")
    if vector and items[0].direction:
        raise query_error(
            "Specifying a sorting order (ASC or DESC) with VectorDistance function is not supported."
        )
    if not vector and not all(isinstance(item.expression, Identifier | Index) for item in items):
        raise query_error(
            "Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.",
            "SC2206",
        )


@total_ordering
@dataclass(frozen=True, slots=True)
class _Descending:
    key: Key

    def __lt__(self, other: "_Descending") -> bool:
        return self.key > other.key


class Ordering:
    """The compiled ORDER BY of one query. Rows that tie keep the order of their documents."""

    def __init__(self, items: tuple[OrderItem, ...], compiler: ExpressionCompiler):
        check_order(items)
        self._vector = vector_call(items)
        self._keys = [compiler.compile(item.expression) for item in items]
        self._falling = [item.direction == "DESC" for item in items]
        self.downwards = all(self._falling)
        self._mixed = any(self._falling) and not self.downwards

    @property
    def by_vector(self) -> bool:
        return self._vector is not None

    @property
    def bounded(self) -> bool:
        """Whether comparable keys begin with the plain key of the first item."""
        return not self._mixed

    def key(self, env: Env) -> Key | None:
        """The sort keys of a row, None for one without a distance: it is no result."""
        if self._vector is None:
            return tuple(sort_key(of(env)) for of in self._keys)
        score = self._keys[0](env)
        if score is UNDEFINED:
            return None
        return (score if self._vector.metric_in(env[RUN]) == "euclidean" else -score,)

    def comparable(self, key: Key, position: Position) -> Key:
        """A total order over rows: read upwards, or downwards when every item is DESC."""
        number, ordinal = position
        if self.downwards:
            return (*key, -number, -ordinal)
        if self._mixed:
            key = tuple(_Descending(k) if falls else k for k, falls in zip(key, self._falling, strict=True))
        return (*key, number, ordinal)

    def first(
        self,
        rows: Iterable[tuple[Position, Env]],
        count: int | None,
        start: Key | None = None,
    ) -> list[tuple[Key, Position, Env]]:
        """The first `count` rows in order (all for None), of those that compare as after `start`."""
        candidates = (
            (place, key, position, env)
            for position, env in rows
            if (key := self.key(env)) is not None
            and ((place := self.comparable(key, position)) and (start is None or self._follows(place, start)))
        )
        if count is None:
            chosen = sorted(candidates, key=itemgetter(0), reverse=self.downwards)
        elif self.downwards:
            chosen = heapq.nlargest(count, candidates, key=itemgetter(0))
        else:
            chosen = heapq.nsmallest(count, candidates, key=itemgetter(0))
        return [(key, position, env) for _, key, position, env in chosen]

    def _follows(self, place: Key, start: Key) -> bool:
        return place < start if self.downwards else place > start
