"""Many images in one request, on fakes."""

from typing import Any

import pytest

from shared.blueprints.bulk import delete_images, edit_images, export_images
from tests.app import App, body, call, request, send_json
from tests.functional.test_images import get, upload
from tests.pictures import jpeg

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]
NOBODYS = "a" * 24


async def uploaded(count: int, user: str = "alice") -> list[str]:
    return [body(await upload(jpeg(32 + number, 32), f"{number}.jpg", user))["id"] for number in range(count)]


async def test_what_is_deleted_is_gone_and_what_is_not_there_is_told(app: App) -> None:
    first, second, kept = await uploaded(3)
    (others,) = await uploaded(1, user="bob")
    sent = {"ids": [first, NOBODYS, second, others, first]}
    results = body(await send_json(delete_images, "POST", "images/delete", sent))["results"]
    assert [(result["id"], result["outcome"]) for result in results] == [
        (first, "deleted"),
        (NOBODYS, "rejected"),
        (second, "deleted"),
        (others, "rejected"),
    ]
    assert results[1]["problem"]["status"] == 404
    assert {image_id for _, image_id in app.images.images} == {kept, others}


async def test_one_edit_is_made_to_several_images() -> None:
    ids = await uploaded(3)
    sent = {"ids": [*ids, NOBODYS], "edit": {"tags": ["trip"], "favorite": True}}
    results = body(await send_json(edit_images, "POST", "images/edit", sent))["results"]
    assert [result["outcome"] for result in results] == ["edited"] * 3 + ["rejected"]
    for image_id, result in zip(ids, results, strict=False):
        image = body(await get(image_id))
        assert image == result["image"]
        assert (image["favorite"], [tag["name"] for tag in image["tags"]]) == (True, ["trip"])


@pytest.mark.parametrize(
    "sent",
    [
        {"ids": []},
        {"ids": [NOBODYS] * 101},
        {"ids": ["../x"]},
        {"ids": [NOBODYS], "force": True},
        [NOBODYS],
    ],
)
async def test_what_is_no_list_of_ids_is_refused(sent: object) -> None:
    assert (await send_json(delete_images, "POST", "images/delete", sent)).status_code == 400


@pytest.mark.parametrize("edit", [None, {}, {"color": "red"}])
async def test_what_is_no_edit_is_refused(edit: object) -> None:
    (image_id,) = await uploaded(1)
    response = await send_json(edit_images, "POST", "images/edit", {"ids": [image_id], "edit": edit})
    assert response.status_code == 400


async def exported(**params: str) -> Any:
    return body(await call(export_images, request("GET", "images/export", params=params)))


async def test_an_export_pages_through_everything_once() -> None:
    ids = await uploaded(5)
    await uploaded(1, user="bob")
    first = await exported(limit="2")
    late = body(await upload(jpeg(99, 99)))["id"]
    pages = [first]
    while cursor := pages[-1]["nextCursor"]:
        pages.append(await exported(limit="2", cursor=cursor))
    found = [image for page in pages for image in page["images"]]
    assert [image["id"] for image in found] == [*ids, late]
    assert "links" not in found[0] and len(found[0]["sha256"]) == 64


async def test_an_export_obeys_filters_and_words() -> None:
    _, second = await uploaded(2)
    await send_json(
        edit_images, "POST", "images/edit", {"ids": [second], "edit": {"description": "a lighthouse"}}
    )
    assert [image["id"] for image in (await exported(q="lighthouses"))["images"]] == [second]
    assert (await exported(favorite="true"))["images"] == []


@pytest.mark.parametrize("params", [{"limit": "501"}, {"cursor": "AAAA"}, {"colour": "red"}])
async def test_a_parameter_at_fault_is_refused(params: dict[str, str]) -> None:
    response = await call(export_images, request("GET", "images/export", params=params))
    assert response.status_code == 400
