"""Editing, analysing again, and how far the analysis has come: called as the worker calls it, on fakes."""

import json
from typing import Any

import azure.functions as func
import pytest

from shared.blueprints.edits import edit_image, get_processing_status, reprocess_image
from shared.blueprints.images import get_image, upload_image
from shared.models import Analysis, Tag
from tests.app import App, body, call, form, request
from tests.pictures import jpeg

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]
OWNER = "aliceowner"


async def upload(seed: int = 0, **options: Any) -> str:
    headers, sent = form([("beach.jpg", jpeg(64, 48, seed=seed, **options))])
    image = body(await call(upload_image, request("POST", "images/upload", headers=headers, body=sent)))
    return str(image["id"])


async def edit(image_id: str, change: object, user: str = "alice", **headers: str) -> func.HttpResponse:
    named = {"content-type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()}
    sent = change if isinstance(change, bytes) else json.dumps(change).encode()
    route = {"image_id": image_id}
    path = f"images/{image_id}"
    return await call(edit_image, request("PATCH", path, user=user, route=route, headers=named, body=sent))


async def get(image_id: str) -> func.HttpResponse:
    return await call(get_image, request("GET", f"images/{image_id}", route={"image_id": image_id}))


async def reprocess(image_id: str, user: str = "alice") -> func.HttpResponse:
    route = {"image_id": image_id}
    return await call(
        reprocess_image, request("POST", f"images/{image_id}/reprocess", user=user, route=route)
    )


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"description": "my dog"}, {"description": "my dog", "descriptionSource": "user"}),
        ({"description": ""}, {"description": "", "descriptionSource": "user"}),
        ({"filename": "../ü\u0000\n.jpg"}, {"filename": "../ü\u0000\n.jpg"}),
        ({"favorite": True}, {"favorite": True}),
        ({"tags": []}, {"tags": []}),
    ],
)
async def test_an_edit_is_shown_and_survives_an_analysis(
    app: App, change: dict[str, Any], shown: dict[str, Any]
) -> None:
    image_id = await upload(description="from the file", keywords=("file",))
    edited = body(await edit(image_id, change))
    await app.ingestion.ingest(OWNER, image_id)
    analysed = body(await get(image_id))
    assert {name: edited[name] for name in shown} == shown
    assert {name: analysed[name] for name in shown} == shown
    assert analysed["status"] == "completed"


async def test_tags_are_replaced_and_keep_where_they_came_from(app: App) -> None:
    image_id = await upload(keywords=("Dunes",))
    await app.ingestion.ingest(OWNER, image_id)
    tags = body(await edit(image_id, {"tags": ["Mine", "DOG", "dunes", "mine"]}))["tags"]
    assert [(tag["name"], tag["source"]) for tag in tags] == [
        ("mine", "user"),
        ("dog", "ai"),
        ("Dunes", "file"),
    ]


async def test_a_description_taken_back_gives_way_to_the_next_best(app: App) -> None:
    image_id = await upload()
    await app.ingestion.ingest(OWNER, image_id)
    await edit(image_id, {"description": "mine"})
    image = body(await edit(image_id, {"description": None}))
    assert (image["description"], image["descriptionSource"]) == ("a dog running on a beach", "ai")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({}, ""),
        ({"descripton": "typo"}, "/descripton"),
        ({"tags": None}, "/tags"),
        ({"tags": ["x" * 65]}, "/tags/0"),
        ({"tags": [""]}, "/tags/0"),
        ({"tags": [str(n) for n in range(51)]}, "/tags"),
        ({"filename": ""}, "/filename"),
        ({"filename": None}, "/filename"),
        ({"favorite": "perhaps"}, "/favorite"),
        ({"description": "x" * 5001}, "/description"),
        ([], ""),
        (b"{", ""),
        (b'{"description": "\\ud800"}', "/description"),
    ],
)
async def test_an_edit_at_fault_is_named(change: object, pointer: str) -> None:
    response = await edit(await upload(), change)
    assert response.status_code == 400
    assert body(response)["errors"][0]["pointer"] == pointer


async def test_an_edit_of_what_changed_since_is_refused(app: App) -> None:
    image_id = await upload()
    etag = (await get(image_id)).headers["ETag"]
    await app.ingestion.ingest(OWNER, image_id)
    assert (await edit(image_id, {"favorite": True}, if_match=etag)).status_code == 412
    fresh = (await get(image_id)).headers["ETag"]
    edited = await edit(image_id, {"favorite": True}, if_match=f'"other", {fresh}')
    assert edited.status_code == 200
    assert edited.headers["ETag"] == (await get(image_id)).headers["ETag"] != fresh


async def test_another_owners_image_is_neither_edited_nor_analysed() -> None:
    image_id = await upload()
    responses = [await edit(image_id, {"favorite": True}, user="bob"), await reprocess(image_id, user="bob")]
    assert [response.status_code for response in responses] == [404, 404]
    assert body(await get(image_id))["favorite"] is False


async def test_an_image_is_analysed_again_and_keeps_what_was_edited(app: App) -> None:
    image_id = await upload()
    await app.ingestion.ingest(OWNER, image_id)
    await edit(image_id, {"tags": ["mine"]})
    app.analyzer.analysis = Analysis(tags=(Tag(name="cat"),), text="HI", width=1, height=1, model_version="2")
    response = await reprocess(image_id)
    assert (response.status_code, body(response)["status"]) == (202, "pending")
    assert [message[:2] for message in app.queue.messages] == [(OWNER, image_id)]
    await app.ingestion.ingest(OWNER, image_id)
    image = body(await get(image_id))
    assert (image["status"], image["text"], image["stages"][1]["modelVersion"]) == ("completed", "HI", "2")
    assert [tag["name"] for tag in image["tags"]] == ["mine"]


async def test_renditions_that_lack_a_tile_are_made_anew(app: App) -> None:
    """Those made before there were tiles; whole ones are kept."""
    image_id = await upload()
    made = await app.ingestion.ingest(OWNER, image_id)
    assert made and made.tiled
    await app.images.save(made.model_copy(update={"tiled": False}))
    links = body(await get(image_id))["links"]
    assert (links["tile"], bool(links["preview"])) == (None, True)
    for puts in (2, 2):
        await reprocess(image_id)
        await app.ingestion.ingest(OWNER, image_id)
        assert body(await get(image_id))["links"]["tile"]
        assert app.store.puts["renditions", (OWNER, image_id)] == puts


async def test_what_failed_is_healed(app: App) -> None:
    image_id = await upload()
    await app.ingestion.give_up(OWNER, image_id, "no luck")
    assert body(await get(image_id))["error"] == "no luck"
    await reprocess(image_id)
    await app.ingestion.ingest(OWNER, image_id)
    image = body(await get(image_id))
    assert (image["status"], image["error"]) == ("completed", None)


async def test_how_far_the_analysis_has_come(app: App) -> None:
    ids = [await upload(seed) for seed in range(4)]
    await app.ingestion.ingest(OWNER, ids[1])
    await app.ingestion.give_up(OWNER, ids[2], "no luck")
    status = body(await call(get_processing_status, request("GET", "images/processing-status")))
    assert status["counts"] == {"pending": 2, "processing": 0, "completed": 1, "failed": 1}
    assert [image["id"] for image in status["images"]] == [ids[0], ids[3]]
