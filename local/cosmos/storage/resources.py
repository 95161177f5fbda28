"""Resource ids, etags and the rules for names."""

import base64
import re
import struct
import uuid

from local.cosmos.errors import BadRequest

_FORBIDDEN = re.compile(r"[/\\?#]")
_LONGEST_ID = 1023


def new_etag() -> str:
    return f'"{uuid.uuid4()}"'


def rid(database: int, container: int | None = None, document: int | None = None) -> str:
    """An opaque resource id: 4 bytes for a database, 8 for a container, 16 for a document."""
    packed = struct.pack(">I", database)
    if container is not None:
        packed += struct.pack(">I", container)
    if document is not None:
        packed += struct.pack(">Q", document)
    return base64.b64encode(packed).decode().replace("/", "-")


def check_id(body: object) -> str:
    """The id of a resource.

    Raises:
        BadRequest: it is missing, empty, too long or has one of the characters / \\ ? #.
    """
    name = body.get("id") if isinstance(body, dict) else None
    if not isinstance(name, str) or not name or len(name.encode()) > _LONGEST_ID or _FORBIDDEN.search(name):
        raise BadRequest(
            "The input name is invalid: an id is a string of 1 to 1023 bytes without '/', '\\', '?' or '#'."
        )
    return name
