"""A request as the service reads it, and its answer."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import unquote

import orjson
from starlette.requests import Request
from starlette.responses import Response

from local.cosmos.errors import BadRequest, ServiceError
from local.cosmos.storage.containers import key_text
from local.cosmos.storage.writes import MOST_BYTES, MOST_DEPTH

KEY: Final = "x-ms-documentdb-partitionkey"
RANGE: Final = "x-ms-documentdb-partitionkeyrangeid"
_ITEM_OPERATIONS = {"GET": "read", "PUT": "replace", "PATCH": "patch", "DELETE": "delete"}
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_NOT_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
ITEM_OPERATIONS: Final = frozenset(
    {"create", "upsert", "read", "replace", "patch", "delete", "batch", "query"}
)


@dataclass(frozen=True)
class Call:
    """One request. `parts` are the path segments, unquoted: dbs, name, colls, name, docs, name."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes
    base_url: str

    @classmethod
    async def receive(cls, request: Request) -> "Call":
        """Read a request.

        Raises:
            ServiceError: 413, when the body is larger than 2 MB.
        """
        raw = b""
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MOST_BYTES:
                raise ServiceError(413, "Request size is too large.")
        path = request.scope.get("raw_path", request.url.path.encode()).decode().split("?")[0].strip("/")
        return cls(request.method, path, request.headers, raw, str(request.base_url))

    @cached_property
    def parts(self) -> list[str]:
        return [unquote(part) for part in self.path.split("/")] if self.path else []

    @cached_property
    def body(self) -> Any:
        try:
            if self.raw.count(b"{") + self.raw.count(b"[") > MOST_DEPTH and _depth(self.raw) > MOST_DEPTH:
                raise BadRequest(f"The document is nested deeper than {MOST_DEPTH} levels.")
            return orjson.loads(self.raw) if self.raw else None
        except orjson.JSONDecodeError as error:
            raise BadRequest(f"The request body is not valid JSON: {error}") from None

    @cached_property
    def key(self) -> str | None:
        """The partition key the request names, as JSON text."""
        if KEY not in self.headers:
            return None
        try:
            values = orjson.loads(self.headers[KEY]) or [{}]
        except orjson.JSONDecodeError:
            raise BadRequest("The partition key header is not valid JSON.") from None
        if not isinstance(values, list) or len(values) != 1:
            raise BadRequest("The partition key has the wrong number of components.", 1001)
        return key_text(values[0])

    def flag(self, name: str) -> bool:
        return self.headers.get(name, "").lower() == "true"

    @property
    def resource(self) -> str:
        """The kind of resource: dbs, colls, docs, pkranges, or "" for the account."""
        return self.parts[-2 if len(self.parts) % 2 == 0 else -1] if self.parts else ""

    @property
    def container(self) -> str | None:
        return self.parts[3] if len(self.parts) > 3 else None

    @cached_property
    def operation(self) -> str:
        """create, upsert, read, replace, patch, delete, batch, query, plan; else such as "read colls"."""
        verb = _ITEM_OPERATIONS.get(self.method, "create")
        if self.resource != "docs":
            return f"{verb} {self.resource or 'account'}"
        if len(self.parts) == 6:
            return verb
        if self.method not in ("GET", "POST"):
            return f"{verb} docs"
        if self.method == "GET" or self.flag("x-ms-documentdb-isquery"):
            return "query"
        if self.flag("x-ms-cosmos-is-query-plan-request"):
            return "plan"
        if "query+json" in self.headers.get("content-type", ""):
            return "query"
        if self.flag("x-ms-cosmos-is-batch-request"):
            return "batch"
        return "upsert" if self.flag("x-ms-documentdb-is-upsert") else "create"

    @cached_property
    def items(self) -> list[str]:
        """Ids of the items the request is about."""
        if len(self.parts) == 6 and self.resource == "docs":
            return [self.parts[5]]
        bodies = self.body if self.operation == "batch" else [self.body]
        if self.operation not in ("create", "upsert", "batch") or not isinstance(bodies, list):
            return []
        return [str(name) for one in bodies if (name := _id_in(one)) is not None]


def _id_in(body: Any) -> Any:
    """The id of an item, or of the item that an operation of a batch is about."""
    if not isinstance(body, dict):
        return None
    inner = body.get("resourceBody")
    return body.get("id") or (inner.get("id") if isinstance(inner, dict) else None)


def _depth(raw: bytes) -> int:
    """The deepest nesting of a JSON text."""
    depth = deepest = 0
    for byte in _STRING.sub(b"", raw).translate(None, delete=_NOT_BRACKETS):
        depth += 1 if byte in b"{[" else -1
        deepest = max(deepest, depth)
    return deepest


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back, with what the log wants to know of it."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    returned: int = 0
    examined: int = 0

    @classmethod
    def refusal(cls, error: ServiceError) -> "Answer":
        headers = {"x-ms-substatus": str(error.substatus)} if error.substatus else {}
        return cls(error.status, orjson.dumps(error.body), headers | error.headers)

    def response(self) -> Response:
        return Response(
            self.body,
            self.status,
            {
                "content-type": "application/json",
                "x-ms-activity-id": str(uuid.uuid4()),
                "x-ms-request-charge": "1",
                "x-ms-gatewayversion": "version=2.0.0",
                "x-ms-serviceversion": "version=2.0.0",
                **self.headers,
            },
        )
