"""The search functions, called as the worker calls them, on fakes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import azure.functions as func
import PIL.Image
import pytest

from shared.blueprints.search import find_similar_images, search_by_image, search_images, suggest_tags
from shared.errors import AnalysisRefused, AnalyzerBusy, AnalyzerMisconfigured
from shared.models import Color, Embedding, Image, SimilarQuery, Tag, Upload
from shared.services import indexing
from shared.services.gallery import image_id
from shared.services.ingestion.decoders import Decoders
from tests.app import MAX_UPLOAD_BYTES, App, body, call, form, request
from tests.pictures import jpeg

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]
OWNER = "aliceowner"
TEXT_VECTOR = (1.0, *[0.0] * 1023)  # what FakeAnalyzer makes of any text or picture


async def keep(app: App, name: str, *, like: float | None = None, owner: str = OWNER, **fields: Any) -> str:
    """An analysed image; `like` is the cosine between its embedding and that of every query."""
    image = Image(
        id=image_id(owner, name),
        owner_id=owner,
        filename=f"{name}.jpg",
        content_type="image/jpeg",
        size=1,
        sha256=name,
        edited=("description",),
        **fields,
    )
    created = await app.images.create(indexing.index(image), app.limits)
    if like is not None:
        vector = (like, (1 - like**2) ** 0.5, *[0.0] * 1022)
        await app.images.save(created, Embedding(vector=vector, model_version="2023-04-15"))
    return image.id


async def search(**params: str) -> Any:
    response = await call(search_images, request("GET", "search/images", params=params))
    assert response.status_code == 200, response.get_body()
    return body(response)


async def found(**params: str) -> list[str]:
    return [hit["filename"].removesuffix(".jpg") for hit in (await search(**params))["images"]]


async def similar(image_id: str, user: str = "alice", **params: str) -> func.HttpResponse:
    route, path = {"image_id": image_id}, f"search/images/{image_id}/similar"
    return await call(find_similar_images, request("GET", path, user=user, route=route, params=params))


async def test_words_and_meaning_are_fused_and_explained(app: App) -> None:
    await keep(app, "both", like=0.3, tags=(Tag(name="dog"),))
    await keep(app, "meant", like=0.29)
    await keep(app, "named", tags=(Tag(name="Dogs"),), description="two dogs at the sea")
    await keep(app, "neither", like=0.1)
    page = await search(q="dog")
    by_name = {hit["filename"]: hit for hit in page["images"]}
    assert (page["total"], page["images"][0]["filename"]) == (3, "both.jpg")
    assert by_name["both.jpg"]["matched"] == [
        {"field": "tags", "value": "dog"},
        {"field": "meaning", "value": "0.300"},
    ]
    assert by_name["named.jpg"]["matched"] == [
        {"field": "tags", "value": "Dogs"},
        {"field": "description", "value": "two dogs at the sea"},
    ]
    scores = [hit["score"] for hit in page["images"]]
    assert 1 >= scores[0] >= scores[1] >= scores[2] > 0


async def test_a_phrase_must_occur_whatever_is_meant(app: App) -> None:
    await keep(app, "phrase", description="a red car", like=0.1)
    await keep(app, "phrase too", text="RED CARS")
    await keep(app, "both", description="red car", like=0.3)
    await keep(app, "words", description="a car that is red", like=0.31)
    assert (await found(q='"red car"'))[0] == "both"
    assert set(await found(q='"red car"')) == {"both", "phrase", "phrase too"}
    assert set(await found(q='"red car" road')) == {"both"}
    assert await found(q='"red car"', mode="semantic") == ["both"]


async def test_the_tail_of_what_is_meant_is_cut_relative_to_the_best(app: App) -> None:
    await keep(app, "best", like=0.3)
    await keep(app, "good", like=0.27)
    await keep(app, "poor", like=0.15)
    assert await found(q="anything", mode="semantic") == ["best", "good"]


@pytest.mark.parametrize("error", [AnalyzerBusy("x"), AnalyzerMisconfigured("x"), AnalysisRefused("x")])
async def test_without_the_analyzer_words_are_found_and_a_note_says_so(app: App, error: Exception) -> None:
    await keep(app, "named", tags=(Tag(name="dog"),))
    await keep(app, "meant", like=0.3)
    app.analyzer.errors.append(error)
    page = await search(q="dog")
    assert [hit["filename"] for hit in page["images"]] == ["named.jpg"]
    assert "meaning is unavailable" in page["note"]


async def test_meaning_alone_needs_the_analyzer(app: App) -> None:
    app.analyzer.errors.append(AnalyzerBusy("x", retry_after=7))
    response = await call(
        search_images, request("GET", "search/images", params={"q": "dog", "mode": "semantic"})
    )
    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")


async def test_colors_rank_by_nearness_and_area(app: App) -> None:
    await keep(app, "small", colors=(Color(hex="#3a6ea5", name="blue", fraction=0.1),))
    await keep(app, "large", colors=(Color(hex="#3a6ea5", name="blue", fraction=0.9),))
    await keep(app, "near", colors=(Color(hex="#3f72ab", name="blue", fraction=0.8),))
    await keep(app, "red", colors=(Color(hex="#c02020", name="red", fraction=1),))
    assert await found(color="3a6ea5") == ["large", "near", "small"]
    assert await found(color="#3A6EA5,#c02020") == []


async def test_a_color_narrows_a_text_search(app: App) -> None:
    blue, red = (
        Color(hex="#3a6ea5", name="blue", fraction=0.5),
        Color(hex="#c02020", name="red", fraction=1),
    )
    await keep(app, "blue dog", colors=(blue,), tags=(Tag(name="dog"),))
    await keep(app, "red dog", colors=(red,), tags=(Tag(name="dog"),))
    await keep(app, "red cat", colors=(red,), like=0.1)
    page = await search(q="dog", color="#c02020", mode="text")
    assert [hit["filename"] for hit in page["images"]] == ["red dog.jpg"]
    assert page["images"][0]["matched"][-1] == {"field": "colors", "value": "#c02020"}


async def test_filters_alone_are_sorted_and_counted(app: App) -> None:
    for name in ("a", "b", "c"):
        await keep(app, name, tags=(Tag(name="Beach"),), favorite=name != "b")
    page = await search(tags="beach", favorite="true", sort="filename", limit="1", facets="true")
    assert ([hit["filename"] for hit in page["images"]], page["total"]) == (["a.jpg"], 2)
    assert page["facets"]["tags"] == [{"value": "beach", "count": 2}]
    following = await search(
        tags="beach", favorite="true", sort="filename", limit="1", facets="true", cursor=page["nextCursor"]
    )
    assert [hit["filename"] for hit in following["images"]] == ["c.jpg"]
    assert (following["hasPrev"], following["hasNext"], following["nextCursor"]) == (True, False, None)


async def test_similar_images_the_nearest_first_without_itself(app: App) -> None:
    one = await keep(app, "one", like=1.0)
    await keep(app, "copy", like=0.99)
    await keep(app, "other", like=0.5, favorite=True)
    await keep(app, "unknown")
    images = body(await similar(one))["images"]
    assert [(hit["filename"], hit["nearDuplicate"]) for hit in images] == [
        ("copy.jpg", True),
        ("other.jpg", False),
    ]
    assert images[0]["score"] == pytest.approx(0.99, abs=0.001)
    assert [hit["filename"] for hit in body(await similar(one, favorite="true"))["images"]] == ["other.jpg"]
    assert [hit["filename"] for hit in body(await similar(one, limit="1"))["images"]] == ["copy.jpg"]


async def test_similar_to_what_is_unknown_or_not_analysed(app: App) -> None:
    waiting = await keep(app, "waiting")
    response = await similar(waiting)
    assert (response.status_code, body(response)["type"]) == (409, "/problems/image-not-analyzed")
    assert (await similar(waiting, user="bob")).status_code == 404
    assert (await similar("a" * 24)).status_code == 404


async def test_an_uploaded_picture_finds_those_like_it_and_is_not_kept(app: App) -> None:
    await keep(app, "alike", like=0.97)
    headers, sent = form([("query.jpg", jpeg(320, 240))])
    response = await call(search_by_image, request("POST", "search/by-image", headers=headers, body=sent))
    assert [hit["filename"] for hit in body(response)["images"]] == ["alike.jpg"]
    assert len(app.images.images) == 1 and not app.store.originals


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"text", 415), (jpeg(320, 240)[:200], 422), (b"\xff\xd8\xff" + bytes(MAX_UPLOAD_BYTES), 413)],
)
async def test_a_query_that_is_no_picture(content: bytes, status: int) -> None:
    headers, sent = form([("query.jpg", content)])
    response = await call(search_by_image, request("POST", "search/by-image", headers=headers, body=sent))
    assert response.status_code == status


class Watched(Decoders):
    """Tells when somebody asks for room."""

    def __init__(self, pixels: int) -> None:
        super().__init__(pixels)
        self.asked = asyncio.Event()

    @asynccontextmanager
    async def room_for(self, pixels: int) -> AsyncIterator[None]:
        self.asked.set()
        async with super().room_for(pixels):
            yield


async def test_a_query_picture_waits_until_there_is_room_to_decode_it() -> None:
    decoders = Watched(10**6)
    app = App()
    app.decoders = decoders
    upload = Upload(filename="query.jpg", content=jpeg(320, 240))
    async with asyncio.timeout(10):
        async with Decoders.room_for(decoders, decoders.pixels):
            search = asyncio.create_task(app.search.by_image(OWNER, upload, SimilarQuery()))
            await decoders.asked.wait()
            assert not app.analyzer.embedded
        await search
    assert len(app.analyzer.embedded) == 1


@pytest.mark.parametrize("size", [(1, 1), (20, 400)])
async def test_a_query_picture_too_small_to_analyse_is_framed(app: App, size: tuple[int, int]) -> None:
    headers, sent = form([("query.jpg", jpeg(*size))])
    response = await call(search_by_image, request("POST", "search/by-image", headers=headers, body=sent))
    assert response.status_code == 200
    (seen,) = app.analyzer.embedded
    assert min(PIL.Image.open(BytesIO(seen)).size) >= 50


async def test_suggestions_are_the_most_used_tags(app: App) -> None:
    await keep(app, "one", tags=(Tag(name="Beach"), Tag(name="bear")))
    await keep(app, "two", tags=(Tag(name="bear"),))
    response = await call(suggest_tags, request("GET", "search/suggestions", params={"q": " BE"}))
    assert body(response)["tags"] == [{"name": "bear", "count": 2}, {"name": "beach", "count": 1}]


async def test_nothing_of_another_owner_is_found(app: App) -> None:
    blue = Color(hex="#3a6ea5", name="blue", fraction=1)
    await keep(app, "theirs", like=1.0, owner="bobowner", tags=(Tag(name="dog"),), colors=(blue,))
    for params in ({"q": "dog"}, {"color": "3a6ea5"}, {"tags": "dog"}, {}):
        assert (await search(**params))["total"] == 0


@pytest.mark.parametrize(
    "params",
    [
        {"q": "x" * 10_000},
        {"color": "blue"},
        {"color": "#12345"},
        {"color": ",".join(["#fff"] * 6)},
        {"tags": ",".join(map(str, range(21)))},
        {"from": "yesterday"},
        {"from": "0.5"},
        {"to": "2020-13-01"},
        {"tags": "dog,"},
        {"since": "2020-01-01"},
        {"people": "-1"},
        {"mode": "magic"},
        {"sort": "random"},
        {"page": "0"},
        {"limit": "101"},
        {"cursor": "nonsense"},
        {"query": "dog"},
    ],
)
async def test_what_is_not_understood_is_refused(params: dict[str, str]) -> None:
    response = await call(search_images, request("GET", "search/images", params=params))
    assert (response.status_code, body(response)["type"]) == (400, "/problems/invalid-request")


@pytest.mark.parametrize("mode", ["hybrid", "text", "semantic"])
@pytest.mark.parametrize(
    "text",
    [
        *("'", '"', '""', '"dog', "-", "--", "-dog", '-"a dog"', "“dog”", "the of and", "' OR 1=1 --", "\0"),
        *("🏖️", "שלום", "مرحبا", "犬と海", "a" * 1000, "dog " * 200, "\\u0000", "%00", "{{7*7}}", "\ud7ff"),
    ],
)
async def test_strange_queries_get_an_answer(app: App, text: str, mode: str) -> None:
    await keep(app, "one", like=0.3, tags=(Tag(name="cat"),))
    page = await search(q=text, mode=mode)
    assert len(page["images"]) == page["total"]


@pytest.mark.parametrize(
    "params",
    [{"from": "0001-01-01T00:00:00+14:00"}, {"to": "9999-12-31T23:59:59-14:00"}, {"from": "0004-02-29"}],
)
async def test_a_bound_beyond_all_pictures_bounds_nothing(app: App, params: dict[str, str]) -> None:
    await keep(app, "a")
    assert (await search(**params))["total"] == 1
