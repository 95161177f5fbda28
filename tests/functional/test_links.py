"""The addresses that lead to signed ones, on fakes."""

from typing import Any

import pytest

from shared.blueprints.links import get_original, get_preview, get_thumbnail, get_tile
from tests.app import App, body, call, request
from tests.functional.test_images import upload
from tests.pictures import jpeg

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]
ROUTES = {"original": get_original, "preview": get_preview, "tile": get_tile, "thumbnail": get_thumbnail}


async def follow(kind: str, image_id: str, user: str = "alice") -> Any:
    route = {"image_id": image_id}
    return await call(ROUTES[kind], request("GET", f"images/{image_id}/{kind}", user=user, route=route))


@pytest.mark.parametrize("kind", ROUTES)
async def test_each_leads_to_where_the_image_says(kind: str, app: App) -> None:
    image_id = body(await upload(jpeg(64, 48)))["id"]
    await app.ingestion.ingest("aliceowner", image_id)
    response = await follow(kind, image_id)
    assert (response.status_code, response.get_body()) == (302, b"")
    assert response.headers["Location"] == f"memory://aliceowner/{image_id}/{kind}"


@pytest.mark.parametrize(
    ("kind", "status"), [("original", 302), ("preview", 409), ("tile", 409), ("thumbnail", 409)]
)
async def test_before_the_renditions_only_the_original_is_there(kind: str, status: int) -> None:
    response = await follow(kind, body(await upload(jpeg(64, 48)))["id"])
    assert (response.status_code, response.headers.get("Retry-After")) == (
        status,
        "2" if status == 409 else None,
    )


@pytest.mark.parametrize("kind", ROUTES)
async def test_another_owners_image_is_not_there(kind: str) -> None:
    image_id = body(await upload(jpeg(64, 48)))["id"]
    assert (await follow(kind, image_id, user="bob")).status_code == 404
