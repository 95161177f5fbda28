"""The host put together: one app directory, one event loop, one ASGI app."""

import asyncio
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute

from local.host.admin import admin_routes
from local.host.blobs import BlobListener
from local.host.config import HostConfig
from local.host.connections import HOST_STORAGE, Connections
from local.host.functions import HostedFunction, index_functions
from local.host.headers import CustomHeaders
from local.host.http import http_routes, not_found
from local.host.invocation import Invoker
from local.host.queues import QueueListener
from local.host.timers import TimerListener
from local.host.webhook import webhook_route

log = logging.getLogger(__name__)
BOOKKEEPING = 5
AnyListener = BlobListener | QueueListener | TimerListener


class FunctionHost:
    """Serves the functions of `app_dir` while entered.

    `environ` are the app settings: they are the process environment of the functions for that time.
    `extra_routes` are asked after the functions'; `cors_origins` may call from a browser ("*" for any);
    `grace` is how many seconds running calls get to finish when the host stops.
    Entering raises IndexingError when the app cannot be served.
    """

    def __init__(
        self,
        app_dir: Path,
        *,
        environ: Mapping[str, str],
        extra_routes: Sequence[BaseRoute] = (),
        cors_origins: Sequence[str] = (),
        grace: float = 10,
    ) -> None:
        self.app: Starlette
        self.functions: list[HostedFunction] = []
        self._app_dir = app_dir.resolve()
        self._environ = dict(environ)
        self._extra_routes = extra_routes
        self._cors_origins = cors_origins
        self._grace = grace
        self._host_id = environ.get("AzureFunctionsWebHost__hostid", "local")
        self._stack = AsyncExitStack()
        self._stopping = asyncio.Event()
        self._listeners: dict[str, AnyListener] = {}

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            _enter_environment(stack, self._environ)
            config = HostConfig.read(self._app_dir)
            self.functions = index_functions(self._app_dir, self._environ)
            plain = config.extensions.queues.message_encoding == "none"
            connections = await stack.enter_async_context(Connections(self._environ, plain_queues=plain))
            invoker = Invoker(str(self._app_dir), config.function_timeout)
            self._listeners = self._make_listeners(config, connections, invoker)
            self.app = self._make_app(config, invoker)
            stack.push_async_callback(
                self._stop, invoker, [self._listen(x) for x in self._listeners.values()]
            )
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def wait_ready(self) -> None:
        """Return once every listener has reached its queue, container or schedule."""
        for listener in self._listeners.values():
            await listener.ready.wait()

    def _make_listeners(
        self, config: HostConfig, connections: Connections, invoker: Invoker
    ) -> dict[str, AnyListener]:
        listeners: dict[str, AnyListener] = {}
        for function in self.functions:
            if "connection" in function.trigger:
                connections.connection_string(function.trigger["connection"])
            match function.trigger_type:
                case "blobTrigger":
                    blobs = config.extensions.blobs
                    listener: AnyListener = BlobListener(function, blobs, connections, invoker, self._host_id)
                case "queueTrigger":
                    listener = QueueListener(function, config.extensions.queues, connections, invoker)
                case "timerTrigger":
                    listener = TimerListener(function, connections, invoker, self._host_id)
                case _:
                    continue
            listeners[function.name.lower()] = listener
        if listeners:
            connections.connection_string(HOST_STORAGE)
        return listeners

    def _make_app(self, config: HostConfig, invoker: Invoker) -> Starlette:
        http = config.extensions.http
        by_event = {
            function.id: listener
            for function in self.functions
            if isinstance(listener := self._listeners.get(function.name.lower()), BlobListener)
            and str(function.trigger.get("source")) == "EventGrid"
        }
        routes: list[BaseRoute] = [
            *admin_routes(self._host_id, self.functions, self._listeners),
            webhook_route(by_event),
            *http_routes(self.functions, http.route_prefix, invoker),
            *self._extra_routes,
        ]
        middleware = [Middleware(CustomHeaders, http.custom_headers)]
        if self._cors_origins:
            any_ = ["*"]
            middleware.append(
                Middleware(CORSMiddleware, self._cors_origins, allow_methods=any_, allow_headers=any_)
            )
        app = Starlette(routes=routes, middleware=middleware)
        app.router.redirect_slashes = False
        app.router.default = not_found
        return app

    def _listen(self, listener: AnyListener) -> asyncio.Task[None]:
        task = asyncio.create_task(listener.run(self._stopping))
        task.add_done_callback(_report)
        return task

    async def _stop(self, invoker: Invoker, tasks: list[asyncio.Task[None]]) -> None:
        self._stopping.set()
        await invoker.drain(self._grace)
        try:
            await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), BOOKKEEPING)
        except TimeoutError:
            log.warning("the host stopped without noting all that is done: it will be done again")


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.critical("a listener has stopped", exc_info=error)


def _enter_environment(stack: AsyncExitStack, environ: Mapping[str, str]) -> None:
    variables, path = dict(os.environ), list(sys.path)
    os.environ.update(environ)

    def restore() -> None:
        os.environ.clear()
        os.environ.update(variables)
        sys.path[:] = path

    stack.callback(restore)
