"""JSON bodies, read strictly (RFC 8259, RFC 7493): what would be understood in two ways is refused."""

import json
from typing import Any, NoReturn

from shared.errors import InvalidRequest, RequestTooLarge

MAX_BYTES = 1024 * 1024


def parse(body: bytes) -> Any:
    """Raises InvalidRequest, or RequestTooLarge above 1 MiB."""
    if len(body) > MAX_BYTES:
        raise RequestTooLarge(f"A JSON body has at most {MAX_BYTES:,} bytes.")
    try:
        return json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError as error:
        raise _malformed("The JSON is nested too deeply.") from error
    except ValueError as error:  # also of bytes that are no UTF-8, and of integers beyond all bounds
        raise _malformed("The body is not well-formed JSON.") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _malformed("The JSON names a field twice.")
    return fields


def _refuse(constant: str) -> NoReturn:
    raise _malformed(f"{constant} is no JSON.")


def _malformed(detail: str) -> InvalidRequest:
    return InvalidRequest(detail, [{"pointer": "", "detail": detail, "type": "json_invalid"}])
