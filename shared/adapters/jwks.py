"""The public keys a provider signs with, kept at hand and fetched no oftener than needed."""

import asyncio
import logging
import time
from typing import Any

import aiohttp
import jwt

from shared.errors import ServiceUnavailable, Unauthenticated

logger = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "ES256")


class JwksKeys:
    """Looks up signing keys by `kid` in the JSON Web Key Set at `url` (RFC 7517).

    The set is fetched at first use and again once it is older than `lifespan` seconds. A `kid` it lacks
    causes one fetch before that, but only `cooldown` seconds after the last attempt: made-up kids cannot
    make us hammer the provider. While the provider is down, the keys already known go on working.
    """

    algorithms = ALGORITHMS

    def __init__(self, url: str, *, lifespan: float = 300, cooldown: float = 30, timeout: float = 5) -> None:
        self._url = url
        self._lifespan = lifespan
        self._cooldown = cooldown
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = self._attempted = float("-inf")
        self._fetching = asyncio.Lock()

    async def key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """Return the key that a token's header names.

        Raises Unauthenticated for a kid the provider does not publish, ServiceUnavailable when no key
        could be had from the provider yet.
        """
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise Unauthenticated("The token does not name its key.")
        if not self._is_current(kid):
            await self._refresh(kid)
        if kid in self._keys:
            return self._keys[kid]
        if not self._keys:
            raise ServiceUnavailable("The sign-in provider cannot be reached.", retry_after=5)
        raise Unauthenticated("The token is signed with an unknown key.")

    def _is_current(self, kid: str) -> bool:
        return kid in self._keys and time.monotonic() - self._fetched < self._lifespan

    async def _refresh(self, kid: str) -> None:
        if kid in self._keys and self._fetching.locked():
            return
        async with self._fetching:
            # Without any key every request fails, so only a burst is held back, not half a minute.
            pause = self._cooldown if self._keys else min(self._cooldown, 1)
            if self._is_current(kid) or time.monotonic() - self._attempted < pause:
                return
            try:
                self._keys = await self._fetch()
                self._fetched = time.monotonic()
            except (aiohttp.ClientError, TimeoutError, jwt.PyJWTError, ValueError, RecursionError) as error:
                logger.warning("The signing keys could not be fetched: %s", type(error).__name__)
            finally:
                self._attempted = time.monotonic()

    async def _fetch(self) -> dict[str, jwt.PyJWK]:
        async with (
            aiohttp.ClientSession(timeout=self._timeout) as session,
            session.get(self._url, allow_redirects=False) as response,
        ):
            response.raise_for_status()
            published = await response.json(content_type=None)
        if not isinstance(published, dict):
            raise jwt.PyJWKSetError("The key set is not a JSON object")
        published_keys = jwt.PyJWKSet.from_dict(published).keys
        keys = {key.key_id: key for key in published_keys if isinstance(key.key_id, str) and _may_sign(key)}
        if not keys:
            raise jwt.PyJWKSetError("The key set has no signing keys")
        return keys


def _may_sign(key: jwt.PyJWK) -> bool:
    return key.public_key_use in {None, "sig"} and key.algorithm_name in ALGORITHMS
