"""The HTTP edge: requests in, JSON out, and every failure as problem+json (RFC 9457)."""

from shared.http.binding import Headers
from shared.http.conditions import IfMatch, IfNoneMatch
from shared.http.operations import Answer, operation
from shared.http.outcomes import announced, bulk_results, outcome
from shared.models import ImageId

__all__ = [
    "Answer",
    "Headers",
    "IfMatch",
    "IfNoneMatch",
    "ImageId",
    "announced",
    "bulk_results",
    "operation",
    "outcome",
]
