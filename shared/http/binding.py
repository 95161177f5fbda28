"""From a request to a handler's arguments, told by the handler's own annotations."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func
from pydantic import TypeAdapter, ValidationError

from shared.errors import ImageNotFound, InvalidRequest, Unauthenticated
from shared.http import json_body, multipart
from shared.http.log import owner
from shared.http.problems import invalid
from shared.models import ImageId, Principal, Query, Schema, Upload
from shared.worker import services

Read = Callable[[func.HttpRequest], Awaitable[Any]]


class Headers(Schema):
    """Request headers a handler asks for; aliases are their lower-case names."""


@dataclass(frozen=True)
class Argument:
    """One parameter of a handler: where it comes from, and what it has to be."""

    name: str
    kind: str  # caller | query | headers | path | body | file | files | request
    annotation: Any
    read: Read


def arguments(handler: Callable[..., Any]) -> tuple[Argument, ...]:
    """The arguments of `handler`. A parameter that fits no kind is a TypeError while the app is indexed."""
    hints = get_type_hints(handler, include_extras=True)
    return tuple(_argument(name, hints[name]) for name in inspect.signature(handler).parameters)


def refuse_parameters(req: func.HttpRequest) -> None:
    """For routes that take none. Raises InvalidRequest."""
    if given := _parameters(req):
        _validate(Query, given)


def _parameters(req: func.HttpRequest) -> dict[str, str]:
    """The host joins repeated ones with commas, and keeps quiet about those without a value."""
    named = parse_qsl(urlsplit(req.url).query, keep_blank_values=True)
    return {name: "" for name, value in named if not value} | dict(req.params)


def _argument(name: str, annotation: Any) -> Argument:
    kind = _kind(name, annotation)
    return Argument(name, kind, annotation, _READERS[kind](name, annotation))


def _kind(name: str, annotation: Any) -> str:
    if annotation is Principal:
        return "caller"
    if annotation is func.HttpRequest:
        return "request"
    if annotation is Upload:
        return "file"
    if get_args(annotation)[:1] == (Upload,):
        return "files"
    if annotation is str or annotation is ImageId:
        return "path"
    if isinstance(annotation, type) and issubclass(annotation, Query):
        return "query"
    if isinstance(annotation, type) and issubclass(annotation, Headers):
        return "headers"
    if name == "body":
        return "body"
    raise TypeError(f"A handler cannot be given {name}: {annotation!r}.")


def _caller(name: str, annotation: Any) -> Read:
    async def read(req: func.HttpRequest) -> Principal:
        scheme, _, token = req.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("Send an access token: 'Authorization: Bearer …'.")
        principal = await (await services()).tokens.verify(token.strip())
        owner.set(principal.owner)
        return principal

    return read


def _request(name: str, annotation: Any) -> Read:
    async def read(req: func.HttpRequest) -> func.HttpRequest:
        return req

    return read


def _query(name: str, annotation: Any) -> Read:
    async def read(req: func.HttpRequest) -> Any:
        return _validate(annotation, _parameters(req))

    return read


def _headers(name: str, annotation: Any) -> Read:
    async def read(req: func.HttpRequest) -> Any:
        return _validate(annotation, {key.lower(): value for key, value in req.headers.items()})

    return read


def _path(name: str, annotation: Any) -> Read:
    async def read(req: func.HttpRequest) -> Any:
        try:
            return _adapter(annotation).validate_python(req.route_params[name])
        except ValidationError as error:
            raise ImageNotFound("There is no such image.") from error

    return read


def _body(name: str, annotation: Any) -> Read:
    async def read(req: func.HttpRequest) -> Any:
        if req.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise InvalidRequest("Send a JSON body as 'Content-Type: application/json'.")
        return _validate(annotation, json_body.parse(req.get_body()))

    return read


def _file(name: str, annotation: Any) -> Read:
    read_files = _files(name, annotation)

    async def read(req: func.HttpRequest) -> Upload:
        uploads: tuple[Upload, ...] = await read_files(req)
        if len(uploads) != 1:
            raise InvalidRequest(f"Send exactly one file in the field '{name}'.")
        return uploads[0]

    return read


def _files(name: str, annotation: Any) -> Read:
    async def read(req: func.HttpRequest) -> tuple[Upload, ...]:
        uploads = multipart.files(req.headers.get("content-type", ""), req.get_body(), name)
        if not uploads:
            raise InvalidRequest(f"Send a file in the field '{name}'.")
        return tuple(uploads)

    return read


_READERS: dict[str, Callable[[str, Any], Read]] = {
    "caller": _caller,
    "request": _request,
    "query": _query,
    "headers": _headers,
    "path": _path,
    "body": _body,
    "file": _file,
    "files": _files,
}


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _validate(annotation: Any, value: Any) -> Any:
    try:
        return _adapter(annotation).validate_python(value)
    except ValidationError as error:
        raise invalid(error) from error
