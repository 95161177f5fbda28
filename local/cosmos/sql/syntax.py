"""The syntax tree of a query."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal as OneOf

from local.cosmos.sql.values import Value

AGGREGATES = frozenset({"COUNT", "SUM", "AVG", "MIN", "MAX", "COUNTIF"})


class Node:
    """An expression."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Constant(Node):
    value: Value


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Identifier(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`base.name`, `base["name"]` or `base[0]`."""

    base: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    name: str
    arguments: tuple[Node, ...]

    @property
    def function(self) -> str:
        return self.name.upper()


@dataclass(frozen=True, slots=True)
class Unary(Node):
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logical(Node):
    """A chain of AND or of OR, kept flat so that a long one is not a deep one."""

    operator: OneOf["AND", "OR"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    operand: Node
    low: Node
    high: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class In(Node):
    operand: Node
    options: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Like(Node):
    operand: Node
    pattern: Node
    escape: str | None
    negated: bool


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    test: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Coalesce(Node):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class ArrayLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Member(Node):
    name: str
    value: Node


@dataclass(frozen=True, slots=True)
class ObjectLiteral(Node):
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Subquery(Node):
    kind: OneOf["scalar", "EXISTS", "ARRAY"]
    query: "Query"


@dataclass(frozen=True, slots=True)
class Verbatim(Node):
    """Text of a rewritten query: a place the client fills in."""

    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """One input of FROM: `root.path AS alias`, or `alias IN root.path`."""

    alias: str | None
    root: "Identifier | Query"
    path: tuple[str | int, ...] = ()
    iterate: bool = False


@dataclass(frozen=True, slots=True)
class SelectItem:
    expression: Node
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class OrderItem:
    expression: Node
    direction: OneOf["ASC", "DESC"] | None = None


@dataclass(frozen=True, slots=True)
class Query:
    selection: OneOf["star", "value", "fields"]
    items: tuple[SelectItem, ...] = ()
    distinct: bool = False
    top: Node | None = None
    sources: tuple[Source, ...] = ()
    where: Node | None = None
    group_by: tuple[Node, ...] = ()
    order_by: tuple[OrderItem, ...] = ()
    offset: Node | None = None
    limit: Node | None = None


def children(node: Node) -> Iterator[Node]:
    """The expressions directly below; the inside of a subquery is not."""
    for field in fields(node):  # type: ignore[arg-type] # every concrete node is a dataclass
        value = getattr(node, field.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from value


def walk(node: Node) -> Iterator[Node]:
    """The expression and all below it, subqueries not entered."""
    yield node
    for child in children(node):
        yield from walk(child)


def aggregates_in(query: Query) -> list[Call]:
    """The aggregate calls of the selection, outermost first."""
    nodes = (node for item in query.items for node in walk(item.expression))
    return [node for node in nodes if isinstance(node, Call) and node.function in AGGREGATES]


def named_items(query: Query) -> list[Member]:
    """The selected fields under their output names: alias, else last property name, else $1, $2 ..."""
    members: list[Member] = []
    unnamed = 0
    for item in query.items:
        match item.alias, item.expression:
            case str(alias), _:
                name = alias
            case None, Index(_, Constant(str(key))) | Identifier(key):
                name = key
            case _:
                unnamed += 1
                name = f"${unnamed}"
        members.append(Member(name, item.expression))
    return members


def property_path(node: Node) -> tuple[str, str] | None:
    """(alias, "/a/b") of the property alias.a.b, else None."""
    names: list[str] = []
    while isinstance(node, Index) and isinstance(node.key, Constant) and isinstance(node.key.value, str):
        names.append(node.key.value)
        node = node.base
    return (node.name, "/" + "/".join(reversed(names))) if isinstance(node, Identifier) and names else None
