"""Partial document update: add, set, replace, remove, incr, move."""

from typing import Any, Final

from local.cosmos.errors import BadRequest
from local.cosmos.sql.values import is_number
from local.cosmos.storage.partitions import Document, plain

MOST_OPERATIONS: Final = 10
_MISSING: Final = object()


def _names(path: Any) -> list[str]:
    if not isinstance(path, str) or not path.startswith("/") or path == "/":
        raise BadRequest(f"The patch path '{path}' is not valid.")
    return [name.replace("~1", "/").replace("~0", "~") for name in path[1:].split("/")]


def _position(items: list[Any], key: str, path: str, *, append: bool) -> int:
    if append and key == "-":
        return len(items)
    if not (key.isascii() and key.isdigit()) or int(key) > len(items) - (0 if append else 1):
        raise BadRequest(f"The array index of '{path}' is out of range.")
    return int(key)


def _parent(document: Document, path: Any) -> tuple[Any, str]:
    *steps, last = _names(path)
    parent: Any = document
    for step in steps:
        if type(parent) is list:
            parent = parent[_position(parent, step, path, append=False)]
        else:
            parent = parent.get(step, _MISSING) if type(parent) is dict else _MISSING
    if type(parent) not in (dict, list):
        raise BadRequest(f"The parent of '{path}' is not an object or an array.")
    return parent, last


def _get(document: Document, path: Any) -> Any:
    parent, key = _parent(document, path)
    if type(parent) is list:
        return parent[_position(parent, key, path, append=False)]
    return parent.get(key, _MISSING)


def _existing(document: Document, path: Any) -> Any:
    value = _get(document, path)
    if value is _MISSING:
        raise BadRequest(f"The path '{path}' does not exist.")
    return value


def _put(document: Document, path: Any, value: Any, *, insert: bool) -> None:
    parent, key = _parent(document, path)
    if type(parent) is dict:
        parent[key] = value
    elif insert or key == "-":
        parent.insert(_position(parent, key, path, append=True), value)
    else:
        parent[_position(parent, key, path, append=False)] = value


def _remove(document: Document, path: Any) -> None:
    _existing(document, path)
    parent, key = _parent(document, path)
    del parent[int(key) if type(parent) is list else key]


def _increment(document: Document, path: Any, amount: Any) -> None:
    current = _get(document, path)
    current = 0 if current is _MISSING else current
    if not is_number(current) or not is_number(amount):
        raise BadRequest(f"'{path}' can not be incremented: it is not a number.")
    _put(document, path, current + amount, insert=False)


def _apply_one(document: Document, operation: dict[str, Any]) -> None:
    kind, path = operation.get("op"), operation.get("path")
    names = _names(path)
    if names[0] in ("id", "_rid", "_self", "_etag", "_ts") and len(names) == 1:
        raise BadRequest(f"The system property '{path}' can not be patched.")
    if kind in ("add", "set", "replace", "incr") and "value" not in operation:
        raise BadRequest(f"The patch operation '{kind}' of '{path}' has no value.")
    value = plain(operation.get("value"))
    match kind:
        case "add" | "set":
            _put(document, path, value, insert=kind == "add")
        case "replace":
            _existing(document, path)
            _put(document, path, value, insert=False)
        case "remove":
            _remove(document, path)
        case "incr":
            _increment(document, path, value)
        case "move":
            moved = _existing(document, operation.get("from"))
            _remove(document, operation.get("from"))
            _put(document, path, moved, insert=True)
        case _:
            raise BadRequest(f"'{kind}' is not a patch operation.")


def patched(document: Document, operations: Any) -> Document:
    """A patched copy; `document` is as before, also when an operation fails.

    Raises:
        BadRequest: not 1 to 10 operations, or one that can not be applied.
    """
    if not isinstance(operations, list) or not 1 <= len(operations) <= MOST_OPERATIONS:
        raise BadRequest(f"A patch takes between 1 and {MOST_OPERATIONS} operations.")
    copy: Document = plain(document)
    for operation in operations:
        if not isinstance(operation, dict):
            raise BadRequest("A patch operation must be an object.")
        _apply_one(copy, operation)
    return copy
