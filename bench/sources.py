"""SDK clients that answer at once, from memory: what is measured is all that is not the SDK."""

from collections.abc import AsyncIterator
from typing import Any

from bench.documents import document


class Container:
    """The part of azure-cosmos that galleries use."""

    def __init__(self, documents: list[dict[str, Any]]) -> None:
        self._documents = documents

    async def query_items(self, text: str, **_: Any) -> AsyncIterator[Any]:
        if "COUNT(1)" in text:
            yield len(self._documents)
            return
        for each in self._documents:
            yield _candidate(each) if "SetIntersect" in text else each

    async def read_item(self, *_: Any, **__: Any) -> dict[str, Any]:
        return self._documents[0]

    async def create_item(self, item: dict[str, Any]) -> dict[str, Any]:
        return item

    async def execute_item_batch(self, operations: list[Any], **_: Any) -> list[Any]:
        return [{"resourceBody": {**operations[0][1][0], "_etag": '"1"'}}, {}]

    def new(self, filename: str, size: int, sha256: str) -> dict[str, Any]:
        return document(0) | {"filename": filename, "size": size, "sha256": sha256, "status": "pending"}


class Blobs:
    """The part of azure-storage-blob that takes an upload."""

    def get_container_client(self, name: str) -> "Blobs":
        return self

    def get_blob_client(self, name: str) -> "Blobs":
        return self

    async def upload_blob(self, content: bytes, **_: Any) -> None:
        """Taken."""


def _candidate(item: dict[str, Any]) -> dict[str, Any]:
    stems = ["tags:harbour", "description:harbour"]
    return {
        "id": item["id"],
        "uploadedAt": item["uploadedAt"],
        "sortValue": item["uploadedAt"],
        "stems": stems,
    }
