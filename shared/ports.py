"""What the services need from outside. Adapters implement these; tests fake them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Literal, Protocol

from shared.models import (
    Analysis,
    Embedding,
    Facets,
    Filters,
    Image,
    ImageStatus,
    Json,
    Limits,
    Links,
    ListQuery,
    Principal,
    SignedUpload,
    SortKey,
    StageName,
    StatusCounts,
    TagCount,
    Usage,
)


class TokenVerifier(Protocol):
    async def verify(self, token: str) -> Principal:
        """The signed-in user. Raises Unauthenticated."""
        ...


class Linkable(Protocol):
    """What the links to an image are made of."""

    @property
    def owner_id(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def filename(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def rendered(self) -> bool: ...
    @property
    def tiled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Listed:
    """An image on its way from a document to an answer, as JSON: `shown` is what is shown, less the links.

    No model is made of it, and none is written: for a page of images that takes three times as long.
    """

    owner_id: str
    tiled: bool
    shown: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.shown["id"])

    @property
    def filename(self) -> str:
        return str(self.shown["filename"])

    @property
    def content_type(self) -> str:
        return str(self.shown["contentType"])

    @property
    def rendered(self) -> bool:
        return any(s["name"] == "renditions" and s["status"] == "completed" for s in self.shown["stages"])


class ImageRepository(Protocol):
    """Image documents. Every write is conditional on what was read, so that no writer undoes another."""

    async def create(self, image: Image, limits: Limits) -> Image:
        """Raises ImageExists when the owner has an image with this id, deleted or not; else QuotaExceeded
        when one more would be too many or too large.
        """
        ...

    async def entomb(self, tombstone: Image) -> Image:
        """Put a deleted image where there is none, so that nothing is uploaded there for the time being.

        It counts as any other. Raises ImageExists.
        """
        ...

    async def get(self, owner: str, image_id: str) -> Image:
        """One image, also while it is being deleted. Raises ImageNotFound."""
        ...

    async def claim(self, owner: str, image_id: str) -> Image | None:
        """Mark an image `processing` and return it; None when nothing is left to do for it."""
        ...

    async def charge(self, image: Image, limit: int) -> Image:
        """Put the analysis of an image on the month's count, once, in one transaction.

        Raises QuotaExceeded at the limit, StaleImage when somebody else wrote in between, ImageNotFound.
        """
        ...

    async def save(self, image: Image, embedding: Embedding | None = None) -> Image:
        """Replace what was read, with its embedding, in one transaction.

        Raises StaleImage when somebody else wrote in between, ImageNotFound when it is gone.
        """
        ...

    async def delete(self, image: Image) -> None:
        """Remove an image and its embedding. Repeating it is fine.

        Raises StaleImage when somebody else wrote in between.
        """
        ...

    async def page(
        self, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Image]:
        """Images in the query's order: those after the sort key `after`, less the first `skip`."""
        ...

    async def listed(
        self, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Listed]:
        """The same images, to be listed."""
        ...

    async def count(self, owner: str, query: ListQuery) -> int: ...

    async def usage(self, owner: str) -> Usage:
        """How many images and bytes an owner keeps, deleted ones included until they are gone."""
        ...

    async def counts(self, owner: str) -> StatusCounts: ...

    async def unfinished(self, owner: str, limit: int) -> list[Image]:
        """Images pending or processing, the oldest first."""
        ...

    async def ping(self) -> None:
        """Raises ServiceUnavailable."""
        ...


BlobKind = Literal["originals", "renditions"]
Place = tuple[str, str]  # an owner, and the id of one of their images
Versions = dict[tuple[BlobKind, str], str]  # blobs by kind and name, and the version of each


@dataclass(frozen=True)
class Listing:
    """Some blobs' images, each with the time of its latest change; `marker` leads on, None after the last."""

    places: dict[Place, datetime]
    marker: str | None


class ImageStore(Protocol):
    """Originals and renditions."""

    async def put_original(self, image: Image, content: bytes) -> None:
        """An original with this content that is already there is left alone, and fires no event."""
        ...

    async def read_original(self, image: Image, into: IO[bytes]) -> str:
        """Write the original to a file, at most one byte more of it than the image should have.

        Returns its version. Raises ImageNotFound.
        """
        ...

    async def discard_original(self, image: Image, version: str) -> bool:
        """Remove this version of the original; False when it is not there any more."""
        ...

    async def discard_larger(self, image: Image) -> bool:
        """Remove an original of more bytes than the image should have; whether there was one."""
        ...

    async def has_original(self, owner: str, image_id: str) -> bool: ...

    async def put_renditions(
        self, owner: str, image_id: str, *, thumbnail: bytes, tile: bytes, preview: bytes
    ) -> None: ...

    async def get_preview(self, owner: str, image_id: str) -> bytes:
        """Raises ImageNotFound."""
        ...

    async def versions(self, owner: str, image_id: str) -> Versions:
        """The blobs that an image has."""
        ...

    async def delete(self, versions: Versions) -> None:
        """Remove these versions of blobs; newer ones stay. Repeating it is fine."""
        ...

    async def upload_link(self, image: Image) -> SignedUpload:
        """A signed address that puts the original of `image`, unless there is one, and does nothing else."""
        ...

    async def listing(self, kind: BlobKind, marker: str | None, limit: int) -> Listing:
        """The next blobs of all owners, in the order of owner and image."""
        ...

    async def links(self, image: Linkable) -> Json[Links]:
        """Signed, read-only addresses, equal for all who ask within the same window of time."""
        ...

    async def ping(self) -> None:
        """Raises ServiceUnavailable."""
        ...


@dataclass(frozen=True)
class Bookmark:
    """How far a walk through all blobs has come: after `last`, and where the listing goes on."""

    marker: str
    last: Place


class Leftovers(Protocol):
    """What interrupted work left in the database, of all owners; at most `limit` at a time, in no order."""

    async def overdue(self, before: datetime, limit: int) -> list[Image]:
        """Images pending or processing that should have shown progress before then."""
        ...

    async def buried(self, before: datetime, limit: int) -> list[Image]:
        """Images whose removal began before then."""
        ...

    async def skipped(self, before: datetime, limit: int) -> list[Image]:
        """Images asked for before then whose analysis was skipped for want of allowance."""
        ...

    async def between(self, after: Place | None, upto: Place | None, limit: int) -> dict[Place, ImageStatus]:
        """The images after one place, up to and with another, that are not being deleted."""
        ...

    async def bookmark(self, kind: BlobKind) -> Bookmark | None: ...

    async def keep_bookmark(self, kind: BlobKind, bookmark: Bookmark | None) -> None: ...


class Outdated(Protocol):
    async def images(self, models: Mapping[StageName, str], before: datetime, limit: int) -> list[Image]:
        """Completed images of all owners, asked for before then, with a stage done by another model."""
        ...


class Closures(Protocol):
    """Accounts that are being closed: all their owners keep is to be removed."""

    async def begin(self, owner: str) -> datetime:
        """Mark an account; since when it has been marked."""
        ...

    async def since(self, owner: str) -> datetime | None: ...

    async def owners(self, limit: int) -> list[str]:
        """Owners of marked accounts, in no order."""
        ...

    async def finish(self, owner: str) -> bool:
        """Remove the mark and all but the month's count, which outlives it lest it be reset.

        False, and nothing is done, while images are still there.
        """
        ...


class ImageAnalyzer(Protocol):
    """Raises AnalyzerBusy, AnalyzerMisconfigured, or AnalysisRefused for a picture it will never take.

    AnalyzerThrottled, an AnalyzerBusy, says that it was asked too often.
    """

    async def analyze(self, preview: bytes) -> Analysis: ...

    async def embed_image(self, preview: bytes) -> Embedding: ...

    async def embed_text(self, text: str) -> Embedding: ...

    async def ping(self) -> None: ...


class AnalysisQueue(Protocol):
    async def send(self, owner: str, image_id: str, delay_seconds: float = 0) -> None:
        """Ask for the missing stages of an image, `delay_seconds` from now."""
        ...


@dataclass(frozen=True)
class Criteria:
    """What an image must meet. `words` and `ids` are alternatives: one of the two is enough.

    Of `words`, the search text holds `every` one or at least one; `phrases` and `excluded` it holds all and
    none of. Each entry of `cells` names cells, some with an area, of which one must be among the image's.
    `until` is the latest time of upload, as text.
    """

    filters: Filters = field(default_factory=Filters)
    words: tuple[str, ...] = ()
    every: bool = True
    ids: tuple[str, ...] | None = None
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    until: str | None = None


@dataclass(frozen=True)
class Candidate:
    """The little of an image that it takes to rank it. `stems` are those asked for, as `field:stem`."""

    id: str
    uploaded_at: str
    sort_value: str | int
    stems: tuple[str, ...] = ()
    palette: Sequence[float] = ()


@dataclass(frozen=True)
class Neighbor:
    """An image, and the cosine between its embedding and the one asked for."""

    id: str
    similarity: float


class ImageIndex(Protocol):
    """Finds images of one owner. Never shows an image that is being deleted."""

    async def candidates(
        self, owner: str, criteria: Criteria, *, stems: Sequence[str], sort: str, limit: int
    ) -> list[Candidate]:
        """The newest images that meet the criteria; `stems` are `field:stem`, to be reported back."""
        ...

    async def ids(self, owner: str, criteria: Criteria, *, limit: int) -> list[str]: ...

    async def nearest(
        self,
        owner: str,
        embedding: Embedding,
        *,
        among: Sequence[str] | None,
        until: str | None,
        limit: int,
    ) -> list[Neighbor]:
        """Images by the likeness of their embeddings of the same model, the most similar first."""
        ...

    async def embedding(self, owner: str, image_id: str) -> Embedding | None: ...

    async def read(self, owner: str, ids: Sequence[str]) -> list[Listed]:
        """Those that are there, in the order of `ids`."""
        ...

    async def page(
        self, owner: str, criteria: Criteria, *, sort: str, after: SortKey | None, skip: int, limit: int
    ) -> list[Listed]: ...

    async def count(self, owner: str, criteria: Criteria) -> int: ...

    async def facets(self, owner: str, criteria: Criteria) -> Facets: ...

    async def tags(self, owner: str, prefix: str, *, limit: int) -> list[TagCount]:
        """Tags that begin with `prefix` (lower case), the most used first."""
        ...
