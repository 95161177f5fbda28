"""Databases and containers: policies, logical partitions, and the ranges they fall into."""

import time
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import orjson
from azure.cosmos.partition_key import PartitionKey, _Undefined

from local.cosmos.errors import BadRequest, ServiceError
from local.cosmos.sql.execution import Item
from local.cosmos.sql.values import UNDEFINED, canonical, encode
from local.cosmos.storage.journal import Journal
from local.cosmos.storage.partitions import Document, LogicalPartition, packed
from local.cosmos.storage.policies import Policies, check_policies, completed
from local.cosmos.storage.resources import new_etag, rid

SYSTEM_PROPERTIES: Final = ("_rid", "_self", "_etag", "_attachments", "_ts")
_HASH_END = 0x40  # the first byte of an effective partition key is below this
_SAVE = "INSERT INTO items VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
_FORGET = "DELETE FROM items WHERE container = ? AND number = ?"

Range = tuple[str, str]  # effective partition keys: first, end


@lru_cache(maxsize=1 << 16)
def effective_key(key: str) -> str:
    """Where a partition key, as JSON text of its one component, falls between "" and "FF"."""
    value = orjson.loads(key)[0]
    hasher = PartitionKey(path="/key", kind="Hash", version=2)
    return str(hasher._get_effective_partition_key_string([_Undefined() if value == {} else value]))


def key_text(value: Any) -> str:
    """A partition key value as JSON text; {} stands for an undefined one."""
    if isinstance(value, dict | list) and value != {}:
        raise BadRequest("A partition key must be a string, a number, a boolean or null.")
    return f"[{canonical(value).decode()}]"


class Database:
    """A name for containers."""

    def __init__(self, number: int, name: str):
        self.number = number
        self.name = name
        self.rid = rid(number)
        self.containers: dict[str, Container] = {}
        self.properties = {
            "id": name,
            "_rid": self.rid,
            "_self": f"dbs/{self.rid}/",
            "_etag": new_etag(),
            "_colls": "colls/",
            "_users": "users/",
            "_ts": int(time.time()),
        }


class Container:
    """Documents by partition key and id. Stored documents are replaced, never changed in place."""

    def __init__(
        self, database: Database, number: int, definition: dict[str, Any], ranges: int, journal: Journal
    ):
        self.number = number
        self.rid = rid(database.number, number)
        self.self_link = f"dbs/{database.rid}/colls/{self.rid}/"
        self.database_name = database.name
        self.lsn = self.last_number = 0
        self.partitions: dict[str, LogicalPartition] = {}
        self._database_number = database.number
        self._journal = journal
        bounds = [f"{_HASH_END * at // ranges:02X}" + "0" * 30 for at in range(1, ranges)]
        self.ranges: list[Range] = list(pairwise(["", *bounds, "FF"]))
        self.define(definition)

    def define(self, definition: dict[str, Any]) -> None:
        """Take a definition over, or refuse it.

        Raises:
            BadRequest: see `check_policies`.
        """
        self.policies: Policies = check_policies(definition)
        definition = {name: value for name, value in definition.items() if not name.startswith("_")}
        self.definition = {
            **definition,
            "indexingPolicy": completed(definition.get("indexingPolicy")),
            "partitionKey": {"kind": "Hash", "version": 2, **definition["partitionKey"]},
        }
        self.properties = {
            **self.definition,
            "_rid": self.rid,
            "_self": self.self_link,
            "_etag": new_etag(),
            "_ts": int(time.time()),
            "_docs": "docs/",
        }

    @property
    def name(self) -> str:
        return str(self.definition["id"])

    def key_of(self, document: Document) -> str:
        value: Any = document
        for name in self.policies.partition_key:
            value = value.get(name, UNDEFINED) if type(value) is dict else UNDEFINED
        return key_text({} if value is UNDEFINED or isinstance(value, dict | list) else value)

    def range_of(self, key: str) -> int:
        place = effective_key(key)
        return next(at for at, (first, end) in enumerate(self.ranges) if first <= place < end)

    def find(self, key: str, name: str) -> Item | None:
        """By id, or by resource id as `_self` links name a document."""
        items = self.partitions[key].items if key in self.partitions else {}
        item = items.get(name)
        if item is None and name.startswith(self.rid[:10]):
            return next((item for item in items.values() if item.document["_rid"] == name), None)
        return item

    def get(self, key: str, name: str) -> Item:
        item = self.find(key, name)
        if item is None:
            raise ServiceError(404, "Entity with the specified id does not exist in the system.")
        return item

    def within(self, key: str | None = None, bounds: Range | None = None) -> list[LogicalPartition]:
        """The logical partition of a key, those in a range, or all."""
        if key is not None:
            return [self.partitions[key]] if key in self.partitions else []
        if bounds is None:
            return list(self.partitions.values())
        return [p for k, p in self.partitions.items() if bounds[0] <= effective_key(k) < bounds[1]]

    def put(self, key: str, body: Document, existing: Item | None) -> Document:
        """Store a document under a new etag and time, and give it as stored."""
        number = existing.number if existing else self.last_number + 1
        identity = rid(self._database_number, self.number, number)
        document = {name: value for name, value in body.items() if name not in SYSTEM_PROPERTIES}
        document |= {
            "_rid": identity,
            "_self": f"{self.self_link}docs/{identity}/",
            "_etag": new_etag(),
            "_attachments": "attachments/",
            "_ts": int(time.time()),
        }
        document = packed(document, self.policies.embeddings)
        if existing and existing.document["id"] != document["id"]:
            self.partitions[key].remove(existing.document)
        self.restore(key, Item(number, document))
        self._journal.record(_SAVE, self.number, number, encode(document))
        return document

    def restore(self, key: str, item: Item) -> None:
        """Put an item as it is: read from the journal, or taken back."""
        if key not in self.partitions:
            self.partitions[key] = LogicalPartition(self.policies)
        self.last_number = max(self.last_number, item.number)
        self.lsn += 1
        self.partitions[key].put(item)

    def delete(self, key: str, item: Item) -> None:
        self.lsn += 1
        partition = self.partitions[key]
        partition.remove(item.document)
        if not partition.items:
            del self.partitions[key]
        self._journal.record(_FORGET, self.number, item.number)
