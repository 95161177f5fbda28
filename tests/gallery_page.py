"""The gallery page in a browser, as the local sign-in meets it."""

import base64
import hashlib
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx

from local.signin import SignIn
from shared.adapters.jwks import JwksKeys
from shared.adapters.tokens import JwtVerifier

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

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.browser.aclose()

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
    """The gallery's own, set up for this sign-in."""
    return JwtVerifier(JwksKeys(signin.jwks_url), issuer=signin.issuer, audience=signin.audience)
