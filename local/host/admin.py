"""The host's own routes: is it up, what does it serve, and run this function now."""

import json
import logging
from collections.abc import Mapping, Sequence

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from local.host.blobs import BlobListener
from local.host.functions import HostedFunction
from local.host.http import read_body
from local.host.queues import QueueListener
from local.host.timers import TimerListener

log = logging.getLogger(__name__)
Listeners = Mapping[str, BlobListener | QueueListener | TimerListener]


def admin_routes(host_id: str, functions: Sequence[HostedFunction], listeners: Listeners) -> list[BaseRoute]:
    """Return the routes below /admin; `listeners` are by lower-case function name."""

    async def status(_: Request) -> Response:
        return JSONResponse({"id": host_id, "state": "Running", "version": "4.0.0-local"})

    async def ping(_: Request) -> Response:
        return Response()

    async def index(_: Request) -> Response:
        return JSONResponse([{"name": function.name, "language": "python"} for function in functions])

    async def run(request: Request) -> Response:
        listener = listeners.get(request.path_params["name"].lower())
        if listener is None:
            return Response(status_code=404)
        try:
            trigger_value = str(json.loads(await read_body(request) or b"").get("input", ""))
        except (ValueError, AttributeError):
            return Response(status_code=400)
        return Response(status_code=202, background=BackgroundTask(_run, listener, trigger_value))

    return [
        Route("/admin/host/status", status),
        Route("/admin/host/ping", ping),
        Route("/admin/functions", index),
        Route("/admin/functions/{name}", run, methods=["POST"]),
    ]


async def _run(listener: BlobListener | QueueListener | TimerListener, trigger_value: str) -> None:
    try:
        match listener:
            case TimerListener():
                await listener.fire()
            case QueueListener():
                await listener.fire(trigger_value)
            case BlobListener():
                await listener.fire(*trigger_value.split("/", 1))
    except Exception as error:
        log.error("the run by hand with %r failed: %r", trigger_value, error)
