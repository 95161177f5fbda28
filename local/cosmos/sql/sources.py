"""FROM and JOIN: the environments a query ranges over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from local.cosmos.sql.expressions import CompileQuery, index_into
from local.cosmos.sql.parser import query_error
from local.cosmos.sql.scope import DOCUMENTS, Env, Rows, Scope
from local.cosmos.sql.syntax import Query, Source
from local.cosmos.sql.values import UNDEFINED, Value

Expand = Callable[[Env], Iterator[Env]]


@dataclass(frozen=True, slots=True)
class _Step:
    alias: str | None
    rows: Rows
    iterate: bool

    def values(self, env: Env) -> Iterator[Value]:
        for row in self.rows(env):
            if not self.iterate:
                yield row
            elif type(row) is list:
                yield from row


def compile_sources(query: Query, scope: Scope, compile_query: CompileQuery) -> tuple[Scope, Expand]:
    """The scope inside the query, and the joined environments of an outer one."""
    only = query.sources[0] if len(query.sources) == 1 else None
    if only and only.alias and scope.outermost and _is_document(only, scope):
        return scope.binding(only.alias, document=True), _documents_as(only.alias)
    steps: list[_Step] = []
    for position, source in enumerate(query.sources):
        if position and source.alias in scope.names:
            raise query_error(
                f"The input alias '{source.alias}' is specified more than once in the FROM clause.", "SC2011"
            )
        steps.append(_Step(source.alias, _rows_of(source, scope, compile_query), source.iterate))
        scope = scope.binding(source.alias, document=_is_document(source, scope))
    return scope, _joined(steps)


def _is_document(source: Source, scope: Scope) -> bool:
    if isinstance(source.root, Query) or source.path or source.iterate:
        return False
    name = source.root.name
    return name in scope.documents if name in scope.names else scope.outermost


def _rows_of(source: Source, scope: Scope, compile_query: CompileQuery) -> Rows:
    if isinstance(source.root, Query):
        return compile_query(source.root, scope)
    name, path = source.root.name, source.path
    if name not in scope.names and not scope.outermost:
        raise query_error(f"Identifier '{name}' could not be resolved.", "SC2001")
    outer = name not in scope.names

    def rows(env: Env) -> Iterator[Value]:
        for root in env[DOCUMENTS] if outer else (env[name],):
            value = root
            for key in path:
                value = index_into(value, key)
            if value is not UNDEFINED:
                yield value

    return rows


def _documents_as(alias: str) -> Expand:
    """The way of nearly every query, and so the short one."""
    return lambda env: ({**env, alias: document} for document in env[DOCUMENTS])


def _joined(steps: list[_Step]) -> Expand:
    def expand(env: Env, at: int = 0) -> Iterator[Env]:
        if at == len(steps):
            yield env
            return
        alias = steps[at].alias
        for value in steps[at].values(env):
            yield from expand(env if alias is None else {**env, alias: value}, at + 1)

    return expand
