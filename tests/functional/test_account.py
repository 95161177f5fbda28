"""Who is signed in, and closing an account, on fakes."""

from typing import Any

import pytest

from shared.blueprints.account import close_account, get_account, get_sign_in
from shared.blueprints.images import list_images
from shared.worker import services
from tests.app import App, body, call, request
from tests.functional.test_images import upload
from tests.pictures import jpeg

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("app")]


async def account(user: str = "alice") -> Any:
    return body(await call(get_account, request("GET", "auth/me", user=user)))


async def test_an_account_tells_what_is_kept() -> None:
    content = jpeg(64, 48)
    await upload(content)
    shown = await account()
    assert (shown["id"], shown["name"], shown["closingSince"]) == ("aliceowner", "alice", None)
    assert (shown["usage"]["images"], shown["usage"]["bytes"]) == (1, len(content))


async def test_how_to_sign_in_is_told_to_everybody() -> None:
    response = await call(get_sign_in, request("GET", "auth/config", user=None))
    assert body(response) == {
        "issuer": "https://issuer",
        "clientId": "page",
        "scopes": "openid",
        "audience": "gallery",
    }


async def test_closing_an_account_removes_all_of_its_owner_and_nothing_else(app: App) -> None:
    for number in range(3):
        await upload(jpeg(32 + number, 32))
    await upload(jpeg(32, 32), user="bob")
    response = await call(close_account, request("DELETE", "auth/me"))
    assert (response.status_code, body(response)["usage"]["images"]) == (202, 3)
    assert body(response)["closingSince"] == (await account())["closingSince"] is not None

    closing = (await services()).closing
    await upload(jpeg(99, 99))
    assert (await closing.advance(), await closing.advance()) == (4, 0)
    assert (
        {owner for owner, _ in app.images.images}
        == {owner for owner, _ in app.store.originals}
        == {"bobowner"}
    )
    assert (await account())["closingSince"] is None
    assert body(await call(list_images, request("GET", "images", user="bob")))["total"] == 1


async def test_closing_twice_is_closing_once() -> None:
    first, second = [body(await call(close_account, request("DELETE", "auth/me"))) for _ in range(2)]
    assert first["closingSince"] == second["closingSince"]
