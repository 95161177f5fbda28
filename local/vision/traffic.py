"""The rate limit, faults on demand, and the log of calls."""

import math
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from local.vision.errors import rate_limited

Operation = Literal["analyze", "vectorizeImage", "vectorizeText"]
OPERATIONS: dict[str, Operation] = {
    "/computervision/imageanalysis:analyze": "analyze",
    "/computervision/retrieval:vectorizeImage": "vectorizeImage",
    "/computervision/retrieval:vectorizeText": "vectorizeText",
}


class _Schema(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)


class Fault(_Schema):
    """What befalls the calls it matches: they wait, are refused with a status, or lose their connection.

    It lets the first `after` calls pass, then strikes `times` calls, or all of them.
    """

    operation: Operation | None = None
    status: int | None = Field(default=None, ge=400, le=599)
    retry_after: int | None = Field(default=None, ge=0)
    down: bool = False
    latency_seconds: float = Field(default=0, ge=0, le=600)
    after: int = Field(default=0, ge=0)
    times: int | None = Field(default=None, ge=1)


class Call(_Schema):
    """One call: when it came (seconds since 1970), the bytes of its body, and the status (0: no answer)."""

    at: float
    operation: Operation
    size: int
    status: int
    duration_ms: float


class RateLimit:
    """At most `calls` in any `window_seconds`; None lets all pass. Refused calls do not count."""

    def __init__(
        self, calls: int | None, window_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._taken: deque[float] = deque()
        self.set(calls, window_seconds)

    def set(self, calls: int | None, window_seconds: float) -> None:
        """Change the limit; calls already taken go on counting."""
        self.calls = calls
        self.window_seconds = window_seconds

    def admit(self, operation: Operation) -> None:
        """Take a call.

        Raises:
            VisionError: 429 with Retry-After in whole seconds, when the window is full.
        """
        if self.calls is None:
            return
        now = self._clock()
        while self._taken and self._taken[0] <= now - self.window_seconds:
            self._taken.popleft()
        if len(self._taken) >= self.calls:
            oldest = self._taken[-self.calls] if self.calls else now
            raise rate_limited(operation, max(1, math.ceil(oldest + self.window_seconds - now)))
        self._taken.append(now)


class Faults:
    """The faults in force, in the order they were given; the first that strikes decides."""

    def __init__(self, faults: list[Fault]) -> None:
        self.set(faults)

    def set(self, faults: list[Fault]) -> None:
        """Replace all faults and start their counts anew."""
        self.current = faults
        self._seen = [0] * len(faults)

    def strike(self, operation: Operation) -> Fault | None:
        """Count a call against the faults that match it and return the one it meets."""
        for index, fault in enumerate(self.current):
            if fault.operation not in (None, operation):
                continue
            self._seen[index] += 1
            past = self._seen[index] - fault.after
            if past >= 1 and (fault.times is None or past <= fault.times):
                return fault
        return None


class CallLog:
    """The last 100,000 calls, and counts of all of them."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=100_000)
        self.counts: Counter[Operation] = Counter()

    def add(self, call: Call) -> None:
        self.calls.append(call)
        self.counts[call.operation] += 1

    def clear(self) -> None:
        self.calls.clear()
        self.counts.clear()
