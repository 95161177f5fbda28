"""A gallery on fakes, whose pictures come and go while a search is walked through."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from shared.models import Color, Embedding, Image, SearchPage, SearchQuery, Tag
from shared.services import indexing
from tests.app import App

START = datetime(2026, 5, 1, tzinfo=UTC)
OWNER = "owner"


@dataclass(frozen=True)
class Picture:
    """What a picture is found by: its tags, its likeness to every query, and shares of two colours."""

    tags: frozenset[str] = frozenset()
    likeness: int = 0
    blue: int = 0
    name: str = "a"


@dataclass
class Walk:
    app: App = field(default_factory=App)
    numbers: "count[int]" = field(default_factory=count)

    async def page(self, query: SearchQuery) -> SearchPage:
        return SearchPage.model_validate(await self.app.search.search(OWNER, query))

    def keep(self, picture: Picture) -> str:
        number = next(self.numbers)
        shades = (
            Color(hex="#3a6ea5", name="blue", fraction=picture.blue / 4),
            Color(hex="#c02020", name="red", fraction=1 - picture.blue / 4),
        )
        image = Image(
            id=f"{number:024}",
            owner_id=OWNER,
            filename=picture.name,
            content_type="image/jpeg",
            size=picture.likeness,
            sha256="",
            uploaded_at=START + timedelta(seconds=number),
            tags=tuple(Tag(name=tag) for tag in picture.tags),
            colors=shades,
        )
        self.app.images.images[OWNER, image.id] = indexing.index(image)
        if picture.likeness:
            cosine = picture.likeness / 100
            vector = (cosine, (1 - cosine**2) ** 0.5, *[0.0] * 1022)
            embedding = Embedding(vector=vector, model_version="2023-04-15")
            self.app.images.embeddings[OWNER, image.id] = embedding
        return image.id

    def remove(self, id: str) -> None:
        self.app.images.images.pop((OWNER, id), None)
        self.app.images.embeddings.pop((OWNER, id), None)

    async def everything(self, query: dict[str, Any]) -> list[str]:
        """Hits of the first pages by number, read at once."""
        page = await self.page(SearchQuery.model_validate({**query, "limit": 100}))
        return [hit.id for hit in page.images]
