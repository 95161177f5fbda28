"""Requests no SDK sends: the emulator refuses them clearly, and goes on serving."""

import base64
import hmac
import json
from collections.abc import Iterator, MutableMapping
from typing import Any

import httpx
import pytest

from local.cosmos import EMULATOR_KEY, CosmosEmulator

DATE = "wed, 25 nov 2026 12:00:00 gmt"
CONTAINER = {"id": "images", "partitionKey": {"paths": ["/owner"]}}
DOCS = "dbs/gallery/colls/images/docs"
KEY = {"x-ms-documentdb-partitionkey": '["a"]'}
QUERY = {"x-ms-documentdb-isquery": "True", **KEY}
BATCH = {"x-ms-cosmos-is-batch-request": "True", **KEY}


def signed(method: str, path: str) -> dict[str, str]:
    parts = path.split("/") if path else []
    feed = len(parts) % 2 == 1
    kind = parts[-1 if feed else -2] if parts else ""
    link = "/".join(parts[:-1] if feed else parts)
    text = f"{method.lower()}\n{kind}\n{link}\n{DATE}\n\n"
    signature = hmac.digest(base64.b64decode(EMULATOR_KEY), text.encode(), "sha256")
    token = f"type=master&ver=1.0&sig={base64.b64encode(signature).decode()}"
    return {"authorization": httpx.QueryParams({"t": token}).__str__()[2:], "x-ms-date": DATE}


async def send(
    http: httpx.AsyncClient, method: str, path: str, body: Any = None, **headers: str
) -> httpx.Response:
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return await http.request(
        method, f"/{path}", content=content, headers={**signed(method, path), **headers}
    )


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("POST", DOCS, b"{", KEY, 400),
        ("POST", DOCS, [1, 2], KEY, 400),
        ("POST", DOCS, "text", KEY, 400),
        ("POST", DOCS, {"id": 5, "owner": "a"}, KEY, 400),
        ("POST", DOCS, {"id": "1", "owner": "b"}, KEY, 400),
        ("POST", DOCS, b'{"id": "1", "owner": "\\ud800"}', KEY, 400),
        ("POST", DOCS, {"id": "1", "owner": "a"}, {"x-ms-documentdb-partitionkey": "nonsense"}, 400),
        ("POST", DOCS, {"id": "1", "owner": "a"}, {"x-ms-documentdb-partitionkey": '["a", "b"]'}, 400),
        ("POST", DOCS, {"id": "1", "owner": "a"}, {"x-ms-documentdb-partitionkey": "{}"}, 400),
        ("POST", DOCS, b"[" * 100_000, KEY, 400),
        ("POST", DOCS, b" " * 3_000_000, KEY, 413),
        ("GET", f"{DOCS}/1", None, {}, 400),
        ("GET", f"{DOCS}/1", None, KEY, 404),
        ("PATCH", f"{DOCS}/kept", {"operations": "set"}, KEY, 400),
        ("PATCH", f"{DOCS}/kept", [], KEY, 400),
        ("PATCH", f"{DOCS}/kept", {"condition": 5, "operations": [{}]}, KEY, 400),
        ("PATCH", f"{DOCS}/kept", {"condition": "WHERE", "operations": [{}]}, KEY, 400),
        ("PUT", f"{DOCS}/kept", {"id": "other", "owner": "b"}, KEY, 400),
        ("PUT", f"{DOCS}/kept", {"owner": "a"}, KEY, 400),
        ("PUT", DOCS, {"id": "kept", "owner": "a"}, KEY, 404),
        ("POST", DOCS, [], BATCH, 400),
        ("POST", DOCS, ["create"], BATCH, 400),
        ("POST", DOCS, [{"operationType": "Explode"}], BATCH, 400),
        ("POST", DOCS, [{"operationType": "Create", "resourceBody": 5}], BATCH, 207),
        ("POST", DOCS, [{"operationType": "Patch", "id": "kept", "resourceBody": 5}], BATCH, 207),
        ("POST", DOCS, [{"operationType": "Read", "id": 5}], BATCH, 400),
        ("POST", DOCS, "SELECT * FROM c", QUERY, 400),
        ("POST", DOCS, {"query": 5}, QUERY, 400),
        ("POST", DOCS, {"query": "SELECT * FROM c", "parameters": {"@a": 1}}, QUERY, 400),
        ("POST", DOCS, {"query": "SELECT * FROM c", "parameters": [{"name": 5, "value": 1}]}, QUERY, 400),
        (
            "POST",
            DOCS,
            {"query": "SELECT * FROM c", "parameters": [{"name": "$run", "value": 1}]},
            QUERY,
            400,
        ),
        ("POST", DOCS, {"query": "SELECT * FROM c"}, {**QUERY, "x-ms-max-item-count": "many"}, 400),
        ("POST", DOCS, {"query": "SELECT * FROM c"}, {**QUERY, "x-ms-continuation": "none"}, 400),
        ("POST", DOCS, {"query": "SELECT * FROM c"}, {"x-ms-documentdb-isquery": "True"}, 400),
        ("POST", DOCS, {"query": "SELECT * FROM c " + "x" * 600_000}, QUERY, 400),
        ("GET", f"{DOCS}/kept/attachments", None, KEY, 404),
        ("GET", "dbs/none/colls/images", None, {}, 404),
        ("GET", "dbs/gallery/users", None, {}, 400),
        ("POST", "dbs/gallery/colls", {"id": "other"}, {}, 400),
        ("POST", "dbs/gallery/colls", {"id": "other", "partitionKey": 5}, {}, 400),
        ("POST", "dbs/gallery/colls", {**CONTAINER, "id": "other", "indexingPolicy": 5}, {}, 400),
        (
            "POST",
            "dbs/gallery/colls",
            {**CONTAINER, "id": "other", "indexingPolicy": {"includedPaths": [5]}},
            {},
            400,
        ),
        (
            "POST",
            "dbs/gallery/colls",
            {**CONTAINER, "id": "other", "fullTextPolicy": {"fullTextPaths": 5}},
            {},
            400,
        ),
        ("POST", "dbs", "gallery", {}, 400),
        ("POST", "dbs", {"id": "n" * 256}, {}, 400),
        ("DELETE", "dbs", None, {}, 405),
        ("GET", "nowhere", None, {}, 404),
    ],
)
async def test_a_bad_request_is_refused(
    method: str, path: str, body: Any, headers: dict[str, str], status: int
) -> None:
    emulator = CosmosEmulator()
    transport = httpx.ASGITransport(emulator.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://cosmos") as http:
        assert (await send(http, "POST", "dbs", {"id": "gallery"})).status_code == 201
        assert (await send(http, "POST", "dbs/gallery/colls", CONTAINER)).status_code == 201
        assert (await send(http, "POST", DOCS, {"id": "kept", "owner": "a"}, **KEY)).status_code == 201
        answer = await send(http, method, path, body, **headers)
        assert answer.status_code == status
        assert answer.json()
        kept = await send(http, "GET", f"{DOCS}/kept", **KEY)
        assert kept.json()["owner"] == "a"


@pytest.mark.asyncio
async def test_a_client_that_leaves_in_the_middle_of_a_request_is_no_fault() -> None:
    sent: list[MutableMapping[str, Any]] = []
    messages: Iterator[MutableMapping[str, Any]] = iter(
        [{"type": "http.request", "body": b'{"id": ', "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> MutableMapping[str, Any]:
        return next(messages)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": f"/{DOCS}", "headers": [], "query_string": b""}
    emulator = CosmosEmulator()
    await emulator.app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert emulator.requests == ()
