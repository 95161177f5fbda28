"""What lives as long as the worker process: the services, opened once."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.bootstrap import Services

logger = logging.getLogger(__name__)

_services: "Services | None" = None
_opened = AsyncExitStack()  # never closed: Functions gives the worker no shutdown hook
_opening = asyncio.Lock()
_warming: asyncio.Task[None] | None = None


async def services() -> "Services":
    """The services, opened on the worker's event loop by whoever needs them first."""
    global _services  # noqa: PLW0603 (the state of the process)
    if _services is None:
        async with _opening:
            if _services is None:
                await asyncio.to_thread(_import)
                _services = await _opened.enter_async_context(_open())
                gc.freeze()  # what is here stays: a full collection need not walk it ever again
    return _services


def warm_up() -> None:
    """Open the services as soon as the app is indexed, so that no request waits for it.

    There is no hook for this, but the worker indexes the app on the event loop that will serve it. Where
    no loop runs, nothing is to be served, and nothing is opened.
    """
    global _warming  # noqa: PLW0603 (as above)
    try:
        _warming = asyncio.get_running_loop().create_task(_warm_up())
    except RuntimeError:
        return


def warming() -> asyncio.Task[None] | None:
    """The opening that `warm_up` began, if it began one."""
    return _warming


@asynccontextmanager
async def override(replacement: "Services | None") -> AsyncIterator[None]:
    """Serve `replacement` instead, or open the services anew, for as long as the context lasts."""
    global _services  # noqa: PLW0603 (as above)
    previous, _services = _services, replacement
    try:
        yield
    finally:
        _services = previous


async def _warm_up() -> None:
    try:
        await services()
    except Exception:
        logger.exception("the services cannot be opened; the next request tries again")


def _import() -> None:
    """A third of a second of imports, beside the event loop and not on it."""
    gc.disable()  # as in function_app: nothing of this is garbage
    try:
        from shared import bootstrap  # noqa: F401
        from shared.adapters import blob, cosmos, keys, links, queue, tokens, vision  # noqa: F401
        from shared.services.imaging import renditions  # noqa: F401
    finally:
        gc.enable()


def _open() -> AbstractAsyncContextManager["Services"]:
    from shared.bootstrap import open_services
    from shared.settings import Settings

    return open_services(Settings())
