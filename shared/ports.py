"""What the services need from outside. Adapters implement these; tests fake them."""

from typing import Protocol

from shared.models import Analysis, Embedding, Image, Links, ListQuery, Principal, SortKey, Usage


class TokenVerifier(Protocol):
    async def verify(self, token: str) -> Principal:
        """The signed-in user. Raises Unauthenticated."""
        ...


class ImageRepository(Protocol):
    """Image documents. Every write is conditional on what was read, so that no writer undoes another."""

    async def create(self, image: Image) -> Image:
        """Raises ImageExists when the owner has an image with this id, deleted or not."""
        ...

    async def get(self, owner: str, image_id: str) -> Image:
        """One image, also while it is being deleted. Raises ImageNotFound."""
        ...

    async def claim(self, owner: str, image_id: str) -> Image | None:
        """Mark an image `processing` and return it; None when nothing is left to do for it."""
        ...

    async def save(self, image: Image, embedding: Embedding | None = None) -> Image:
        """Replace what was read, with its embedding, in one transaction.

        Raises StaleImage when somebody else wrote in between, ImageNotFound when it is gone.
        """
        ...

    async def delete(self, owner: str, image_id: str) -> None:
        """Remove the image and its embedding. Repeating it is fine."""
        ...

    async def page(
        self, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Image]:
        """Images in the query's order: those after the sort key `after`, less the first `skip`."""
        ...

    async def count(self, owner: str, query: ListQuery) -> int: ...

    async def usage(self, owner: str) -> Usage:
        """How many images and bytes an owner keeps."""
        ...

    async def ping(self) -> None:
        """Raises ServiceUnavailable."""
        ...


class ImageStore(Protocol):
    """Originals and renditions."""

    async def put_original(self, image: Image, content: bytes, *, overwrite: bool) -> None:
        """Without `overwrite`, an original that is already there is left alone."""
        ...

    async def get_original(self, owner: str, image_id: str) -> bytes:
        """Raises ImageNotFound."""
        ...

    async def put_renditions(
        self, owner: str, image_id: str, *, thumbnail: bytes, preview: bytes
    ) -> None: ...

    async def get_preview(self, owner: str, image_id: str) -> bytes:
        """Raises ImageNotFound."""
        ...

    async def delete_renditions(self, owner: str, image_id: str) -> None: ...

    async def delete(self, owner: str, image_id: str) -> None:
        """Remove original and renditions. Repeating it is fine."""
        ...

    async def links(self, image: Image) -> Links:
        """Signed, read-only addresses, equal for all who ask within the same window of time."""
        ...

    async def ping(self) -> None:
        """Raises ServiceUnavailable."""
        ...


class ImageAnalyzer(Protocol):
    """Raises AnalyzerBusy, AnalyzerMisconfigured, or AnalysisRefused for a picture it will never take."""

    async def analyze(self, preview: bytes) -> Analysis: ...

    async def embed_image(self, preview: bytes) -> Embedding: ...

    async def embed_text(self, text: str) -> Embedding: ...

    async def ping(self) -> None: ...


class AnalysisQueue(Protocol):
    async def send(self, owner: str, image_id: str, delay_seconds: float = 0) -> None:
        """Ask for the missing stages of an image, `delay_seconds` from now."""
        ...
