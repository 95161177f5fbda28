"""Vectors of one logical partition as rows of one matrix, and their distances to a query vector."""

import threading
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from local.cosmos.sql.values import Packed, Value, is_number

Vector = npt.NDArray[np.float32]
METRICS: Final = ("cosine", "dotproduct", "euclidean")
_FIRST_CAPACITY = 64


def as_vector(value: Value) -> Vector | None:
    """A float32 vector from an array of numbers, else None."""
    if type(value) is Packed:
        return np.asarray(np.frombuffer(value, dtype=np.float64), dtype=np.float32)
    if type(value) is list and value and all(map(is_number, value)):
        return np.asarray(value, dtype=np.float32)
    return None


def distance(left: Value, right: Value, metric: str) -> float | None:
    """The score of two vectors, None when they are not two vectors of one length."""
    a, b = as_vector(left), as_vector(right)
    if a is None or b is None or len(a) != len(b):
        return None
    rows = a[np.newaxis, :]
    return float(_scores(rows, np.linalg.norm(rows, axis=1), b, metric)[0])


def _scores(rows: Vector, norms: Vector, query: Vector, metric: str) -> npt.NDArray[Any]:
    if metric == "euclidean":
        return np.asarray(np.linalg.norm(rows - query, axis=1))
    dots = rows @ query
    if metric == "dotproduct":
        return dots
    lengths: npt.NDArray[Any] = norms * np.linalg.norm(query)
    similarity: npt.NDArray[Any] = np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0)
    return similarity


class VectorIndex:
    """The vectors under one path, by resource id. Writers note changes; the next search applies them.

    Args:
        dimensions: length of each vector; another length is not indexed.
    """

    def __init__(self, dimensions: int, metric: str):
        self.dimensions = dimensions
        self.metric = metric
        self._rows: Vector = np.empty((_FIRST_CAPACITY, dimensions), dtype=np.float32)
        self._norms: Vector = np.empty(_FIRST_CAPACITY, dtype=np.float32)
        self._ids: list[str] = []
        self._row_of: dict[str, int] = {}
        self._pending: dict[str, Value] = {}
        self._lock = threading.Lock()

    def note(self, rid: str, value: Value) -> None:
        """The vector of `rid` is now `value`; anything that is no vector removes it."""
        with self._lock:
            self._pending[rid] = value

    def scores(self, query: Value, metric: str) -> dict[str, float]:
        """Score of every indexed vector against `query`, empty when `query` does not fit."""
        wanted = as_vector(query)
        if wanted is None or len(wanted) != self.dimensions:
            return {}
        with self._lock:
            self._apply_pending()
            count = len(self._ids)
            scores = _scores(self._rows[:count], self._norms[:count], wanted, metric)
            return dict(zip(self._ids, scores.tolist(), strict=True))

    def _apply_pending(self) -> None:
        for rid, value in self._pending.items():
            vector = as_vector(value)
            if vector is not None and len(vector) == self.dimensions:
                self._put(rid, vector)
            elif rid in self._row_of:
                self._drop(rid)
        self._pending.clear()

    def _put(self, rid: str, vector: Vector) -> None:
        row = self._row_of.get(rid)
        if row is None:
            row = self._row_of[rid] = len(self._ids)
            self._ids.append(rid)
            if row == len(self._rows):
                self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
                self._norms = np.concatenate([self._norms, np.empty_like(self._norms)])
        self._rows[row] = vector
        self._norms[row] = np.linalg.norm(vector)

    def _drop(self, rid: str) -> None:
        row, last = self._row_of.pop(rid), len(self._ids) - 1
        moved = self._ids.pop()
        if row != last:
            self._rows[row], self._norms[row] = self._rows[last], self._norms[last]
            self._ids[row] = moved
            self._row_of[moved] = row


def merged_scores(indexes: Sequence[VectorIndex], query: Value, metric: str) -> dict[str, float]:
    merged: dict[str, float] = {}
    for index in indexes:
        merged |= index.scores(query, metric)
    return merged
