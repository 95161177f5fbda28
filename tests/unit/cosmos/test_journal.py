"""The journal: acknowledged means on disk, taken back means never written."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from local.cosmos.storage.journal import Journal

INSERT = "INSERT INTO databases VALUES (?, ?)"


def on_disk(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [name for (name,) in connection.execute("SELECT name FROM databases ORDER BY number")]
    finally:
        connection.close()


@pytest.mark.asyncio
async def test_what_is_flushed_is_on_disk_before_closing(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)

    async def write(number: int) -> None:
        journal.record(INSERT, number, f"d{number}")
        await journal.flush()
        assert f"d{number}" in on_disk(path)

    await asyncio.gather(*(write(number) for number in range(20)))
    journal.close()
    assert on_disk(path) == [f"d{number}" for number in range(20)]


@pytest.mark.asyncio
async def test_what_is_undone_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    journal.record(INSERT, 1, "kept")
    mark = journal.mark()
    journal.record(INSERT, 2, "undone")
    journal.undo(mark)
    await journal.flush()
    journal.record(INSERT, 3, "later")
    await journal.flush()
    journal.close()
    assert on_disk(path) == ["kept", "later"]


@pytest.mark.asyncio
async def test_a_failed_write_is_told_to_each_who_waits(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    journal.record(INSERT, 1, "same")
    journal.record(INSERT, 2, "same")
    for _ in range(2):
        with pytest.raises(sqlite3.IntegrityError):
            await journal.flush()
    journal.undo(0)
    journal.close()


@pytest.mark.asyncio
async def test_without_a_path_nothing_is_kept() -> None:
    journal = Journal(None)
    journal.record(INSERT, 1, "nowhere")
    await journal.flush()
    assert list(journal.rows("SELECT * FROM databases")) == []
    journal.close()
