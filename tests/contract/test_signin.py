"""The local sign-in, used as the gallery page uses it: a real provider, a real browser's steps."""

import base64
import hashlib
import json
import re
import socket
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
import pytest_asyncio

from local.signin import SignIn, SignInError
from local.signin.identity import account_name, load_identity
from local.signin.token import issue
from shared.adapters.jwks import JwksKeys
from shared.adapters.tokens import JwtVerifier
from shared.errors import Unauthenticated

PAGE = "http://localhost:7071/"
CODE_VERIFIER = "a-code-verifier-has-between-43-and-128-characters"


class Page:
    """The gallery page in a browser: it keeps cookies and stops at its own address."""

    def __init__(self, signin: SignIn, address: str = PAGE) -> None:
        self.signin = signin
        self.address = address
        self.browser = httpx.AsyncClient(
            base_url=signin.issuer, headers={"accept": "text/html"}, follow_redirects=False, timeout=30
        )

    async def authorize(self, **changes: str) -> httpx.Response:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(CODE_VERIFIER.encode()).digest()).rstrip(b"=")
        query = {
            "client_id": self.signin.client_id,
            "response_type": "code",
            "scope": self.signin.scopes,
            "redirect_uri": self.address,
            "state": "where-i-was",
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
            **changes,
        }
        return await self.follow(await self.browser.get("/auth", params=query))

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.is_redirect and not answer.headers["location"].startswith(self.address):
            answer = await self.browser.get(answer.headers["location"])
        return answer

    async def type_name(self, form: httpx.Response, name: str) -> httpx.Response:
        return await self.follow(await self.browser.post(str(form.url), data={"name": name}))

    async def sign_in(self, name: str) -> dict[str, Any]:
        return await self.redeem(returned(await self.type_name(await self.authorize(), name))["code"])

    async def redeem(self, code: str) -> dict[str, Any]:
        answer = await self.ask_token(
            grant_type="authorization_code", code=code, code_verifier=CODE_VERIFIER, redirect_uri=self.address
        )
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    async def refresh(self, refresh_token: str) -> httpx.Response:
        return await self.ask_token(grant_type="refresh_token", refresh_token=refresh_token)

    async def ask_token(self, **form: str) -> httpx.Response:
        origin = self.address.rstrip("/")
        return await self.browser.post(
            "/token",
            data={"client_id": self.signin.client_id, **form},
            headers={"accept": "application/json", "origin": origin},
        )


def returned(answer: httpx.Response) -> dict[str, str]:
    assert answer.is_redirect, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def verifier(signin: SignIn) -> JwtVerifier:
    return JwtVerifier(JwksKeys(signin.jwks_url), issuer=signin.issuer, audience=signin.audience)


@pytest_asyncio.fixture
async def signin(tmp_path: Path) -> AsyncIterator[SignIn]:
    async with SignIn(tmp_path, origins=["https://gallery.example"]) as signin:
        yield signin


@pytest_asyncio.fixture
async def page(signin: SignIn) -> AsyncIterator[Page]:
    page = Page(signin)
    async with page.browser:
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
async def test_the_page_may_live_on_any_loopback_port_and_on_a_named_origin(
    signin: SignIn, address: str
) -> None:
    page = Page(signin, address)
    async with page.browser:
        tokens = await page.sign_in("alice")
        assert (await verifier(signin).verify(tokens["access_token"])).subject == "alice"


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


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", ["", "   ", "x" * 65, "a\u200bb", "a\nb", '"><script>\x07'])
async def test_what_is_no_name_is_asked_again(page: Page, typed: str) -> None:
    refused = await page.type_name(await page.authorize(), typed)
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text and "<script" not in refused.text
    with pytest.raises(SignInError):
        account_name(typed)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "typed", ["alice", "  Alice   Liddell ", "Zoe\u0308", "<b>&amp;", "日本", "a" * 64, "👩"]
)
async def test_the_page_and_the_command_agree_on_a_name(page: Page, tmp_path: Path, typed: str) -> None:
    gallery = verifier(page.signin)
    by_page = await gallery.verify((await page.sign_in(typed))["access_token"])
    assert await gallery.verify(issue(tmp_path, typed)) == by_page


@pytest.mark.asyncio
async def test_an_issued_token_has_the_claims_of_the_providers_own(page: Page, tmp_path: Path) -> None:
    own, issued = (await page.sign_in("alice"))["access_token"], issue(tmp_path, "alice")
    assert jwt.get_unverified_header(issued) == jwt.get_unverified_header(own)
    own_claims, issued_claims = (
        jwt.decode(token, options={"verify_signature": False}) for token in (own, issued)
    )
    passing = {"jti", "iat", "exp"}
    assert {name: own_claims[name] for name in own_claims.keys() - passing} == {
        name: issued_claims[name] for name in issued_claims.keys() - passing
    }


@pytest.mark.asyncio
async def test_an_issued_token_lives_as_long_as_asked(signin: SignIn, tmp_path: Path) -> None:
    gallery = verifier(signin)
    with pytest.raises(Unauthenticated, match="expired"):
        await gallery.verify(issue(tmp_path, "alice", timedelta(minutes=-5)))


@pytest.mark.asyncio
async def test_accounts_and_sessions_outlive_a_restart(tmp_path: Path) -> None:
    before = issue(tmp_path, "alice")
    async with SignIn(tmp_path) as signin:
        page = Page(signin)
        async with page.browser:
            owner = (await verifier(signin).verify(before)).owner
            tokens = await page.sign_in("alice")
    async with SignIn(tmp_path) as signin:
        again = Page(signin)
        async with again.browser:
            again.browser.cookies = page.browser.cookies
            renewed = (await again.refresh(tokens["refresh_token"])).json()
            assert (await verifier(signin).verify(renewed["access_token"])).owner == owner
            assert returned(await again.authorize())["code"]


@pytest.mark.asyncio
async def test_a_damaged_session_file_costs_a_new_sign_in_only(tmp_path: Path) -> None:
    (tmp_path / "sign-in-sessions.json").write_text('{"half": ')
    async with SignIn(tmp_path) as signin:
        page = Page(signin)
        async with page.browser:
            assert (await page.sign_in("alice"))["access_token"]


@pytest.mark.asyncio
async def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    port = load_identity(tmp_path).port
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(SignInError, match=f"Port {port}.* is in use"),
    ):
        async with SignIn(tmp_path):
            pass


def test_another_port_would_be_other_accounts(tmp_path: Path) -> None:
    port = load_identity(tmp_path, 20_001).port
    assert SignIn(tmp_path, port).issuer == "http://127.0.0.1:20001"
    with pytest.raises(SignInError, match="belong to port 20001"):
        SignIn(tmp_path, 20_002)


@pytest.mark.parametrize("content", ["", "[]", '{"port": 1}', "not json"])
def test_a_damaged_identity_is_told_not_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "sign-in.json").write_text(content)
    with pytest.raises(SignInError, match="damaged"):
        issue(tmp_path, "alice")
    assert (tmp_path / "sign-in.json").read_text() == content


@pytest.mark.asyncio
async def test_secrets_are_for_their_owner_alone(page: Page, tmp_path: Path) -> None:
    await page.sign_in("alice")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in Path.glob(tmp_path, "*.json")}
    assert modes == {"sign-in.json": 0o600, "sign-in-sessions.json": 0o600}
    published = json.dumps((await page.browser.get("/jwks")).json())
    assert load_identity(tmp_path).key["d"] not in published
