"""Faults on demand: a status, a delay, or an answer lost after the work was done."""

import asyncio
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from local.cosmos.errors import ServiceError
from local.cosmos.wire.messages import ITEM_OPERATIONS, Call


class Fault(BaseModel):
    """What befalls the next `times` requests that match; without `status` they are only delayed."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    status: int | None = Field(default=None, ge=400, le=599)
    substatus: int = 0
    times: int = Field(default=1, ge=1)
    retry_after_ms: int | None = Field(default=None, ge=0)
    latency_ms: int = Field(default=0, ge=0)
    operation: str | None = None
    container: str | None = None
    item: str | None = None
    after: bool = False

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.status is None and not self.latency_ms:
            raise ValueError("A fault needs a status or a latency.")
        return self

    def matches(self, call: Call) -> bool:
        operation = call.operation == self.operation if self.operation else call.operation in ITEM_OPERATIONS
        return (
            operation
            and (self.container is None or call.container == self.container)
            and (self.item is None or any(self.item in name for name in call.items))
        )

    async def delay(self) -> None:
        if self.latency_ms:
            await asyncio.sleep(self.latency_ms / 1000)

    def strike(self) -> None:
        if self.status is not None:
            headers = {} if self.retry_after_ms is None else {"x-ms-retry-after-ms": str(self.retry_after_ms)}
            raise ServiceError(self.status, "An injected fault.", self.substatus, headers)


class Faults:
    """Faults waiting for their requests, first come, first served."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault.model_copy())

    def take(self, call: Call) -> Fault | None:
        for fault in self._waiting:
            if fault.matches(call):
                fault.times -= 1
                if fault.times == 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self._waiting.clear()

    def list(self) -> "list[Fault]":
        return [fault.model_copy() for fault in self._waiting]
