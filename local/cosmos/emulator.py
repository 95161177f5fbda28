"""The emulator: an account, the ASGI application that serves it, its faults and its log."""

import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from local.cosmos.errors import ServiceError
from local.cosmos.storage.account import Account
from local.cosmos.wire.authorization import EMULATOR_KEY, check_signature
from local.cosmos.wire.control import control_routes
from local.cosmos.wire.faults import Fault, Faults
from local.cosmos.wire.messages import Answer, Call
from local.cosmos.wire.router import check_supported, route
from local.cosmos.wire.traffic import RequestRecord, Traffic

log = logging.getLogger(__name__)
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class CosmosEmulator:
    """One account, spoken to over HTTP by the real SDK.

    Args:
        path: SQLite file that keeps the data between runs; None keeps it in memory only.
        partitions: ranges every container is split into; 2 makes a client merge as it must in the cloud.
        key: account key that requests are signed with, base64.
    """

    def __init__(self, path: Path | None = None, partitions: int = 2, key: str = EMULATOR_KEY):
        self.key = key
        self._account = Account(path, partitions)
        self._faults = Faults()
        self._traffic = Traffic()
        routes = [
            *control_routes(self._faults, self._traffic),
            Route("/{path:path}", self._serve, methods=_METHODS),
        ]
        self.app = Starlette(routes=routes, lifespan=self._lifespan)

    @property
    def requests(self) -> Sequence[RequestRecord]:
        """The requests served since the last `clear_requests`, oldest first."""
        return tuple(self._traffic.requests)

    def clear_requests(self) -> None:
        self._traffic.clear()

    def fail(self, status: int | None = None, **rest: Any) -> None:
        """Let the next matching requests fail; the arguments are the fields of `Fault`."""
        self._faults.add(Fault(status=status, **rest))

    def clear_faults(self) -> None:
        self._faults.clear()

    def close(self) -> None:
        """Close the file. Nothing can be written afterwards."""
        self._account.journal.close()

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        yield
        self.close()

    async def _serve(self, request: Request) -> Response:
        started = time.perf_counter()
        try:
            call = await Call.receive(request)
        except ServiceError as error:
            return Answer.refusal(error).response()
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            answer = await self._answer(call)
        except ServiceError as error:
            answer = Answer.refusal(error)
        except Exception as error:
            log.exception("%s %s", call.method, call.path)
            answer = Answer.refusal(ServiceError(500, f"A fault of the emulator: {type(error).__name__}."))
        self._traffic.note(call, answer, time.perf_counter() - started)
        return answer.response()

    async def _answer(self, call: Call) -> Answer:
        check_supported(call)
        check_signature(call, self.key)
        fault = self._faults.take(call)
        if fault:
            await fault.delay()
            if not fault.after:
                fault.strike()
        answer = await route(self._account, call)
        await self._account.journal.flush()
        if fault and fault.after:
            fault.strike()
        return answer
