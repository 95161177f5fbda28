"""Changes to items, one at a time or as a transactional batch."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from local.cosmos.errors import BadRequest, ServiceError
from local.cosmos.sql.execution import Item
from local.cosmos.storage.containers import Container
from local.cosmos.storage.journal import Journal
from local.cosmos.storage.partitions import Document
from local.cosmos.storage.patch import patched
from local.cosmos.storage.resources import check_id
from local.cosmos.storage.search import holds

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_DEPTH: Final = 128
MOST_IN_BATCH: Final = 100
KEY_MISMATCH: Final = (
    "PartitionKey extracted from document doesn't match the one specified in the header, "
    "or doesn't fit the definition of the container."
)
TAKEN: Final = "Entity with the specified id already exists in the system."
Kind = Literal["Create", "Upsert", "Replace", "Patch", "Delete", "Read"]
KINDS: Final[dict[str, Kind]] = {
    "Create": "Create",
    "Upsert": "Upsert",
    "Replace": "Replace",
    "Patch": "Patch",
    "Delete": "Delete",
    "Read": "Read",
}


@dataclass(frozen=True, slots=True)
class Operation:
    kind: Kind
    name: str | None = None
    body: Any = None
    if_match: str | None = None
    if_none_match: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    status: int
    document: Document | None = None
    substatus: int = 0


def apply(container: Container, key: str, operation: Operation) -> Outcome:
    """Do one operation in one logical partition.

    Raises:
        ServiceError: 400, 404, 409 or 412, and nothing has changed.
    """
    match operation.kind:
        case "Create" | "Upsert":
            return _insert(container, key, operation)
        case "Replace":
            existing = _existing(container, key, operation)
            body = _checked(container, key, operation.body)
            if body["id"] != existing.document["id"] and container.find(key, body["id"]):
                raise ServiceError(409, TAKEN)
            return Outcome(200, container.put(key, body, existing))
        case "Patch":
            return _patch(container, key, operation)
        case "Delete":
            container.delete(key, _existing(container, key, operation))
            return Outcome(204)
        case "Read":
            return Outcome(200, _existing(container, key, operation).document)


def _existing(container: Container, key: str, operation: Operation) -> Item:
    item = container.get(key, operation.name or "")
    _check_etag(item, operation)
    return item


def _check_etag(item: Item | None, operation: Operation) -> None:
    etag = item.document["_etag"] if item else None
    stale = operation.if_match is not None and item and operation.if_match not in ("*", etag)
    if stale or (item and operation.if_none_match in ("*", etag)):
        raise ServiceError(
            412, "Operation cannot be performed because one of the specified precondition is not met."
        )


def _checked(container: Container, key: str, body: Any) -> Document:
    check_id(body)
    if container.key_of(body) != key:
        raise BadRequest(KEY_MISMATCH, 1001)
    document: Document = body
    return document


def _insert(container: Container, key: str, operation: Operation) -> Outcome:
    body = _checked(container, key, operation.body)
    existing = container.find(key, body["id"])
    if existing and operation.kind == "Create":
        raise ServiceError(409, TAKEN)
    _check_etag(existing, operation)
    return Outcome(200 if existing else 201, container.put(key, body, existing))


def _patch(container: Container, key: str, operation: Operation) -> Outcome:
    existing = _existing(container, key, operation)
    if not isinstance(operation.body, dict):
        raise BadRequest("A patch must be an object with operations.")
    condition = operation.body.get("condition")
    if condition and not holds(condition, existing, container.policies):
        raise ServiceError(412, "The predicate of the patch is not met.", 1110)
    document = patched(existing.document, operation.body.get("operations"))
    if container.key_of(document) != key:
        raise BadRequest("A patch can not change the partition key.")
    return Outcome(200, container.put(key, document, existing))


def apply_batch(
    container: Container, key: str, operations: list[Operation], journal: Journal
) -> list[Outcome]:
    """All operations or none. When one fails, its outcome tells why and every other one is 424."""
    mark, lsn = journal.mark(), container.lsn
    before = {name: item for operation in operations for name, item in _before(container, key, operation)}
    outcomes: list[Outcome] = []
    for operation in operations:
        try:
            outcomes.append(apply(container, key, operation))
        except ServiceError as error:
            journal.undo(mark)
            _take_back(container, key, before)
            container.lsn = lsn
            failed = [Outcome(424) for _ in operations]
            failed[len(outcomes)] = Outcome(error.status, substatus=error.substatus)
            return failed
    container.lsn = min(container.lsn, lsn + 1)  # a batch is one transaction
    return outcomes


def _before(container: Container, key: str, operation: Operation) -> Iterator[tuple[str, Item | None]]:
    """The ids an operation is about, two when it renames, and what is there."""
    body = operation.body if isinstance(operation.body, dict) else {}
    for name in filter(None, (operation.name, body.get("id"))):
        item = container.find(key, str(name))
        yield (item.document["id"] if item else str(name)), item


def _take_back(container: Container, key: str, before: dict[str, Item | None]) -> None:
    for name, item in before.items():
        now = container.find(key, name)
        if item is None and now:
            container.partitions[key].remove(now.document)
        elif item and now is not item:
            container.restore(key, item)
    partition = container.partitions.get(key)
    if partition:
        partition.in_creation_order()
        if not partition.items:
            del container.partitions[key]
