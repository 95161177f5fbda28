"""Resource ids, etags and the rules for names."""

import base64
import re
import struct
import uuid

from local.cosmos.errors import BadRequest

_FORBIDDEN = re.compile(r"[/\\?#]")
LONGEST_NAME = 255  # of databases and containers; ids of items may have 1,023 bytes


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


def check_id(body: object, longest: int = 1023) -> str:
    """The id of a resource, of at most `longest` bytes.

    Raises:
        BadRequest: it is missing, empty, too long or has one of the characters / \\ ? #.
    """
    name = body.get("id") if isinstance(body, dict) else None
    if not isinstance(name, str) or not name or len(name.encode()) > longest or _FORBIDDEN.search(name):
        raise BadRequest(
            f"The input name is invalid: an id is text of 1 to {longest} bytes without '/', '\\', '?' or '#'."
        )
    return name
