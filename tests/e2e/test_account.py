"""Closing an account, through every real part."""

import time

import httpx

from tests.e2e.local_gallery import LocalGallery
from tests.e2e.test_walk import owners_blobs, owners_items
from tests.pictures import jpeg


def test_everything_of_a_closed_account_goes_and_nothing_else(gallery: LocalGallery) -> None:
    leaving, staying = gallery.person("somebody leaving"), gallery.person("somebody staying")
    for number in range(3):
        image = leaving.upload(jpeg(300, 200, seed=number)).json()
        leaving.completed(image["id"])
    staying.upload(jpeg(300, 200))
    response = leaving.client.delete("auth/me")
    assert (response.status_code, response.json()["usage"]["images"]) == (202, 3)

    httpx.post(f"{gallery.url}/admin/functions/sweep", json={"input": ""}).raise_for_status()
    deadline = time.monotonic() + 30
    while leaving.client.get("auth/me").json()["closingSince"] and time.monotonic() < deadline:
        time.sleep(0.1)
    account = leaving.client.get("auth/me").json()
    assert (account["closingSince"], account["usage"]["images"], account["usage"]["bytes"]) == (None, 0, 0)
    assert owners_blobs(gallery, account["id"]) == owners_items(gallery, account["id"]) == []
    assert len(staying.listed()) == 1
