"""What this process has learned of the analyzer's limits, so that it asks no more often than is welcome."""

import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from shared.errors import AnalyzerBusy, AnalyzerMisconfigured, AnalyzerThrottled
from shared.models import Analysis, Embedding
from shared.ports import ImageAnalyzer

logger = logging.getLogger(__name__)
T = TypeVar("T")
A = TypeVar("A")

CALLS_A_PICTURE = 2
REMEMBERED = 1000
SLACK = 1.03  # turns come a little slower than the limit: at its very pace, every picture is refused once
OUTAGE = 3  # failures in a row
REFUSED_SECONDS = 60.0
OUTAGE_SECONDS = 15.0
UNKNOWN_SECONDS = 5.0  # when a refusal does not say how long
PING_SECONDS = 60.0


class Throttle:
    """Shut while the analyzer wants no calls; open otherwise. Times are seconds of `clock`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._passed: deque[float] = deque(maxlen=REMEMBERED)
        self._shut_until = 0.0
        self._cause: AnalyzerBusy | AnalyzerMisconfigured | None = None
        self._failures = 0
        self._seconds_a_call = 0.0
        self._next_turn = 0.0

    @property
    def shut_for(self) -> float:
        return max(0.0, self._shut_until - self._clock())

    @property
    def in_line(self) -> bool:
        """Whether pictures are waiting for turns that are still to come."""
        return self._next_turn > self._clock()

    @property
    def is_outage(self) -> bool:
        """Whether it was shut for failures, not for calls too many."""
        return self._cause is not None and not isinstance(self._cause, AnalyzerThrottled)

    def turn(self) -> float:
        """Take the next turn for a picture that waits; how many seconds it is away."""
        moment = self._clock()
        turn = max(self._next_turn, self._shut_until, moment)
        self._next_turn = turn + self._seconds_a_call * CALLS_A_PICTURE * SLACK
        return turn - moment

    def check(self) -> None:
        """Raises AnalyzerThrottled or AnalyzerMisconfigured while shut."""
        left = self.shut_for
        if left and isinstance(self._cause, AnalyzerMisconfigured):
            raise AnalyzerMisconfigured(self._cause.detail, retry_after=left)
        if left and self._cause:
            raise AnalyzerThrottled(self._cause.detail, retry_after=left)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Check, then learn from how a call ends."""
        self.check()
        started = self._clock()
        try:
            yield
        except AnalyzerThrottled as error:
            self._learn(error)
            raise
        except AnalyzerMisconfigured as error:
            if not self.shut_for:
                logger.error("%s Pictures wait until that is mended.", error.detail)
            self._shut(error, REFUSED_SECONDS)
            raise
        except AnalyzerBusy as error:
            self._failures += 1
            if self._failures >= OUTAGE:
                self._shut(error, error.retry_after or OUTAGE_SECONDS)
            raise
        self._failures = 0
        self._passed.append(started)

    def _learn(self, error: AnalyzerThrottled) -> None:
        """The rate is the greatest one seen: over a window full of calls it is the limit itself."""
        wait = error.retry_after or UNKNOWN_SECONDS
        if not self.shut_for:
            free = self._clock() + wait
            costs = ((free - at) / count for count, at in enumerate(reversed(self._passed), 1))
            self._seconds_a_call = min(costs, default=max(wait, self._seconds_a_call))
            logger.info("the analysis service takes no calls for %.0f s", wait)
        self._shut(error, wait)

    def _shut(self, cause: AnalyzerBusy | AnalyzerMisconfigured, seconds: float) -> None:
        self._cause = cause
        self._shut_until = max(self._shut_until, self._clock() + seconds)


@dataclass
class ThrottledAnalyzer:
    """An analyzer that is not asked while its throttle is shut."""

    analyzer: ImageAnalyzer
    throttle: Throttle
    clock: Callable[[], float] = time.monotonic
    _reached_at: float | None = None

    async def analyze(self, preview: bytes) -> Analysis:
        return await self._ask(self.analyzer.analyze, preview)

    async def embed_image(self, preview: bytes) -> Embedding:
        return await self._ask(self.analyzer.embed_image, preview)

    async def embed_text(self, text: str) -> Embedding:
        return await self._ask(self.analyzer.embed_text, text)

    async def ping(self) -> None:
        """Costs no call within a minute of one that succeeded. A service that throttles is reached."""
        fresh = self._reached_at is not None and self.clock() - self._reached_at < PING_SECONDS
        if fresh and not self.throttle.shut_for:
            return
        try:
            await self.embed_text("ready")
        except AnalyzerThrottled as error:
            if self.throttle.is_outage:
                raise AnalyzerBusy(error.detail) from error

    async def _ask(self, call: Callable[[A], Awaitable[T]], argument: A) -> T:
        with self.throttle.watch():
            result = await call(argument)
        self._reached_at = self.clock()
        return result
