"""What signed links are signed with: the account key on Azurite, a user delegation key in Azure."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any, Protocol

from shared.adapters.blob_failures import translated
from shared.adapters.links import Window


class AccountKey:
    def __init__(self, key: str) -> None:
        self._key = key

    async def __call__(self, window: Window) -> dict[str, Any]:
        return {"account_key": self._key}


class DelegationKeys(Protocol):
    """The part of BlobServiceClient that hands out keys to whom Azure knows."""

    def get_user_delegation_key(
        self, key_start_time: datetime, key_expiry_time: datetime
    ) -> Awaitable[Any]: ...


class DelegationKey:
    """Fetched once for each window of time, through the caller's identity."""

    def __init__(self, service: DelegationKeys) -> None:
        self._service = service
        self._window: Window | None = None
        self._key: dict[str, Any] = {}
        self._fetching = asyncio.Lock()

    async def __call__(self, window: Window) -> dict[str, Any]:
        if window != self._window:
            async with self._fetching:
                if window != self._window:
                    with translated():
                        key = await self._service.get_user_delegation_key(
                            key_start_time=datetime.fromtimestamp(window.start, UTC),
                            key_expiry_time=datetime.fromtimestamp(window.end, UTC),
                        )
                    self._window, self._key = window, {"user_delegation_key": key}
        return self._key
