"""Indexes give what a scan gives, and look at less."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.cosmos.sql.execution import Execution, Item
from local.cosmos.storage.partitions import LogicalPartition
from local.cosmos.storage.search import PartitionRun
from tests.unit.cosmos.asking import POLICIES, page, partition_of

SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, 2, -1.5, "", "a", "b", "run"])
WORDS = st.lists(st.sampled_from(["dog", "dogs", "running", "runs", "the", "cat"]), max_size=4).map(" ".join)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "a": SCALARS,
        "b": SCALARS,
        "n": st.integers(-3, 3),
        "tags": st.lists(SCALARS, max_size=3) | SCALARS,
        "text": WORDS,
    },
)
CONDITIONS = [
    "c.a = @x",
    "@x = c.a",
    "c.a = 1 AND c.b = @x",
    "c.a = 1 OR c.b = @x",
    "c.a IN ('a', 1, @x)",
    "c.a NOT IN ('a', 1)",
    "NOT (c.a = @x)",
    "ARRAY_CONTAINS(c.tags, @x)",
    "ARRAY_CONTAINS_ANY(c.tags, 'a', @x)",
    "ARRAY_CONTAINS_ALL(c.tags, 1, @x)",
    "ARRAY_CONTAINS(@list, c.a)",
    "FullTextContains(c.text, @words)",
    "FullTextContainsAll(c.text, 'dog', @words)",
    "FullTextContainsAny(c.text, 'cat', @words) AND c.n > 0",
    "c.n < @n OR (c.n = @n AND c.id < '5')",
    "c.n >= @n AND c.n <= 2",
    "c.n BETWEEN -1 AND @n",
    "@n > c.n",
    "c.tags[0] = @x",
    "c.missing.deeper = @x OR c.n = 1",
    "c.n = @n OR c.a = @x",
]
ORDERS = [
    "",
    *(
        f" ORDER BY {order}"
        for order in ("c.n", "c.n DESC", "c.a DESC", "c.a, c.b", "c.a DESC, c.b", "c.id DESC")
    ),
]


def scanned(sql: str, partition: LogicalPartition, parameters: dict[str, Any]) -> list[bytes]:
    execution = Execution(sql, parameters, PartitionRun(POLICIES, [partition]))
    return execution.page(list(partition.items.values())).results


def paged(sql: str, partition: LogicalPartition, parameters: dict[str, Any], size: int) -> list[bytes]:
    results: list[bytes] = []
    token = None
    while True:
        found = page(sql, partition, size=size, continuation=token, parameters=parameters)
        results += found.results
        token = found.continuation
        if token is None:
            return results


QUERIES = st.builds(
    lambda condition, order: f"SELECT VALUE c.id FROM c WHERE {condition}{order}",
    st.sampled_from(CONDITIONS),
    st.sampled_from(ORDERS),
)
PARAMETERS = st.fixed_dictionaries(
    {"@x": SCALARS, "@words": WORDS, "@n": st.integers(-3, 3), "@list": st.lists(SCALARS, max_size=2)}
)
CHANGES = st.dictionaries(st.integers(1, 14).map(str), DOCUMENTS | st.none(), max_size=8)


@settings(max_examples=300)
@given(st.lists(DOCUMENTS, max_size=12), CHANGES, QUERIES, PARAMETERS, st.integers(1, 5))
def test_an_indexed_query_gives_what_a_scan_gives(
    documents: list[dict[str, Any]],
    changes: dict[str, dict[str, Any] | None],
    sql: str,
    parameters: dict[str, Any],
    size: int,
) -> None:
    partition = partition_of(*documents)
    assert paged(sql, partition, parameters, size) == scanned(sql, partition, parameters)
    for name, document in changes.items():
        existing = partition.items.get(name)
        number = existing.number if existing else 100 + int(name)
        if document is not None:
            partition.put(Item(number, {"id": name, "_rid": name, **document}))
        elif existing:
            partition.remove(existing.document)
    partition.in_creation_order()
    assert paged(sql, partition, parameters, size) == scanned(sql, partition, parameters)


@pytest.mark.parametrize(
    ("sql", "examined"),
    [
        ("SELECT * FROM c WHERE c.id = 'i500'", 1),
        ("SELECT * FROM c WHERE c.kind = 'image' AND ARRAY_CONTAINS(c.tags, 'tag7')", 10),
        ("SELECT * FROM c WHERE FullTextContains(c.text, 'numbers 7')", 1),
        ("SELECT TOP 20 * FROM c ORDER BY c.n DESC", 20),
        ("SELECT TOP 20 * FROM c WHERE c.kind = 'image' ORDER BY c.n DESC", 20),
        ("SELECT TOP 20 * FROM c WHERE c.n < 500 OR (c.n = 500 AND c.id < 'x') ORDER BY c.n DESC", 20),
        ("SELECT TOP 20 * FROM c WHERE c.n >= 500 ORDER BY c.n", 20),
        ("SELECT * FROM c WHERE c.n BETWEEN 100 AND 104 ORDER BY c.n", 5),
        ("SELECT TOP 20 * FROM c WHERE ARRAY_CONTAINS(c.tags, 'tag7') ORDER BY c.n", 10),
        ("SELECT VALUE COUNT(1) FROM c WHERE c.kind = 'image'", 999),
        ("SELECT * FROM c WHERE CONTAINS(c.text, 'number 77')", 1000),
    ],
)
def test_only_what_the_index_leaves_over_is_examined(sql: str, examined: int) -> None:
    documents = [
        {
            "id": f"i{n}",
            "n": n,
            "kind": "image" if n else "other",
            "tags": [f"tag{n % 100}"],
            "text": f"number {n}",
        }
        for n in range(1000)
    ]
    assert page(sql, partition_of(*documents)).examined == examined


def test_the_next_page_is_not_dearer_than_the_first() -> None:
    partition = partition_of(*({"n": n} for n in range(1000)))
    sql, token, examined = "SELECT VALUE c.n FROM c ORDER BY c.n DESC", None, set()
    for _ in range(20):
        found = page(sql, partition, size=20, continuation=token)
        token = found.continuation
        examined.add(found.examined)
    assert examined == {21}
