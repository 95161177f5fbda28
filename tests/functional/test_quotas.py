"""What a user may keep, and that nothing they announce or delete makes the count go wrong: on fakes."""

from hashlib import sha256

import pytest

from shared.blueprints.account import get_account
from shared.blueprints.images import upload_image, upload_images
from shared.errors import QuotaExceeded
from shared.models import Announcement, Upload, Usage
from shared.services.uploads import Announced, DirectUploads
from tests.app import App, body, call, form, request
from tests.pictures import jpeg

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]
OWNER = "aliceowner"
CONTENT = jpeg(64, 48)


def announcement(size: int) -> Announcement:
    digest = sha256(CONTENT).hexdigest()
    return Announcement.model_validate(
        {"filename": "a.jpg", "size": size, "contentType": "image/jpeg", "sha256": digest}
    )


async def test_one_image_too_many_is_told(app: App) -> None:
    for number in range(app.limits.images):
        headers, sent = form([("a.jpg", jpeg(32, 24, seed=number))])
        await call(upload_image, request("POST", "images/upload", headers=headers, body=sent))
    headers, sent = form([("a.jpg", jpeg(32, 24)), ("b.jpg", CONTENT)], "files")
    answer = await call(upload_images, request("POST", "images/upload-multiple", headers=headers, body=sent))
    known, new = body(answer)["results"]
    assert (known["outcome"], new["outcome"]) == ("duplicate", "rejected")
    assert (new["problem"]["status"], new["problem"]["type"]) == (429, "/problems/quota-exceeded")


async def test_usage_is_shown_and_goes_back(app: App) -> None:
    image_id = (await app.gallery.add(OWNER, Upload(filename="a.jpg", content=CONTENT))).image.id
    await app.ingestion.ingest(OWNER, image_id)
    usage = body(await call(get_account, request("GET", "auth/me")))["usage"]
    assert usage == {"images": 1, "bytes": len(CONTENT), "analyses": 1}
    await app.gallery.remove(OWNER, image_id)
    assert await app.images.usage(OWNER) == Usage(images=0, bytes=0, analyses=1)


@pytest.mark.parametrize("announced", [1, len(CONTENT) + 1, len(CONTENT)])
async def test_the_true_size_counts_whatever_was_announced(app: App, announced: int) -> None:
    uploads = DirectUploads(app.gallery, app.queue)
    await uploads.announce(OWNER, [announcement(announced)])
    (again,) = await uploads.announce(OWNER, [announcement(len(CONTENT))])
    assert isinstance(again, Announced) and again.upload
    assert await app.images.usage(OWNER) == Usage(images=1, bytes=len(CONTENT), analyses=0)


async def test_an_upload_heals_a_wrong_announcement(app: App) -> None:
    await DirectUploads(app.gallery, app.queue).announce(OWNER, [announcement(1)])
    added = await app.gallery.add(OWNER, Upload(filename="a.jpg", content=CONTENT))
    image = await app.ingestion.ingest(OWNER, added.image.id)
    assert image and (image.status, image.size) == ("completed", len(CONTENT))
    assert await app.images.usage(OWNER) == Usage(images=1, bytes=len(CONTENT), analyses=1)


async def test_a_file_larger_than_what_is_left_is_refused(app: App) -> None:
    app.limits = app.limits.model_copy(update={"bytes": len(CONTENT) - 1})
    with pytest.raises(QuotaExceeded):
        await app.gallery.add(OWNER, Upload(filename="a.jpg", content=CONTENT))
    assert not app.images.images and not app.store.originals
