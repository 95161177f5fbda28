"""Container policies are checked as the service checks them."""

from typing import Any

import pytest

from local.cosmos.errors import BadRequest
from local.cosmos.storage.policies import check_policies, completed
from local.cosmos.storage.rules import check_query

KEY = {"paths": ["/owner"], "kind": "Hash", "version": 2}


def embedding(**changes: Any) -> dict[str, Any]:
    one = {
        "path": "/vector",
        "dataType": "float32",
        "dimensions": 1024,
        "distanceFunction": "cosine",
        **changes,
    }
    return {"vectorEmbeddings": [one]}


def definition(**parts: Any) -> dict[str, Any]:
    return {"id": "images", "partitionKey": KEY, **parts}


def vector_index(kind: str) -> dict[str, Any]:
    return {"vectorIndexes": [{"path": "/vector", "type": kind}]}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"partitionKey": None}, "partitionKey"),
        ({"partitionKey": {"paths": ["/a", "/b"], "kind": "MultiHash", "version": 2}}, "MultiHash"),
        ({"partitionKey": {"paths": ["/a/*"]}}, "/a/*"),
        ({"vectorEmbeddingPolicy": embedding(), "indexingPolicy": vector_index("flat")}, "505"),
        ({"vectorEmbeddingPolicy": embedding(dimensions=5000)}, "4096"),
        ({"vectorEmbeddingPolicy": embedding(dataType="float128")}, "float128"),
        ({"vectorEmbeddingPolicy": embedding(distanceFunction="manhattan")}, "manhattan"),
        ({"vectorEmbeddingPolicy": embedding(path="/v/*")}, "/v/*"),
        ({"vectorEmbeddingPolicy": embedding(), "indexingPolicy": vector_index("tree")}, "tree"),
        ({"indexingPolicy": vector_index("flat")}, "vector embedding policy"),
        ({"indexingPolicy": {"fullTextIndexes": [{"path": "/text"}]}}, "full-text policy"),
        ({"fullTextPolicy": {"fullTextPaths": [{"path": "/tags/[]"}]}}, "/tags/[]"),
        ({"fullTextPolicy": {"fullTextPaths": [{"path": "/text", "language": "de-DE"}]}}, "de-DE"),
        ({"indexingPolicy": {"indexingMode": "none"}}, "none"),
        ({"indexingPolicy": {"compositeIndexes": [[{"path": "/a"}]]}}, "two paths"),
        ({"indexingPolicy": {"spatialIndexes": [{"path": "/place/*"}]}}, "spatial"),
        ({"defaultTtl": 60}, "defaultTtl"),
        ({"uniqueKeyPolicy": {"uniqueKeys": []}}, "uniqueKeyPolicy"),
    ],
)
def test_a_wrong_policy_is_refused(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        check_policies(definition(**parts))
    assert reason in refusal.value.message


EVERYTHING, ETAG = {"path": "/*"}, {"path": '/"_etag"/?'}


@pytest.mark.parametrize(
    ("given", "included", "excluded"),
    [
        (None, [EVERYTHING], [ETAG]),
        ({}, [EVERYTHING], [ETAG]),
        ({"excludedPaths": [{"path": "/v/*"}]}, [EVERYTHING], [{"path": "/v/*"}, ETAG]),
        ({"excludedPaths": [EVERYTHING]}, [], [EVERYTHING, ETAG]),
        (
            {
                "includedPaths": [{"path": "/a/?", "indexes": [{"kind": "Hash"}]}],
                "excludedPaths": [EVERYTHING, ETAG],
            },
            [{"path": "/a/?"}],
            [EVERYTHING, ETAG],
        ),
    ],
)
def test_what_an_indexing_policy_leaves_out_is_added(
    given: dict[str, Any] | None, included: list[Any], excluded: list[Any]
) -> None:
    policy = completed(given)
    assert (policy["includedPaths"], policy["excludedPaths"]) == (included, excluded)
    assert (policy["indexingMode"], policy["automatic"]) == ("consistent", True)
    assert check_policies(definition(indexingPolicy=given)).sortable("/a") == (
        given != {"excludedPaths": [EVERYTHING]}
    )


@pytest.mark.parametrize(("kind", "dimensions"), [("flat", 505), ("quantizedFlat", 1024), ("diskANN", 4096)])
def test_vector_indexes_take_what_they_can(kind: str, dimensions: int) -> None:
    policies = check_policies(
        definition(vectorEmbeddingPolicy=embedding(dimensions=dimensions), indexingPolicy=vector_index(kind))
    )
    assert policies.embeddings["/vector"].dimensions == dimensions


@pytest.mark.parametrize(
    ("path", "sortable"),
    [("/id", True), ("/n", True), ("/vector", False), ("/a/b", False), ("/a/b/kept", True), ("/a/bc", True)],
)
def test_the_most_specific_index_rule_wins(path: str, sortable: bool) -> None:
    policies = check_policies(
        definition(
            indexingPolicy={
                "includedPaths": [{"path": "/*"}, {"path": "/a/b/kept/?"}],
                "excludedPaths": [{"path": "/vector/*"}, {"path": "/a/b/*"}],
            }
        )
    )
    assert policies.sortable(path) is sortable


COMPOSITE = [{"path": "/uploadedAt", "order": "descending"}, {"path": "/id", "order": "descending"}]


@pytest.mark.parametrize(
    ("order", "allowed"),
    [
        ("c.uploadedAt DESC, c.id DESC", True),
        ("c.uploadedAt ASC, c.id ASC", True),
        ("c.uploadedAt, c.id", True),
        ("c.uploadedAt DESC, c.id ASC", False),
        ("c.id DESC, c.uploadedAt DESC", False),
        ("c.uploadedAt DESC", True),
        ("c.size DESC, c.id DESC", False),
        ("c.vector", False),
    ],
)
def test_sorting_needs_its_index(order: str, allowed: bool) -> None:
    policies = check_policies(
        definition(
            indexingPolicy={
                "includedPaths": [{"path": "/*"}],
                "excludedPaths": [{"path": "/vector/*"}],
                "compositeIndexes": [COMPOSITE],
            }
        )
    )
    refused = None
    try:
        check_query(f"SELECT * FROM c ORDER BY {order}", policies)
    except BadRequest as error:
        refused = error
    assert (refused is None) is allowed


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM c WHERE FullTextContains(c.tags, 'dog')",
        "SELECT * FROM c WHERE EXISTS(SELECT VALUE 1 FROM t IN c.tags WHERE FullTextContains(c.other, 'a'))",
        "SELECT * FROM c WHERE FullTextContains(UPPER(c.text), 'dog')",
        "SELECT VALUE t FROM c JOIN t IN c.tags ORDER BY t.name",
    ],
)
def test_searching_and_sorting_beyond_the_policies_is_refused(sql: str) -> None:
    policies = check_policies(definition(fullTextPolicy={"fullTextPaths": [{"path": "/text"}]}))
    with pytest.raises(BadRequest):
        check_query(sql, policies)
