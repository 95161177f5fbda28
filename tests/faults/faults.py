"""Ports whose calls fail on demand: one call of a run, by its number, in one of five ways."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.errors import AnalyzerBusy, ServiceUnavailable

FaultKind = Literal["error before", "error after", "timeout", "killed before", "killed after"]
KINDS: tuple[FaultKind, ...] = ("error before", "error after", "timeout", "killed before", "killed after")


class Killed(BaseException):
    """The process is gone: nothing it would have done later is done."""


@dataclass
class Wire:
    """Everything a process sends over the wire. `strike_at` counts calls from 0; None lets all pass.

    A call that times out is done, but never answered: `hangs` is set, and who waits for it must give up.
    """

    kind: FaultKind | None = None
    strike_at: int | None = None
    calls: list[str] = field(default_factory=list)
    hangs: asyncio.Event = field(default_factory=asyncio.Event)
    dead: bool = False

    def port(self, name: str, port: Any) -> Any:
        return _FaultyPort(self, name, port)

    async def send(self, name: str, call: Callable[[], Any], failure: Exception) -> Any:
        if self.dead:
            raise Killed
        struck = len(self.calls) == self.strike_at
        self.calls.append(name)
        if not struck:
            return await call()
        if self.kind == "killed before":
            self._die()
        if self.kind == "error before":
            raise failure
        await call()
        if self.kind == "killed after":
            self._die()
        if self.kind == "error after":
            raise failure
        self.hangs.set()
        return await asyncio.Event().wait()

    def _die(self) -> None:
        self.dead = True
        raise Killed


class _FaultyPort:
    def __init__(self, wire: Wire, name: str, port: Any) -> None:
        self._wire = wire
        self._name = name
        self._port = port

    def __getattr__(self, method: str) -> Callable[..., Any]:
        call = getattr(self._port, method)

        async def send(*args: Any, **options: Any) -> Any:
            name = f"{self._name}.{method}"
            return await self._wire.send(name, lambda: call(*args, **options), _failure(self._name))

        return send


def _failure(port: str) -> Exception:
    return AnalyzerBusy("down") if port == "analyzer" else ServiceUnavailable("down")
