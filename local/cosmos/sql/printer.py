"""Syntax tree back to query text."""

import orjson

from local.cosmos.sql import syntax
from local.cosmos.sql.functions.inspection import number_text
from local.cosmos.sql.parser import RESERVED
from local.cosmos.sql.syntax import Node, Query, Source
from local.cosmos.sql.values import UNDEFINED, Value, is_number


def literal(value: Value) -> str:
    if value is UNDEFINED:
        return "undefined"
    return number_text(value) if is_number(value) else orjson.dumps(value).decode()


def _is_plain_name(value: Value) -> bool:
    return type(value) is str and value.isascii() and value.isidentifier() and value.upper() not in RESERVED


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(map(text_of, nodes))


def text_of(node: Node) -> str:
    """An expression as text, in parentheses where an operator is outermost."""
    match node:
        case syntax.Constant(value):
            return literal(value)
        case syntax.Parameter(text) | syntax.Identifier(text) | syntax.Verbatim(text):
            return text
        case syntax.Index(base, syntax.Constant(name)) if _is_plain_name(name):
            return f"{text_of(base)}.{name}"
        case syntax.Index(base, key):
            return f"{text_of(base)}[{text_of(key)}]"
        case syntax.Call(name, arguments):
            return f"{name}({_list(arguments)})"
        case syntax.ArrayLiteral(items):
            return f"[{_list(items)}]"
        case syntax.ObjectLiteral(members):
            return "{" + ", ".join(f"{literal(m.name)}: {text_of(m.value)}" for m in members) + "}"
        case syntax.Subquery(kind, query):
            return f"{'' if kind == 'scalar' else kind}({query_text(query)})"
        case _:
            return f"({_operation(node)})"


def _operation(node: Node) -> str:
    match node:
        case syntax.Logical(operator, operands):
            return f" {operator} ".join(map(text_of, operands))
        case syntax.Unary(operator, operand):
            return f"{operator} {text_of(operand)}"
        case syntax.Binary(operator, left, right):
            return f"{text_of(left)} {operator} {text_of(right)}"
        case syntax.Between(operand, low, high, negated):
            return f"{text_of(operand)}{' NOT' * negated} BETWEEN {text_of(low)} AND {text_of(high)}"
        case syntax.In(operand, options, negated):
            return f"{text_of(operand)}{' NOT' * negated} IN ({_list(options)})"
        case syntax.Like(operand, pattern, escape, negated):
            suffix = f" ESCAPE {literal(escape)}" if escape else ""
            return f"{text_of(operand)}{' NOT' * negated} LIKE {text_of(pattern)}{suffix}"
        case syntax.Conditional(test, then, otherwise):
            return f"{text_of(test)} ? {text_of(then)} : {text_of(otherwise)}"
        case syntax.Coalesce(left, right):
            return f"{text_of(left)} ?? {text_of(right)}"
    raise TypeError(type(node).__name__)


def _source_text(source: Source) -> str:
    root = source.root
    text = f"({query_text(root)})" if isinstance(root, Query) else root.name
    for step in source.path:
        text += f".{step}" if _is_plain_name(step) else f"[{literal(step)}]"
    if source.iterate:
        return f"{source.alias} IN {text}"
    implied = source.path[-1] if source.path else None if isinstance(root, Query) else root.name
    return text if source.alias in (None, implied) else f"{text} AS {source.alias}"


def query_text(query: Query) -> str:
    items = ", ".join(text_of(i.expression) + (f" AS {i.alias}" if i.alias else "") for i in query.items)
    selection = {"star": "*", "value": f"VALUE {items}", "fields": items}[query.selection]
    top = f"TOP {text_of(query.top)} " if query.top else ""
    lines = [f"SELECT {'DISTINCT ' * query.distinct}{top}{selection}"]
    if query.sources:
        lines.append("FROM " + "\nJOIN ".join(map(_source_text, query.sources)))
    if query.where:
        lines.append(f"WHERE {text_of(query.where)}")
    if query.group_by:
        lines.append(f"GROUP BY {_list(query.group_by)}")
    if query.order_by:
        order = (text_of(o.expression) + (f" {o.direction}" if o.direction else "") for o in query.order_by)
        lines.append("ORDER BY " + ", ".join(order))
    if query.offset and query.limit:
        lines.append(f"OFFSET {text_of(query.offset)} LIMIT {text_of(query.limit)}")
    return "\n".join(lines)
