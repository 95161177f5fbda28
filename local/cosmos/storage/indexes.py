"""Inverted and ordered indexes over the items of one logical partition."""

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from operator import itemgetter
from threading import Lock
from typing import Any

from local.cosmos.sql import fulltext
from local.cosmos.sql.access import Ids, IndexKind, index_key
from local.cosmos.sql.execution import Item
from local.cosmos.sql.ordering import Key, Ordering
from local.cosmos.sql.values import UNDEFINED, unpacked

_FEW = 64  # changes up to here are put in their places one by one
_NOTHING: Ids = frozenset()


def value_at(document: Any, path: str) -> Any:
    """The value under a path such as /a/b, undefined where there is none."""
    value = document
    for name in path[1:].split("/"):
        value = value.get(name, UNDEFINED) if type(value) is dict else UNDEFINED
    return value


class Index(ABC):
    """Derived from items: told of every change, brought up to date when it is asked.

    Args:
        items: what is there already, by id.
    """

    def __init__(self, items: dict[str, Item]):
        self.pending: dict[str, Item | None] = dict(items)

    def catch_up(self, noting: Lock) -> None:
        """Apply the changes noted so far; `noting` guards only their handing over."""
        with noting:
            changes, self.pending = self.pending, {}
        if changes:
            self.apply(changes)

    @abstractmethod
    def apply(self, changes: dict[str, Item | None]) -> None:
        """Take the items as they are now, None for one that is gone."""


class InvertedIndex(Index):
    """Ids by what is under a path: the value, the elements of an array, or the stems of a text."""

    def __init__(self, items: dict[str, Item], kind: IndexKind, path: str):
        super().__init__(items)
        self._kind = kind
        self._path = path
        self._ids: dict[bytes | str, set[str]] = {}
        self._keys: dict[str, tuple[bytes | str, ...]] = {}

    def ids(self, key: bytes | str) -> Ids:
        return self._ids.get(key, _NOTHING)

    def apply(self, changes: dict[str, Item | None]) -> None:
        for name, item in changes.items():
            for key in self._keys.pop(name, ()):
                self._ids[key].discard(name)
            if item:
                keys = self._keys[name] = tuple(self._keys_of(item))
                for key in keys:
                    self._ids.setdefault(key, set()).add(name)

    def _keys_of(self, item: Item) -> Iterable[bytes | str]:
        value = unpacked(value_at(item.document, self._path))
        if value is UNDEFINED:
            return ()
        if self._kind == "value":
            return (index_key(value),)
        if self._kind == "element":
            return map(index_key, value) if type(value) is list else ()
        return fulltext.terms(value).unique if type(value) is str else ()


class OrderedIndex(Index):
    """Items sorted as one ORDER BY sorts them."""

    def __init__(self, items: dict[str, Item], ordering: Ordering, alias: str):
        super().__init__(items)
        self._ordering = ordering
        self._alias = alias
        self._entries: list[tuple[Key, str]] = []  # in rising order of comparable keys
        self._places: dict[str, Key] = {}

    def apply(self, changes: dict[str, Item | None]) -> None:
        gone = {name: self._places.pop(name) for name in changes if name in self._places}
        added: list[tuple[Key, str]] = []
        for name, item in changes.items():
            if item:
                key = self._ordering.key({self._alias: item.document}) or ()
                place = self._places[name] = self._ordering.comparable(key, (item.number, 0))
                added.append((place, name))
        if len(changes) <= _FEW:
            for place in gone.values():
                del self._entries[bisect_left(self._entries, place, key=itemgetter(0))]
            for entry in added:
                insort(self._entries, entry, key=itemgetter(0))
        else:
            kept = [entry for entry in self._entries if entry[1] not in gone]
            self._entries = sorted(kept + added, key=itemgetter(0))

    def walk(self, after: Key | None, lowest: Key | None, highest: Key | None) -> Iterator[str]:
        """Ids in order, after a row and within bounds of the first sort key."""
        low, high = 0, len(self._entries)
        if lowest is not None:
            low = bisect_left(self._entries, lowest, key=_first_key)
        if highest is not None:
            high = bisect_right(self._entries, highest, key=_first_key)
        if self._ordering.downwards:
            if after is not None:
                high = min(high, bisect_left(self._entries, after, key=itemgetter(0)))
            return (name for _, name in reversed(self._entries[low:high]))
        if after is not None:
            low = max(low, bisect_right(self._entries, after, key=itemgetter(0)))
        return (name for _, name in self._entries[low:high])


def _first_key(entry: tuple[Key, str]) -> Any:
    return entry[0][0]
