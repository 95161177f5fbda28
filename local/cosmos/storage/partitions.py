"""The documents of one partition key value."""

from array import array
from threading import Lock
from typing import Any

from local.cosmos.sql.access import Ids, IndexKind
from local.cosmos.sql.execution import Item
from local.cosmos.sql.ordering import Ordering
from local.cosmos.sql.values import Packed, Value, is_number, unpacked
from local.cosmos.storage.indexes import InvertedIndex, OrderedIndex
from local.cosmos.storage.policies import Composite, Embedding, Policies
from local.cosmos.storage.vectors import VectorIndex

Document = dict[str, Any]


class LogicalPartition:
    """Items by id, in order of creation, and the indexes that queries have asked for so far.

    Writers stay in the event loop and only note what changed. Searching may happen in another thread:
    one search at a time brings the indexes up to date and reads them.
    """

    def __init__(self, policies: Policies):
        self.items: dict[str, Item] = {}
        self._policies = policies
        self._vectors = {path: VectorIndex({}, e) for path, e in policies.embeddings.items()}
        self._inverted: dict[tuple[IndexKind, str], InvertedIndex] = {}
        self._ordered: dict[Composite, OrderedIndex] = {}
        self._noting = Lock()
        self.searching = Lock()

    def put(self, item: Item) -> None:
        self._note(item.document["id"], item)

    def remove(self, document: Document) -> None:
        self._note(document["id"], None)

    def _note(self, name: str, item: Item | None) -> None:
        with self._noting:
            if item:
                self.items[name] = item
            else:
                del self.items[name]
            for index in (*self._vectors.values(), *self._inverted.values(), *self._ordered.values()):
                index.pending[name] = item

    def in_creation_order(self) -> None:
        """Put items that came back after others where they were."""
        self.items = dict(sorted(self.items.items(), key=lambda pair: pair[1].number))

    def scores(self, path: str, query: Value, metric: str) -> dict[str, float]:
        """Scores of the vectors under a path by resource id. Hold `searching`."""
        index = self._vectors[path]
        index.catch_up(self._noting)
        return index.scores(query, metric)

    def ids(self, kind: IndexKind, path: str, key: bytes | str) -> Ids | None:
        """See `Lookups`. Hold `searching`."""
        covered = path in self._policies.full_text if kind == "word" else self._policies.sortable(path)
        if not covered:
            return None
        with self._noting:
            index = self._inverted.get((kind, path))
            if index is None:
                index = self._inverted[kind, path] = InvertedIndex(self.items, kind, path)
        index.catch_up(self._noting)
        return index.ids(key)

    def ordered(self, order: Composite, ordering: Ordering, alias: str) -> OrderedIndex:
        """The index that sorts as a query's ORDER BY does. Hold `searching`."""
        with self._noting:
            index = self._ordered.get(order)
            if index is None:
                index = self._ordered[order] = OrderedIndex(self.items, ordering, alias)
        index.catch_up(self._noting)
        return index


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
