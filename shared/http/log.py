"""One line of JSON per request: what ran, for whom, for how long. Never tokens, links, names or content.

The line is the message itself, for the worker passes on nothing else of a record.
"""

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar

from shared.http.problems import request_id

logger = logging.getLogger("shared.requests")
owner: ContextVar[str | None] = ContextVar("owner", default=None)


def log_request(function: str, status: int, seconds: float, calls: Mapping[str, int]) -> None:
    """`calls` are how often each service was called. The owner is a hash already."""
    level = logging.WARNING if status >= 500 else logging.INFO
    if not logger.isEnabledFor(level):
        return
    line = {
        "function": function,
        "status": status,
        "durationMs": round(seconds * 1000, 1),
        "requestId": request_id.get(),
        "owner": owner.get(),
        "calls": dict(calls),
    }
    logger.log(level, "%s", json.dumps(line))
