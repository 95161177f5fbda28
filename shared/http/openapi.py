"""The API description (OpenAPI 3.1), generated from the registered operations and their models."""

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from types import NoneType
from typing import Any, get_args

from pydantic import TypeAdapter
from pydantic.alias_generators import to_camel

from shared.errors import GalleryError, InvalidRequest, QuotaExceeded, ServiceUnavailable, Unauthenticated
from shared.http.binding import Argument
from shared.http.operations import Operation, operations
from shared.models import Problem

Json = dict[str, Any]
PREFIX = "/api/v1"
REF = "#/components/schemas/{model}"
DESCRIPTION = (
    "Upload pictures; each is described, tagged, read and measured for colour in the background, and then"
    " found by text, meaning, colour and likeness. Every failure is an RFC 9457 problem."
)


@cache
def document() -> Json:
    """The whole description, once every blueprint is imported."""
    schemas, components = _schemas()
    paths: Json = {}
    for operation in sorted(operations, key=lambda each: (each.route, each.method)):
        paths.setdefault(_path(operation), {})[operation.method.lower()] = _describe(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Image gallery",
            "version": "1.0.0",
            "description": DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": PREFIX, "description": "Where this description was read from"}],
        "tags": [{"name": tag} for tag in sorted({_tag(operation) for operation in operations})],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _schemas() -> tuple[Json, Json]:
    """Each schema in use, by its key, and the components they refer to."""
    wanted: dict[str, tuple[str, Any]] = {"Problem": ("serialization", Problem)}
    for operation in operations:
        wanted[_key(operation)] = ("serialization", _body_of(operation.returns))
        for argument in operation.arguments:
            if argument.kind in ("query", "headers", "path", "body"):
                wanted[_key(operation, argument)] = ("validation", argument.annotation)
    inputs: Any = [
        (key, mode, TypeAdapter(annotation))
        for key, (mode, annotation) in wanted.items()
        if annotation not in (NoneType, bytes, str) or mode == "validation"
    ]
    found, shared = TypeAdapter.json_schemas(inputs, ref_template=REF)
    return {key: schema for (key, _), schema in found.items()}, shared.get("$defs", {})


def _describe(operation: Operation, schemas: Json) -> Json:
    summary, _, rest = operation.doc.strip().partition("\n")
    described: Json = {
        "operationId": to_camel(operation.name),
        "tags": [_tag(operation)],
        "summary": summary.rstrip("."),
        "description": " ".join(f"{summary}\n{rest}".split()),
        "parameters": list(_parameters(operation, schemas)),
        "responses": _responses(operation, schemas),
        "security": [{"token": []}] if _signed_in(operation) else [],
    }
    body = next(filter(None, (_request_body(operation, a, schemas) for a in operation.arguments)), None)
    return described | ({"requestBody": body} if body else {})


def _parameters(operation: Operation, schemas: Json) -> Iterator[Json]:
    for argument in operation.arguments:
        schema = schemas.get(_key(operation, argument))
        if argument.kind == "path":
            yield {"name": to_camel(argument.name), "in": "path", "required": True, "schema": schema}
        elif argument.kind in ("query", "headers"):
            place = "query" if argument.kind == "query" else "header"
            yield from _properties(schemas, _resolved(operation, argument), place)


def _properties(schemas: Json, model: Json, place: str) -> Iterator[Json]:
    for name, schema in model["properties"].items():
        kept = {key: value for key, value in schema.items() if key not in ("title", "description")}
        yield {
            "name": name,
            "in": place,
            "required": name in model.get("required", ()),
            "schema": _optional(kept),
            **({"description": schema["description"]} if "description" in schema else {}),
        }


def _optional(schema: Json) -> Json:
    """A parameter is left out rather than null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**rest, **choices[0]}


@cache
def _resolved_model(annotation: Any) -> Json:
    return TypeAdapter(annotation).json_schema(ref_template=REF)


def _resolved(operation: Operation, argument: Argument) -> Json:
    return _resolved_model(argument.annotation)


def _request_body(operation: Operation, argument: Argument, schemas: Json) -> Json | None:
    if argument.kind == "body":
        content: Json = {"application/json": {"schema": schemas[_key(operation, argument)]}}
    elif argument.kind in ("file", "files"):
        binary: Json = {"type": "string", "contentMediaType": "application/octet-stream", "format": "binary"}
        many = {"type": "array", "items": binary, "minItems": 1, "maxItems": 50}
        properties = {argument.name: binary if argument.kind == "file" else many}
        schema = {"type": "object", "properties": properties, "required": [argument.name]}
        content = {"multipart/form-data": {"schema": schema | {"additionalProperties": False}}}
    else:
        return None
    return {"required": True, "content": content}


def _responses(operation: Operation, schemas: Json) -> Json:
    responses: Json = {str(status): _answer(operation, status, schemas) for status in operation.statuses}
    for problem in _problems(operation):
        responses.setdefault(str(int(problem.status)), _problem_response(problem))
    return dict(sorted(responses.items()))


def _answer(operation: Operation, status: int, schemas: Json) -> Json:
    described: Json = {"description": HTTPStatus(status).phrase}
    if status in (204, 302, 304):
        return described
    schema = schemas.get(_key(operation), {"type": "string"})
    return described | {"content": {operation.media_type: {"schema": schema}}}


def _problems(operation: Operation) -> Iterator[type[GalleryError]]:
    yield from operation.problems
    if any(argument.kind in ("query", "body", "file", "files") for argument in operation.arguments):
        yield InvalidRequest
    if _signed_in(operation):
        yield from (Unauthenticated, QuotaExceeded, ServiceUnavailable)
    yield GalleryError


def _problem_response(problem: type[GalleryError]) -> Json:
    schema = {"$ref": REF.format(model="Problem")}
    return {
        "description": HTTPStatus(problem.status).phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }


def _body_of(annotation: Any) -> Any:
    chosen = [choice for choice in get_args(annotation) if choice is not NoneType]
    return chosen[0] if len(chosen) == 1 and NoneType in get_args(annotation) else annotation


def _path(operation: Operation) -> str:
    return "/" + re.sub(r"\{(\w+)[^}]*\}", lambda match: f"{{{to_camel(match[1])}}}", operation.route)


def _tag(operation: Operation) -> str:
    return operation.route.partition("/")[0]


def _key(operation: Operation, argument: Argument | None = None) -> str:
    return operation.name if argument is None else f"{operation.name}.{argument.name}"


def _signed_in(operation: Operation) -> bool:
    return any(argument.kind == "caller" for argument in operation.arguments)


if __name__ == "__main__":
    import function_app  # noqa: F401 (registers every operation)

    sys.stdout.write(json.dumps(document(), indent=2) + "\n")
