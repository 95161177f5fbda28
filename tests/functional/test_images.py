"""The image functions, called as the worker calls them, on fakes."""

from typing import Any

import azure.functions as func
import pytest

from shared.blueprints.images import delete_image, get_image, list_images, upload_image, upload_images
from shared.models import ImageStatus
from tests.app import MAX_UPLOAD_BYTES, App, body, call, form, request
from tests.pictures import jpeg, png, png_bomb

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]


async def upload(content: bytes, filename: str = "beach.jpg", user: str = "alice") -> func.HttpResponse:
    headers, sent = form([(filename, content)])
    return await call(upload_image, request("POST", "images/upload", user=user, headers=headers, body=sent))


async def get(image_id: str, user: str = "alice", **headers: str) -> func.HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    route = {"image_id": image_id}
    return await call(get_image, request("GET", f"images/{image_id}", user=user, route=route, headers=named))


async def delete(image_id: str, user: str = "alice", **headers: str) -> func.HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    route = {"image_id": image_id}
    return await call(
        delete_image, request("DELETE", f"images/{image_id}", user=user, route=route, headers=named)
    )


async def test_an_upload_is_pending_and_readable() -> None:
    response = await upload(jpeg(640, 480))
    image = body(response)
    assert response.status_code == 201
    assert (image["status"], image["contentType"], image["duplicate"]) == ("pending", "image/jpeg", False)
    assert response.headers["Location"] == image["links"]["self"] == f"/api/v1/images/{image['id']}"
    assert body(await get(image["id"]))["sha256"] == image["sha256"]


async def test_the_same_content_is_one_image_for_one_owner() -> None:
    content = jpeg(640, 480)
    first, again, other = (
        await upload(content),
        await upload(content, "copy.jpg"),
        await upload(content, user="bob"),
    )
    assert [r.status_code for r in (first, again, other)] == [201, 200, 201]
    assert body(again)["duplicate"] is True
    assert body(first)["id"] == body(again)["id"] != body(other)["id"]


async def test_what_failed_is_taken_up_anew(app: App) -> None:
    content = jpeg(640, 480)
    image = body(await upload(content))
    owner = "aliceowner"
    await app.ingestion.give_up(owner, image["id"], "no luck")
    assert app.images.images[owner, image["id"]].status is ImageStatus.FAILED
    response = await upload(content)
    assert (response.status_code, body(response)["status"], body(response)["error"]) == (201, "pending", None)


@pytest.mark.parametrize(
    ("content", "status", "problem"),
    [
        (b"no image at all", 415, "unsupported-image-type"),
        (b"x" * (MAX_UPLOAD_BYTES + 1), 413, "image-too-large"),
        (b"", 400, "invalid-request"),
        (png_bomb(), 413, "image-too-large"),
        (jpeg(64, 48)[:60], 422, "unreadable-image"),
    ],
)
async def test_what_is_refused(content: bytes, status: int, problem: str, app: App) -> None:
    response = await upload(content)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert body(response)["type"] == f"/problems/{problem}"
    assert body(response)["requestId"] == response.headers["X-Request-Id"]
    assert not app.images.images and not app.store.originals


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({}, b""),
        ({"content-type": "multipart/form-data"}, b"--x--"),
        ({"content-type": "multipart/form-data; boundary=x"}, b"garbage"),
        (
            {"content-type": "multipart/form-data; boundary=x"},
            b'--x\r\nContent-Disposition: form-data; name="f',
        ),
        form([("a.jpg", b"a")], name="picture"),
        form([("a.jpg", b"a"), ("b.jpg", b"b")]),
    ],
)
async def test_what_is_no_form_with_one_file(headers: dict[str, str], sent: bytes) -> None:
    response = await call(upload_image, request("POST", "images/upload", headers=headers, body=sent))
    assert response.status_code == 400


@pytest.mark.parametrize("filename", ["ä ö.jpg", "../../etc/passwd", "x" * 3000, 'quo\\"te.jpg', "🏖️.jpg"])
async def test_any_filename_is_kept_for_display(filename: str) -> None:
    response = await upload(jpeg(64, 48), filename)
    assert response.status_code == 201
    assert body(response)["filename"][:5] == filename.replace('\\"', '"')[:5]
    assert len(body(response)["filename"]) <= 1000


async def test_one_bad_file_spoils_no_other() -> None:
    headers, sent = form([("a.jpg", jpeg(64, 48)), ("b.txt", b"text"), ("c.png", png(64, 48))], "files")
    response = await call(
        upload_images, request("POST", "images/upload-multiple", headers=headers, body=sent)
    )
    results = body(response)["results"]
    assert [(r["filename"], r["outcome"]) for r in results] == [
        ("a.jpg", "created"),
        ("b.txt", "rejected"),
        ("c.png", "created"),
    ]
    assert results[1]["problem"]["status"] == 415


async def test_another_owners_image_does_not_exist(app: App) -> None:
    image = body(await upload(jpeg(64, 48)))
    responses = [await get(image["id"], user="bob"), await delete(image["id"], user="bob")]
    assert [r.status_code for r in responses] == [404, 404]
    listed = await call(list_images, request("GET", "images", user="bob"))
    assert (body(listed)["images"], body(listed)["total"]) == ([], 0)
    assert (await get(image["id"])).status_code == 200


@pytest.mark.parametrize("authorization", [None, "Basic abc", "Bearer", "Bearer  ", "Bearer n0t-a-token"])
async def test_who_is_not_signed_in_gets_nothing(authorization: str | None) -> None:
    headers = {"authorization": authorization} if authorization else {}
    response = await call(list_images, request("GET", "images", user=None, headers=headers))
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_an_unchanged_image_is_not_sent_again() -> None:
    image_id = body(await upload(jpeg(64, 48)))["id"]
    etag = (await get(image_id)).headers["ETag"]
    response = await get(image_id, if_none_match=f'"other", {etag}')
    assert (response.status_code, response.get_body(), response.headers["ETag"]) == (304, b"", etag)


async def test_delete_removes_everything_and_only_once(app: App) -> None:
    image_id = body(await upload(jpeg(64, 48)))["id"]
    assert (await delete(image_id)).status_code == 204
    assert not app.images.images and not app.store.originals
    assert [(await delete(image_id)).status_code, (await get(image_id)).status_code] == [404, 404]


async def test_delete_of_what_changed_since_is_refused(app: App) -> None:
    image_id = body(await upload(jpeg(64, 48)))["id"]
    etag = (await get(image_id)).headers["ETag"]
    await app.ingestion.ingest("aliceowner", image_id)
    assert (await delete(image_id, if_match=etag)).status_code == 412
    assert (await delete(image_id, if_match=(await get(image_id)).headers["ETag"])).status_code == 204


async def test_uploading_what_is_being_deleted_is_a_conflict(app: App) -> None:
    content = jpeg(64, 48)
    image = app.images.images["aliceowner", body(await upload(content))["id"]]
    await app.images.save(image.model_copy(update={"deleted_at": image.uploaded_at}))
    response = await upload(content)
    assert (response.status_code, response.headers["Retry-After"]) == (409, "5")


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"limit": "0"}, "/limit"),
        ({"limit": "101"}, "/limit"),
        ({"page": "none"}, "/page"),
        ({"status": "odd"}, "/status"),
        ({"lmit": "3"}, "/lmit"),
        ({"limit": "1,2"}, "/limit"),
    ],
)
async def test_a_parameter_at_fault_is_named(params: dict[str, str], pointer: str) -> None:
    response = await call(list_images, request("GET", "images", params=params))
    assert response.status_code == 400
    assert body(response)["errors"][0]["pointer"] == pointer


async def page(**params: str) -> Any:
    return body(await call(list_images, request("GET", "images", params=params)))


async def pages(**params: str) -> list[Any]:
    """Every page from the first on, by cursor."""
    found = [await page(**params)]
    while cursor := found[-1]["nextCursor"]:
        found.append(await page(**params, cursor=cursor))
    return found


@pytest.mark.parametrize("sort", ["newest", "oldest", "filename", "size"])
async def test_pages_by_cursor_and_by_number_agree(sort: str) -> None:
    for number in range(7):
        await upload(jpeg(32 + number, 32), f"{number % 3}.jpg")
    by_cursor = await pages(limit="3", sort=sort)
    by_number = [await page(limit="3", sort=sort, page=number) for number in "123"]
    ids = [[image["id"] for image in page["images"]] for page in by_cursor]
    assert ids == [[image["id"] for image in page["images"]] for page in by_number]
    assert len({image_id for page in ids for image_id in page}) == 7
    assert [(p["page"], p["hasPrev"], p["hasNext"], p["total"]) for p in by_cursor] == [
        (1, False, True, 7),
        (2, True, True, 7),
        (3, True, False, 7),
    ]


async def test_a_cursor_of_another_query_is_refused() -> None:
    for number in range(3):
        await upload(jpeg(32 + number, 32))
    cursor = (await page(limit="1"))["nextCursor"]
    for params in ({"limit": "1", "sort": "size", "cursor": cursor}, {"cursor": "AAAA"}, {"cursor": "ü"}):
        assert (await call(list_images, request("GET", "images", params=params))).status_code == 400
