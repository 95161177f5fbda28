"""A port that stops in the middle of one call until the test lets it go on."""

import asyncio
from collections.abc import Callable
from typing import Any


class Pausing:
    """Stops the first call of `method`, before or after it is done. All else passes."""

    def __init__(self, port: Any, method: str, *, after: bool) -> None:
        self.reached = asyncio.Event()
        self.go = asyncio.Event()
        self._port = port
        self._method = method
        self._after = after

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._port, name)
        if name != self._method or self.reached.is_set():
            return call  # type: ignore[no-any-return]
        return self._stopping(call)

    def _stopping(self, call: Callable[..., Any]) -> Callable[..., Any]:
        async def stop(*args: Any, **options: Any) -> Any:
            result = await call(*args, **options) if self._after else None
            self.reached.set()
            await self.go.wait()
            return result if self._after else await call(*args, **options)

        return stop
