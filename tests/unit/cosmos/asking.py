"""Ask a query of a few documents."""

from typing import Any

import orjson

from local.cosmos.sql.execution import PAGE_ITEMS, Item, Page
from local.cosmos.storage.partitions import LogicalPartition, packed
from local.cosmos.storage.policies import Policies, check_policies
from local.cosmos.storage.search import Search

POLICIES = check_policies(
    {
        "id": "images",
        "partitionKey": {"paths": ["/owner"]},
        "vectorEmbeddingPolicy": {
            "vectorEmbeddings": [
                {"path": "/near", "dataType": "float32", "dimensions": 2, "distanceFunction": "cosine"},
                {"path": "/far", "dataType": "float32", "dimensions": 2, "distanceFunction": "euclidean"},
            ]
        },
        "fullTextPolicy": {"fullTextPaths": [{"path": "/text"}, {"path": "/tags"}, {"path": "/missing"}]},
        "indexingPolicy": {
            "includedPaths": [{"path": "/*"}],
            "compositeIndexes": [
                [{"path": first, "order": order}, {"path": second, "order": "ascending"}]
                for first, second in (("/a", "/b"), ("/half", "/n"))
                for order in ("ascending", "descending")
            ],
        },
    }
)


def partition_of(*documents: dict[str, Any], policies: Policies = POLICIES) -> LogicalPartition:
    partition = LogicalPartition(policies)
    for number, document in enumerate(documents, 1):
        whole = {"id": str(number), "_rid": str(number), **document}
        partition.put(Item(number, packed(whole, policies.embeddings)))
    return partition


def page(
    sql: str,
    partition: LogicalPartition,
    *,
    size: int = PAGE_ITEMS,
    continuation: str | None = None,
    parameters: dict[str, Any] | None = None,
    policies: Policies = POLICIES,
) -> Page:
    search = Search(sql, parameters or {}, policies, [partition], size=size, continuation=continuation)
    return search.page()


def ask(sql: str, *documents: dict[str, Any], **parameters: Any) -> list[Any]:
    """All results; parameters are given without their @."""
    named = {f"@{name}": value for name, value in parameters.items()}
    return [orjson.loads(row) for row in page(sql, partition_of(*documents), parameters=named).results]


def value_of(expression: str, document: dict[str, Any] | None = None, **parameters: Any) -> Any:
    """The value of an expression over one document; the string "undefined" where it has none."""
    rows = ask(f"SELECT VALUE {expression} FROM c", document or {}, **parameters)
    return rows[0] if rows else "undefined"
