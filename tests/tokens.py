"""Tokens of a made-up sign-in provider, honest and forged, and the provider that publishes its keys."""

import asyncio
import base64
import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

ISSUER = "https://id.example.com/"
AUDIENCE = "image-gallery"
SECRET = "the secret of a legacy project, long enough for any of the HMACs"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)

Json = dict[str, Any]


def rsa_jwk(kid: str, key: rsa.RSAPrivateKey = RSA_KEY, **members: Any) -> Json:
    return {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, **members}


def ec_jwk(kid: str) -> Json:
    return {**jwt.algorithms.ECAlgorithm.to_jwk(EC_KEY.public_key(), as_dict=True), "kid": kid}


def seconds_from_now(seconds: int) -> int:
    """A time as claims tell it."""
    return int(time.time()) + seconds


def claims(**changes: Any) -> Json:
    """A valid set of claims with some changed; None leaves one out."""
    usual: Json = {"iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "name": "Alice", "scope": "openid profile"}
    usual["exp"] = seconds_from_now(600)
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def signed(
    payload: Json | None = None,
    key: Any = RSA_KEY,
    alg: str = "RS256",
    kid: str | None = "rsa",
    **header: Any,
) -> str:
    headers = {**({"kid": kid} if kid else {}), **header}
    return jwt.encode(claims() if payload is None else payload, key, alg, headers=headers)


def forged(header: Json | str, payload: Json | str, signature: bytes = b"") -> str:
    """A token put together by hand, for what the library refuses to write."""
    parts = [part if isinstance(part, str) else json.dumps(part) for part in (header, payload)]
    return ".".join(b64(part.encode()) for part in parts) + "." + b64(signature)


def signed_bytes(payload: bytes) -> str:
    """A well-signed token whose payload need not be claims, nor an object."""
    return jwt.api_jws.encode(payload, RSA_KEY, "RS256", headers={"kid": "rsa"})


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Provider:
    """A sign-in provider's key endpoint: what it publishes, and how often it was asked."""

    def __init__(self) -> None:
        self.published: Any = {"keys": [rsa_jwk("rsa"), ec_jwk("ec")]}
        self.status = 200
        self.requests = 0
        self.asked = asyncio.Event()
        self.answering = asyncio.Event()
        self.answering.set()
        self.url = ""
        self.app = Starlette(
            routes=[Route("/keys", self._keys), Route("/moved", lambda _: RedirectResponse("/keys"))]
        )

    async def _keys(self, request: Request) -> Response:
        self.requests += 1
        self.asked.set()
        await self.answering.wait()
        return JSONResponse(self.published, self.status)
