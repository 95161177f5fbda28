"""The API description (OpenAPI 3.1), generated from the registered operations and their models."""

import re
from collections.abc import Iterator
from functools import cache

from pydantic.alias_generators import to_camel

from shared.http.binding import Argument
from shared.http.examples import ID
from shared.http.operations import Operation, operations
from shared.http.responses import HEADERS, responses, signed_in
from shared.http.schemas import Json, Schemas, properties

PREFIX = "/api/v1"
DESCRIPTION = (
    "Upload pictures; each is described, tagged, read and measured for colour in the background, and then"
    " found by text, meaning, colour and likeness. Every failure is an RFC 9457 problem. Parameters and"
    " fields that are not described here are refused."
)
TAGS = {
    "auth": "Who is signed in, and how to sign in.",
    "docs": "This description, to read and to try.",
    "health": "Whether the gallery works.",
    "images": "Pictures: upload, list, read, edit, delete.",
    "openapi.json": "This description, for programs.",
    "redoc": "This description, to read.",
    "search": "Pictures by words, meaning, colour, filters and likeness.",
}
FILE: Json = {"type": "string", "contentMediaType": "application/octet-stream", "format": "binary"}


@cache
def document() -> Json:
    """The whole description, once every blueprint is imported."""
    schemas = Schemas(operations)
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
        "tags": [
            {"name": tag, "description": TAGS[tag]} for tag in sorted({_tag(each) for each in operations})
        ],
        "paths": paths,
        "components": {
            "schemas": schemas.components(paths),
            "headers": HEADERS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _describe(operation: Operation, schemas: Schemas) -> Json:
    summary, _, rest = operation.doc.strip().partition("\n")
    described: Json = {
        "operationId": to_camel(operation.name),
        "tags": [_tag(operation)],
        "summary": summary.rstrip("."),
        "description": " ".join(f"{summary}\n{rest}".split()),
        "parameters": [each for argument in operation.arguments for each in _parameters(argument)],
        "responses": responses(operation, schemas),
        "security": [{"token": []}] if signed_in(operation) else [],
    }
    bodies = (_request_body(operation, argument, schemas) for argument in operation.arguments)
    body = next(filter(None, bodies), None)
    return described | ({"requestBody": body} if body else {})


def _parameters(argument: Argument) -> Iterator[Json]:
    if argument.kind == "path":
        yield {"name": to_camel(argument.name), "in": "path", "required": True} | _path_schema(argument)
    elif argument.kind in ("query", "headers"):
        place = "query" if argument.kind == "query" else "header"
        for name, schema, required in properties(argument.annotation):
            yield {"name": name, "in": place, "required": required} | _described(schema)


def _path_schema(argument: Argument) -> Json:
    if argument.annotation is str:
        return {"schema": {"type": "string"}, "example": "swagger-ui.css"}
    return {"schema": {"type": "string", "pattern": "^[a-z2-7]{24}$"}, "example": ID}


def _described(schema: Json) -> Json:
    rest = {key: value for key, value in schema.items() if key != "description"}
    return {"schema": rest} | {key: schema[key] for key in ("description",) if key in schema}


def _request_body(operation: Operation, argument: Argument, schemas: Schemas) -> Json | None:
    if argument.kind == "body":
        content: Json = {"application/json": {"schema": schemas.argument(operation, argument.name)}}
    elif argument.kind in ("file", "files"):
        many = {"type": "array", "items": FILE, "minItems": 1, "maxItems": 50}
        fields = {argument.name: FILE | {"minLength": 1} if argument.kind == "file" else many}
        form = {"type": "object", "properties": fields, "required": [argument.name]}
        content = {"multipart/form-data": {"schema": form | {"additionalProperties": False}}}
    else:
        return None
    return {"required": True, "content": content}


def _path(operation: Operation) -> str:
    return "/" + re.sub(r"\{(\w+)[^}]*\}", lambda match: f"{{{to_camel(match[1])}}}", operation.route)


def _tag(operation: Operation) -> str:
    return operation.route.partition("/")[0]
