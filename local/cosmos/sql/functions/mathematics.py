"""Functions of numbers."""

import math
import random

from local.cosmos.sql.functions.registry import typed


def _round(value: float, digits: float = 0) -> float:
    """Half away from zero."""
    scale = 10.0 ** int(digits)
    if abs(value) * scale >= 2**52:
        return value
    rounded = math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)
    return int(rounded) if type(value) is int and rounded.is_integer() else rounded


def _power(base: float, exponent: float) -> float:
    result = math.pow(base, exponent)
    whole = type(base) is int and type(exponent) is int and result.is_integer() and abs(result) < 2**53
    return int(result) if whole else result


typed("ABS", "number", abs)
typed("ACOS", "number", math.acos)
typed("ASIN", "number", math.asin)
typed("ATAN", "number", math.atan)
typed("ATN2", "number number", lambda x, y: math.atan2(y, x))  # the service takes x first
typed("CEILING", "number", math.ceil)
typed("COS", "number", math.cos)
typed("COT", "number", lambda x: 1 / math.tan(x))
typed("DEGREES", "number", math.degrees)
typed("EXP", "number", math.exp)
typed("FLOOR", "number", math.floor)
typed("LOG", "number number", math.log, optional=1)
typed("LOG10", "number", math.log10)
typed("POWER", "number number", _power)
typed("RADIANS", "number", math.radians)
typed("ROUND", "number integer", _round, optional=1)
typed("SIGN", "number", lambda x: (x > 0) - (x < 0))
typed("SIN", "number", math.sin)
typed("SQRT", "number", math.sqrt)
typed("SQUARE", "number", lambda x: x * x)
typed("TAN", "number", math.tan)
typed("TRUNC", "number", math.trunc)
typed("NUMBERBIN", "number number", lambda x, size=1: math.floor(x / size) * size, optional=1)
typed("PI", "", lambda: math.pi)
typed("RAND", "", random.random)
