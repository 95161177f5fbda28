"""The code, the templates, the host's files and the local run say the same names."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.cosmos import EMULATOR_KEY, CosmosEmulator
from local.provision import provision_cosmos
from local.serve import serve
from tests.parity import ROOT, Facts, disagreements, read

FACTS = read()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each name and number."""
    if isinstance(value, (dict, list, tuple)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def changed(facts: Facts, path: tuple[Any, ...]) -> Facts:
    other = json.loads(json.dumps(facts))
    place = other
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = f"{place[path[-1]]}x" if isinstance(place[path[-1]], str) else place[path[-1]] + 1
    return dict(other)


def test_every_place_says_the_same() -> None:
    assert disagreements(FACTS) == []


@pytest.mark.parametrize("path", list(leaves(FACTS)), ids=lambda path: ".".join(map(str, path)))
def test_a_changed_name_is_noticed(path: tuple[Any, ...]) -> None:
    assert disagreements(changed(FACTS, path)) != []


@pytest.mark.asyncio
async def test_the_emulator_keeps_the_policies_that_azure_is_given() -> None:
    from azure.cosmos.aio import CosmosClient

    emulator = CosmosEmulator(None)
    try:
        async with serve(emulator.app) as url:
            await provision_cosmos(url, EMULATOR_KEY, "gallery")
            async with CosmosClient(url, EMULATOR_KEY) as client:
                kept = await client.get_database_client("gallery").get_container_client("images").read()
    finally:
        emulator.close()
    for name, value in json.loads((ROOT / "infra" / "cosmos-container.json").read_text()).items():
        assert kept[name] == value
