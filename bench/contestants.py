"""The galleries that answer the same requests, each called without a network in between.

A FastAPI application is called as its server calls it, with the scope and the events of ASGI; a function is
called as the worker calls it, with the message of the host, conversions included.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import jwt
from azure.functions.meta import Datum

from bench.sources import Container

BASE = "/api/v1"
Answer = tuple[int, bytes]
Ask = Callable[["Request"], Awaitable[Answer]]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    function: str
    query: Mapping[str, str] = field(default_factory=dict)
    route: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


async def functions(container: Container, key: jwt.PyJWK, stack: AsyncExitStack) -> Ask:
    from bench.gallery import services
    from function_app import app
    from local.host.conversion import text
    from local.host.signature import registry
    from shared import worker

    await stack.enter_async_context(worker.override(services(container, key)))
    called = {function.get_function_name(): function.get_user_function() for function in app.get_functions()}
    trigger, response = registry.get("httpTrigger"), registry.get("http")

    async def ask(request: Request) -> Answer:
        message = {
            "method": text(request.method),
            "url": text(f"http://localhost{BASE}/{request.path}"),
            "headers": {name: text(value) for name, value in request.headers.items()},
            "query": {name: text(value) for name, value in request.query.items()},
            "params": {name: text(value) for name, value in request.route.items()},
            "body": Datum(request.body, "bytes"),
        }
        req = trigger.decode(Datum(message, "http"), trigger_metadata={})
        answer = response.encode(await called[request.function](req), expected_type=None).value
        return int(answer["status_code"].value), answer["body"].value

    return ask


async def fastapi(container: Container, key: jwt.PyJWK, stack: AsyncExitStack) -> Ask:
    from bench.peers.idiomatic import application

    return _asgi(application(container, key))


async def fastapi_tuned(container: Container, key: jwt.PyJWK, stack: AsyncExitStack) -> Ask:
    from bench.peers.tuned import application

    return _asgi(application(container, key))


async def fastapi_services(container: Container, key: jwt.PyJWK, stack: AsyncExitStack) -> Ask:
    from bench.gallery import services
    from bench.peers.services import application

    return _asgi(application(services(container, key)))


def _asgi(app: Any) -> Ask:
    async def ask(request: Request) -> Answer:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": f"{BASE}/{request.path}",
            "raw_path": f"{BASE}/{request.path}".encode(),
            "query_string": "&".join(f"{name}={value}" for name, value in request.query.items()).encode(),
            "headers": [(name.encode(), value.encode()) for name, value in request.headers.items()],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
        }
        pieces = [request.body[at : at + 65_536] for at in range(0, len(request.body), 65_536)] or [b""]
        events = [{"type": "http.request", "body": each, "more_body": True} for each in pieces]
        events[-1]["more_body"] = False
        coming = iter(events)
        sent: list[Any] = []

        async def receive() -> Any:
            return next(coming)

        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope, receive, send)
        return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:])

    return ask


CONTESTANTS = {
    "gallery": functions,
    "fastapi": fastapi,
    "fastapi-tuned": fastapi_tuned,
    "fastapi-services": fastapi_services,
}
