"""How long and at what pace something is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from random import uniform

from shared.models import Image, now


@dataclass(frozen=True)
class Patience:
    """Times are seconds. Age counts from when the analysis was asked for."""

    max_attempts: int
    max_age: float
    first_delay: float
    max_delay: float

    def delay(self, attempts: int, retry_after: float | None = None) -> float:
        """Equal-jitter exponential backoff, never sooner than the service asked for.

        Source: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
        """
        ceiling: float = min(self.max_delay, self.first_delay * 2 ** min(attempts, 16))
        return (retry_after or 0) + ceiling * uniform(0.5, 1)  # noqa: S311 (spreads load, no secret)

    def is_over(self, image: Image) -> bool:
        return now() - image.requested_at > timedelta(seconds=self.max_age)
