"""The whole way of a picture, through every real part."""

from io import BytesIO
from urllib.parse import urlsplit

import httpx
import pytest
from azure.cosmos import CosmosClient
from azure.storage.blob import ContainerClient
from PIL import Image

from local.azurite import ACCOUNT_KEY
from local.cosmos import EMULATOR_KEY
from tests.e2e.local_gallery import LocalGallery, Person
from tests.pictures import jpeg


def owners_blobs(gallery: LocalGallery, owner: str) -> list[str]:
    found = []
    for container in ("originals", "renditions"):
        url = f"{gallery.addresses['Blob storage']}/{container}"
        with ContainerClient.from_container_url(url, credential=ACCOUNT_KEY) as client:
            found += list(client.list_blob_names(name_starts_with=f"{owner}/"))
    return found


def owners_items(gallery: LocalGallery, owner: str) -> list[str]:
    with CosmosClient(gallery.addresses["Cosmos DB emulator"], EMULATOR_KEY) as client:
        container = client.get_database_client("gallery").get_container_client("images")
        images = "SELECT VALUE c.id FROM c WHERE c.kind IN ('image', 'deleted', 'embedding')"
        return [str(item) for item in container.query_items(images, partition_key=owner)]


def test_from_upload_to_delete(gallery: LocalGallery, person: Person) -> None:
    stranger = gallery.person("stranger")
    original = jpeg(
        4000,
        3000,
        orientation=6,
        keywords=("lighthouse", "holiday"),
        description="The old lighthouse at dusk",
    )
    created = person.upload(original, "IMG_1234.jpg")
    assert (created.status_code, created.json()["status"]) == (201, "pending")

    image = person.completed(created.json()["id"])
    assert image["status"] == "completed", image["error"]
    assert (image["width"], image["height"], image["orientation"]) == (3000, 4000, "portrait")
    assert image["description"] == "The old lighthouse at dusk"
    assert {"lighthouse", "holiday"} <= {tag["name"] for tag in image["tags"] if tag["source"] == "file"}
    assert 3 <= len(image["colors"]) <= 5 and image["placeholder"]

    with Image.open(BytesIO(httpx.get(image["links"]["thumbnail"]).content)) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("WEBP", (300, 300))
    with Image.open(BytesIO(httpx.get(image["links"]["tile"]).content)) as tile:
        assert (tile.format, tile.size) == ("WEBP", (480, 640))
    with Image.open(BytesIO(httpx.get(image["links"]["preview"]).content)) as preview:
        assert preview.format == "JPEG" and 1280 <= max(preview.size) <= 2560
        assert preview.height > preview.width and not preview.getexif()
    assert httpx.get(image["links"]["original"]).content == original

    near = person.upload(jpeg(1600, 1200, orientation=6), "near.jpg").json()["id"]
    far = person.upload(jpeg(1600, 1200, seed=7, sky="#202020")).json()["id"]
    assert {person.completed(each)["status"] for each in (near, far)} == {"completed"}

    found = person.search(q="lighthouse")
    assert [hit["id"] for hit in found["images"]][:1] == [image["id"]]
    assert found["images"][0]["matched"]
    by_color = [hit["id"] for hit in person.search(color=image["colors"][0]["hex"])["images"]]
    assert image["id"] in by_color and far not in by_color
    similar = person.client.get(f"search/images/{image['id']}/similar").json()["images"]
    assert similar[0]["id"] == near

    assert stranger.client.get(f"images/{image['id']}").status_code == 404
    assert stranger.client.delete(f"images/{image['id']}").status_code == 404
    assert stranger.client.get(f"search/images/{image['id']}/similar").status_code == 404
    assert stranger.search(q="lighthouse")["total"] == 0
    assert stranger.listed() == []

    owner = person.client.get("auth/me").json()["id"]
    assert len(owners_blobs(gallery, owner)) == 12
    assert len(owners_items(gallery, owner)) == 6
    for each in (image["id"], near, far):
        assert person.client.delete(f"images/{each}").status_code == 204
    assert owners_blobs(gallery, owner) == []
    assert owners_items(gallery, owner) == []
    assert person.search(q="lighthouse")["total"] == 0


def test_the_same_file_again_is_a_duplicate(person: Person) -> None:
    content = jpeg(640, 480)
    assert person.upload(content).status_code == 201
    again = person.upload(content, "again.jpg")
    assert (again.status_code, again.json()["duplicate"]) == (200, True)


def test_a_truncated_picture_ends_with_a_reason(person: Person) -> None:
    response = person.upload(jpeg(1600, 1200)[:40_000])
    if response.status_code == 201:
        image = person.completed(response.json()["id"])
        assert image["status"] == "failed" and image["error"]
    else:
        assert response.status_code == 422 and response.json()["detail"]


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"only text, named .jpg", 415), (b"\xff\xd8\xff" + b"0" * 60_000_000, 413)],
    ids=["text", "60 MB"],
)
def test_what_is_refused(person: Person, content: bytes, status: int) -> None:
    response = person.upload(content)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


def test_nobody_gets_in_without_a_token(gallery: LocalGallery) -> None:
    response = httpx.get(f"{gallery.url}/api/v1/images")
    assert response.status_code == 401
    assert response.json()["type"] == "/problems/unauthenticated"


def test_a_link_opens_nothing_else(person: Person) -> None:
    image = person.completed(person.upload(jpeg(640, 480)).json()["id"])
    other = person.completed(person.upload(jpeg(640, 480, seed=3)).json()["id"])
    signature = urlsplit(image["links"]["thumbnail"]).query
    address = other["links"]["thumbnail"].split("?")[0]
    assert httpx.get(f"{address}?{signature}").status_code == 403
    assert httpx.get(address).status_code in (403, 404, 409)
    put = httpx.put(image["links"]["thumbnail"], content=b"x", headers={"x-ms-blob-type": "BlockBlob"})
    assert put.status_code == 403


def test_thirty_at_once_each_complete_once(person: Person) -> None:
    files = [("files", (f"{n}.jpg", jpeg(800, 600, seed=n))) for n in range(30)]
    results = person.client.post("images/upload-multiple", files=files).json()["results"]
    assert {result["outcome"] for result in results} == {"created"}
    assert {person.completed(result["image"]["id"])["status"] for result in results} == {"completed"}
    assert len({image["id"] for image in person.listed()}) == len(person.listed()) == 30


@pytest.mark.parametrize("path", ["docs", "redoc", "docs/assets/swagger-ui-bundle.js", "openapi.json"])
def test_the_api_describes_itself(gallery: LocalGallery, path: str) -> None:
    response = httpx.get(f"{gallery.url}/api/v1/{path}")
    assert response.status_code == 200 and len(response.content) > 300
