"""One line per request: what ran, for how long, with what outcome. Never tokens, links or content."""

import logging

from shared.http.problems import request_id

logger = logging.getLogger("shared.requests")


def log_request(function: str, status: int, seconds: float) -> None:
    level = logging.WARNING if status >= 500 else logging.INFO
    logger.log(
        level,
        "%s %d in %.1f ms",
        function,
        status,
        seconds * 1000,
        extra={
            "function": function,
            "status": status,
            "duration_ms": round(seconds * 1000, 1),
            "request_id": request_id.get(),
        },
    )
