"""How a process keeps to the analyzer's limits: on a clock that the test turns."""

from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

import pytest

from shared.errors import AnalyzerBusy, AnalyzerMisconfigured, AnalyzerThrottled
from shared.services.ingestion.throttling import (
    OUTAGE,
    OUTAGE_SECONDS,
    REFUSED_SECONDS,
    Throttle,
    ThrottledAnalyzer,
)
from tests.fakes import FakeAnalyzer


@dataclass
class Clock:
    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Limited:
    """A service that takes `calls` in any `window` seconds, as its own clock says."""

    clock: Clock
    calls: int = 20
    window: float = 60.0
    taken: deque[float] = field(default_factory=deque)
    refused: int = 0

    def call(self, throttle: Throttle) -> bool:
        try:
            with throttle.watch():
                while self.taken and self.taken[0] <= self.clock.at - self.window:
                    self.taken.popleft()
                if len(self.taken) >= self.calls:
                    self.refused += 1
                    raise AnalyzerThrottled("busy", retry_after=self.taken[0] + self.window - self.clock.at)
                self.taken.append(self.clock.at)
        except AnalyzerThrottled:
            return False
        return True


def fail(throttle: Throttle, error: Exception) -> None:
    with pytest.raises(type(error)), throttle.watch():
        raise error


@pytest.mark.parametrize(
    ("errors", "seconds"),
    [
        ([AnalyzerThrottled("busy", retry_after=30)], 30),
        ([AnalyzerThrottled("busy", retry_after=30), AnalyzerThrottled("busy", retry_after=3)], 30),
        ([AnalyzerMisconfigured("refused")], REFUSED_SECONDS),
        ([AnalyzerBusy("down")] * (OUTAGE - 1), 0),
        ([AnalyzerBusy("down")] * OUTAGE, OUTAGE_SECONDS),
        ([AnalyzerBusy("down", retry_after=99)] * OUTAGE, 99),
    ],
)
def test_how_long_it_is_shut(errors: list[Exception], seconds: float) -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for error in errors[:1] if isinstance(errors[0], AnalyzerThrottled) else errors:
        fail(throttle, error)
    assert throttle.shut_for == seconds
    clock.at += seconds
    throttle.check()


def test_while_shut_no_call_is_made_and_the_reason_is_told() -> None:
    throttle = Throttle(Clock())
    fail(throttle, AnalyzerThrottled("The service is busy.", retry_after=30))
    with pytest.raises(AnalyzerThrottled, match="busy") as told, throttle.watch():
        pytest.fail("called")
    assert told.value.retry_after == 30


def test_a_success_ends_a_row_of_failures() -> None:
    throttle = Throttle(Clock())
    for _ in range(OUTAGE):
        fail(throttle, AnalyzerBusy("down"))
        with throttle.watch():
            pass
        assert throttle.shut_for == 0


@pytest.mark.parametrize(("calls", "window"), [(20, 60.0), (10, 1.0), (100, 60.0)])
def test_turns_come_at_the_pace_of_the_limit(calls: int, window: float) -> None:
    clock = Clock()
    throttle, service = Throttle(clock), Limited(clock, calls, window)
    while service.call(throttle):
        clock.at += window / calls / 10
    turns = [throttle.turn() for _ in range(50)]
    assert turns[0] == throttle.shut_for
    paces = {round(later - sooner, 9) for sooner, later in pairwise(turns)}
    (pace,) = paces
    assert 0.85 * 2 * window / calls <= pace <= 1.05 * 2 * window / calls
    assert throttle.in_line


def test_a_slow_morning_does_not_slow_the_afternoon() -> None:
    clock = Clock()
    throttle, service = Throttle(clock), Limited(clock)
    for _ in range(10):
        assert service.call(throttle)
        clock.at += 600
    while service.call(throttle):
        clock.at += 0.1
    first, second = throttle.turn(), throttle.turn()
    assert second - first < 7


def test_a_burst_at_its_turns_is_hardly_refused() -> None:
    clock = Clock()
    throttle, service = Throttle(clock), Limited(clock)
    started, queue, done = clock.at, [(clock.at, number, 2, True) for number in range(200)], []
    while queue:
        at, number, calls, new = heappop(queue)
        clock.at = max(clock.at, at)
        while calls and not (new and throttle.in_line) and service.call(throttle):
            calls -= 1
        if calls:
            later = throttle.turn() if new else throttle.shut_for + 1
            heappush(queue, (clock.at + later, number, calls, False))
        else:
            done.append(number)
    assert len(done) == 200
    assert sum(abs(place - number) for place, number in enumerate(done)) / 200 < 3
    assert service.refused <= 40
    assert clock.at - started < 1.1 * 400 / 20 * 60


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (AnalyzerThrottled("busy", retry_after=9), None),
        (AnalyzerMisconfigured("refused"), AnalyzerMisconfigured),
        (AnalyzerBusy("down"), AnalyzerBusy),
    ],
)
async def test_what_a_ping_tells(error: Exception, raised: type[Exception] | None) -> None:
    analyzer = ThrottledAnalyzer(FakeAnalyzer(errors=[error] * 9), Throttle(Clock()), Clock())
    for _ in range(OUTAGE + 2):
        if raised:
            with pytest.raises(raised):
                await analyzer.ping()
        else:
            await analyzer.ping()


@pytest.mark.asyncio
async def test_pings_cost_no_calls_while_calls_succeed() -> None:
    fake, clock = FakeAnalyzer(), Clock()
    analyzer = ThrottledAnalyzer(fake, Throttle(clock), clock)
    for _ in range(10):
        await analyzer.ping()
        clock.at += 5
    assert fake.calls == 1
    clock.at += 60
    await analyzer.ping()
    assert fake.calls == 2
