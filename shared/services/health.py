"""Whether the services behind the gallery are reached."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.errors import AnalyzerMisconfigured, GalleryError
from shared.models import Dependency, DependencyStatus, Readiness


@dataclass(frozen=True)
class Health:
    pings: dict[str, Callable[[], Awaitable[None]]]
    patience: float = 5.0

    async def check(self) -> Readiness:
        """Asks every dependency at once, each for at most `patience` seconds."""
        found = await asyncio.gather(*(_ping(name, ping, self.patience) for name, ping in self.pings.items()))
        ready = all(dependency.status == "reached" for dependency in found)
        return Readiness(status="ready" if ready else "unavailable", dependencies=tuple(found))


async def _ping(name: str, ping: Callable[[], Awaitable[None]], patience: float) -> Dependency:
    started = time.monotonic()
    status: DependencyStatus = "reached"
    try:
        await asyncio.wait_for(ping(), patience)
    except AnalyzerMisconfigured:
        status = "refuses"
    except (GalleryError, TimeoutError):
        status = "unreachable"
    latency = round((time.monotonic() - started) * 1000)
    return Dependency(name=name, status=status, latency_ms=latency)
