"""The SQLite file behind an account. Writers wait until their change is on disk, sharing commits."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_SCHEMA: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS databases (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS containers (
    number INTEGER PRIMARY KEY, database INTEGER NOT NULL, definition BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS items (
    container INTEGER, number INTEGER, body BLOB NOT NULL, PRIMARY KEY (container, number)) WITHOUT ROWID;
"""
Statement = tuple[str, tuple[Any, ...]]


class Journal:
    """Durable changes in the order they are recorded; without a path, nothing is kept."""

    def __init__(self, path: Path | None):
        self._connection: sqlite3.Connection | None = None
        if path:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._connection.executescript(_SCHEMA)
        self._pending: list[Statement] = []
        self._recorded = self._written = 0
        self._turn = asyncio.Lock()
        self._writing = threading.Lock()

    def record(self, statement: str, *values: Any) -> None:
        if self._connection:
            self._pending.append((statement, values))
            self._recorded += 1

    def mark(self) -> int:
        return len(self._pending)

    def undo(self, mark: int) -> None:
        """Forget what was recorded since `mark`, in the same turn of the loop."""
        self._recorded -= len(self._pending) - mark
        del self._pending[mark:]

    async def flush(self) -> None:
        """Return once everything recorded so far is on disk."""
        wanted = self._recorded
        if self._written >= wanted:
            return
        async with self._turn:
            if self._written >= wanted:
                return
            batch, self._pending = self._pending, []
            reached = self._recorded
            try:
                await asyncio.to_thread(self._write, batch)
            except sqlite3.Error:
                self._pending = batch + self._pending
                raise
            self._written = reached

    def _write(self, batch: list[Statement]) -> None:
        assert self._connection  # noqa: S101 - nothing is recorded without one
        with self._writing:
            self._connection.execute("BEGIN")
            try:
                for statement, values in batch:
                    self._connection.execute(statement, values)
            except sqlite3.Error:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        if self._connection:
            yield from self._connection.execute(query, values)

    def close(self) -> None:
        with self._writing:
            if self._connection:
                for statement, values in self._pending:
                    self._connection.execute(statement, values)
                self._pending.clear()
                self._connection.close()
                self._connection = None
