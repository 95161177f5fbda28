"""In-memory ports. tests/contract holds them to what the real adapters do."""

from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO

from shared.errors import ImageExists, ImageNotFound, QuotaExceeded, StaleImage, Unauthenticated
from shared.models import (
    Analysis,
    Caption,
    Embedding,
    Image,
    ImageFields,
    ImageStatus,
    Json,
    Limits,
    Links,
    ListQuery,
    Principal,
    SignedUpload,
    SortKey,
    StatusCounts,
    Tag,
    Usage,
    now,
    rfc3339,
)
from shared.ports import BlobKind, Bookmark, Linkable, Listed, Listing, Place, Versions

DESCENDING = {"newest", "size"}
UNFINISHED = (ImageStatus.PENDING, ImageStatus.PROCESSING)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class FakeTokens:
    """The token "alice" is alice's."""

    async def verify(self, token: str) -> Principal:
        if not token.isalpha():
            raise Unauthenticated("Not a token.")
        return Principal(owner=f"{token}owner", subject=token, name=token)


@dataclass
class FakeImages:
    images: dict[tuple[str, str], Image] = field(default_factory=dict)
    embeddings: dict[tuple[str, str], Embedding] = field(default_factory=dict)
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    analyses: Counter[str] = field(default_factory=Counter)
    writes: int = 0

    async def create(self, image: Image, limits: Limits) -> Image:
        if (image.owner_id, image.id) in self.images:
            raise ImageExists("The image exists already.")
        kept = await self.usage(image.owner_id)
        if kept.images >= limits.images or kept.bytes + image.size > limits.bytes:
            raise QuotaExceeded("You keep as many images or bytes as you may. Delete some first.")
        return self._create(image)

    async def entomb(self, tombstone: Image) -> Image:
        if (tombstone.owner_id, tombstone.id) in self.images:
            raise ImageExists("The image exists already.")
        return self._create(tombstone)

    async def get(self, owner: str, image_id: str) -> Image:
        try:
            return self.images[owner, image_id]
        except KeyError:
            raise ImageNotFound("There is no such image.") from None

    async def claim(self, owner: str, image_id: str) -> Image | None:
        image = self.images.get((owner, image_id))
        if image is None or image.deleted_at:
            return None
        if image.status not in (ImageStatus.PENDING, ImageStatus.PROCESSING):
            return None
        moment = now()
        marks = {"status": ImageStatus.PROCESSING, "updated_at": moment, "due_at": moment}
        return self._keep(image.model_copy(update=marks))

    async def charge(self, image: Image, limit: int) -> Image:
        self._check(image)
        if self.analyses[image.owner_id] >= limit:
            raise QuotaExceeded("The limit is reached.")
        self.analyses[image.owner_id] += 1
        return self._keep(image.model_copy(update={"charged": True}))

    async def save(self, image: Image, embedding: Embedding | None = None) -> Image:
        self._check(image)
        if embedding:
            self.embeddings[image.owner_id, image.id] = embedding
        return self._keep(image)

    async def delete(self, image: Image) -> None:
        place = image.owner_id, image.id
        if place in self.images:
            self._check(image)
            del self.images[place]
            self._count(image, -1)
        self.embeddings.pop(place, None)

    async def page(
        self, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Image]:
        keyed = sorted(
            ((sort_key(image, query.sort), image) for image in self._matching(owner, query)),
            key=lambda pair: pair[0],
            reverse=query.sort in DESCENDING,
        )
        if after:
            keyed = keyed[[key for key, _ in keyed].index(after) + 1 :]
        listed = [image for _, image in keyed][skip : skip + limit]
        return [image.model_copy(update={"etag": None}) for image in listed]  # to be shown, not to be saved

    async def listed(
        self, owner: str, query: ListQuery, *, after: SortKey | None, skip: int, limit: int
    ) -> list[Listed]:
        found = await self.page(owner, query, after=after, skip=skip, limit=limit)
        return [listed(image) for image in found]

    async def count(self, owner: str, query: ListQuery) -> int:
        return len(self._matching(owner, query))

    async def usage(self, owner: str) -> Usage:
        return Usage(
            images=self.kept[owner, "images"],
            bytes=self.kept[owner, "bytes"],
            analyses=self.analyses[owner],
        )

    async def counts(self, owner: str) -> StatusCounts:
        return StatusCounts(**Counter(image.status.value for image in self._matching(owner, ListQuery())))

    async def unfinished(self, owner: str, limit: int) -> list[Image]:
        found = [image for image in self._matching(owner, ListQuery()) if image.status in UNFINISHED]
        return sorted(found, key=lambda image: (image.uploaded_at, image.id))[:limit]

    async def ping(self) -> None:
        """Always there."""

    def _matching(self, owner: str, query: ListQuery) -> list[Image]:
        return [
            image
            for image in self.images.values()
            if image.owner_id == owner
            and image.deleted_at is None
            and query.status in (None, image.status)
            and query.favorite in (None, image.favorite)
            and (query.tag is None or query.tag.casefold() in {tag.name.casefold() for tag in image.tags})
        ]

    def _create(self, image: Image) -> Image:
        self._count(image, 1)
        return self._keep(image)

    def _count(self, image: Image, sign: int) -> None:
        self.kept[image.owner_id, "images"] += sign
        self.kept[image.owner_id, "bytes"] += sign * image.size

    def _check(self, image: Image) -> None:
        kept = self.images.get((image.owner_id, image.id))
        if kept is None:
            raise ImageNotFound("There is no such image.")
        if kept.etag != image.etag:
            raise StaleImage("The image has changed since you read it.")

    def _keep(self, image: Image) -> Image:
        self.writes += 1
        kept = image.model_copy(update={"etag": f'"{self.writes}"'})
        self.images[image.owner_id, image.id] = kept
        return kept


@dataclass
class FakeLeftovers:
    images: FakeImages
    bookmarks: dict[BlobKind, Bookmark | None] = field(default_factory=dict)

    async def overdue(self, before: datetime, limit: int) -> list[Image]:
        return self._some(
            limit, lambda image: image.status in UNFINISHED and image.due_at < before and not image.deleted_at
        )

    async def buried(self, before: datetime, limit: int) -> list[Image]:
        return self._some(limit, lambda image: image.deleted_at is not None and image.deleted_at < before)

    async def skipped(self, before: datetime, limit: int) -> list[Image]:
        return self._some(
            limit,
            lambda image: (
                image.status is ImageStatus.COMPLETED
                and image.stage("analysis").status == "skipped"
                and image.requested_at < before
                and not image.deleted_at
            ),
        )

    async def between(self, after: Place | None, upto: Place | None, limit: int) -> dict[Place, ImageStatus]:
        found = {
            place: image.status
            for place, image in sorted(self.images.images.items())
            if not image.deleted_at and (not after or place > after) and (not upto or place <= upto)
        }
        return dict(list(found.items())[:limit])

    async def bookmark(self, kind: BlobKind) -> Bookmark | None:
        return self.bookmarks.get(kind)

    async def keep_bookmark(self, kind: BlobKind, bookmark: Bookmark | None) -> None:
        self.bookmarks[kind] = bookmark

    def _some(self, limit: int, wanted: Callable[[Image], bool]) -> list[Image]:
        return [image for image in self.images.images.values() if wanted(image)][:limit]


@dataclass
class FakeClosures:
    images: FakeImages
    marks: dict[str, datetime] = field(default_factory=dict)

    async def begin(self, owner: str) -> datetime:
        return self.marks.setdefault(owner, now())

    async def since(self, owner: str) -> datetime | None:
        return self.marks.get(owner)

    async def owners(self, limit: int) -> list[str]:
        return list(self.marks)[:limit]

    async def finish(self, owner: str) -> bool:
        if (await self.images.usage(owner)).images:
            return False
        del self.marks[owner]
        return True


@dataclass
class FakeStore:
    originals: dict[Place, bytes] = field(default_factory=dict)
    renditions: dict[Place, tuple[bytes, bytes, bytes]] = field(default_factory=dict)
    changed: dict[Place, datetime] = field(default_factory=dict)
    puts: Counter[tuple[BlobKind, Place]] = field(default_factory=Counter)

    async def put_original(self, image: Image, content: bytes) -> None:
        key = image.owner_id, image.id
        if self.originals.get(key) != content:
            self.originals[key] = content
            self.puts["originals", key] += 1
            self.changed[key] = now()

    async def read_original(self, image: Image, into: IO[bytes]) -> str:
        content = self.originals.get((image.owner_id, image.id))
        if content is None:
            raise ImageNotFound("There is no such image.")
        into.write(content[: image.size + 1])
        return sha256(content).hexdigest()

    async def discard_larger(self, image: Image) -> bool:
        content = self.originals.get((image.owner_id, image.id), b"")
        if len(content) <= image.size:
            return False
        return await self.discard_original(image, sha256(content).hexdigest())

    async def discard_original(self, image: Image, version: str) -> bool:
        content = self.originals.get((image.owner_id, image.id))
        if content is None or sha256(content).hexdigest() != version:
            return False
        del self.originals[image.owner_id, image.id]
        return True

    async def listing(self, kind: BlobKind, marker: str | None, limit: int) -> Listing:
        kept = sorted(self.originals if kind == "originals" else self.renditions)
        start = int(marker or 0)
        page = {place: self.changed.get(place, EPOCH) for place in kept[start : start + limit]}
        return Listing(page, str(start + limit) if start + limit < len(kept) else None)

    async def put_renditions(
        self, owner: str, image_id: str, *, thumbnail: bytes, tile: bytes, preview: bytes
    ) -> None:
        self.renditions[owner, image_id] = thumbnail, tile, preview
        self.puts["renditions", (owner, image_id)] += 1
        self.changed.setdefault((owner, image_id), now())

    async def get_preview(self, owner: str, image_id: str) -> bytes:
        try:
            return self.renditions[owner, image_id][2]
        except KeyError:
            raise ImageNotFound("There is no such image.") from None

    async def versions(self, owner: str, image_id: str) -> Versions:
        name, place = f"{owner}/{image_id}", (owner, image_id)
        kept: dict[BlobKind, Container[Place]] = {"originals": self.originals, "renditions": self.renditions}
        return {(kind, name): str(self.puts[kind, place]) for kind in kept if place in kept[kind]}

    async def delete(self, versions: Versions) -> None:
        for (kind, name), version in versions.items():
            owner, _, image_id = name.partition("/")
            if version == str(self.puts[kind, (owner, image_id)]):
                (self.originals if kind == "originals" else self.renditions).pop((owner, image_id), None)

    async def has_original(self, owner: str, image_id: str) -> bool:
        return (owner, image_id) in self.originals

    async def upload_link(self, image: Image) -> SignedUpload:
        return SignedUpload(
            url=f"memory://{image.owner_id}/{image.id}/original",
            headers={"Content-Type": image.content_type},
            expires_at=datetime(2100, 1, 1, tzinfo=UTC),
        )

    async def links(self, image: Linkable) -> Json[Links]:
        home = f"memory://{image.owner_id}/{image.id}"
        return Json(
            self=f"/api/v1/images/{image.id}",
            original=f"{home}/original",
            preview=f"{home}/preview" if image.rendered else None,
            tile=f"{home}/tile" if image.tiled else None,
            thumbnail=f"{home}/thumbnail" if image.rendered else None,
            expiresAt="2100-01-01T00:00:00.000000Z",
        )

    async def ping(self) -> None:
        """Always there."""


def dog_analysis() -> Analysis:
    return Analysis(
        caption=Caption(text="a dog running on a beach", confidence=0.83),
        tags=(Tag(name="dog", confidence=0.98), Tag(name="beach", confidence=0.9)),
        text="BEACH CLOSED",
        width=1600,
        height=1200,
        model_version="2023-10-01",
    )


@dataclass
class FakeAnalyzer:
    """Sees a dog in every picture, unless `errors` has something to raise first."""

    analysis: Analysis = field(default_factory=dog_analysis)
    errors: list[Exception] = field(default_factory=list)
    calls: int = 0
    embedded: list[bytes] = field(default_factory=list)

    async def analyze(self, preview: bytes) -> Analysis:
        self._count()
        return self.analysis

    async def embed_image(self, preview: bytes) -> Embedding:
        self._count()
        self.embedded.append(preview)
        return Embedding(vector=(1.0, *[0.0] * 1023), model_version="2023-04-15")

    async def embed_text(self, text: str) -> Embedding:
        self._count()
        return Embedding(vector=(1.0, *[0.0] * 1023), model_version="2023-04-15")

    async def ping(self) -> None:
        self._count()

    def _count(self) -> None:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)


@dataclass
class FakeQueue:
    messages: list[tuple[str, str, float]] = field(default_factory=list)

    async def send(self, owner: str, image_id: str, delay_seconds: float = 0) -> None:
        self.messages.append((owner, image_id, delay_seconds))


def listed(image: Image) -> Listed:
    shown = image.model_dump(mode="json", by_alias=True, include=set(ImageFields.model_fields))
    return Listed(image.owner_id, image.tiled, shown)


def sort_key(image: Image, sort: str) -> SortKey:
    if sort == "filename":
        return image.filename, image.id
    if sort == "size":
        return image.size, image.id
    return rfc3339(image.uploaded_at), image.id
