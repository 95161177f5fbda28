"""How a built-in function is declared: its names, the types it takes, what it answers."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from local.cosmos.sql.values import UNDEFINED, Value, is_integer, is_number

Function = Callable[..., Value]
MANY: Final = 10_000


@dataclass(frozen=True, slots=True)
class Builtin:
    """A scalar function. Unless `lenient`, one undefined argument makes the result undefined."""

    apply: Function
    fewest: int
    most: int
    lenient: bool = False


BUILTINS: dict[str, Builtin] = {}

TYPES: dict[str, Callable[[Value], bool]] = {
    "number": is_number,
    "integer": is_integer,
    "string": lambda value: type(value) is str,
    "boolean": lambda value: type(value) is bool,
    "array": lambda value: type(value) is list,
    "object": lambda value: type(value) is dict,
    "null": lambda value: value is None,
}


def builtin(
    names: str, fewest: int, most: int | None = None, *, lenient: bool = False
) -> Callable[[Function], Function]:
    """Register a function that looks at its arguments itself."""

    def register(function: Function) -> Function:
        for name in names.split():
            BUILTINS[name] = Builtin(function, fewest, fewest if most is None else most, lenient)
        return function

    return register


def typed(names: str, types: str, function: Function, *, optional: int = 0) -> None:
    """Register a plain Python function: an argument of another type, or bad mathematics, gives undefined."""
    tests = [TYPES[name] for name in types.split()]

    def checked(*arguments: Value) -> Value:
        if not all(test(argument) for test, argument in zip(tests, arguments, strict=False)):
            return UNDEFINED
        try:
            result = function(*arguments)
        except (ValueError, OverflowError, ZeroDivisionError, IndexError):
            return UNDEFINED
        return UNDEFINED if type(result) is float and not math.isfinite(result) else result

    builtin(names, len(tests) - optional, len(tests))(checked)
