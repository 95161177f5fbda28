"""In-memory ports. tests/contract holds them to what the real adapters do."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from shared.errors import ImageExists, ImageNotFound, StaleImage, Unauthenticated
from shared.models import (
    Analysis,
    Caption,
    Embedding,
    Image,
    ImageStatus,
    Links,
    ListQuery,
    Principal,
    SignedUpload,
    SortKey,
    Tag,
    Usage,
    now,
)
from shared.services.cursor import sort_key

DESCENDING = {"newest", "size"}


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
    writes: int = 0

    async def create(self, image: Image) -> Image:
        if (image.owner_id, image.id) in self.images:
            raise ImageExists("The image exists already.")
        return self._keep(image)

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
        marks = {"status": ImageStatus.PROCESSING, "updated_at": now()}
        return self._keep(image.model_copy(update=marks))

    async def save(self, image: Image, embedding: Embedding | None = None) -> Image:
        if (await self.get(image.owner_id, image.id)).etag != image.etag:
            raise StaleImage("The image has changed since you read it.")
        if embedding:
            self.embeddings[image.owner_id, image.id] = embedding
        return self._keep(image)

    async def delete(self, owner: str, image_id: str) -> None:
        self.images.pop((owner, image_id), None)
        self.embeddings.pop((owner, image_id), None)

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
        return [image for _, image in keyed][skip : skip + limit]

    async def count(self, owner: str, query: ListQuery) -> int:
        return len(self._matching(owner, query))

    async def usage(self, owner: str) -> Usage:
        kept = self._matching(owner, ListQuery())
        return Usage(images=len(kept), bytes=sum(image.size for image in kept))

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

    def _keep(self, image: Image) -> Image:
        self.writes += 1
        kept = image.model_copy(update={"etag": f'"{self.writes}"'})
        self.images[image.owner_id, image.id] = kept
        return kept


@dataclass
class FakeStore:
    originals: dict[tuple[str, str], bytes] = field(default_factory=dict)
    renditions: dict[tuple[str, str], tuple[bytes, bytes]] = field(default_factory=dict)

    async def put_original(self, image: Image, content: bytes, *, overwrite: bool) -> None:
        key = image.owner_id, image.id
        if overwrite or key not in self.originals:
            self.originals[key] = content

    async def get_original(self, owner: str, image_id: str) -> bytes:
        try:
            return self.originals[owner, image_id]
        except KeyError:
            raise ImageNotFound("There is no such image.") from None

    async def put_renditions(self, owner: str, image_id: str, *, thumbnail: bytes, preview: bytes) -> None:
        self.renditions[owner, image_id] = thumbnail, preview

    async def get_preview(self, owner: str, image_id: str) -> bytes:
        try:
            return self.renditions[owner, image_id][1]
        except KeyError:
            raise ImageNotFound("There is no such image.") from None

    async def delete_renditions(self, owner: str, image_id: str) -> None:
        self.renditions.pop((owner, image_id), None)

    async def delete(self, owner: str, image_id: str) -> None:
        self.originals.pop((owner, image_id), None)
        await self.delete_renditions(owner, image_id)

    async def has_original(self, owner: str, image_id: str) -> bool:
        return (owner, image_id) in self.originals

    async def upload_link(self, image: Image) -> SignedUpload:
        return SignedUpload(
            url=f"memory://{image.owner_id}/{image.id}/original",
            headers={"Content-Type": image.content_type},
            expires_at=datetime(2100, 1, 1, tzinfo=UTC),
        )

    async def links(self, image: Image) -> Links:
        home = f"memory://{image.owner_id}/{image.id}"
        rendered = image.stage("renditions").status == "completed"
        return Links(
            self=f"/api/v1/images/{image.id}",
            original=f"{home}/original",
            preview=f"{home}/preview" if rendered else None,
            thumbnail=f"{home}/thumbnail" if rendered else None,
            expires_at=datetime(2100, 1, 1, tzinfo=UTC),
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

    async def analyze(self, preview: bytes) -> Analysis:
        self._count()
        return self.analysis

    async def embed_image(self, preview: bytes) -> Embedding:
        self._count()
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
