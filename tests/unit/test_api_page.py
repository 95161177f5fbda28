"""docs/api.md says what the API and its tests do."""

import re
from collections.abc import Iterator
from pathlib import Path

import function_app  # noqa: F401 (registers every operation)
from shared.http.openapi import document
from tests.unit.test_token_attacks import ATTACKS

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()


def attacks() -> str:
    rows = [f"| {', '.join(tried)} | {detail} |" for detail, tried in ATTACKS.items()]
    return "\n".join(["| attack | answer |", "|---|---|", *rows])


def routes(page: str) -> Iterator[tuple[str, str]]:
    for method, route in re.findall(r"`(GET|POST|PATCH|DELETE) (?:/api/v1/)?([\w/.{}-]+)", page):
        yield method.lower(), "/" + route.replace("{id}", "{imageId}")


def test_the_table_of_attacks_is_the_tests() -> None:
    assert attacks() in PAGE, f"The table should be:\n{attacks()}"


def test_every_route_that_is_named_is_there() -> None:
    named = list(routes(PAGE))
    assert len(named) > 5
    for method, route in named:
        assert method in document()["paths"][route], f"{method} {route}"
