"""Vectors of one logical partition as rows of one matrix."""

import numpy as np

from local.cosmos.sql.execution import Item
from local.cosmos.sql.values import Value
from local.cosmos.sql.vectors import Vector, as_vector, scores
from local.cosmos.storage.indexes import Index, value_at
from local.cosmos.storage.policies import Embedding

_FIRST_CAPACITY = 64


class VectorIndex(Index):
    """The vectors under one path; one of another length than the policy says is not indexed."""

    def __init__(self, items: dict[str, Item], embedding: Embedding):
        super().__init__(items)
        self._embedding = embedding
        self._rows: Vector = np.empty((_FIRST_CAPACITY, embedding.dimensions), dtype=np.float32)
        self._norms: Vector = np.empty(_FIRST_CAPACITY, dtype=np.float32)
        self._rids: list[str] = []
        self._names: list[str] = []
        self._row_of: dict[str, int] = {}

    def scores(self, query: Value, metric: str) -> dict[str, float]:
        """Score of every vector against `query` by resource id, none when `query` does not fit."""
        wanted = as_vector(query)
        if wanted is None or len(wanted) != self._embedding.dimensions:
            return {}
        count = len(self._rids)
        found = scores(self._rows[:count], self._norms[:count], wanted, metric)
        return dict(zip(self._rids, found.tolist(), strict=True))

    def apply(self, changes: dict[str, Item | None]) -> None:
        for name, item in changes.items():
            vector = as_vector(value_at(item.document, self._embedding.path)) if item else None
            if item and vector is not None and len(vector) == self._embedding.dimensions:
                self._put(name, item.document["_rid"], vector)
            elif name in self._row_of:
                self._drop(name)

    def _put(self, name: str, rid: str, vector: Vector) -> None:
        row = self._row_of.get(name)
        if row is None:
            row = self._row_of[name] = len(self._rids)
            self._rids.append(rid)
            self._names.append(name)
            if row == len(self._rows):
                self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
                self._norms = np.concatenate([self._norms, np.empty_like(self._norms)])
        self._rids[row] = rid
        self._rows[row] = vector
        self._norms[row] = np.linalg.norm(vector)

    def _drop(self, name: str) -> None:
        row, last = self._row_of.pop(name), len(self._rids) - 1
        rid, moved = self._rids.pop(), self._names.pop()
        if row != last:
            self._rows[row], self._norms[row] = self._rows[last], self._norms[last]
            self._rids[row], self._names[row] = rid, moved
            self._row_of[moved] = row
