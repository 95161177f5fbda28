"""The binary operators."""

import math
from collections.abc import Callable

from local.cosmos.sql.values import UNDEFINED, Value, compare, equal, is_number

Operator = Callable[[Value, Value], Value]


def int32(value: float) -> int:
    return (int(value) + 2**31) % 2**32 - 2**31


def _arithmetic(operation: Callable[[float, float], float]) -> Operator:
    def apply(left: Value, right: Value) -> Value:
        if not (is_number(left) and is_number(right)):
            return UNDEFINED
        try:
            result = operation(left, right)
        except (ZeroDivisionError, OverflowError, ValueError):
            return UNDEFINED
        if type(result) is not float:
            return result
        if not math.isfinite(result):
            return UNDEFINED
        return int(result) if result.is_integer() and abs(result) < 2**53 else result

    return apply


def _ordering(test: Callable[[int], bool]) -> Operator:
    def apply(left: Value, right: Value) -> Value:
        order = compare(left, right)
        return UNDEFINED if order is None else test(order)

    return apply


def _equals(left: Value, right: Value) -> Value:
    return UNDEFINED if left is UNDEFINED or right is UNDEFINED else equal(left, right)


def _differs(left: Value, right: Value) -> Value:
    return UNDEFINED if left is UNDEFINED or right is UNDEFINED else not equal(left, right)


BINARY: dict[str, Operator] = {
    "=": _equals,
    "!=": _differs,
    "<": _ordering(lambda order: order < 0),
    "<=": _ordering(lambda order: order <= 0),
    ">": _ordering(lambda order: order > 0),
    ">=": _ordering(lambda order: order >= 0),
    "+": _arithmetic(lambda a, b: a + b),
    "-": _arithmetic(lambda a, b: a - b),
    "*": _arithmetic(lambda a, b: a * b),
    "/": _arithmetic(lambda a, b: a / b),
    "%": _arithmetic(math.fmod),
    "&": _arithmetic(lambda a, b: int32(a) & int32(b)),
    "|": _arithmetic(lambda a, b: int32(a) | int32(b)),
    "^": _arithmetic(lambda a, b: int32(a) ^ int32(b)),
    "||": lambda a, b: a + b if type(a) is str and type(b) is str else UNDEFINED,
}


def between(value: Value, low: Value, high: Value) -> Value:
    """Three-valued: one certain miss is a miss, whatever the other bound says."""
    above, below = BINARY[">="](value, low), BINARY["<="](value, high)
    if above is False or below is False:
        return False
    return True if above is True and below is True else UNDEFINED
