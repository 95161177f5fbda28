"""Calls to other services, counted for whoever makes them: a request or an event."""

from collections import Counter
from contextvars import ContextVar

_calls: ContextVar[Counter[str] | None] = ContextVar("calls", default=None)


def counting() -> Counter[str]:
    """A new count, of every call made from here on, also by tasks that are started from here."""
    calls: Counter[str] = Counter()
    _calls.set(calls)
    return calls


def count(service: str) -> None:
    calls = _calls.get()
    if calls is not None:
        calls[service] += 1
