"""Azure clients whose requests can be struck one by one: the same faults, at the wire."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Self
from urllib.parse import urlsplit

from azure.core.exceptions import ServiceRequestError, ServiceResponseError
from azure.core.pipeline.transport import AioHttpTransport, AsyncHttpTransport
from azure.core.rest import HttpRequest

from tests.faults.faults import Wire

_wire: ContextVar[Wire | None] = ContextVar("wire", default=None)
_COSMOS = "x-ms-documentdb-partitionkey"
_KINDS = {"GET": "read", "PUT": "replace", "PATCH": "patch", "DELETE": "delete", "POST": "create"}


class StruckTransport(AsyncHttpTransport[Any, Any]):
    """Sends by way of the wire of whoever asks."""

    def __init__(self) -> None:
        self._transport = AioHttpTransport()

    async def send(self, request: Any, **options: Any) -> Any:
        async def send() -> Any:
            return await self._transport.send(request, **options)

        wire, name = _wire.get(), _name(request)
        if wire is None or name is None:
            return await send()
        failure = ServiceRequestError if wire.kind == "error before" else ServiceResponseError
        return await wire.send(name, send, failure("struck"))

    async def open(self) -> None:
        await self._transport.open()

    async def close(self) -> None:
        await self._transport.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class Through:
    """A port whose requests go by way of `wire`, those of the tasks it starts included."""

    def __init__(self, wire: Wire, port: Any) -> None:
        self._wire = wire
        self._port = port

    def __getattr__(self, method: str) -> Callable[..., Any]:
        call = getattr(self._port, method)

        async def send(*args: Any, **options: Any) -> Any:
            token = _wire.set(self._wire)
            try:
                return await call(*args, **options)
            finally:
                _wire.reset(token)

        return send


def _name(request: HttpRequest) -> str | None:
    """What a request does, in a few words; None for what clients ask on their own account."""
    path = urlsplit(request.url).path.split("/")
    if "docs" in path:
        if _COSMOS not in request.headers:
            return None
        return (
            "batch" if "x-ms-cosmos-is-batch-request" in request.headers else f"{_KINDS[request.method]} item"
        )
    if "originals" in path or "renditions" in path:
        kind = "original" if "originals" in path else path[-1] if len(path) > 4 else "renditions"
        return f"{request.method} {kind}"
    if "messages" in path:
        return "send message"
    if "computervision" in path:
        return path[-1].partition(":")[2]
    return None
