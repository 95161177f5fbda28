"""Failures as problem+json (RFC 9457)."""

import logging
import math
from contextvars import ContextVar
from http import HTTPStatus
from urllib.parse import urlsplit

import azure.functions as func
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.errors import GalleryError, InvalidRequest, MethodNotAllowed, Unauthenticated
from shared.models import FieldError, Problem

logger = logging.getLogger(__name__)
request_id: ContextVar[str] = ContextVar("request_id", default="")
NAMED = 3  # the faults that a problem's text tells; its `errors` list more
JSON_WORDS = {"model_type": "Input should be an object", "tuple_type": "Input should be a list"}


def describe(error: GalleryError, instance: str | None = None) -> Problem:
    """What a client may know of `error`."""
    status = HTTPStatus(error.status)
    faults = error.errors if isinstance(error, InvalidRequest) else []
    return Problem(
        type=error.type,
        title=status.phrase,
        status=status,
        detail=error.detail,
        instance=instance,
        request_id=request_id.get() or None,
        errors=tuple(FieldError(**fault) for fault in faults) or None,
    )


def answer(error: Exception, instance: str) -> func.HttpResponse:
    """The problem response to whatever a handler raised."""
    if isinstance(error, GalleryError):
        expected = error
        logger.info("%s: %s", type(error).__name__, error.detail)
    else:
        expected = GalleryError("Something went wrong on our side. Please try again.")
        logger.error("unhandled error", exc_info=error)
    headers = {}
    if isinstance(expected, Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    if isinstance(expected, MethodNotAllowed):
        headers["Allow"] = ", ".join(expected.allowed)
    if expected.retry_after is not None:
        headers["Retry-After"] = str(max(1, math.ceil(expected.retry_after)))
    body = describe(expected, urlsplit(instance).path).model_dump_json(by_alias=True, exclude_none=True)
    return func.HttpResponse(
        body, status_code=expected.status, headers=headers, mimetype="application/problem+json"
    )


def invalid(error: ValidationError) -> InvalidRequest:
    """A validation failure as the fields at fault, named by JSON pointers."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    errors = [
        {
            "pointer": "/".join(["", *(str(part) for part in fault["loc"])]),
            "detail": _told(fault),
            "type": fault["type"],
        }
        for fault in faults
        if not _follows(fault, faults)
    ]
    named = [f"{each['pointer'] or 'the body'} ({each['detail'].removesuffix('.')})" for each in errors]
    beyond = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return InvalidRequest(f"Not valid: {', '.join(named[:NAMED])}{beyond}.", errors[:50])


def _told(fault: ErrorDetails) -> str:
    """What is wrong, in the words of JSON."""
    if words := JSON_WORDS.get(fault["type"]):
        return words
    text = fault["msg"].removeprefix("Value error, ").removesuffix(" after validation")
    return text.replace("Tuple should", "List should").replace(" after validation,", ",")


def _follows(fault: ErrorDetails, faults: list[ErrorDetails]) -> bool:
    """Whether a list is too short only for want of the items that are at fault themselves."""
    depth = len(fault["loc"])
    return fault["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == fault["loc"] for other in faults
    )
