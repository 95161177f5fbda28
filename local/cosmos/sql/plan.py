"""Query plans: what a client must merge when a query crosses ranges, and what to ask of each range."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from local.cosmos.errors import BadRequest
from local.cosmos.sql.ordering import vector_call
from local.cosmos.sql.parser import query_error
from local.cosmos.sql.printer import query_text, text_of
from local.cosmos.sql.queries import count_of
from local.cosmos.sql.scope import Env
from local.cosmos.sql.syntax import (
    ArrayLiteral,
    Call,
    Constant,
    Identifier,
    Index,
    Logical,
    Member,
    Node,
    ObjectLiteral,
    Query,
    SelectItem,
    Verbatim,
    aggregates_in,
    named_items,
)

_FILTER: Final = Verbatim(
    "({documentdb-formattableorderbyquery-filter})"
)  # the client puts its resume filter here
_KINDS = {"AVG": "Average", "COUNT": "Count", "SUM": "Sum", "MIN": "Min", "MAX": "Max", "COUNTIF": "CountIf"}
_EVERYTHING = [{"min": "", "max": "FF", "isMinInclusive": True, "isMaxInclusive": False}]

MetricOf = Callable[[str | None], str]


def needs_plan(query: Query) -> bool:
    """Whether the results of several ranges can not simply follow each other."""
    merged = query.order_by or query.group_by or query.distinct or query.top or query.limit
    return bool(merged or aggregates_in(query))


def plan(query: Query, env: Env, supported: frozenset[str], metric_of: MetricOf) -> dict[str, Any]:
    """The body of a query plan answer.

    Args:
        env: parameters, for TOP, OFFSET and LIMIT.
        supported: features the client says it can merge.

    Raises:
        BadRequest: the client can not merge what the query needs.
    """
    calls = aggregates_in(query)
    needed = {
        "GroupBy": bool(query.group_by),
        "NonValueAggregate": bool(calls) and query.selection == "fields",
    }
    for feature, wanted in needed.items():
        if wanted and feature not in supported:
            raise BadRequest(
                "Query contains 1 or more unsupported features. Upgrade your SDK to a version that "
                f"does support the requested features:\nQuery contained {feature}, unknown to the client."
            )
    if calls and not (len(query.items) == 1 and query.items[0].expression is calls[0]):
        raise query_error("Compositions of aggregates and other expressions are not allowed.", "SC2123")
    return {
        "partitionedQueryExecutionInfoVersion": 2,
        "queryRanges": _EVERYTHING,
        "queryInfo": _merging(query, env, calls, metric_of),
    }


def _merging(query: Query, env: Env, calls: list[Call], metric_of: MetricOf) -> dict[str, Any]:
    vector = vector_call(query.order_by)
    falling = vector is not None and (vector.metric or metric_of(vector.path)) != "euclidean"
    directions = ["Descending" if o.direction == "DESC" or falling else "Ascending" for o in query.order_by]
    offset = count_of(query.offset, env, "OFFSET") if query.offset else None
    limit = count_of(query.limit, env, "LIMIT") if query.limit else None
    rewritten = _rewritten(query, calls, (offset or 0) + limit if limit is not None else None)
    return {
        "distinctType": _distinct_type(query),
        "top": count_of(query.top, env, "TOP") if query.top else None,
        "offset": offset,
        "limit": limit,
        "orderBy": [] if calls else directions,
        "orderByExpressions": [text_of(o.expression) for o in query.order_by],
        "groupByExpressions": [],
        "groupByAliases": [],
        "aggregates": [_KINDS[call.function] for call in calls],
        "groupByAliasToAggregateType": {},
        "rewrittenQuery": query_text(rewritten) if rewritten else "",
        "hasSelectValue": query.selection == "value",
        "hasNonStreamingOrderBy": vector is not None,
        "dCountInfo": None,
    }


def _distinct_type(query: Query) -> str:
    if not query.distinct:
        return "None"
    selected, ordered = [i.expression for i in query.items], [o.expression for o in query.order_by]
    return "Ordered" if ordered and query.selection == "value" and selected == ordered else "Unordered"


def _rewritten(query: Query, calls: list[Call], fetch: int | None) -> Query | None:
    """The query each range is asked, None for the query itself."""
    if calls:
        items = (SelectItem(ArrayLiteral((_partial(calls[0]),))),)
        return replace(query, items=items, top=None, offset=None, limit=None, order_by=())
    counted = query.top is not None or fetch is not None
    if query.distinct and counted:  # the client counts what is left when ranges repeat each other
        query = replace(query, top=None, offset=None, limit=None)
    elif fetch is not None:
        query = replace(query, offset=Constant(0), limit=Constant(fetch))
    if query.order_by:
        return _ordered(query)
    return query if counted and (query.distinct or fetch is not None) else None


def _ordered(query: Query) -> Query:
    alias = Identifier(query.sources[0].alias or "")
    keys = ArrayLiteral(tuple(ObjectLiteral((Member("item", o.expression),)) for o in query.order_by))
    payload = _payload(query)
    conditions = [
        query.where,
        _FILTER,
        Call("IS_DEFINED", (payload,)) if query.selection == "value" else None,
    ]
    return replace(
        query,
        selection="fields",
        items=(
            SelectItem(Index(alias, Constant("_rid"))),
            SelectItem(keys, "orderByItems"),
            SelectItem(payload, "payload"),
        ),
        where=Logical("AND", tuple(c for c in conditions if c)),
        distinct=query.distinct and _distinct_type(query) != "Ordered",
    )


def _payload(query: Query) -> Node:
    if query.selection == "star":
        return Identifier(query.sources[0].alias or "")
    return (
        query.items[0].expression if query.selection == "value" else ObjectLiteral(tuple(named_items(query)))
    )


def _partial(call: Call) -> Node:
    """What one range gives for an aggregate so that the client can add ranges up."""
    count = Member("count", Call("COUNT", call.arguments))
    if call.function == "AVG":
        return ObjectLiteral(
            (Member("item", ObjectLiteral((Member("sum", Call("SUM", call.arguments)), count))),)
        )
    if call.function in ("MIN", "MAX"):  # the count tells an empty range from one whose minimum is null
        both = ObjectLiteral((Member(call.function.lower(), call), count))
        return ObjectLiteral((Member("item", call), Member("item2", both)))
    return ObjectLiteral((Member("item", call),))
