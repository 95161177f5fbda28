"""Forged, stolen and mistaken tokens: each is refused, for the reason it should be."""

import json
from collections.abc import AsyncIterator, Callable

import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import serialization

from local.serve import serve
from shared.adapters.jwks import JwksKeys
from shared.adapters.tokens import JwtVerifier
from shared.errors import Unauthenticated
from tests.tokens import (
    AUDIENCE,
    EC_KEY,
    ISSUER,
    RSA_KEY,
    STRANGER,
    Provider,
    b64,
    claims,
    forged,
    rsa_jwk,
    seconds_from_now,
    signed,
    signed_bytes,
)


def swapped() -> str:
    header, _, signature = signed().split(".")
    return f"{header}.{b64(json.dumps(claims(sub='bob')).encode())}.{signature}"


def signed_with_public_key() -> str:
    """The classic confusion of algorithms; put together by hand, for the library refuses to sign so."""
    public = RSA_KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    parts = ({"alg": "HS256", "kid": "rsa"}, claims())
    signing = ".".join(b64(json.dumps(part).encode()) for part in parts)
    hmac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{signing}.{b64(hmac.sign(signing.encode(), public))}"


ATTACKS: dict[str, dict[str, Callable[[], str]]] = {
    "The token is too long.": {
        "100 kB": lambda: signed(claims(padding="x" * 100_000)),
        "one character too many": lambda: "x" * 16_385,
    },
    "The token is malformed.": {"unicode": lambda: signed() + "é"},
    "The token is not valid.": {
        "empty": lambda: "",
        "one part": lambda: "abc",
        "two parts": lambda: signed().rpartition(".")[0],
        "five parts": lambda: signed() + ".x.y",
        "truncated": lambda: signed()[:-20],
        "no signature": lambda: signed().rpartition(".")[0] + ".",
        "payload swapped": swapped,
        "null byte": lambda: signed() + "\0",
        "white space": lambda: signed().replace(".", ". "),
        "a stranger's key": lambda: signed(key=STRANGER),
        "an RSA kid for ES256": lambda: signed(key=EC_KEY, alg="ES256", kid="rsa"),
        "an EC kid for RS256": lambda: signed(kid="ec"),
        "crit": lambda: signed(crit=["exp"], exp=1),
        "detached payload": lambda: forged({"alg": "RS256", "kid": "rsa", "b64": False}, ""),
        "header not an object": lambda: forged("[]", claims()),
        "header nested too deep": lambda: forged("[" * 9_000, claims()),
        "header a huge number": lambda: forged("9" * 9_000, claims()),
        "payload not an object": lambda: signed_bytes(b"[1]"),
        "payload not JSON": lambda: signed_bytes(b"\xff"),
        "kid a number": lambda: forged({"alg": "RS256", "kid": 1}, claims()),
        "kid a list": lambda: forged({"alg": "RS256", "kid": ["rsa"]}, claims()),
        "exp missing": lambda: signed(claims(exp=None)),
        "exp infinite": lambda: signed(claims(exp=float("inf"))),
        "exp a word": lambda: signed(claims(exp="tomorrow")),
        "iss missing": lambda: signed(claims(iss=None)),
        "aud missing": lambda: signed(claims(aud=None)),
        "sub missing": lambda: signed(claims(sub=None)),
        "sub a number": lambda: signed_bytes(json.dumps(claims(sub=7)).encode()),
    },
    "The token's algorithm is not accepted.": {
        "alg none": lambda: forged({"alg": "none", "kid": "rsa"}, claims()),
        "alg none in disguise": lambda: forged({"alg": "nOnE", "kid": "rsa"}, claims()),
        "alg missing": lambda: forged({"kid": "rsa"}, claims()),
        "alg a list": lambda: forged({"alg": ["RS256"], "kid": "rsa"}, claims()),
        "HS256 with the public key": signed_with_public_key,
        "RS512": lambda: signed(alg="RS512"),
    },
    "The token brings its own key.": {
        "jku": lambda: signed(jku="https://evil.example/keys"),
        "x5u": lambda: signed(x5u="https://evil.example/certificate"),
        "jwk": lambda: signed(key=STRANGER, jwk=rsa_jwk("rsa", STRANGER)),
        "x5c": lambda: signed(x5c=["MIIB"]),
    },
    "The token does not name its key.": {"kid missing": lambda: signed(kid=None)},
    "The token is signed with an unknown key.": {
        "kid unknown": lambda: signed(key=STRANGER, kid="other"),
        "kid a path": lambda: signed(key=STRANGER, kid="../../../../dev/null"),
        "kid a URL": lambda: signed(key=STRANGER, kid="https://evil.example/keys"),
        "kid SQL": lambda: signed(key=STRANGER, kid="x' UNION SELECT 'key"),
    },
    "The token has expired.": {
        "expired": lambda: signed(claims(exp=seconds_from_now(-60))),
        "expired long ago": lambda: signed(claims(exp=0)),
    },
    "The token is not valid yet.": {
        "not before later": lambda: signed(claims(nbf=seconds_from_now(600))),
        "issued in the future": lambda: signed(claims(iat=seconds_from_now(600))),
    },
    "The token comes from another issuer.": {
        "iss another": lambda: signed(claims(iss="https://evil.example/")),
        "iss without its slash": lambda: signed(claims(iss=ISSUER.rstrip("/"))),
        "iss a list": lambda: signed_bytes(json.dumps(claims(iss=[ISSUER])).encode()),
    },
    "The token is meant for another audience.": {
        "aud another": lambda: signed(claims(aud="image-gallery-admin")),
        "aud a list of others": lambda: signed(claims(aud=["a", "b"])),
        "aud an object": lambda: signed(claims(aud={AUDIENCE: 1})),
    },
    "The token's subject is not valid.": {
        "sub empty": lambda: signed(claims(sub="")),
        "sub a lone surrogate": lambda: signed(claims(sub="\ud800")),
    },
    "The token is not an access token.": {
        "ID token by its nonce": lambda: signed(claims(nonce="n-0S6_WzA2Mj")),
        "ID token by its at_hash": lambda: signed(claims(at_hash="77QmUPtjPfzWtF2AnpK9RQ")),
        "ID token by its token_use": lambda: signed(claims(token_use="id")),
        "ID token by granting nothing": lambda: signed(claims(scope=None, azp="gallery-page")),
        "logout token": lambda: signed(typ="logout+jwt"),
        "proof of possession": lambda: signed(typ="dpop+jwt"),
        "typ a list": lambda: forged({"alg": "RS256", "kid": "rsa", "typ": ["JWT"]}, claims()),
    },
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    async with serve(provider.app) as url:
        provider.url = f"{url}/keys"
        yield provider


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("attack", "detail"),
    [
        pytest.param(attack, detail, id=name)
        for detail, attacks in ATTACKS.items()
        for name, attack in attacks.items()
    ],
)
async def test_an_attack_is_refused(provider: Provider, attack: Callable[[], str], detail: str) -> None:
    gallery = JwtVerifier(JwksKeys(provider.url), issuer=ISSUER, audience=AUDIENCE)
    await gallery.verify(signed())
    asked = provider.requests
    with pytest.raises(Unauthenticated) as refusal:
        await gallery.verify(attack())
    assert refusal.value.detail == detail
    assert provider.requests == asked, "no token sends us anywhere"
