"""Clauses: selection, joins, grouping, order, limits."""

from typing import Any

import pytest

from local.cosmos.errors import BadRequest
from tests.unit.cosmos.asking import ask

DOCUMENTS: list[dict[str, Any]] = [
    {"id": "1", "name": "Alpha", "n": 1, "tags": ["red", "blue"]},
    {"id": "2", "name": "beta", "n": 2, "tags": ["blue"]},
    {"id": "3", "name": "Gamma", "n": 3, "tags": [], "parts": [{"k": "a", "q": 1}, {"k": "b", "q": 5}]},
    {"id": "4", "name": "delta", "n": 10, "tags": ["green", "red"]},
    {"id": "5", "n": 2, "tags": ["red"]},
]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT VALUE c.name FROM c", ["Alpha", "beta", "Gamma", "delta"]),
        ("SELECT c.id AS i, c.n + 1 AS m FROM c WHERE c.id = '1'", [{"i": "1", "m": 2}]),
        ("SELECT c.id, c.n + 1, c.n FROM c WHERE c.id = '1'", [{"id": "1", "$1": 2, "n": 1}]),
        ("SELECT c.name FROM c WHERE c.id = '5'", [{}]),
        ("SELECT VALUE {i: c.id} FROM root AS c WHERE c.n > 3", [{"i": "4"}]),
        ("SELECT 1 AS one", [{"one": 1}]),
        ("select value c.id from c where c.n = 3 -- a comment", ["3"]),
        ("SELECT TOP 2 VALUE c.id FROM c", ["1", "2"]),
        ("SELECT TOP 0 VALUE c.id FROM c", []),
        ("SELECT VALUE c.id FROM c OFFSET 1 LIMIT 2", ["2", "3"]),
        ("SELECT DISTINCT VALUE c.n FROM c", [1, 2, 3, 10]),
        (
            "SELECT DISTINCT c.n, c.tags[0] AS t FROM c WHERE c.n = 2",
            [{"n": 2, "t": "blue"}, {"n": 2, "t": "red"}],
        ),
        ("SELECT DISTINCT VALUE c.n FROM c ORDER BY c.n DESC", [10, 3, 2, 1]),
        (
            "SELECT c.id, t FROM c JOIN t IN c.tags WHERE t = 'blue'",
            [{"id": "1", "t": "blue"}, {"id": "2", "t": "blue"}],
        ),
        ("SELECT VALUE t FROM t IN c.tags", ["red", "blue", "blue", "green", "red", "red"]),
        ("SELECT VALUE p.k FROM c JOIN p IN c.parts WHERE p.q > 3", ["b"]),
        ("SELECT VALUE a || b FROM c JOIN a IN c.tags JOIN b IN c.tags WHERE c.id = '2'", ["blueblue"]),
        ("SELECT VALUE x.k FROM (SELECT VALUE p FROM p IN c.parts) AS x", ["a", "b"]),
        ("SELECT VALUE c FROM c.parts[1] AS c", [{"k": "b", "q": 5}]),
        ("SELECT VALUE c.id FROM c WHERE c.n", []),
    ],
)
def test_selection(sql: str, expected: list[Any]) -> None:
    assert ask(sql, *DOCUMENTS) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT VALUE COUNT(1) FROM c", [5]),
        ("SELECT VALUE COUNT(c.name) FROM c", [4]),
        ("SELECT VALUE COUNTIF(c.n > 2) FROM c", [2]),
        ("SELECT VALUE SUM(c.n) FROM c", [18]),
        ("SELECT VALUE SUM(c.name) FROM c", []),
        ("SELECT VALUE SUM(c.missing) FROM c", [0]),
        ("SELECT VALUE AVG(c.n) FROM c", [3.6]),
        ("SELECT VALUE AVG(c.missing) FROM c", []),
        ("SELECT VALUE MIN(c.name) FROM c", ["Alpha"]),
        ("SELECT VALUE MAX(c.missing) FROM c", []),
        ("SELECT VALUE MAX(c.tags) FROM c", []),
        ("SELECT COUNT(1) AS k, MIN(c.n) AS m FROM c WHERE c.n > 99", [{"k": 0}]),
        ("SELECT c.n, COUNT(1) AS k FROM c WHERE c.n < 3 GROUP BY c.n", [{"n": 1, "k": 1}, {"n": 2, "k": 2}]),
        (
            "SELECT t, COUNT(1) AS k FROM c JOIN t IN c.tags GROUP BY t",
            [{"t": "red", "k": 3}, {"t": "blue", "k": 2}, {"t": "green", "k": 1}],
        ),
        (
            "SELECT VALUE {n: c.n, last: MAX(c.id)} FROM c GROUP BY c.n OFFSET 1 LIMIT 1",
            [{"n": 2, "last": "5"}],
        ),
        ("SELECT COUNT(1) AS k FROM c GROUP BY c.missing", [{"k": 5}]),
    ],
)
def test_aggregates(sql: str, expected: list[Any]) -> None:
    assert ask(sql, *DOCUMENTS) == expected


def test_order_across_types_keeps_documents_without_the_property() -> None:
    values: list[Any] = [{"a": 1}, [1], "b", "a", 2, 1.5, True, False, None]
    documents: list[dict[str, Any]] = [{"v": value} for value in values]
    assert ask("SELECT c.v FROM c ORDER BY c.v", *documents, {}) == [{}, *reversed(documents)]
    assert ask("SELECT c.v FROM c ORDER BY c.v DESC", *documents, {}) == [*documents, {}]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("c.a ASC, c.b ASC", "1234"),
        ("c.a DESC, c.b DESC", "4321"),
        ("c.a ASC, c.b DESC", "2143"),
        ("c.a DESC, c.b ASC", "3412"),
    ],
)
def test_order_by_two_properties(order: str, expected: str) -> None:
    documents = [{"id": str(n + 1), "a": n // 2, "b": n % 2} for n in range(4)]
    assert "".join(ask(f"SELECT VALUE c.id FROM c ORDER BY {order}", *documents)) == expected


def test_parameters_take_any_json() -> None:
    assert ask("SELECT VALUE c.id FROM c WHERE ARRAY_CONTAINS(@ids, c.id)", *DOCUMENTS, ids=["2", "4"]) == [
        "2",
        "4",
    ]
    assert ask("SELECT TOP @k VALUE c.id FROM c ORDER BY c.n DESC", *DOCUMENTS, k=1) == ["4"]
    assert ask("SELECT VALUE c.id FROM c WHERE c.name = @name", *DOCUMENTS, name="x' OR 1=1 --") == []


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELECT",
        "DELETE FROM c",
        "SELECT * FROM c; SELECT * FROM c",
        "SELECT * FROM c JOIN t IN c.tags",
        "SELECT * FROM c JOIN c IN c.tags",
        "SELECT c.id, COUNT(1) FROM c",
        "SELECT * FROM c GROUP BY c.n",
        "SELECT c.n FROM c GROUP BY c.n ORDER BY c.n",
        "SELECT VALUE COUNT(SUM(c.n)) FROM c",
        "SELECT VALUE c.id FROM c WHERE COUNT(1) > 1",
        "SELECT VALUE c.id FROM c ORDER BY UPPER(c.name)",
        "SELECT VALUE c.id FROM c ORDER BY c.n + 1",
        "SELECT TOP -1 * FROM c",
        "SELECT TOP 1.5 * FROM c",
        "SELECT TOP 'a' * FROM c",
        "SELECT TOP 1 * FROM c OFFSET 1 LIMIT 1",
        "SELECT * FROM c OFFSET 1",
        "SELECT VALUE c.id FROM c ORDER BY RANK FullTextScore(c.text, 'a')",
        "SELECT VALUE c.id FROM c ORDER BY RANK RRF(FullTextScore(c.a, 'a'), VectorDistance(c.b, [1]))",
        "SELECT VALUE (SELECT VALUE t FROM t IN c.tags) FROM c",
    ],
)
def test_bad_queries_are_refused(sql: str) -> None:
    with pytest.raises(BadRequest):
        ask(sql, *DOCUMENTS)
