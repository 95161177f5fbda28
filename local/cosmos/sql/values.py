"""JSON values as the query language sees them: undefined, the order of types, equality, comparison."""

from array import array
from typing import Any, Final

import orjson

Value = Any
Packed = array  # a vector kept as doubles instead of a list of boxed floats


class Undefined:
    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False


UNDEFINED: Final = Undefined()
_LIST, _OBJECT = 6, 7
_RANK: dict[type, int] = {
    Undefined: 0,
    type(None): 1,
    bool: 2,
    int: 4,
    float: 4,
    str: 5,
    list: _LIST,
    array: _LIST,
    dict: _OBJECT,
}


def is_number(value: Value) -> bool:
    """By exact type: `True` is an int in Python, never in JSON."""
    return type(value) is int or type(value) is float


def is_integer(value: Value) -> bool:
    return type(value) is int or (type(value) is float and value.is_integer())


def sort_key(value: Value) -> tuple[Any, ...]:
    """Order across types: undefined < null < boolean < number < string < array < object."""
    rank = _RANK[type(value)]
    if rank <= 1:
        return (rank,)
    if rank == _LIST:
        return (rank, tuple(map(sort_key, value)))
    if rank == _OBJECT:
        return (rank, tuple(sorted((name, sort_key(member)) for name, member in value.items())))
    return (rank, value)


def equal(left: Value, right: Value) -> bool:
    """Deep equality in which 1 equals 1.0 but not true."""
    if type(left) is array or type(right) is array:
        left, right = unpacked(left), unpacked(right)
    kind = type(left)
    if kind is not type(right):
        return is_number(left) and is_number(right) and bool(left == right)
    if kind is list:
        return len(left) == len(right) and all(map(equal, left, right))
    if kind is dict:
        return len(left) == len(right) and all(k in right and equal(v, right[k]) for k, v in left.items())
    return bool(left == right)


def compare(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 for two primitives of one type, else None: the comparison is undefined."""
    rank = _RANK[type(left)]
    if rank in (0, _LIST, _OBJECT) or rank != _RANK[type(right)]:
        return None
    return 0 if rank == 1 else (left > right) - (left < right)


def canonical(value: Value) -> bytes:
    """A hashable identity for DISTINCT, GROUP BY and the set functions."""
    return b"undefined" if value is UNDEFINED else encode(_normal(value), orjson.OPT_SORT_KEYS)


def _normal(value: Value) -> Value:
    value = unpacked(value)
    if type(value) is float and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if type(value) is list:
        return [_normal(member) for member in value]
    if type(value) is dict:
        return {name: _normal(member) for name, member in value.items()}
    return value


def unpacked(value: Value) -> Value:
    return value.tolist() if type(value) is array else value


def encode(value: Value, option: int = 0) -> bytes:
    """JSON bytes, packed vectors included."""
    return orjson.dumps(value, default=unpacked, option=option)
