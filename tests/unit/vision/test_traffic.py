"""Limits and faults strike the calls they are meant for."""

import pytest
from pydantic import ValidationError

from local.vision.errors import VisionError
from local.vision.traffic import Call, CallLog, Fault, Faults, Operation, RateLimit


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_takes_so_many_calls_a_window_and_tells_when_to_come_again() -> None:
    clock = Clock()
    limit = RateLimit(2, 60, clock)
    limit.admit("analyze")
    clock.now += 20
    limit.admit("vectorizeImage")
    clock.now += 9.5
    with pytest.raises(VisionError, match="retry after 31 seconds") as refusal:
        limit.admit("analyze")
    assert refusal.value.status == 429
    assert refusal.value.headers == {"Retry-After": "31"}
    clock.now += 31
    limit.admit("analyze")
    with pytest.raises(VisionError) as refusal:
        limit.admit("analyze")
    assert refusal.value.headers == {"Retry-After": "20"}


def test_refused_calls_do_not_count() -> None:
    clock = Clock()
    limit = RateLimit(1, 10, clock)
    limit.admit("analyze")
    for _ in range(5):
        clock.now += 1
        with pytest.raises(VisionError):
            limit.admit("analyze")
    clock.now += 5
    limit.admit("analyze")


def test_a_limit_of_none_takes_all_and_a_limit_of_zero_nothing() -> None:
    for _ in range(100):
        RateLimit(None, 60, Clock()).admit("analyze")
    with pytest.raises(VisionError) as refusal:
        RateLimit(0, 60, Clock()).admit("analyze")
    assert refusal.value.headers == {"Retry-After": "60"}


@pytest.mark.parametrize(
    ("fault", "struck"),
    [
        (Fault(status=503), [True, True, True, True]),
        (Fault(status=503, times=2), [True, True, False, False]),
        (Fault(status=503, after=1, times=2), [False, True, True, False]),
        (Fault(status=503, after=3), [False, False, False, True]),
    ],
)
def test_a_fault_strikes_after_and_for_so_many_times(fault: Fault, struck: list[bool]) -> None:
    faults = Faults([fault])
    assert [faults.strike("analyze") is fault for _ in struck] == struck


def test_a_fault_strikes_its_operation_only() -> None:
    fault = Fault(operation="vectorizeText", down=True, times=1)
    faults = Faults([fault])
    calls: list[Operation] = ["analyze", "vectorizeImage", "vectorizeText", "vectorizeText"]
    assert [faults.strike(operation) for operation in calls] == [None, None, fault, None]


def test_faults_come_one_after_the_other() -> None:
    first, second = Fault(status=429, times=1), Fault(status=500, times=1)
    faults = Faults([first, second])
    assert [faults.strike("analyze") for _ in range(3)] == [first, second, None]


def test_setting_faults_starts_anew() -> None:
    fault = Fault(status=500, times=1)
    faults = Faults([fault])
    faults.strike("analyze")
    faults.set([fault])
    assert faults.strike("analyze") is fault


@pytest.mark.parametrize(
    "fields",
    [
        {"status": 200},
        {"status": 600},
        {"times": 0},
        {"after": -1},
        {"latencySeconds": 601},
        {"operation": "describe"},
        {"retryAfter": -1},
        {"staus": 500},
    ],
)
def test_refuses_a_fault_that_makes_no_sense(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Fault.model_validate(fields)


def test_the_log_counts_by_operation() -> None:
    log = CallLog()
    for operation in ("analyze", "vectorizeText", "analyze"):
        log.add(Call(at=1, operation=operation, size=3, status=200, duration_ms=1))
    assert dict(log.counts) == {"analyze": 2, "vectorizeText": 1}
    log.clear()
    assert not log.calls and not log.counts
