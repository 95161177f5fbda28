"""Queries compiled: from environments to results."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from local.cosmos.errors import BadRequest
from local.cosmos.sql.aggregates import Grouping
from local.cosmos.sql.expressions import ExpressionCompiler
from local.cosmos.sql.ordering import Ordering
from local.cosmos.sql.parser import parse, query_error
from local.cosmos.sql.scope import Env, Evaluate, Rows, Scope
from local.cosmos.sql.sources import compile_sources
from local.cosmos.sql.syntax import (
    AGGREGATES,
    Call,
    Constant,
    Node,
    Parameter,
    Query,
    aggregates_in,
    named_items,
    walk,
)
from local.cosmos.sql.values import UNDEFINED, Value, canonical


def count_of(node: Node, env: Env, clause: str) -> int:
    """The number TOP, OFFSET or LIMIT is given, itself or as a parameter."""
    match node:
        case Constant(value):
            pass
        case Parameter(name):
            value = env.get(name, UNDEFINED)
        case _:
            value = UNDEFINED
    if type(value) is not int or not 0 <= value < 2**31:
        raise query_error(f"The {clause} count must be a non-negative integer.", "SC2062")
    return value


class CompiledQuery:
    """One query, or subquery, ready to run in any environment."""

    def __init__(self, query: Query, scope: Scope):
        self.query = query
        inner, self.expand = compile_sources(query, scope, compile_rows)
        compiler = ExpressionCompiler(inner, compile_rows)
        if query.where and any(isinstance(n, Call) and n.function in AGGREGATES for n in walk(query.where)):
            raise query_error("Aggregate functions are not allowed in the WHERE clause.", "SC2100")
        self.where = compiler.compile(query.where) if query.where else None
        grouped = bool(query.group_by or aggregates_in(query))
        self.grouping = Grouping(query, compiler) if grouped else None
        self.ordering = Ordering(query.order_by, compiler) if query.order_by else None
        self.project = _projection(query, compiler)

    @property
    def resumable(self) -> bool:
        """Whether results map to documents, so that a page can resume after one."""
        return self.grouping is None and not self.query.distinct

    def bounds(self, env: Env) -> tuple[int, int | None]:
        """(results to skip, results to give or None for all)."""
        query = self.query
        if query.limit and query.top:
            raise BadRequest("'TOP' and 'OFFSET LIMIT' are not allowed in one query.")
        skip = count_of(query.offset, env, "OFFSET") if query.offset else 0
        limit = query.limit or query.top
        return skip, count_of(limit, env, "LIMIT" if query.limit else "TOP") if limit else None

    def matching(self, env: Env) -> Iterator[Env]:
        for row in self.expand(env):
            if self.where is None or self.where(row) is True:
                yield row

    def rows(self, env: Env) -> Iterator[Value]:
        """Every result, in order."""
        rows: Iterable[Env] = self.matching(env)
        if self.grouping:
            rows = self.grouping(rows, env)
        if self.ordering:
            placed = (((at, 0), row) for at, row in enumerate(rows))
            rows = [row for _, _, row in self.ordering.first(placed, None)]
        results: Iterator[Value] = (value for row in rows if (value := self.project(row)) is not UNDEFINED)
        if self.query.distinct:
            results = _deduplicated(results)
        skip, limit = self.bounds(env)
        return islice(results, skip, None if limit is None else skip + limit)


def _projection(query: Query, compiler: ExpressionCompiler) -> Evaluate:
    if query.selection == "value":
        return compiler.compile(query.items[0].expression)
    if query.selection == "fields":
        return compiler.fields(named_items(query))
    if len(query.sources) != 1 or query.sources[0].alias is None:
        raise query_error("'SELECT *' is only valid with a single input set.", "SC2040")
    alias = query.sources[0].alias
    return lambda env: env[alias]


def _deduplicated(values: Iterator[Value]) -> Iterator[Value]:
    seen: set[bytes] = set()
    for value in values:
        key = canonical(value)
        if key not in seen:
            seen.add(key)
            yield value


def compile_rows(query: Query, scope: Scope) -> Rows:
    return CompiledQuery(query, scope).rows


@lru_cache(maxsize=1024)
def compiled(text: str) -> CompiledQuery:
    """The query of a text, parsed and compiled once.

    Raises:
        BadRequest: the text is no query, or asks for what is refused.
    """
    try:
        return CompiledQuery(parse(text), Scope())
    except RecursionError:
        raise BadRequest("The query is nested too deeply.") from None
