"""Query plans: what ranges are asked, and what the client is told to merge."""

from typing import Any

import pytest

from local.cosmos.errors import BadRequest
from local.cosmos.sql.parser import parse
from local.cosmos.sql.plan import needs_plan, plan
from local.cosmos.sql.printer import query_text
from local.cosmos.sql.queries import compiled


def merging(sql: str, **parameters: Any) -> dict[str, Any]:
    env = {f"@{name}": value for name, value in parameters.items()}
    info: dict[str, Any] = plan(compiled(sql).query, env, frozenset(), lambda path: "cosine")["queryInfo"]
    return info


@pytest.mark.parametrize(
    ("sql", "needed"),
    [
        ("SELECT * FROM c WHERE c.n > 1", False),
        ("SELECT VALUE t FROM c JOIN t IN c.tags", False),
        ("SELECT * FROM c ORDER BY c.n", True),
        ("SELECT TOP 1 * FROM c", True),
        ("SELECT DISTINCT VALUE c.n FROM c", True),
        ("SELECT VALUE COUNT(1) FROM c", True),
        ("SELECT * FROM c OFFSET 0 LIMIT 1", True),
    ],
)
def test_which_queries_a_client_must_merge(sql: str, needed: bool) -> None:
    assert needs_plan(parse(sql)) is needed


@pytest.mark.parametrize(
    ("sql", "rewritten"),
    [
        ("SELECT VALUE COUNT(1) FROM c", 'SELECT VALUE [{"item": COUNT(1)}]\nFROM c'),
        (
            "SELECT VALUE AVG(c.n) FROM c",
            'SELECT VALUE [{"item": {"sum": SUM(c.n), "count": COUNT(c.n)}}]\nFROM c',
        ),
        ("SELECT * FROM c OFFSET 2 LIMIT 3", "SELECT *\nFROM c\nOFFSET 0 LIMIT 5"),
        ("SELECT DISTINCT TOP 2 VALUE c.n FROM c", "SELECT DISTINCT VALUE c.n\nFROM c"),
        ("SELECT DISTINCT c.n FROM c OFFSET 1 LIMIT 2", "SELECT DISTINCT c.n\nFROM c"),
        (
            "SELECT DISTINCT TOP 2 c.a FROM c ORDER BY c.n",
            'SELECT DISTINCT c._rid, [{"item": c.n}] AS orderByItems, {"a": c.a} AS payload\nFROM c\n'
            "WHERE (({documentdb-formattableorderbyquery-filter}))\nORDER BY c.n",
        ),
        (
            "SELECT c.id FROM c WHERE c.a = 1 ORDER BY c.n DESC",
            'SELECT c._rid, [{"item": c.n}] AS orderByItems, {"id": c.id} AS payload\nFROM c\n'
            "WHERE ((c.a = 1) AND ({documentdb-formattableorderbyquery-filter}))\nORDER BY c.n DESC",
        ),
    ],
)
def test_rewriting(sql: str, rewritten: str) -> None:
    assert merging(sql)["rewrittenQuery"] == rewritten


def test_vector_order_is_merged_downwards_without_streaming() -> None:
    info = merging("SELECT TOP @k c.id FROM c ORDER BY VectorDistance(c.v, @q)", k=2, q=[1])
    assert (info["orderBy"], info["hasNonStreamingOrderBy"], info["top"]) == (["Descending"], True, 2)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT c.n, COUNT(1) AS k FROM c GROUP BY c.n",
        "SELECT COUNT(1) AS k FROM c",
        "SELECT VALUE COUNT(1) + 1 FROM c",
    ],
)
def test_what_the_client_can_not_merge_is_refused(sql: str) -> None:
    with pytest.raises(BadRequest):
        merging(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT c.id AS i, c['order'], c.a[0].b FROM c WHERE c.a NOT IN (1) AND c.b LIKE 'a%' ESCAPE '!'",
        "SELECT VALUE {a: [1, null, undefined], b: @p ?? 2} FROM root AS c JOIN t IN c.tags",
        "SELECT VALUE ARRAY(SELECT VALUE t FROM t IN c.tags WHERE t NOT BETWEEN 1 AND 2) FROM c",
        "SELECT TOP 3 c.n, COUNT(1) AS k FROM c WHERE NOT (c.a = -1 OR EXISTS(SELECT 1)) GROUP BY c.n",
        "SELECT DISTINCT VALUE c.a ? UPPER('x') : ~c.b FROM (SELECT * FROM d) AS c ORDER BY c.n ASC",
    ],
)
def test_printed_queries_mean_the_same(sql: str) -> None:
    assert parse(query_text(parse(sql))) == parse(sql)
