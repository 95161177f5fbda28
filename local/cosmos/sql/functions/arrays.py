"""Functions of arrays and objects."""

from collections.abc import Callable

from local.cosmos.sql.functions.registry import MANY, builtin, typed
from local.cosmos.sql.values import UNDEFINED, Value, canonical, equal, is_integer, is_number, sort_key


def _covers(item: Value, wanted: Value) -> bool:
    """Whether `item` has everything `wanted` asks for: the partial match of ARRAY_CONTAINS."""
    if type(item) is dict and type(wanted) is dict:
        return all(name in item and _covers(item[name], value) for name, value in wanted.items())
    return equal(item, wanted)


@builtin("ARRAY_CONTAINS", 2, 3)
def array_contains(items: Value, wanted: Value, partial: Value = False) -> Value:
    if type(items) is not list:
        return UNDEFINED
    if type(wanted) is str:
        return wanted in items
    match = _covers if partial is True else equal
    return any(match(item, wanted) for item in items)


@builtin("ARRAY_CONTAINS_ANY", 2, MANY)
def array_contains_any(items: Value, *wanted: Value) -> Value:
    return any(array_contains(items, one) for one in wanted) if type(items) is list else UNDEFINED


@builtin("ARRAY_CONTAINS_ALL", 2, MANY)
def array_contains_all(items: Value, *wanted: Value) -> Value:
    return all(array_contains(items, one) for one in wanted) if type(items) is list else UNDEFINED


@builtin("ARRAY_CONCAT", 2, MANY)
def array_concat(*arrays: Value) -> Value:
    return [item for part in arrays for item in part] if all(type(a) is list for a in arrays) else UNDEFINED


@builtin("CHOOSE", 2, MANY, lenient=True)
def choose(position: Value, *options: Value) -> Value:
    return options[int(position) - 1] if is_integer(position) and 0 < position <= len(options) else UNDEFINED


def _slice(items: list[Value], start: float, length: float | None = None) -> list[Value]:
    first = max(int(start) + len(items), 0) if start < 0 else int(start)
    return items[first:] if length is None else items[first:][: max(int(length), 0)]


def _distinct(items: list[Value]) -> list[Value]:
    found: dict[bytes, Value] = {}
    for item in items:
        found.setdefault(canonical(item), item)
    return list(found.values())


def _set_operation(keep: Callable[[bool, bool], bool]) -> Callable[..., list[Value]]:
    def apply(left: list[Value], right: list[Value]) -> list[Value]:
        in_left, in_right = {*map(canonical, left)}, {*map(canonical, right)}
        return [v for v in _distinct(left + right) if keep((c := canonical(v)) in in_left, c in in_right)]

    return apply


def _to_array(members: dict[str, Value], key: str = "k", value: str = "v") -> list[Value]:
    return [{key: name, value: member} for name, member in members.items()]


typed("ARRAY_LENGTH", "array", len)
typed("ARRAY_SLICE", "array integer integer", _slice, optional=1)
typed("SETUNION", "array array", _set_operation(lambda left, right: left or right))
typed("SETINTERSECT", "array array", _set_operation(lambda left, right: left and right))
typed("SETDIFFERENCE", "array array", _set_operation(lambda left, right: left and not right))
typed("SETEQUAL", "array array", lambda a, b: {*map(canonical, a)} == {*map(canonical, b)})
typed("OBJECTTOARRAY", "object string string", _to_array, optional=2)
typed("ARRAY_SUM", "array", lambda a: sum(a) if all(map(is_number, a)) else UNDEFINED)
typed("ARRAY_AVG", "array", lambda a: sum(a) / len(a) if a and all(map(is_number, a)) else UNDEFINED)
typed("ARRAY_MIN", "array", lambda a: min(a, key=sort_key) if a else UNDEFINED)
typed("ARRAY_MAX", "array", lambda a: max(a, key=sort_key) if a else UNDEFINED)
