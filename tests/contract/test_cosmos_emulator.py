"""The Cosmos DB emulator at the wire, through the real SDK."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from azure.core import MatchConditions
from azure.cosmos import CosmosClient as SyncClient
from azure.cosmos import PartitionKey, exceptions
from azure.cosmos.aio import ContainerProxy, CosmosClient, DatabaseProxy
from azure.cosmos.partition_key import NonePartitionKeyValue

from local.cosmos import EMULATOR_KEY, CosmosEmulator
from local.serve import serve

INDEXING: dict[str, Any] = {
    "includedPaths": [{"path": "/*"}],
    "excludedPaths": [{"path": "/vector/*"}],
    "compositeIndexes": [[{"path": "/n", "order": "descending"}, {"path": "/id", "order": "descending"}]],
    "vectorIndexes": [{"path": "/vector", "type": "quantizedFlat"}],
    "fullTextIndexes": [{"path": "/text"}],
}
VECTORS = {
    "vectorEmbeddings": [
        {"path": "/vector", "dataType": "float32", "dimensions": 2, "distanceFunction": "cosine"}
    ]
}
FULL_TEXT = {"defaultLanguage": "en-US", "fullTextPaths": [{"path": "/text", "language": "en-US"}]}


@dataclass(frozen=True, slots=True)
class Service:
    emulator: CosmosEmulator
    url: str
    client: CosmosClient
    database: DatabaseProxy
    container: ContainerProxy


@asynccontextmanager
async def running(path: Path | None = None, partitions: int = 2) -> AsyncIterator[Service]:
    emulator = CosmosEmulator(path, partitions)
    async with serve(emulator.app) as url, CosmosClient(url, EMULATOR_KEY) as client:
        database = await client.create_database_if_not_exists("gallery")
        container = await database.create_container_if_not_exists(
            "images",
            PartitionKey("/owner"),
            indexing_policy=INDEXING,
            vector_embedding_policy=VECTORS,
            full_text_policy=FULL_TEXT,
        )
        yield Service(emulator, url, client, database, container)


@pytest_asyncio.fixture
async def service() -> AsyncIterator[Service]:
    async with running() as service:
        yield service


@pytest.fixture
def container(service: Service) -> ContainerProxy:
    return service.container


async def ask(container: ContainerProxy, sql: str, owner: str | None = None, **parameters: Any) -> list[Any]:
    named: list[dict[str, Any]] = [{"name": f"@{name}", "value": value} for name, value in parameters.items()]
    scope: dict[str, Any] = {} if owner is None else {"partition_key": owner}
    return [row async for row in container.query_items(sql, parameters=named, **scope)]


async def fill(container: ContainerProxy, count: int = 10, owners: str = "abc") -> None:
    for n in range(count):
        owner = owners[n % len(owners)]
        item = {"id": f"i{n:02d}", "owner": owner, "n": n, "vector": [n, 1], "text": f"{n} dogs running"}
        await container.create_item(item)


@pytest.mark.asyncio
async def test_an_item_is_created_read_replaced_and_deleted(container: ContainerProxy) -> None:
    created = await container.create_item({"id": "1", "owner": "a", "n": 1, "vector": [0.1, 0.2]})
    assert await container.read_item("1", "a") == created
    replaced = await container.replace_item("1", {**created, "n": 2})
    assert replaced["_etag"] != created["_etag"]
    assert replaced["_rid"] == created["_rid"]
    await container.delete_item("1", "a")
    with pytest.raises(exceptions.CosmosResourceNotFoundError):
        await container.read_item("1", "a")


@pytest.mark.asyncio
async def test_an_id_is_unique_within_its_partition_only(container: ContainerProxy) -> None:
    await container.create_item({"id": "1", "owner": "a"})
    await container.create_item({"id": "1", "owner": "b"})
    with pytest.raises(exceptions.CosmosResourceExistsError):
        await container.create_item({"id": "1", "owner": "a"})
    with pytest.raises(exceptions.CosmosResourceNotFoundError):
        await container.read_item("1", "c")


@pytest.mark.asyncio
async def test_an_item_can_be_named_by_itself(container: ContainerProxy) -> None:
    item = await container.create_item({"id": "1", "owner": "a"})
    assert await container.read_item(item, "a") == item
    await container.delete_item(item, "a")
    assert await ask(container, "SELECT * FROM c", "a") == []


@pytest.mark.asyncio
async def test_partition_keys_of_any_primitive_type(container: ContainerProxy) -> None:
    for number, owner in enumerate([None, True, 1.5, "ü/ß", ""]):
        await container.create_item({"id": str(number), "owner": owner})
        assert (await container.read_item(str(number), owner))["owner"] == owner
    with pytest.raises(exceptions.CosmosHttpResponseError) as refusal:
        await container.create_item({"id": "9", "owner": ["a"]})
    assert refusal.value.status_code == 400


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["a/b", "a?b", "a#b", "a\\b", "", "x" * 1024])
async def test_a_bad_id_is_refused(container: ContainerProxy, name: str) -> None:
    with pytest.raises((exceptions.CosmosHttpResponseError, ValueError)):
        await container.create_item({"id": name, "owner": "a"})


@pytest.mark.asyncio
async def test_a_stale_etag_is_refused(container: ContainerProxy) -> None:
    first = await container.create_item({"id": "1", "owner": "a", "n": 1})
    condition = {"etag": first["_etag"], "match_condition": MatchConditions.IfNotModified}
    await container.replace_item("1", {**first, "n": 2}, **condition)
    with pytest.raises(exceptions.CosmosAccessConditionFailedError):
        await container.replace_item("1", {**first, "n": 3}, **condition)
    with pytest.raises(exceptions.CosmosAccessConditionFailedError):
        await container.delete_item("1", "a", **condition)
    with pytest.raises(exceptions.CosmosAccessConditionFailedError):
        await container.patch_item("1", "a", [{"op": "incr", "path": "/n", "value": 1}], **condition)
    assert (await container.read_item("1", "a"))["n"] == 2


@pytest.mark.asyncio
async def test_a_patch_is_done_only_while_its_predicate_holds(container: ContainerProxy) -> None:
    await container.create_item({"id": "1", "owner": "a", "status": "pending", "n": 1})
    operations: list[dict[str, Any]] = [
        {"op": "set", "path": "/status", "value": "done"},
        {"op": "incr", "path": "/n", "value": 1},
    ]
    predicate = "FROM c WHERE c.status = 'pending'"
    patched = await container.patch_item("1", "a", operations, filter_predicate=predicate)
    assert (patched["status"], patched["n"]) == ("done", 2)
    with pytest.raises(exceptions.CosmosAccessConditionFailedError):
        await container.patch_item("1", "a", operations, filter_predicate=predicate)
    with pytest.raises(exceptions.CosmosHttpResponseError) as refusal:
        await container.patch_item("1", "a", [{"op": "incr", "path": "/n", "value": 1}] * 11)
    assert refusal.value.status_code == 400


@pytest.mark.asyncio
async def test_a_batch_is_all_or_nothing(container: ContainerProxy) -> None:
    kept = await container.create_item({"id": "kept", "owner": "a", "n": 1})
    await container.create_item({"id": "gone", "owner": "a"})
    with pytest.raises(exceptions.CosmosBatchOperationError) as failure:
        await container.execute_item_batch(
            [
                ("upsert", ({"id": "kept", "owner": "a", "n": 2},)),
                ("delete", ("gone",)),
                ("create", ({"id": "new", "owner": "a"},)),
                (
                    "patch",
                    ("kept", [{"op": "incr", "path": "/n", "value": 1}]),
                    {"filter_predicate": "FROM c WHERE c.n = 9"},
                ),
            ],
            partition_key="a",
        )
    assert failure.value.error_index == 3
    assert [one["statusCode"] for one in failure.value.operation_responses] == [424, 424, 424, 412]
    with pytest.raises(exceptions.CosmosBatchOperationError):
        await container.execute_item_batch(
            [("delete", (kept["_rid"],)), ("delete", ("none",))], partition_key="a"
        )
    assert await container.read_item("kept", "a") == kept
    assert await ask(container, "SELECT VALUE c.id FROM c", "a") == ["kept", "gone"]


@pytest.mark.asyncio
async def test_names_may_be_in_any_script(service: Service) -> None:
    database = await service.client.create_database("गैलरी")
    container = await database.create_container("छवियाँ é", PartitionKey("/owner"))
    created = await container.create_item({"id": "चित्र", "owner": "आलिस"})
    assert await container.read_item("चित्र", "आलिस") == created
    assert await ask(container, "SELECT VALUE c.id FROM c", "आलिस") == ["चित्र"]


@pytest.mark.asyncio
async def test_a_replacement_may_rename(container: ContainerProxy) -> None:
    before = await container.create_item({"id": "1", "owner": "a"})
    await container.create_item({"id": "taken", "owner": "a"})
    after = await container.replace_item("1", {"id": "2", "owner": "a"})
    assert (after["id"], after["_rid"]) == ("2", before["_rid"])
    with pytest.raises(exceptions.CosmosHttpResponseError) as refusal:
        await container.replace_item("2", {"id": "taken", "owner": "a"})
    assert refusal.value.status_code == 409
    assert sorted(await ask(container, "SELECT VALUE c.id FROM c", "a")) == ["2", "taken"]


@pytest.mark.asyncio
async def test_an_object_counts_as_an_absent_key(container: ContainerProxy) -> None:
    created = await container.create_item({"id": "1", "owner": {"name": "a"}})
    assert await container.read_item("1", NonePartitionKeyValue) == created


@pytest.mark.asyncio
async def test_a_batch_that_fails_takes_a_new_name_back(container: ContainerProxy) -> None:
    kept = await container.create_item({"id": "1", "owner": "a"})
    with pytest.raises(exceptions.CosmosBatchOperationError):
        await container.execute_item_batch(
            [("replace", ("1", {"id": "2", "owner": "a"})), ("delete", ("none",))], partition_key="a"
        )
    assert [row async for row in container.read_all_items()] == [kept]


@pytest.mark.asyncio
async def test_a_batch_is_one_transaction_in_the_log(container: ContainerProxy) -> None:
    before = await container.create_item({"id": "1", "owner": "a"})
    batch = [("create", ({"id": "2", "owner": "a"},)), ("delete", ("1",)), ("read", ("2",))]
    after = await container.execute_item_batch(batch, partition_key="a")
    assert int(after.get_response_headers()["lsn"]) == int(before.get_response_headers()["lsn"]) + 1


@pytest.mark.asyncio
async def test_deleting_all_items_of_a_key_is_refused_by_name(container: ContainerProxy) -> None:
    with pytest.raises(exceptions.CosmosHttpResponseError, match=r"Deleting all items .* not supported"):
        await container.delete_all_items_by_partition_key("a")


@pytest.mark.asyncio
async def test_a_batch_answers_each_operation(container: ContainerProxy) -> None:
    results = await container.execute_item_batch(
        [
            ("create", ({"id": "1", "owner": "a", "n": 1},)),
            ("patch", ("1", [{"op": "incr", "path": "/n", "value": 5}])),
            ("read", ("1",)),
            ("upsert", ({"id": "2", "owner": "a"},)),
            ("delete", ("2",)),
        ],
        partition_key="a",
    )
    assert [one["statusCode"] for one in results] == [201, 200, 200, 201, 204]
    assert results[2]["resourceBody"]["n"] == 6


@pytest.mark.asyncio
async def test_a_batch_takes_a_hundred_operations(container: ContainerProxy) -> None:
    creations = [("create", ({"id": str(n), "owner": "a"},)) for n in range(101)]
    with pytest.raises(exceptions.CosmosHttpResponseError) as refusal:
        await container.execute_item_batch(creations, partition_key="a")
    assert refusal.value.status_code == 400
    assert len(await container.execute_item_batch(creations[:100], partition_key="a")) == 100


@pytest.mark.asyncio
@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_an_item_over_two_megabytes_is_refused(container: ContainerProxy) -> None:
    await container.create_item({"id": "1", "owner": "a", "text": "x" * 2_000_000})
    with pytest.raises(exceptions.CosmosHttpResponseError) as refusal:
        await container.create_item({"id": "2", "owner": "a", "text": "x" * 2_100_000})
    assert refusal.value.status_code == 413


@pytest.mark.asyncio
async def test_a_deep_item_is_refused(container: ContainerProxy) -> None:
    nested: Any = []
    for _ in range(200):
        nested = [nested]
    with pytest.raises(exceptions.CosmosHttpResponseError) as refusal:
        await container.create_item({"id": "1", "owner": "a", "nested": nested})
    assert refusal.value.status_code == 400


@pytest.mark.asyncio
async def test_pages_stay_stable_while_items_are_deleted(container: ContainerProxy) -> None:
    await fill(container, 12, owners="a")
    seen: list[str] = []
    token: str | None = None
    while True:
        query = container.query_items(
            "SELECT VALUE c.id FROM c ORDER BY c.n DESC", partition_key="a", max_item_count=5
        )
        pages = query.by_page(token)
        page = [str(row) async for row in await anext(pages)]
        seen += page
        token = pages.continuation_token  # type: ignore[attr-defined]
        if not token:
            break
        for name in page:
            await container.delete_item(name, "a")
    assert seen == [f"i{n:02d}" for n in reversed(range(12))]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT VALUE COUNT(1) FROM c", [10]),
        ("SELECT VALUE SUM(c.n) FROM c", [45]),
        ("SELECT VALUE AVG(c.n) FROM c", [4.5]),
        ("SELECT VALUE MIN(c.n) FROM c WHERE c.n > 3", [4]),
        ("SELECT VALUE MAX(c.id) FROM c", ["i09"]),
        ("SELECT VALUE c.n FROM c ORDER BY c.n DESC", [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ("SELECT c.n FROM c ORDER BY c.n DESC, c.id DESC OFFSET 2 LIMIT 2", [{"n": 7}, {"n": 6}]),
        ("SELECT TOP 2 VALUE c.id FROM c ORDER BY c.n", ["i00", "i01"]),
        ("SELECT DISTINCT TOP 2 VALUE FLOOR(c.n / 3) FROM c ORDER BY c.n", [0, 1]),
        ("SELECT DISTINCT VALUE FLOOR(c.n / 3) FROM c ORDER BY c.n OFFSET 1 LIMIT 2", [1, 2]),
        ("SELECT TOP 2 VALUE c.id FROM c ORDER BY VectorDistance(c.vector, [5, 1])", ["i05", "i06"]),
        ("SELECT VALUE c.id FROM c WHERE FullTextContains(c.text, '7 dog')", ["i07"]),
    ],
)
async def test_queries_over_all_partitions(container: ContainerProxy, sql: str, expected: list[Any]) -> None:
    await fill(container)
    assert await ask(container, sql) == expected


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("c.owner = 'a'", [0, 3, 6, 9]),
        ("c.n > 3 AND @owner = c.owner", [6, 9]),
        ("c.owner = @absent", None),
        ("c.owner = 'a' OR c.n = 1", None),
        ("c.owner > 'a'", None),
    ],
)
async def test_a_filter_on_the_key_leads_to_its_partition(
    service: Service, where: str, expected: list[int] | None
) -> None:
    await fill(service.container)
    sql = f"SELECT VALUE c.n FROM c WHERE {where} ORDER BY c.n"
    if expected is None:
        with pytest.raises(exceptions.CosmosHttpResponseError, match="Cross partition query is required"):
            await asyncio.to_thread(asked_unscoped, service.url, sql, owner="a")
    else:
        assert await asyncio.to_thread(asked_unscoped, service.url, sql, owner="a") == expected


def asked_unscoped(url: str, sql: str, **parameters: Any) -> list[Any]:
    """A query with neither a key nor leave to cross partitions, as only the sync client sends it."""
    named: list[dict[str, Any]] = [{"name": f"@{name}", "value": value} for name, value in parameters.items()]
    with SyncClient(url, EMULATOR_KEY) as client:
        container = client.get_database_client("gallery").get_container_client("images")
        return list(container.query_items(sql, parameters=named))


@pytest.mark.asyncio
async def test_distinct_over_all_partitions(container: ContainerProxy) -> None:
    await fill(container)
    assert sorted(await ask(container, "SELECT DISTINCT VALUE c.owner FROM c")) == ["a", "b", "c"]


@pytest.mark.asyncio
async def test_a_query_of_one_partition_sees_no_other(container: ContainerProxy) -> None:
    await fill(container)
    assert await ask(container, "SELECT VALUE c.n FROM c WHERE c.n > @least", "a", least=3) == [6, 9]
    assert await ask(container, "SELECT VALUE c.n FROM c", "nobody") == []
    counts = await ask(container, "SELECT c.owner, COUNT(1) AS k FROM c GROUP BY c.owner", "a")
    assert counts == [{"owner": "a", "k": 4}]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT c.owner, COUNT(1) AS k FROM c GROUP BY c.owner", "GroupBy"),
        ("SELECT COUNT(1) AS k FROM c", "NonValueAggregate"),
        ("SELECT * FROM c ORDER BY c.n DESC, c.id ASC", "composite index"),
        ("SELECT * FROM c ORDER BY c.vector", "excluded"),
        ("SELECT * FROM c WHERE FullTextContains(c.owner, 'a')", "/owner"),
        ("SELECT TOP 3 * FROM c ORDER BY RANK FullTextScore(c.text, 'dog')", "RANK"),
        ("SELECT * FROM c WHERE ST_DISTANCE(c.a, c.b) < 3", "ST_DISTANCE"),
        ("SELECT * FORM c", "FORM"),
    ],
)
async def test_what_is_refused_is_named(container: ContainerProxy, sql: str, reason: str) -> None:
    with pytest.raises(exceptions.CosmosHttpResponseError) as refusal:
        await ask(container, sql)
    assert refusal.value.status_code == 400
    assert reason in str(refusal.value)


@pytest.mark.asyncio
async def test_the_change_feed_and_throughput_are_refused(service: Service) -> None:
    with pytest.raises(exceptions.CosmosHttpResponseError, match="change feed"):
        [item async for item in service.container.query_items_change_feed()]
    with pytest.raises(exceptions.CosmosHttpResponseError, match="Throughput"):
        await service.container.get_throughput()


@pytest.mark.asyncio
async def test_vectors_are_found_and_come_back_exactly(container: ContainerProxy) -> None:
    await fill(container, owners="a")
    await container.upsert_item({"id": "exact", "owner": "a", "vector": [0.1, 0.30000000000000004]})
    await container.delete_item("i03", "a")
    score = "VectorDistance(c.vector, @q)"
    sql = f"SELECT TOP 3 c.id, {score} AS score FROM c ORDER BY {score}"
    found = await ask(container, sql, "a", q=[0.1, 0.3])
    assert [one["id"] for one in found] == ["exact", "i00", "i01"]
    assert found[0]["score"] == pytest.approx(1)
    assert (await container.read_item("exact", "a"))["vector"] == [0.1, 0.30000000000000004]


@pytest.mark.asyncio
async def test_a_policy_the_service_refuses_is_refused(service: Service) -> None:
    large = {"vectorEmbeddings": [{**VECTORS["vectorEmbeddings"][0], "dimensions": 1024}]}
    flat: dict[str, Any] = {**INDEXING, "vectorIndexes": [{"path": "/vector", "type": "flat"}]}
    with pytest.raises(exceptions.CosmosHttpResponseError, match="505"):
        await service.database.create_container(
            "large",
            PartitionKey("/owner"),
            indexing_policy=flat,
            vector_embedding_policy=large,
            full_text_policy=FULL_TEXT,
        )
    assert [one["id"] async for one in service.database.list_containers()] == ["images"]


@pytest.mark.asyncio
async def test_databases_and_containers_come_and_go(service: Service) -> None:
    with pytest.raises(exceptions.CosmosResourceExistsError):
        await service.client.create_database("gallery")
    with pytest.raises(exceptions.CosmosResourceExistsError):
        await service.database.create_container("images", PartitionKey("/owner"))
    properties = await service.container.read()
    assert properties["fullTextPolicy"] == FULL_TEXT
    await service.container.create_item({"id": "1", "owner": "a"})
    await service.database.delete_container("images")
    await service.database.create_container("images", PartitionKey("/owner"))
    assert await ask(service.database.get_container_client("images"), "SELECT * FROM c", "a") == []
    await service.client.delete_database("gallery")
    assert [one async for one in service.client.list_databases()] == []


@pytest.mark.asyncio
async def test_a_wrong_key_opens_nothing(service: Service) -> None:
    async with httpx.AsyncClient(base_url=service.url) as http:
        assert (await http.get("/dbs/gallery")).status_code == 401
    client = CosmosClient(service.url, EMULATOR_KEY.replace("C2y6", "D2y6"))
    with pytest.raises(exceptions.CosmosHttpResponseError) as refusal:
        await client.get_database_client("gallery").read()
    await client.close()
    assert refusal.value.status_code == 401


@pytest.mark.asyncio
async def test_everything_acknowledged_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "cosmos.sqlite"
    async with running(path) as first:
        await fill(first.container)
        await first.container.patch_item("i00", "a", [{"op": "set", "path": "/n", "value": 100}])
        await first.container.delete_item("i01", "b")
        before = [one async for one in first.container.read_all_items()]
    async with running(path) as second:
        assert [one async for one in second.container.read_all_items()] == before
        created = await second.container.create_item({"id": "new", "owner": "a"})
        assert created["_rid"] not in {one["_rid"] for one in before}
        nearest = "SELECT TOP 1 VALUE c.id FROM c ORDER BY VectorDistance(c.vector, [9, 1])"
        found = await ask(second.container, nearest, "a")
        assert found == ["i09"]


@pytest.mark.asyncio
async def test_a_failed_batch_leaves_nothing_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "cosmos.sqlite"
    async with running(path) as first:
        await first.container.create_item({"id": "1", "owner": "a", "n": 1})
        with pytest.raises(exceptions.CosmosBatchOperationError):
            await first.container.execute_item_batch(
                [("upsert", ({"id": "1", "owner": "a", "n": 2},)), ("delete", ("none",))], partition_key="a"
            )
    async with running(path) as second:
        assert (await second.container.read_item("1", "a"))["n"] == 1


@pytest.mark.asyncio
async def test_concurrent_writers_all_get_in(tmp_path: Path) -> None:
    path = tmp_path / "cosmos.sqlite"
    async with running(path) as first:
        await first.container.create_item({"id": "counter", "owner": "a", "n": 0})
        increment = [{"op": "incr", "path": "/n", "value": 1}]
        await asyncio.gather(*(first.container.patch_item("counter", "a", increment) for _ in range(50)))
    async with running(path) as second:
        assert (await second.container.read_item("counter", "a"))["n"] == 50


@pytest.mark.asyncio
async def test_throttling_is_retried_by_the_client(service: Service) -> None:
    service.emulator.fail(429, substatus=3200, times=2, retry_after_ms=1, operation="create")
    await service.container.create_item({"id": "1", "owner": "a"})
    creations = [one.status for one in service.emulator.requests if one.operation == "create"]
    assert creations == [429, 429, 201]


@pytest.mark.asyncio
async def test_a_write_conflict_is_not_retried(service: Service) -> None:
    service.emulator.fail(449, operation="create")
    with pytest.raises(exceptions.CosmosHttpResponseError) as failure:
        await service.container.create_item({"id": "1", "owner": "a"})
    assert failure.value.status_code == 449
    await service.container.create_item({"id": "1", "owner": "a"})


@pytest.mark.asyncio
async def test_a_fault_may_come_after_the_work(service: Service) -> None:
    service.emulator.fail(449, operation="upsert", item="one", after=True)
    await service.container.upsert_item({"id": "two", "owner": "a"})
    with pytest.raises(exceptions.CosmosHttpResponseError):
        await service.container.upsert_item({"id": "one", "owner": "a"})
    assert (await service.container.read_item("one", "a"))["id"] == "one"


@pytest.mark.asyncio
async def test_faults_and_requests_over_http(service: Service) -> None:
    async with httpx.AsyncClient(base_url=f"{service.url}/_emulator") as http:
        fault = {"status": 449, "operation": "batch", "item": "wanted", "times": 2}
        assert (await http.post("/faults", json=fault)).status_code == 201
        assert [one["times"] for one in (await http.get("/faults")).json()] == [2]
        batch = [("create", ({"id": "the-wanted-one", "owner": "a"},))]
        with pytest.raises(exceptions.CosmosHttpResponseError):
            await service.container.execute_item_batch(batch, partition_key="a")
        assert (await http.delete("/faults")).status_code == 204
        await service.container.execute_item_batch(batch, partition_key="a")
        assert (await http.delete("/requests")).status_code == 204
        await ask(service.container, "SELECT * FROM c", "a")
        await ask(service.container, "SELECT * FROM c")
        log = (await http.get("/requests")).json()
    assert log["counts"]["query"] == 2
    inside, across = (one for one in log["requests"] if one["operation"] == "query")
    assert (inside["partition_key"], inside["cross_partition"]) == ('["a"]', False)
    assert (across["partition_key"], across["cross_partition"]) == (None, True)
    assert (inside["query"], inside["returned"], inside["examined"]) == ("SELECT * FROM c", 1, 1)
    assert inside["response_bytes"] > inside["request_bytes"] > 0


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "fault", [{}, {"status": 200}, {"status": 500, "when": "now"}, {"status": 500, "times": 0}]
)
async def test_a_bad_fault_is_refused(service: Service, fault: dict[str, Any]) -> None:
    async with httpx.AsyncClient(base_url=f"{service.url}/_emulator") as http:
        assert (await http.post("/faults", json=fault)).status_code == 400


@pytest.mark.asyncio
async def test_latency_is_served_without_a_failure(service: Service) -> None:
    service.emulator.fail(latency_ms=30, operation="read")
    await service.container.create_item({"id": "1", "owner": "a"})
    await service.container.read_item("1", "a")
    slow = next(one for one in service.emulator.requests if one.operation == "read")
    assert slow.status == 200
    assert slow.duration_ms >= 30


@pytest.mark.asyncio
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_command_serves_until_it_is_told_to_stop(tmp_path: Path, number: int) -> None:
    command = [sys.executable, "-m", "local.cosmos", "--port", "0", "--path", str(tmp_path / "cosmos.sqlite")]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    async with CosmosClient(url, EMULATOR_KEY) as client:
        await client.create_database("gallery")
    process.send_signal(number)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
