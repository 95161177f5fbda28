"""What each route may ask of the database, the blob store and the analyzer, and not one call more."""

import json
from collections import Counter
from typing import Any

import pytest

from shared import worker
from shared.blob_name import BlobName
from shared.blueprints import account, edits, images, ingestion, links, search, system, uploads
from tests.app import body, call
from tests.budgets.conftest import OWNER, Meter

pytestmark = pytest.mark.asyncio(loop_scope="session")

Calls = dict[str, int]
NOTHING: Calls = {}
POINT_READ = {"cosmos read": 1}
QUERY = {"cosmos query": 1}
MAX_DOCUMENT_BYTES = 3000

READS: dict[str, tuple[Any, dict[str, str], Calls]] = {
    "a page": (images.list_images, {"limit": "5"}, {"cosmos query": 2}),
    "by words": (search.search_images, {"q": "harbour", "mode": "text"}, {"cosmos query": 2}),
    "by meaning": (
        search.search_images,
        {"q": "blue", "mode": "semantic"},
        {"cosmos query": 3, "vision vectorizeText": 1},
    ),
    "by both": (search.search_images, {"q": "harbour"}, {"cosmos query": 3, "vision vectorizeText": 1}),
    "by colour": (search.search_images, {"color": "5b9bd5"}, {"cosmos query": 2}),
    "by filters": (search.search_images, {"tags": "harbour"}, {"cosmos query": 2}),
    "with facets": (search.search_images, {"tags": "harbour", "facets": "true"}, {"cosmos query": 6}),
    "suggestions": (search.suggest_tags, {"q": "ha"}, QUERY),
    "account": (account.get_account, {}, {"cosmos query": 1, "cosmos read": 1}),
    "sign-in": (account.get_sign_in, {}, NOTHING),
    "processing status": (edits.get_processing_status, {}, {"cosmos query": 2}),
    "liveness": (system.get_liveness, {}, NOTHING),
    "readiness": (system.get_readiness, {}, {"cosmos read colls": 1, "GET originals": 1}),
    "API description": (system.get_openapi, {}, NOTHING),
}
OF_ONE_IMAGE: dict[str, tuple[Any, Calls]] = {
    "image": (images.get_image, POINT_READ),
    "original": (links.get_original, POINT_READ),
    "preview": (links.get_preview, POINT_READ),
    "tile": (links.get_tile, POINT_READ),
    "thumbnail": (links.get_thumbnail, POINT_READ),
    "similar": (search.find_similar_images, {"cosmos read": 2, "cosmos query": 2}),
}


@pytest.mark.parametrize(("function", "params", "budget"), READS.values(), ids=READS)
async def test_reading(meter: Meter, function: Any, params: dict[str, str], budget: Calls) -> None:
    await call(function, meter.request("GET", params=params))  # the SDK learns once where containers are
    assert await meter.cost(call(function, meter.request("GET", params=params))) == budget


@pytest.mark.parametrize(("function", "budget"), OF_ONE_IMAGE.values(), ids=OF_ONE_IMAGE)
async def test_reading_one_image(meter: Meter, function: Any, budget: Calls) -> None:
    req = meter.request("GET", route={"image_id": meter.images[0]})
    assert await meter.cost(call(function, req)) == budget


@pytest.mark.parametrize(
    ("function", "params"),
    [(images.list_images, {"limit": "5"}), (search.search_images, {"tags": "harbour", "limit": "5"})],
    ids=["list", "search"],
)
async def test_a_later_page_is_not_counted_again(meter: Meter, function: Any, params: dict[str, str]) -> None:
    first = body(await call(function, meter.request("GET", params=params)))
    req = meter.request("GET", params=params | {"cursor": first["nextCursor"]})
    assert await meter.cost(call(function, req)) == QUERY


async def test_a_page_brings_no_vectors(meter: Meter) -> None:
    await meter.cost(call(images.list_images, meter.request("GET", params={"limit": "5"})))
    assert sum(each.response_bytes for each in meter.cosmos.requests) < 6 * MAX_DOCUMENT_BYTES


async def test_the_life_of_an_image(meter: Meter) -> None:
    assert await meter.cost(meter.upload(100)) == {"cosmos batch": 1, "PUT originals": 1}
    image_id = body(await meter.upload(100))["id"]
    blob = BlobName("originals", f"{OWNER}/{image_id}")
    assert await meter.cost(call(ingestion.analyze_image, blob)) == {
        "cosmos patch": 1,  # the image is claimed,
        "cosmos batch": 2,  # put on the month's count, and saved with its embedding
        "GET originals": 1,
        "PUT renditions": 3,
        "vision analyze": 1,
        "vision vectorizeImage": 1,
    }
    assert await meter.cost(call(ingestion.analyze_image, blob)) == {
        "cosmos patch": 1,  # an event that came twice finds nothing to claim,
        "cosmos read": 1,  # and that the original is the one that was announced
        "HEAD originals": 1,
    }
    assert await meter.cost(meter.upload(100)) == {"cosmos batch": 1, "cosmos read": 2}
    edit = meter.request(
        "PATCH",
        route={"image_id": image_id},
        headers={"content-type": "application/json"},
        body=b'{"favorite": true}',
    )
    assert await meter.cost(call(edits.edit_image, edit)) == {"cosmos read": 1, "cosmos replace": 1}
    removal = meter.request("DELETE", route={"image_id": image_id})
    assert await meter.cost(call(images.delete_image, removal)) == {
        "cosmos read": 2,
        "cosmos replace": 1,  # marked, so that an interrupted removal is finished later
        "cosmos delete": 1,
        "cosmos batch": 1,
        "DELETE originals": 1,
        "DELETE renditions": 3,
        "HEAD originals": 1,  # an upload may have come in between
        "GET renditions": 1,
    }


@pytest.mark.usefixtures("meter")
async def test_ingestion_and_search_decode_in_the_same_room() -> None:
    services = await worker.services()
    assert services.search.decoders is services.ingestion.decoders


async def test_announcing_an_upload(meter: Meter) -> None:
    announced = [{"filename": "a.jpg", "size": 1000, "contentType": "image/jpeg", "sha256": "ab" * 32}]
    req = meter.request(
        "POST", headers={"content-type": "application/json"}, body=json.dumps(announced).encode()
    )
    assert await meter.cost(call(uploads.announce_uploads, req)) == Counter({"cosmos batch": 1})
