"""The documents of one partition key value."""

from array import array
from typing import Any

from local.cosmos.sql.execution import Item
from local.cosmos.sql.values import Packed, is_number, unpacked
from local.cosmos.sql.vectors import VectorIndex
from local.cosmos.storage.policies import Embedding

Document = dict[str, Any]


class LogicalPartition:
    """Items by id, in order of creation, with an index for each vector path."""

    def __init__(self, embeddings: dict[str, Embedding]):
        self.items: dict[str, Item] = {}
        self.vectors = {e.path: VectorIndex(e.dimensions, e.metric) for e in embeddings.values()}

    def put(self, item: Item) -> None:
        document = item.document
        self.items[document["id"]] = item
        for path, index in self.vectors.items():
            index.note(document["_rid"], vector_at(document, path))

    def remove(self, document: Document) -> None:
        del self.items[document["id"]]
        for index in self.vectors.values():
            index.note(document["_rid"], None)


def vector_at(document: Document, path: str) -> Any:
    value: Any = document
    for name in path[1:].split("/"):
        value = value.get(name) if type(value) is dict else None
    return value


def packed(document: Document, embeddings: dict[str, Embedding]) -> Document:
    """The document with its vectors as arrays of doubles: a quarter of the memory, no digit lost."""
    for path in embeddings:
        document = _replaced(document, path[1:].split("/"))
    return document


def _replaced(document: Document, names: list[str]) -> Document:
    name, *rest = names
    member = document.get(name)
    if rest:
        return {**document, name: _replaced(member, rest)} if type(member) is dict else document
    if type(member) is list and member and all(map(is_number, member)):
        return {**document, name: array("d", member)}
    return document


def plain(value: Any) -> Any:
    """A deep copy without packed vectors, free to be changed."""
    if type(value) is dict:
        return {name: plain(member) for name, member in value.items()}
    if type(value) is list:
        return [plain(member) for member in value]
    return unpacked(value) if type(value) is Packed else value
