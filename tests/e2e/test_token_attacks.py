"""The attacks of the unit tests once more, from outside, with the very key of the running provider."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from local.signin.identity import Identity, load_identity
from local.signin.token import issue
from tests.e2e.local_gallery import LocalGallery
from tests.tokens import STRANGER, b64, forged, rsa_jwk

Attack = Callable[[Identity], str]


def claims(identity: Identity, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": identity.issuer, "aud": "image-gallery", "sub": "alice", "iat": now, "exp": now + 600}
    return {name: value for name, value in (usual | changes).items() if value is not None}


def signed(
    identity: Identity, *, key: Any = None, headers: dict[str, Any] | None = None, **changes: Any
) -> str:
    own = jwt.PyJWK(identity.key)
    named = {"typ": "at+jwt", "kid": own.key_id} | (headers or {})
    return jwt.encode(claims(identity, **changes), key or own.key, "RS256", headers=named)


def signed_with_public_key(identity: Identity) -> str:
    public = jwt.PyJWK(identity.key).key.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    unsigned = forged({"alg": "HS256", "typ": "at+jwt", "kid": identity.key["kid"]}, claims(identity))
    signing = unsigned.rpartition(".")[0]
    hmac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{signing}.{b64(hmac.sign(signing.encode(), pem))}"


def unsigned(identity: Identity) -> str:
    return forged({"alg": "none", "typ": "at+jwt", "kid": identity.key["kid"]}, claims(identity))


ATTACKS: dict[str, Attack] = {
    "alg none": unsigned,
    "HS256 with the public key": signed_with_public_key,
    "a stranger's key": lambda it: signed(it, key=STRANGER),
    "kid unknown": lambda it: signed(it, key=STRANGER, headers={"kid": "other"}),
    "kid a path": lambda it: signed(it, key=STRANGER, headers={"kid": "../../../../dev/null"}),
    "kid a URL": lambda it: signed(it, key=STRANGER, headers={"kid": "https://evil.example/keys"}),
    "jku": lambda it: signed(it, headers={"jku": "https://evil.example/keys"}),
    "x5u": lambda it: signed(it, headers={"x5u": "https://evil.example/certificate"}),
    "jwk": lambda it: signed(it, key=STRANGER, headers={"jwk": rsa_jwk("rsa", STRANGER)}),
    "expired": lambda it: signed(it, exp=int(time.time()) - 60),
    "not valid yet": lambda it: signed(it, nbf=int(time.time()) + 600),
    "sub missing": lambda it: signed(it, sub=None),
    "exp missing": lambda it: signed(it, exp=None),
    "iss missing": lambda it: signed(it, iss=None),
    "aud missing": lambda it: signed(it, aud=None),
    "aud a list of others": lambda it: signed(it, aud=["a", "b"]),
    "another issuer": lambda it: signed(it, iss="https://evil.example/"),
    "another audience": lambda it: signed(it, aud="another"),
    "ID token": lambda it: signed(it, headers={"typ": "JWT"}, nonce="n-0S6_WzA2Mj"),
    "truncated": lambda it: signed(it)[:-20],
    "100 kB": lambda it: signed(it, padding="x" * 40_000),
    "twice in one header": lambda it: f"{signed(it)}, Bearer {signed(it)}",
    "unicode": lambda it: signed(it) + "\u00e9",
}


@pytest.fixture(scope="session")
def identity(gallery: LocalGallery) -> Identity:
    return load_identity(gallery.state)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_gets_nothing(gallery: LocalGallery, identity: Identity, attack: Attack) -> None:
    headers = {b"Authorization": f"Bearer {attack(identity)}".encode()}
    response = httpx.get(f"{gallery.url}/api/v1/auth/me", headers=headers)
    assert (response.status_code, response.json()["type"]) == (401, "/problems/unauthenticated")
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("scheme", ["", "Basic ", "bearer:", "Token "])
def test_another_scheme_gets_nothing(gallery: LocalGallery, identity: Identity, scheme: str) -> None:
    headers = {"Authorization": f"{scheme}{signed(identity)}"}
    assert httpx.get(f"{gallery.url}/api/v1/images", headers=headers).status_code == 401


def test_two_authorization_headers_get_nothing(gallery: LocalGallery) -> None:
    token = f"Bearer {issue(gallery.state, 'alice')}"
    headers = [("Authorization", token), ("Authorization", token)]
    assert httpx.get(f"{gallery.url}/api/v1/images", headers=headers).status_code == 401


@pytest.mark.parametrize("audience", ["image-gallery", ["other", "image-gallery"]])
def test_an_honest_token_gets_in(gallery: LocalGallery, identity: Identity, audience: object) -> None:
    headers = {"Authorization": f"Bearer {signed(identity, aud=audience)}"}
    assert httpx.get(f"{gallery.url}/api/v1/auth/me", headers=headers).status_code == 200
