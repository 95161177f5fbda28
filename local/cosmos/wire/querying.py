"""Queries, query plans and the ranges a client spreads a query over."""

import asyncio
from typing import Any

import orjson

from local.cosmos.errors import BadRequest, NotSupported, ServiceError
from local.cosmos.sql.access import demanded
from local.cosmos.sql.execution import PAGE_ITEMS, Page
from local.cosmos.sql.plan import needs_plan, plan
from local.cosmos.sql.queries import compiled
from local.cosmos.sql.values import UNDEFINED, Value
from local.cosmos.storage.containers import Container, Range, key_text
from local.cosmos.storage.rules import check_query
from local.cosmos.storage.search import PartitionRun, Search
from local.cosmos.wire.items import session
from local.cosmos.wire.messages import KEY, RANGE, Answer, Call

ANYWHERE = "x-ms-documentdb-query-enablecrosspartition"


def _asked(call: Call) -> tuple[str, dict[str, Value]]:
    """The text and the parameters of a query."""
    if call.method == "GET":
        return "SELECT * FROM c", {}
    body = call.body
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise BadRequest("The request body is not a query.")
    parameters = body.get("parameters") or []
    if not isinstance(parameters, list) or not all(isinstance(p, dict) and "name" in p for p in parameters):
        raise BadRequest("The parameters of a query are objects with a name and a value.")
    named = {p["name"]: p.get("value") for p in parameters}
    for name in named:
        if not isinstance(name, str) or not name.startswith("@"):
            raise BadRequest(f"The parameter name '{name}' does not start with '@'.")
    return body["query"], named


def _bounds(container: Container, call: Call) -> Range | None:
    """The interval of keys a client addresses one request of many to."""
    if "x-ms-start-epk" in call.headers:
        return call.headers["x-ms-start-epk"], call.headers["x-ms-end-epk"]
    name = call.headers.get(RANGE)
    if name is None:
        return None
    if not name.isdecimal() or int(name) >= len(container.ranges):
        raise ServiceError(410, "The requested partition key range is gone.", 1002)
    return container.ranges[int(name)]


def _page_size(call: Call) -> int:
    try:
        asked = int(call.headers.get("x-ms-max-item-count") or -1)
    except ValueError:
        raise BadRequest("x-ms-max-item-count is not a number.") from None
    return asked if 0 < asked < PAGE_ITEMS else PAGE_ITEMS


def _key(container: Container, call: Call, text: str, parameters: dict[str, Value]) -> str | None:
    """The key of a query for one logical partition: named in the header, or asked for by WHERE."""
    if call.key is not None or call.flag(ANYWHERE) or call.method == "GET":
        return call.key
    wanted = demanded(compiled(text).query, "/" + "/".join(container.policies.partition_key))
    value = wanted(parameters) if wanted else UNDEFINED
    if value is UNDEFINED or isinstance(value, dict | list):
        raise BadRequest(
            f"Cross partition query is required but disabled. Please set {ANYWHERE} to true, specify "
            f"{KEY}, or revise your query to avoid this exception."
        )
    return key_text(value)


async def serve_query(container: Container, call: Call) -> Answer:
    """One page of one query. What only a client can merge over ranges is sent back for a plan: 400/1004."""
    if "a-im" in call.headers:
        raise NotSupported("The change feed")
    text, parameters = _asked(call)
    bounds = _bounds(container, call)
    key = call.key if bounds else _key(container, call, text, parameters)
    if not (key or bounds) and len(container.ranges) > 1 and needs_plan(compiled(text).query):
        raise BadRequest(
            "The provided cross partition query can not be directly served by the gateway.", 1004
        )
    partitions, token = container.within(key, bounds), call.headers.get("x-ms-continuation")
    size = _page_size(call)
    search = Search(text, parameters, container.policies, partitions, size=size, continuation=token)
    page = await asyncio.to_thread(search.page)
    at_range = container.range_of(key) if key else call.headers.get(RANGE, "0")
    return _answer(container, page, session(container, at_range))


def _answer(container: Container, page: Page, headers: dict[str, str]) -> Answer:
    count = len(page.results)
    head = f'{{"_rid":"{container.rid}","Documents":['.encode()
    body = head + b",".join(page.results) + f'],"_count":{count}}}'.encode()
    headers["x-ms-item-count"] = str(count)
    if page.continuation:
        headers["x-ms-continuation"] = page.continuation
    return Answer(200, body, headers, count, page.examined)


def serve_plan(container: Container, call: Call) -> Answer:
    text, parameters = _asked(call)
    query = compiled(text).query
    check_query(text, container.policies)
    features = call.headers.get("x-ms-cosmos-supported-query-features", "")
    supported = frozenset(feature.strip() for feature in features.split(","))
    env: dict[str, Any] = dict(parameters)
    body = plan(query, env, supported, PartitionRun(container.policies, []).metric)
    return Answer(200, orjson.dumps(body), session(container, 0))


def serve_ranges(container: Container, call: Call) -> Answer:
    """The feed of ranges; a client reads it until it is told that nothing is new."""
    etag = f'"{len(container.ranges)}"'
    if call.headers.get("if-none-match") == etag:
        return Answer(304, headers={"etag": etag})
    ranges = [
        {
            "id": str(at),
            "_rid": container.rid,
            "minInclusive": first,
            "maxExclusive": end,
            "parents": [],
            "status": "online",
            "throughputFraction": 1,
        }
        for at, (first, end) in enumerate(container.ranges)
    ]
    body = {"_rid": container.rid, "PartitionKeyRanges": ranges, "_count": len(ranges)}
    return Answer(200, orjson.dumps(body), {"etag": etag, "x-ms-item-count": str(len(ranges))})
