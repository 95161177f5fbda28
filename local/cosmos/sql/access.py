"""What indexes can say of a WHERE clause before any document is looked at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from local.cosmos.sql import fulltext
from local.cosmos.sql.scope import Env
from local.cosmos.sql.syntax import (
    Between,
    Binary,
    Call,
    Constant,
    Identifier,
    In,
    Logical,
    Node,
    Parameter,
    Query,
    property_path,
)
from local.cosmos.sql.values import UNDEFINED, Value, canonical, sort_key

Ids = frozenset[str] | set[str]
IndexKind = Literal["value", "element", "word"]


class Lookups(Protocol):
    """The inverted indexes of one logical partition."""

    def ids(self, kind: IndexKind, path: str, key: bytes | str) -> Ids | None:
        """Ids of the items with a value, an array element or a stem under a path; None without an index."""


Narrow = Callable[[Env, Lookups], Ids | None]
Bound = Callable[[Env], Value]


def index_key(value: Value) -> bytes | str:
    """What a value is found by: a string by itself, anything else by its canonical text."""
    return value if type(value) is str else canonical(value)


def narrowing(query: Query) -> Narrow | None:
    """A function to the ids that may match, a superset of those that do; None where all may."""
    alias = document_alias(query)
    return _narrow(query.where, alias) if query.where and alias else None


def document_alias(query: Query) -> str | None:
    """The alias of the first source, when it stands for whole documents."""
    first = query.sources[0] if query.sources else None
    if first is None or first.path or first.iterate or not isinstance(first.root, Identifier):
        return None
    return first.alias


def _path(node: Node, alias: str) -> str | None:
    found = property_path(node)
    return found[1] if found and found[0] == alias else None


def _value_of(node: Node) -> Bound | None:
    match node:
        case Constant(value):
            return lambda env: value
        case Parameter(name):
            return lambda env: env.get(name, UNDEFINED)
    return None


def _narrow(node: Node, alias: str) -> Narrow | None:
    match node:
        case Logical("AND", operands):
            return _all_of([found for operand in operands if (found := _narrow(operand, alias))])
        case Logical("OR", operands):
            parts = [_narrow(operand, alias) for operand in operands]
            return _any_of([part for part in parts if part]) if all(parts) else None
        case Binary("=", left, right):
            path, value = _path(left, alias), _value_of(right)
            if path is None or value is None:
                path, value = _path(right, alias), _value_of(left)
            return _lookup("value", path, [value])
        case In(operand, options, False):
            return _lookup("value", _path(operand, alias), [_value_of(option) for option in options])
        case Call(_, arguments):
            return _narrow_call(node, arguments, alias)
    return None


def _narrow_call(call: Call, arguments: tuple[Node, ...], alias: str) -> Narrow | None:
    path = _path(arguments[0], alias) if arguments else None
    values = [_value_of(argument) for argument in arguments[1:]]
    match call.function:
        case "ARRAY_CONTAINS" if len(arguments) == 2 and path is None:
            return _one_of_list(_value_of(arguments[0]), _path(arguments[1], alias))
        case "ARRAY_CONTAINS" if len(arguments) == 2:
            return _lookup("element", path, values)
        case "ARRAY_CONTAINS_ANY":
            return _lookup("element", path, values)
        case "ARRAY_CONTAINS_ALL":
            return _all_of([found for value in values if (found := _lookup("element", path, [value]))])
        case "FULLTEXTCONTAINS" | "FULLTEXTCONTAINSALL":
            return _all_of([found for value in values if (found := _words(path, value))])
        case "FULLTEXTCONTAINSANY":
            parts = [_words(path, value) for value in values]
            return _any_of([part for part in parts if part]) if all(parts) else None
    return None


def _lookup(kind: IndexKind, path: str | None, values: list[Bound | None]) -> Narrow | None:
    """Ids with any of the values."""
    known = [value for value in values if value]
    if path is None or len(known) != len(values):
        return None
    return lambda env, lookups: _union(lookups.ids(kind, path, index_key(value(env))) for value in known)


def _one_of_list(values: Bound | None, path: str | None) -> Narrow | None:
    if values is None or path is None:
        return None

    def narrow(env: Env, lookups: Lookups) -> Ids | None:
        listed = values(env)
        if type(listed) is not list:
            return frozenset()
        return _union(lookups.ids("value", path, index_key(value)) for value in listed)

    return narrow


def _words(path: str | None, phrase: Bound | None) -> Narrow | None:
    """Ids whose text has every stem of a phrase."""
    if path is None or phrase is None:
        return None

    def narrow(env: Env, lookups: Lookups) -> Ids | None:
        text = phrase(env)
        stems = fulltext.terms(text).unique if type(text) is str else frozenset[str]()
        return _intersection(lookups.ids("word", path, stem) for stem in stems) if stems else frozenset()

    return narrow


def _all_of(parts: list[Narrow]) -> Narrow | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return lambda env, lookups: _intersection(part(env, lookups) for part in parts)


def _any_of(parts: list[Narrow]) -> Narrow:
    return lambda env, lookups: _union(part(env, lookups) for part in parts)


def _intersection(parts: Iterable[Ids | None]) -> Ids | None:
    known = sorted((part for part in parts if part is not None), key=len)
    return frozenset(known[0]).intersection(*known[1:]) if known else None


def _union(parts: Iterable[Ids | None]) -> Ids | None:
    known: list[Ids] = []
    for part in parts:
        if part is None:
            return None
        known.append(part)
    return known[0] if len(known) == 1 else frozenset().union(*known)


def demanded(query: Query, path: str) -> Bound | None:
    """The one value that a WHERE clause asks for under a path, by itself or beside other conditions."""
    alias = document_alias(query)
    return _equal_to(query.where, (alias, path)) if query.where and alias else None


def _equal_to(node: Node, target: tuple[str, str]) -> Bound | None:
    match node:
        case Logical("AND", operands):
            return next((value for operand in operands if (value := _equal_to(operand, target))), None)
        case Binary("=", left, right):
            if property_path(right) == target:
                left, right = right, left
            return _value_of(right) if property_path(left) == target else None
    return None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far up or down the first ORDER BY path a WHERE clause lets a row be; None is no limit."""

    lowest: Bound | None
    highest: Bound | None


def reach(query: Query) -> Reach:
    """The bounds that WHERE sets to the first path of ORDER BY."""
    alias = document_alias(query)
    path = _path(query.order_by[0].expression, alias) if query.order_by and alias else None
    if query.where is None or alias is None or path is None:
        return Reach(None, None)
    target = (alias, path)
    return Reach(_limit(query.where, target, lower=True), _limit(query.where, target, lower=False))


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def _limit(node: Node, target: tuple[str, str], *, lower: bool) -> Bound | None:
    match node:
        case Logical("AND", operands):
            return next((limit for o in operands if (limit := _limit(o, target, lower=lower))), None)
        case Logical("OR", operands):
            return _widest([_limit(operand, target, lower=lower) for operand in operands], lower=lower)
        case Between(operand, low, high, False) if property_path(operand) == target:
            return _value_of(low if lower else high)
        case Binary(operator, left, right) if operator in _MIRRORED:
            if property_path(right) == target:
                operator, left, right = _MIRRORED[operator], right, left
            limiting = operator in ((">", ">=", "=") if lower else ("<", "<=", "="))
            return _value_of(right) if limiting and property_path(left) == target else None
    return None


def _widest(limits: list[Bound | None], *, lower: bool) -> Bound | None:
    known = [limit for limit in limits if limit]
    if len(known) != len(limits):
        return None
    choose = min if lower else max
    return lambda env: choose((limit(env) for limit in known), key=sort_key)
