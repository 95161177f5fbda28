"""Failures as problem+json (RFC 9457)."""

import logging
import math
from contextvars import ContextVar
from http import HTTPStatus
from urllib.parse import urlsplit

import azure.functions as func
from pydantic import ValidationError

from shared.errors import GalleryError, InvalidRequest, MethodNotAllowed, Unauthenticated
from shared.models import FieldError, Problem

logger = logging.getLogger(__name__)
request_id: ContextVar[str] = ContextVar("request_id", default="")


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


def invalid(error: ValidationError, root: str = "") -> InvalidRequest:
    """A validation failure as the fields at fault, named by JSON pointers below `root`."""
    errors = [
        {
            "pointer": "/".join([root, *(str(part) for part in fault["loc"])]),
            "detail": fault["msg"],
            "type": fault["type"],
        }
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    named = ", ".join(fault["pointer"] or "the body" for fault in errors[:5])
    return InvalidRequest(f"Not valid: {named}.", errors[:50])
