"""The databases of the account."""

from pathlib import Path
from typing import Any, Protocol, TypeVar

import orjson

from local.cosmos.errors import ServiceError
from local.cosmos.sql.execution import Item
from local.cosmos.sql.values import encode
from local.cosmos.storage.containers import Container, Database
from local.cosmos.storage.journal import Journal
from local.cosmos.storage.partitions import packed
from local.cosmos.storage.resources import LONGEST_NAME, check_id


class Named(Protocol):
    rid: str


NamedT = TypeVar("NamedT", bound=Named)


class Account:
    """Databases by name.

    Args:
        path: SQLite file that keeps everything between runs; None keeps it in memory only.
        partitions: ranges every container is split into.
    """

    def __init__(self, path: Path | None, partitions: int):
        self.databases: dict[str, Database] = {}
        self.journal = Journal(path)
        self._partitions = partitions
        self._last_number = 0
        self._load()

    def _load(self) -> None:
        for number, name in self.journal.rows("SELECT number, name FROM databases"):
            self.databases[name] = Database(number, name)
            self._last_number = max(self._last_number, number)
        by_number = {database.number: database for database in self.databases.values()}
        for number, owner, definition in self.journal.rows(
            "SELECT number, database, definition FROM containers"
        ):
            container = self._container(by_number[owner], number, orjson.loads(definition))
            self._last_number = max(self._last_number, number)
            rows = self.journal.rows(
                "SELECT number, body FROM items WHERE container = ? ORDER BY number", number
            )
            for item_number, body in rows:
                document = packed(orjson.loads(body), container.policies.embeddings)
                container.restore(container.key_of(document), Item(item_number, document))

    def _container(self, database: Database, number: int, definition: dict[str, Any]) -> Container:
        container = Container(database, number, definition, self._partitions, self.journal)
        database.containers[container.name] = container
        return container

    def _next_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def database(self, name: str) -> Database:
        return _find(self.databases, name)

    def container(self, database: Database, name: str) -> Container:
        return _find(database.containers, name)

    def create_database(self, body: dict[str, Any]) -> Database:
        name = check_id(body, LONGEST_NAME)
        if name in self.databases:
            raise ServiceError(409, "Database with the specified id already exists.")
        database = self.databases[name] = Database(self._next_number(), name)
        self.journal.record("INSERT INTO databases VALUES (?, ?)", database.number, name)
        return database

    def create_container(self, database: Database, definition: dict[str, Any]) -> Container:
        if check_id(definition, LONGEST_NAME) in database.containers:
            raise ServiceError(409, "Container with the specified id already exists.")
        container = self._container(database, self._next_number(), definition)
        self.journal.record(
            "INSERT INTO containers VALUES (?, ?, ?)",
            container.number,
            database.number,
            encode(container.definition),
        )
        return container

    def redefine_container(self, container: Container, definition: dict[str, Any]) -> None:
        """Replace the indexing policy; key, vector and full-text policies stay as they are."""
        for fixed in ("id", "partitionKey", "vectorEmbeddingPolicy"):
            if definition.get(fixed) != container.definition.get(fixed):
                raise ServiceError(400, f"The property '{fixed}' of a container can not be changed.")
        container.define(definition)
        self.journal.record(
            "UPDATE containers SET definition = ? WHERE number = ?",
            encode(container.definition),
            container.number,
        )

    def delete_container(self, database: Database, container: Container) -> None:
        del database.containers[container.name]
        self.journal.record("DELETE FROM items WHERE container = ?", container.number)
        self.journal.record("DELETE FROM containers WHERE number = ?", container.number)

    def delete_database(self, database: Database) -> None:
        for container in list(database.containers.values()):
            self.delete_container(database, container)
        del self.databases[database.name]
        self.journal.record("DELETE FROM databases WHERE number = ?", database.number)


def _find(resources: dict[str, NamedT], name: str) -> NamedT:
    found = resources.get(name) or next((r for r in resources.values() if r.rid == name), None)
    if found is None:
        raise ServiceError(404, "Resource Not Found. Owner resource does not exist.")
    return found
