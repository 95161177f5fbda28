"""Direct uploads, announced to the function as the worker calls it, on fakes."""

import hashlib
from typing import Any

import azure.functions as func
import pytest

from shared.blueprints.uploads import announce_uploads
from shared.models import ImageStatus
from tests.app import MAX_UPLOAD_BYTES, App, body, send_json
from tests.pictures import jpeg

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]
OWNER = "aliceowner"


def announcement(content: bytes, **changes: object) -> dict[str, object]:
    announced = {
        "filename": "beach.jpg",
        "size": len(content),
        "contentType": "image/jpeg",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return announced | changes


async def announce(*files: object, user: str = "alice") -> func.HttpResponse:
    return await send_json(announce_uploads, "POST", "images/uploads", files, user=user)


async def announced(*files: object) -> list[Any]:
    response = await announce(*files)
    assert response.status_code == 200, response.get_body()
    return list(body(response)["results"])


async def put(app: App, image_id: str, content: bytes) -> None:
    """What storage and the blob trigger do with what the client sends."""
    app.store.originals[OWNER, image_id] = content
    await app.ingestion.ingest(OWNER, image_id)


async def test_what_is_announced_waits_for_its_content(app: App) -> None:
    content = jpeg(64, 48)
    (result,) = await announced(announcement(content))
    assert (result["outcome"], result["upload"]["method"]) == ("created", "PUT")
    assert result["upload"]["headers"]["Content-Type"] == "image/jpeg"
    assert app.images.images[OWNER, result["image"]["id"]].status is ImageStatus.PENDING
    await put(app, result["image"]["id"], content)
    assert app.images.images[OWNER, result["image"]["id"]].status is ImageStatus.COMPLETED


@pytest.mark.parametrize(
    ("sent", "announced_as", "reason"),
    [
        (jpeg(64, 48, seed=1), {}, "bytes were announced"),
        (jpeg(64, 48)[:-1], {}, "bytes were announced"),
        (jpeg(64, 48) + b"x", {}, "but more came"),
        (jpeg(64, 48)[:-1] + b"x", {}, "not the one that was announced"),
        (jpeg(64, 48), {"contentType": "image/png"}, "is image/jpeg, but was announced as image/png"),
        (b"<svg/>", {"content": b"<svg/>"}, "This is not a JPEG"),
    ],
    ids=["other", "shorter", "longer", "changed", "another type", "no picture"],
)
async def test_what_is_not_as_announced_fails_and_is_removed(
    app: App, sent: bytes, announced_as: dict[str, Any], reason: str
) -> None:
    content = announced_as.pop("content", jpeg(64, 48))
    (result,) = await announced(announcement(content, **announced_as))
    image_id = result["image"]["id"]
    await put(app, image_id, sent)
    kept = app.images.images[OWNER, image_id]
    assert kept.status is ImageStatus.FAILED and reason in str(kept.error)
    assert not app.store.originals and not app.store.renditions


@pytest.mark.parametrize("first", [jpeg(64, 48), jpeg(64, 48)[:-1]], ids=["completed", "failed"])
async def test_a_link_keeps_nothing_larger_afterwards(app: App, first: bytes) -> None:
    (result,) = await announced(announcement(jpeg(64, 48)))
    await put(app, result["image"]["id"], first)
    await put(app, result["image"]["id"], b"x" * 10_000_000)
    assert not app.store.originals


async def test_what_is_there_already_needs_no_sending(app: App) -> None:
    content = jpeg(64, 48)
    (first,) = await announced(announcement(content))
    await put(app, first["image"]["id"], content)
    (again,) = await announced(announcement(content, filename="copy.jpg"))
    assert (again["outcome"], again["upload"], again["image"]["id"]) == (
        "duplicate",
        None,
        first["image"]["id"],
    )


async def test_what_never_arrived_may_be_announced_again(app: App) -> None:
    content = jpeg(64, 48)
    await announced(announcement(content, contentType="image/png", size=1))
    (again,) = await announced(announcement(content, filename="right.jpg"))
    assert (again["outcome"], again["image"]["contentType"]) == ("created", "image/jpeg")
    kept = app.images.images[OWNER, again["image"]["id"]]
    assert (kept.filename, kept.size) == ("right.jpg", len(content))


async def test_what_failed_with_its_content_in_place_is_analysed_anew(app: App) -> None:
    content = jpeg(64, 48)
    (first,) = await announced(announcement(content))
    image_id = first["image"]["id"]
    app.store.originals[OWNER, image_id] = content
    await app.ingestion.give_up(OWNER, image_id, "no luck")
    (again,) = await announced(announcement(content))
    assert (again["outcome"], again["image"]["status"]) == ("duplicate", "pending")
    assert [message[:2] for message in app.queue.messages] == [(OWNER, image_id)]


async def test_the_same_file_twice_in_one_request_is_one_image() -> None:
    content = jpeg(64, 48)
    first, second = await announced(announcement(content), announcement(content))
    assert first["image"]["id"] == second["image"]["id"]
    assert first["upload"]["url"] == second["upload"]["url"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"size": 0}, 400),
        ({"size": MAX_UPLOAD_BYTES + 1}, 413),
        ({"contentType": "text/plain"}, 415),
        ({"contentType": "image/svg+xml"}, 415),
        ({"contentType": "application/octet-stream"}, 415),
    ],
)
async def test_one_refused_file_spoils_no_other(changes: dict[str, object], status: int) -> None:
    refused, taken = await announced(announcement(jpeg(64, 48), **changes), announcement(jpeg(48, 64)))
    assert (refused["outcome"], refused["problem"]["status"], refused["upload"]) == ("rejected", status, None)
    assert taken["outcome"] == "created"


@pytest.mark.parametrize("named", ["image/jpg", "IMAGE/JPEG", "image/jpeg; q=1", "image/pjpeg"])
async def test_other_names_of_a_type_are_understood(named: str) -> None:
    (result,) = await announced(announcement(jpeg(64, 48), contentType=named))
    assert result["image"]["contentType"] == "image/jpeg"


async def test_what_is_being_deleted_is_a_conflict(app: App) -> None:
    content = jpeg(64, 48)
    (first,) = await announced(announcement(content))
    image = app.images.images[OWNER, first["image"]["id"]]
    await app.images.save(image.model_copy(update={"deleted_at": image.uploaded_at}))
    (again,) = await announced(announcement(content))
    assert (again["outcome"], again["problem"]["status"]) == ("rejected", 409)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"sha256": "abc"}, "/0/sha256"),
        ({"sha256": "g" * 64}, "/0/sha256"),
        ({"size": -1}, "/0/size"),
        ({"size": "12"}, "/0/size"),
        ({"size": 10**30}, "/0/size"),
        ({"filename": ""}, "/0/filename"),
        ({"filename": "x" * 1001}, "/0/filename"),
        ({"colour": "blue"}, "/0/colour"),
    ],
)
async def test_a_field_at_fault_is_named(changes: dict[str, object], pointer: str) -> None:
    response = await announce(announcement(b"x", **changes))
    assert response.status_code == 400
    assert body(response)["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("count", [0, 51])
async def test_too_few_and_too_many(count: int) -> None:
    assert (await announce(*[announcement(b"x")] * count)).status_code == 400


async def test_another_owners_announcement_is_another_image() -> None:
    content = jpeg(64, 48)
    mine = body(await announce(announcement(content)))["results"][0]["image"]["id"]
    other = body(await announce(announcement(content), user="bob"))["results"][0]["image"]["id"]
    assert mine != other
