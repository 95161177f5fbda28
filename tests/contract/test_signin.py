"""Signing in and out, step by step as the gallery page does it, at the real local provider."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import jwt
import pytest
import pytest_asyncio

from local.signin import SignIn
from shared.errors import Unauthenticated
from tests.gallery_page import PAGE, Page, returned, verifier


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with SignIn(tmp_path, origins=["https://gallery.example"]) as signin, Page(signin) as page:
        yield page


@pytest.mark.asyncio
async def test_a_name_signs_in_and_its_token_opens_the_gallery(page: Page) -> None:
    form = await page.authorize()
    assert '<label for="name">' in form.text
    back = returned(await page.type_name(form, "Zoë Łukasz"))
    assert back["state"] == "where-i-was"
    tokens = await page.redeem(back["code"])
    principal = await verifier(page.signin).verify(tokens["access_token"])
    assert (principal.subject, principal.name) == ("Zoë Łukasz", "Zoë Łukasz")
    assert tokens["token_type"] == "Bearer"
    assert jwt.decode(tokens["id_token"], options={"verify_signature": False})["name"] == "Zoë Łukasz"


@pytest.mark.asyncio
async def test_an_id_token_opens_nothing(page: Page) -> None:
    with pytest.raises(Unauthenticated):
        await verifier(page.signin).verify((await page.sign_in("alice"))["id_token"])


@pytest.mark.asyncio
async def test_signing_in_again_needs_no_name_until_it_is_asked_for(page: Page) -> None:
    await page.sign_in("alice")
    assert (await page.redeem(returned(await page.authorize())["code"]))["access_token"]
    assert '<label for="name">' in (await page.authorize(prompt="login")).text


@pytest.mark.asyncio
async def test_a_refresh_token_is_good_once(page: Page) -> None:
    tokens = await page.sign_in("alice")
    renewed = await page.refresh(tokens["refresh_token"])
    assert (await verifier(page.signin).verify(renewed.json()["access_token"])).subject == "alice"
    assert (await page.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await page.refresh(renewed.json()["refresh_token"])).status_code == 400, "a theft ends the grant"


@pytest.mark.asyncio
async def test_signing_out_returns_to_the_page_and_ends_the_refresh_token(page: Page) -> None:
    tokens = await page.sign_in("alice")
    query = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": PAGE, "state": "bye"}
    asked = await page.browser.get("/session/end", params=query)
    assert 'getElementById("yes").click()' in asked.text
    xsrf = re.search(r'name="xsrf" value="([^"]+)"', asked.text)
    assert xsrf
    done = await page.browser.post("/session/end/confirm", data={"xsrf": xsrf[1], "logout": "yes"})
    assert done.headers["location"] == f"{PAGE}?state=bye"
    assert (await page.refresh(tokens["refresh_token"])).status_code == 400
    assert '<label for="name">' in (await page.authorize()).text


@pytest.mark.asyncio
async def test_a_stranger_cannot_sign_people_out_unasked(page: Page) -> None:
    await page.sign_in("alice")
    asked = await page.browser.get("/session/end")
    assert "Stay signed in" in asked.text and "<script" not in asked.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:5173/", "http://[::1]:9000/", "https://gallery.example/"]
)
async def test_the_page_may_live_on_any_loopback_port_and_on_a_named_origin(page: Page, address: str) -> None:
    async with Page(page.signin, address) as elsewhere:
        tokens = await elsewhere.sign_in("alice")
        assert (await verifier(page.signin).verify(tokens["access_token"])).subject == "alice"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "http://localhost.evil.example:7071/"},
        {"client_id": "another"},
    ],
    ids=["other page", "look-alike page", "other client"],
)
async def test_nobody_else_is_sent_a_code(page: Page, changes: dict[str, str]) -> None:
    refused = await page.authorize(**changes)
    assert refused.status_code == 400
    assert "That did not work" in refused.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": "", "code_challenge_method": ""},
        {"resource": "urn:other"},
        {"response_type": "token"},
    ],
    ids=["no PKCE", "other resource", "implicit"],
)
async def test_a_weaker_request_is_refused(page: Page, changes: dict[str, str]) -> None:
    location = (await page.authorize(**changes)).headers["location"]
    assert "error=" in location and "code=" not in location


@pytest.mark.asyncio
async def test_a_code_is_worth_nothing_without_its_verifier(page: Page) -> None:
    code = returned(await page.type_name(await page.authorize(), "alice"))["code"]
    answer = await page.ask_token(
        grant_type="authorization_code", code=code, code_verifier="x" * 43, redirect_uri=PAGE
    )
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("http://localhost:7071", True), ("https://gallery.example", True), ("https://evil.example", False)],
)
async def test_only_the_page_reads_the_token_answer(page: Page, origin: str, allowed: bool) -> None:
    answer = await page.browser.post(
        "/token",
        data={"client_id": page.signin.client_id, "grant_type": "refresh_token", "refresh_token": "x"},
        headers={"origin": origin},
    )
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)
