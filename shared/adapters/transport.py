"""The transport of every SDK client: aiohttp, and each call to the service counted."""

from typing import Any

from azure.core.pipeline.transport import AioHttpTransport

from shared.calls import count


class CountedTransport(AioHttpTransport):  # type: ignore[misc]  # loaded lazily, so untyped
    """Timeouts are in seconds."""

    def __init__(self, service: str, *, connection_timeout: float = 20, read_timeout: float = 60) -> None:
        super().__init__(connection_timeout=connection_timeout, read_timeout=read_timeout)
        self._service = service

    async def send(self, request: Any, **options: Any) -> Any:
        count(self._service)
        return await super().send(request, **options)
