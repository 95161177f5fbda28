"""The order of ranked hits: several orders fused into one that stays put while pictures come and go."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.models import Schema

K = 60
STEPS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000)
WEIGHTS = {"words": 1.0, "meaning": 0.5, "color": 1.0}

Order = Literal["words", "meaning", "color"]


class Scale(Schema):
    """From a value to the rank it has among others: those of the first page, kept by its cursor.

    `values` are what stood at the ranks STEPS, the greatest first; ranks in between are interpolated. So a
    rank depends on the value alone, and nothing that comes or goes later moves a hit past another.
    """

    values: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = Field(max_length=len(STEPS))

    @model_validator(mode="after")
    def _check(self) -> Self:
        if any(better < worse for better, worse in pairwise(self.values)):
            raise ValueError("the greatest value comes first")
        return self

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        ordered = sorted(values, reverse=True)
        return cls(values=tuple(ordered[step - 1] for step in STEPS if step <= len(ordered)))

    def strength(self, value: float) -> float:
        """From 0 to 1, for the best."""
        best = self.values[0] if self.values else 0.0
        return min(1.0, max(0.0, value / best)) if best > 0 else 0.0

    def rank(self, value: float) -> float:
        """From 1, for the best and for all that is better still."""
        at = bisect_left(self.values, -value, key=lambda known: -known)
        if at == 0:
            return 1.0
        if at == len(self.values):
            return STEPS[at - 1] + 1.0
        better, worse = self.values[at - 1], self.values[at]
        if value == worse:
            return float(STEPS[at])
        share = (better - value) / (better - worse)
        return STEPS[at - 1] + share * (STEPS[at] - STEPS[at - 1])


def fuse(values: Sequence[tuple[Order, float]], scales: Mapping[Order, Scale]) -> float:
    """One score, from 0 to 1, from an image's values in several orders. An order that lacks it adds nothing.

    Of a single order it is the value itself, else reciprocal rank fusion by its maximum: the sum over the
    orders of weight * strength / (60 + rank), the strength being the value by the best one's, so that half a
    match right behind a full one does not count as much. Source: Cormack, Clarke and Büttcher, SIGIR 2009;
    the strength is ours.
    """
    if len(scales) == 1:
        return values[0][1] if values else 0.0
    most = sum(WEIGHTS[order] for order in scales) / (K + 1)
    gained = (
        WEIGHTS[order] * scales[order].strength(value) / (K + scales[order].rank(value))
        for order, value in values
    )
    return sum(gained) / most
