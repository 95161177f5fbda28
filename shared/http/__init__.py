"""The HTTP edge: requests in, JSON out, and every failure as problem+json (RFC 9457)."""

from shared.http.binding import Headers, ImageId
from shared.http.conditions import Preconditions
from shared.http.operations import Answer, operation
from shared.http.uploads import announced, outcome

__all__ = ["Answer", "Headers", "ImageId", "Preconditions", "announced", "operation", "outcome"]
