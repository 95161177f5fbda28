"""HTTP triggers: a request becomes the worker's message, its answer a response."""

import json
import logging
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from azure.functions.meta import Datum
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from local.host.config import BODY_LIMIT
from local.host.conversion import decode, text
from local.host.errors import HostStoppedError, IndexingError
from local.host.functions import HostedFunction
from local.host.invocation import Invoker
from local.host.routing import RouteTemplate, decode_path, encode_path
from local.host.signature import registry

log = logging.getLogger(__name__)


class FunctionRoute(BaseRoute):
    """One HTTP function. The method is part of the match: a wrong one is a miss, so 404 and never 405."""

    def __init__(self, function: HostedFunction, prefix: str, invoker: Invoker) -> None:
        """Raises IndexingError for a route the host would refuse."""
        route = (function.trigger.get("route") or function.name).strip("/")
        if route.lower().startswith(("admin", "runtime")):
            raise IndexingError(f"{function.name}: the route {route!r} conflicts with the host's own routes")
        try:
            self.template = RouteTemplate(f"{prefix}/{route}" if prefix else route)
        except ValueError as error:
            raise IndexingError(f"{function.name}: {error}") from error
        self.function = function
        self.methods = {str(method).upper() for method in function.trigger.get("methods") or ()}
        self._invoker = invoker

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or (self.methods and scope["method"] not in self.methods):
            return Match.NONE, {}
        values = self.template.match(request_path(scope))
        return (Match.NONE, {}) if values is None else (Match.FULL, {"path_params": values})

    def conflicts_with(self, other: "FunctionRoute") -> bool:
        return self.template.text.lower() == other.template.text.lower() and (
            not self.methods or not other.methods or bool(self.methods & other.methods)
        )

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._respond(Request(scope, receive))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        body = await read_body(request)
        if body is None:
            return Response(status_code=413)
        try:
            argument = decode(self.function, request_datum(request, body))
            returned = await self._invoker.invoke(self.function, argument)
            return render(registry.get("http").encode(returned, expected_type=None))
        except HostStoppedError:
            return Response(status_code=503)
        except Exception as error:  # logged by the invoker; what a client sees is the bare status
            log.debug("%s answers 500", self.function.name, exc_info=error)
            return Response(status_code=500)


def http_routes(functions: Iterable[HostedFunction], prefix: str, invoker: Invoker) -> list[FunctionRoute]:
    """Routes in the host's order, by function name: the first that matches wins.

    Raises IndexingError for two that can never both be reached.
    """
    routes: list[FunctionRoute] = []
    for function in functions:
        if function.trigger_type != "httpTrigger":
            continue
        route = FunctionRoute(function, prefix.strip("/"), invoker)
        if taken := next((other for other in routes if route.conflicts_with(other)), None):
            raise IndexingError(f"{function.name}: its route is already the one of {taken.function.name}")
        routes.append(route)
    return routes


async def not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(status_code=404)(scope, receive, send)


def request_path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return decode_path(raw.split(b"?")[0].decode("latin-1"))


async def read_body(request: Request) -> bytes | None:
    """Return the body, or None once it is over the limit of the platform."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > BODY_LIMIT:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def request_datum(request: Request, body: bytes) -> Datum:
    """Repeated query keys and headers are joined with commas, empty query values are dropped."""
    query = request.scope["query_string"].decode("latin-1")
    host = request.headers.get("host", "localhost")
    path = encode_path(request_path(request.scope))
    url = f"{request.url.scheme}://{host}{path}{'?' + query if query else ''}"
    parameters = joined(parse_qsl(query, keep_blank_values=True))
    return Datum(
        {
            "method": text(request.method),
            "url": text(url),
            "headers": {name: text(value) for name, value in joined(request.headers.items()).items()},
            "query": {name: text(value) for name, value in parameters.items() if value},
            "params": {name: text(value) for name, value in request.path_params.items()},
            "body": Datum(body, "bytes"),
        },
        "http",
    )


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join the values of equal names; names are compared without case, the first spelling stays."""
    names: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(names.setdefault(name.lower(), name), []).append(value)
    return {name: ",".join(several) for name, several in values.items()}


def render(answer: Datum) -> Response:
    if answer.type == "string":
        return _render_text(answer.value)
    response = Response(answer.value["body"].value, int(answer.value["status_code"].value))
    bodiless = response.status_code in (204, 304)
    if bodiless and "content-length" in response.headers:
        del response.headers["content-length"]
    headers: Mapping[str, Datum] = answer.value["headers"]
    for name, value in headers.items():
        if name.lower() not in ("content-length", "transfer-encoding"):
            response.headers[name] = value.value
    for cookie in answer.value["cookies"] or ():
        _add_cookie(response, cookie)
    return response


def _render_text(returned: str) -> Response:
    """A returned string is text, unless it is the JSON of a response object: the host looks."""
    try:
        parsed: Any = json.loads(returned)
    except ValueError:
        return Response(returned, media_type="text/plain")
    if isinstance(parsed, str):
        return Response(returned, media_type="text/plain")
    fields = {key.lower(): value for key, value in parsed.items()} if isinstance(parsed, dict) else {}
    if "body" not in fields:
        return Response(json.dumps(parsed, indent=2), media_type="text/plain")
    body = fields["body"] if isinstance(fields["body"], str) else json.dumps(fields["body"])
    return Response(body, int(fields.get("statuscode", fields.get("status", 200))), fields.get("headers"))


def _add_cookie(response: Response, cookie: SimpleCookie) -> None:
    for morsel in cookie.values():
        response.headers.append("set-cookie", morsel.OutputString())
