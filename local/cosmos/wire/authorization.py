"""Requests signed with the account key."""

import base64
import hmac
from typing import Final
from urllib.parse import parse_qsl, unquote

from local.cosmos.errors import ServiceError
from local.cosmos.wire.messages import Call

# The key every Cosmos DB emulator is known by; it protects nothing.
EMULATOR_KEY: Final = (
    "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=="
)


def check_signature(call: Call, key: str) -> None:
    """Verify the HMAC-SHA256 over verb, resource type, resource link and date.

    Raises:
        ServiceError: 401, when it is missing, of another kind, or made with another key.
    """
    fields = dict(parse_qsl(unquote(call.headers.get("authorization", "")).replace("+", "%2B")))
    if fields.get("type") != "master":
        raise ServiceError(
            401, "The request is not signed with the account key; tokens are not supported here."
        )
    link, given = _link(call), fields.get("sig", "").encode()
    by_rid = link.rpartition("/")[2].lower()  # what a `_self` link is signed as
    if not any(hmac.compare_digest(given, _signature(call, key, signed)) for signed in (link, by_rid)):
        raise ServiceError(
            401, "The input authorization token can't serve the request. The wrong key is being used."
        )


def _link(call: Call) -> str:
    feed = len(call.parts) % 2 == 1
    return "/".join(call.parts[:-1] if feed else call.parts)


def _signature(call: Call, key: str, link: str) -> bytes:
    date = call.headers.get("x-ms-date", "").lower()
    http_date = call.headers.get("date", "").lower() if not date else ""
    text = f"{call.method.lower()}\n{call.resource.lower()}\n{link}\n{date}\n{http_date}\n"
    return base64.b64encode(hmac.digest(base64.b64decode(key), text.encode(), "sha256"))
