"""HTTP functions: registered with the worker, and remembered for the API description.

A handler says what it needs by its annotations (see binding) and answers with a schema:

    @operation(bp, "GET", "images", problems=(InvalidRequest,))
    async def list_images(caller: Principal, query: ListQuery) -> ImagePage:
        \"\"\"One page of the caller's images, newest first.\"\"\"
        return await (await services()).gallery.page(caller.owner, query)
"""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints
from uuid import uuid4

import azure.functions as func
import orjson
from pydantic import BaseModel

from shared import tracing
from shared.calls import counting
from shared.errors import GalleryError
from shared.http import problems
from shared.http.binding import Argument, arguments, refuse_parameters
from shared.http.compression import compressed
from shared.http.log import log_request, owner
from shared.models import Json

T = TypeVar("T")
Handler = Callable[..., Awaitable[Any]]
Endpoint = Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]
Register = Callable[[Handler], Endpoint]

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-cache",
}
# What a page of another origin may read beside the body.
EXPOSED = {"Access-Control-Expose-Headers": "ETag, Retry-After, X-Request-Id"}


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A body with a status or headers of its own. A body of str or bytes is sent as it is."""

    body: T
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


@dataclass(frozen=True)
class Operation:
    """One HTTP function, as the API description tells of it."""

    name: str
    method: str
    route: str
    doc: str
    arguments: tuple[Argument, ...]
    returns: Any
    statuses: tuple[int, ...]
    problems: tuple[type[GalleryError], ...]
    media_type: str


operations: list[Operation] = []


def operation(
    bp: func.Blueprint,
    method: str,
    route: str,
    *,
    statuses: tuple[int, ...] = (200,),
    problems: tuple[type[GalleryError], ...] = (),
    media_type: str = "application/json",
) -> Register:
    """Serve a handler at `method` `route`; it answers with one of `statuses` or one of `problems`."""

    def register(handler: Handler) -> Endpoint:
        described = Operation(
            handler.__name__,
            method,
            route,
            handler.__doc__ or "",
            arguments(handler),
            _schema(get_type_hints(handler)["return"]),
            statuses,
            problems,
            media_type,
        )
        operations.append(described)
        return bp.route(route=route, methods=methods_of(method))(served(_bound(described, handler)))  # type: ignore[no-any-return]

    return register


def served(answer: Endpoint) -> Endpoint:
    """`answer` with a request id, a span, a log line, and a problem response for whatever it raises."""

    # Not functools.wraps: the worker checks the signature behind __wrapped__ against the bindings.
    async def run(req: func.HttpRequest) -> func.HttpResponse:
        started = time.perf_counter()
        problems.request_id.set(uuid4().hex)
        owner.set(None)
        calls = counting()
        with tracing.span(answer, req.headers):
            try:
                response = await answer(req)
            except Exception as error:
                tracing.note(error=error)
                response = problems.answer(error, req.url)
            image_id = req.route_params.get("image_id")
            tracing.note(owner=owner.get(), image_id=image_id, status=response.status_code)
        for name, value in {**SECURITY_HEADERS, **EXPOSED, "X-Request-Id": problems.request_id.get()}.items():
            response.headers.setdefault(name, value)
        log_request(answer.__name__, response.status_code, time.perf_counter() - started, calls)
        return response

    run.__name__ = run.__qualname__ = answer.__name__
    run.__doc__ = answer.__doc__
    run.__module__ = answer.__module__
    return run


def _bound(operation: Operation, handler: Handler) -> Endpoint:
    takes_none = all(argument.kind != "query" for argument in operation.arguments)

    async def answer(req: func.HttpRequest) -> func.HttpResponse:
        if takes_none:
            refuse_parameters(req)
        given = {argument.name: await argument.read(req) for argument in operation.arguments}
        accepted = req.headers.get("accept-encoding", "")
        return respond(await handler(**given), operation.statuses[0], accepted)

    answer.__name__ = handler.__name__
    answer.__doc__ = handler.__doc__
    answer.__module__ = handler.__module__
    return answer


def methods_at(path: str) -> list[str]:
    """The methods that the routes at `path` take."""
    found = [each for each in operations if _pattern(each.route).fullmatch(path.strip("/"))]
    return sorted({method for each in found for method in methods_of(each.method)})


def methods_of(method: str) -> list[str]:
    """Whoever may GET may ask for the headers alone (RFC 9110 §9.3.2)."""
    return ["GET", "HEAD"] if method == "GET" else [method]


@cache
def _pattern(route: str) -> re.Pattern[str]:
    """Parameters have the length the route says, or any."""
    parts = re.split(r"\{\w+(?::length\((\d+)\))?\}", route)
    lengths = [f"[^/]{{{length}}}" if length else "[^/]+" for length in parts[1::2]]
    literals = [re.escape(part) for part in parts[::2]]
    return re.compile("".join(a + b for a, b in zip(literals, [*lengths, ""], strict=True)), re.IGNORECASE)


def respond(result: Any, status: int, accepted: str = "") -> func.HttpResponse:
    """The HTTP response to what a handler returned, in one of the `accepted` encodings."""
    answer = result if isinstance(result, Answer) else Answer(result, status)
    body, headers = answer.body, answer.headers
    if isinstance(body, BaseModel):
        body = body.model_dump_json(by_alias=True).encode()
    elif isinstance(body, dict):
        body = orjson.dumps(body)
    if isinstance(body, bytes) and answer.media_type == "application/json":
        body, headers = compressed(body, accepted, headers)
    return func.HttpResponse(body, status_code=answer.status, headers=headers, mimetype=answer.media_type)


def _schema(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) in (Answer, Json) else annotation
