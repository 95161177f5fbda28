"""Expressions compiled to Python closures, once per query text."""

from collections.abc import Callable
from itertools import islice

from local.cosmos.sql import syntax
from local.cosmos.sql.calls import compile_builtin, compile_full_text, compile_vector_distance
from local.cosmos.sql.functions.strings import like_pattern
from local.cosmos.sql.operators import BINARY, between, int32
from local.cosmos.sql.parser import query_error
from local.cosmos.sql.scope import AGGREGATED, Env, Evaluate, Rows, Scope
from local.cosmos.sql.values import UNDEFINED, Packed, Value, equal, is_integer, is_number, unpacked

_NUMERIC: dict[str, Callable[[Value], Value]] = {
    "-": lambda v: -v,
    "+": lambda v: +v,
    "~": lambda v: ~int32(v),
}
CompileQuery = Callable[[syntax.Query, Scope], Rows]


def negated(negate: bool, value: Value) -> Value:
    return not value if negate and type(value) is bool else value


def index_into(value: Value, key: Value) -> Value:
    if type(value) is dict and type(key) is str:
        return unpacked(value.get(key, UNDEFINED))
    if type(value) is list and is_integer(key) and 0 <= key < len(value):
        return value[int(key)]
    return UNDEFINED


class ExpressionCompiler:
    """Compiles expressions inside one scope.

    Args:
        compile_query: how a subquery is compiled.
    """

    def __init__(self, scope: Scope, compile_query: CompileQuery):
        self.scope = scope
        self.compile_query = compile_query

    def compile(self, node: syntax.Node) -> Evaluate:
        """A function of the environment.

        Raises:
            BadRequest: a name, a function or an argument count is unknown.
        """
        compiler = getattr(self, f"_{type(node).__name__.lower()}")
        evaluate: Evaluate = compiler(node)
        return evaluate

    def _constant(self, node: syntax.Constant) -> Evaluate:
        value = node.value
        return lambda env: value

    def _parameter(self, node: syntax.Parameter) -> Evaluate:
        name = node.name

        def read(env: Env) -> Value:
            if name not in env:
                raise query_error(f"The parameter '{name}' is not given.", "SC2008")
            return env[name]

        return read

    def _identifier(self, node: syntax.Identifier) -> Evaluate:
        name = node.name
        if name not in self.scope.names:
            raise query_error(f"Identifier '{name}' could not be resolved.", "SC2001")
        return lambda env: env[name]

    def _index(self, node: syntax.Index) -> Evaluate:
        base = self.compile(node.base)
        if isinstance(node.key, syntax.Constant) and type(node.key.value) is str:
            name = node.key.value

            def property_of(env: Env) -> Value:
                value = base(env)
                if type(value) is not dict:
                    return UNDEFINED
                member = value.get(name, UNDEFINED)
                return member.tolist() if type(member) is Packed else member

            return property_of
        key = self.compile(node.key)
        return lambda env: index_into(base(env), key(env))

    def _logical(self, node: syntax.Logical) -> Evaluate:
        operands = [self.compile(operand) for operand in node.operands]
        decisive = node.operator == "OR"

        def decide(env: Env) -> Value:
            unknown = False
            for operand in operands:
                value = operand(env)
                if value is decisive:
                    return decisive
                unknown = unknown or type(value) is not bool
            return UNDEFINED if unknown else not decisive

        return decide

    def _unary(self, node: syntax.Unary) -> Evaluate:
        operand, operator = self.compile(node.operand), node.operator
        if operator == "NOT":
            return lambda env: negated(True, value) if type(value := operand(env)) is bool else UNDEFINED
        numeric = _NUMERIC[operator]
        return lambda env: numeric(value) if is_number(value := operand(env)) else UNDEFINED

    def _binary(self, node: syntax.Binary) -> Evaluate:
        operation = BINARY[node.operator]
        left, right = self.compile(node.left), self.compile(node.right)
        return lambda env: operation(left(env), right(env))

    def _between(self, node: syntax.Between) -> Evaluate:
        operand, low, high = self.compile(node.operand), self.compile(node.low), self.compile(node.high)
        return lambda env: negated(node.negated, between(operand(env), low(env), high(env)))

    def _in(self, node: syntax.In) -> Evaluate:
        operand = self.compile(node.operand)
        options = [self.compile(option) for option in node.options]

        def contained(env: Env) -> Value:
            value = operand(env)
            if value is UNDEFINED:
                return UNDEFINED
            return negated(node.negated, any(equal(value, option(env)) for option in options))

        return contained

    def _like(self, node: syntax.Like) -> Evaluate:
        operand, pattern = self.compile(node.operand), self.compile(node.pattern)

        def matches(env: Env) -> Value:
            text, like = operand(env), pattern(env)
            if type(text) is not str or type(like) is not str:
                return UNDEFINED
            return negated(node.negated, like_pattern(like, node.escape).fullmatch(text) is not None)

        return matches

    def _conditional(self, node: syntax.Conditional) -> Evaluate:
        test, then, otherwise = (self.compile(part) for part in (node.test, node.then, node.otherwise))
        return lambda env: then(env) if test(env) is True else otherwise(env)

    def _coalesce(self, node: syntax.Coalesce) -> Evaluate:
        left, right = self.compile(node.left), self.compile(node.right)
        return lambda env: right(env) if (value := left(env)) is UNDEFINED else value

    def _arrayliteral(self, node: syntax.ArrayLiteral) -> Evaluate:
        items = [self.compile(item) for item in node.items]
        return lambda env: [value for item in items if (value := item(env)) is not UNDEFINED]

    def _objectliteral(self, node: syntax.ObjectLiteral) -> Evaluate:
        return self.fields(node.members)

    def fields(self, members: tuple[syntax.Member, ...] | list[syntax.Member]) -> Evaluate:
        """An object of the members that are defined."""
        compiled = [(member.name, self.compile(member.value)) for member in members]
        return lambda env: {name: value for name, of in compiled if (value := of(env)) is not UNDEFINED}

    def _subquery(self, node: syntax.Subquery) -> Evaluate:
        rows = self.compile_query(node.query, self.scope)
        match node.kind:
            case "ARRAY":
                return lambda env: list(rows(env))
            case "EXISTS":
                return lambda env: next(rows(env), UNDEFINED) is not UNDEFINED
            case _:
                return lambda env: _only(list(islice(rows(env), 2)))

    def _call(self, node: syntax.Call) -> Evaluate:
        if node.function in syntax.AGGREGATES:
            slot = id(node)
            return lambda env: env[AGGREGATED][slot]
        arguments = [self.compile(argument) for argument in node.arguments]
        if node.function == "VECTORDISTANCE":
            return compile_vector_distance(node, arguments, self.scope)
        if node.function.startswith("FULLTEXT"):
            return compile_full_text(node, arguments)
        return compile_builtin(node, arguments)


def _only(rows: list[Value]) -> Value:
    if len(rows) > 1:
        raise query_error(
            "The cardinality of a scalar subquery result set cannot be greater than one.", "SC2130"
        )
    return rows[0] if rows else UNDEFINED
