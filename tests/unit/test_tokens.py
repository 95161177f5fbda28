"""Bearer tokens: which are taken, whom they tell of, and how long they are remembered."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from shared.adapters.tokens import JwtVerifier, SharedSecret, owner_of
from shared.errors import Unauthenticated
from tests.tokens import (
    AUDIENCE,
    EC_KEY,
    ISSUER,
    SECRET,
    Json,
    b64,
    claims,
    ec_jwk,
    forged,
    rsa_jwk,
    seconds_from_now,
    signed,
)


class PublishedKeys:
    """Keys as a provider would publish them, without the provider."""

    algorithms = ("RS256", "ES256")

    def __init__(self, *published: Json) -> None:
        self._keys = {key["kid"]: jwt.PyJWK(key) for key in published}

    async def key(self, header: Json) -> jwt.PyJWK:
        return self._keys[header["kid"]]


def gallery(**limits: Any) -> JwtVerifier:
    keys = PublishedKeys(rsa_jwk("rsa"), ec_jwk("ec"))
    return JwtVerifier(keys, **{"issuer": ISSUER, "audience": AUDIENCE, **limits})


def legacy_gallery() -> JwtVerifier:
    return JwtVerifier(SharedSecret(SecretStr(SECRET)), issuer=ISSUER, audience=AUDIENCE)


def signed_with_secret(payload: Json, secret: str = SECRET) -> str:
    return signed(payload, key=secret.encode(), alg="HS256")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "token",
    [
        pytest.param(signed, id="RS256"),
        pytest.param(lambda: signed(key=EC_KEY, alg="ES256", kid="ec"), id="ES256"),
        pytest.param(lambda: signed(claims(aud=["https://other", AUDIENCE])), id="audience in a list"),
        pytest.param(lambda: signed(claims(scope=None), typ="at+jwt"), id="typed an access token"),
        pytest.param(lambda: signed(claims(nonce="n"), typ="application/AT+JWT"), id="typed in full"),
        pytest.param(lambda: signed(claims(token_use="access")), id="token_use access"),
        pytest.param(lambda: signed(claims(scope=None, scp="user_impersonation")), id="scp of Entra"),
        pytest.param(lambda: signed(claims(scope=None, role="authenticated")), id="role of Supabase"),
        pytest.param(lambda: signed(claims(exp=seconds_from_now(-10))), id="expired within the leeway"),
        pytest.param(lambda: signed(x5t="thumbprint"), id="a thumbprint names a key, it brings none"),
    ],
)
async def test_an_access_token_tells_its_bearer(token: Callable[[], str]) -> None:
    principal = await gallery().verify(token())
    assert principal.model_dump() == {"owner": owner_of(ISSUER, "alice"), "subject": "alice", "name": "Alice"}


@pytest.mark.asyncio
async def test_a_weak_key_verifies_nothing() -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - weak on purpose
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = signed(key=weak)
    verifier = JwtVerifier(PublishedKeys(rsa_jwk("rsa", weak)), issuer=ISSUER, audience=AUDIENCE)
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


@pytest.mark.asyncio
async def test_a_legacy_secret_takes_its_own_tokens() -> None:
    assert (await legacy_gallery().verify(signed_with_secret(claims()))).subject == "alice"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "token",
    [
        pytest.param(signed, id="RS256"),
        pytest.param(
            lambda: signed_with_secret(claims(), "another secret that is long enough"), id="other secret"
        ),
        pytest.param(lambda: signed(key=SECRET.encode(), alg="HS512"), id="HS512"),
        pytest.param(lambda: forged({"alg": "none"}, claims()), id="alg none"),
        pytest.param(lambda: signed_with_secret(claims(sub=None, role="anon")), id="public API key"),
    ],
)
async def test_a_legacy_secret_takes_no_other_token(token: Callable[[], str]) -> None:
    with pytest.raises(Unauthenticated):
        await legacy_gallery().verify(token())


def test_a_short_secret_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SharedSecret(SecretStr("short"))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("published", "name"),
    [
        ({"name": "Alice"}, "Alice"),
        ({"name": None, "preferred_username": "alice@example.com"}, "alice@example.com"),
        ({"name": "", "email": "alice@example.com"}, "alice@example.com"),
        ({"name": 7}, None),
        ({"name": "\udfff"}, None),
        ({"name": "x" * 1000}, "x" * 200),
    ],
)
async def test_the_name_is_the_first_readable_claim(published: Json, name: str | None) -> None:
    assert (await gallery().verify(signed(claims(**{"name": None, **published})))).name == name


@pytest.mark.parametrize(
    ("subject", "owner"),
    [
        ("alice", "wslkhlynacdo6ndkhvby3k5jbjagqqkn"),
        ("auth0|6123/../\\?#", "ydz6wwufvdjl2oa4cxbeumsif6iitlgr"),
        ("Łukasz", "nntqwds2dwmvm7vyxkgfoc32neg5lxxe"),
    ],
)
def test_an_owner_never_changes(subject: str, owner: str) -> None:
    assert owner_of(ISSUER, subject) == owner


def test_the_same_subject_of_another_issuer_is_another_owner() -> None:
    assert owner_of("https://a.example", "alice") != owner_of("https://b.example", "alice")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("limits", "later", "remembered"),
    [
        ({}, 299, True),
        ({}, 301, False),
        ({"remember": 3600}, 599, True),
        ({"remember": 3600}, 601, False),
        ({"remember": 3600, "leeway": 30}, 629, True),
        ({"capacity": 0}, 0, False),
    ],
)
async def test_a_verified_token_is_remembered_within_bounds(
    limits: Any, later: float, remembered: bool
) -> None:
    now = float(seconds_from_now(0))
    verifier = gallery(**{"leeway": 0, "clock": lambda: now, **limits})
    token = signed(claims(exp=seconds_from_now(600)))
    first = await verifier.verify(token)
    now += later
    assert (await verifier.verify(token) is first) == remembered


@pytest.mark.asyncio
async def test_the_token_used_longest_ago_is_forgotten_first() -> None:
    verifier = gallery(capacity=2)
    tokens = [signed(claims(sub=name)) for name in ("alice", "bob", "carol")]
    alice, bob = [await verifier.verify(token) for token in tokens[:2]]
    assert await verifier.verify(tokens[0]) is alice
    await verifier.verify(tokens[2])
    assert await verifier.verify(tokens[0]) is alice
    assert await verifier.verify(tokens[1]) is not bob


@given(st.lists(st.text(max_size=60) | st.binary(max_size=60).map(b64), min_size=1, max_size=4).map(".".join))
def test_any_text_is_refused_cleanly(token: str) -> None:
    with pytest.raises(Unauthenticated):
        asyncio.run(legacy_gallery().verify(token))


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=4))
def test_any_claim_is_taken_or_refused_cleanly(value: object) -> None:
    for claim in ("exp", "nbf", "iat", "iss", "aud", "sub", "jti", "name", "scope", "token_use"):
        payload = json.dumps({**claims(), claim: value}).encode()
        try:
            principal = asyncio.run(
                legacy_gallery().verify(jwt.api_jws.encode(payload, SECRET.encode(), "HS256"))
            )
        except Unauthenticated:
            continue
        assert principal.model_dump_json()
