"""JSON Schemas of the models in use, as OpenAPI refers to them."""

from collections.abc import Iterable, Iterator
from types import NoneType
from typing import Any, get_args

from pydantic import TypeAdapter

from shared.http.operations import Operation
from shared.models import Problem

Json = dict[str, Any]
PREFIX = "#/components/schemas/"
PROBLEM = "Problem"


class Schemas:
    """Answers are described as they are sent, what is asked for as it is understood."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        inputs: list[tuple[Any, Any, TypeAdapter[Any]]] = [(PROBLEM, "serialization", TypeAdapter(Problem))]
        for operation in operations:
            if (body := body_of(operation.returns)) not in (NoneType, bytes, str):
                inputs.append((operation.name, "serialization", TypeAdapter(body)))
            for argument in operation.arguments:
                if argument.kind in ("path", "body"):
                    key = operation.name, argument.name
                    inputs.append((key, "validation", TypeAdapter(argument.annotation)))
        found, shared = TypeAdapter.json_schemas(inputs, ref_template=f"{PREFIX}{{model}}")
        self._found = {key: schema for (key, _), schema in found.items()}
        self._shared: Json = shared.get("$defs", {})

    def answer(self, operation: Operation) -> Json:
        return self._found.get(operation.name, {"type": "string"})

    def argument(self, operation: Operation, name: str) -> Json:
        return self._found[operation.name, name]

    def components(self, described: Json) -> Json:
        """Those that `described` refers to, and in turn those that they do."""
        used: Json = {}
        waiting = [PROBLEM, *_references(described)]
        while waiting:
            name = waiting.pop()
            if name not in used:
                used[name] = self._shared[name]
                waiting += _references(used[name])
        return dict(sorted(used.items()))


def properties(model: Any) -> Iterator[tuple[str, Json, bool]]:
    """Name, schema and whether it is required, of each field of a model of parameters."""
    schema = TypeAdapter(model).json_schema(ref_template=f"{PREFIX}{{model}}")
    for name, described in schema.get("properties", {}).items():
        kept = {key: value for key, value in described.items() if key != "title"}
        yield name, _inlined(_optional(kept), schema.get("$defs", {})), name in schema.get("required", ())


def body_of(annotation: Any) -> Any:
    """What is left of `X | None`."""
    chosen = [choice for choice in get_args(annotation) if choice is not NoneType]
    return chosen[0] if len(chosen) == 1 and NoneType in get_args(annotation) else annotation


def _optional(schema: Json) -> Json:
    """A parameter is left out rather than null, and empty rather than of no elements."""
    if schema.get("default", ...) in (None, []):
        schema = {key: value for key, value in schema.items() if key != "default"}
    choices: list[Json] = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    return {key: value for key, value in schema.items() if key != "anyOf"} | choices[0]


def _inlined(schema: Json, definitions: Json) -> Json:
    name = schema.get("$ref", "").removeprefix(PREFIX)
    if name not in definitions:
        return schema
    rest = {key: value for key, value in schema.items() if key != "$ref"}
    return {key: value for key, value in definitions[name].items() if key != "title"} | rest


def _references(described: Any) -> Iterator[str]:
    if isinstance(described, dict):
        for key, value in described.items():
            if key == "$ref" and value.startswith(PREFIX):
                yield value.removeprefix(PREFIX)
            else:
                yield from _references(value)
    elif isinstance(described, list):
        for value in described:
            yield from _references(value)
