"""ASGI applications served inside the running event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    """A server that leaves signals to the program around it and tells when it answers."""

    def __init__(self, config: uvicorn.Config):
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:  # a failed start is to be told, not to end the program
            self.should_exit = True
        self.answering.set()


@asynccontextmanager
async def serve(app: ASGIApp, *, port: int = 0) -> AsyncIterator[str]:
    """Serve an application on the loopback address and give its URL.

    Args:
        port: 0 takes a free one.

    Raises:
        OSError: the port is in use.
        RuntimeError: the application failed to start.
    """
    # The protocol is named because asyncio sends small answers at once only where it is.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=5
        )
        server = _Server(config)
        running = asyncio.create_task(server._serve([listener]))
        answering = asyncio.create_task(server.answering.wait())
        await asyncio.wait((running, answering), return_when=asyncio.FIRST_COMPLETED)
        try:
            if running.done() or server.should_exit:
                raise RuntimeError("The application failed to start.")
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            answering.cancel()
            server.should_exit = True
            await running
