"""Query text to syntax tree."""

import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from local.cosmos.errors import BadRequest, NotSupported, ServiceError
from local.cosmos.sql import syntax
from local.cosmos.sql.syntax import Constant, Identifier, Node, OrderItem, Query, SelectItem, Source
from local.cosmos.sql.values import UNDEFINED

MAX_QUERY_BYTES = 512 * 1024
_KEYWORDS = (
    "AND ARRAY AS ASC BETWEEN BY DESC DISTINCT ESCAPE EXISTS FALSE FROM GROUP IN JOIN LIKE LIMIT "
    "NOT NULL OFFSET OR ORDER SELECT TOP TRUE UNDEFINED VALUE WHERE"
)
RESERVED = frozenset(_KEYWORDS.split())
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def query_error(message: str, code: str = "SC1001") -> BadRequest:
    """A refusal in the form the query compiler of the service gives it."""
    detail = {"errors": [{"severity": "Error", "code": code, "message": message}]}
    return BadRequest("Message: " + orjson.dumps(detail).decode())


def _unescape(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        escape = match.group(1)
        return chr(int(escape[1:], 16)) if len(escape) == 5 else _ESCAPED.get(escape, escape)

    return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", one, text[1:-1], flags=re.DOTALL)


@v_args(inline=True)
class _Clauses(Transformer[Token, Any]):
    """SELECT, FROM, ORDER BY and their parts."""

    def start(self, query: Query) -> Query:
        return query

    def query(self, distinct: Any, top: Any, selection: Any, *clauses: Any) -> Query:
        kind, items = selection
        sources, where, group_by, order_by, offset_limit = clauses
        offset, limit = offset_limit or (None, None)
        return Query(
            selection=kind,
            items=items,
            distinct=bool(distinct),
            top=top,
            sources=sources or (),
            where=where,
            group_by=group_by or (),
            order_by=order_by or (),
            offset=offset,
            limit=limit,
        )

    def star(self) -> Any:
        return "star", ()

    def value(self, expression: Node) -> Any:
        return "value", (SelectItem(expression),)

    def fields(self, *items: SelectItem) -> Any:
        return "fields", items

    def select_item(self, expression: Node, alias: str | None) -> SelectItem:
        return SelectItem(expression, alias)

    def from_clause(self, *sources: Source) -> tuple[Source, ...]:
        return sources

    def path(self, name: str, *steps: str | int) -> Any:
        return Identifier(name), steps

    def derived(self, query: Query) -> Any:
        return query, ()

    def step(self, key: str | Constant) -> str | int:
        if isinstance(key, Constant):
            return key.value if isinstance(key.value, str) else int(key.value)
        return key

    def aliased(self, collection: Any, alias: str | None = None) -> Source:
        root, path = collection
        if alias is None and isinstance(root, Identifier):
            last = (root.name, *path)[-1]
            alias = last if isinstance(last, str) else None
        return Source(alias, root, path)

    def iterated(self, alias: str, collection: Any) -> Source:
        root, path = collection
        return Source(alias, root, path, iterate=True)

    def group_by(self, expressions: tuple[Node, ...]) -> tuple[Node, ...]:
        return expressions

    def order_by(self, rank: Token | None, *items: OrderItem) -> tuple[OrderItem, ...]:
        if rank:
            raise NotSupported("ORDER BY RANK (FullTextScore, RRF)")
        return items

    def order_item(self, expression: Node, direction: Token | None) -> OrderItem:
        return OrderItem(expression, direction.upper() if direction else None)  # type: ignore[arg-type]

    def offset_limit(self, offset: Node, limit: Node) -> tuple[Node, Node]:
        return offset, limit

    def count(self, node: Node) -> Node:
        return node


@v_args(inline=True)
class _Expressions(Transformer[Token, Any]):
    def conditional(self, test: Node, then: Node, otherwise: Node) -> Node:
        return syntax.Conditional(test, then, otherwise)

    def coalesce(self, left: Node, right: Node) -> Node:
        return syntax.Coalesce(left, right)

    def any_of(self, *operands: Node) -> Node:
        return syntax.Logical("OR", operands)

    def all_of(self, *operands: Node) -> Node:
        return syntax.Logical("AND", operands)

    def between(self, operand: Node, negated: Token | None, low: Node, high: Node) -> Node:
        return syntax.Between(operand, low, high, bool(negated))

    def in_(self, operand: Node, negated: Token | None, options: tuple[Node, ...]) -> Node:
        return syntax.In(operand, options, bool(negated))

    def like(self, operand: Node, negated: Token | None, pattern: Node, escape: Constant | None) -> Node:
        return syntax.Like(operand, pattern, escape.value if escape else None, bool(negated))

    def binary(self, left: Node, operator: Token, right: Node) -> Node:
        return syntax.Binary("!=" if operator == "<>" else str(operator), left, right)

    def times(self, left: Node, right: Node) -> Node:
        return syntax.Binary("*", left, right)

    def unary(self, operator: Token, operand: Node) -> Node:
        if operator == "-" and isinstance(operand, Constant) and type(operand.value) in (int, float):
            return Constant(-operand.value)
        return syntax.Unary(str(operator), operand)

    def not_(self, _: Token, operand: Node) -> Node:
        return syntax.Unary("NOT", operand)

    def property(self, base: Node, name: str) -> Node:
        return syntax.Index(base, Constant(name))

    def method(self, base: Node, name: str, _: Any) -> Node:
        raise NotSupported(f"The user-defined function '{name}'")

    def index(self, base: Node, key: Node) -> Node:
        return syntax.Index(base, key)

    def call(self, name: str, arguments: tuple[Node, ...] | None) -> Node:
        return syntax.Call(name, arguments or ())

    def scalar(self, query: Query) -> Node:
        return syntax.Subquery("scalar", query)

    def quantified(self, kind: Token, query: Query) -> Node:
        match kind.upper():
            case "EXISTS" | "ARRAY" as known:
                return syntax.Subquery(known, query)
            case other:
                raise NotSupported(f"{other}(SELECT ...)")

    def array(self, items: tuple[Node, ...] | None) -> Node:
        items = items or ()
        if all(isinstance(item, Constant) and item.value is not UNDEFINED for item in items):
            return Constant([item.value for item in items if isinstance(item, Constant)])
        return syntax.ArrayLiteral(items)

    def object(self, *members: syntax.Member | None) -> Node:
        return syntax.ObjectLiteral(tuple(member for member in members if member))

    def member(self, name: str | Constant, value: Node) -> syntax.Member:
        return syntax.Member(name if isinstance(name, str) else name.value, value)

    def exprs(self, *items: Node) -> tuple[Node, ...]:
        return items


@v_args(inline=True)
class _Terms(Transformer[Token, Any]):
    def identifier(self, name: str) -> Node:
        return Identifier(name)

    def true(self) -> Node:
        return Constant(True)

    def false(self) -> Node:
        return Constant(False)

    def null(self) -> Node:
        return Constant(None)

    def undefined(self) -> Node:
        return Constant(UNDEFINED)

    def param(self, token: Token) -> Node:
        return syntax.Parameter(str(token))

    def string(self, token: Token) -> Node:
        return Constant(_unescape(token))

    def number(self, token: Token) -> Node:
        value = float(token)
        if math.isinf(value):
            raise query_error(f"The number '{token}' is out of range.")
        return Constant(int(value) if value.is_integer() and abs(value) < 2**63 else value)

    def name(self, token: Token) -> str:
        if token.upper() in RESERVED:
            raise query_error(f"Syntax error, incorrect syntax near '{token}'.")
        return str(token)


class _Build(_Clauses, _Expressions, _Terms):
    pass


_LARK = Lark(
    (Path(__file__).parent / "grammar.lark").read_text(),
    parser="lalr",
    maybe_placeholders=True,
    transformer=_Build(),
)


@lru_cache(maxsize=1024)
def parse(text: str) -> Query:
    """The tree of one query.

    Raises:
        ServiceError: 400, when the text is no query, or one this emulator does not know.
    """
    if len(text.encode()) > MAX_QUERY_BYTES:
        raise BadRequest("The query text exceeds the maximum of 512 KB.")
    try:
        return _LARK.parse(text)  # type: ignore[return-value] # the transformer turns the tree into a Query
    except VisitError as error:
        if isinstance(error.orig_exc, ServiceError):
            raise error.orig_exc from None
        raise
    except UnexpectedToken as error:
        near = error.token if error.token.type != "$END" else text[-10:]
        raise query_error(f"Syntax error, incorrect syntax near '{near}'.") from None
    except UnexpectedCharacters as error:
        near = text[error.pos_in_stream :][:12]
        raise query_error(f"Syntax error, invalid token near '{near}'.") from None
    except UnexpectedInput:
        raise query_error("Syntax error, unexpected end of the query.") from None
