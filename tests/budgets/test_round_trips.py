"""What each route may ask of the database, the blob store and the analyzer: not a call more, nor many bytes.

Bytes are those of the bodies, both ways, in kB. An embedding that nobody asked for is 10 kB, and breaks any.
"""

import json
from collections.abc import Awaitable
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

READS: dict[str, tuple[Any, dict[str, str], Calls, float]] = {
    "a page": (images.list_images, {"limit": "5"}, {"cosmos query": 2}, 13),
    "by words": (search.search_images, {"q": "harbour", "mode": "text"}, {"cosmos query": 2}, 31),
    "by meaning": (
        search.search_images,
        {"q": "blue", "mode": "semantic"},
        {"cosmos query": 3, "vision vectorizeText": 1},
        47,
    ),
    "by both": (search.search_images, {"q": "harbour"}, {"cosmos query": 3, "vision vectorizeText": 1}, 47),
    "by colour": (search.search_images, {"color": "5b9bd5"}, {"cosmos query": 2}, 39),
    "by filters": (search.search_images, {"tags": "harbour"}, {"cosmos query": 2}, 29),
    "with facets": (search.search_images, {"tags": "harbour", "facets": "true"}, {"cosmos query": 6}, 30),
    "suggestions": (search.suggest_tags, {"q": "ha"}, QUERY, 0.5),
    "account": (account.get_account, {}, {"cosmos query": 1, "cosmos read": 1}, 1.2),
    "sign-in": (account.get_sign_in, {}, NOTHING, 0),
    "processing status": (edits.get_processing_status, {}, {"cosmos query": 2}, 2),
    "liveness": (system.get_liveness, {}, NOTHING, 0),
    "readiness": (system.get_readiness, {}, {"cosmos read colls": 1, "GET originals": 1}, 1.5),
    "API description": (system.get_openapi, {}, NOTHING, 0),
}
OF_ONE_IMAGE: dict[str, tuple[Any, Calls, float]] = {
    "image": (images.get_image, POINT_READ, 4),
    "original": (links.get_original, POINT_READ, 4),
    "preview": (links.get_preview, POINT_READ, 4),
    "tile": (links.get_tile, POINT_READ, 4),
    "thumbnail": (links.get_thumbnail, POINT_READ, 4),
    "similar": (search.find_similar_images, {"cosmos read": 2, "cosmos query": 2}, 53),
}


async def spend(meter: Meter, work: Awaitable[Any], calls: Calls, kilobytes: float) -> None:
    assert await meter.cost(work) == calls
    assert meter.bytes <= kilobytes * 1000


@pytest.mark.parametrize(("function", "params", "calls", "kilobytes"), READS.values(), ids=READS)
async def test_reading(
    meter: Meter, function: Any, params: dict[str, str], calls: Calls, kilobytes: float
) -> None:
    await call(function, meter.request("GET", params=params))  # the SDK learns once where containers are
    await spend(meter, call(function, meter.request("GET", params=params)), calls, kilobytes)


@pytest.mark.parametrize(("function", "calls", "kilobytes"), OF_ONE_IMAGE.values(), ids=OF_ONE_IMAGE)
async def test_reading_one_image(meter: Meter, function: Any, calls: Calls, kilobytes: float) -> None:
    req = meter.request("GET", route={"image_id": meter.images[0]})
    await spend(meter, call(function, req), calls, kilobytes)


@pytest.mark.parametrize(
    ("function", "params"),
    [(images.list_images, {"limit": "5"}), (search.search_images, {"tags": "harbour", "limit": "5"})],
    ids=["list", "search"],
)
async def test_a_later_page_is_not_counted_again(meter: Meter, function: Any, params: dict[str, str]) -> None:
    first = body(await call(function, meter.request("GET", params=params)))
    req = meter.request("GET", params=params | {"cursor": first["nextCursor"]})
    await spend(meter, call(function, req), QUERY, 15)


async def test_the_life_of_an_image(meter: Meter) -> None:
    await spend(meter, meter.upload(100), {"cosmos batch": 1, "PUT originals": 1}, 7)
    image_id = body(await meter.upload(100))["id"]
    blob = BlobName("originals", f"{OWNER}/{image_id}")
    analysis = {
        "cosmos patch": 1,  # the image is claimed,
        "cosmos batch": 2,  # put on the month's count, and saved with its embedding
        "GET originals": 1,
        "PUT renditions": 3,
        "vision analyze": 1,
        "vision vectorizeImage": 1,
    }
    await spend(meter, call(ingestion.analyze_image, blob), analysis, 54)
    again = {
        "cosmos patch": 1,  # an event that came twice finds nothing to claim,
        "cosmos read": 1,  # and that the original is the one that was announced
        "HEAD originals": 1,
    }
    await spend(meter, call(ingestion.analyze_image, blob), again, 5)
    await spend(meter, meter.upload(100), {"cosmos batch": 1, "cosmos read": 2}, 10)
    edit = meter.request(
        "PATCH",
        route={"image_id": image_id},
        headers={"content-type": "application/json"},
        body=b'{"favorite": true}',
    )
    await spend(meter, call(edits.edit_image, edit), {"cosmos read": 1, "cosmos replace": 1}, 12)
    removal = {
        "cosmos read": 2,
        "cosmos replace": 1,  # marked, so that an interrupted removal is finished later
        "cosmos delete": 1,
        "cosmos batch": 1,
        "DELETE originals": 1,
        "DELETE renditions": 3,
        "HEAD originals": 1,  # an upload may have come in between
        "GET renditions": 1,
    }
    removed = meter.request("DELETE", route={"image_id": image_id})
    await spend(meter, call(images.delete_image, removed), removal, 20)


@pytest.mark.usefixtures("meter")
async def test_ingestion_and_search_decode_in_the_same_room() -> None:
    services = await worker.services()
    assert services.search.decoders is services.ingestion.decoders


async def test_announcing_an_upload(meter: Meter) -> None:
    announced = [{"filename": "a.jpg", "size": 1000, "contentType": "image/jpeg", "sha256": "ab" * 32}]
    req = meter.request(
        "POST", headers={"content-type": "application/json"}, body=json.dumps(announced).encode()
    )
    await spend(meter, call(uploads.announce_uploads, req), {"cosmos batch": 1}, 4)
