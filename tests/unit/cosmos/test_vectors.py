"""Vector distance: scores, order, the index under changes."""

import math
from threading import Lock
from typing import Any

import numpy as np
import pytest

from local.cosmos.errors import BadRequest
from local.cosmos.sql.execution import Item
from local.cosmos.storage.policies import Embedding
from local.cosmos.storage.vectors import VectorIndex
from tests.unit.cosmos.asking import ask

POINTS = [[1, 0], [0, 1], [0.9, 0.1], [-1, 0]]


@pytest.mark.parametrize("path", ["near", "far"])
def test_order_is_most_similar_first_for_every_metric(path: str) -> None:
    documents = [{path: point} for point in POINTS]
    sql = f"SELECT TOP 3 VALUE c.id FROM c ORDER BY VectorDistance(c.{path}, @q)"
    assert ask(sql, *documents, q=[1, 0]) == ["1", "3", "2"]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("VectorDistance(c.near, [0, 2])", 0.0),
        ("VectorDistance([3, 0], c.near)", 1.0),
        ("VectorDistance(c.far, [4, 5])", 5.0),
        ("VectorDistance(c.near, [2, 0], false, {distanceFunction: 'dotproduct'})", 2.0),
        ("VectorDistance(c.near, [1, 1], true, {distanceFunction: 'euclidean', dataType: 'float32'})", 1.0),
        ("VectorDistance(c.plain, [1, 1])", 1.0),
        ("VectorDistance(c.near, c.far)", 1 / math.sqrt(2)),
    ],
)
def test_scores(call: str, expected: float) -> None:
    document = {"near": [1, 0], "far": [1, 1], "plain": [5, 5]}
    assert ask(f"SELECT VALUE {call} FROM c", document) == [pytest.approx(expected)]


def test_what_has_no_fitting_vector_is_no_result() -> None:
    documents: list[dict[str, Any]] = [{"near": [1, 0]}, {}, {"near": [1, 0, 0]}, {"near": ["a", "b"]}]
    assert ask("SELECT VALUE c.id FROM c ORDER BY VectorDistance(c.near, [1, 0])", *documents) == ["1"]
    assert ask("SELECT VALUE c.id FROM c ORDER BY VectorDistance(c.near, [1, 0, 0])", *documents) == []


def test_a_vector_comes_back_as_it_was_given() -> None:
    vector = [0.1, 1e-17]
    assert ask("SELECT VALUE c.near FROM c", {"near": vector}) == [vector]
    assert ask("SELECT * FROM c", {"near": vector})[0]["near"] == vector
    assert ask("SELECT VALUE ARRAY_LENGTH(c.near) FROM c WHERE c.near[0] = 0.1", {"near": vector}) == [2]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT VALUE c.id FROM c ORDER BY VectorDistance(c.near, [1, 0]) DESC",
        "SELECT VALUE c.id FROM c ORDER BY VectorDistance(c.near, [1, 0]), c.id",
        "SELECT VALUE VectorDistance(c.near) FROM c",
        "SELECT VALUE VectorDistance(c.near, [1, 0], false, {distanceFunction: 'manhattan'}) FROM c",
        "SELECT VALUE VectorDistance(c.near, [1, 0], false, {speed: 'fast'}) FROM c",
    ],
)
def test_what_the_service_has_not_is_refused(sql: str) -> None:
    with pytest.raises(BadRequest):
        ask(sql, {"near": [1, 0]})


def test_the_index_follows_changes() -> None:
    generator = np.random.default_rng(1)
    index = VectorIndex({}, Embedding("/v", 3, "dotproduct"))
    expected: dict[str, list[float]] = {}
    for step in range(500):
        name = str(generator.integers(150))
        vector = generator.random(3).tolist()
        if generator.random() < 0.3:
            index.pending[name] = None
            expected.pop(name, None)
        else:
            index.pending[name] = Item(step, {"id": name, "_rid": name, "v": vector})
            expected[name] = vector
        if step % 100 == 99:
            index.catch_up(Lock())
            found = index.scores([1.0, 2.0, 3.0], "dotproduct")
            assert found == {
                name: pytest.approx(np.dot(v, [1, 2, 3]), rel=1e-5) for name, v in expected.items()
            }
