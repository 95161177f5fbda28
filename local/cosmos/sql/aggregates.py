"""GROUP BY and the aggregate functions."""

from collections.abc import Iterable, Iterator

from local.cosmos.errors import BadRequest
from local.cosmos.sql.expressions import ExpressionCompiler
from local.cosmos.sql.parser import query_error
from local.cosmos.sql.scope import AGGREGATED, Env, Evaluate
from local.cosmos.sql.syntax import (
    AGGREGATES,
    Call,
    Identifier,
    Index,
    Node,
    Query,
    aggregates_in,
    children,
    walk,
)
from local.cosmos.sql.values import UNDEFINED, Value, canonical, is_number, sort_key


def aggregate(function: str, values: list[Value]) -> Value:
    """The aggregate of the defined values: SUM of nothing is 0; AVG, MIN and MAX of nothing are undefined."""
    match function:
        case "COUNT":
            return len(values)
        case "COUNTIF":
            return sum(value is True for value in values)
        case "SUM" | "AVG":
            if not all(map(is_number, values)):
                return UNDEFINED
            total = sum(values)
            if function == "SUM":
                return total
            return total / len(values) if values else UNDEFINED
    if not values or any(type(value) in (list, dict) for value in values):
        return UNDEFINED
    return (min if function == "MIN" else max)(values, key=sort_key)


def _check_selected(node: Node, group_by: tuple[Node, ...]) -> None:
    if node in group_by or (isinstance(node, Call) and node.function in AGGREGATES):
        return
    if isinstance(node, Identifier | Index):
        raise query_error(
            "Property reference is invalid in the select list because it is not contained in either an "
            "aggregate function or the GROUP BY clause.",
            "SC2102",
        )
    for child in children(node):
        _check_selected(child, group_by)


class Grouping:
    """Compiled GROUP BY of one query; without the clause, all rows are one group."""

    def __init__(self, query: Query, compiler: ExpressionCompiler):
        if query.selection == "star":
            raise query_error("'SELECT *' is not allowed with GROUP BY.", "SC2041")
        if query.order_by and query.group_by:
            raise BadRequest("ORDER BY is not allowed with GROUP BY.")
        for item in query.items:
            _check_selected(item.expression, query.group_by)
        calls = aggregates_in(query)
        for call in calls:
            _check_arguments(call)
        self._keys = [compiler.compile(expression) for expression in query.group_by]
        self._arguments: dict[int, tuple[str, Evaluate]] = {
            id(call): (call.function, compiler.compile(call.arguments[0])) for call in calls
        }
        self._names = compiler.scope.names

    def __call__(self, rows: Iterable[Env], base: Env) -> Iterator[Env]:
        """One environment per group, in order of first appearance."""
        groups: dict[tuple[bytes, ...], tuple[Env, dict[int, list[Value]]]] = {}
        if not self._keys:
            nothing = {**dict.fromkeys(self._names, UNDEFINED), **base}
            groups[()] = (nothing, {slot: [] for slot in self._arguments})
        for env in rows:
            key = tuple(canonical(of(env)) for of in self._keys)
            if key not in groups:
                groups[key] = (env, {slot: [] for slot in self._arguments})
            for slot, values in groups[key][1].items():
                value = self._arguments[slot][1](env)
                if value is not UNDEFINED:
                    values.append(value)
        for env, collected in groups.values():
            found = {slot: aggregate(self._arguments[slot][0], values) for slot, values in collected.items()}
            yield {**env, AGGREGATED: found}


def _check_arguments(call: Call) -> None:
    if len(call.arguments) != 1:
        raise query_error(f"The {call.name} function requires 1 argument(s).", "SC2050")
    if any(isinstance(node, Call) and node.function in AGGREGATES for node in walk(call.arguments[0])):
        raise query_error(
            "Cannot perform an aggregate function on an expression containing an aggregate.", "SC2101"
        )
