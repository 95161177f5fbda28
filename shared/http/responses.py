"""What an operation may answer, as OpenAPI tells it: bodies, headers, and a problem of each kind."""

from collections.abc import Iterator
from http import HTTPStatus

from pydantic.alias_generators import to_camel

from shared.errors import (
    GalleryError,
    InvalidRequest,
    QuotaExceeded,
    RequestTooLarge,
    ServiceUnavailable,
    Unauthenticated,
)
from shared.http.examples import example
from shared.http.operations import Operation, operations
from shared.http.problems import describe
from shared.http.schemas import PREFIX, PROBLEM, Json, Schemas, body_of
from shared.models import UploadedImage

BODILESS = (204, 302, 304)
RETRY_AFTER = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
HEADERS: dict[str, Json] = {
    "X-Request-Id": {
        "description": "What this request is called in the log.",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    },
    "Location": {
        "description": "Where to go on.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "ETag": {
        "description": "A strong entity tag.",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[^"]+"$'},
    },
    "WWW-Authenticate": {
        "description": "How to authenticate (RFC 6750).",
        "required": True,
        "schema": {"type": "string"},
    },
    "Retry-After": RETRY_AFTER,
}
OF_STATUS: dict[int, tuple[str, ...]] = {
    201: ("Location",),
    302: ("Location",),
    401: ("WWW-Authenticate",),
    409: ("Retry-After",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}


def responses(operation: Operation, schemas: Schemas) -> Json:
    described = {str(status): _answer(operation, status, schemas) for status in operation.statuses}
    for status, kinds in _problems(operation).items():
        described.setdefault(str(int(status)), _problem(operation, status, kinds))
    return dict(sorted(described.items()))


def signed_in(operation: Operation) -> bool:
    return any(argument.kind == "caller" for argument in operation.arguments)


def _answer(operation: Operation, status: int, schemas: Schemas) -> Json:
    described: Json = {
        "description": HTTPStatus(status).phrase,
        "headers": _headers(status, tagged=status in (200, 304) and _is_conditional(operation)),
    }
    if status in BODILESS:
        return described
    if operation.returns is UploadedImage:
        described["links"] = {each.name: _link(each) for each in operations if _is_of_image(each)}
    content: Json = {"schema": schemas.answer(operation)}
    if (shown := example(body_of(operation.returns))) is not None:
        content["example"] = shown
    return described | {"content": {operation.media_type: content}}


def _link(operation: Operation) -> Json:
    return {"operationId": to_camel(operation.name), "parameters": {"imageId": "$response.body#/id"}}


def _is_of_image(operation: Operation) -> bool:
    return any(argument.name == "image_id" for argument in operation.arguments)


def _headers(status: int, *, tagged: bool = False) -> Json:
    names = ("X-Request-Id", *OF_STATUS.get(status, ()), *(("ETag",) if tagged else ()))
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _is_conditional(operation: Operation) -> bool:
    return operation.method != "DELETE" and any(
        argument.kind == "headers" for argument in operation.arguments
    )


def _problems(operation: Operation) -> dict[HTTPStatus, list[type[GalleryError]]]:
    found: dict[HTTPStatus, list[type[GalleryError]]] = {}
    for problem in (*operation.problems, *_problems_of_all(operation)):
        kinds = found.setdefault(problem.status, [])
        if problem not in kinds:
            kinds.append(problem)
    return found


def _problems_of_all(operation: Operation) -> Iterator[type[GalleryError]]:
    yield InvalidRequest
    if any(argument.kind in ("body", "file", "files") for argument in operation.arguments):
        yield RequestTooLarge
    if signed_in(operation):
        yield from (Unauthenticated, QuotaExceeded, ServiceUnavailable)
    yield GalleryError


def _problem(operation: Operation, status: HTTPStatus, kinds: list[type[GalleryError]]) -> Json:
    types = ", ".join(f"`{kind.type}`" for kind in kinds)
    content = {
        "schema": {"$ref": f"{PREFIX}{PROBLEM}"},
        "examples": {kind.__name__: {"value": _shown(kind)} for kind in kinds},
    }
    return {
        "description": f"{status.phrase}: {types}",
        "headers": _headers(int(status)),
        "content": {"application/problem+json": content},
    }


def _shown(kind: type[GalleryError]) -> Json:
    error = kind.__new__(kind)
    GalleryError.__init__(error, (kind.__doc__ or HTTPStatus(kind.status).phrase).partition("\n")[0])
    if isinstance(error, InvalidRequest):
        error.errors = []
    shown = describe(error, "/api/v1/images").model_dump(mode="json", by_alias=True, exclude_none=True)
    return shown | {"requestId": "0123456789abcdef0123456789abcdef"}
