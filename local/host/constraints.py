"""Inline route constraints of ASP.NET Core: `{id:guid}`, `{page:int:min(1)}`, `{code:regex(^\\d{{2}}$)}`."""

import re
from collections.abc import Callable
from datetime import datetime

Check = Callable[[str], bool]
INTEGER = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
GUID = re.compile(r"[0-9a-f]{32}|[{(]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[})]?", re.IGNORECASE)
INT32, INT64 = 2**31, 2**63


def constraint(name: str, argument: str) -> Check:
    """Return the check `name(argument)` of one route value. Raises ValueError when there is no such check."""
    if name in PLAIN:
        return PLAIN[name]
    if name == "regex":
        try:
            pattern = re.compile(argument, re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"the route constraint regex({argument}) is not a pattern: {error}") from error
        return lambda value: pattern.search(value) is not None
    if name in WITH_NUMBERS:
        return WITH_NUMBERS[name](*(int(number) for number in argument.split(",")))
    raise ValueError(f"the route constraint {name!r} does not exist")


def _integer(low: int, high: int) -> Check:
    return lambda value: len(value) < 30 and bool(INTEGER.fullmatch(value)) and low <= int(value) <= high


def _length(low: int, high: int | None = None) -> Check:
    most = low if high is None else high
    return lambda value: low <= len(value) <= most


def _parses(kind: Callable[[str], object]) -> Check:
    def check(value: str) -> bool:
        try:
            kind(value.strip())
        except ValueError:
            return False
        return True

    return check


PLAIN: dict[str, Check] = {
    "alpha": lambda value: re.fullmatch("[a-z]*", value, re.IGNORECASE | re.ASCII) is not None,
    "bool": lambda value: value.strip().lower() in ("true", "false"),
    "datetime": _parses(datetime.fromisoformat),
    "decimal": _parses(float),
    "double": _parses(float),
    "float": _parses(float),
    "guid": lambda value: GUID.fullmatch(value.strip()) is not None,
    "int": _integer(-INT32, INT32 - 1),
    "long": _integer(-INT64, INT64 - 1),
    "required": lambda value: value != "",
}
WITH_NUMBERS: dict[str, Callable[..., Check]] = {
    "length": _length,
    "max": lambda most: _integer(-INT64, most),
    "maxlength": lambda most: _length(0, most),
    "min": lambda least: _integer(least, INT64 - 1),
    "minlength": lambda least: lambda value: len(value) >= least,
    "range": _integer,
}
