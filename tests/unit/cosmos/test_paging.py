"""Pages resume after an item, whatever happens to the items before it."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from local.cosmos.errors import BadRequest
from local.cosmos.storage.partitions import LogicalPartition
from tests.unit.cosmos.asking import page, partition_of


def read_all(
    sql: str, partition: LogicalPartition, size: int, between: Callable[[list[Any]], None]
) -> list[Any]:
    rows: list[Any] = []
    token = None
    while True:
        found = page(sql, partition, size=size, continuation=token)
        rows += map(orjson.loads, found.results)
        token = found.continuation
        if token is None:
            return rows
        assert len(found.results) == size
        between(rows)


QUERIES = [
    ("SELECT VALUE c.id FROM c", [f"i{n}" for n in range(20)]),
    ("SELECT VALUE c.id FROM c WHERE c.n % 3 != 0", [f"i{n}" for n in range(20) if n % 3]),
    ("SELECT VALUE c.id FROM c ORDER BY c.n DESC", [f"i{n}" for n in reversed(range(20))]),
    (
        "SELECT VALUE c.id FROM c ORDER BY c.half DESC, c.n ASC",
        [f"i{n}" for k in range(9, -1, -1) for n in (2 * k, 2 * k + 1)],
    ),
    ("SELECT VALUE c.id FROM c ORDER BY c.half", [f"i{n}" for n in range(20)]),
    ("SELECT VALUE t FROM c JOIN t IN c.twice", [f"t{n}" for n in range(20) for _ in range(2)]),
    ("SELECT VALUE c.id FROM c OFFSET 3 LIMIT 10", [f"i{n}" for n in range(3, 13)]),
    ("SELECT VALUE c.id FROM c ORDER BY c.n DESC OFFSET 3 LIMIT 10", [f"i{n}" for n in range(16, 6, -1)]),
    ("SELECT TOP 7 VALUE c.id FROM c ORDER BY VectorDistance(c.far, [0, 0])", [f"i{n}" for n in range(7)]),
]


def numbered() -> LogicalPartition:
    return partition_of(
        *({"id": f"i{n}", "n": n, "half": n // 2, "twice": [f"t{n}"] * 2, "far": [n, 0]} for n in range(20))
    )


@pytest.mark.parametrize("size", [1, 3, 4, 1000])
@pytest.mark.parametrize(("sql", "expected"), QUERIES)
def test_pages_add_up(sql: str, expected: list[str], size: int) -> None:
    assert read_all(sql, numbered(), size, lambda _: None) == expected


@pytest.mark.parametrize(("sql", "expected"), [QUERIES[0], QUERIES[2], QUERIES[3], QUERIES[4], QUERIES[8]])
def test_deleting_what_was_read_skips_nothing(sql: str, expected: list[str]) -> None:
    partition = numbered()

    def delete_read(rows: list[Any]) -> None:
        for name in rows:
            if name in partition.items:
                partition.remove(partition.items[name].document)

    assert read_all(sql, partition, 3, delete_read) == expected


@pytest.mark.parametrize(
    "sql", ["SELECT DISTINCT VALUE c.half FROM c", "SELECT VALUE c.half FROM c GROUP BY c.half"]
)
def test_groups_are_paged_too(sql: str) -> None:
    assert read_all(sql, numbered(), 3, lambda _: None) == list(range(10))


def test_a_page_holds_no_more_than_four_megabytes() -> None:
    partition = partition_of(*({"text": "x" * 1_000_000} for _ in range(6)))
    first = page("SELECT * FROM c", partition)
    assert len(first.results) == 4
    assert len(page("SELECT * FROM c", partition, continuation=first.continuation).results) == 2


def test_a_page_holds_no_more_than_a_thousand_results() -> None:
    partition = partition_of(*({"n": n} for n in range(1001)))
    assert len(page("SELECT * FROM c", partition, size=5000).results) == 1000


def test_only_what_a_page_needs_is_examined() -> None:
    partition = numbered()
    first = page("SELECT * FROM c", partition, size=5)
    assert first.examined == 6
    assert page("SELECT * FROM c", partition, size=5, continuation=first.continuation).examined == 7


@pytest.mark.parametrize("token", ["nonsense", "e30=", "WzEsMl0=", "W251bGwsW10sW10sMCxudWxsXQ=="])
def test_a_bad_continuation_is_refused(token: str) -> None:
    with pytest.raises(BadRequest, match="Continuation"):
        page("SELECT * FROM c", numbered(), size=5, continuation=token)


def test_a_continuation_belongs_to_its_query() -> None:
    token = page("SELECT * FROM c", numbered(), size=5).continuation
    with pytest.raises(BadRequest, match="another query"):
        page("SELECT c.id FROM c", numbered(), size=5, continuation=token)
