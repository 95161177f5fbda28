"""Vectors and the distances between them."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from local.cosmos.sql.values import Packed, Value, is_number

Vector = npt.NDArray[np.float32]
METRICS: Final = ("cosine", "dotproduct", "euclidean")


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
    return float(scores(rows, np.linalg.norm(rows, axis=1), b, metric)[0])


def scores(rows: Vector, norms: Vector, query: Vector, metric: str) -> npt.NDArray[Any]:
    if metric == "euclidean":
        return np.asarray(np.linalg.norm(rows - query, axis=1))
    dots = rows @ query
    if metric == "dotproduct":
        return dots
    lengths: npt.NDArray[Any] = norms * np.linalg.norm(query)
    similarity: npt.NDArray[Any] = np.divide(dots, lengths, out=np.zeros_like(dots), where=lengths > 0)
    return similarity
