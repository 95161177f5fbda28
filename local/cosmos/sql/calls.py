"""Function calls compiled to closures: built-ins, full text, vector distance."""

from dataclasses import dataclass

from local.cosmos.errors import BadRequest, NotSupported
from local.cosmos.sql import fulltext, vectors
from local.cosmos.sql.functions import BUILTINS
from local.cosmos.sql.parser import query_error
from local.cosmos.sql.scope import RUN, Env, Evaluate, Run, Scope
from local.cosmos.sql.syntax import Call, Constant, Node, ObjectLiteral, Parameter, property_path
from local.cosmos.sql.values import UNDEFINED, Value

FULL_TEXT = {"FULLTEXTCONTAINS": True, "FULLTEXTCONTAINSALL": True, "FULLTEXTCONTAINSANY": False}
_TUNING = frozenset(
    {"datatype", "searchlistsizemultiplier", "quantizedvectorlistmultiplier", "filterpriority"}
)


def compile_builtin(node: Call, arguments: list[Evaluate]) -> Evaluate:
    builtin = BUILTINS.get(node.function)
    if builtin is None:
        raise query_error(f"'{node.name}' is not a recognized built-in function name.", "SC2005")
    if not builtin.fewest <= len(arguments) <= builtin.most:
        span = (
            f"{builtin.fewest}" if builtin.fewest == builtin.most else f"{builtin.fewest} to {builtin.most}"
        )
        raise query_error(f"The {node.name} function requires {span} argument(s).", "SC2050")
    apply = builtin.apply
    if builtin.lenient:
        return lambda env: apply(*[argument(env) for argument in arguments])

    def strict(env: Env) -> Value:
        values = [argument(env) for argument in arguments]
        return UNDEFINED if any(value is UNDEFINED for value in values) else apply(*values)

    return strict


def compile_full_text(node: Call, arguments: list[Evaluate]) -> Evaluate:
    if node.function not in FULL_TEXT:
        raise NotSupported(f"The function {node.name}")
    if len(arguments) < 2 or (node.function == "FULLTEXTCONTAINS" and len(arguments) != 2):
        raise query_error(f"The {node.name} function requires a path and what to find.", "SC2050")
    text, *phrases = arguments
    every = FULL_TEXT[node.function]
    return lambda env: fulltext.contains(text(env), (phrase(env) for phrase in phrases), every=every)


@dataclass(frozen=True, slots=True)
class VectorCall:
    """VectorDistance(path, query[, bruteForce[, options]]), looked at closely.

    `alias` and `path` name the property searched, None when neither argument is one. `query_at` is the
    argument it is compared with, None when that is not the same for every row.
    """

    alias: str | None
    path: str | None
    query_at: int | None
    metric: str | None

    @classmethod
    def of(cls, node: Call) -> "VectorCall":
        if not 2 <= len(node.arguments) <= 4:
            raise query_error("The VectorDistance function requires 2 to 4 argument(s).", "SC2050")
        metric = _metric_option(node.arguments[3]) if len(node.arguments) == 4 else None
        for at in (0, 1):
            found = property_path(node.arguments[at])
            if found:
                constant = isinstance(node.arguments[1 - at], Constant | Parameter)
                return cls(*found, 1 - at if constant else None, metric)
        return cls(None, None, None, metric)

    def metric_in(self, run: Run) -> str:
        return self.metric or run.metric(self.path)


def _metric_option(options: Node) -> str | None:
    if not isinstance(options, ObjectLiteral):
        raise BadRequest("The options of VectorDistance must be an object literal.")
    metric = None
    for member in options.members:
        value = member.value.value if isinstance(member.value, Constant) else None
        if member.name.lower() == "distancefunction":
            metric = str(value).lower()
            if metric not in vectors.METRICS:
                raise BadRequest(
                    f"The distance function '{value}' is not one of cosine, dotproduct, euclidean."
                )
        elif member.name.lower() not in _TUNING:
            raise BadRequest(f"VectorDistance has no option '{member.name}'.")
    return metric


def compile_vector_distance(node: Call, arguments: list[Evaluate], scope: Scope) -> Evaluate:
    call = VectorCall.of(node)
    left, right = arguments[:2]

    def by_pair(env: Env) -> Value:
        score = vectors.distance(left(env), right(env), call.metric_in(env[RUN]))
        return UNDEFINED if score is None else score

    if call.path is None or call.query_at is None or call.alias not in scope.documents:
        return by_pair
    alias, path, query = call.alias, call.path, arguments[call.query_at]

    def by_index(env: Env) -> Value:
        run: Run = env[RUN]
        scores = run.scores(path, query(env), call.metric_in(run))
        return by_pair(env) if scores is None else scores.get(env[alias]["_rid"], UNDEFINED)

    return by_index
