"""The log of requests and their counters."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from local.cosmos.errors import ServiceError
from local.cosmos.wire.messages import Answer, Call

T = TypeVar("T")
_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request as it was served; `examined` counts the documents a query looked at."""

    operation: str
    container: str | None
    partition_key: str | None
    cross_partition: bool
    status: int
    query: str | None
    items: tuple[str, ...]
    request_bytes: int
    response_bytes: int
    returned: int
    examined: int
    duration_ms: float


class Traffic:
    """The last 10,000 requests, and counts of all since the last clearing."""

    def __init__(self) -> None:
        self.requests: deque[RequestRecord] = deque(maxlen=_KEPT)
        self.counts: Counter[str] = Counter()

    def note(self, call: Call, answer: Answer, seconds: float) -> None:
        self.counts[call.operation] += 1
        key = _readable(lambda: call.key, None)
        self.requests.append(
            RequestRecord(
                operation=call.operation,
                container=call.container,
                partition_key=key,
                cross_partition=call.operation in ("query", "plan") and key is None,
                status=answer.status,
                query=_readable(lambda: _query_text(call), None),
                items=tuple(_readable(lambda: call.items, [])),
                request_bytes=len(call.raw),
                response_bytes=len(answer.body),
                returned=answer.returned,
                examined=answer.examined,
                duration_ms=round(seconds * 1000, 3),
            )
        )

    def clear(self) -> None:
        self.requests.clear()
        self.counts.clear()


def _readable(read: Callable[[], T], otherwise: T) -> T:
    """A request refused as malformed is logged all the same."""
    try:
        return read()
    except ServiceError:
        return otherwise


def _query_text(call: Call) -> str | None:
    body = call.body if call.operation in ("query", "plan") else None
    return str(body.get("query")) if isinstance(body, dict) else None
