"""One suite on the fake index and on Cosmos DB's, served by the emulator to the real SDK."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from azure.cosmos.aio import CosmosClient

from local.cosmos import CosmosEmulator
from local.provision import provision_cosmos
from local.serve import serve
from shared.adapters.cosmos import CosmosImageIndex, CosmosImageRepository
from shared.models import Color, Embedding, Exif, Filters, Image, ImageStatus, Tag, now, rfc3339
from shared.ports import Criteria, ImageIndex, ImageRepository
from shared.services import indexing
from shared.services.cells import cell, large, near
from shared.services.difference import cielab
from tests.app import LIMITS
from tests.fake_index import FakeIndex
from tests.fakes import FakeImages, listed

pytestmark = pytest.mark.asyncio(loop_scope="module")
START = datetime(2026, 5, 1, tzinfo=UTC)
BLUE, RED = Color(hex="#3a6ea5", name="blue", fraction=0.7), Color(hex="#c02020", name="red", fraction=0.3)


@dataclass
class Gallery:
    """One owner's images, and what finds them."""

    images: ImageRepository
    index: ImageIndex
    owner: str
    kept: int = 0

    async def keep(self, *, vector: tuple[float, ...] | None = None, **fields: Any) -> str:
        self.kept += 1
        defaults: dict[str, Any] = {
            "id": f"image{self.kept:02}",
            "owner_id": self.owner,
            "filename": f"{self.kept}.jpg",
            "content_type": "image/jpeg",
            "size": self.kept,
            "sha256": "0" * 64,
            "uploaded_at": START + timedelta(hours=self.kept),
            "edited": ("description",),
        }
        given = {**defaults, **fields}
        image = indexing.index(Image(**given))
        created = await self.images.create(image, LIMITS)
        if vector:
            await self.images.save(created, embedding(*vector))
        return image.id

    async def ids(self, **criteria: Any) -> list[str]:
        return sorted(await self.index.ids(self.owner, Criteria(**criteria), limit=100))


def embedding(*start: float, model: str = "2023-04-15") -> Embedding:
    return Embedding(vector=(*start, *[0.0] * (1024 - len(start))), model_version=model)


def filters(**given: Any) -> Filters:
    return Filters.model_validate(given)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def emulator() -> AsyncIterator[tuple[CosmosEmulator, CosmosClient]]:
    emulator = CosmosEmulator()
    async with serve(emulator.app) as url:
        await provision_cosmos(url, emulator.key, "gallery")
        async with CosmosClient(url, emulator.key) as client:
            yield emulator, client


@pytest.fixture(params=["fake", "cosmos"])
def gallery(request: pytest.FixtureRequest) -> Gallery:
    if request.param == "fake":
        images = FakeImages()
        return Gallery(images, FakeIndex(images), "anyone")
    _, client = request.getfixturevalue("emulator")
    container = client.get_database_client("gallery").get_container_client("images")
    return Gallery(CosmosImageRepository(container), CosmosImageIndex(container), f"owner{uuid4().hex}")


async def test_words_meet_their_stems_in_every_field(gallery: Gallery) -> None:
    tag = await gallery.keep(tags=(Tag(name="Running Dog"),))
    text = await gallery.keep(text="DOGS RUN HERE")
    await gallery.keep(description="a cat")
    assert await gallery.ids(words=("dog",)) == [tag, text]
    assert await gallery.ids(words=("runs", "dogs")) == [tag, text]


async def test_all_words_or_any(gallery: Gallery) -> None:
    both = await gallery.keep(description="a dog and a cat")
    one = await gallery.keep(description="a dog")
    assert await gallery.ids(words=("dog", "cat")) == [both]
    assert await gallery.ids(words=("dog", "cat"), every=False) == [both, one]


async def test_phrases_must_occur_and_excluded_words_must_not(gallery: Gallery) -> None:
    phrase = await gallery.keep(description="red car on a road")
    words = await gallery.keep(description="a car that is red")
    assert await gallery.ids(phrases=("red car",)) == [phrase]
    assert await gallery.ids(words=("car",), excluded=("road",)) == [words]


async def test_ids_are_an_alternative_to_words(gallery: Gallery) -> None:
    word, named, favorite = (
        await gallery.keep(description="dog"),
        await gallery.keep(description="cat"),
        await gallery.keep(description="cat", favorite=True),
    )
    await gallery.keep()
    either = {"words": ("dog",), "ids": (named, favorite)}
    assert await gallery.ids(**either) == [word, named, favorite]
    assert await gallery.ids(**either, filters=filters(favorite=True)) == [favorite]
    assert await gallery.ids(ids=()) == []


@pytest.mark.parametrize(
    ("given", "meeting"),
    [
        ({"tags": "Beach, dog"}, [1]),
        ({"tags": "beach"}, [1, 2]),
        ({"from": "2020-06-01"}, [1, 3]),
        ({"from": "2020-06-01", "to": "2020-06-01"}, [1]),
        ({"to": "2020-05-31T23:59:59Z"}, [2]),
        ({"camera": "canon EOS R5"}, [2]),
        ({"orientation": "portrait"}, [2]),
        ({"people": 0}, [3]),
        ({"people": 1}, [1, 2]),
        ({"people": 2}, [2]),
        ({"favorite": True}, [1]),
        ({"favorite": False}, [2, 3]),
        ({"status": "completed"}, [3]),
        ({"tags": "beach", "people": 2, "status": "pending"}, [2]),
        ({}, [1, 2, 3]),
    ],
)
async def test_filters(gallery: Gallery, given: dict[str, Any], meeting: list[int]) -> None:
    beach, dog = Tag(name="Beach"), Tag(name="dog")
    await gallery.keep(
        tags=(beach, dog), exif=Exif(taken_at=datetime(2020, 6, 1, 12, tzinfo=UTC)), people=1, favorite=True
    )
    portrait = Exif(taken_at=datetime(2019, 1, 1, tzinfo=UTC), camera="Canon EOS R5")
    await gallery.keep(tags=(beach,), exif=portrait, orientation="portrait", people=2)
    await gallery.keep(status=ImageStatus.COMPLETED)
    found = await gallery.ids(filters=filters(**given))
    assert found == [f"image{number:02}" for number in meeting]
    assert await gallery.index.count(gallery.owner, Criteria(filters=filters(**given))) == len(meeting)


async def test_every_color_asked_for_must_be_there(gallery: Gallery) -> None:
    both = await gallery.keep(colors=(BLUE, RED))
    blue = await gallery.keep(colors=(BLUE,))
    wanted = [tuple(near(color)) for color in ("#3a6ea0", "#c02222")]
    assert await gallery.ids(cells=(wanted[0],)) == [both, blue]
    assert await gallery.ids(cells=tuple(wanted)) == [both]
    assert await gallery.ids(cells=(tuple(large(label, 0.7) for label in wanted[0]),)) == [both, blue]
    assert await gallery.ids(cells=(tuple(large(label, 0.75) for label in wanted[0]),)) == []


async def test_candidates_are_the_newest_with_what_ranks_them(gallery: Gallery) -> None:
    await gallery.keep(description="dog")
    await gallery.keep(tags=(Tag(name="dog"),), description="a dog", colors=(BLUE,), filename="z.jpg")
    cells = tuple(near(BLUE.hex))
    wanted = ("tags:dog", "description:dog", "text:dog")
    newest, other = await gallery.index.candidates(
        gallery.owner, Criteria(words=("dog",)), stems=wanted, sort="filename", limit=9
    )
    assert (newest.id, newest.sort_value, other.sort_value) == ("image02", "z.jpg", "1.jpg")
    assert (set(newest.stems), other.stems) == ({"tags:dog", "description:dog"}, ("description:dog",))
    assert newest.uploaded_at == rfc3339(START + timedelta(hours=2))
    (colored,) = await gallery.index.candidates(
        gallery.owner, Criteria(cells=(cells,)), stems=(), sort="newest", limit=1
    )
    assert tuple(colored.palette) == pytest.approx(
        (*cielab(BLUE.hex), BLUE.fraction, int(cell(cielab(BLUE.hex)))), abs=0.0001
    )


async def test_candidates_of_an_earlier_time(gallery: Gallery) -> None:
    first = await gallery.keep()
    await gallery.keep()
    assert await gallery.ids(until=rfc3339(START + timedelta(hours=1))) == [first]


async def test_the_nearest_come_first(gallery: Gallery) -> None:
    far, near = await gallery.keep(vector=(0.0, 1.0)), await gallery.keep(vector=(1.0, 0.1))
    await gallery.keep()
    find, owner, like = gallery.index.nearest, gallery.owner, embedding(1.0)
    found = await find(owner, like, among=None, until=None, limit=9)
    assert [neighbor.id for neighbor in found] == [near, far]
    assert [neighbor.similarity for neighbor in found] == pytest.approx([0.995, 0], abs=0.001)
    assert [n.id for n in await find(owner, like, among=None, until=None, limit=1)] == [near]
    assert [n.id for n in await find(owner, like, among=[far], until=None, limit=9)] == [far]
    earlier = rfc3339(START + timedelta(hours=1))
    assert [n.id for n in await find(owner, like, among=None, until=earlier, limit=9)] == [far]


async def test_models_are_not_compared_with_each_other(gallery: Gallery) -> None:
    await gallery.keep(vector=(1.0,))
    other = embedding(1.0, model="2030-01-01")
    assert await gallery.index.nearest(gallery.owner, other, among=None, until=None, limit=9) == []


async def test_an_embedding_is_read_where_there_is_one(gallery: Gallery) -> None:
    with_vector, without = await gallery.keep(vector=(0.5,)), await gallery.keep()
    assert await gallery.index.embedding(gallery.owner, with_vector) == embedding(0.5)
    assert await gallery.index.embedding(gallery.owner, without) is None


async def test_images_are_read_in_the_order_asked_for(gallery: Gallery) -> None:
    one, two = await gallery.keep(tags=(Tag(name="dog"),), colors=(BLUE,)), await gallery.keep()
    first, second = await gallery.index.read(gallery.owner, [two, "missing", one])
    assert [first, second] == [listed(await gallery.images.get(gallery.owner, id)) for id in (two, one)]
    assert await gallery.index.read(gallery.owner, []) == []


@pytest.mark.parametrize("sort", ["newest", "oldest", "filename", "size"])
async def test_pages_follow_each_other_by_key(gallery: Gallery, sort: str) -> None:
    for name in ("b", "a", "a", "c"):
        await gallery.keep(filename=name, size=ord(name))
    everything = await gallery.index.page(gallery.owner, Criteria(), sort=sort, after=None, skip=0, limit=9)
    by = {"newest": ("uploadedAt", -1), "oldest": ("uploadedAt", 1), "filename": ("filename", 1)}
    field, sign = by.get(sort, ("size", -1))
    values = [image.shown[field] for image in everything]
    assert values == sorted(values, reverse=sign < 0) and len(values) == 4
    skipped = await gallery.index.page(gallery.owner, Criteria(), sort=sort, after=None, skip=1, limit=2)
    assert [image.id for image in skipped] == [image.id for image in everything[1:3]]


async def test_facets_count_what_meets_the_criteria(gallery: Gallery) -> None:
    dog, beach = Tag(name="Dog"), Tag(name="beach")
    exif = Exif(taken_at=datetime(2020, 6, 1, tzinfo=UTC), camera="Canon EOS R5")
    shades = (BLUE, BLUE.model_copy(update={"hex": "#4169e1"}))
    await gallery.keep(tags=(dog, beach), exif=exif, colors=shades, description="shore")
    await gallery.keep(tags=(dog,), colors=(RED,), description="shore")
    await gallery.keep(tags=(beach,))
    facets = await gallery.index.facets(gallery.owner, Criteria(words=("shore",)))
    assert [(facet.value, facet.count) for facet in facets.tags] == [("dog", 2), ("beach", 1)]
    assert [(facet.value, facet.count) for facet in facets.colors] == [("blue", 1), ("red", 1)]
    assert [(facet.value, facet.count) for facet in facets.cameras] == [("Canon EOS R5", 1)]
    assert [(facet.value, facet.count) for facet in facets.years] == [("2026", 1), ("2020", 1)]


async def test_tags_by_their_beginning(gallery: Gallery) -> None:
    for names in (("beach", "bear"), ("Bear", "dog"), ("bee",)):
        await gallery.keep(tags=tuple(Tag(name=name) for name in names))
    find = gallery.index.tags
    counted = [(tag.name, tag.count) for tag in await find(gallery.owner, "be", limit=2)]
    assert counted == [("bear", 2), ("beach", 1)]
    assert [tag.name for tag in await find(gallery.owner, "", limit=1)] == ["bear"]
    assert await find(gallery.owner, "x", limit=9) == []


async def test_what_is_being_deleted_or_of_another_owner_is_not_found(gallery: Gallery) -> None:
    id = await gallery.keep(tags=(Tag(name="dog"),), vector=(1.0,))
    other = Gallery(gallery.images, gallery.index, f"{gallery.owner}2")
    assert await other.ids() == [] and await other.index.read(other.owner, [id]) == []
    assert await other.index.nearest(other.owner, embedding(1.0), among=None, until=None, limit=9) == []
    image = await gallery.images.get(gallery.owner, id)
    await gallery.images.save(image.model_copy(update={"deleted_at": now()}))
    assert await gallery.ids(words=("dog",)) == []
    assert await gallery.index.read(gallery.owner, [id]) == []
    assert await gallery.index.tags(gallery.owner, "dog", limit=9) == []


HOSTILE = [
    "'",
    '"',
    "'; DROP c --",
    "') OR true --",
    "@p0",
    "\0",
    "🏖️",
    "שלום",
    "x" * 10_000,
    "c.id",
    "\\",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_only_ever_a_value(gallery: Gallery, text: str) -> None:
    await gallery.keep(description="harmless")
    assert await gallery.ids(words=(text,)) == []
    assert await gallery.ids(phrases=(text,)) == []
    assert await gallery.ids(words=("harmless",), excluded=(text,)) == ["image01"]
    assert await gallery.ids(cells=((text,),)) == []
    assert await gallery.ids(ids=(text,)) == []
    assert await gallery.ids(filters=Filters.model_construct(tags=(text,))) == []
