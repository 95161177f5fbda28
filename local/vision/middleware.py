"""Every call of the API: read once, met by a fault or answered, and logged."""

import asyncio
import time

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local.vision.errors import injected
from local.vision.picture import MAX_BYTES
from local.vision.traffic import OPERATIONS, Call, CallLog, Faults


class TrafficMiddleware:
    """Applies the faults to the calls of the API and logs them; other paths pass."""

    def __init__(self, app: ASGIApp, faults: Faults, log: CallLog) -> None:
        self._app = app
        self._faults = faults
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = OPERATIONS.get(scope["path"]) if scope["type"] == "http" else None
        if operation is None:
            await self._app(scope, receive, send)
            return
        at, started, status = time.time(), time.perf_counter(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        body, size = await _read(receive)
        try:
            fault = self._faults.strike(operation)
            if fault is not None:
                await asyncio.sleep(fault.latency_seconds)
            if fault is not None and fault.down:
                await _drop(receive)
            elif fault is not None and fault.status is not None:
                error = injected(fault.status, fault.retry_after)
                await JSONResponse(error.body, error.status, error.headers)(scope, receive, watch)
            else:
                await self._app(scope, _replay(body, receive), watch)
        finally:
            elapsed = round((time.perf_counter() - started) * 1000, 3)
            self._log.add(Call(at=at, operation=operation, size=size, status=status, duration_ms=elapsed))


async def _read(receive: Receive) -> tuple[bytes, int]:
    """The body, cut off one byte over the limit, and its size.

    It is read before any refusal, for clients that look at the answer only when they have sent everything;
    of a body beyond twice the limit no more is taken.
    """
    content, size, more = bytearray(), 0, True
    while more and size <= 2 * MAX_BYTES:
        message = await receive()
        chunk = message.get("body", b"")
        content += chunk[: MAX_BYTES + 1 - len(content)]
        size += len(chunk)
        more = message.get("more_body", False)
    return bytes(content), size


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


async def _drop(receive: Receive) -> None:
    """Cut the connection without an answer, as a crashed server does.

    ASGI has no word for that, so uvicorn's transport is asked.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionAbortedError("dropped, as a fault asks")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
