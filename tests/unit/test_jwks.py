"""The provider's keys: fetched once, refreshed in measure, and good while the provider is down."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from local.serve import serve
from shared.adapters.jwks import JwksKeys
from shared.errors import ServiceUnavailable, Unauthenticated
from tests.tokens import STRANGER, Provider, ec_jwk, rsa_jwk


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    async with serve(provider.app) as url:
        provider.url = f"{url}/keys"
        yield provider


def stale_at_once(provider: Provider) -> JwksKeys:
    return JwksKeys(provider.url, lifespan=0, cooldown=0)


@pytest.mark.asyncio
async def test_a_burst_fetches_the_keys_once(provider: Provider) -> None:
    keys = JwksKeys(provider.url, cooldown=0)
    found = await asyncio.gather(*(keys.key({"kid": kid}) for kid in ["rsa", "ec"] * 10))
    assert {key.algorithm_name for key in found} == {"RS256", "ES256"}
    assert provider.requests == 1


@pytest.mark.asyncio
async def test_a_rotated_key_is_found_once_the_cooldown_is_over(provider: Provider) -> None:
    keys = JwksKeys(provider.url, cooldown=0)
    await keys.key({"kid": "rsa"})
    provider.published = {"keys": [rsa_jwk("new", STRANGER)]}
    assert (await keys.key({"kid": "new"})).key_id == "new"
    with pytest.raises(Unauthenticated):
        await keys.key({"kid": "rsa"})


@pytest.mark.asyncio
async def test_made_up_kids_ask_the_provider_once_per_cooldown(provider: Provider) -> None:
    keys = JwksKeys(provider.url, cooldown=3600)
    refusals = await asyncio.gather(
        *(keys.key({"kid": f"made up {i}"}) for i in range(10)), return_exceptions=True
    )
    assert {type(refusal) for refusal in refusals} == {Unauthenticated}
    assert provider.requests == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [302, 404, 500])
async def test_known_keys_go_on_working_while_the_provider_fails(provider: Provider, status: int) -> None:
    keys = stale_at_once(provider)
    await keys.key({"kid": "rsa"})
    provider.status = status
    provider.published = {"keys": [rsa_jwk("rsa", STRANGER)]} if status != 302 else "elsewhere"
    before = await keys.key({"kid": "rsa"})
    assert before.key.public_numbers() != STRANGER.public_key().public_numbers()
    assert provider.requests == 2


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "published", [{"keys": []}, {}, [], {"keys": "none"}, {"keys": [{"kty": "oct", "k": "AA"}]}]
)
async def test_known_keys_go_on_working_while_the_provider_talks_nonsense(
    provider: Provider, published: object
) -> None:
    keys = stale_at_once(provider)
    await keys.key({"kid": "rsa"})
    provider.published = published
    assert (await keys.key({"kid": "rsa"})).key_id == "rsa"
    assert provider.requests == 2


@pytest.mark.asyncio
async def test_a_known_key_does_not_wait_for_a_provider_that_hangs(provider: Provider) -> None:
    keys = stale_at_once(provider)
    await keys.key({"kid": "rsa"})
    provider.asked.clear()
    provider.answering.clear()
    refreshing = asyncio.create_task(keys.key({"kid": "rsa"}))
    await provider.asked.wait()
    assert (await keys.key({"kid": "ec"})).key_id == "ec"
    assert not refreshing.done()
    provider.answering.set()
    await refreshing


@pytest.mark.asyncio
async def test_without_any_key_the_service_is_unavailable_until_the_provider_is_back(
    provider: Provider,
) -> None:
    keys = JwksKeys(provider.url, cooldown=0)
    provider.status = 503
    with pytest.raises(ServiceUnavailable) as outage:
        await keys.key({"kid": "rsa"})
    assert outage.value.retry_after
    provider.status = 200
    assert (await keys.key({"kid": "rsa"})).key_id == "rsa"


@pytest.mark.asyncio
async def test_a_burst_during_an_outage_asks_once(provider: Provider) -> None:
    keys = JwksKeys(provider.url)
    provider.status = 503
    refusals = await asyncio.gather(*(keys.key({"kid": "rsa"}) for _ in range(10)), return_exceptions=True)
    assert {type(refusal) for refusal in refusals} == {ServiceUnavailable}
    assert provider.requests == 1


@pytest.mark.asyncio
async def test_a_provider_that_hangs_ends_in_unavailable(provider: Provider) -> None:
    provider.answering.clear()
    with pytest.raises(ServiceUnavailable):
        await JwksKeys(provider.url, timeout=0.05).key({"kid": "rsa"})
    provider.answering.set()


@pytest.mark.asyncio
async def test_the_keys_come_from_the_address_in_the_settings_alone(provider: Provider) -> None:
    with pytest.raises(ServiceUnavailable):
        await JwksKeys(provider.url.replace("/keys", "/moved")).key({"kid": "rsa"})
    assert provider.requests == 0


@pytest.mark.asyncio
async def test_a_provider_that_is_not_there_ends_in_unavailable() -> None:
    with pytest.raises(ServiceUnavailable):
        await JwksKeys("http://127.0.0.1:1/keys").key({"kid": "rsa"})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "members",
    [{"use": "enc"}, {"alg": "RS512"}, {"alg": "PS256"}, {"kid": ["rsa"]}, {"kty": "oct", "k": "AA"}],
    ids=["for encryption", "RS512", "PS256", "kid a list", "symmetric"],
)
async def test_a_key_meant_for_something_else_is_not_used(provider: Provider, members: Any) -> None:
    provider.published = {"keys": [{**rsa_jwk("rsa"), **members}, ec_jwk("ec")]}
    with pytest.raises(Unauthenticated):
        await JwksKeys(provider.url).key({"kid": "rsa"})
